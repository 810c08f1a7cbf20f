package rsa

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// permutedAtOnce is how many permuted models are multiplied with a chunk of spheres at once.
const permutedAtOnce = 64

// permutedRows are the models with their pictures' labels permuted, the same for all models and places: what would be found
// if labels meant nothing. They are made anew for every chunk of spheres, so that memory does not grow with their number.
type permutedRows struct {
	pictures, models int
	permutations     int
	seed             uint64
	z                [][]float32 // per model pictures × pictures: what modelRows has of each pair

	mu     sync.Mutex
	maxima []float64 // per permutation
}

func newPermutedRows(rows *modelRows, pictures int, o SearchlightOptions) *permutedRows {
	p := &permutedRows{pictures: pictures, models: len(rows.sides), permutations: o.Permutations, seed: o.Seed, maxima: make([]float64, o.Permutations)}
	for i := range p.maxima {
		p.maxima[i] = math.Inf(-1)
	}
	for _, s := range rows.sides {
		square := make([]float32, pictures*pictures)
		for i, v := range RDM(s.z).Square() {
			square[i] = float32(v)
		}
		p.z = append(p.z, square)
	}
	return p
}

// correlate compares a chunk's spheres with all permuted models and keeps the largest values.
func (p *permutedRows) correlate(ctx context.Context, w *sphereWorker) {
	pairs, spheres := len(w.rdm), len(w.whole)
	atOnce := max(1, permutedAtOnce/p.models)
	z := make([]float32, 0, atOnce*p.models*pairs)
	for first := 0; first < p.permutations && ctx.Err() == nil; first += atOnce {
		last := min(first+atOnce, p.permutations)
		z = z[:0]
		for i := first; i < last; i++ {
			z = p.appendPermuted(z, i)
		}
		values := w.product(z)
		p.mu.Lock()
		for i := first; i < last; i++ {
			for _, v := range values[(i-first)*p.models*spheres:][:p.models*spheres] {
				if v > p.maxima[i] { // never where it is NaN
					p.maxima[i] = v
				}
			}
		}
		p.mu.Unlock()
	}
}

// appendPermuted appends all models under the i-th permutation.
func (p *permutedRows) appendPermuted(z []float32, i int) []float32 {
	order := rand.New(rand.NewPCG(p.seed, uint64(i))).Perm(p.pictures)
	for _, square := range p.z {
		for a := range order {
			row := square[order[a]*p.pictures:][:p.pictures]
			for _, b := range order[a+1:] {
				z = append(z, row[b])
			}
		}
	}
	return z
}

// sorted returns every permutation's largest value, ascending.
func (p *permutedRows) sorted() []float64 {
	slices.Sort(p.maxima)
	return p.maxima
}
