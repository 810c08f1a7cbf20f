package rsa

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/floats"
)

// permutationsOf draws orders of n pictures.
func permutationsOf(n, count int, seed uint64) [][]int32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	orders := make([][]int32, count)
	for k := range orders {
		orders[k] = make([]int32, n)
		for i, from := range rng.Perm(n) {
			orders[k][i] = int32(from)
		}
	}
	return orders
}

// permuteLabels tests every layer's mean correlation against those of the layer's matrix with its pictures in other orders,
// the same order for all layers.
func (e *experiment) permuteLabels(ctx context.Context, f *Inference) error {
	orders := permutationsOf(e.n, e.o.Permutations, e.o.Seed)
	null, err := e.relabelled(ctx, orders)
	if err != nil {
		return err
	}
	seen := make([]float64, len(f.Results))
	for m, r := range f.Results {
		seen[m] = r.Mean
	}
	counts := newTail(seen)
	for _, values := range null {
		counts.add(values)
	}
	all := float64(1 + len(orders))
	for m := range f.Results {
		if !math.IsNaN(seen[m]) {
			f.Results[m].P, f.Results[m].PCorrected = float64(1+counts.own[m])/all, float64(1+counts.among[m])/all
		}
	}
	return nil
}

// relabelled returns, for every order of the pictures, each model's mean correlation with the subjects.
func (e *experiment) relabelled(ctx context.Context, orders [][]int32) ([][]float64, error) {
	null := make([][]float64, len(orders))
	var done atomic.Int64
	return null, each(ctx, len(orders), func() func(int) {
		relabel := make([]func([]int32) float64, len(e.models))
		for m, model := range e.models {
			relabel[m] = e.relabel(model)
		}
		return func(k int) {
			null[k] = make([]float64, len(e.models))
			for m := range e.models {
				if ctx.Err() != nil {
					return
				}
				null[k][m] = relabel[m](orders[k])
			}
			if e.o.Progress != nil {
				e.o.Progress(int(done.Add(1)), len(orders))
			}
		}
	})
}

// relabel returns how one goroutine finds a model's mean correlation with the subjects once its pictures are in another
// order.
//
// A change of order changes no rank, only where it stands. So, where correlations are products, their mean over people is
// the product with the people's mean vector, which is made once.
func (e *experiment) relabel(model *side) func(order []int32) float64 {
	if group := e.group(); group != nil && model.z != nil {
		square := RDM(model.z).Square()
		return func(order []int32) float64 { return product(square, group, order) }
	}
	if !e.o.Compare.linear() && model.complete && e.complete() {
		return e.relabelPlaces(model)
	}
	square, moved := model.rdm.Square(), make(RDM, len(model.rdm))
	return func(order []int32) float64 {
		reorder(moved, square, order)
		other := newSide(moved, e.o.Compare)
		values := make([]float64, len(e.subjects))
		for s, subject := range e.subjects {
			values[s] = compare(subject, other, nil)
		}
		mean, _ := meanAndError(values)
		return mean
	}
}

// relabelPlaces is relabel where correlations are counted from the places of values, which are all known: sorted once, they
// only move.
func (e *experiment) relabelPlaces(model *side) func(order []int32) float64 {
	people := make([]*kendall, len(e.subjects))
	for s, subject := range e.subjects {
		people[s] = newKendall(subject, false)
	}
	square, moved := squareOf(model.placing.at, e.n), *model.placing
	moved.at = make([]int32, len(model.rdm))
	return func(order []int32) float64 {
		reorder(moved.at, square, order)
		values := make([]float64, len(people))
		for s, person := range people {
			values[s] = person.tau(&moved, nil)
		}
		mean, _ := meanAndError(values)
		return mean
	}
}

// complete says that every person's matrix knows every pair.
func (e *experiment) complete() bool {
	return !slices.ContainsFunc(e.subjects, func(s *side) bool { return !s.complete })
}

// group is the mean of the people's standardised matrices; nil where the comparator has none or a pair is unknown.
func (e *experiment) group() []float64 {
	sum := make([]float64, len(e.subjects[0].rdm))
	for _, s := range e.subjects {
		if s.z == nil || math.IsNaN(s.z[0]) {
			return nil
		}
		floats.Add(sum, s.z)
	}
	floats.Scale(1/float64(len(e.subjects)), sum)
	return sum
}

// product is that of a square matrix with its pictures in another order and a triangle.
func product(square, triangle []float64, order []int32) (sum float64) {
	n := len(order)
	for i, from := range order {
		row := square[int(from)*n:][:n]
		later := order[i+1:]
		for k, w := range triangle[:len(later)] {
			sum += w * row[later[k]]
		}
		triangle = triangle[len(later):]
	}
	return sum
}

// reorder sets dst to the triangle of a square matrix with its pictures in another order.
func reorder[T any](dst, square []T, order []int32) {
	n, pair := len(order), 0
	for i, from := range order {
		row := square[int(from)*n:][:n]
		for _, to := range order[i+1:] {
			dst[pair] = row[to]
			pair++
		}
	}
}
