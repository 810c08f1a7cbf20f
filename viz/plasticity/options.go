package plasticity

import (
	"errors"
	"fmt"
	"slices"

	"unitscope/cnn"
)

// ErrFrozen says that nothing is left that could learn.
var ErrFrozen = errors.New("every layer with weights is frozen, so nothing would be learned")

// A HeadChoice says what becomes of a network's head.
type HeadChoice string

// The choices. Either way the old head stays for measuring, and with rehearsal for learning, while the network relearns.
const (
	ReplaceHead HeadChoice = "replace" // the network afterwards answers the new task
	AddHead     HeadChoice = "add"     // the network afterwards answers both
)

// A BodyChoice says what relearning begins with.
type BodyChoice string

// The choices.
const (
	OldBody    BodyChoice = "old"    // the network as it is
	RandomBody BodyChoice = "random" // the random weights that the old network's seed makes, as it began itself
)

// Options are the settings of a relearning; the zero value is the default, with one epoch.
type Options struct {
	Head  HeadChoice // "": ReplaceHead
	Body  BodyChoice // "": OldBody
	Hyper cnn.Hyper  // the names in Frozen and Rates are the old network's: its head's stand for both heads
	Batch int        // pictures a step; 0: 64

	Epochs    int     // times that every new picture is seen; 0: 1
	Rehearsal float64 // share of old pictures in every batch, 0 to 0.5
	Elastic   float64 // strength of the penalty on weights that matter for the old task (see cnn.Elastic); 0: none
	Seed      uint64  // of the new head, the order of pictures, and the estimate of what matters

	CheckEvery    int // steps between measurements; 0: a twentieth of the run, up to an eighth where that takes more than half the time of learning
	CheckPictures int // held-out pictures of each task that are answered then; 0: 500
	Snapshots     int // that are kept at most, beside the first; 0: 64, or as many as fit in 512 MB
}

// The defaults.
const (
	defaultBatch   = 64
	checks         = 20 // in a run, where measuring is fast enough
	leastChecks    = 8  // where it is slow
	checkPictures  = 500
	fisherPictures = 1000
	mostRehearsal  = 0.5
	mostSnapshots  = 64
	snapshotBytes  = 512 << 20
	checkFit       = 1000 // old pictures that a head is fitted on in a check of some pictures only
)

func (o Options) filled() Options {
	for _, d := range []struct {
		value    *int
		standard int
	}{{&o.Batch, defaultBatch}, {&o.Epochs, 1}, {&o.CheckPictures, checkPictures}} {
		if *d.value == 0 {
			*d.value = d.standard
		}
	}
	if o.Head == "" {
		o.Head = ReplaceHead
	}
	if o.Body == "" {
		o.Body = OldBody
	}
	return o
}

// check returns an error if the settings, filled in, make no sense for a network.
func (o Options) check(net *cnn.Network) error {
	switch {
	case o.Head != ReplaceHead && o.Head != AddHead:
		return fmt.Errorf("plasticity: a head is replaced or added, not %q", o.Head)
	case o.Body != OldBody && o.Body != RandomBody:
		return fmt.Errorf("plasticity: a body is the old one or random, not %q", o.Body)
	case o.Batch < 2 || o.Epochs < 1 || o.CheckEvery < 0 || o.CheckPictures < 1 || o.Snapshots < 0:
		return fmt.Errorf("plasticity: %d epochs in batches of %d pictures, measured on %d: too few", o.Epochs, o.Batch, o.CheckPictures)
	case !(o.Rehearsal >= 0 && o.Rehearsal <= mostRehearsal):
		return fmt.Errorf("plasticity: a share of %g old pictures is not within 0 to %g", o.Rehearsal, mostRehearsal)
	case !(o.Elastic >= 0 && o.Elastic <= 1e30):
		return fmt.Errorf("plasticity: an elastic penalty of strength %g", o.Elastic)
	case o.Elastic > 0 && o.Body == RandomBody:
		return errors.New("plasticity: random weights know nothing that an elastic penalty could hold")
	}
	if err := o.Hyper.Check(net); err != nil {
		return err
	}
	learns := func(node *cnn.Node) bool {
		return len(node.Layer.Params()) > 0 && !slices.Contains(o.Hyper.Frozen, node.Name)
	}
	if !slices.ContainsFunc(net.Nodes, learns) {
		return fmt.Errorf("plasticity: %w", ErrFrozen)
	}
	return nil
}

// oldPictures is how many of a batch are of the old task.
func (o Options) oldPictures() int { return int(float64(o.Batch)*o.Rehearsal + 0.5) }
