package rsa

import (
	"math"
	"slices"
)

// A Tree is how pictures join into clusters, the most alike first: merge k makes cluster n+k of two clusters, of which those
// below n are single pictures.
type Tree struct {
	Pictures int
	Merges   []Merge // n−1
}

// A Merge joins two clusters, First being the one with the smaller lowest picture. Height is their mean dissimilarity; +Inf
// where nothing is known of it.
type Merge struct {
	First, Second int
	Height        float64
}

// Cluster joins pictures by the mean dissimilarity of all pairs between two clusters (average linkage). Unknown pairs do
// not count. Sokal and Michener 1958; scipy.cluster.hierarchy.linkage(method="average").
func Cluster(r RDM) Tree {
	l := newLinkage(r)
	tree := Tree{Pictures: l.n}
	for range l.n - 1 {
		first, second := l.closest()
		tree.Merges = append(tree.Merges, Merge{l.name[first], l.name[second], l.mean(first, second)})
		l.join(first, second, l.n+len(tree.Merges)-1)
	}
	return tree
}

// Order is the pictures as the tree's leaves from left to right: alike ones stand side by side.
func (t Tree) Order() []int {
	var leaves func(cluster int) []int
	leaves = func(cluster int) []int {
		if cluster < t.Pictures {
			return []int{cluster}
		}
		m := t.Merges[cluster-t.Pictures]
		return append(leaves(m.First), leaves(m.Second)...)
	}
	return leaves(t.Pictures + len(t.Merges) - 1)
}

// ByCategory is an order in which pictures of a category stand together, in their own order, categories rising.
func ByCategory(category []int) []int {
	order := make([]int, len(category))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return category[a] - category[b] })
	return order
}

// Reorder is the RDM with its pictures in another order.
func (r RDM) Reorder(order []int) RDM {
	moved := make(RDM, 0, len(r))
	for i, a := range order {
		for _, b := range order[i+1:] {
			moved = append(moved, r.At(a, b))
		}
	}
	return moved
}

// linkage is clusters on their way to one. A cluster stands in the row of its lowest picture.
type linkage struct {
	n       int
	sum     []float64 // n×n: of the known dissimilarities between two clusters
	count   []float64 // n×n: how many those are
	alive   []bool
	name    []int // of the cluster in a row
	nearest []int // of a living row: the later living row that is nearest; −1 where none is later
}

func newLinkage(r RDM) *linkage {
	n := r.Pictures()
	l := &linkage{n: n, sum: r.Square(), count: make([]float64, n*n), alive: slices.Repeat([]bool{true}, n), name: make([]int, n), nearest: make([]int, n)}
	for i, v := range l.sum {
		if l.count[i] = 1; math.IsNaN(v) {
			l.sum[i], l.count[i] = 0, 0
		}
	}
	for i := range n {
		l.name[i] = i
		l.look(i)
	}
	return l
}

// mean is that of the known dissimilarities between two clusters; +Inf where there are none.
func (l *linkage) mean(i, j int) float64 {
	if l.count[i*l.n+j] == 0 {
		return math.Inf(1)
	}
	return l.sum[i*l.n+j] / l.count[i*l.n+j]
}

// look finds a row's nearest among the later ones.
func (l *linkage) look(i int) {
	l.nearest[i] = -1
	for j := i + 1; j < l.n; j++ {
		if l.alive[j] && (l.nearest[i] < 0 || l.mean(i, j) < l.mean(i, l.nearest[i])) {
			l.nearest[i] = j
		}
	}
}

// closest is the pair of living rows that are nearest to each other, the first one on a tie.
func (l *linkage) closest() (first, second int) {
	first = -1
	for i, j := range l.nearest {
		if l.alive[i] && j >= 0 && (first < 0 || l.mean(i, j) < l.mean(first, l.nearest[first])) {
			first = i
		}
	}
	return first, l.nearest[first]
}

// join makes one cluster of two rows, in the first.
func (l *linkage) join(first, second, name int) {
	l.alive[second] = false
	l.name[first] = name
	for k := range l.n {
		for _, table := range [][]float64{l.sum, l.count} {
			table[first*l.n+k] += table[second*l.n+k]
			table[k*l.n+first] = table[first*l.n+k]
		}
	}
	for i := range l.n {
		switch {
		case !l.alive[i]:
		case i == first || l.nearest[i] == first || l.nearest[i] == second:
			l.look(i)
		case i < first && l.mean(i, first) < l.mean(i, l.nearest[i]):
			l.nearest[i] = first
		}
	}
}
