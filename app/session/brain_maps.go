package session

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// A sphere is what of the settings decides a searchlight's.
type sphere struct {
	radius             float64
	unit               string
	strict, beyondMask bool
	outside            float64
}

func (o BrainSettings) sphere() sphere {
	return sphere{o.Radius, o.Unit, o.Strict, o.BeyondMask, o.Outside}
}

// options are the searchlight's on a volume.
func (s sphere) options(v *neuro.Volume, compare rsa.Comparator) rsa.SearchlightOptions {
	o := rsa.SearchlightOptions{Radius: s.radius, Strict: s.strict, MaskOnly: !s.beyondMask, Threshold: 1 - s.outside, Compare: compare}
	if s.unit == inMM {
		o.VoxelSize = v.VoxelSize()
	}
	return o
}

// A mapsKey is all that maps depend on.
type mapsKey struct {
	matrices  *BrainMatrices // nil: of the film
	recording *BrainRecording
	person    int
	compare   rsa.Comparator
	sphere    sphere
}

// about is the question that maps answer, whatever a run's network was like.
func (k mapsKey) about(run *Run) any {
	k.matrices = nil
	return [2]any{run, k}
}

// A thresholdKey is what a threshold depends on besides.
type thresholdKey struct {
	maps         mapsKey
	permutations int
	seed         uint64
}

// person is whose volume is shown, from 0.
func (r *BrainRecording) person(o BrainSettings) int {
	return min(max(o.Person-1, 0), len(r.Volumes)-1)
}

// mapsOf is what maps are asked by; not ok while that is not known, or where nothing was recorded in space.
func (b *Brain) mapsOf(n *brainBench) (key mapsKey, matrices Answer[BrainMatrices], working bool, err error) {
	recording := b.recording(n)
	matrices = b.matrices(n)
	r := recording.Value
	if r == nil || matrices.Value == nil || len(r.Volumes) == 0 {
		return key, matrices, recording.Working || r != nil && len(r.Volumes) > 0 && matrices.Working, firstError(recording.Err, matrices.Err)
	}
	return mapsKey{matrices.Value, r, r.person(n.plan), n.plan.Compare, n.plan.sphere()}, matrices, false, nil
}

// Maps returns how alike every layer is to the recording, place by place; no value, and nothing on its way, where nothing was
// recorded in space.
func (b *Brain) Maps() Answer[BrainMaps] {
	n := b.bench()
	key, matrices, working, err := b.mapsOf(&n)
	if key.recording == nil {
		return Answer[BrainMaps]{Working: working, Waits: matrices.Waits, OnDemand: matrices.OnDemand, Err: err}
	}
	m := key.matrices
	a := askIn[BrainMaps](b.probe, &b.probe.heavy, &n.bench, inquiry(mapsTopic, key, m.net), "searchlight", func(ctx context.Context, t *task) error {
		return key.search(ctx, t)
	})
	a.Step, a.Stale = matrices.Step, a.Stale || matrices.Stale
	return b.before.maps.orBefore(key.about(n.shown.Run), a)
}

// search goes to all centres with the layers as models.
func (k mapsKey) search(ctx context.Context, t *task) error {
	began := time.Now()
	o := k.options(t.reports(ctx))
	o.Watch = func(part *rsa.SearchlightMaps) {
		t.keep(t.asked, k.maps(part, time.Since(began)), 0, true)
	}
	found, err := k.light(ctx, k.matrices.rdms(), o)
	if err != nil {
		return err
	}
	maps := k.maps(found, time.Since(began))
	t.keepFor(k.matrices, maps, 8*len(maps.Layers)*len(found.Centres))
	return nil
}

// options are those of the searchlight that is asked for.
func (k mapsKey) options(progress func(done, total int)) rsa.SearchlightOptions {
	o := k.sphere.options(k.recording.Volumes[k.person], k.compare)
	o.Progress = progress
	return o
}

// light goes to all centres of the person's volume with models.
func (k mapsKey) light(ctx context.Context, models []rsa.RDM, o rsa.SearchlightOptions) (*rsa.SearchlightMaps, error) {
	volume := k.recording.Volumes[k.person]
	return rsa.Searchlight(ctx, volume.Grid(), volume.Data, k.recording.inMask, models, o)
}

// maps are what a searchlight found of the layers.
func (k mapsKey) maps(found *rsa.SearchlightMaps, took time.Duration) *BrainMaps {
	m := &BrainMaps{Layers: k.matrices.names(), Of: found, Best: make([]int, len(found.Centres)), Person: k.person + 1, Took: took}
	m.Lowest, m.Highest = ends(found.Values)
	column := make([]float64, len(found.Values))
	for c := range m.Best {
		for i, row := range found.Values {
			column[i] = row[c]
		}
		m.Best[c] = bestOf(column)
	}
	return m
}

// ends are the smallest and the largest of all values; NaN where there is none.
func ends(values [][]float64) (lowest, highest float64) {
	lowest, highest = math.NaN(), math.NaN()
	for _, row := range values {
		for _, v := range row {
			if math.IsNaN(v) {
				continue
			}
			if !(v >= lowest) {
				lowest = v
			}
			if !(v <= highest) {
				highest = v
			}
		}
	}
	return lowest, highest
}

// Threshold returns from which value on a place is like a layer beyond chance: by exchanging the pictures' labels, corrected
// for all places and layers by the largest value of each permutation. It is computed once the maps are known.
func (b *Brain) Threshold() Answer[BrainThreshold] {
	n := b.bench()
	key, matrices, working, err := b.mapsOf(&n)
	if key.recording == nil {
		return Answer[BrainThreshold]{Working: working, Err: err}
	}
	of := thresholdKey{key, n.plan.Permutations, n.plan.Chance}
	about := [3]any{key.about(n.shown.Run), of.permutations, of.seed}
	maps := b.Maps()
	if maps.Stale || maps.Growing || maps.Value == nil {
		return b.before.threshold.orBefore(about, Answer[BrainThreshold]{Working: maps.Working, Err: maps.Err})
	}
	question := inquiry(thresholdTopic, of, key.matrices.net)
	if a, whole := known[BrainThreshold](b.probe, &n.bench, question); !whole && !a.Working && of.takesLong(maps.Value) {
		a.OnDemand = true
		return a
	}
	a := askIn[BrainThreshold](b.probe, &b.probe.heavy, &n.bench, question, thresholdName, of.work)
	a.Stale = a.Stale || matrices.Stale
	return b.before.threshold.orBefore(about, a)
}

const thresholdName = "threshold of the maps"

// takesLong tells whether permutations are so many, of so many places, that nobody makes them without being told to.
func (k thresholdKey) takesLong(maps *BrainMaps) bool {
	pairs := len(k.maps.matrices.Layers[0].RDM)
	return float64(k.permutations)*float64(len(maps.Layers))*float64(len(maps.Of.Centres))*float64(pairs) > askedOperations
}

// work finds the threshold as a task.
func (k thresholdKey) work(ctx context.Context, t *task) error {
	found, err := k.find(ctx, t.reports(ctx))
	if err == nil {
		t.keepFor(k.maps.matrices, found, 0)
	}
	return err
}

// measureThreshold finds the threshold where that takes long, and is not known yet; it returns whether it is the threshold that
// is missing.
func (b *Brain) measureThreshold(n *brainBench) bool {
	if !b.Threshold().OnDemand {
		return false
	}
	key, _, _, _ := b.mapsOf(n)
	of := thresholdKey{key, n.plan.Permutations, n.plan.Chance}
	b.session.Compare.long(&n.bench, inquiry(thresholdTopic, of, key.matrices.net), thresholdName, of.work)
	return true
}

// find permutes the pictures' labels.
func (k thresholdKey) find(ctx context.Context, progress func(done, total int)) (*BrainThreshold, error) {
	found := &BrainThreshold{Value: math.NaN(), P: rsa.Significant}
	models := slices.DeleteFunc(k.maps.matrices.rdms(), func(m rsa.RDM) bool { return !m.Comparable(k.maps.compare) })
	for _, m := range models {
		if _, unknown := m.Missing(); unknown > 0 {
			found.Method = "no threshold: some pictures are without variance in some layers"
			return found, nil
		}
	}
	if c := k.maps.compare; c == rsa.KendallTauA || c == rsa.KendallTauB {
		found.Method = "no threshold: not by " + string(c)
		return found, nil
	}
	o := k.maps.options(progress)
	o.Permutations, o.Seed = k.permutations, k.seed
	maps, err := k.maps.light(ctx, models, o)
	if err != nil {
		return nil, err
	}
	found.Value = maps.Corrected(rsa.Significant)
	found.Method = fmt.Sprintf("p < %g, corrected for %d places and %d layers: %d permutations of the pictures' labels, maximum statistic, seed %d", rsa.Significant, len(maps.Centres), len(models), k.permutations, k.seed)
	if math.IsNaN(found.Value) {
		found.Method = fmt.Sprintf("no threshold: %d permutations are too few for p < %g", k.permutations, rsa.Significant)
	}
	return found, nil
}

// Film returns how alike every moment of the recording over time is to every place of the one in space: the moments, as the
// mean over people, go through the searchlight as its models. No value, and nothing on its way, where either is missing.
func (b *Brain) Film() Answer[BrainFilm] {
	n := b.bench()
	recording := b.recording(&n)
	r := recording.Value
	if r == nil || r.Movie == nil || len(r.Volumes) == 0 {
		return Answer[BrainFilm]{Working: recording.Working, Err: recording.Err}
	}
	key := mapsKey{nil, r, r.person(n.plan), n.plan.Compare, n.plan.sphere()}
	return askIn[BrainFilm](b.probe, &b.probe.heavy, &n.bench, inquiry(filmTopic, key, nil), "film", func(ctx context.Context, t *task) error {
		found, err := key.light(ctx, r.moments, key.options(t.reports(ctx)))
		if err != nil {
			return err
		}
		film := &BrainFilm{Times: r.Movie.Times, Of: found, Person: key.person + 1}
		film.Lowest, film.Highest = ends(found.Values)
		t.keep(t.asked, film, 8*len(film.Times)*len(found.Centres), false)
		return nil
	})
}
