package cnn

import (
	"fmt"
	"slices"
)

// Transpose puts an example's dimensions in another order: dimension i of the output is dimension Order[i] of
// the input.
type Transpose struct{ Order []int }

// Kind is the ONNX operator type.
func (*Transpose) Kind() string { return "Transpose" }

// Params are none.
func (*Transpose) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Transpose) Clone() Layer { return &Transpose{slices.Clone(l.Order)} }

// OutShape wants one input of as many dimensions as Order names, each once.
func (l *Transpose) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, len(l.Order))
	if err != nil {
		return nil, err
	}
	if len(s) != len(l.Order) || len(s) > maxRank {
		return nil, fmt.Errorf("order %v of %v", l.Order, s)
	}
	out, seen := make(Shape, len(s)), make([]bool, len(s))
	for i, from := range l.Order {
		if from < 0 || from >= len(s) || seen[from] {
			return nil, fmt.Errorf("order %v of %v", l.Order, s)
		}
		seen[from] = true
		out[i] = s[from]
	}
	return out, nil
}

// Sight is the whole input's.
func (*Transpose) Sight(...Shape) Sight { return wholeSight() }

func (*Transpose) parts(w *work) (forward, backward int) { return w.batch, w.batch }

// each calls f with every element of the output and the element of the input that it is.
func (l *Transpose) each(w *work, f func(out, in int)) {
	in, out := w.inShape(0), w.shape
	rank := len(out)
	if rank == 0 {
		f(0, 0)
		return
	}
	var strides, index [maxRank]int
	for i, from := range l.Order {
		strides[i] = in[from+1:].Size()
	}
	at, last := 0, rank-1
	for k := 0; ; {
		for i := range out[last] {
			f(k, at+i*strides[last])
			k++
		}
		axis := last - 1
		for ; axis >= 0; axis-- {
			at += strides[axis]
			if index[axis]++; index[axis] < out[axis] {
				break
			}
			at -= out[axis] * strides[axis]
			index[axis] = 0
		}
		if axis < 0 {
			return
		}
	}
}

func (l *Transpose) forward(w *work, part int, _ *desk) {
	x, y := example(w.in[0], part), example(w.out, part)
	l.each(w, func(out, in int) { y[out] = x[in] })
}

func (l *Transpose) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	gx, gy := example(w.gradIn[0], part), example(w.gradOut, part)
	l.each(w, func(out, in int) { gx[in] = gy[out] })
}
