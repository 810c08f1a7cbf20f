package lesson

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"unitscope/app/session"
	"unitscope/viz/tuning"
)

// Values of what units are tuned to: classes, gratings, noise, and the pictures that drive them most.
func init() {
	registerClasses()
	registerGratings()
	register("noise-likeness UNIT", "the correlation of what noise gave back by \"correlate\" with the selected unit's kernel, −1 to 1; of a convolution that reads the picture", noiseLikeness)
	register("preferred-answer UNIT", "the unit's answer to the picture that was grown for it by \"prefer\"", func(b *bench, given arguments) reading {
		_, node, none, ok := b.unit(given.unit(0))
		if !ok {
			return none
		}
		grown := b.Probe.Preferred(node, given.unit(0).Unit)
		switch {
		case grown.Err != nil:
			return impossible("%v", grown.Err)
		case grown.Value == nil || grown.Growing || grown.Working:
			return unknown
		}
		return digits(float64(grown.Value.Response), answerDigits)
	})
}

// registerClasses adds values of what a survey of pictures brought out of units.
func registerClasses() {
	registerWord("favourite UNIT", "the class of the task whose pictures the unit answers most", func(b *bench, given arguments) reading {
		s, _, none, ok := b.selectivity(given.unit(0))
		if !ok {
			return none
		}
		return classOf(b.surveyedClasses(), s.Best)
	})
	register("selectivity UNIT", "how much the unit prefers its favourite class: 0 for one that answers all alike, 1 for one that answers a single one", func(b *bench, given arguments) reading {
		s, _, none, ok := b.selectivity(given.unit(0))
		if !ok {
			return none
		}
		return decimal(s.Index, 2)
	})
	register("selectivity-mean LAYER", "the same, averaged over the layer's units that answer any picture", selectivityMean)
	register("class-answer UNIT NAME", "the unit's mean answer to pictures of the class", func(b *bench, given arguments) reading {
		at := slices.Index(b.surveyedClasses(), given[1])
		if at < 0 {
			return impossible("no picture is of the class %s", given[1])
		}
		s, _, none, ok := b.selectivity(given.unit(0))
		if !ok {
			return none
		}
		return digits(s.Mean[at], meanDigits)
	})
	register("best-answer UNIT", "the unit's answer to the picture that drives it most, of those that were surveyed", func(b *bench, given arguments) reading {
		_, top, none, ok := b.selectivity(given.unit(0))
		if !ok {
			return none
		}
		return digits(float64(top[0].Strength), meanDigits)
	})
	register("top-classes UNIT", "of how many classes the pictures are that drive the unit most", func(b *bench, given arguments) reading {
		return b.countTop(given.unit(0), func(of map[int]int, _ int) int { return len(of) })
	})
	register("top-alike UNIT", "how many of the pictures that drive the unit most are of the class that it answers most", func(b *bench, given arguments) reading {
		return b.countTop(given.unit(0), func(of map[int]int, best int) int { return of[best] })
	})
	register("top-pictures", "how many pictures that drive a unit most are looked at", func(b *bench, _ arguments) reading {
		r, none, ok := b.surveyed()
		if !ok {
			return none
		}
		return whole(len(r.Top(b.rows[0].Main, 0)))
	})
}

// surveyed is what the units of the network that is shown answered to the pictures of the survey.
func (b *bench) surveyed() (r session.UnitResponses, none reading, ok bool) {
	r = b.Units.Responses(b.shown, b.Training.Status().Running, b.Pictures.Source())
	switch {
	case r.Err != nil:
		return r, impossible("%v", r.Err), false
	case r.Responses == nil || r.Stale:
		return r, unknown, false
	}
	return r, reading{}, true
}

// surveyedClasses are those of the pictures' task.
func (b *bench) surveyedClasses() []string {
	task, _ := b.Task()
	return b.Pictures.Source().HeldOut.Classes(task)
}

// selectivity is which class a unit prefers, and the pictures that drive it most.
func (b *bench) selectivity(a session.Address) (s tuning.Selectivity, top []tuning.Strongest, none reading, ok bool) {
	_, node, none, ok := b.unit(a)
	if !ok {
		return s, nil, none, false
	}
	r, none, ok := b.surveyed()
	if !ok {
		return s, nil, none, false
	}
	if !r.Active(node, a.Unit) {
		return s, nil, impossible("%s answers no picture", a), false
	}
	task, _ := b.Task()
	return r.Selectivity(node, a.Unit, task), r.Top(node, a.Unit), reading{}, true
}

// countTop counts the classes of the pictures that drive a unit most.
func (b *bench) countTop(a session.Address, count func(pictures map[int]int, best int) int) reading {
	s, top, none, ok := b.selectivity(a)
	if !ok {
		return none
	}
	r, none, ok := b.surveyed()
	if !ok {
		return none
	}
	set, pictures := r.Source.HeldOut, map[int]int{}
	if r.Training {
		set = r.Source.Train
	}
	task, _ := b.Task()
	for _, p := range top {
		pictures[set.Label(p.Picture, task)]++
	}
	return whole(count(pictures, s.Best))
}

func selectivityMean(b *bench, given arguments) reading {
	row, none, ok := b.row(given[0])
	if !ok {
		return none
	}
	r, none, ok := b.surveyed()
	if !ok {
		return none
	}
	task, _ := b.Task()
	var known []float64
	for u, index := range r.Selectivities(row.Main, task) {
		if r.Active(row.Main, u) {
			known = append(known, index)
		}
	}
	return decimal(stat.Mean(known, nil), 2)
}

// registerGratings adds values of what units answer to gratings.
func registerGratings() {
	grating := func(name, doc string, of func(t tuning.GratingTuning) reading) {
		register(name, doc, func(b *bench, given arguments) reading {
			row, _, none, ok := b.unit(given.unit(0))
			if !ok {
				return none
			}
			g, none, ok := b.gratings()
			if !ok {
				return none
			}
			t := g.Tuning(b.Probe.Node(row), given.unit(0).Unit)
			if !t.Active {
				return impossible("%s answers no grating", given[0])
			}
			return of(t)
		})
	}
	grating("orientation UNIT", "the direction of stripes that the unit answers most, in degrees counter-clockwise from lying ones", func(t tuning.GratingTuning) reading {
		r := decimal(t.Orientation, 0)
		r.text += "°"
		return r
	})
	grating("oriented UNIT", "how much the direction of stripes matters to the unit: 0 not at all, 1 where it answers one direction only (1 − circular variance)", func(t tuning.GratingTuning) reading {
		return decimal(t.Selectivity, 2)
	})
	grating("stripes UNIT", "how wide a light and a dark stripe together are that the unit answers most, in pixels", func(t tuning.GratingTuning) reading {
		return decimal(1/t.Frequency, 1)
	})
	register("oriented-units LAYER", "how many of the layer's units answer stripes of one direction at least twice as much as their mean over all directions", func(b *bench, given arguments) reading {
		row, none, ok := b.row(given[0])
		if !ok {
			return none
		}
		g, none, ok := b.gratings()
		if !ok {
			return none
		}
		n := 0
		for u := range row.Units {
			t := g.Tuning(b.Probe.Node(row), u)
			if mean := stat.Mean(t.ByOrientation, nil); t.Active && mean > 0 && slices.Max(t.ByOrientation) >= 2*mean {
				n++
			}
		}
		return whole(n)
	})
}

// gratings are the answers of the units of all rows to gratings.
func (b *bench) gratings() (g *tuning.GratingResponses, none reading, ok bool) {
	answer := b.Probe.Gratings()
	switch {
	case answer.Err != nil:
		return nil, impossible("%v", answer.Err), false
	case answer.Value == nil || answer.Stale:
		return nil, unknown, false
	}
	return answer.Value, reading{}, true
}

func noiseLikeness(b *bench, given arguments) reading {
	a := given.unit(0)
	conv, none, ok := b.convolution(a.Layer)
	if !ok {
		return none
	}
	row, _, none, ok := b.unit(a)
	switch selected := b.Selection().Unit; {
	case !ok:
		return none
	case selected != session.Address{Layer: row.Name, Unit: a.Unit}:
		return unknown
	}
	answer := b.Probe.Correlation(tuning.White)
	field := answer.Value
	if field == nil || answer.Growing || answer.Stale {
		return unknown
	}
	size := conv.Weight.Shape[1:].Size()
	kernel := conv.Weight.Data[a.Unit*size:][:size]
	var seen []float64
	for c := range field.Shape[0] {
		for y := field.Inner.Min.Y; y < field.Inner.Max.Y; y++ {
			for x := field.Inner.Min.X; x < field.Inner.Max.X; x++ {
				seen = append(seen, float64(field.Field[(c*field.Shape[1]+y)*field.Shape[2]+x]))
			}
		}
	}
	if len(seen) != len(kernel) {
		return impossible("%s reads no picture", a.Layer)
	}
	weights := make([]float64, len(kernel))
	for i, w := range kernel {
		weights[i] = float64(w)
	}
	if r := stat.Correlation(seen, weights, nil); !math.IsNaN(r) {
		return decimal(r, 2)
	}
	return impossible("the unit answers no noise")
}
