package session

import (
	"fmt"
	"strconv"

	"unitscope/viz/colormap"
)

// ShareRange chooses who shares a colour range: "range unit". "fixed" keeps the layers'
// ranges as they are now, whatever picture or training comes.
type ShareRange struct{ Mode RangeMode }

func (a ShareRange) String() string { return "range " + string(a.Mode) }
func (a ShareRange) perform(s *Session) error {
	s.selection.Range = a.Mode
	s.fixed = nil
	if view := s.Analysis.View(); a.Mode == RangeFixed && s.fixes(view) {
		s.fix(view)
	}
	return nil
}

// FixRange fixes the range of one layer, or of another node, at numbers, as a view has it that is handed on: "fix-range conv1 0 3.2"; with one
// number it is signed, from minus that to that.
type FixRange struct {
	Layer string
	Range colormap.Range
}

func (a FixRange) String() string {
	if a.Range.Signed {
		return fmt.Sprintf("fix-range %s %s", a.Layer, answer(a.Range.Bound()))
	}
	return fmt.Sprintf("fix-range %s %s %s", a.Layer, answer(a.Range.Low), answer(a.Range.High))
}
func (a FixRange) perform(s *Session) error {
	if net, _ := s.network(); net.Index(a.Layer) < 0 {
		return fmt.Errorf("this network has no layer %s", a.Layer)
	}
	if !(a.Range.Low < a.Range.High) || a.Range.High-a.Range.Low > maxRange {
		return fmt.Errorf("a range goes from a number to a larger one, not from %g to %g", a.Range.Low, a.Range.High)
	}
	s.selection.Range = RangeFixed
	s.setRange(a.Layer, a.Range)
	return nil
}

// maxRange is wider than what any network of float32 answers.
const maxRange = 1e39

// fixes tells whether ranges can be fixed by a view: not by one of the picture before, whose successor is on its way.
func (s *Session) fixes(v *View) bool {
	return v != nil && v.Shown.Run == s.desk.run && sameShape(s.desk.picture.Pixels, s.desk.run.net.Input) && v.Stimulus.Version == s.Stimulus().Version
}

// fix keeps the ranges that the layers have in a view, but for those that are fixed already.
func (s *Session) fix(v *View) {
	for i, node := range v.Shown.Net.Nodes {
		if _, ok := s.fixed[node.Name]; !ok {
			s.setRange(node.Name, v.Range(i, 0, RangeLayer))
		}
	}
}

func (s *Session) setRange(node string, r colormap.Range) {
	if s.fixed == nil {
		s.fixed = make(map[string]colormap.Range)
	}
	s.fixed[node] = r
}

// Range is the colour range of a unit's map in a view, by the mode that is chosen. Where the
// range is fixed and this layer's is not, after a start or of another network, this view fixes
// it, unless it is about to be followed by that of another picture.
func (s *Session) Range(v *View, node, unit int) colormap.Range {
	if s.selection.Range != RangeFixed {
		return v.Range(node, unit, s.selection.Range)
	}
	name := v.Shown.Net.Nodes[node].Name
	if r, ok := s.fixed[name]; ok {
		return r
	}
	if !s.fixes(v) {
		return v.Range(node, unit, RangeLayer)
	}
	s.fix(v)
	return s.fixed[name]
}

// answer writes what a unit answers, a float32, as short as reads back exactly by words.answer.
func answer(x float64) string { return strconv.FormatFloat(x, 'g', -1, 32) }

func (w *words) answer() float64 { return float64(float32(w.number())) }

func init() {
	register("range", "unit|layer|fixed", func(w *words) Action {
		return ShareRange{oneOf(w, RangeUnit, RangeLayer, RangeFixed)}
	})
	register("fix-range", "LAYER LOW HIGH|LAYER BOUND", func(w *words) Action {
		a := FixRange{Layer: w.word()}
		first := w.answer()
		if w.more() {
			a.Range = colormap.Range{Low: first, High: w.answer()}
		} else {
			a.Range = colormap.Range{Low: -first, High: first, Signed: true}
		}
		return a
	})
}
