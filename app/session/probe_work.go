package session

import (
	"context"
	"time"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// A topic is what is asked about a unit, a layer or a network.
type topic string

const (
	fieldTopic       topic = "field"
	occlusionTopic   topic = "occlusion" // a whole layer's, of the picture under the microscope
	gratingsTopic    topic = "gratings"  // of a whole network
	curvesTopic      topic = "curves"
	shiftTopic       topic = "shift" // of a whole network
	preferredTopic   topic = "preferred"
	correlationTopic topic = "correlation"
)

// A question is all that an answer depends on but the network.
type question struct {
	topic      topic
	node, unit int
	source     any           // *data.Source whose pictures are shown, nil where none are
	picture    uint64        // version of the stimulus that is looked at, else 0
	settings   ProbeSettings // those of them that matter
	noise      tuning.Noise
	nodes      string // names of those that are asked together
}

// asked is a question to one network. Networks that are shown never change, so their address
// tells them apart.
type asked struct {
	question
	net *cnn.Network
	// top is the network whose strongest pictures are looked at, for fields: while one
	// learns, an earlier one.
	top *cnn.Network
}

// A task is work on one question, or on many of one kind.
type task struct {
	asked
	name  string // of what is done, for people
	nodes []int  // whose units it is about, where it is about many
	run   *Run
	step  int
	began time.Time
	done  int
	total int
	work  func(ctx context.Context, t *task) error

	cancel context.CancelFunc
	over   bool // stopped, or something else was asked for since
	probe  *Probe
	queue  *queue
	pace   *pace // of one that keeps up with learning
}

// A queue does one task after another.
type queue struct {
	tasks   []*task
	working bool // a goroutine does them, and will look whether there are more before it ends
}

// progress notes how far a task is. It gives way where it has to, and returns when the task may
// go on.
func (t *task) progress(ctx context.Context, done, total int) {
	p := t.probe
	p.mu.Lock()
	t.done, t.total = done, total
	p.mu.Unlock()
	p.changed()
	switch t.queue {
	case &p.long, &p.heavy:
		p.giveWay(ctx)
	case &p.keep:
		t.pace.rest(ctx)
	}
}

// left is about how long a task takes yet, 0 while nobody can tell.
func (t *task) left() time.Duration {
	gone := time.Since(t.began)
	if t.began.IsZero() || t.done == 0 || gone < time.Second/2 {
		return 0
	}
	return time.Duration(float64(gone) * float64(t.total-t.done) / float64(t.done))
}

// keep keeps what came of a task, the whole of it or a part.
func (t *task) keep(a asked, value any, bytes int, part bool) {
	p := t.probe
	p.mu.Lock()
	if old := p.results.of[a]; !part || old == nil || old.part {
		p.results.put(&result{asked: a, run: t.run, step: t.step, value: value, part: part, fleeting: t.queue == &p.keep, bytes: bytes})
	}
	p.mu.Unlock()
	p.changed()
}

// keepLatest keeps what came of a task in the place of what came of the same topic before: nobody comes back to that.
func (t *task) keepLatest(a asked, value any, bytes int) {
	p := t.probe
	p.mu.Lock()
	p.results.forget(a.topic)
	p.results.put(&result{asked: a, run: t.run, step: t.step, value: value, fleeting: true, bytes: bytes})
	p.mu.Unlock()
	p.changed()
}

// start puts a task behind those of its queue. The lock is held.
func (p *Probe) start(q *queue, t *task) {
	t.probe, t.queue = p, q
	q.tasks = append(q.tasks, t)
	if q == &p.quick && p.quiet == nil {
		p.quiet = make(chan struct{})
	}
	if !q.working {
		q.working = true
		go p.perform(q)
	}
}

// perform does the tasks of a queue until there are none.
func (p *Probe) perform(q *queue) {
	for {
		p.mu.Lock()
		for len(q.tasks) > 0 && q.tasks[0].over {
			q.tasks = q.tasks[1:]
		}
		if len(q.tasks) == 0 {
			q.working = false
			if q == &p.quick {
				close(p.quiet)
				p.quiet = nil
			}
			p.mu.Unlock()
			p.changed()
			return
		}
		t := q.tasks[0]
		ctx, cancel := context.WithCancel(p.ctx)
		t.cancel, t.began = cancel, time.Now()
		p.mu.Unlock()
		var err error
		if t.net != nil { // else it is about no network
			err = finite(t.net)
		}
		if err == nil {
			err = t.work(ctx, t)
		}
		stopped := ctx.Err() != nil
		cancel()
		p.ended(q, t, err, stopped)
		p.changed()
	}
}

// ended takes a task off its queue, and keeps and reports what went wrong with it.
func (p *Probe) ended(q *queue, t *task, err error, stopped bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q.tasks = q.tasks[1:]
	p.trace("probe", map[string]any{"did": t.name, "took_ms": time.Since(t.began).Milliseconds(), "stopped": stopped})
	if t.pace != nil && !stopped {
		p.cost = t.pace.cost()
	}
	if err == nil || stopped {
		return
	}
	p.results.put(&result{asked: t.asked, run: t.run, step: t.step, err: err})
	p.report.once(err)
}

// giveWay waits while quicker work is being done.
func (p *Probe) giveWay(ctx context.Context) {
	p.mu.Lock()
	quiet := p.quiet
	p.mu.Unlock()
	if quiet != nil {
		select {
		case <-quiet:
		case <-ctx.Done():
		}
	}
}

// stop ends a task, wherever it is in its queue. The lock is held.
func (t *task) stop() {
	t.over = true
	if t.cancel != nil {
		t.cancel()
	}
}

// find returns the task that works on a question, nil if none does.
func (q *queue) find(a asked) *task {
	for _, t := range q.tasks {
		if t.asked == a && !t.over {
			return t
		}
	}
	return nil
}
