package session

import (
	"encoding/json"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/plasticity"
	"unitscope/viz/stimulus"
	"unitscope/viz/tuning"
)

// What was measured of two networks goes with an experiment where both of them do. The network after is that of the finding's
// step; the one before that of another step, or the old one of a relearning.

// ofOld is what stands in the place of the step of a relearning's old network.
const ofOld = -1

// compares notes which networks and pictures a result is of, and reports whether the one before goes with the experiment, too.
func (f *finding) compares(r *result, sides *Sides, nets map[int]*cnn.Network, old *cnn.Network) bool {
	step := sides.Before.Step
	if sides.Before.Net == old {
		step = ofOld
	} else if nets[step] != sides.Before.Net {
		return false
	}
	f.Before, f.Of = &step, sides.fingerprint()
	if of, measured := r.source.(compared).other.([2]any); measured {
		f.Layer, f.Settings = of[0].(string), of[1].(ProbeSettings)
	}
	return true
}

// fingerprint is that of the pictures of both tasks.
func (s *Sides) fingerprint() string {
	return fingerprint(s.Before.Task.Source) + fingerprint(s.After.Task.Source)
}

// beforeAmong finds the network before, and reports whether there is one, or none is needed.
func (f *finding) beforeAmong(nets map[int]*cnn.Network, old *cnn.Network) bool {
	if forms[f.Topic].sides == nil {
		return true
	}
	if f.Before == nil {
		return false
	}
	if f.before = nets[*f.Before]; *f.Before == ofOld {
		f.before = old
	}
	return f.before != nil
}

// comparedAs is the question that a finding about two networks answers, and whether it can be asked: they are those that are
// compared now, or others that do the same tasks, and the pictures are the same. Its value gets the sides.
func (f *finding) comparedAs(now *Sides, run *Run, after *cnn.Network) (a asked, ok bool) {
	s := now
	if before := f.sideBefore(now, run); before.Net == nil || before.Task != now.Before.Task {
		return a, false
	} else if before.Net != now.Before.Net || after != now.After.Net {
		s = &Sides{Before: before, After: Side{Name: fmt.Sprintf("step %d", f.Step), Step: f.Step, Net: after, Task: now.After.Task},
			Pictures: now.Pictures, Tasks: now.Tasks, Classes: now.Classes}
	}
	*forms[f.Topic].sides(f.value) = s
	var other any
	switch v := f.value.(type) {
	case *LayerChanges:
		other = [2]any{f.Layer, f.Settings}
	case *Likeness:
		other = v.thresholds
	}
	return s.asked(f.Topic, other), f.Of == s.fingerprint()
}

// sideBefore is the network before as a side, without a network where that is not there.
func (f *finding) sideBefore(now *Sides, run *Run) Side {
	if *f.Before != ofOld {
		return Side{Name: fmt.Sprintf("step %d", *f.Before), Step: *f.Before, Net: f.before, Task: now.After.Task}
	}
	if run.relearning == nil {
		return Side{}
	}
	old, _ := run.relearning.Tasks()
	return Side{Name: run.relearning.Old, Net: run.relearning.Before(), Task: old}
}

// layersOfBoth are the hidden layers of both networks of a finding.
func (f *finding) layersOfBoth(after *cnn.Network) (layers [2][]plasticity.Layer, err error) {
	if err := plasticity.Comparable(answering(f.before), answering(after)); err != nil {
		return layers, err
	}
	return [2][]plasticity.Layer{plasticity.Layers(answering(f.before)), plasticity.Layers(answering(after))}, nil
}

func sidesOfLesions(value any) **Sides  { return &value.(*LesionCosts).Sides }
func sidesOfChanges(value any) **Sides  { return &value.(*LayerChanges).Sides }
func sidesOfRetuning(value any) **Sides { return &value.(*Retuning).Sides }
func sidesOfLikeness(value any) **Sides { return &value.(*Likeness).Sides }

// arraysOfLesions are, of each layer in either network, what each unit is for: accuracy and cost, units×2.
func arraysOfLesions(_ *cnn.Network, value any) []foundArray {
	l := value.(*LesionCosts)
	var all []foundArray
	for side, layers := range [2][]plasticity.LayerLesions{l.Before, l.After} {
		for _, layer := range layers {
			var costs []float64
			for _, unit := range layer.Of {
				costs = append(costs, unit.Correct, unit.Cost)
			}
			all = append(all, foundArray{sideNames[side] + "/" + layer.Name, []int{len(layer.Of), 2}, costs})
		}
	}
	return all
}

func readLesions(net *cnn.Network, f *finding, in *arrays) (any, error) {
	layers, err := f.layersOfBoth(net)
	if err != nil {
		return nil, err
	}
	l := &LesionCosts{}
	for side, to := range []*[]plasticity.LayerLesions{&l.Before, &l.After} {
		for _, layer := range layers[side] {
			costs := in.numbers(sideNames[side]+"/"+layer.Name, layer.Units, 2)
			if in.err != nil {
				return nil, in.err
			}
			of := make([]plasticity.LesionCost, layer.Units)
			for u := range of {
				of[u] = plasticity.LesionCost{Correct: costs[2*u], Cost: costs[2*u+1]}
			}
			*to = append(*to, plasticity.LayerLesions{Layer: layer, Of: of})
		}
	}
	return l, nil
}

func aboutChanges(value any) any {
	a := value.(*LayerChanges).Before
	return fieldFacts{Patch: a.Patch, Stride: a.Stride, Signed: a.Signed}
}

// arraysOfChanges are mean and count of all units' fields, units×h×w, and their peaks and sizes, in either network.
func arraysOfChanges(_ *cnn.Network, value any) []foundArray {
	l := value.(*LayerChanges)
	var all []foundArray
	for side, a := range []*field.Averages{l.Before, l.After} {
		shape, units := []int{len(a.Units), a.Height, a.Width}, []int{len(a.Units)}
		name := sideNames[side] + "/"
		all = append(all, foundArray{name + "mean", shape, a.Mean}, foundArray{name + "count", shape, a.Count}, foundArray{name + "peak", units, a.Peak}, foundArray{name + "size", units, a.Size})
	}
	return all
}

func readChanges(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts fieldFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	layers, err := f.layersOfBoth(net)
	if err != nil {
		return nil, err
	}
	l := &LayerChanges{}
	for side, to := range []**field.Averages{&l.Before, &l.After} {
		one := [2]*cnn.Network{answering(f.before), answering(net)}[side]
		for _, layer := range layers[side] {
			if layer.Name == f.Layer {
				if side == 0 {
					l.Layer = layer
				}
				if *to, err = in.fields(sideNames[side]+"/", one, layer, facts); err != nil {
					return nil, err
				}
			}
		}
	}
	if l.Before == nil {
		return nil, fmt.Errorf("%q is no hidden layer with weights", f.Layer)
	}
	l.Changes, err = plasticity.FieldChanges(l.Before, l.After)
	return l, err
}

// fields reads those of all units of a layer.
func (z *arrays) fields(name string, net *cnn.Network, layer plasticity.Layer, facts fieldFacts) (*field.Averages, error) {
	mean, count := z.numbers(name+"mean", layer.Units, -1, -1), z.numbers(name+"count", layer.Units, -1, -1)
	peak, size := z.numbers(name+"peak", layer.Units), z.numbers(name+"size", layer.Units)
	if z.err != nil {
		return nil, z.err
	}
	o := field.AverageOptions{Options: field.Options{Patch: facts.Patch, Stride: facts.Stride}, Signed: facts.Signed}
	for u := range layer.Units {
		o.Units = append(o.Units, u)
	}
	return field.Restore(net, net.Nodes[layer.Answers].Name, o, narrow[float32](mean), narrow[int32](count), narrow[float32](peak), size)
}

// tuningFacts say how long the lists of a unit's answers to gratings are.
type tuningFacts struct {
	Orientations int `json:"orientations"`
	Frequencies  int `json:"frequencies"`
	Phases       int `json:"phases"`
}

// tuningNumbers are how many numbers of a unit's tuning are in no list.
const tuningNumbers = 9

func (t tuningFacts) width() int {
	return tuningNumbers + t.Orientations*t.Frequencies + t.Orientations + t.Frequencies + t.Phases
}

func tuningFactsOf(r *Retuning) (t tuningFacts) {
	for _, layer := range r.Changes {
		for _, c := range layer {
			return tuningFacts{len(c.Before.ByOrientation), len(c.Before.ByFrequency), len(c.Before.ByPhase)}
		}
	}
	return t
}

func aboutRetuning(value any) any { return tuningFactsOf(value.(*Retuning)) }

// arraysOfRetuning are, of each layer in either network, what units prefer among gratings, a unit a line.
func arraysOfRetuning(_ *cnn.Network, value any) []foundArray {
	r := value.(*Retuning)
	width := tuningFactsOf(r).width()
	var all []foundArray
	for k, layer := range r.Layers {
		var lines [2][]float64
		for _, c := range r.Changes[k] {
			for side, t := range [2]tuning.GratingTuning{c.Before, c.After} {
				active := 0.0
				if t.Active {
					active = 1
				}
				lines[side] = append(lines[side], active, t.Frequency, t.Orientation, t.Selectivity, t.Modulation, t.Best.Orientation, t.Best.Frequency, t.Best.Phase, t.Best.Contrast)
				for _, list := range [][]float64{t.Mean, t.ByOrientation, t.ByFrequency, t.ByPhase} {
					lines[side] = append(lines[side], list...)
				}
			}
		}
		for side, name := range sideNames {
			all = append(all, foundArray{name + "/" + layer.Name, []int{layer.Units, width}, lines[side]})
		}
	}
	return all
}

func readRetuning(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts tuningFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	const most = 1 << 12
	if n := facts; min(n.Orientations, n.Frequencies, n.Phases) < 0 || max(n.Orientations, n.Frequencies, n.Phases) > most {
		return nil, fmt.Errorf("%d orientations, %d frequencies and %d phases", n.Orientations, n.Frequencies, n.Phases)
	}
	layers, err := f.layersOfBoth(net)
	if err != nil {
		return nil, err
	}
	r := &Retuning{Layers: layers[0]}
	for _, layer := range layers[0] {
		before, after := in.numbers(sideNames[0]+"/"+layer.Name, layer.Units, facts.width()), in.numbers(sideNames[1]+"/"+layer.Name, layer.Units, facts.width())
		if in.err != nil {
			return nil, in.err
		}
		changes := make([]plasticity.GratingChange, layer.Units)
		for u := range changes {
			changes[u] = plasticity.ChangeOf(facts.tuning(before, u), facts.tuning(after, u))
		}
		r.Changes = append(r.Changes, changes)
	}
	return r, nil
}

// tuning reads a unit's line.
func (t tuningFacts) tuning(lines []float64, unit int) tuning.GratingTuning {
	v := lines[unit*t.width():][:t.width()]
	g := tuning.GratingTuning{Active: v[0] == 1, Frequency: v[1], Orientation: v[2], Selectivity: v[3], Modulation: v[4],
		Best: stimulus.Grating{Orientation: v[5], Frequency: v[6], Phase: v[7], Contrast: v[8]}}
	v = v[tuningNumbers:]
	for _, list := range []struct {
		to *[]float64
		n  int
	}{{&g.Mean, t.Orientations * t.Frequencies}, {&g.ByOrientation, t.Orientations}, {&g.ByFrequency, t.Frequencies}, {&g.ByPhase, t.Phases}} {
		*list.to, v = v[:list.n:list.n], v[list.n:]
	}
	return g
}

func aboutLikeness(value any) any { return value.(*Likeness).thresholds }

// arraysOfLikeness are, of each layer, its units' partners and how they correlate, and how alike the layers are.
func arraysOfLikeness(_ *cnn.Network, value any) []foundArray {
	l := value.(*Likeness)
	var all []foundArray
	for k, m := range l.Matchings {
		partners := make([]float64, len(m.Partner))
		for u, p := range m.Partner {
			partners[u] = float64(p)
		}
		s := l.Similarities[k]
		all = append(all, foundArray{m.Name + "/partner", []int{m.Units}, partners}, foundArray{m.Name + "/correlation", []int{m.Units}, m.Correlation},
			foundArray{m.Name + "/alike", []int{3}, []float64{float64(m.Matched), s.CKA, s.Spearman}})
	}
	return all
}

func readLikeness(net *cnn.Network, f *finding, in *arrays) (any, error) {
	l := &Likeness{}
	if err := json.Unmarshal(f.About, &l.thresholds); err != nil {
		return nil, err
	}
	layers, err := f.layersOfBoth(net)
	if err != nil {
		return nil, err
	}
	for _, layer := range layers[0] {
		partners, correlation, alike := in.numbers(layer.Name+"/partner", layer.Units), in.numbers(layer.Name+"/correlation", layer.Units), in.numbers(layer.Name+"/alike", 3)
		if in.err != nil {
			return nil, in.err
		}
		m := plasticity.Matching{Layer: layer, Partner: make([]int, layer.Units), Correlation: correlation, Matched: int(alike[0])}
		for u, p := range partners {
			if m.Partner[u] = int(p); !(p >= 0 && p < float64(layer.Units)) {
				return nil, fmt.Errorf("%s:%d is matched with unit %g of %d", layer.Name, u, p, layer.Units)
			}
		}
		l.Matchings = append(l.Matchings, m)
		l.Similarities = append(l.Similarities, plasticity.Similarity{Layer: layer, CKA: alike[1], Spearman: alike[2]})
	}
	return l, nil
}
