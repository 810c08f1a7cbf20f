package rsa

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// radixBits is how many bits of a key are sorted by at a time: two such digits make a key, and the counts of both stay in
// the processor's nearest cache.
const radixBits = 11

// radixKeys is how many different keys there are.
const radixKeys = 1 << (2 * radixBits)

// A radixSorter puts numbers in the order of integer keys, in a time that does not depend on how they lie. It keeps its
// memory from one sort to the next and is for one goroutine.
type radixSorter struct {
	// items are sorted: a key in the upper half of each, the index of its number in the lower one. Numbers of one key
	// stand in the order of their indexes.
	items, spare []uint64
	counts       [2][1 << radixBits]uint32
}

// sort sorts finite numbers, all from low to high. A key is a number's distance from low, in radixKeys steps to high: numbers of
// different keys are in order, those of the same or of neighbouring keys are as close as two steps.
func (s *radixSorter) sort(v []float64, low, high float64) {
	if cap(s.items) < len(v) {
		s.items, s.spare = make([]uint64, len(v)), make([]uint64, len(v))
	}
	s.items, s.spare = s.items[:len(v)], s.spare[:len(v)]
	s.counts = [2][1 << radixBits]uint32{}
	scale := (radixKeys - 1) / (high - low)
	if !(high > low) || math.IsInf(scale, 0) {
		scale = 0 // one key for all
	}
	const mask = 1<<radixBits - 1
	for i, x := range v {
		key := uint32(int64((x - low) * scale))
		s.items[i] = uint64(key)<<32 | uint64(i)
		s.counts[0][key&mask]++
		s.counts[1][key>>radixBits&mask]++
	}
	s.deal(0)
	s.deal(1)
}

// deal moves items to spare in the order of one digit, and makes spare the items.
func (s *radixSorter) deal(digit int) {
	places := &s.counts[digit]
	before := uint32(0)
	for d, n := range places {
		places[d] = before
		before += n
	}
	shift := 32 + digit*radixBits
	spare := s.spare
	for _, item := range s.items {
		place := &places[item>>shift&(1<<radixBits-1)]
		spare[*place] = item
		*place++
	}
	s.items, s.spare = s.spare, s.items
}

// key and index take an item of a radixSorter apart.
func itemKey(item uint64) uint32   { return uint32(item >> 32) }
func itemIndex(item uint64) uint32 { return uint32(item) }

// sorters are those that nobody is using.
var sorters = sync.Pool{New: func() any { return new(radixSorter) }}

// ascending returns the indexes of numbers, none of them NaN, in the order of their size; of equal ones, in that of the indexes.
func ascending(v []float64) []int32 {
	order := make([]int32, len(v))
	if len(v) == 0 {
		return order
	}
	low, high := extremes(v)
	if span := high - low; math.IsInf(span, 0) || math.IsNaN(span) { // too far apart for keys
		for i := range order {
			order[i] = int32(i)
		}
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(v[a], v[b]) })
		return order
	}
	s := sorters.Get().(*radixSorter)
	defer sorters.Put(s)
	s.sort(v, low, high)
	for k, item := range s.items {
		order[k] = int32(itemIndex(item))
	}
	for first := 0; first < len(order); {
		end := first + 1
		for end < len(order) && itemKey(s.items[end]) == itemKey(s.items[first]) {
			end++
		}
		if run := order[first:end]; len(run) > 1 {
			slices.SortStableFunc(run, func(a, b int32) int { return cmp.Compare(v[a], v[b]) })
		}
		first = end
	}
	return order
}
