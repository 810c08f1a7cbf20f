package rsa

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// noise returns normal numbers of a seed.
func searchlightNoise(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 0))
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// ellipsoid is the mask that touches all faces of a grid.
func ellipsoid(grid Grid) []bool {
	mask := make([]bool, grid.Voxels())
	for v := range mask {
		at := [3]int{v % grid[0], v / grid[0] % grid[1], v / (grid[0] * grid[1])}
		sum := 0.0
		for axis, n := range grid {
			d := (float64(at[axis]) - float64(n-1)/2) / (float64(n) / 2)
			sum += d * d
		}
		mask[v] = sum <= 1
	}
	return mask
}

// definition is the searchlight as CLI.md words it, voxel by voxel in float64.
func definition(grid Grid, patterns []float64, pictures int, mask []bool, models []RDM, o SearchlightOptions) [][]float64 {
	voxels := grid.Voxels()
	size := o.VoxelSize
	if size == [3]float64{} {
		size = [3]float64{1, 1, 1}
	}
	at := func(v, axis int) float64 {
		return float64([3]int{v % grid[0], v / grid[0] % grid[1], v / (grid[0] * grid[1])}[axis]) * size[axis]
	}
	maps := make([][]float64, len(models))
	for m := range maps {
		maps[m] = make([]float64, voxels)
		for v := range maps[m] {
			maps[m][v] = math.NaN()
		}
	}
	for c := range voxels {
		if !mask[c] {
			continue
		}
		var sphere []int
		inside, all := 0, 0
		for v := range voxels {
			d := math.Sqrt((at(c, 0)-at(v, 0))*(at(c, 0)-at(v, 0)) + (at(c, 1)-at(v, 1))*(at(c, 1)-at(v, 1)) + (at(c, 2)-at(v, 2))*(at(c, 2)-at(v, 2)))
			if d > o.Radius || o.Strict && d >= o.Radius {
				continue
			}
			all++
			if mask[v] {
				inside++
			}
			if mask[v] || !o.MaskOnly {
				sphere = append(sphere, v)
			}
		}
		if !o.MaskOnly && float64(inside)/float64(all) < o.Threshold {
			continue
		}
		values := make([]float64, 0, pictures*len(sphere))
		for p := range pictures {
			for _, v := range sphere {
				values = append(values, patterns[p*voxels+v])
			}
		}
		rdm, err := OfPatterns(context.Background(), values, pictures, len(sphere), PearsonDistance)
		if err != nil {
			panic(err)
		}
		for m, model := range models {
			maps[m][c] = Compare(rdm, model, o.Compare)
		}
	}
	return maps
}

// far is the largest difference of two maps; +Inf where one is NaN and the other is not.
func far(a, b []float64) (largest float64) {
	for i := range a {
		switch d := math.Abs(a[i] - b[i]); {
		case math.IsNaN(a[i]) != math.IsNaN(b[i]):
			return math.Inf(1)
		case d > largest:
			largest = d
		}
	}
	return largest
}

func TestSearchlightIsItsDefinition(t *testing.T) {
	type setting struct {
		name     string
		pictures int
		o        SearchlightOptions
		within   float64
	}
	settings := []setting{
		{"strict", 8, SearchlightOptions{Radius: 2, Strict: true, Threshold: 1}, 2e-7},
		{"at most, half in the mask", 8, SearchlightOptions{Radius: 2, Threshold: 0.5}, 2e-7},
		{"mask only", 8, SearchlightOptions{Radius: 2, MaskOnly: true, Threshold: 1}, 2e-7},
		{"mm", 9, SearchlightOptions{Radius: 6, VoxelSize: [3]float64{2, 3, 2.5}, Threshold: 0.3}, 2e-7},
		{"many pictures", 40, SearchlightOptions{Radius: 2.5, Strict: true, Threshold: 0.6}, 1e-6},
		{"many pictures, mask only", 40, SearchlightOptions{Radius: 2.5, MaskOnly: true}, 1e-6},
	}
	for _, c := range Comparators {
		settings = append(settings, setting{"few by " + string(c), 7, SearchlightOptions{Radius: 2, Compare: c}, 2e-7},
			setting{"many by " + string(c), 30, SearchlightOptions{Radius: 2, Compare: c, Threshold: 0.9}, 1e-6})
	}
	grid := Grid{7, 6, 5}
	mask := ellipsoid(grid)
	for i, s := range settings {
		if s.o.Compare == "" {
			s.o.Compare = Spearman
		}
		patterns := searchlightNoise(uint64(i), s.pictures*len(mask))
		anatomy := searchlightNoise(99, len(mask))
		for k := range patterns {
			patterns[k] += 300 + 20*anatomy[k%len(mask)] // as recordings have it: far from zero, and much the same for all pictures
		}
		models := []RDM{searchlightNoise(50, Pairs(s.pictures)), make(RDM, Pairs(s.pictures))}
		for k := range models[1] {
			models[1][k] = float64(k % 2) // ties
		}
		maps, err := Searchlight(context.Background(), grid, patterns, mask, models, s.o)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		if maps.Incomplete != 0 || maps.LeftOut != 0 {
			t.Errorf("%s: %d centres incomplete, %d patterns left out", s.name, maps.Incomplete, maps.LeftOut)
		}
		want := definition(grid, patterns, s.pictures, mask, models, s.o)
		for m := range models {
			if d := far(maps.Map(m), want[m]); !(d <= s.within) {
				t.Errorf("%s: map %d differs from the definition by %g", s.name, m, d)
			}
		}
	}
}

// What is watched on the way is a copy of the final values where spheres have been, NaN elsewhere, and grows.
func TestSearchlightIsWatched(t *testing.T) {
	grid := Grid{7, 6, 5}
	mask := ellipsoid(grid)
	patterns, models := searchlightNoise(1, 8*len(mask)), []RDM{searchlightNoise(50, Pairs(8)), searchlightNoise(51, Pairs(8))}
	var parts []*SearchlightMaps
	o := SearchlightOptions{Radius: 2, Watch: func(part *SearchlightMaps) {
		kept := *part
		kept.Values = [][]float64{slices.Clone(part.Values[0]), slices.Clone(part.Values[1])}
		parts = append(parts, &kept)
		clear(part.Values[0]) // which is a copy
	}}
	o.Progress = func(done, total int) {
		if done < total {
			time.Sleep(watchEvery / 2)
		}
	}
	whole, err := Searchlight(context.Background(), grid, patterns, mask, models, o)
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for _, part := range parts {
		known := 0
		for m, values := range part.Values {
			for c, v := range values {
				if math.IsNaN(v) {
					continue
				}
				if known++; v != whole.Values[m][c] {
					t.Fatalf("model %d, centre %d: %g on the way, %g in the end", m, c, v, whole.Values[m][c])
				}
			}
		}
		if known <= before || known >= len(models)*len(whole.Centres) {
			t.Errorf("%d values known after %d, of %d", known, before, len(models)*len(whole.Centres))
		}
		before = known
	}
	if len(parts) == 0 {
		t.Error("nothing to watch")
	}
}

// A picture without variance, one with NaN and one with ∞ somewhere are left out where their spheres touch that, and change
// nothing elsewhere.
func TestSearchlightLeavesOutWhatIsUndefined(t *testing.T) {
	grid := Grid{9, 8, 7}
	for _, pictures := range []int{8, 30} {
		patterns, mask, models := peerWorkload(grid, pictures, 2)
		o := SearchlightOptions{Radius: 2, Compare: Spearman}
		clean, err := Searchlight(context.Background(), grid, patterns, mask, models, o)
		if err != nil {
			t.Fatal(err)
		}
		voxels := grid.Voxels()
		middle := 4 + 9*(4+8*3)
		patterns[1*voxels+middle] = math.NaN()
		patterns[2*voxels+middle] = math.Inf(1)
		for _, v := range (Grid{9, 8, 7}).around(nil, middle, sphere(2, [3]float64{1, 1, 1}, false, grid)) {
			for k := range v.n {
				patterns[5*voxels+v.first+k] = 7
			}
		}
		maps, err := Searchlight(context.Background(), grid, patterns, mask, models, o)
		if err != nil {
			t.Fatal(err)
		}
		// The sphere of radius 2 has 33 voxels: so many centres see the middle, all of them in the mask.
		if maps.Incomplete != 33 || maps.LeftOut != 2*33+1 {
			t.Errorf("%d pictures: %d centres incomplete, %d patterns left out, want 33 and 67", pictures, maps.Incomplete, maps.LeftOut)
		}
		want := definition(grid, patterns, pictures, mask, models, o)
		for m := range models {
			before, after := clean.Map(m), maps.Map(m)
			for v := range after {
				if !(math.Abs(after[v]-want[m][v]) <= 1e-6) && mask[v] {
					t.Errorf("%d pictures: voxel %d of map %d: %g, want %g", pictures, v, m, after[v], want[m][v])
				}
			}
			if far(before[:20], after[:20]) != 0 { // at the other end of the grid
				t.Errorf("%d pictures: places that do not see it have changed", pictures)
			}
		}
	}
}

// Where a model is what the brain has at a place, the searchlight finds it there, as the best model, above the threshold;
// the threshold's maxima are those of models whose labels were really permuted.
func TestSearchlightThreshold(t *testing.T) {
	const pictures = 12
	grid := Grid{8, 8, 8}
	patterns, mask, models := peerWorkload(grid, pictures, 3)
	o := SearchlightOptions{Radius: 2, Threshold: 1}
	l := newLight(grid, mask, o)
	place := l.centres[len(l.centres)/2]
	var sphere []float64
	voxels := 0
	for _, r := range grid.around(nil, place, l.rods) {
		voxels += r.n
	}
	for p := range pictures {
		for _, r := range grid.around(nil, place, l.rods) {
			sphere = append(sphere, patterns[p*grid.Voxels()+r.first:][:r.n]...)
		}
	}
	var err error
	if models[1], err = OfPatterns(context.Background(), sphere, pictures, voxels, PearsonDistance); err != nil {
		t.Fatal(err)
	}
	o.Permutations, o.Seed = 39, 5
	maps, err := Searchlight(context.Background(), grid, patterns, mask, models, o)
	if err != nil {
		t.Fatal(err)
	}
	if v := maps.Map(1)[place]; math.Abs(v-1) > 1e-6 || maps.Best()[place] != 2 {
		t.Errorf("at its own place the model correlates %g, the best there is %g", v, maps.Best()[place])
	}
	if c := maps.Corrected(0.05); !(c < 0.999) || c != maps.Maxima[37] || !math.IsNaN(maps.Corrected(0.01)) {
		t.Errorf("threshold %g of %v: of 40 orders, the one seen among them, 2 are 5 %%", c, maps.Maxima)
	}
	largest := math.Inf(-1)
	permuted := newPermutedRows(newModelRows(models, Spearman), pictures, o).appendPermuted(nil, 11)
	for m := range models {
		var model RDM
		for _, v := range permuted[m*Pairs(pictures):][:Pairs(pictures)] {
			model = append(model, float64(v))
		}
		one, err := Searchlight(context.Background(), grid, patterns, mask, []RDM{model}, SearchlightOptions{Radius: 2, Threshold: 1})
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, slices.Max(one.Values[0]))
	}
	if k := slices.IndexFunc(maps.Maxima, func(v float64) bool { return math.Abs(v-largest) < 1e-6 }); k < 0 {
		t.Errorf("permutation 11 has the maximum %g, which is none of %v", largest, maps.Maxima)
	}
}

// Of 200 experiments in which the pictures' patterns are noise, about 10 reach the threshold for p < 0.05 anywhere, by any model.
func TestSearchlightFalsePositives(t *testing.T) {
	const experiments, pictures = 200, 10
	grid := Grid{5, 5, 5}
	mask := ellipsoid(grid)
	found := 0
	for e := range experiments {
		patterns := searchlightNoise(uint64(1000+e), pictures*grid.Voxels())
		models := []RDM{searchlightNoise(uint64(2000+e), Pairs(pictures)), searchlightNoise(uint64(3000+e), Pairs(pictures))}
		maps, err := Searchlight(context.Background(), grid, patterns, mask, models, SearchlightOptions{Radius: 1.5, MaskOnly: true, Permutations: 99, Seed: uint64(e)})
		if err != nil {
			t.Fatal(err)
		}
		if max(slices.Max(maps.Values[0]), slices.Max(maps.Values[1])) > maps.Corrected(0.05) {
			found++
		}
	}
	t.Logf("%d of %d experiments", found, experiments)
	if found > 20 || found < 2 { // 3 deviations of a binomial count from 10
		t.Errorf("%d of %d experiments with nothing to find found something, about 10 should", found, experiments)
	}
}

// Models whose pairs are all alike or unknown have no values, and change nothing of the others: neither their maps nor, by
// permutations, their threshold.
func TestSearchlightWithModelsThatAreConstant(t *testing.T) {
	grid := Grid{6, 6, 6}
	patterns, mask, models := peerWorkload(grid, 8, 2)
	constant, unknown := make(RDM, Pairs(8)), make(RDM, Pairs(8))
	for i := range constant {
		constant[i], unknown[i] = 0.3, nan
	}
	for _, o := range []SearchlightOptions{{Radius: 2, Permutations: 19}, {Radius: 2, Compare: KendallTauA}} {
		want, err := Searchlight(context.Background(), grid, patterns, mask, models, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Searchlight(context.Background(), grid, patterns, mask, []RDM{constant, models[0], unknown, models[1]}, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Values[1], want.Values[0]) || !slices.Equal(got.Values[3], want.Values[1]) || !slices.Equal(got.Maxima, want.Maxima) {
			t.Errorf("%s: the other models' values have changed", o.Compare)
		}
		for _, m := range []int{0, 2} {
			if slices.ContainsFunc(got.Values[m], func(v float64) bool { return !math.IsNaN(v) }) {
				t.Errorf("%s: model %d has values", o.Compare, m)
			}
		}
		if v := want.Centres[0]; got.Best()[v] != 2*want.Best()[v] {
			t.Errorf("%s: the best of four models is %g, of the two %g", o.Compare, got.Best()[v], want.Best()[v])
		}
	}
}

func TestSearchlightRefuses(t *testing.T) {
	grid := Grid{3, 3, 3}
	patterns, mask, models := peerWorkload(grid, 4, 1)
	empty := make([]bool, 27)
	constant := RDM{1, 1, 1, 1, 1, 1}
	o := SearchlightOptions{Radius: 1}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	for name, refused := range map[string]func() error{
		"no radius": func() error {
			return searchlightError(context.Background(), grid, patterns, mask, models, SearchlightOptions{})
		},
		"an empty mask":          func() error { return searchlightError(context.Background(), grid, patterns, empty, models, o) },
		"a mask of another grid": func() error { return searchlightError(context.Background(), grid, patterns, mask[1:], models, o) },
		"five pictures' patterns": func() error {
			return searchlightError(context.Background(), grid, searchlightNoise(1, 5*27), mask, models, o)
		},
		"no models": func() error { return searchlightError(context.Background(), grid, patterns, mask, nil, o) },
		"models that are constant": func() error {
			return searchlightError(context.Background(), grid, patterns, mask, []RDM{constant, constant}, o)
		},
		"a comparison there is not": func() error {
			return searchlightError(context.Background(), grid, patterns, mask, models, SearchlightOptions{Radius: 1, Compare: "r2"})
		},
		"voxels without a length": func() error {
			return searchlightError(context.Background(), grid, patterns, mask, models, SearchlightOptions{Radius: 1, VoxelSize: [3]float64{1, 0, 1}})
		},
		"a stopped context": func() error { return searchlightError(stopped, grid, patterns, mask, models, o) },
	} {
		if refused() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func searchlightError(ctx context.Context, grid Grid, patterns []float64, mask []bool, models []RDM, o SearchlightOptions) error {
	_, err := Searchlight(ctx, grid, patterns, mask, models, o)
	return err
}

// By hand: 3 voxels of 2 mm are 6 mm, whose size as float32 is a little more or less.
func TestSphere(t *testing.T) {
	for _, c := range []struct {
		radius float64
		size   [3]float64
		strict bool
		want   int
	}{
		{1, [3]float64{1, 1, 1}, false, 7},
		{1, [3]float64{1, 1, 1}, true, 1},
		{2, [3]float64{1, 1, 1}, false, 33},
		{2, [3]float64{1, 1, 1}, true, 27},
		{3, [3]float64{1, 1, 1}, true, 93},                           // as rsa_peer.py counts
		{5, [3]float64{1, 1, 1}, true, 485},                          // as issue 8 counts
		{6, [3]float64{2.0000001, 2.0000001, 2.0000001}, false, 123}, // radius 3: 93 and the 30 at distance 3
		{6, [3]float64{1.9999999, 1.9999999, 1.9999999}, true, 93},
		{1e12, [3]float64{1, 1, 1}, false, 59 * 59 * 59}, // as far as the grid goes
		{3, [3]float64{1, 2, 4}, false, 7 + 2*5},         // dx to 3 at dy 0, to 2 at dy ±1
	} {
		if got := sphereVoxels(sphere(c.radius, c.size, c.strict, Grid{30, 30, 30})); got != c.want {
			t.Errorf("radius %g, voxels %v, strict %v: %d voxels, want %d", c.radius, c.size, c.strict, got, c.want)
		}
	}
}

// A radixSorter puts numbers in the order of their size, however they lie.
func TestRadixSorter(t *testing.T) {
	var s radixSorter
	for n := range 300 {
		v := searchlightNoise(uint64(n), n+1)
		for i := range v {
			if n%3 == 0 {
				v[i] = math.Round(v[i] * 2) // ties
			}
		}
		low, high := extremes(v)
		s.sort(v, low, high)
		seen := make([]bool, len(v))
		for k, item := range s.items {
			seen[itemIndex(item)] = true
			if k > 0 && v[itemIndex(item)] < v[itemIndex(s.items[k-1])]-(high-low)/radixKeys {
				t.Fatalf("%d numbers: %g after %g", n+1, v[itemIndex(item)], v[itemIndex(s.items[k-1])])
			}
		}
		if slices.Contains(seen, false) {
			t.Fatalf("%d numbers: some are lost", n+1)
		}
	}
}

// ascending sorts whatever numbers there are.
func TestAscending(t *testing.T) {
	inf := math.Inf(1)
	for name, v := range map[string][]float64{
		"none": {}, "one": {3}, "equal": {2, 2, 2}, "infinite": {1, inf, -inf, 0, inf}, "infinite alone": {inf, inf}, "far apart": {1e308, -1e308, 0, 1, -1},
		"hardly apart": {5e-324, 0, 1e-323, 0}, "one far away": append(searchlightNoise(1, 500), 1e30), "noise": searchlightNoise(2, 5000),
	} {
		order := ascending(v)
		want := make([]int32, len(v))
		for i := range want {
			want[i] = int32(i)
		}
		slices.SortStableFunc(want, func(a, b int32) int {
			switch {
			case v[a] < v[b]:
				return -1
			case v[a] > v[b]:
				return 1
			}
			return 0
		})
		if !slices.Equal(order, want) {
			t.Errorf("%s: order %v", name, order[:min(len(order), 20)])
		}
	}
}

// RDMs are ranked in a time that grows with the pairs: 4186 of them.
func BenchmarkRanks(b *testing.B) {
	v := searchlightNoise(1, 4186)
	ranks := make([]float64, len(v))
	for b.Loop() {
		Ranks(ranks, v)
	}
}

func peerWorkload(grid Grid, pictures, count int) (patterns []float64, mask []bool, models []RDM) {
	for m := range count {
		models = append(models, searchlightNoise(uint64(m+1), Pairs(pictures)))
	}
	return searchlightNoise(0, pictures*grid.Voxels()), ellipsoid(grid), models
}

func BenchmarkSearchlight(b *testing.B) {
	for _, c := range []struct {
		grid             Grid
		pictures, models int
		radius           float64
	}{{Grid{24, 28, 22}, 92, 5, 3}, {Grid{24, 28, 22}, 92, 100, 3}, {Grid{46, 55, 43}, 118, 8, 5}} {
		b.Run(fmt.Sprintf("%d pictures %d models radius %g", c.pictures, c.models, c.radius), func(b *testing.B) {
			patterns, mask, models := peerWorkload(c.grid, c.pictures, c.models)
			b.ReportAllocs()
			for b.Loop() {
				maps, err := Searchlight(context.Background(), c.grid, patterns, mask, models, SearchlightOptions{Radius: c.radius, Strict: true})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(maps.Centres)), "centres")
			}
		})
	}
}
