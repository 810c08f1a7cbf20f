package rsa

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A null is how large clusters of a layer's course are by chance.
type null struct {
	threshold float64
	statistic func(people [][]float64, drawn []float64) []float64 // over time, of people's courses (drawn nil: of all)
	masses    []float64                                           // the largest of each permutation, rising
	exact     bool                                                // the permutations are all there are, with the one that was seen
}

// flippedNull is that of t under changes of people's signs.
func flippedNull(people [][]float64, ways flips, forming float64) null {
	n := null{
		threshold: distuv.StudentsT{Sigma: 1, Nu: float64(len(people) - 1)}.Quantile(1 - forming),
		statistic: drawnT,
		exact:     ways.exact,
	}
	times := len(people[0])
	at := transposed(people)
	t := make([]float64, times)
	for _, signs := range ways.signs {
		for k := range t {
			t[k] = studentT(at[k], signs)
		}
		n.masses = append(n.masses, n.largest(t))
	}
	slices.Sort(n.masses)
	return n
}

// transposed turns people × times into times × people.
func transposed(people [][]float64) [][]float64 {
	at := make([][]float64, len(people[0]))
	for t := range at {
		for _, course := range people {
			at[t] = append(at[t], course[t])
		}
	}
	return at
}

// drawnT is t over time, each person counting as often as they were drawn.
func drawnT(people [][]float64, drawn []float64) []float64 {
	var sample [][]float64
	for s, course := range people {
		for range int(weightOf(drawn, s)) {
			sample = append(sample, course)
		}
	}
	statistic := make([]float64, len(people[0]))
	for t, values := range transposed(sample) {
		statistic[t] = studentT(values, nil)
	}
	return statistic
}

// relabelledNull is that of z under exchanges of labels: chance is times × permutations × models.
func relabelledNull(chance [][][]float64, model int, forming float64) null {
	centres, deviations := make([]float64, len(chance)), make([]float64, len(chance))
	courses := make([][]float64, len(chance[0]))
	for t, permutations := range chance {
		values := make([]float64, len(permutations))
		for p := range permutations {
			values[p] = permutations[p][model]
		}
		centres[t], deviations[t] = stat.MeanStdDev(withoutNaN(values), nil)
		for p, v := range values {
			courses[p] = append(courses[p], v)
		}
	}
	z := func(mean []float64) []float64 {
		statistic := make([]float64, len(mean))
		for t, v := range mean {
			statistic[t] = (v - centres[t]) / deviations[t] // NaN forms no cluster
		}
		return statistic
	}
	n := null{
		threshold: distuv.UnitNormal.Quantile(1 - forming),
		statistic: func(people [][]float64, drawn []float64) []float64 { return z(drawnMean(people, drawn)) },
	}
	for _, course := range courses {
		n.masses = append(n.masses, n.largest(z(course)))
	}
	slices.Sort(n.masses)
	return n
}

// spans are the clusters of a statistic over time, without p.
func (n null) spans(statistic []float64) []Span {
	var all []Span
	inside := false
	for t, v := range statistic {
		if !(v > n.threshold) {
			inside = false
			continue
		}
		if !inside {
			all = append(all, Span{From: t})
			inside = true
		}
		last := &all[len(all)-1]
		last.To = t
		last.Mass += v
	}
	return all
}

// largest is the mass of the largest cluster, 0 where there is none.
func (n null) largest(statistic []float64) (mass float64) {
	for _, s := range n.spans(statistic) {
		mass = math.Max(mass, s.Mass)
	}
	return mass
}

// p is the chance of a cluster of such a mass.
func (n null) p(mass float64) float64 {
	smaller, _ := slices.BinarySearchFunc(n.masses, mass, func(chance, seen float64) int {
		if asMuch(chance, seen) {
			return 1
		}
		return -1
	})
	as := len(n.masses) - smaller
	if n.exact {
		return float64(as) / float64(len(n.masses))
	}
	return float64(1+as) / float64(1+len(n.masses))
}

// test finds a course's clusters.
func (n null) test(c *Course, o TimeOptions) {
	c.Spans = n.spans(n.statistic(c.Subjects, nil))
	for i, s := range c.Spans {
		c.Spans[i].P = n.p(s.Mass)
	}
}

// counting is the first of a course's clusters that counts; nil where none does.
func counting(spans []Span, alpha float64) *Span {
	for i, s := range spans {
		if s.P <= alpha {
			return &spans[i]
		}
	}
	return nil
}

// onset is the index at which a cluster begins in a sample of people: the first one that counts there and has a moment in
// common with it; −1 where none does. Others are left out, as a sample repeats what noise the people's mean has before.
func (n null) onset(people [][]float64, drawn []float64, whole *Span, alpha float64) int {
	for _, s := range n.spans(n.statistic(people, drawn)) {
		if s.From <= whole.To && s.To >= whole.From && n.p(s.Mass) <= alpha {
			return s.From
		}
	}
	return -1
}
