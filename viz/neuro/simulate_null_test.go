package neuro

import (
	"context"
	"math"
	"testing"

	"unitscope/viz/rsa"
)

// Of 200 simulated recordings that hold noise alone, as many are found to be like a stage's matrix as the tests say: about 10 at
// p = 0.05, anywhere in the brain, at any moment of the course of one stage, and at one moment by any stage. Each is of other
// pictures, so that nothing is the same in all.
func TestSimulatedNoiseIsFoundAsOftenAsStated(t *testing.T) {
	t.Parallel()
	const experiments, pictures, people = 200, 10, 6
	set := toyWorld()
	found := map[string]int{}
	for e := range experiments {
		shown := make([]int, pictures)
		for i := range shown {
			shown[i] = e*pictures + i
		}
		s, err := Simulate(context.Background(), set, shown, SimulateOptions{People: people, Noise: 1e9, Seed: uint64(e)})
		if err != nil {
			t.Fatal(err)
		}
		models, names := stageRDMs(s)
		if searchlightFinds(t, s, models, uint64(e)) {
			found["somewhere"]++
		}
		courses, err := rsa.Timecourses(context.Background(), models[:1], names[:1], s.Movie, rsa.TimeOptions{Seed: uint64(e)})
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
		f, err := rsa.Infer(context.Background(), models, names, moment, rsa.InferOptions{Test: rsa.SignFlip, Seed: uint64(e)})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range f.Results {
			if r.PCorrected <= 0.05 {
				found["some stage"]++
				break
			}
		}
	}
	t.Logf("found in %d experiments of noise: %v", experiments, found)
	for _, where := range []string{"somewhere", "some time", "some stage"} {
		if n := found[where]; n > 20 || n < 2 { // 3 deviations of a binomial count from 10
			t.Errorf("%s: found in %d of %d experiments with nothing to find, about 10 should be", where, n, experiments)
		}
	}
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
