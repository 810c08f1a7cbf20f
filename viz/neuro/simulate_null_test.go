package neuro

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"unitscope/viz/rsa"
)

// Of 200 simulated recordings that hold noise alone, as many are found to be like a stage's matrix as the tests say: about 10 at
// p = 0.05, anywhere in the brain, at any moment of the course of one stage, and at one moment by any stage. Each is of other
// pictures, so that nothing is the same in all.
//
// If each is found with probability 0.05, the count is binomial, of deviation √(200 · 0.05 · 0.95) = 3.1. Tests that did not correct
// for looking at hundreds of places, 14 moments or 5 stages would find most of the first two and some 30 of the last.
func TestSimulatedNoiseIsFoundAsOftenAsStated(t *testing.T) {
	t.Parallel()
	const experiments = 200
	found := map[string]int{}
	for e := range uint64(experiments) {
		s := noiseAlone(t, e)
		models, names := stageRDMs(s)
		if searchlightFinds(t, s, models, e) {
			found["somewhere"]++
		}
		courses, err := rsa.Timecourses(context.Background(), models[:1], names[:1], s.Movie, rsa.TimeOptions{Seed: e})
		if err != nil {
			t.Fatal(err)
		}
		if courses.Layers[0].Onset != nil {
			found["some time"]++
		}
		var moment []rsa.RDM
		for _, person := range s.Movie.Subjects {
			moment = append(moment, person[len(person)/2])
		}
		f, err := rsa.Infer(context.Background(), models, names, moment, rsa.InferOptions{Test: rsa.SignFlip, Seed: e})
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(f.Results, func(r rsa.Result) bool { return r.PCorrected <= 0.05 }) {
			found["some stage"]++
		}
	}
	t.Logf("found in %d experiments of noise: %v", experiments, found)
	for _, where := range []string{"somewhere", "some time", "some stage"} {
		if n := found[where]; n > 20 || n < 2 { // 3 deviations of a binomial count from 10
			t.Errorf("%s: found in %d of %d experiments with nothing to find, about 10 should be", where, n, experiments)
		}
	}
}

// noiseAlone simulates people whose answers drown in noise, to pictures of which nothing is known but a few random features: with so
// few of them, in a part of the brain and every third moment, hundreds of recordings are quickly made.
func noiseAlone(t *testing.T, seed uint64) *Simulated {
	t.Helper()
	const pictures, people, every = 10, 6, 3
	rng := rand.New(rand.NewPCG(seed, 99))
	random := func(columns int) features {
		f := make(features, pictures)
		for i := range f {
			f[i] = normals(rng, columns)
		}
		return f.normalised()
	}
	energy, category := random(4), random(3)
	brain := &simulation{energy, category, energy.contrast(), category.contrast(), SimulateOptions{People: people, Noise: 1e9, Seed: seed}}
	s := &Simulated{Mask: simulatedMask()}
	for v := range s.Mask.Data {
		if x, z := v%simulatedGrid[0], v/(simulatedGrid[0]*simulatedGrid[1]); x < 6 || z < 5 {
			s.Mask.Data[v] = 0 // three of four quarters, which lie left or below
		}
	}
	for i, time := range moments() {
		if i%every == 0 {
			s.Movie.Times = append(s.Movie.Times, time)
		}
	}
	if err := brain.record(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// searchlightFinds says whether any place of the first person's brain is above the corrected threshold.
func searchlightFinds(t *testing.T, s *Simulated, models []rsa.RDM, seed uint64) bool {
	t.Helper()
	v := s.Volumes[0]
	mask := make([]bool, s.Mask.Voxels())
	for i, in := range s.Mask.Data {
		mask[i] = in != 0
	}
	maps, err := rsa.Searchlight(context.Background(), v.Grid(), v.Data, mask, models, rsa.SearchlightOptions{Radius: 2, MaskOnly: true, Permutations: 19, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	threshold := maps.Corrected(0.05)
	for _, values := range maps.Values {
		for _, value := range values {
			if !math.IsNaN(value) && value > threshold {
				return true
			}
		}
	}
	return false
}
