package plasticity

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A Run has a network learn another task, step by step, and keeps a record of what it can and snapshots of what it is.
//
// The network that learns has two heads on one body: the old one, which goes on answering the old task, and the new one.
// One goroutine calls Step; what the run knows so far may be asked by others meanwhile. Close it when it is no longer needed.
type Run struct {
	options  Options
	before   *cnn.Network // the old network, which nobody changes
	live     *cnn.Network
	old, new Task
	answers  [2]int // nodes of live: the old head's answers, the new one's
	steps    int    // of the whole run

	trainer          *cnn.Trainer
	state            cnn.State       // of the trainer that Close let go of
	elastic          *cnn.Elastic    // nil: none, or not yet known
	newFeed, oldFeed *data.Feed      // oldFeed nil without rehearsal
	places           [][2]data.Place // by step, up to the next: where the feeds' batches begin
	batch            cnn.Tensor      // of both feeds
	learned          Learned

	mu        sync.Mutex
	step      int
	checks    []Check
	snapshots []Snapshot
	gap       int // every which check's snapshot is kept
}

// A Check is how well the network did at a step: the share of held-out pictures that are answered right.
type Check struct {
	Step  int
	New   float64 // the new task
	Old   float64 // the old task, by its old head
	Refit float64 // the old task, by a head that was fitted anew on the units as they are (see Refit)
}

// A Snapshot is the network with both heads as it was after a number of steps. Nobody changes it; Old and New of
// the Run are its halves.
type Snapshot struct {
	Step int
	Net  *cnn.Network
}

// headSuffix is put behind the names of the old head's layers, for those of the new one.
const headSuffix = "_new"

// NewRun prepares a relearning: nothing has been computed yet. It returns an error if the network cannot be given another head,
// the old task is not one that it answers, a class has no pictures, or the options make no sense; ErrFrozen if nothing could learn.
func NewRun(net *cnn.Network, old, new Task, o Options) (*Run, error) {
	o = o.filled()
	if err := checkTasks(net, old, new); err != nil {
		return nil, err
	}
	live, err := net.WithHead(headSuffix, len(new.Classes()), rand.New(rand.NewPCG(o.Seed, headStream)))
	if err != nil {
		return nil, err
	}
	if err := o.check(net); err != nil {
		return nil, err
	}
	last := len(net.Nodes) - 1
	r := &Run{options: o, before: net, live: live, old: old, new: new, answers: [2]int{last, len(live.Nodes) - 1}, gap: 1}
	if o.Body == RandomBody {
		random := net.Clone()
		random.Init(rand.New(rand.NewPCG(net.Meta.Seed, 0)))
		r.Old(live).CopyParams(random)
	}
	perEpoch := (new.Source.Train.Len() + r.newPictures() - 1) / r.newPictures()
	r.steps = o.Epochs * perEpoch
	r.places = make([][2]data.Place, 1, r.steps+1)
	return r, nil
}

// headStream sets the random numbers that draw a new head apart from others of the same seed.
const headStream = 0x68656164

// checkTasks returns an error unless the network answers the old task and there is a new one to learn.
func checkTasks(net *cnn.Network, old, new Task) error {
	if answers := net.Nodes[len(net.Nodes)-1].Shape.Size(); answers != len(old.Classes()) {
		return fmt.Errorf("plasticity: the network has %d answers, the old task %q of %s %d classes", answers, old.Name, old.Source.Name, len(old.Classes()))
	}
	if labels := net.Meta.Labels; contradict(labels, old.Classes()) {
		return fmt.Errorf("plasticity: the network answers %q, the classes of the old task %q of %s are %q", labels, old.Name, old.Source.Name, old.Classes())
	}
	for _, task := range []Task{old, new} {
		if err := task.check(); err != nil {
			return fmt.Errorf("plasticity: %w", err)
		}
		if wanted := net.Meta.Prep.Picture(net.Input); !task.Source.Train.Shape().Equal(wanted) {
			return fmt.Errorf("plasticity: the network reads %v, the pictures of %s are %v", wanted, task.Source.Name, task.Source.Train.Shape())
		}
	}
	return nil
}

// contradict tells whether as many names are those of other classes. Where one of both has only numbers, nobody knows.
func contradict(labels, classes []string) bool {
	number := func(name string) bool {
		_, err := strconv.Atoi(name)
		return err == nil
	}
	if len(labels) != len(classes) || !slices.ContainsFunc(labels, func(l string) bool { return !number(l) }) ||
		!slices.ContainsFunc(classes, func(c string) bool { return !number(c) }) {
		return false
	}
	return !slices.Equal(labels, classes)
}

// newPictures is how many of a batch are of the new task.
func (r *Run) newPictures() int { return r.options.Batch - r.options.oldPictures() }

// Before is the old network.
func (r *Run) Before() *cnn.Network { return r.before }

// Tasks are the old and the new one.
func (r *Run) Tasks() (old, new Task) { return r.old, r.new }

// Options are the run's settings, filled in.
func (r *Run) Options() Options { return r.options }

// Old is a snapshot's network with its old head alone; it shares its parameters.
func (r *Run) Old(net *cnn.Network) *cnn.Network { return net.Branch(r.answers[0]) }

// New is a snapshot's network with its new head alone, under the names of the old one and with the new task's
// labels; it shares its parameters.
func (r *Run) New(net *cnn.Network) *cnn.Network {
	n := net.Branch(r.answers[1])
	names := r.before.Nodes[len(r.before.Nodes)-(r.answers[1]-r.answers[0]):]
	for i, node := range n.Nodes[len(n.Nodes)-len(names):] {
		node.Name = names[i].Name
	}
	n.Meta = r.meta()
	return n
}

// After is a snapshot's network as it is kept: with the new head alone, or with both where the head was added.
func (r *Run) After(net *cnn.Network) *cnn.Network {
	if r.options.Head == ReplaceHead {
		return r.New(net)
	}
	both := *net
	both.Meta = r.meta()
	return &both
}

// meta is what the network knows about itself when it has learned the new task.
func (r *Run) meta() cnn.Meta {
	m := r.before.Meta
	m.Labels, m.Task, m.Source, m.Seed = r.new.Classes(), r.new.Name, r.new.Source.Name, r.options.Seed
	m.Notes, m.Beyond = nil, nil
	return m
}

// Steps is how many steps the run has.
func (r *Run) Steps() int { return r.steps }

// At is how many steps are done.
func (r *Run) At() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step
}

// Done tells whether all steps are done and the last check is made.
func (r *Run) Done() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step == r.steps && len(r.checks) > 0 && r.checks[len(r.checks)-1].Step == r.step
}

// Checks are the measurements so far, the first before any step.
func (r *Run) Checks() []Check {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.checks)
}

// Snapshots are those so far, of checks at about even distances; the first is from before any step.
func (r *Run) Snapshots() []Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.snapshots)
}

// Step makes a training step, or where a check is due makes that: the first call prepares the training and checks.
// After an error, ctx's among them, the run is where it was; it has nothing to do any more when Done.
func (r *Run) Step(ctx context.Context) error {
	if r.trainer == nil {
		if err := r.prepare(ctx); err != nil {
			return err
		}
	}
	step := r.At()
	if r.due(step) {
		return r.check(ctx, step)
	}
	if step == r.steps {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	x, wanted, err := r.next()
	if err != nil {
		return err
	}
	r.learned.Stats, r.learned.Pictures = r.trainer.StepHeads(x, wanted), x.Shape[0]
	r.mu.Lock()
	r.step++
	r.mu.Unlock()
	return nil
}

// Finish makes all steps that are left. progress, which may be nil, is told after each how many are done.
func (r *Run) Finish(ctx context.Context, progress func(done, total int)) error {
	for !r.Done() {
		if err := r.Step(ctx); err != nil {
			return err
		}
		if progress != nil {
			progress(r.At(), r.steps)
		}
	}
	return nil
}

// Learned is what a step learned from.
type Learned struct {
	Stats    cnn.StepStats // over both heads; norms by node of Live
	Pictures int           // of both tasks
	New      data.Batch    // those of the new one
}

// Learned tells of the last step, until the next.
func (r *Run) Learned() Learned { return r.learned }

// Live is the network that learns, with both heads: it changes with every Step, and belongs to whoever calls that.
func (r *Run) Live() *cnn.Network { return r.live }

// Rewind makes a snapshot of the run the present: later checks and snapshots are forgotten, momentum starts anew.
func (r *Run) Rewind(s Snapshot) {
	r.Close()
	r.state = cnn.State{}
	r.live.CopyParams(s.Net)
	r.places = r.places[:s.Step+1]
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step = s.Step
	r.checks = slices.DeleteFunc(slices.Clone(r.checks), func(c Check) bool { return c.Step > s.Step })
	r.snapshots = slices.DeleteFunc(slices.Clone(r.snapshots), func(o Snapshot) bool { return o.Step > s.Step })
}

// Close lets go of what only learning needs; a Step after it takes that up again.
func (r *Run) Close() {
	for _, feed := range []*data.Feed{r.newFeed, r.oldFeed} {
		if feed != nil {
			feed.Close()
		}
	}
	r.newFeed, r.oldFeed = nil, nil
	if r.trainer != nil {
		r.state, r.trainer = r.trainer.State(), nil
	}
}

// prepare makes the trainer and what deals out pictures.
func (r *Run) prepare(ctx context.Context) error {
	trainer := cnn.NewTrainer(r.live, r.hyper(), r.options.Batch, r.options.Seed)
	if r.options.Elastic > 0 {
		if r.elastic == nil {
			importance, err := r.importance(ctx)
			if err != nil {
				return err
			}
			r.elastic = cnn.NewElastic(r.before, importance, float32(r.options.Elastic))
		}
		if err := trainer.SetElastic(r.elastic); err != nil {
			return err
		}
	}
	if r.state.Steps > 0 {
		if err := trainer.Restore(r.state); err != nil {
			return err
		}
	}
	at := r.places[len(r.places)-1]
	r.newFeed = data.NewFeedFrom(at[0], r.new.Source.Train, r.new.Name, r.before, r.newPictures(), r.options.Seed)
	if n := r.options.oldPictures(); n > 0 {
		r.oldFeed = data.NewFeedFrom(at[1], r.old.Source.Train, r.old.Name, r.before, n, r.options.Seed)
	}
	r.trainer = trainer
	return nil
}

// hyper is the settings for the network with two heads. A head that no old picture is rehearsed with stays as it is.
func (r *Run) hyper() cnn.Hyper {
	h := r.options.Hyper.Filled()
	heads := r.answers[1] - r.answers[0]
	for _, node := range r.before.Nodes[len(r.before.Nodes)-heads:] {
		if slices.Contains(h.Frozen, node.Name) {
			h.Frozen = append(h.Frozen, node.Name+headSuffix)
		} else if r.options.oldPictures() == 0 {
			h.Frozen = append(h.Frozen, node.Name)
		}
		if rate, ok := h.Rates[node.Name]; ok {
			h.Rates[node.Name+headSuffix] = rate
		}
	}
	if h.Momentum == 0 {
		h.Momentum = -1 // none, which is not the default
	}
	return h
}

// importance is how much each parameter matters for the old task.
func (r *Run) importance(ctx context.Context) (map[string]*cnn.Tensor, error) {
	set := data.Sound(r.old.Source.Train)
	n := min(fisherPictures, set.Len())
	prep := r.before.Meta.Prep
	return cnn.Fisher(ctx, r.before, n, func(i int, dst []float32) error {
		if err := set.Read(i*set.Len()/n, dst); err != nil {
			return err
		}
		prep.Apply(dst, dst, set.Shape())
		return nil
	}, r.options.Seed)
}

// next is the next batch, new pictures first, and what each head is asked.
func (r *Run) next() (*cnn.Tensor, []cnn.Wanted, error) {
	batch, err := r.newFeed.Next()
	if err != nil {
		return nil, nil, err
	}
	r.learned.New = batch
	if r.oldFeed == nil {
		r.places = append(r.places, [2]data.Place{batch.After()})
		return batch.X, []cnn.Wanted{{Node: r.answers[1], Labels: batch.Labels}}, nil
	}
	rehearsed, err := r.oldFeed.Next()
	if err != nil {
		return nil, nil, err
	}
	r.places = append(r.places, [2]data.Place{batch.After(), rehearsed.After()})
	fresh, old := len(batch.Labels), len(rehearsed.Labels)
	r.batch.Data = append(append(r.batch.Data[:0], batch.X.Data...), rehearsed.X.Data...)
	r.batch.Shape = append(append(r.batch.Shape[:0], fresh+old), r.before.Input...)
	return &r.batch, []cnn.Wanted{
		{Node: r.answers[0], Labels: append(slices.Repeat([]int{-1}, fresh), rehearsed.Labels...)},
		{Node: r.answers[1], Labels: append(slices.Clone(batch.Labels), slices.Repeat([]int{-1}, old)...)},
	}, nil
}
