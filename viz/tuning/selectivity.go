package tuning

import (
	"math"
	"slices"
)

// Selectivity tells how much a unit prefers one class of a task.
type Selectivity struct {
	Count     []int        // per class: pictures
	Mean      []float64    // per class: the mean of the unit's answers; NaN for a class without pictures
	Quartiles [][3]float64 // per class: what a quarter, half and three quarters of its pictures stay below; NaN without pictures
	Best      int          // the class with the largest mean; -1 where there is none
	// Index is (largest − mean of the others) / (largest + mean of the others), over the classes' means: 0 for a unit
	// that answers all classes alike, 1 for one that answers a single class. Negative means count as 0, and the index
	// is 0 for a unit that answers no class above zero.
	//
	// Morcos, Barrett, Rabinowitz, Botvinick 2018, "On the importance of single directions
	// for generalization", section 3.2.
	Index float64
}

// Selectivity computes a unit's class selectivity. A task that the pictures do not have has no classes.
func (r *Responses) Selectivity(node, unit int, task string) Selectivity {
	s := Selectivity{Best: -1}
	at := slices.Index(r.set.Tasks(), task)
	if at < 0 {
		return s
	}
	s.Count = slices.Clone(r.counts[at])
	s.Mean, s.Best, s.Index = r.means(node, unit, at)
	s.Quartiles = r.quartiles(node, unit, task, len(s.Mean))
	return s
}

// Selectivities returns the selectivity index of every unit of a node, as Selectivity defines it; all are 0 for a task
// that the pictures do not have.
func (r *Responses) Selectivities(node int, task string) []float64 {
	indexes := make([]float64, r.nodes[node].units)
	if at := slices.Index(r.set.Tasks(), task); at >= 0 {
		for unit := range indexes {
			_, _, indexes[unit] = r.means(node, unit, at)
		}
	}
	return indexes
}

// means returns a unit's mean answer to each class of a task, the class with the largest, and the selectivity index.
func (r *Responses) means(node, unit, task int) (mean []float64, best int, index float64) {
	counts := r.counts[task]
	mean = make([]float64, len(counts))
	for c, count := range counts {
		mean[c] = r.nodes[node].sums[task][unit*len(counts)+c] / float64(count) // NaN without pictures
	}
	best, index = SelectivityIndex(mean)
	return mean, best, index
}

// SelectivityIndex is the index that Selectivity defines, and the class with the largest mean, of a unit's mean answers
// by class: NaN for a class without pictures. Without any class best is -1.
func SelectivityIndex(mean []float64) (best int, index float64) {
	best = -1
	total, present := 0.0, 0
	for c, v := range mean {
		if math.IsNaN(v) {
			continue
		}
		present++
		total += max(v, 0)
		if best < 0 || v > mean[best] {
			best = c
		}
	}
	if present < 2 {
		return best, 0
	}
	largest := max(mean[best], 0)
	others := (total - largest) / float64(present-1)
	if largest+others > 0 {
		index = (largest - others) / (largest + others)
	}
	return best, index
}

// quartiles are those of a unit's answers to the pictures of the sample, class by class.
func (r *Responses) quartiles(node, unit int, task string, classes int) [][3]float64 {
	a := &r.nodes[node]
	byClass := make([][]float64, classes)
	for i, picture := range r.sample[:r.sampled] {
		if c := r.set.Label(picture, task); c >= 0 && c < classes {
			byClass[c] = append(byClass[c], float64(a.sample[i*a.units+unit]))
		}
	}
	quartiles := make([][3]float64, classes)
	for c, values := range byClass {
		slices.Sort(values)
		for q := range quartiles[c] {
			quartiles[c][q] = quantile(values, float64(q+1)/4)
		}
	}
	return quartiles
}

// quantile is what a share of sorted values stay below, between two of them on the line that joins them; NaN of none.
// Definition 7 of Hyndman and Fan 1996, which NumPy has too.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	place := share * float64(len(sorted)-1)
	below := int(place)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (place-float64(below))*(sorted[above]-sorted[below])
}
