package session

import (
	"context"
	"slices"
	"sync"
	"time"

	"unitscope/cnn"
	"unitscope/viz/rsa"
)

// A Brain compares the network's layers with recordings of people who looked at the same pictures: representational similarity
// analysis, by region, over time and in space.
//
// It is asked as the Probe is, by the window, once a frame, and works in the Probe's queues: answers come in the background,
// are kept, and are stale when the network has moved on. Lesions count: it is the network that is shown.
type Brain struct {
	probe    *Probe
	analysis *Analysis
	session  *Session // for the window's goroutine

	recordings shelf[*BrainRecording]
	pictures   shelf[*BrainStimuli]
	ceilings   shelf[[2]float64]
	live       live
	before     shownBefore
}

// shownBefore is what was handed out last, which is shown until there is something newer.
type shownBefore struct {
	of        matricesKey // of which all of it is
	matrices  handed[BrainMatrices]
	bars      *BrainBars
	marks     *BrainBars // of the network that was shown before
	newest    *BrainBars // of the latest network that was no earlier one of the timeline
	courses   handed[rsa.Courses]
	maps      handed[BrainMaps]
	threshold handed[BrainThreshold]

	order  memo[*BrainOrder] // by category
	peak   memo[[3]int]      // where the selected layer's map is highest
	slices memo[*BrainSlices]
	cross  memo[*BrainCross]
	curves memo[*BrainCurves]
}

// A handed is what was handed out last in answer to a question that different states of a network may be asked.
type handed[T any] struct {
	about any // the question
	value *T
}

// orBefore is an answer, or what was handed out last about the same question until there is one.
func (h *handed[T]) orBefore(about any, a Answer[T]) Answer[T] {
	if h.about != about {
		*h = handed[T]{about: about}
	}
	if a.Value == nil && a.Err == nil {
		a.Value, a.Stale = h.value, h.value != nil
	}
	h.value = a.Value
	return a
}

// What is kept of recordings and pictures besides the latest: enough to undo a choice at once.
const mostRecordings, mostStimuli, mostCeilings = 2, 3, 64

func newBrain(s *Session) *Brain {
	p := s.Probe
	return &Brain{probe: p, analysis: s.Analysis, session: s,
		recordings: shelf[*BrainRecording]{most: mostRecordings, gone: func(r *BrainRecording) { p.forgetOf(r) }},
		pictures:   shelf[*BrainStimuli]{most: mostStimuli, gone: func(s *BrainStimuli) { p.forgetOf(s) }},
		ceilings:   shelf[[2]float64]{most: mostCeilings}}
}

// A brainBench is what the brain works with.
type brainBench struct {
	bench
	plan BrainSettings // resolved
}

func (b *Brain) bench() brainBench {
	return brainBench{b.probe.bench(), b.session.desk.brain.Resolved()}
}

// inquiry is a question to the network that is shown, or to none.
func inquiry(t topic, source any, net *cnn.Network) asked {
	return asked{question: question{topic: t, node: -1, unit: -1, source: source}, net: net}
}

// Layer is the selected one, among the matrices: that of the selected unit.
func (b *Brain) Layer() int {
	n := b.probe.bench()
	return n.layer()
}

// layer is the selected row.
func (b *bench) layer() int {
	return max(slices.IndexFunc(b.rows, func(r Row) bool { return r.Name == b.row.Name }), 0)
}

// Region is the selected one, among the recording's; −1: there is none.
func (b *Brain) Region() int {
	r := b.Recording().Value
	if r == nil || len(r.Regions) == 0 {
		return -1
	}
	return max(slices.Index(regionNames(r), b.session.selection.Brain.Region), 0)
}

// Shown are the two matrices that the room shows; nil while they are not known.
func (b *Brain) Shown() (layer, region *BrainMatrix) {
	if m := b.Matrices().Value; m != nil {
		if k := b.Layer(); k < len(m.Layers) {
			layer = &m.Layers[k]
		}
	}
	if at := b.Region(); at >= 0 {
		r := b.Recording().Value.Regions[at]
		region = &r.Mean
		if person := b.session.desk.brain.Person; person > 0 && person <= len(r.People) {
			region = &r.People[person-1]
		}
	}
	return layer, region
}

// A reporting passes a task's progress on, now and then: others report more often than anybody looks.
type reporting struct {
	t    *task
	mu   sync.Mutex
	last time.Time
}

// reportEvery is how often, at most, a bar moves.
const reportEvery = 30 * time.Millisecond

func (r *reporting) progress(ctx context.Context) func(done, total int) {
	return func(done, total int) {
		r.mu.Lock()
		due := time.Since(r.last) >= reportEvery
		if due {
			r.last = time.Now()
		}
		r.mu.Unlock()
		if due {
			r.t.progress(ctx, done, total)
		}
	}
}

// reports has a task report how far it is.
func (t *task) reports(ctx context.Context) func(done, total int) {
	return (&reporting{t: t}).progress(ctx)
}
