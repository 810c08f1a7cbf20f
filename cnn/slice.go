package cnn

import (
	"fmt"
	"slices"
)

// Slice takes part of an example: on each axis Count elements from Start on, every Step-th, which may be
// negative.
type Slice struct {
	As                 string // the ONNX operator type: "Slice" or "Split"
	Start, Step, Count []int
}

// Kind is the ONNX operator type.
func (l *Slice) Kind() string { return l.As }

// Params are none.
func (*Slice) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Slice) Clone() Layer {
	return &Slice{l.As, slices.Clone(l.Start), slices.Clone(l.Step), slices.Clone(l.Count)}
}

// OutShape is Count; every element must be within the input.
func (l *Slice) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if len(s) != len(l.Start) || len(s) != len(l.Step) || len(s) != len(l.Count) {
		return nil, fmt.Errorf("%d starts, %d steps and %d counts for %v", len(l.Start), len(l.Step), len(l.Count), s)
	}
	for axis, n := range s {
		last := l.Start[axis] + (l.Count[axis]-1)*l.Step[axis]
		if l.Count[axis] < 1 || l.Start[axis] < 0 || l.Start[axis] >= n || last < 0 || last >= n {
			return nil, fmt.Errorf("%d elements from %d on in steps of %d are not within %d of %v", l.Count[axis], l.Start[axis], l.Step[axis], n, s)
		}
	}
	return Shape(l.Count), nil
}

func (l *Slice) picks(in Shape) *picks {
	p := &picks{in: in}
	for axis, count := range l.Count {
		list := make([]int32, count)
		for i := range list {
			list[i] = int32(l.Start[axis] + i*l.Step[axis])
		}
		p.lists = append(p.lists, list)
	}
	return p
}

// Sight is straight where rows and columns are taken forwards.
func (l *Slice) Sight(in ...Shape) Sight { return l.picks(in[0]).sight() }

func (l *Slice) plan(w *work) { planPicks(l, w) }

func (*Slice) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (*Slice) forward(w *work, part int, _ *desk) { w.plan.(*picks).forward(w, part) }

func (*Slice) backward(w *work, part int, _ *desk) { w.plan.(*picks).backward(w, part) }
