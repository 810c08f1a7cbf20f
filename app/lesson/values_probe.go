package lesson

import (
	"math"

	"unitscope/app/session"
)

// Values of what the probe finds: fields, and what hiding takes; tolerance to shifts. They are unknown while that is being measured.
// Those of tuning and of strongest pictures stand in values_tuning.go.
func init() {
	registerMeasured()
	register("sees-width LAYER", "the side of what a cell of the layer sees by arithmetic as a share of the picture's side, in percent", ofNode(func(b *bench, at int) reading {
		side := sees(b, at)
		_, w := session.MapSize(b.shown.Net.Input)
		if math.IsNaN(side.number) {
			return side
		}
		return percent(min(side.number/float64(w), 1))
	}))
	registerHiding()
	register("shift-kept LAYER PIXELS", "how much of the layer's answers is kept when pictures move by so many pixels, in percent: at the cell that answered most, averaged over units, pictures and four directions", shiftKept)
}

// registerMeasured adds values of fields by occlusion.
func registerMeasured() {
	register("measured UNIT", "the side of what the unit sees by occlusion, in pixels; of the selected unit it is measured, of others by \"measure\"", func(b *bench, given arguments) reading {
		f, none, ok := b.measuredField(given.unit(0))
		switch {
		case !ok:
			return none
		case !f.Active:
			return impossible("%s answers no picture", given[0])
		}
		return decimal(f.Size, 1)
	})
	register("measured-mean LAYER", "measured, averaged over the units of a layer that answer any picture, once all were measured by \"measure\"", func(b *bench, given arguments) reading {
		sizes, none, ok := b.sizes(given[0])
		if !ok {
			return none
		}
		return decimal(sizes.Mean, 1)
	})
	register("measured-share LAYER", "that average as a share of the side of what a cell sees by arithmetic, in percent", func(b *bench, given arguments) reading {
		sizes, none, ok := b.sizes(given[0])
		if !ok {
			return none
		}
		return percent(sizes.Mean / math.Sqrt(sizes.Theory[0]*sizes.Theory[1]))
	})
	register("measured-width LAYER", "that average as a share of the picture's side, in percent", func(b *bench, given arguments) reading {
		sizes, none, ok := b.sizes(given[0])
		if !ok {
			return none
		}
		h, w := session.MapSize(b.shown.Net.Input)
		return percent(sizes.Mean / math.Sqrt(float64(h*w)))
	})
	register("measured-growth LAYER LAYER", "how many times as wide as the first layer's measured fields the second one's are, on the average", func(b *bench, given arguments) reading {
		first, none, ok := b.sizes(given[0])
		if !ok {
			return none
		}
		second, none, ok := b.sizes(given[1])
		if !ok {
			return none
		}
		return decimal(second.Mean/first.Mean, 1)
	})
}

// registerHiding adds values of how parts of pictures are hidden, and of what sliding a patch over the picture under the microscope does to
// the selected unit.
func registerHiding() {
	register("patches", "how many times the picture is hidden from place to place to make one map", func(b *bench, _ arguments) reading {
		o := b.ProbeSettings().Resolved(b.shown.Net)
		h, w := session.MapSize(b.shown.Net.Input)
		return whole(((h-o.Patch)/o.Stride + 1) * ((w-o.Patch)/o.Stride + 1))
	})
	register("patch", "the side of the patch that hides parts of the picture, in pixels", func(b *bench, _ arguments) reading {
		return whole(b.ProbeSettings().Resolved(b.shown.Net).Patch)
	})
	register("averaged", "over how many of a unit's strongest pictures its field is averaged", func(b *bench, _ arguments) reading {
		return whole(b.ProbeSettings().Resolved(b.shown.Net).Strongest)
	})
	register("hidden-fall", "how much of its answer to this picture the selected unit loses where hiding one patch takes most, in percent", func(b *bench, _ arguments) reading {
		d, none, ok := b.discrepancy()
		if !ok {
			return none
		}
		most := 0.0
		for _, v := range d.Map {
			if float64(v) > most { // never of NaN, where nothing is known
				most = float64(v)
			}
		}
		return percent(most / math.Abs(float64(d.Original)))
	})
	register("hidden-felt", "the share of this picture in which hiding a patch changes the selected unit's answer at all, in percent", func(b *bench, _ arguments) reading {
		d, none, ok := b.discrepancy()
		if !ok {
			return none
		}
		felt := 0
		for _, v := range d.Map {
			if v < 0 || v > 0 {
				felt++
			}
		}
		return percent(float64(felt) / float64(len(d.Map)))
	})
	register("hidden-answer", "what the selected unit answers to this picture while nothing is hidden, at its strongest cell", func(b *bench, _ arguments) reading {
		d, none, ok := b.discrepancy()
		if !ok {
			return none
		}
		return digits(float64(d.Original), answerDigits)
	})
}

// discrepancy is the whole discrepancy map of the selected unit and the picture under the microscope.
func (b *bench) discrepancy() (d *session.Discrepancy, none reading, ok bool) {
	answer := b.Probe.Occlusion()
	switch {
	case answer.Err != nil:
		return nil, impossible("%v", answer.Err), false
	case answer.Value == nil || answer.Growing || answer.Stale || answer.Working:
		return nil, unknown, false
	case answer.Value.Original == 0:
		return nil, impossible("the unit does not answer this picture"), false
	}
	return answer.Value, reading{}, true
}

// measuredField is a unit's field by occlusion.
func (b *bench) measuredField(a session.Address) (f *session.UnitField, none reading, ok bool) {
	row, _, none, ok := b.unit(a)
	if !ok {
		return nil, none, false
	}
	if selected := b.Selection().Unit; selected.Layer == row.Name && selected.Unit == a.Unit {
		answer := b.Probe.Field()
		switch {
		case answer.Err != nil:
			return nil, impossible("%v", answer.Err), false
		case answer.Value == nil || answer.Growing || answer.Stale:
			return nil, unknown, false
		}
		return answer.Value, reading{}, true
	}
	fields := b.Probe.Fields(b.Probe.Node(row))
	if f = fields.Value.Units[a.Unit]; f == nil || fields.Stale {
		return nil, unknown, false
	}
	return f, reading{}, true
}

// sizes compares a layer's measured fields with the theory, once all were measured on the network that is shown.
func (b *bench) sizes(layer string) (sizes session.LayerSizes, none reading, ok bool) {
	for _, sizes = range b.Probe.Sizes() {
		if sizes.Row.Name != layer {
			continue
		}
		if sizes.Stale || sizes.Measured < sizes.Row.Units {
			return sizes, unknown, false
		}
		return sizes, reading{}, true
	}
	return sizes, impossible("this network has no convolution %s", layer), false
}

func shiftKept(b *bench, given arguments) reading {
	answer := b.Probe.Shift()
	switch {
	case answer.Err != nil:
		return impossible("%v", answer.Err)
	case answer.Value == nil || answer.Stale:
		return unknown
	}
	for i, row := range answer.Value.Rows {
		if row != given[0] {
			continue
		}
		kept, by := answer.Value.Curves[i].Y, given.whole(1)
		if by >= len(kept) {
			return impossible("pictures are moved by %d pixels at most", len(kept)-1)
		}
		return percent(kept[by])
	}
	return impossible("this network has no layer of units %s", given[0])
}
