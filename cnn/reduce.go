package cnn

import (
	"fmt"
	"math"
	"slices"
)

// Reduce makes one number of all those along some axes of an example: their mean, sum or largest, the first of
// which takes the whole gradient.
type Reduce struct {
	Op   Reduction
	Axes []int // ascending
	Keep bool  // the axes stay, with 1 cell
}

// A Reduction is an ONNX operator type that makes one number of several.
type Reduction string

// The reductions.
const (
	ReduceMean Reduction = "ReduceMean"
	ReduceSum  Reduction = "ReduceSum"
	ReduceMax  Reduction = "ReduceMax"
)

// Kind is the ONNX operator type.
func (l *Reduce) Kind() string { return string(l.Op) }

// Params are none.
func (*Reduce) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Reduce) Clone() Layer { return &Reduce{l.Op, slices.Clone(l.Axes), l.Keep} }

// OutShape is the input's without the axes, or with 1 cell on them.
func (l *Reduce) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]Reduction{ReduceMean, ReduceSum, ReduceMax}, l.Op) {
		return nil, fmt.Errorf("there is no reduction %q", l.Op)
	}
	out := Shape{}
	for axis, n := range s {
		switch {
		case !slices.Contains(l.Axes, axis):
			out = append(out, n)
		case l.Keep:
			out = append(out, 1)
		}
	}
	for i, axis := range l.Axes {
		if axis < 0 || axis >= len(s) || i > 0 && l.Axes[i-1] >= axis {
			return nil, fmt.Errorf("axes %v of %v", l.Axes, s)
		}
	}
	return out, nil
}

// Sight is the whole input's.
func (*Reduce) Sight(...Shape) Sight { return wholeSight() }

// reducePlan is where the numbers lie that make each output: at every one of heads plus every one of terms.
type reducePlan struct{ heads, terms []int }

func (l *Reduce) plan(w *work) {
	if w.plan != nil {
		return
	}
	p := &reducePlan{heads: []int{0}, terms: []int{0}}
	in := w.inShape(0)
	for axis, n := range in {
		list := &p.heads
		if slices.Contains(l.Axes, axis) {
			list = &p.terms
		}
		stride := in[axis+1:].Size()
		longer := make([]int, 0, len(*list)*n)
		for _, at := range *list {
			for i := range n {
				longer = append(longer, at+i*stride)
			}
		}
		*list = longer
	}
	w.plan = p
}

func (*Reduce) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (l *Reduce) forward(w *work, part int, _ *desk) {
	p := w.plan.(*reducePlan)
	x, y := example(w.in[0], part), example(w.out, part)
	for i, head := range p.heads {
		if l.Op == ReduceMax {
			y[i] = x[head+p.terms[p.largest(x, head)]]
			continue
		}
		sum := 0.0
		for _, term := range p.terms {
			sum += float64(x[head+term])
		}
		if l.Op == ReduceMean {
			sum /= float64(len(p.terms))
		}
		y[i] = float32(sum)
	}
}

// largest is which of the terms of a head is the largest, the first on a tie.
func (p *reducePlan) largest(x []float32, head int) int {
	best, largest := 0, float32(math.Inf(-1))
	for i, term := range p.terms {
		if v := x[head+term]; v > largest {
			best, largest = i, v
		}
	}
	return best
}

func (l *Reduce) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := w.plan.(*reducePlan)
	x, gx, gy := example(w.in[0], part), example(w.gradIn[0], part), example(w.gradOut, part)
	clear(gx)
	for i, head := range p.heads {
		g := gy[i]
		switch l.Op {
		case ReduceMax:
			gx[head+p.terms[p.largest(x, head)]] = g
			continue
		case ReduceMean:
			g /= float32(len(p.terms))
		}
		for _, term := range p.terms {
			gx[head+term] = g
		}
	}
}
