package cnn

import (
	"fmt"
	"slices"
)

// Border pads an example: on each axis Before and After elements around it, which are Value or, by Mode, taken
// from the example itself. What is negative is cut off.
type Border struct {
	Mode          BorderMode
	Before, After []int
	Value         float32 // with ConstantBorder
}

// BorderMode says what a border is made of, as ONNX's Pad names it.
type BorderMode string

// The kinds of border.
const (
	ConstantBorder BorderMode = "constant"
	ReflectBorder  BorderMode = "reflect" // mirrored at the last cell
	EdgeBorder     BorderMode = "edge"    // the last cell
	WrapBorder     BorderMode = "wrap"    // the other end
)

// Kind is the ONNX operator type.
func (*Border) Kind() string { return "Pad" }

// Params are none.
func (*Border) Params() []*Param { return nil }

// Clone is a deep copy.
func (l *Border) Clone() Layer {
	return &Border{l.Mode, slices.Clone(l.Before), slices.Clone(l.After), l.Value}
}

// OutShape is the input's with the border.
func (l *Border) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]BorderMode{ConstantBorder, ReflectBorder, EdgeBorder, WrapBorder}, l.Mode) {
		return nil, fmt.Errorf("mode %q", l.Mode)
	}
	if len(l.Before) != len(s) || len(l.After) != len(s) {
		return nil, fmt.Errorf("a border of %d and %d axes around %v", len(l.Before), len(l.After), s)
	}
	out := make(Shape, len(s))
	for axis, n := range s {
		before, after := l.Before[axis], l.After[axis]
		if max(before, -before, after, -after) > maxWindow || l.Mode == ReflectBorder && n == 1 && (before > 0 || after > 0) {
			return nil, fmt.Errorf("a border (%s) of %d and %d around %d of %v", l.Mode, before, after, n, s)
		}
		out[axis] = n + before + after
	}
	return out, out.Check()
}

func (l *Border) picks(in Shape) *picks {
	p := &picks{in: in, fill: l.Value}
	for axis, n := range in {
		list := make([]int32, n+l.Before[axis]+l.After[axis])
		for i := range list {
			list[i] = l.source(i-l.Before[axis], n)
		}
		p.lists = append(p.lists, list)
	}
	return p
}

// source is the cell of n that stands at i, which may lie beyond them; -1 for the constant.
func (l *Border) source(i, n int) int32 {
	if i >= 0 && i < n {
		return int32(i)
	}
	switch l.Mode {
	case EdgeBorder:
		i = min(max(i, 0), n-1)
	case WrapBorder:
		i = (i%n + n) % n
	case ReflectBorder:
		period := 2 * (n - 1)
		i = (i%period + period) % period
		i = min(i, period-i)
	default:
		i = -1
	}
	return int32(i)
}

// Sight is straight where the border around maps is constant.
func (l *Border) Sight(in ...Shape) Sight { return l.picks(in[0]).sight() }

func (l *Border) plan(w *work) { planPicks(l, w) }

func (*Border) parts(w *work) (forward, backward int) { return w.batch, w.batch }

func (*Border) forward(w *work, part int, _ *desk) { w.plan.(*picks).forward(w, part) }

func (*Border) backward(w *work, part int, _ *desk) { w.plan.(*picks).backward(w, part) }
