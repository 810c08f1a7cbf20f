package rsa

import (
	"cmp"
	"slices"
)

const (
	// closeEnough is how far apart two dissimilarities of quickRDM are of which float64 must say which is larger.
	closeEnough = 2e-7
	// alike is how far apart two dissimilarities are whose difference is rounding: they share a rank.
	alike = 1e-12
)

// A ranker ranks a sphere's dissimilarities. It keeps its memory and is for one goroutine.
type ranker struct {
	radixSorter
	few []ranked
}

type ranked struct {
	v float64
	i uint32
}

// rank sets dst to the ranks of v around their mean, and returns the sum of their squares: 0 where all values are alike. Of
// values as close as within, exact gives those to be ranked; 0 takes values as they are.
func (r *ranker) rank(dst []float32, v []float64, within float64, exact func(i uint32) float64) (squares float64) {
	low, high := v[0], v[0]
	for _, x := range v {
		if x < low {
			low = x
		}
		if x > high {
			high = x
		}
	}
	r.sort(v, low, high)
	n := float64(len(v))
	squares = (n*n*n - n) / 12
	shift := float32(n-1) / 2
	items := r.items
	for first := 0; first < len(items); {
		end := first + 1
		for end < len(items) && itemKey(items[end])-itemKey(items[end-1]) <= 1 {
			end++
		}
		if end == first+1 {
			dst[itemIndex(items[first])] = float32(first) - shift
		} else {
			squares -= r.settle(dst, v, first, end, within, exact)
		}
		first = end
	}
	return squares
}

// settle ranks those that stand at places first to end (exclusive), whose keys do not say which is larger. It returns by how
// much ties make the sum of squares smaller.
func (r *ranker) settle(dst []float32, v []float64, first, end int, within float64, exact func(i uint32) float64) (tied float64) {
	r.few = r.few[:0]
	for _, item := range r.items[first:end] {
		i := itemIndex(item)
		r.few = append(r.few, ranked{v[i], i})
	}
	byValue := func(a, b ranked) int { return cmp.Compare(a.v, b.v) }
	slices.SortFunc(r.few, byValue)
	if within > 0 && r.refine(within, exact) {
		slices.SortFunc(r.few, byValue)
	}
	shift := float32(len(v)-1) / 2
	for from := 0; from < len(r.few); {
		to := from + 1
		for to < len(r.few) && r.few[to].v-r.few[to-1].v <= alike {
			to++
		}
		for _, one := range r.few[from:to] {
			dst[one.i] = float32(first) + float32(from+to-1)/2 - shift
		}
		n := float64(to - from)
		tied += (n*n*n - n) / 12
		from = to
	}
	return tied
}

// refine replaces values that are as close as within by exact ones, and reports whether there were any.
func (r *ranker) refine(within float64, exact func(i uint32) float64) (any bool) {
	closeToLast := false
	for k := range r.few {
		closeToNext := k+1 < len(r.few) && r.few[k+1].v-r.few[k].v <= within
		if closeToLast || closeToNext {
			r.few[k].v = exact(r.few[k].i)
			any = true
		}
		closeToLast = closeToNext
	}
	return any
}
