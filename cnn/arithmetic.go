package cnn

import (
	"fmt"
	"math"
)

// Arithmetic combines two operands element by element: y = a Op b, where an operand of 1 cell along a
// dimension, or without it, counts for all the other's (see Add and Mul for layers of one shape).
//
// With a Constant there is one input, and the constant is the second operand, or with First the first. It is
// not learned.
type Arithmetic struct {
	Op       Operation
	Constant *Tensor // nil: two inputs
	First    bool
}

// An Operation is an ONNX operator type on two numbers.
type Operation string

// operation is an Operation's value and its derivatives for a and b, where y is the value.
type operation struct {
	value  func(a, b float32) float32
	slopes func(a, b, y float32) (forA, forB float32)
}

var operations = map[Operation]operation{
	"Add": {func(a, b float32) float32 { return a + b }, func(_, _, _ float32) (float32, float32) { return 1, 1 }},
	"Sub": {func(a, b float32) float32 { return a - b }, func(_, _, _ float32) (float32, float32) { return 1, -1 }},
	"Mul": {func(a, b float32) float32 { return a * b }, func(a, b, _ float32) (float32, float32) { return b, a }},
	"Div": {func(a, b float32) float32 { return a / b }, func(_, b, y float32) (float32, float32) { return 1 / b, -y / b }},
	"Pow": {func(a, b float32) float32 { return float32(math.Pow(float64(a), float64(b))) }, powSlopes},
}

func powSlopes(a, b, y float32) (forA, forB float32) {
	return float32(float64(b) * math.Pow(float64(a), float64(b)-1)), float32(float64(y) * math.Log(float64(a)))
}

// Kind is the ONNX operator type.
func (l *Arithmetic) Kind() string { return string(l.Op) }

// Params are none.
func (*Arithmetic) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Arithmetic) Clone() Layer { return &Arithmetic{l.Op, l.Constant.Clone(), l.First} }

// OutShape is that of both operands put above each other.
func (l *Arithmetic) OutShape(in ...Shape) (Shape, error) {
	if _, ok := operations[l.Op]; !ok {
		return nil, fmt.Errorf("there is no operation %q", l.Op)
	}
	if l.Constant == nil {
		if len(in) != 2 {
			return nil, fmt.Errorf("wants 2 inputs, gets %d", len(in))
		}
		return broadcastShape(in[0], in[1])
	}
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if err := l.Constant.check("the constant", l.Constant.Shape...); err != nil {
		return nil, err
	}
	return broadcastShape(s, l.Constant.Shape)
}

// Sight is cell by cell where both operands have the same cells.
func (l *Arithmetic) Sight(in ...Shape) Sight {
	if len(in[0]) == 3 && l.cellwise(in[0]) {
		return cellByCell()
	}
	return wholeSight()
}

// cellwise holds for a constant of one value, or one a channel, of an input with as many.
func (l *Arithmetic) cellwise(in Shape) bool {
	if l.Constant == nil || len(l.Constant.Shape) > len(in) {
		return false
	}
	c := l.Constant.Shape
	return len(c) == 0 || c.Size() == 1 || len(in) == 3 && len(c) == 3 && c[0] == in[0] && c.Size() == c[0]
}

func (l *Arithmetic) parts(w *work) (forward, backward int) {
	parts := exampleParts(w, w.shape.Size())
	return parts, parts
}

// operands are the two arrays of one example.
func (l *Arithmetic) operands(w *work, e int) (a, b []float32) {
	switch {
	case l.Constant == nil:
		return example(w.in[0], e), example(w.in[1], e)
	case l.First:
		return l.Constant.Data, example(w.in[0], e)
	default:
		return example(w.in[0], e), l.Constant.Data
	}
}

// walk is how the operands lie over the output.
func (l *Arithmetic) walk(w *work) broadcast {
	switch {
	case l.Constant == nil:
		return newBroadcast(w.shape, w.inShape(0), w.inShape(1))
	case l.First:
		return newBroadcast(w.shape, l.Constant.Shape, w.inShape(0))
	default:
		return newBroadcast(w.shape, w.inShape(0), l.Constant.Shape)
	}
}

func (l *Arithmetic) forward(w *work, part int, _ *desk) {
	walk, value := l.walk(w), operations[l.Op].value
	eachExample(w, part, w.shape.Size(), func(e int) {
		y := example(w.out, e)
		a, b := l.operands(w, e)
		walk.each(func(out, i, j int) {
			for k := range y[out : out+walk.row] {
				y[out+k] = value(a[i+k*walk.steps[0]], b[j+k*walk.steps[1]])
			}
		})
	})
}

// backward adds up what falls on the same cell of an operand.
func (l *Arithmetic) backward(w *work, part int, _ *desk) {
	walk, slopes := l.walk(w), operations[l.Op].slopes
	eachExample(w, part, w.shape.Size(), func(e int) {
		ga, gb := l.gradients(w, e)
		clear(ga)
		clear(gb)
		y, gy := example(w.out, e), example(w.gradOut, e)
		a, b := l.operands(w, e)
		walk.each(func(out, i, j int) {
			for k, g := range gy[out : out+walk.row] {
				at, bt := i+k*walk.steps[0], j+k*walk.steps[1]
				forA, forB := slopes(a[at], b[bt], y[out+k])
				if ga != nil {
					ga[at] += g * forA
				}
				if gb != nil {
					gb[bt] += g * forB
				}
			}
		})
	})
}

// gradients are the operands' gradients of one example, nil where none is wanted.
func (l *Arithmetic) gradients(w *work, e int) (a, b []float32) {
	of := func(input int) []float32 {
		if w.gradIn[input] == nil {
			return nil
		}
		return example(w.gradIn[input], e)
	}
	switch {
	case l.Constant == nil:
		return of(0), of(1)
	case l.First:
		return nil, of(0)
	default:
		return of(0), nil
	}
}
