package session

import (
	"context"
	"errors"
	"fmt"
	"math"
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

// A thresholdKey is what a threshold depends on besides.
type thresholdKey struct {
	maps         mapsKey
	permutations int
	seed         uint64
}

// significant is the p that the corrected threshold is for.
const significant = 0.05

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
	return instead(&b.before.maps, a)
}

// search goes to all centres with the layers as models. Those that no comparison is defined with have no values.
func (k mapsKey) search(ctx context.Context, t *task) error {
	began := time.Now()
	models, of := k.models()
	if len(models) == 0 {
		return errors.New("all pictures are alike in every layer: there is nothing to compare")
	}
	volume := k.recording.Volumes[k.person]
	o := k.sphere.options(volume, k.compare)
	o.Progress = t.reports(ctx)
	o.Watch = func(part *rsa.SearchlightMaps) {
		t.keep(t.asked, k.maps(part, of, time.Since(began)), 0, true)
	}
	found, err := rsa.Searchlight(ctx, volume.Grid(), volume.Data, k.recording.inMask, models, o)
	if err != nil {
		return err
	}
	maps := k.maps(found, of, time.Since(began))
	t.keepFor(k.matrices, maps, 8*len(maps.Layers)*len(found.Centres))
	return nil
}

// models are the layers whose matrices anything can be compared with, and their numbers.
func (k mapsKey) models() (models []rsa.RDM, of []int) {
	for i, l := range k.matrices.Layers {
		if !math.IsNaN(rsa.Compare(l.RDM, l.RDM, k.compare)) {
			models, of = append(models, l.RDM), append(of, i)
		}
	}
	return models, of
}

// maps are what a searchlight found, with a row of every layer.
func (k mapsKey) maps(found *rsa.SearchlightMaps, of []int, took time.Duration) *BrainMaps {
	all := *found
	all.Values = make([][]float64, len(k.matrices.Layers))
	for i := range all.Values {
		all.Values[i] = nanFloats(len(found.Centres))
	}
	for j, i := range of {
		all.Values[i] = found.Values[j]
	}
	m := &BrainMaps{Layers: k.matrices.names(), Of: &all, Best: make([]int, len(found.Centres)), Highest: highest(all.Values), Person: k.person + 1, Took: took}
	column := make([]float64, len(all.Values))
	for c := range m.Best {
		for i, row := range all.Values {
			column[i] = row[c]
		}
		m.Best[c] = bestOf(column)
	}
	return m
}

// highest is the largest of values; NaN where there is none.
func highest(values [][]float64) float64 {
	most := math.NaN()
	for _, row := range values {
		for _, v := range row {
			if !(v <= most) && !math.IsNaN(v) {
				most = v
			}
		}
	}
	return most
}

// Threshold returns from which value on a place is like a layer beyond chance: by exchanging the pictures' labels, corrected
// for all places and layers by the largest value of each permutation. It is computed once the maps are known.
func (b *Brain) Threshold() Answer[BrainThreshold] {
	n := b.bench()
	key, matrices, working, err := b.mapsOf(&n)
	if key.recording == nil {
		return Answer[BrainThreshold]{Working: working, Err: err}
	}
	if maps := b.Maps(); maps.Stale || maps.Growing || maps.Value == nil {
		return Answer[BrainThreshold]{Value: b.before.threshold, Stale: true, Working: maps.Working, Err: maps.Err}
	}
	of := thresholdKey{key, n.plan.Permutations, n.plan.Chance}
	about := inquiry(thresholdTopic, of, key.matrices.net)
	if a, whole := known[BrainThreshold](b.probe, &n.bench, about); !whole && !a.Working && of.takesLong(b.Maps().Value) {
		a.OnDemand = true
		return a
	}
	a := askIn[BrainThreshold](b.probe, &b.probe.heavy, &n.bench, about, thresholdName, of.work)
	a.Stale = a.Stale || matrices.Stale
	return instead(&b.before.threshold, a)
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
	found := &BrainThreshold{Value: math.NaN(), P: significant}
	models, _ := k.maps.models()
	for _, m := range models {
		if pairsOf(m) < len(m) {
			found.Method = "no threshold: some pictures are without variance in some layers"
			return found, nil
		}
	}
	if c := k.maps.compare; c == rsa.KendallTauA || c == rsa.KendallTauB {
		found.Method = "no threshold: not by " + string(c)
		return found, nil
	}
	volume := k.maps.recording.Volumes[k.maps.person]
	o := k.maps.sphere.options(volume, k.maps.compare)
	o.Permutations, o.Seed, o.Progress = k.permutations, k.seed, progress
	maps, err := rsa.Searchlight(ctx, volume.Grid(), volume.Data, k.maps.recording.inMask, models, o)
	if err != nil {
		return nil, err
	}
	found.Value = maps.Corrected(significant)
	found.Method = fmt.Sprintf("p < %g, corrected for %d places and %d layers: %d permutations of the pictures' labels, maximum statistic, seed %d", significant, len(maps.Centres), len(models), k.permutations, k.seed)
	if math.IsNaN(found.Value) {
		found.Method = fmt.Sprintf("no threshold: %d permutations are too few for p < %g", k.permutations, significant)
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
		volume := r.Volumes[key.person]
		o := key.sphere.options(volume, key.compare)
		o.Progress = t.reports(ctx)
		found, err := rsa.Searchlight(ctx, volume.Grid(), volume.Data, r.inMask, r.moments, o)
		if err != nil {
			return err
		}
		film := &BrainFilm{Times: r.Movie.Times, Of: found, Highest: highest(found.Values), Person: key.person + 1}
		t.keep(t.asked, film, 8*len(film.Times)*len(found.Centres), false)
		return nil
	})
}
