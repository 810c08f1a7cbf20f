package rsa

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// distances are the Euclidean ones of places with so many coordinates.
func distances(at []float64, dimensions int) RDM {
	var r RDM
	n := len(at) / dimensions
	for i := range n {
		for j := i + 1; j < n; j++ {
			sum := 0.0
			for k := range dimensions {
				sum += math.Pow(at[i*dimensions+k]-at[j*dimensions+k], 2)
			}
			r = append(r, math.Sqrt(sum))
		}
	}
	return r
}

// Four points on a line by hand, at 0, 1, 5 and 7: 0 and 1 join at 1, 5 and 7 at 2, both at (5+7+4+6)/4.
func TestClusterByHand(t *testing.T) {
	tree := Cluster(distances([]float64{7, 0, 5, 1}, 1))
	want := []Merge{{1, 3, 1}, {0, 2, 2}, {5, 4, 5.5}}
	if !cmp.Equal(tree.Merges, want) {
		t.Errorf("%v, want %v", tree.Merges, want)
	}
	if got := tree.Order(); !slices.Equal(got, []int{0, 2, 1, 3}) {
		t.Errorf("order %v", got)
	}
}

// Heights of average linkage by its definition: the mean of all pairs between the two clusters, which are the nearest.
func TestClusterHeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	r := RDM(random(Pairs(25), 0, rng))
	for i := range r {
		r[i] = math.Abs(r[i])
	}
	r[3], r[100] = nan, nan
	tree := Cluster(r)
	members := make([][]int, 25, 49)
	alive := map[int]bool{}
	for i := range members {
		members[i] = []int{i}
		alive[i] = true
	}
	between := func(a, b int) float64 {
		sum, count := 0.0, 0.0
		for _, i := range members[a] {
			for _, j := range members[b] {
				if v := r.At(i, j); !math.IsNaN(v) {
					sum += v
					count++
				}
			}
		}
		return sum / count
	}
	for k, m := range tree.Merges {
		near(t, "height", m.Height, between(m.First, m.Second), 1e-12)
		for a := range alive {
			for b := range alive {
				if a != b && between(a, b) < m.Height-1e-12 {
					t.Errorf("merge %d at %g: %d and %d were nearer, %g", k, m.Height, a, b, between(a, b))
				}
			}
		}
		members = append(members, slices.Concat(members[m.First], members[m.Second]))
		delete(alive, m.First)
		delete(alive, m.Second)
		alive[25+k] = true
	}
	order := tree.Order()
	slices.Sort(order)
	for i, v := range order {
		if i != v {
			t.Fatalf("not every picture once: %v", order)
		}
	}
}

// A picture that nothing is known of joins last, and nothing else changes.
func TestClusterLeavesUnknownForLast(t *testing.T) {
	r := distances([]float64{0, 100, 1, 5}, 1)
	for _, other := range []int{0, 2, 3} {
		r[PairIndex(4, 1, other)] = nan
	}
	tree := Cluster(r)
	if last := tree.Merges[2]; last.Second != 1 && last.First != 1 || !math.IsInf(last.Height, 1) {
		t.Errorf("%v", tree.Merges)
	}
}

func TestByCategory(t *testing.T) {
	if got := ByCategory([]int{2, 0, 2, 1, 0}); !slices.Equal(got, []int{1, 4, 3, 0, 2}) {
		t.Errorf("%v", got)
	}
	r := RDM{1, 2, 3} // d01, d02, d12
	if got := r.Reorder([]int{2, 0, 1}); !cmp.Equal(got, RDM{2, 3, 1}) {
		t.Errorf("%v", got)
	}
}

// Points of a plane come back with all their distances, with some unknown as well, and whatever is missing has no place.
func TestMDSRecoversAPlane(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	truth := distances(random(2*20, 0, rng), 2)
	missing := append(RDM{}, truth...)
	for k := 0; k < len(missing); k += 7 {
		missing[k] = nan
	}
	for j := range 20 {
		if j != 4 {
			missing[PairIndex(20, 4, j)] = nan
		}
	}
	for name, r := range map[string]RDM{"all known": truth, "some unknown": missing} {
		p, err := MDS(context.Background(), r, MDSOptions{Steps: 5000})
		if err != nil {
			t.Fatal(err)
		}
		within := 1e-9
		if name == "some unknown" {
			within = 0.02
			if !math.IsNaN(p.At[2*4]) || !math.IsNaN(p.At[2*4+1]) {
				t.Errorf("a picture of which nothing is known lies at %v", p.At[8:10])
			}
			p.At = slices.Delete(p.At, 8, 10)
		}
		want := truth
		if len(p.At) == 2*19 {
			want = truth.Reorder([]int{0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
		}
		for i, d := range distances(p.At, 2) {
			near(t, name, d, want[i], within)
		}
		if p.Stress > within {
			t.Errorf("%s: stress %g", name, p.Stress)
		}
	}
}

// Where no plane fits, steps lower the stress of the classical solution; equal matrices get equal places; it can be stopped.
func TestMDSLowersStress(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	r := distances(random(8*30, 0, rng), 8)
	classical, err1 := MDS(context.Background(), r, MDSOptions{Steps: -1})
	best, err2 := MDS(context.Background(), r, MDSOptions{})
	again, err3 := MDS(context.Background(), r, MDSOptions{})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	if !(best.Stress < 0.9*classical.Stress) || !cmp.Equal(best, again) {
		t.Errorf("stress %g after %g", best.Stress, classical.Stress)
	}
	// at a minimum, no small move of a point helps
	stress := func(at []float64) (sum float64) {
		for i, d := range distances(at, 2) {
			sum += (d - r[i]) * (d - r[i])
		}
		return sum
	}
	lowest := stress(best.At)
	for k := range best.At {
		for _, step := range []float64{-0.05, 0.05} {
			at := slices.Clone(best.At)
			at[k] += step
			if stress(at) < lowest*(1-1e-3) {
				t.Errorf("moving coordinate %d by %g lowers the stress from %g to %g", k, step, lowest, stress(at))
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := MDS(ctx, r, MDSOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := MDS(context.Background(), RDM{nan, nan, nan}, MDSOptions{}); err == nil {
		t.Error("placed pictures of which nothing is known")
	}
}
