package session

import (
	"context"
	"sync"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

const (
	defaultBatch = 64
	// publishEvery is how often a learning network is copied for those who watch: some twenty
	// times a second, which looks fluent and leaves the processors to the learning, never more
	// often than it steps, and never so often that copying takes more than one part in
	// publishShare of the time.
	publishEvery = time.Second / 21
	publishShare = 50
	// checkEvery steps, checkPictures held-out pictures are answered: about 2 % of the
	// time that training takes.
	checkEvery    = 50
	checkPictures = 256
	// confusionChecks is how many of the latest checks the confusion matrix adds up.
	confusionChecks = 8
)

// Training lets a run learn. Its goroutine owns the run's network; everything else
// reaches it between steps, through its mailbox.
type Training struct {
	changed func()
	report  func(error)
	mail    *mailbox
	done    chan struct{}

	// Of the training goroutine alone:
	run     *Run
	source  *data.Source
	task    string
	hyper   cnn.Hyper
	batch   int
	left    int // steps still to do; negative: until paused
	checks  [][][]int
	check   int           // the step whose check is still to be made; 0: none
	pending func()        // the update that the slow picture will make
	due     time.Time     // when the network is to be copied next
	copying time.Duration // how long that took last
	copied  present       // what was copied last
	ticked  time.Time
	lesions []Address // of the network that learns

	mu      sync.Mutex
	status  Status
	shown   Shown
	surgeon surgeon // of what is shown
	slow    *Slow
	latest  []int
}

// Status is what a person sees of the training.
type Status struct {
	Run      *Run
	Running  bool
	Step     int
	Epoch    int
	Rate     float64 // pictures a second while running
	Hyper    cnn.Hyper
	Batch    int
	Scrubbed bool // the network shown is a snapshot of the past
}

// Shown is the network that all rooms look at: the latest copy of the one that learns, or
// the snapshot that the timeline points to. Nobody changes its networks.
type Shown struct {
	Net      *cnn.Network // with its lesions
	Whole    *cnn.Network // without
	Run      *Run
	Step     int
	Version  uint64 // rises with every new Net
	Scrubbed bool
}

// Old tells whether it is the old network of a relearning, as it was before that.
func (s Shown) Old() bool {
	l := s.Run.relearning
	return l != nil && s.Whole == l.Before()
}

func newTraining(ctx context.Context, changed func(), report func(error)) *Training {
	t := &Training{changed: changed, report: report, mail: newMailbox(), done: make(chan struct{}), batch: defaultBatch}
	go t.loop(ctx)
	return t
}

func (t *Training) loop(ctx context.Context) {
	defer close(t.done)
	for ctx.Err() == nil {
		t.mail.drain()
		if t.left != 0 || t.checkDue() {
			t.learn(ctx)
			continue
		}
		select {
		case <-t.mail.wake:
		case <-ctx.Done():
		}
	}
	if t.run != nil {
		t.run.closeFeed()
	}
}

// Status returns the state of the training.
func (t *Training) Status() Status {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status
}

// Shown returns the network that all rooms look at.
func (t *Training) Shown() Shown {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown
}

// Batch returns the indexes of the pictures in the latest batch, in the training set.
func (t *Training) Batch() []int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.latest
}

// idle tells whether nothing runs and nothing waits.
//
// The mail is asked first: what was posted may have it run, and would be done by the time that it is asked for last.
func (t *Training) idle() bool { return t.mail.done() && !t.Status().Running }

// play lets the run make steps more steps; negative: until paused. A scrubbed timeline is
// taken up from where it points to.
func (t *Training) play(steps int) {
	t.running(true)
	t.mail.post(func() {
		t.forgetSlow()
		t.resumeShown()
		t.left = steps
		t.running(true) // what was posted before may have stopped it meanwhile
	})
	t.changed()
}

func (t *Training) running(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.status.Running = on
}

func (t *Training) pause() {
	t.mail.post(func() { t.stop() })
}

// stop ends playing and shows the network as it stands, before anybody may take it to be at rest.
func (t *Training) stop() {
	t.left = 0
	t.publish()
	t.running(false)
	t.changed()
}

// attach makes run the one that learns, from the pictures of source with the labels of task.
func (t *Training) attach(run *Run, source *data.Source, task string) {
	net := run.newest()
	t.mu.Lock()
	t.status = Status{Run: run, Step: run.Step(), Epoch: run.Epoch(), Hyper: t.status.Hyper, Batch: t.status.Batch}
	t.shown = Shown{Net: t.surgeon.cut(net), Whole: net, Run: run, Step: run.Step(), Version: t.shown.Version + 1}
	t.slow, t.latest = nil, nil
	t.mu.Unlock()
	t.mail.post(func() {
		if t.run != nil {
			t.run.rest(t.hyper.Filled().Optimizer)
		}
		t.run, t.source, t.task = run, source, task
		t.left, t.checks, t.check, t.pending = 0, nil, 0, nil
		t.stop()
	})
}

func (t *Training) setHyper(h cnn.Hyper, batch int) {
	t.mu.Lock()
	t.status.Hyper, t.status.Batch = h, batch
	t.mu.Unlock()
	t.mail.post(func() {
		t.hyper, t.batch = h, batch
		if t.run != nil && t.run.feed != nil {
			t.run.feed.SetBatch(batch)
		}
		if t.run != nil && t.run.trainer != nil {
			t.run.trainer.SetHyper(h)
		}
	})
	t.changed()
}

// scrub shows the latest snapshot not after step; the live network waits where it is. A
// step at or past the live end shows the live network again.
func (t *Training) scrub(step int) {
	t.mail.post(func() {
		t.left = 0
		t.running(false)
		t.showAt(step)
	})
}

// showAt shows what scrub shows.
func (t *Training) showAt(step int) {
	if t.run == nil || step >= t.run.Step() {
		t.publish()
		return
	}
	snapshot := t.run.snapshotAt(step)
	t.show(snapshot.Net, snapshot.Step, true)
}

// unscrub shows the live network again where a snapshot is shown; what learns goes on.
func (t *Training) unscrub() {
	t.mail.post(func() {
		if t.Shown().Scrubbed {
			t.publish()
		}
	})
}

// resumeShown makes the snapshot that is shown the present.
func (t *Training) resumeShown() {
	shown := t.Shown()
	if !shown.Scrubbed || t.run == nil {
		return
	}
	t.run.rewind(Snapshot{shown.Step, shown.Whole})
	t.copied = present{}
	t.checks, t.check = nil, 0 // of a network that is forgotten
	t.publish()
}

// present is a copy of a run's network as it was after a step.
type present struct {
	run  *Run
	step int
	net  *cnn.Network
}

// publish shows the live network as it is now to those who watch.
func (t *Training) publish() {
	if t.run != nil {
		t.show(t.present(), t.run.Step(), false)
	}
}

// present is the live network as it is now, which stays as it is. One that has made no step since
// is the same network to those who watch: what they know of it stays true.
func (t *Training) present() *cnn.Network {
	if step := t.run.Step(); t.copied.run != t.run || t.copied.step != step {
		t.copied = present{t.run, step, t.copyLive(step)}
	}
	return t.copied.net
}

// copyLive copies the live network, unless it is lent, or the latest snapshot is the same.
func (t *Training) copyLive(step int) *cnn.Network {
	if t.run.lent {
		return t.run.live
	}
	if latest := t.run.snapshotAt(step); latest.Step == step {
		return latest.Net
	}
	began := time.Now()
	net := t.run.copy(false)
	t.copying = time.Since(began)
	return net
}

// show puts a network of the run before those who watch, unless another run is about to take
// its place.
func (t *Training) show(net *cnn.Network, step int, scrubbed bool) {
	t.mu.Lock()
	if t.status.Run == t.run {
		t.shown = Shown{Net: t.surgeon.cut(net), Whole: net, Run: t.run, Step: step, Version: t.shown.Version + 1, Scrubbed: scrubbed}
		t.status.Scrubbed = scrubbed
		t.status.Step = step
	}
	t.mu.Unlock()
	t.changed()
}
