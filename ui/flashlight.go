package ui

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/viz/field"
)

// A cellSum is how one cell got its value: patch × kernel, added up, and what followed.
type cellSum struct {
	field.Arithmetic
	net    *cnn.Network
	titles []string // of its layers
	head   int      // the layer with the weights
	input  int      // the node that it reads; -1: the picture
	unit   int
	after  []cellStep // what followed on the head, in order
	folded bool       // the patch is a list of units, folded to be nearly square
}

// A cellStep is a cell's value behind one of the layers that follow the weights.
type cellStep struct {
	words string // what the layer did
	value float32
}

// sum finds how a cell of a view got its value; ok is false for a layer without weights.
func (f *frame) sum(at spot) (s cellSum, ok bool) {
	net := f.view.Shown.Net
	row, found := f.rowOf(at.node)
	if !found {
		return s, false
	}
	s.net, s.titles, s.head, s.unit = net, f.view.Titles, row.Parts[0], at.unit
	for at.node != s.head {
		if step := f.step(at); step != "" {
			s.after = append(s.after, cellStep{step, f.activation(at)})
		}
		at = f.before(at)
	}
	slices.Reverse(s.after)
	s.input = net.Nodes[s.head].Inputs[0]
	shape := beforeFlatten(net, s.head)
	if len(shape) != 3 {
		h, w := nearlySquare(shape.Size())
		shape, s.folded = cnn.Shape{1, h, w}, true
	}
	s.Arithmetic, ok = field.ArithmeticOf(net.Nodes[s.head].Layer, f.view.Now(s.input), shape, at.unit, at.row, at.col)
	return s, ok
}

// activation is the value of a cell for the painted picture.
func (f *frame) activation(at spot) float32 {
	data, _, w := session.Map(f.view.Now(at.node), at.unit)
	return data[at.row*w+at.col]
}

// rowOf is the row that a node is a part of.
func (f *frame) rowOf(node int) (session.Row, bool) {
	i := slices.IndexFunc(f.view.Rows, func(r session.Row) bool { return slices.Contains(r.Parts, node) })
	if i < 0 {
		return session.Row{}, false
	}
	return f.view.Rows[i], true
}

// step says what a layer did to a cell: "relu", "+ 0.331 of conv1"; nothing for a layer that leaves
// cells as they are.
func (f *frame) step(at spot) string {
	node := f.view.Shown.Net.Nodes[at.node]
	row, ok := f.rowOf(at.node)
	if !ok {
		return ""
	}
	for _, join := range row.Joins {
		if join.Part != at.node || len(node.Inputs) != 2 {
			continue
		}
		other := spot{node.Inputs[1-join.Own], at.unit, at.row, at.col}
		shape := f.view.Now(other.node).Shape
		if !shape.Equal(node.Shape) {
			break
		}
		from := "the picture"
		if r := join.From[0]; r != session.InputRow {
			from = f.view.Rows[r].Title
		}
		return fmt.Sprintf("%s %s of %s", joinSign(node.Layer.Kind()), figure(float64(f.activation(other))), from)
	}
	return stepWords(node.Layer)
}

// before is the cell of the layer below that a cell follows: the same one, or behind a
// pooling layer the strongest of those that are pooled.
func (f *frame) before(at spot) spot {
	net := f.view.Shown.Net
	below := spot{net.Nodes[at.node].Inputs[0], at.unit, at.row, at.col}
	if row, ok := f.rowOf(at.node); ok {
		below.node = row.Own(net, at.node)
	}
	h, w := session.MapSize(net.Nodes[below.node].Shape)
	if h0, w0 := session.MapSize(net.Nodes[at.node].Shape); h == h0 && w == w0 {
		return below
	}
	chain := f.chain(at)
	i := slices.IndexFunc(chain, func(w field.Window) bool { return w.Node == below.node })
	if i < 0 {
		return spot{below.node, at.unit, min(at.row, h-1), min(at.col, w-1)}
	}
	pooled := chain[i].Rect
	data, _, _ := session.Map(f.view.Now(below.node), at.unit)
	best := -1
	for row := max(pooled.Min.Y, 0); row < min(pooled.Max.Y, h); row++ {
		for col := max(pooled.Min.X, 0); col < min(pooled.Max.X, w); col++ {
			if best < 0 || data[row*w+col] > data[best] {
				best = row*w + col
			}
		}
	}
	below.row, below.col = max(best, 0)/w, max(best, 0)%w
	return below
}

// line is the sum in numbers: "Σ over 16 maps 2.203 + bias 0.111 → relu → 2.314".
func (s cellSum) line() string {
	var b strings.Builder
	sum := float64(s.Total) - float64(s.Bias)
	switch {
	case s.folded:
		fmt.Fprintf(&b, "Σ over %d units %s", s.Height*s.Width, figure(sum))
	case s.input < 0 && len(s.Maps) == 3:
		fmt.Fprintf(&b, "Σ over 3 colours %s", figure(sum))
	case len(s.Maps) == 1:
		fmt.Fprintf(&b, "Σ %s", figure(sum))
	default:
		fmt.Fprintf(&b, "Σ over %d maps %s", len(s.Maps), figure(sum))
	}
	if s.Bias < 0 {
		fmt.Fprintf(&b, " − bias %s", figure(-float64(s.Bias)))
	} else {
		fmt.Fprintf(&b, " + bias %s", figure(float64(s.Bias)))
	}
	if len(s.after) == 0 {
		fmt.Fprintf(&b, " = %s", figure(float64(s.Total)))
	}
	for _, step := range s.after {
		fmt.Fprintf(&b, " → %s → %s", step.words, figure(float64(step.value)))
	}
	return b.String()
}

// stepWords names what a layer does to a cell.
func stepWords(layer cnn.Layer) string {
	switch l := layer.(type) {
	case *cnn.MaxPool:
		return fmt.Sprintf("largest of %d×%d", l.Kernel[0], l.Kernel[1])
	case *cnn.AvgPool:
		return fmt.Sprintf("mean of %d×%d", l.Kernel[0], l.Kernel[1])
	case *cnn.GlobalAvgPool:
		return "mean of the map"
	case *cnn.GlobalMaxPool:
		return "largest of the map"
	case *cnn.ReLU:
		return "relu"
	case *cnn.LeakyReLU:
		return "leaky relu"
	case *cnn.BatchNorm:
		return "batch normalisation"
	case *cnn.LRN:
		return "normalisation"
	}
	return strings.ToLower(layer.Kind())
}

// inputName names the node that a layer reads, Flatten and dropout aside.
func (s cellSum) inputName() string {
	in := s.input
	for in >= 0 && (s.net.Nodes[in].Layer.Kind() == "Flatten" || s.net.Nodes[in].Layer.Kind() == "Dropout") {
		in = s.net.Nodes[in].Inputs[0]
	}
	if in < 0 {
		return "picture"
	}
	return nearTitle(s.titles[in], s.titles[s.head])
}

// part names one of the maps that the unit reads: "pool1:6", or a colour of the picture.
func (s cellSum) part(m int) string {
	switch {
	case s.folded:
		return s.inputName()
	case s.input < 0 && s.net.Input[0] == 3:
		return []string{"red", "green", "blue"}[m]
	case s.input < 0:
		return "picture"
	}
	return fmt.Sprintf("%s:%d", s.inputName(), s.Maps[m])
}
