package plasticity

import (
	"fmt"
	"math"

	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// A FieldChange is how a unit's measured receptive field changed, in pixels; NaN where a unit was or is never active.
type FieldChange struct {
	Drift float64    // between the centres of mass of what is above half maximum
	Size  [2]float64 // before and after, as field.Averages defines it
}

// FieldChanges compares the fields of the same units of one layer in two snapshots.
func FieldChanges(before, after *field.Averages) ([]FieldChange, error) {
	if len(before.Units) != len(after.Units) || before.Height != after.Height || before.Width != after.Width {
		return nil, fmt.Errorf("plasticity: fields of %s and %s: %w", before.Layer, after.Layer, ErrArchitecture)
	}
	changes := make([]FieldChange, len(before.Units))
	for k := range changes {
		x0, y0 := centre(before, k)
		x1, y1 := centre(after, k)
		changes[k] = FieldChange{Drift: math.Hypot(x1-x0, y1-y0), Size: [2]float64{before.Size[k], after.Size[k]}}
	}
	return changes, nil
}

// centre is the centre of mass of what of a unit's field is above half of its peak.
func centre(a *field.Averages, k int) (x, y float64) {
	mean, _ := a.Unit(k)
	mass := 0.0
	for p, v := range mean {
		if w := math.Abs(float64(v)); w > 0.5 { // not where it is NaN
			mass += w
			x += w * float64(p%a.Width)
			y += w * float64(p/a.Width)
		}
	}
	if !a.Active(k) || mass == 0 {
		return math.NaN(), math.NaN()
	}
	return x / mass, y / mass
}

// A GratingChange is how what a unit prefers among gratings changed; NaN where it preferred or prefers none.
type GratingChange struct {
	Before, After tuning.GratingTuning
	Orientation   float64 // degrees between both, 0 to 90
	Octaves       float64 // from the frequency before up to that after
}

// GratingChanges compares what so many units of a node prefer in two snapshots.
func GratingChanges(before, after *tuning.GratingResponses, node, units int) []GratingChange {
	changes := make([]GratingChange, units)
	for u := range changes {
		changes[u] = ChangeOf(before.Tuning(node, u), after.Tuning(node, u))
	}
	return changes
}

// ChangeOf compares what one unit prefers in two snapshots.
func ChangeOf(before, after tuning.GratingTuning) GratingChange {
	turned := math.Mod(math.Abs(after.Orientation-before.Orientation), 180)
	return GratingChange{Before: before, After: after, Orientation: math.Min(turned, 180-turned), Octaves: math.Log2(after.Frequency / before.Frequency)}
}
