package rsa

import (
	"cmp"
	"math"
	"slices"
)

// kendall computes rank correlations of one RDM with others in O(n log n), by counting the exchanges that sorting
// takes: Knight 1966, "A computer method for calculating Kendall's tau with ungrouped data". It holds working memory
// and is for one goroutine.
type kendall struct {
	c       Comparator
	by      sorted // the RDM's values
	entries []entry
	spare   []entry
}

// An entry is one value of the other RDM and how often it counts.
type entry struct{ v, weight float64 }

func newKendall(s *side) *kendall {
	n := len(s.rdm)
	return &kendall{s.c, s.sorted, make([]entry, 0, n), make([]entry, n)}
}

// tau is the correlation with other values, value i counting weights[i] times (nil: once). Values that are NaN on either
// side must have no weight.
func (k *kendall) tau(other []float64, weights []float64) float64 {
	k.entries = k.entries[:0]
	count, tiedHere, tiedBoth := 0.0, 0.0, 0.0
	for at := 0; at < len(k.by.order); {
		run := k.by.order[at:k.by.tied[at]]
		at += len(run)
		first := len(k.entries)
		for _, i := range run {
			if w := weightOf(weights, int(i)); w > 0 {
				k.entries = append(k.entries, entry{other[i], w})
			}
		}
		tied := k.entries[first:]
		if len(tied) > 1 { // so that no exchange is counted among them
			slices.SortFunc(tied, func(a, b entry) int { return cmp.Compare(a.v, b.v) })
		}
		total, pairs := tiedPairs(tied)
		count += total
		tiedHere += total * (total - 1) / 2
		tiedBoth += pairs
	}
	discordant := exchanges(k.entries, k.spare[:len(k.entries)])
	_, tiedThere := tiedPairs(k.entries)
	all := count * (count - 1) / 2
	difference := all - tiedHere - tiedThere + tiedBoth - 2*discordant // concordant − discordant
	if tiedHere == all || tiedThere == all {
		return math.NaN()
	}
	if k.c == KendallTauA {
		return difference / all
	}
	return difference / math.Sqrt(all-tiedHere) / math.Sqrt(all-tiedThere)
}

// tiedPairs returns how many values count among sorted entries, and how many pairs of them are equal.
func tiedPairs(sorted []entry) (count, pairs float64) {
	run := 0.0
	for i, e := range sorted {
		if i > 0 && e.v != sorted[i-1].v {
			pairs += run * (run - 1) / 2
			run = 0
		}
		run += e.weight
		count += e.weight
	}
	return count, pairs + run*(run-1)/2
}

// shortRun is how many entries are sorted by insertion.
const shortRun = 12

// exchanges sorts entries and returns how many pairs of them stood the wrong way round. spare is as long.
func exchanges(entries, spare []entry) (swapped float64) {
	n := len(entries)
	for from := 0; from < n; from += shortRun {
		swapped += insertionSort(entries[from:min(from+shortRun, n)])
	}
	for width := shortRun; width < n; width *= 2 {
		for from := 0; from < n; from += 2 * width {
			middle, end := min(from+width, n), min(from+2*width, n)
			swapped += merge(spare[from:end], entries[from:middle], entries[middle:end])
		}
		copy(entries, spare)
	}
	return swapped
}

func insertionSort(entries []entry) (swapped float64) {
	for i := 1; i < len(entries); i++ {
		e := entries[i]
		j := i
		for ; j > 0 && entries[j-1].v > e.v; j-- {
			swapped += entries[j-1].weight * e.weight
			entries[j] = entries[j-1]
		}
		entries[j] = e
	}
	return swapped
}

// merge fills dst with two sorted lists and returns how many pairs have their larger value in the first one.
func merge(dst, first, second []entry) (swapped float64) {
	left := 0.0 // weight of what is left in first
	for _, e := range first {
		left += e.weight
	}
	for k := range dst {
		if len(second) == 0 || len(first) > 0 && first[0].v <= second[0].v {
			left -= first[0].weight
			dst[k], first = first[0], first[1:]
		} else {
			swapped += left * second[0].weight
			dst[k], second = second[0], second[1:]
		}
	}
	return swapped
}
