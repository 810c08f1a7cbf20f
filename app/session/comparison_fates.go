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

// A Drive is a picture that drives a unit before or after (see plasticity.Responses.Drives).
type Drive struct {
	Picture       int     // of the probe
	Before, After float32 // what the unit answers to it
	Kept          bool    // it drives the unit both before and after
}

// Driving are the strongest pictures of the probe that drove a unit before, and those that do after.
type Driving struct {
	Before, After []Drive
	Gone          int // of Before: that no longer drive the unit
	Came          int // of After: that did not drive it before
}

// Driving are the strongest pictures that drive a unit, count of them at most, before and after.
func (f *UnitFates) Driving(layer, unit, count int) Driving {
	before, after := f.Answers(layer, unit)
	of := func(here, there *plasticity.Responses) (all []Drive, lacking int) {
		pictures := here.Driving(layer, unit, count)
		for i, kept := range there.Drives(layer, unit, pictures) {
			p := pictures[i]
			all = append(all, Drive{p, before[p], after[p], kept})
			if !kept {
				lacking++
			}
		}
		return all, lacking
	}
	var d Driving
	d.Before, d.Gone = of(f.responses[0], f.responses[1])
	d.After, d.Came = of(f.responses[1], f.responses[0])
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
