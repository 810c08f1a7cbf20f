package session

import (
	"context"
	"math"

	"unitscope/viz/rsa"
)

// A coursesKey is all that courses depend on.
type coursesKey struct {
	matrices     *BrainMatrices
	recording    *BrainRecording
	compare      rsa.Comparator
	permutations int
	seed         uint64
}

// Courses returns how alike every layer is to the recording, moment by moment; no value, and nothing on its way, where nothing
// was recorded over time.
func (b *Brain) Courses() Answer[rsa.Courses] {
	n := b.bench()
	recording := b.recording(&n)
	matrices := b.matrices(&n)
	m, r := matrices.Value, recording.Value
	if r == nil || m == nil || r.Movie == nil {
		return Answer[rsa.Courses]{Working: recording.Working || r != nil && r.Movie != nil && matrices.Working, Waits: matrices.Waits, OnDemand: matrices.OnDemand,
			Err: firstError(recording.Err, matrices.Err)}
	}
	key := coursesKey{m, r, n.plan.Compare, n.plan.Permutations, n.plan.Chance}
	a := askIn[rsa.Courses](b.probe, &b.probe.heavy, &n.bench, inquiry(coursesTopic, key, m.net), "layers over time", func(ctx context.Context, t *task) error {
		c, err := rsa.Timecourses(ctx, m.rdms(), m.names(), *r.Movie, rsa.TimeOptions{Compare: key.compare, Permutations: key.permutations, Seed: key.seed, Progress: t.reports(ctx)})
		if err != nil {
			return err
		}
		t.keepFor(m, c, 8*len(c.Layers)*len(c.Times)*(2+len(r.Movie.Subjects)))
		return nil
	})
	a.Step, a.Stale = matrices.Step, a.Stale || matrices.Stale
	key.matrices = nil
	return b.before.courses.orBefore([2]any{n.shown.Run, key}, a)
}

// Moment is the one that is chosen, as an index of the recording's times and in ms: by itself, where the selected layer peaks.
// −1 where nothing was recorded over time.
func (b *Brain) Moment() (index int, ms float64) {
	r := b.Recording().Value
	if r == nil || r.Movie == nil {
		return -1, math.NaN()
	}
	times := r.Movie.Times
	chosen := b.session.selection.Brain.Moment
	if chosen == nil {
		chosen = b.peak()
	}
	if chosen == nil {
		return 0, times[0]
	}
	for i, t := range times {
		if math.Abs(t-*chosen) < math.Abs(times[index]-*chosen) {
			index = i
		}
	}
	return index, times[index]
}

// peak is when the selected layer is most alike to the recording; nil while nobody knows.
func (b *Brain) peak() *float64 {
	c, layer := b.Courses().Value, b.Layer()
	if c == nil || layer >= len(c.Layers) || c.Layers[layer].Peak == nil {
		return nil
	}
	return &c.Layers[layer].Peak.MS
}
