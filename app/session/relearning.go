package session

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
)

// A Relearning is what a run is that has a network learn another task: the session's Run keeps its steps, its timeline and the
// network that all rooms look at, which has the new head, or both where the head is added.
type Relearning struct {
	Settings RelearnSettings // resolved, as it was begun with
	Old, New string          // what the tasks are called
	Steps    int             // of the whole relearning

	plastic   *plasticity.Run // whose steps the training goroutine makes
	oldImages string          // where the old task's pictures come from, and
	oldSplit  uint64          // the seed by which they are dealt

	mu    sync.Mutex
	heads map[*cnn.Network]plasticity.Snapshot // of networks that are looked at: both heads
	last  *cnn.Network                         // that was copied to be looked at, and is in no timeline
	still bool                                 // last is as the relearning was opened again, and no step has been made since
}

// Relearning returns what the run relearns; nil where it is an ordinary training.
func (r *Run) Relearning() *Relearning { return r.relearning }

// Before is the old network.
func (r *Relearning) Before() *cnn.Network { return r.plastic.Before() }

// Tasks are the old and the new task.
func (r *Relearning) Tasks() (old, new plasticity.Task) { return r.plastic.Tasks() }

// Checks are the curves: the new task, the old task by its old head, and by a head that was fitted anew, up to now.
func (r *Relearning) Checks() []plasticity.Check { return r.plastic.Checks() }

// Done tells whether all steps are made.
func (r *Relearning) Done() bool { return r.plastic.Done() }

// newRelearning is what a run of these settings relearns.
func newRelearning(p *plasticity.Run, o RelearnSettings) *Relearning {
	r := &Relearning{Settings: o, Steps: p.Steps(), plastic: p, heads: make(map[*cnn.Network]plasticity.Snapshot)}
	r.Old, r.New = plasticity.Titles(p.Tasks())
	return r
}

// newRelearnRun begins a run that relearns.
func newRelearnRun(r *Relearning, preset string) *Run {
	if r.Settings.Head == plasticity.AddHead {
		preset = "" // which has one head
	}
	run := newRun(r.copy(true), preset, r.Settings.Seed)
	run.relearn(r)
	return run
}

// relearn makes a run, of which nothing has been done yet, one that relearns.
func (r *Run) relearn(l *Relearning) {
	r.relearning, r.live, r.lent = l, l.plastic.After(l.plastic.Live()), false
}

// copy is the network that learns as it is now, to be looked at: for the timeline, or until the next copy. What is known of
// the network that an experiment was saved with stays true until it makes a step.
func (r *Relearning) copy(keep bool) *cnn.Network {
	if r.still && !keep {
		return r.last
	}
	both := plasticity.Snapshot{Step: r.plastic.At(), Net: r.plastic.Live().Clone()}
	net := r.plastic.After(both.Net)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heads[net] = both
	if !keep {
		delete(r.heads, r.last)
		r.last = net
	}
	return net
}

// opened has the relearning stand at a network that it knows and that is in no timeline.
func (r *Relearning) opened(net *cnn.Network) { r.last, r.still = net, true }

// forget lets go of the networks that are no longer in the timeline.
func (r *Relearning) forget(timeline []Snapshot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for net := range r.heads {
		if net != r.last && !slices.ContainsFunc(timeline, func(s Snapshot) bool { return s.Net == net }) {
			delete(r.heads, net)
		}
	}
}

// known is a network that is looked at, with both heads; not ok for the old network.
func (r *Relearning) known(net *cnn.Network) (s plasticity.Snapshot, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok = r.heads[net]
	return s, ok
}

// rewind has the relearning go on from a network that is looked at; from its beginning, from the old network.
func (r *Relearning) rewind(net *cnn.Network) {
	r.still = false
	s, ok := r.known(net)
	if !ok {
		first := r.plastic.Snapshots()
		if len(first) == 0 {
			return // it has not begun
		}
		s = first[0]
	}
	r.plastic.Rewind(s)
}

// answering is a network without the heads that do not give its answers; itself where it has no others.
func answering(net *cnn.Network) *cnn.Network {
	if one := net.Branch(len(net.Nodes) - 1); len(one.Nodes) < len(net.Nodes) {
		return one
	}
	return net
}

// StartRelearning has the network that is shown learn the task that is chosen: "relearn".
type StartRelearning struct{}

func (StartRelearning) String() string { return "relearn" }
func (a StartRelearning) perform(s *Session) error {
	if len(s.Lesions()) > 0 {
		return errors.New("units are silenced, of which a relearning knows nothing: let all answer again first")
	}
	shown := s.Training.Shown()
	s.alterThen(a, func(now desk) (func(*desk), func(), error) {
		net := now.run.newest()
		if shown.Run == now.run {
			net = shown.Whole
		}
		run, source, err := now.relearning(net)
		if err != nil {
			return nil, nil, fmt.Errorf("nothing was relearned: %w", err)
		}
		change := func(d *desk) {
			d.place(run, source)
			d.against = against{} // what was compared with before had another network here
			if images := d.plan.settings.Images; images != "" {
				d.ref = images
			}
			_, task := run.relearning.Tasks()
			d.task = task.Name
		}
		return change, func() { s.Training.play(-1) }, nil
	})
	return nil
}

// relearning prepares a run in which a network learns the task that is chosen.
func (d desk) relearning(net *cnn.Network) (*Run, *data.Source, error) {
	preset := d.run.Preset
	if l := d.run.relearning; l != nil && l.Settings.Head == plasticity.AddHead {
		net = l.plastic.New(net) // whose head is the old one now
	}
	net = answering(net)
	source := d.newSource()
	if images := d.plan.settings.Images; images != "" && images != d.ref && d.plan.pictures == nil {
		var err error
		if source, err = d.open(images, net); err != nil {
			return nil, nil, err
		}
	}
	if len(d.source.Train.Classes(d.task)) == 0 {
		return nil, nil, errNoClasses
	}
	o := d.plan.settings.Resolved(d.taskHere(), source.HeldOut.Tasks())
	old, new := plasticity.Task{Source: d.source, Name: d.task}, plasticity.Task{Source: source, Name: o.Task}
	p, err := plasticity.NewRun(net, old, new, o.options(net, d.hyper))
	if err != nil {
		return nil, nil, err
	}
	r := newRelearning(p, o)
	r.oldImages, r.oldSplit = d.ref, d.seed
	return newRelearnRun(r, preset), source, nil
}

// StopRelearning has the relearning pause: "relearn stop"; to train goes on with it.
type StopRelearning struct{}

func (StopRelearning) String() string           { return "relearn stop" }
func (StopRelearning) perform(s *Session) error { return Pause{}.perform(s) }

func init() {
	register("relearn", "[stop|images PATH|"+relearnUsage()+"]", func(w *words) Action {
		if !w.more() {
			return StartRelearning{}
		}
		switch name := w.word(); name {
		case "stop":
			return StopRelearning{}
		case "images":
			return ChooseRelearnImages{w.all()}
		default:
			if _, ok := relearnSettings[name]; !ok {
				w.fail(fmt.Errorf("%q is no setting of a relearning", name))
			}
			return SetRelearning{name, w.all()}
		}
	})
}
