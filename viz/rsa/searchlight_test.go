package rsa

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
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
		for k := range patterns {
			patterns[k] += 300 // as recordings have it: means far from zero
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
