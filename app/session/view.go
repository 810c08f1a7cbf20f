package session

import (
	"slices"
	"time"

	"unitscope/cnn"
	"unitscope/viz/colormap"
)

// A View is what the window draws: every unit's answer to the picture as it was and as it
// is painted, of one network. It is made once and never changed.
type View struct {
	Shown    Shown
	Stimulus Stimulus
	Rows     []Row
	Titles   []string      // of the network's layers
	Took     time.Duration // to compute it

	nodes []answers
	input answers
}

// answers are one node's activations before and after painting, with their colour range.
type answers struct {
	before, now *cnn.Tensor    // units×h×w, or units
	whole       colormap.Range // over all units
}

// ranged is the activations that the colour range comes from.
func (a answers) ranged(s Stimulus) *cnn.Tensor {
	if s.Picture.Drawing() {
		return a.now
	}
	return a.before
}

// newAnswers copies one node's activations: of the picture, and of the painted one if there is a second.
func newAnswers(batch *cnn.Tensor, s Stimulus) answers {
	shape, n := batch.Shape[1:], batch.Shape[1:].Size()
	data := slices.Clone(batch.Data)
	a := answers{before: &cnn.Tensor{Shape: shape, Data: data[:n:n]}, now: &cnn.Tensor{Shape: shape, Data: data[len(data)-n:]}}
	a.whole = colormap.AnswersOf(a.ranged(s).Data)
	return a
}

// Now returns the activations of a node for the painted picture; -1: its input.
func (v *View) Now(node int) *cnn.Tensor { return v.answers(node).now }

// Before returns the activations of a node for the picture before painting.
func (v *View) Before(node int) *cnn.Tensor { return v.answers(node).before }

func (v *View) answers(node int) answers {
	if node < 0 {
		return v.input
	}
	return v.nodes[node]
}

// MapSize is the height and width of a layer's maps, given one example's shape; a dense unit
// is a map of one cell. Axes beyond two are laid out below one another.
func MapSize(shape cnn.Shape) (h, w int) {
	if len(shape) < 2 {
		return 1, 1
	}
	last := len(shape) - 1
	return shape[1:last].Size(), shape[last]
}

// Map returns one unit's part of a node's activations and its height and width; a dense
// unit is a map of one cell.
func Map(t *cnn.Tensor, unit int) (data []float32, h, w int) {
	h, w = MapSize(t.Shape)
	return t.Data[unit*h*w : (unit+1)*h*w], h, w
}

// Range is the colour range of a unit of a node. It comes from the picture before
// painting, so that painting never rescales what it is compared with; of a drawing, which there is nothing to
// compare with, from what is drawn. Answers behind a
// softmax are shares of one, whose range is known: a network that is sure of nothing must
// not look like one that is sure.
func (v *View) Range(node, unit int, mode RangeMode) colormap.Range {
	if node >= 0 && v.Shown.Net.Nodes[node].Layer.Kind() == "Softmax" {
		return colormap.Range{High: 1}
	}
	if mode == RangeUnit {
		data, _, _ := Map(v.answers(node).ranged(v.Stimulus), unit)
		return colormap.AnswersOf(data)
	}
	return v.answers(node).whole
}

// ChangeRange is the colour range of after − before for a node, centred on zero. It is
// that of the activations themselves: a change as large as the layer's largest answer has
// the strongest colour, whatever was painted.
func (v *View) ChangeRange(node int) colormap.Range {
	m := v.Range(node, 0, RangeLayer).Bound()
	return colormap.Range{Low: -m, High: m, Signed: true}
}

// Strongest returns the cell where a unit answers most to the picture as it was before
// painting, the first in row order on a tie.
func (v *View) Strongest(node, unit int) (row, col int) {
	data, _, w := Map(v.Before(node), unit)
	best := cnn.Strongest(data)
	return best / w, best % w
}

// Output returns the answers before and after painting, one a class.
func (v *View) Output() (before, now []float32) {
	last := len(v.nodes) - 1
	return v.nodes[last].before.Data, v.nodes[last].now.Data
}
