package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Gather against its definition, and it writes nothing else.
func TestGather(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		src := random(rng, 200)
		for lanes := range 70 {
			for _, steps := range []int{0, 1, 2, 7} {
				step := lanes + rng.IntN(3)
				offsets := make([]int32, steps)
				for k := range offsets {
					offsets[k] = int32(rng.IntN(len(src) - lanes + 1))
				}
				got := random(rng, steps*step+40)
				want := slices.Clone(got)
				for k, offset := range offsets {
					copy(want[k*step:k*step+lanes], src[offset:])
				}
				Gather(got, step, src, offsets, lanes)
				if !slices.Equal(got, want) {
					t.Fatalf("%d lanes of %d steps differ", lanes, steps)
				}
			}
		}
	})
}
