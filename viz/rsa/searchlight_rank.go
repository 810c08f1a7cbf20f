package rsa

import (
	"cmp"
	"slices"
)

// alike is how far apart two dissimilarities are whose difference is rounding: they share a rank. It is a few times the
// precision of 1, of which dissimilarities of much the same patterns are a tiny part.
const alike = 2e-15

// A ranker ranks a sphere's dissimilarities. It keeps its memory and is for one goroutine.
type ranker struct {
	radixSorter
	unsure []int32  // places of items that may be as close as within to those before them
	few    []ranked // of neighbouring places that are unsure
}

type ranked struct {
	v float64
	i uint32
}

// rank sets dst to the ranks of v around their mean, and returns the sum of their squares: 0 where all values are alike. Of
// values as close as within, exact gives those to be ranked; 0 takes values as they are.
func (r *ranker) rank(dst []float32, v []float64, within float64, exact func(i uint32) float64) (squares float64) {
	low, high := extremes(v)
	r.sort(v, low, high)
	n := float64(len(v))
	squares = (n*n*n - n) / 12
	shift := float32(n-1) / 2
	r.unsure = r.unsure[:0]
	steps := uint32(1)
	if high > low {
		steps += uint32(within / (high - low) * radixKeys)
	}
	last := uint32(1 << 31) // far from the first key
	for place, item := range r.items {
		dst[itemIndex(item)] = float32(place) - shift
		key := itemKey(item)
		if key-last <= steps {
			r.unsure = append(r.unsure, int32(place))
		}
		last = key
	}
	for k := 0; k < len(r.unsure); {
		first, end := int(r.unsure[k])-1, int(r.unsure[k])+1
		for k++; k < len(r.unsure) && int(r.unsure[k]) == end; k++ {
			end++
		}
		squares -= r.settle(dst, v, first, end, within, exact)
	}
	return squares
}

// extremes returns the smallest and the largest of some numbers.
func extremes(v []float64) (low, high float64) {
	low, high = v[0], v[0]
	for _, x := range v {
		if x < low {
			low = x
		}
		if x > high {
			high = x
		}
	}
	return low, high
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
