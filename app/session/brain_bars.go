package session

import (
	"context"
	"math"

	"unitscope/cnn"
	"unitscope/viz/rsa"
)

// A barsKey is all that bars depend on.
type barsKey struct {
	matrices  *BrainMatrices
	recording *BrainRecording
	compare   rsa.Comparator
}

// A testsKey is what p values depend on besides.
type testsKey struct {
	bars         barsKey
	test         rsa.Test
	permutations int
	seed         uint64
}

// fewPeople are too few for a sample: no test on so many could find anything at 0.05, whatever they are like.
const fewPeople = 5

// Bars returns how alike every layer is to every region: the values at once, their p values when they are known.
func (b *Brain) Bars() Answer[BrainBars] {
	n := b.bench()
	recording := b.recording(&n)
	matrices := b.matrices(&n)
	if recording.Value == nil || matrices.Value == nil || len(recording.Value.Regions) == 0 {
		return Answer[BrainBars]{Working: recording.Working || matrices.Working, Waits: matrices.Waits, OnDemand: matrices.OnDemand,
			Stopped: matrices.Stopped, Err: firstError(recording.Err, matrices.Err)}
	}
	m := matrices.Value
	key := barsKey{m, recording.Value, n.plan.Compare}
	answer := b.values(&n, key)
	if answer.Value != nil && !answer.Stale {
		tests := b.tests(&n, testsKey{key, n.plan.Test, n.plan.Permutations, n.plan.Chance}, answer.Value)
		if tests.Value != nil && !tests.Stale {
			answer.Value = tests.Value
		} else {
			answer.Growing = true
			answer.Working, answer.Done, answer.Total = tests.Working, tests.Done, tests.Total
			answer.Waits, answer.Err = tests.Waits, tests.Err
		}
	}
	answer.Step, answer.Stale = matrices.Step, answer.Stale || matrices.Stale
	return b.marked(&n, key, answer)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// values are the bars without their tests.
func (b *Brain) values(n *brainBench, key barsKey) Answer[BrainBars] {
	rest := n.bench // a moment's work, while the network learns, too
	rest.running = false
	return ask[BrainBars](b.probe, &rest, inquiry(barsTopic, key, key.matrices.net), "layers by region", func(ctx context.Context, t *task) error {
		bars := &BrainBars{Layers: key.matrices.names(), key: key}
		for _, region := range key.recording.Regions {
			bar, err := b.bar(ctx, key, region)
			if err != nil {
				return err
			}
			bars.Regions = append(bars.Regions, bar)
		}
		t.keepFor(key.matrices, bars, 64*len(bars.Regions)*len(bars.Layers))
		return nil
	})
}

// keepFor keeps what came of matrices: of painted ones only the latest.
func (t *task) keepFor(m *BrainMatrices, value any, bytes int) {
	if m.Painted >= 0 {
		t.keepLatest(t.asked, value, bytes)
	} else {
		t.keep(t.asked, value, bytes, false)
	}
}

// bar compares all layers with a region.
func (b *Brain) bar(ctx context.Context, key barsKey, region BrainRegion) (BrainBar, error) {
	ceiling, err := b.ceilings.get([2]any{&region.rdms[0][0], key.compare}, func() (c [2]float64, err error) {
		c[0], c[1] = rsa.NoiseCeiling(region.rdms, key.compare)
		return c, nil
	})
	if err != nil {
		return BrainBar{}, err
	}
	bar := BrainBar{Name: region.Name, Lower: ceiling[0], Upper: ceiling[1]}
	if len(region.rdms) > 1 { // a test that costs nothing beside the comparisons, and is not shown
		found, err := rsa.Infer(ctx, key.matrices.rdms(), key.matrices.names(), region.rdms, rsa.InferOptions{Compare: key.compare, Test: rsa.SignedRank})
		if err != nil {
			return bar, err
		}
		bar.Results = found.Results
	} else {
		for k, rdm := range key.matrices.rdms() {
			r := rsa.Compare(rdm, region.rdms[0], key.compare)
			bar.Results = append(bar.Results, rsa.Result{Name: key.matrices.Layers[k].Name, Subjects: []float64{r}, Mean: r, SE: math.NaN()})
		}
	}
	for k := range bar.Results {
		r := &bar.Results[k]
		r.P, r.PCorrected, r.Low, r.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	return bar, nil
}

// tests are bars with their tests.
func (b *Brain) tests(n *brainBench, key testsKey, values *BrainBars) Answer[BrainBars] {
	return askIn[BrainBars](b.probe, &b.probe.heavy, &n.bench, inquiry(testsTopic, key, key.bars.matrices.net), "tests of the layers", func(ctx context.Context, t *task) error {
		bars := &BrainBars{Layers: values.Layers, key: key.bars}
		m := key.bars.matrices
		for i, region := range key.bars.recording.Regions {
			test := key.test
			if test == "" && len(region.rdms) < fewPeople {
				test = rsa.Labels
			}
			regions := len(key.bars.recording.Regions)
			report := t.reports(ctx)
			found, err := rsa.Infer(ctx, m.rdms(), m.names(), region.rdms, rsa.InferOptions{Compare: key.bars.compare, Test: test, Permutations: key.permutations, Seed: key.seed,
				Progress: func(done, total int) { report(i*total+done, regions*total) }})
			if err != nil {
				return err
			}
			bar := values.Regions[i]
			bar.Results, bar.Method = found.Results, found.Method
			bars.Regions = append(bars.Regions, bar)
		}
		t.keepFor(m, bars, 128*len(bars.Regions)*len(bars.Layers))
		return nil
	})
}

// marked is an answer with the values before: see BrainBars.Old. Until there is an answer it is the one before.
func (b *Brain) marked(n *brainBench, key barsKey, a Answer[BrainBars]) Answer[BrainBars] {
	if a.Value == nil {
		if last := b.before.bars.measuredAs(key); a.Err == nil && last != nil {
			a.Value, a.Stale = last, true
		}
		return a
	}
	if last := b.before.bars; last != nil && last.key.matrices.net != a.Value.key.matrices.net && last.key.matrices.Painted < 0 {
		b.before.marks = last
	}
	if !n.shown.Scrubbed && !a.Stale && key.matrices.Painted < 0 {
		b.before.newest = a.Value
	}
	with := *a.Value
	with.Old = b.old(n, key)
	if last := b.before.bars; last != nil && last.Old == with.Old && len(last.Regions) > 0 && &last.Regions[0] == &with.Regions[0] {
		a.Value = last
		return a
	}
	b.before.bars = &with
	a.Value = &with
	return a
}

// old are the bars that the present ones are compared with, where they are known: nothing is computed for them.
func (b *Brain) old(n *brainBench, key barsKey) *BrainBars {
	m := key.matrices
	switch {
	case m.Before != nil:
		return b.known(n, barsKey{m.Before, key.recording, key.compare})
	case n.shown.Whole != n.shown.Net:
		return b.knownOf(n, n.shown.Whole, key)
	case n.shown.Scrubbed:
		return b.before.newest.measuredAs(key)
	}
	return b.before.marks.measuredAs(key)
}

// measuredAs is b, if that is by the same recording and comparison as others; else nil.
func (b *BrainBars) measuredAs(key barsKey) *BrainBars {
	if b == nil || b.key.recording != key.recording || b.key.compare != key.compare {
		return nil
	}
	return b
}

// knownOf are the bars of another network.
func (b *Brain) knownOf(n *brainBench, net *cnn.Network, key barsKey) *BrainBars {
	m := key.matrices
	other, _ := known[BrainMatrices](b.probe, &n.bench, inquiry(matricesTopic, matricesKey{m.Stimuli, m.distance}, net))
	if other.Value == nil || other.Stale {
		return nil
	}
	return b.known(n, barsKey{other.Value, key.recording, key.compare})
}

func (b *Brain) known(n *brainBench, key barsKey) *BrainBars {
	bars, _ := known[BrainBars](b.probe, &n.bench, inquiry(barsTopic, key, key.matrices.net))
	if bars.Stale {
		return nil
	}
	return bars.Value
}
