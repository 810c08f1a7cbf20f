package session

import (
	"context"
	"slices"
	"sync"

	"unitscope/cnn/data"
)

// Probe finds what units see, where, and what they prefer: the neurophysiologist's experiments.
//
// The window asks, once a frame, for what it shows; asking starts the work where it has not been
// done and never waits for it. What takes long (a whole layer's fields, growing pictures)
// starts by an action only. There are two queues: what is in sight comes first, and the long
// work, done one after another, gives way to it. Results are kept by question and network, so
// that the inspector and the Probe room, and whoever comes back, use the same.
//
// Answers are for the window's goroutine.
type Probe struct {
	ctx     context.Context
	changed func()
	report  *reporter
	trace   func(event string, fields map[string]any)
	units   *Units
	bench   func() bench // what lies on the bench; for the window's goroutine, as is
	seen    seen

	mu          sync.Mutex
	quick, long queue
	heavy       queue         // what takes long, but is begun by itself: it gives way as long does
	keep        queue         // fields of the selected unit, while the network learns
	quiet       chan struct{} // closed when quick has nothing to do; nil while it has not
	results     results
	halted      map[topic]asked // by hand: not begun again by itself
	cost        Cost
	watching    float64 // share of the time that watching for the Brain room took last
}

// A bench is what the probe works with.
type bench struct {
	shown     Shown
	running   bool // the network learns
	rows      []Row
	source    *data.Source
	task      string
	stimulus  Stimulus
	settings  ProbeSettings // resolved for the network
	selection Selection
	row       Row // selected
	node      int // the part of it that is shown
}

// seen is what was made for the frame before.
type seen struct {
	discrepancy memo[*Discrepancy]
	fields      map[int]*memo[layerKnown] // by node
}

func newProbe(s *Session) *Probe {
	return &Probe{ctx: s.ctx, changed: s.options.Changed, report: s.Units.report, trace: s.Trace.Event, units: s.Units, bench: s.bench, results: newResults(), halted: map[topic]asked{}}
}

// bench gathers what lies on it. Any goroutine may read it: nothing of it changes.
func (s *Session) bench() bench {
	b := bench{shown: s.Training.Shown(), running: s.Training.Status().Running, source: s.desk.source, task: s.desk.task, stimulus: s.Stimulus(), selection: s.Selection()}
	b.rows = Rows(b.shown.Net)
	b.settings = s.desk.probe.Resolved(b.shown.Net)
	if at, _, err := FindUnit(b.shown.Net, b.rows, s.selection.Unit); err == nil {
		b.row = b.rows[at]
	} else { // of a network that is about to be shown
		b.row = b.rows[0]
	}
	b.node = s.selection.Part(b.shown.Net, b.row)
	return b
}

// unit is the selected one.
func (b *bench) unit() int { return min(b.selection.Unit.Unit, b.row.Units-1) }

// part is the node at which a row's units are probed.
func (b *bench) part(row Row) int { return b.selection.Part(b.shown.Net, row) }

// Node is the part at which a row's units are probed: the one that is looked at.
func (p *Probe) Node(row Row) int {
	b := p.bench()
	return b.part(row)
}

// known is what there is of a question, whether or not somebody works on it.
func known[T any](p *Probe, b *bench, a asked) (answer Answer[T], whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.results.find(a)
	if r != nil && r.err != nil {
		return Answer[T]{Err: r.err}, true
	}
	whole = r != nil && !r.part
	if latest := p.results.latest[a.question]; !whole && latest != nil && latest.run == b.shown.Run {
		r = latest
	}
	if r != nil {
		answer = Answer[T]{Value: r.value.(*T), Step: r.step, Stale: r.net != a.net, Growing: r.part}
	}
	for _, q := range p.queues() {
		if t := q.find(a); t != nil {
			answer.Working, answer.Done, answer.Total, answer.Left = true, t.done, t.total, t.left()
		}
	}
	return answer, whole
}

// ask is known, and has what is not known computed while the network rests. What was wanted of
// the same topic before is no longer.
func ask[T any](p *Probe, b *bench, a asked, name string, work func(ctx context.Context, t *task) error) Answer[T] {
	return askIn[T](p, &p.quick, b, a, name, work)
}

// askIn is ask for the work of a queue.
func askIn[T any](p *Probe, q *queue, b *bench, a asked, name string, work func(ctx context.Context, t *task) error) Answer[T] {
	answer, whole := known[T](p, b, a)
	switch {
	case whole || answer.Working:
		return answer
	case b.running:
		answer.Waits = true
		return answer
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if answer.Stopped = p.halted[a.topic] == a; answer.Stopped {
		return answer
	}
	q.stopTopic(a.topic)
	p.start(q, &task{asked: a, name: name, run: b.shown.Run, step: b.shown.Step, work: work})
	answer.Working = true
	return answer
}

// stopTopic ends the work on a topic. The lock is held.
func (q *queue) stopTopic(about topic) {
	for _, t := range q.tasks {
		if t.topic == about {
			t.stop()
		}
	}
}

// idle tells whether nothing is being done.
func (p *Probe) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !slices.ContainsFunc(p.queues(), func(q *queue) bool { return len(q.tasks) > 0 })
}

func (p *Probe) queues() []*queue { return []*queue{&p.quick, &p.long, &p.heavy, &p.keep} }

// leave ends all work: another network or other pictures lie on the bench.
func (p *Probe) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range p.queues() {
		for _, t := range q.tasks {
			t.stop()
		}
	}
	p.report.forget()
}

// retry lets begin again what was stopped by hand or went wrong: somebody asked for something.
func (p *Probe) retry() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.halted)
	for _, r := range p.results.of {
		if r.err != nil {
			p.results.drop(r)
		}
	}
	p.report.forget()
}
