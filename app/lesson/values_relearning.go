package lesson

import (
	"cmp"
	"slices"

	"unitscope/app/session"
	"unitscope/viz/plasticity"
)

// Values of learning another task: how well both tasks are done, what became of the units, and what each of them is for.
func init() {
	registerWord("label NAME", "what the picture under the microscope is by that task: label scene", func(b *bench, given arguments) reading {
		set := b.Pictures.Source().HeldOut
		if !slices.Contains(set.Tasks(), given[0]) {
			return impossible("these pictures have no labels of %s", given[0])
		}
		at := b.Stimulus().Picture.Index
		if at < 0 || at >= set.Len() {
			return impossible("this picture is none of those that have labels")
		}
		return classOf(set.Classes(given[0]), set.Label(at, given[0]))
	})
	register("chance-of NAME", "the share that is right by guessing in that task, in percent", func(b *bench, given arguments) reading {
		classes := b.Pictures.Source().HeldOut.Classes(given[0])
		if len(classes) == 0 {
			return impossible("these pictures have no labels of %s", given[0])
		}
		return percent(1 / float64(len(classes)))
	})
	register("rehearsal", "the share of old pictures in every batch of the next relearning, in percent", func(b *bench, _ arguments) reading {
		return percent(b.RelearnPlan().Rehearsal)
	})
	register("kept-above", "above what correlation of its answers, before and after, a unit counts as kept", func(b *bench, _ arguments) reading {
		return decimal(b.RelearnPlan().Thresholds.Correlation, 1)
	})
	registerChecks()
	registerFates()
	registerUnitFates()
	registerNeeds()
	registerScores()
}

// registerScores adds values of what silencing the units that are silenced costs.
func registerScores() {
	score := func(name, doc string, of func(s session.Score) float64) {
		register(name, doc, func(b *bench, given arguments) reading {
			if len(b.Lesions()) == 0 {
				return unknown
			}
			answer := b.Compare.Scores()
			if answer.Value == nil || answer.Stale {
				return unknown
			}
			for _, s := range answer.Value.Tasks {
				if s.Task == given[0] {
					return percent(of(s))
				}
			}
			return impossible("this network does not answer %s", given[0])
		})
	}
	score("score-whole NAME", "the share of held-out pictures of the task answered right, in percent, were no unit silenced", func(s session.Score) float64 { return s.Whole })
	score("score-silenced NAME", "the share of held-out pictures of the task answered right, in percent, with the units silenced that are", func(s session.Score) float64 { return s.Lesioned })
}

// registerChecks adds values of how well the tasks are done while a network learns another one.
func registerChecks() {
	check := func(name, doc string, of func(checks []plasticity.Check) float64) {
		register(name, doc+", in percent", func(b *bench, _ arguments) reading {
			l := b.shown.Run.Relearning()
			if l == nil {
				return unknown
			}
			checks := l.Checks()
			for len(checks) > 1 && checks[len(checks)-1].Step > b.shown.Step {
				checks = checks[:len(checks)-1]
			}
			if len(checks) == 0 {
				return unknown
			}
			return percent(of(checks))
		})
	}
	last := func(checks []plasticity.Check) plasticity.Check { return checks[len(checks)-1] }
	check("new-task", "the share of held-out pictures answered right in the new task, at the latest check up to the step that is shown", func(c []plasticity.Check) float64 { return last(c).New })
	check("old-task", "the share answered right in the old task, by the head that it was learned with", func(c []plasticity.Check) float64 { return last(c).Old })
	check("old-task-before", "the same before the relearning", func(c []plasticity.Check) float64 { return c[0].Old })
	check("refit", "the share answered right in the old task by a new head, fitted on the last hidden layer as it is", func(c []plasticity.Check) float64 { return last(c).Refit })
	register("relearned", "how much of the relearning is done, in percent", func(b *bench, _ arguments) reading {
		l := b.shown.Run.Relearning()
		if l == nil || l.Steps == 0 {
			return unknown
		}
		return percent(float64(b.shown.Step) / float64(l.Steps))
	})
}

// registerFates adds values of what became of a layer's units.
func registerFates() {
	for _, fate := range plasticity.FateNames() {
		register(string(fate)+" LAYER", "how many of the layer's units are "+string(fate)+", between the two networks of the Relearn room", func(b *bench, given arguments) reading {
			layer, none, ok := b.fates(given[0])
			if !ok {
				return none
			}
			return whole(layer.Count(fate))
		})
	}
	register("correlation LAYER", "how alike both networks' answers to the same pictures are: the correlation, a mean over the layer's units", func(b *bench, given arguments) reading {
		layer, none, ok := b.fates(given[0])
		if !ok {
			return none
		}
		return decimal(layer.MeanCorrelation(), 2)
	})
	extreme := func(name, doc string, sign float64) {
		registerWord(name, doc, func(b *bench, _ arguments) reading {
			f := b.Compare.Fates()
			if f.Value == nil || f.Stale {
				return unknown
			}
			if len(f.Value.Layers) == 0 {
				return impossible("this network has no hidden layers")
			}
			return word(slices.MaxFunc(f.Value.Layers, func(a, b plasticity.LayerFate) int {
				return cmp.Compare(sign*a.MeanCorrelation(), sign*b.MeanCorrelation())
			}).Name)
		})
	}
	extreme("least-changed", "the hidden layer whose units changed least, by the mean correlation", 1)
	extreme("most-changed", "the hidden layer whose units changed most", -1)
}

// registerUnitFates adds values of what became of one unit.
func registerUnitFates() {
	registerWord("fate UNIT", "what became of the unit: kept, retuned, lost or new", func(b *bench, given arguments) reading {
		unit, none, ok := b.unitFate(given.unit(0))
		if !ok {
			return none
		}
		return word(string(unit.Fate))
	})
	register("unit-correlation UNIT", "the correlation of the unit's answers to the same pictures, before and after", func(b *bench, given arguments) reading {
		unit, none, ok := b.unitFate(given.unit(0))
		if !ok {
			return none
		}
		return decimal(unit.Correlation, 2)
	})
	prefers := func(name, doc string, side int) {
		registerWord(name, doc, func(b *bench, given arguments) reading {
			unit, none, ok := b.unitFate(given.unit(0))
			if !ok {
				return none
			}
			f, task := b.Compare.Fates().Value, side*(len(unit.Classes)-1)
			return classOf(f.Classes[task], unit.Classes[task].Best[side])
		})
	}
	prefers("preferred-before UNIT", "the class of the old task that the unit answered most before", 0)
	prefers("preferred-after UNIT", "the class of the new task that the unit answers most after", 1)
	register("gone UNIT", "how many of the ten pictures that drove the unit most no longer drive it (half its strongest answer)", func(b *bench, given arguments) reading {
		address := given.unit(0)
		if _, none, ok := b.unitFate(address); !ok {
			return none
		}
		f := b.Compare.Fates().Value
		return whole(f.Driving(f.Layer(address.Layer), address.Unit, fewDrives).Gone)
	})
}

// fewDrives is how many pictures that drive a unit are looked at, as in the Relearn room.
const fewDrives = 10

// needed is from what share of the pictures on, answered right less without it, a task counts as needing a unit.
const needed = 0.02

// registerNeeds adds values of what each unit is for, which "measure lesions" finds out.
func registerNeeds() {
	register("needed-share", "from what share of the pictures on, answered right less without it, a task counts as needing a unit, in percent", func(*bench, arguments) reading {
		return percent(needed)
	})
	need := func(name, doc string, is func(old, new bool) bool) {
		register(name, doc+": without it at least needed-share fewer pictures are answered right", func(b *bench, given arguments) reading {
			old, new, none, ok := b.needs(given[0])
			if !ok {
				return none
			}
			n := 0
			for u := range old.Of {
				if is(old.Of[u].Correct >= needed, new.Of[u].Correct >= needed) {
					n++
				}
			}
			return whole(n)
		})
	}
	need("needed-old LAYER", "how many of the layer's units the old task alone needs", func(old, new bool) bool { return old && !new })
	need("needed-new LAYER", "how many of the layer's units the new task alone needs", func(old, new bool) bool { return new && !old })
	need("needed-both LAYER", "how many of the layer's units both tasks need", func(old, new bool) bool { return old && new })
	loss := func(name, doc string, of func(old, new *plasticity.LayerLesions) *plasticity.LayerLesions) {
		register(name, doc, func(b *bench, given arguments) reading {
			a := given.unit(0)
			old, new, none, ok := b.needs(a.Layer)
			if !ok {
				return none
			}
			if a.Unit >= len(old.Of) {
				return impossible("%s has %d units", a.Layer, len(old.Of))
			}
			return percent(of(old, new).Of[a.Unit].Correct)
		})
	}
	loss("loss-old UNIT", "how many of 100 pictures the old network answers wrong besides, when the unit is silenced", func(old, _ *plasticity.LayerLesions) *plasticity.LayerLesions { return old })
	loss("loss-new UNIT", "how many of 100 pictures the new network answers wrong besides, in the new task, when the unit is silenced", func(_, new *plasticity.LayerLesions) *plasticity.LayerLesions { return new })
}

// fates are what became of a hidden layer's units.
func (b *bench) fates(name string) (layer plasticity.LayerFate, none reading, ok bool) {
	answer := b.Compare.Fates()
	switch {
	case answer.Err != nil:
		return layer, impossible("%v", answer.Err), false
	case answer.Value == nil || answer.Stale:
		return layer, unknown, false
	}
	k := answer.Value.Layer(name)
	if k < 0 {
		return layer, impossible("this network has no hidden layer of units %s", name), false
	}
	return answer.Value.Layers[k], reading{}, true
}

// unitFate is what became of a unit.
func (b *bench) unitFate(a session.Address) (unit plasticity.UnitFate, none reading, ok bool) {
	layer, none, ok := b.fates(a.Layer)
	if !ok {
		return unit, none, false
	}
	if a.Unit >= len(layer.Of) {
		return unit, impossible("%s has %d units", a.Layer, len(layer.Of)), false
	}
	return layer.Of[a.Unit], reading{}, true
}

// needs are what each unit of a layer is for, in the network before and in the one after.
func (b *bench) needs(name string) (old, new *plasticity.LayerLesions, none reading, ok bool) {
	costs := b.Compare.LesionCosts().Value
	if costs == nil {
		return nil, nil, unknown, false
	}
	for k := range costs.Before {
		if costs.Before[k].Name == name {
			return &costs.Before[k], &costs.After[k], reading{}, true
		}
	}
	return nil, nil, impossible("this network has no hidden layer of units %s", name), false
}

// classOf names a class; "nothing" is what a silent unit prefers.
func classOf(classes []string, at int) reading {
	if at < 0 || at >= len(classes) {
		return word("nothing")
	}
	return word(classes[at])
}
