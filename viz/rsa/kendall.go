package rsa

import "math"

// A placing says where each of some values stands in the order of their size.
type placing struct {
	sorted
	at     []int32 // per value: its place; those of NaN, which have none, must have no weight
	begins []int32 // per place: the place at which its run of equal values begins
	ties   float64 // how many pairs of values are equal
}

func newPlacing(s sorted, values int) *placing {
	p := &placing{sorted: s, at: make([]int32, values), begins: make([]int32, len(s.order))}
	for place, i := range s.order {
		p.at[i] = int32(place)
		p.begins[place] = int32(place)
		if place > 0 && s.tied[place] == s.tied[place-1] {
			p.begins[place] = p.begins[place-1]
			p.ties += float64(place) - float64(p.begins[place])
		}
	}
	return p
}

// count returns how many values there are, value i counting weights[i] times (nil: once), and how many pairs of them are
// equal.
func (p *placing) count(weights []float64) (all, tied float64) {
	if weights == nil {
		return float64(len(p.order)), p.ties
	}
	for place := 0; place < len(p.order); {
		total := 0.0
		for end := int(p.tied[place]); place < end; place++ {
			total += weights[p.order[place]]
		}
		all += total
		tied += pairsOf(total)
	}
	return all, tied
}

// pairsOf is how many pairs so many make.
func pairsOf(n float64) float64 { return n * (n - 1) / 2 }

// kendall computes rank correlations of one RDM with others in O(n log n): it goes through the RDM's values in their order
// and counts how many of those before have the smaller and how many the larger value of the other RDM. It holds working
// memory and is for one goroutine.
type kendall struct {
	c    Comparator
	by   *placing
	seen *tally // of the other RDM's places
}

// newKendall makes a side ready to be compared with others. weighted says that their values will count how often they like.
func newKendall(s *side, weighted bool) *kendall {
	return &kendall{s.c, s.placing, newTally(len(s.rdm), weighted)}
}

// tau is the correlation with another side's values, value i counting weights[i] times (nil: once). Values that are NaN on
// either side must have no weight.
func (k *kendall) tau(other *placing, weights []float64) float64 {
	count, tiedHere := k.by.count(weights)
	_, tiedThere := other.count(weights)
	all := pairsOf(count)
	if tiedHere == all || tiedThere == all {
		return math.NaN()
	}
	difference := k.difference(other, weights)
	if k.c == KendallTauA {
		return difference / all
	}
	return difference / math.Sqrt(all-tiedHere) / math.Sqrt(all-tiedThere)
}

// difference is how many pairs of values are in the same order on both sides, less those that are not.
func (k *kendall) difference(other *placing, weights []float64) (d float64) {
	k.seen.reset()
	if weights == nil && k.by.ties+other.ties == 0 { // much quicker, and the usual case
		smaller := 0
		for _, i := range k.by.order {
			smaller += int(k.seen.pass(other.at[i]))
		}
		return 2*float64(smaller) - pairsOf(float64(len(k.by.order)))
	}
	count := int32(0)
	for place := 0; place < len(k.by.order); {
		run := k.by.order[place:k.by.tied[place]]
		place += len(run)
		for _, i := range run {
			if w := weightOf(weights, int(i)); w > 0 {
				at := other.at[i]
				before, after := k.seen.before(other.begins[at]), count-k.seen.before(other.tied[at])
				d += w * float64(before-after)
			}
		}
		for _, i := range run {
			if w := weightOf(weights, int(i)); w > 0 {
				k.seen.add(other.at[i], int32(w))
				count += int32(w)
			}
		}
	}
	return d
}
