package session

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// watched is what a run's layers were like to a brain's regions while it learned. It is a value; slices in it only ever grow by
// copying.
type watched struct {
	of              string // with what, and how, they were compared: of something else, the record begins anew
	layers, regions []string
	steps           []int
	values          [][]float64 // per step, region by region, every layer's
}

// with is the record with one more step.
func (w watched) with(step int, values []float64) watched {
	w.steps = append(slices.Clip(w.steps), step)
	w.values = append(slices.Clip(w.values), values)
	return w
}

// upTo is the record without later steps.
func (w watched) upTo(step int) watched {
	n := 0
	for n < len(w.steps) && w.steps[n] <= step {
		n++
	}
	w.steps, w.values = w.steps[:n:n], w.values[:n:n]
	return w
}

// curves are the record for people.
func (w watched) curves() *BrainCurves {
	c := &BrainCurves{Steps: w.steps, Layers: w.layers, Regions: w.regions}
	for r := range w.regions {
		region := make([][]float64, len(w.layers))
		for _, values := range w.values {
			for k := range w.layers {
				region[k] = append(region[k], values[r*len(w.layers)+k])
			}
		}
		c.Of = append(c.Of, region)
	}
	return c
}

// A curvesKey is which record was made into curves.
type curvesKey struct {
	run   *Run
	of    string
	steps int
	last  int
}

// Curves are how alike layers were to regions while the network learned; nil: nobody has watched.
func (b *Brain) Curves() *BrainCurves {
	run := b.probe.bench().shown.Run
	run.mu.Lock()
	w := run.watched
	run.mu.Unlock()
	if len(w.steps) == 0 {
		return nil
	}
	return b.before.curves.get(curvesKey{run, w.of, len(w.steps), w.steps[len(w.steps)-1]}, func() *BrainCurves {
		c := w.curves()
		c.Share = b.probe.watchShare()
		return c
	})
}

// watchShare is what part of the time watching took last.
func (p *Probe) watchShare() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.watching
}

// attend has the layers compared with the regions when it is time to, while the network learns and is watched, and once more
// when it has stopped. It may be called at any time; what it begins takes a tenth of the time.
func (b *Brain) attend() {
	if !b.session.selection.Brain.Watch {
		return
	}
	n := b.bench()
	recording, stimuli := b.recording(&n).Value, b.stimuli(&n).Value
	if recording == nil || stimuli == nil || len(recording.Regions) == 0 || n.shown.Scrubbed || b.takesLong(n.shown.Net, stimuli) || b.probe.busy(watchTopic) {
		return
	}
	of := b.compared(&n)
	run := n.shown.Run
	run.mu.Lock()
	w := run.watched
	run.mu.Unlock()
	if last := len(w.steps) - 1; w.of == of && last >= 0 && n.shown.Step < w.steps[last]+n.selection.Brain.Every && (n.running || n.shown.Step <= w.steps[last]) {
		return
	}
	if w.of != of && !n.running {
		return // nothing is learned yet, or what is known is by another comparison, and nothing would follow to take its place
	}
	if tried, _ := known[BrainMatrices](b.probe, &n.bench, inquiry(watchTopic, of, n.shown.Net)); tried.Err != nil {
		return // which was told
	}
	b.look(&n, of, matricesKey{stimuli, n.plan.Distance}, recording)
}

// compared says with what, and how, layers are compared.
func (b *Brain) compared(n *brainBench) string {
	return fmt.Sprint(n.plan.BrainSources.key(), n.plan.Distance, n.plan.Compare)
}

// look has the network that is shown compared, at leisure.
func (b *Brain) look(n *brainBench, of string, key matricesKey, recording *BrainRecording) {
	p, shown, compare := b.probe, n.shown, n.plan.Compare
	pace := newPace()
	work := func(ctx context.Context, t *task) error {
		began := time.Now()
		m, err := b.compute(ctx, shown.Net, n.rows, key, func(done, total int) { t.progress(ctx, done, total) })
		if err != nil {
			return err
		}
		var values []float64
		for _, region := range recording.Regions {
			bar, err := b.bar(ctx, barsKey{m, recording, compare}, region)
			if err != nil {
				return err
			}
			for _, r := range bar.Results {
				values = append(values, r.Mean)
			}
			t.progress(ctx, 0, 0)
		}
		t.keepLatest(inquiry(matricesTopic, key, shown.Net), m, m.bytes())
		shown.Run.note(watched{of: of, layers: m.names(), regions: regionNames(recording)}, shown.Step, values)
		p.mu.Lock()
		p.watching = float64(pace.work) / float64(max(time.Since(began), 1))
		p.mu.Unlock()
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start(&p.keep, &task{asked: inquiry(watchTopic, of, shown.Net), name: "layers while learning", run: shown.Run, step: shown.Step, pace: pace, work: work})
}

// note adds a step to a run's record, unless it has gone back before it meanwhile. A record of something else begins anew.
func (r *Run) note(of watched, step int, values []float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watched.of != of.of || !slices.Equal(r.watched.layers, of.layers) {
		r.watched = of
	}
	if last := len(r.watched.steps) - 1; step <= r.step && (last < 0 || r.watched.steps[last] < step) {
		r.watched = r.watched.with(step, values)
	}
}
