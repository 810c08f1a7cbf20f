package session

import (
	"context"
	"slices"

	"unitscope/viz/plasticity"
)

// UnitFates are what became of every unit of the hidden layers between two networks.
type UnitFates struct {
	*Sides
	Thresholds plasticity.Thresholds
	Layers     []plasticity.LayerFate // in order; of LayerFate: Name, Of (per unit), Count, MeanCorrelation, Preferring, MostChanged

	responses [2]*plasticity.Responses
}

// Fates returns what became of every unit, and has it found out.
func (c *Comparison) Fates() Answer[UnitFates] {
	b := c.bench()
	sides, thresholds := c.sidesOf(&b), c.desk().plan.settings.Thresholds.Filled()
	return ask[UnitFates](c.probe, &b, sides.asked(fatesTopic, thresholds), "fate of the units", func(ctx context.Context, t *task) error {
		responses, err := sides.both(ctx, t)
		if err != nil {
			return err
		}
		fates, err := plasticity.Fates(responses[0], responses[1], thresholds)
		if err != nil {
			return err
		}
		bytes := 0
		for _, l := range fates {
			for _, classes := range sides.Classes {
				bytes += len(l.Of) * (128 + 16*len(classes))
			}
		}
		t.keep(t.asked, &UnitFates{sides, thresholds, fates, responses}, bytes, false)
		return nil
	})
}

// Layer finds a layer by its name; −1 where there is none: the layer is the output, or has no weights.
func (f *UnitFates) Layer(name string) int {
	return slices.IndexFunc(f.Layers, func(l plasticity.LayerFate) bool { return l.Name == name })
}

// A Drive is a picture that drives a unit.
type Drive struct {
	Picture       int     // of the probe
	Before, After float32 // what the unit answers to it
	Kept          bool    // it drives the unit both before and after
}

// Driving are a unit's strongest pictures of the probe, before and after.
type Driving struct {
	Before, After []Drive
	Gone          int // of Before: that no longer drive the unit
	Came          int // of After: that did not drive it before
}

// drivingShare is what share of its largest answer a unit gives at least to a picture that drives it: half, as half a maximum
// bounds fields and tuning curves.
const drivingShare = 0.5

// Driving are the count strongest pictures of a unit, before and after. A picture drives a unit to which it answers
// half of its largest answer or more.
func (f *UnitFates) Driving(layer, unit, count int) Driving {
	var d Driving
	before, after := f.responses[0].Unit(layer, unit), f.responses[1].Unit(layer, unit)
	drives := func(values []float32, picture int) bool {
		most := slices.Max(values)
		return most > 0 && values[picture] >= drivingShare*most
	}
	of := func(r *plasticity.Responses) []Drive {
		var all []Drive
		for _, p := range r.Top(layer, unit, count) {
			all = append(all, Drive{p, before[p], after[p], drives(before, p) && drives(after, p)})
		}
		return all
	}
	gone := func(all []Drive) (n int) {
		for _, drive := range all {
			if !drive.Kept {
				n++
			}
		}
		return n
	}
	d.Before, d.After = of(f.responses[0]), of(f.responses[1])
	d.Gone, d.Came = gone(d.Before), gone(d.After)
	return d
}

// Answers are a unit's answers to all pictures of the probe, before and after; not copies.
func (f *UnitFates) Answers(layer, unit int) (before, after []float32) {
	return f.responses[0].Unit(layer, unit), f.responses[1].Unit(layer, unit)
}

// Preferring counts, for a task of Sides, how many of a layer's units prefer each class, before and after.
func (f *UnitFates) Preferring(layer, task int) (before, after []int) {
	return f.Layers[layer].Preferring(task)
}
