package command

import (
	"context"
	"math/rand/v2"

	"unitscope/viz/rsa"
)

// searchlights is the work of ../bench/rsa_peer.py: normal noise on a grid of 24×28×22 voxels under 92 pictures, the ellipsoid
// that touches the grid's faces as mask, spheres of fewer than 3 voxels' radius, five models of noise. Then the same with the
// 100 moments of a film as models, and a whole brain of usual size under 118 pictures, in spheres of 485 voxels.
func searchlights() []workload {
	grid, brain := rsa.Grid{24, 28, 22}, rsa.Grid{46, 55, 43}
	return []workload{
		{name: "searchlight", unit: "centre", count: 7768, make: func() func() { return searchlight(grid, 92, 5, 3) }},
		{name: "searchlight-film", unit: "centre", count: 7768, make: func() func() { return searchlight(grid, 92, 100, 3) }},
		{name: "searchlight-brain", unit: "centre", count: 56974, once: true, make: func() func() { return searchlight(brain, 118, 8, 5) }},
	}
}

// searchlight compares noise with models of noise everywhere in a grid's ellipsoid.
func searchlight(grid rsa.Grid, pictures, models int, radius float64) func() {
	rng := rand.New(rand.NewPCG(1, 0))
	noise := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		return v
	}
	patterns := noise(pictures * grid.Voxels())
	var rdms []rsa.RDM
	for range models {
		rdms = append(rdms, noise(rsa.Pairs(pictures)))
	}
	mask := inscribed(grid)
	return func() {
		if _, err := rsa.Searchlight(context.Background(), grid, patterns, mask, rdms, rsa.SearchlightOptions{Radius: radius, Strict: true}); err != nil {
			panic("command: " + err.Error()) // all sizes fit
		}
	}
}

// inscribed is the ellipsoid that touches a grid's faces.
func inscribed(grid rsa.Grid) []bool {
	mask := make([]bool, grid.Voxels())
	for v := range mask {
		sum := 0.0
		for axis, at := range [3]int{v % grid[0], v / grid[0] % grid[1], v / (grid[0] * grid[1])} {
			n := float64(grid[axis])
			d := (float64(at) - (n-1)/2) / (n / 2)
			sum += d * d
		}
		mask[v] = sum <= 1
	}
	return mask
}
