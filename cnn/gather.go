package cnn

import (
	"fmt"
	"slices"
)

// Gather takes the slices of an axis that Indices name, in their order; the axis becomes the dimensions To, of as
// many elements (none: a single index, whose axis is gone).
type Gather struct {
	Axis    int
	Indices []int
	To      Shape
}

// Kind is the ONNX operator type.
func (*Gather) Kind() string { return "Gather" }

// Params are none.
func (*Gather) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Gather) Clone() Layer { return &Gather{l.Axis, slices.Clone(l.Indices), slices.Clone(l.To)} }

// OutShape is the input's with To in place of the axis. Indices must be within the axis.
func (l *Gather) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if l.Axis < 0 || l.Axis >= len(s) || len(l.Indices) == 0 || len(l.Indices) != l.To.Size() {
		return nil, fmt.Errorf("%d indices as %v on axis %d of %v", len(l.Indices), l.To, l.Axis, s)
	}
	for _, i := range l.Indices {
		if i < 0 || i >= s[l.Axis] {
			return nil, fmt.Errorf("index %d on axis %d of %v", i, l.Axis, s)
		}
	}
	return slices.Concat(s[:l.Axis], l.To, s[l.Axis+1:]), nil
}

func (l *Gather) picks(in Shape) *picks {
	p := untouched(in)
	list := make([]int32, len(l.Indices))
	for i, v := range l.Indices {
		list[i] = int32(v)
	}
	p.lists[l.Axis] = list
	return p
}

// Sight is straight where channels are gathered.
func (l *Gather) Sight(in ...Shape) Sight {
	if len(l.To) != 1 {
		return wholeSight()
	}
	return l.picks(in[0]).sight()
}

func (l *Gather) plan(w *work) { planPicks(l, w) }

func (*Gather) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (*Gather) forward(w *work, part int, _ *desk) { w.plan.(*picks).forward(w, part) }

func (*Gather) backward(w *work, part int, _ *desk) { w.plan.(*picks).backward(w, part) }
