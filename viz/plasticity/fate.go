package plasticity

import (
	"cmp"
	"math"
	"slices"

	"unitscope/viz/tuning"
)

// A Fate is what became of a unit between two snapshots.
type Fate string

// The fates.
const (
	Kept    Fate = "kept"    // its answers to the same pictures are nearly the same, or it was silent and is
	Retuned Fate = "retuned" // it answers, but other pictures
	Lost    Fate = "lost"    // it answered and is silent now
	New     Fate = "new"     // it was silent and answers now
)

// FateNames lists all fates.
func FateNames() []Fate { return []Fate{Kept, Retuned, Lost, New} }

// Thresholds say where one fate ends and the next begins. The zero value is the default.
type Thresholds struct {
	Correlation float64 // above it a unit is kept, and a pair of units matched; 0: DefaultCorrelation
	Silent      float64 // share of the layer's largest answer that a silent unit never exceeds; 0: it never answers at all
}

// DefaultCorrelation is above what correlation of answers a unit counts as the same.
const DefaultCorrelation = 0.8

// Filled is the thresholds with the default in its place.
func (t Thresholds) Filled() Thresholds {
	if t.Correlation == 0 {
		t.Correlation = DefaultCorrelation
	}
	return t
}

// A UnitFate is what became of one unit. Pairs are before and after.
type UnitFate struct {
	Fate        Fate
	Correlation float64 // Pearson's, of its answers to the same pictures; 1 if it was and is silent, 0 if only one of both
	Kernel      float64 // cosine of its weights before and after; NaN where one of them is 0 throughout
	Silent      [2]bool
	Classes     []ClassChange // per task of the pictures
}

// A ClassChange is how a unit's preference among a task's classes changed.
type ClassChange struct {
	Task        string
	Mean        [2][]float64 // per class: the mean answer; NaN for a class without pictures
	Best        [2]int       // the class with the largest mean; -1 for a silent unit
	Selectivity [2]float64   // as tuning.Selectivity defines it
}

// A LayerFate is what became of a layer's units.
type LayerFate struct {
	Layer
	Of []UnitFate
}

// Count is how many units had a fate.
func (l LayerFate) Count(f Fate) int {
	n := 0
	for _, u := range l.Of {
		if u.Fate == f {
			n++
		}
	}
	return n
}

// MeanCorrelation is the mean of the units' correlations.
func (l LayerFate) MeanCorrelation() float64 {
	sum := 0.0
	for _, u := range l.Of {
		sum += u.Correlation
	}
	return sum / float64(len(l.Of))
}

// MostChanged lists the units, those whose answers correlate least first; of equals, the earlier unit.
func (l LayerFate) MostChanged() []int {
	units := make([]int, l.Units)
	for u := range units {
		units[u] = u
	}
	slices.SortStableFunc(units, func(a, b int) int { return cmp.Compare(l.Of[a].Correlation, l.Of[b].Correlation) })
	return units
}

// Preferring counts the units that are not silent by the class of a task, the i-th of the pictures, which they prefer.
func (l LayerFate) Preferring(task int) (before, after []int) {
	for _, u := range l.Of {
		c := u.Classes[task]
		if before == nil {
			before, after = make([]int, len(c.Mean[0])), make([]int, len(c.Mean[0]))
		}
		for side, counts := range [][]int{before, after} {
			if best := c.Best[side]; best >= 0 {
				counts[best]++
			}
		}
	}
	return before, after
}

// Fates tells of every unit of two snapshots of one network what became of it. Both have answered the same pictures. It
// returns ErrArchitecture if they are not the same units.
func Fates(before, after *Responses, t Thresholds) ([]LayerFate, error) {
	if err := sameLayers(before.Layers, after.Layers); err != nil {
		return nil, err
	}
	t = t.Filled()
	fates := make([]LayerFate, len(before.Layers))
	for k, l := range before.Layers {
		fates[k] = LayerFate{Layer: l, Of: make([]UnitFate, l.Units)}
		for u := range fates[k].Of {
			fates[k].Of[u] = fateOf(before, after, k, u, t)
		}
	}
	return fates, nil
}

func fateOf(before, after *Responses, layer, unit int, t Thresholds) UnitFate {
	f := UnitFate{Silent: [2]bool{before.silent(layer, unit, t.Silent), after.silent(layer, unit, t.Silent)}}
	f.Kernel = cosine(before.kernel(layer, unit), after.kernel(layer, unit))
	switch f.Silent {
	case [2]bool{true, true}:
		f.Fate, f.Correlation = Kept, 1
	case [2]bool{true, false}:
		f.Fate = New
	case [2]bool{false, true}:
		f.Fate = Lost
	default:
		f.Fate = Retuned
		if f.Correlation = correlation(before.Unit(layer, unit), after.Unit(layer, unit)); f.Correlation > t.Correlation {
			f.Fate = Kept
		}
	}
	for _, task := range before.Set.Tasks() {
		c := ClassChange{Task: task}
		for side, r := range []*Responses{before, after} {
			c.Mean[side] = r.ClassMeans(layer, unit, task)
			if c.Best[side], c.Selectivity[side] = tuning.SelectivityIndex(c.Mean[side]); f.Silent[side] {
				c.Best[side] = -1
			}
		}
		f.Classes = append(f.Classes, c)
	}
	return f
}

// correlation is Pearson's, of as many numbers each; of constants, 1 where they are the same and otherwise 0.
func correlation(x, y []float32) float64 {
	var meanX, meanY float64
	for i := range x {
		meanX += float64(x[i])
		meanY += float64(y[i])
	}
	n := float64(len(x))
	meanX, meanY = meanX/n, meanY/n
	var xx, yy, xy float64
	same := true
	for i := range x {
		dx, dy := float64(x[i])-meanX, float64(y[i])-meanY
		xx += dx * dx
		yy += dy * dy
		xy += dx * dy
		same = same && x[i] == y[i]
	}
	switch {
	case same:
		return 1
	case xx == 0 || yy == 0:
		return 0
	}
	return max(-1, min(xy/math.Sqrt(xx*yy), 1))
}

// cosine is that of the angle between two vectors; NaN where one has no length.
func cosine(x, y []float32) float64 {
	var xx, yy, xy float64
	for i := range x {
		xx += float64(x[i]) * float64(x[i])
		yy += float64(y[i]) * float64(y[i])
		xy += float64(x[i]) * float64(y[i])
	}
	if xx == 0 || yy == 0 {
		return math.NaN()
	}
	return max(-1, min(xy/math.Sqrt(xx*yy), 1))
}
