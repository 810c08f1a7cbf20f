package neuro

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn/data"
	"unitscope/viz/rsa"
)

// simulated shows the first pictures of the Toy World.
func simulated(t *testing.T, n int, o SimulateOptions) *Simulated {
	t.Helper()
	set := toyWorld()
	pictures := make([]int, n)
	for i := range pictures {
		pictures[i] = i
	}
	s, err := Simulate(context.Background(), set, pictures, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// toyWorld is pictures to be shown.
func toyWorld() data.Set { return data.ToyWorld(data.Options{Seed: 1}).Train }

// stageRDMs are the models that the simulation is made of.
func stageRDMs(s *Simulated) (models []rsa.RDM, names []string) {
	for _, stage := range s.Stages {
		models, names = append(models, stage.RDM), append(names, stage.Name)
	}
	return models, names
}

// In every simulated person the searchlight finds the stages from back to front: the row of voxels decides which stage's
// matrix is most like them.
func TestSimulatedStagesLieFromBackToFront(t *testing.T) {
	s := simulated(t, 60, SimulateOptions{})
	models, _ := stageRDMs(s)
	mask := make([]bool, s.Mask.Voxels())
	for v, in := range s.Mask.Data {
		mask[v] = in != 0
	}
	for person, v := range s.Volumes {
		maps, err := rsa.Searchlight(context.Background(), v.Grid(), v.Data, mask, models, rsa.SearchlightOptions{Radius: 2, MaskOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		var rows, stages []float64
		for voxel, number := range maps.Best() {
			if !math.IsNaN(number) {
				rows, stages = append(rows, v.MM(0, float64(voxel/v.Shape[0]%v.Shape[1]), 0)[1]), append(stages, number)
			}
		}
		if r := spearman(rows, stages); !(r > 0.7) {
			t.Errorf("person %d: the best stage's number and the place from back to front correlate %.2f", person, r)
		} else {
			t.Logf("person %d: %.2f at %d places", person, r, len(rows))
		}
	}
}

// spearman is the rank correlation of two lists.
func spearman(a, b []float64) float64 {
	x, y := make([]float64, len(a)), make([]float64, len(b))
	rsa.Ranks(x, a)
	rsa.Ranks(y, b)
	mean := float64(len(a)+1) / 2
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy += (x[i] - mean) * (y[i] - mean)
		xx += (x[i] - mean) * (x[i] - mean)
		yy += (y[i] - mean) * (y[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}

// Deeper stages' curves peak later, near the latencies that were put in, and before the picture there is nothing.
func TestSimulatedLatencyRisesWithDepth(t *testing.T) {
	s := simulated(t, 60, SimulateOptions{People: 8})
	last := math.Inf(-1)
	for _, stage := range s.Stages {
		curve := make([]float64, len(s.Movie.Times))
		for _, person := range s.Movie.Subjects {
			for k, r := range person {
				curve[k] += rsa.Compare(stage.RDM, r, rsa.Spearman) / float64(len(s.Movie.Subjects))
			}
		}
		peak := slices.Index(curve, slices.Max(curve))
		at := s.Movie.Times[peak]
		if at <= last || math.Abs(at-stage.Latency) > 30 {
			t.Errorf("%s peaks at %g ms, put in at %g, the stage before at %g", stage.Name, at, stage.Latency, last)
		}
		t.Logf("%s: peak %.3f at %g ms, put in at %g", stage.Name, curve[peak], at, stage.Latency)
		if last = at; curve[peak] < 0.2 {
			t.Errorf("%s: its highest correlation is %.3f", stage.Name, curve[peak])
		}
		for k, time := range s.Movie.Times {
			if time <= 0 && math.Abs(curve[k]) > 0.05 {
				t.Errorf("%s correlates %.3f at %g ms", stage.Name, curve[k], time)
			}
		}
	}
}

// The seed decides everything; people differ; everything says that it is simulated.
func TestSimulatedBySeed(t *testing.T) {
	a, again, other := simulated(t, 12, SimulateOptions{People: 2, Seed: 5}), simulated(t, 12, SimulateOptions{People: 2, Seed: 5}), simulated(t, 12, SimulateOptions{People: 2, Seed: 6})
	if !cmp.Equal(a, again) {
		t.Error("the same seed gave another recording")
	}
	if cmp.Equal(a.Volumes[0].Data, other.Volumes[0].Data) || cmp.Equal(a.Volumes[0].Data, a.Volumes[1].Data) || cmp.Equal(a.Movie.Subjects[0], a.Movie.Subjects[1]) {
		t.Error("other seeds, or people, gave the same recording")
	}
	for _, origin := range []string{a.Origin, a.Mask.Origin, a.Volumes[0].Origin} {
		if !strings.HasPrefix(origin, "simulated") || !strings.Contains(origin, "seed 5") {
			t.Errorf("%q does not say that it is simulated, and from which seed", origin)
		}
	}
	if v := a.Volumes[0]; v.Len() != 12 || v.Data[0] != 0 || len(a.Names) != 12 || len(a.Movie.Subjects[0]) != len(a.Movie.Times) {
		t.Errorf("%d volumes, %g outside the mask, %d names", v.Len(), v.Data[0], len(a.Names))
	}
}

func TestSimulateRefuses(t *testing.T) {
	set := data.ToyWorld(data.Options{Seed: 1}).Train
	if _, err := Simulate(context.Background(), set, []int{0, 1}, SimulateOptions{}); err == nil {
		t.Error("two pictures were enough")
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Simulate(stopped, set, []int{0, 1, 2}, SimulateOptions{}); err != context.Canceled {
		t.Errorf("stopped: %v", err)
	}
}
