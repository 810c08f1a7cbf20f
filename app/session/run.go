package session

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
)

// A Run is one network and its life: the weights as they are now, the record of every
// step that led there, and snapshots on the way. The training goroutine alone uses live, lent,
// trainer and feed; what others read lies behind mu.
type Run struct {
	Preset string // the architecture's name, "toy48"; empty for a network from a file
	Seed   uint64 // of the random weights and the order of pictures

	told    bool         // what opening the network has to say was said
	net     *cnn.Network // as the run began, for its input, layers and labels; nobody changes it
	live    *cnn.Network
	lent    bool // live is a snapshot too, or net: learning begins with a copy
	trainer *cnn.Trainer
	feed    *data.Feed
	memory  memory // of a run that was saved; taken up by the first step

	relearning *Relearning // nil: an ordinary training

	mu       sync.Mutex
	step     int
	place    data.Place // in the pictures: where the next batch begins
	history  History
	timeline Timeline
	watched  watched // what the layers were like to a brain on the way
}

// A memory is what an optimizer needs to go on as if it had never stopped.
type memory struct {
	of    cnn.Optimizer
	state cnn.State
}

// newRun begins a run with a network as it is, which nobody changes from now on.
func newRun(net *cnn.Network, preset string, seed uint64) *Run {
	r := &Run{Preset: preset, Seed: seed, net: net, live: net, lent: true, history: newHistory(net), timeline: newTimeline(net)}
	r.timeline.add(0, net)
	return r
}

// own makes live a network that nobody else reads, before it is changed. A large network that is
// only looked at is in memory once.
func (r *Run) own() {
	if r.lent {
		r.live, r.lent = r.live.Clone(), false
	}
}

// newRandomRun begins a run with random weights for the classes of a task.
func newRandomRun(preset, task string, labels []string, seed uint64) (*Run, error) {
	if len(labels) == 0 {
		return nil, errNoClasses
	}
	net, err := cnn.Preset(preset, len(labels))
	if err != nil {
		return nil, err
	}
	net.Meta.Name, net.Meta.Task, net.Meta.Labels = preset, task, labels
	return randomRun(net, preset, seed), nil
}

// randomRun begins a run with random weights for a network.
func randomRun(net *cnn.Network, preset string, seed uint64) *Run {
	net.Init(rand.New(rand.NewPCG(seed, 0)))
	net.Meta.Seed = seed
	return newRun(net, preset, seed)
}

// defaultPreset is the network that is begun where nothing else was asked for.
const defaultPreset = "toy48"

// demoRun begins a run with the network that comes with the program, or with random weights
// where none does.
func demoRun(file []byte, task string, labels []string) (*Run, error) {
	if len(file) == 0 {
		return newRandomRun(defaultPreset, task, labels, 1)
	}
	net, err := onnx.Read(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("the demo network: %w", err)
	}
	return newRun(net, net.Meta.Name, net.Meta.Seed), nil
}

// copy is the live network as it is now, to be looked at: for the timeline, or until the next copy.
func (r *Run) copy(keep bool) *cnn.Network {
	if r.relearning != nil {
		return r.relearning.copy(keep)
	}
	return r.live.Clone()
}

// newest returns the latest snapshot of the run's network, to be looked at.
func (r *Run) newest() *cnn.Network {
	snapshots := r.Snapshots()
	return snapshots[len(snapshots)-1].Net
}

// Step returns how many steps the run has made.
func (r *Run) Step() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step
}

// Snapshots returns the timeline, first to last.
func (r *Run) Snapshots() []Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.timeline.snapshots
}

// snapshotAt returns the latest snapshot not after a step.
func (r *Run) snapshotAt(step int) Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.timeline.at(step)
}

// History returns the record so far.
func (r *Run) History() History {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.history
	h.Gradient = append([][]float32(nil), h.Gradient...)
	return h
}

// Epoch returns how many times the run has seen all pictures.
func (r *Run) Epoch() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.place.Epoch
}

// record notes one step on so many pictures, after which the pictures go on at a place, and
// keeps a snapshot where one is due.
func (r *Run) record(stats cnn.StepStats, pictures int, after data.Place) {
	r.mu.Lock()
	r.step++
	r.place = after
	r.history.add(r.live, stats, pictures)
	step, due := r.step, r.timeline.wants(r.step)
	r.mu.Unlock()
	if !due {
		return
	}
	net := r.copy(true) // takes its time, for which nobody has to wait
	r.mu.Lock()
	r.timeline.add(step, net)
	snapshots := r.timeline.snapshots
	r.mu.Unlock()
	if r.relearning != nil {
		r.relearning.forget(snapshots)
	}
}

// rewind makes a snapshot the present: later steps are forgotten, momentum starts anew.
func (r *Run) rewind(s Snapshot) {
	if r.relearning != nil {
		r.relearning.rewind(s.Net)
	} else {
		r.live, r.lent = s.Net, true
	}
	r.trainer, r.memory = nil, memory{}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step = s.Step
	r.history = r.history.upTo(s.Step)
	r.history.Confusion = nil // of checks that are forgotten
	r.timeline.forget(s.Step)
	r.watched = r.watched.upTo(s.Step)
}

// rest ends the feed's goroutine and keeps of the trainer, which holds gradients and a batch's
// activations, only the memory of its optimizer: the run can be taken up again.
func (r *Run) rest(optimizer cnn.Optimizer) {
	r.closeFeed()
	if r.trainer != nil {
		r.memory = memory{optimizer, r.trainer.State()}
		r.trainer = nil
	}
}

func (r *Run) closeFeed() {
	if r.relearning != nil {
		r.relearning.plastic.Close()
	}
	if r.feed != nil {
		r.feed.Close()
		r.feed = nil
	}
}

// bytes is about what a run that rests holds: its weights in snapshots and, where it has learned,
// as they are now, with up to two numbers for each in the optimizer's memory.
func (r *Run) bytes() int {
	copies := len(r.Snapshots())
	if r.Step() > 0 {
		copies += 1 + 2
	}
	return 4 * r.net.Parameters() * copies
}

// canLearn returns an error where a run cannot be begun anew for these classes.
func (r *Run) canLearn(labels []string) error {
	if len(labels) == 0 {
		return errNoClasses
	}
	net := r.net
	if answers := net.Nodes[len(net.Nodes)-1].Shape.Size(); r.Preset == "" && answers != len(labels) {
		if _, err := rebuilt(net, len(labels)); err == nil {
			return nil
		}
		return fmt.Errorf("%w: it has %d answers, there are %d classes", ErrClasses, answers, len(labels))
	}
	return nil
}

// again begins a run of the same architecture with random weights for the classes of a task,
// which are such that it can learn them.
func (r *Run) again(task string, labels []string, seed uint64) (*Run, error) {
	if r.Preset != "" {
		return newRandomRun(r.Preset, task, labels, seed)
	}
	net, err := rebuilt(r.net, len(labels))
	if err != nil || len(labels) == r.net.Nodes[len(r.net.Nodes)-1].Shape.Size() {
		net = r.newest().Clone() // not of the live network: it may be learning
	}
	net.Meta.Task, net.Meta.Labels = task, labels
	return randomRun(net, "", seed), nil
}
