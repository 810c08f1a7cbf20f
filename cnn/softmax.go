package cnn

import (
	"fmt"

	"unitscope/cnn/internal/kernel"
)

// Softmax makes answers of 0..1 that sum to one out of an example's units:
//
//	y[i] = e^x[i] / Σ_j e^x[j]
//
// over the first dimension, where there are maps cell by cell; with another Axis than 0 over that one.
type Softmax struct{ Axis int }

// Kind is the ONNX operator type.
func (*Softmax) Kind() string { return "Softmax" }

// Params are none.
func (*Softmax) Params() []*Param { return nil }

// Clone is a copy.
func (l *Softmax) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (l *Softmax) OutShape(in ...Shape) (Shape, error) { return withAxis(in, l.Axis) }

// withAxis is the only input's shape, which must have an axis.
func withAxis(in []Shape, axis int) (Shape, error) {
	s, err := one(in, 0)
	if err == nil && (axis < 0 || axis >= len(s)) {
		err = fmt.Errorf("wants an input with an axis %d, gets %v", axis, s)
	}
	return s, err
}

// eachLane calls f with where every run of numbers along an axis begins, how many there are and how far apart.
func eachLane(shape Shape, axis int, f func(at, count, stride int)) {
	count, stride := shape[axis], shape[axis+1:].Size()
	for outer := range shape[:axis].Size() {
		for inner := range stride {
			f(outer*count*stride+inner, count, stride)
		}
	}
}

func (*Softmax) parts(w *work) (forward, backward int) {
	parts := cut(w.batch, softmaxExamples(w))
	return parts, parts
}

// softmaxExamples is how many examples one part takes on.
func softmaxExamples(w *work) int { return max(1, chunk/8/w.shape.Size()) }

// block is how many numbers lie between the first and the last along the axis, and cells how many of
// those lie side by side before the next along the axis.
func (l *Softmax) block(w *work) (size, cells int) {
	return w.shape[l.Axis:].Size(), w.shape[l.Axis+1:].Size()
}

// scratch holds a block's highest cells and sums.
func (l *Softmax) scratch(w *work) int {
	size, _ := l.block(w)
	return size
}

// pieces are one part's numbers of tensors with the batch in front.
func (*Softmax) pieces(w *work, part int, ts ...*Tensor) (pieces [3][]float32) {
	first, last := span(part, softmaxExamples(w), w.batch)
	for i, t := range ts {
		pieces[i] = t.Data[first*w.shape.Size() : last*w.shape.Size()]
	}
	return pieces
}

// forward subtracts the highest first, so that nothing overflows.
func (l *Softmax) forward(w *work, part int, d *desk) {
	p := l.pieces(w, part, w.in[0], w.out)
	x, y := p[0], p[1]
	size, cells := l.block(w)
	s := d.scratch[:size]
	for at := 0; at < len(x); at += size {
		if cells == 1 {
			kernel.Normalize(y[at:at+size], x[at:at+size], highest(x[at:at+size], s), 1, 0)
		} else {
			subtractHighest(y[at:at+size], x[at:at+size], s[:cells])
		}
	}
	kernel.Exp(y, y)
	for at := 0; at < len(y); at += size {
		if cells == 1 {
			kernel.Scale(y[at:at+size], float32(1/kernel.Sum(y[at:at+size])))
		} else {
			divideBySums(y[at:at+size], s[:cells])
		}
	}
}

// highest is the largest of x, found by laying one half over the other. s is working memory as long as x.
func highest(x, s []float32) float32 {
	const few = 16
	for len(x) > few {
		half := (len(x) + 1) / 2
		copy(s, x[:half]) // of itself, after the first time
		kernel.Max(s[:len(x)-half], x[half:])
		x = s[:half]
	}
	best := x[0]
	for _, v := range x[1:] {
		best = max(best, v)
	}
	return best
}

// subtractHighest sets y to maps x less the highest of them, cell by cell. s has a map's cells.
func subtractHighest(y, x, s []float32) {
	copy(s, x)
	for at := len(s); at < len(x); at += len(s) {
		kernel.Max(s, x[at:at+len(s)])
	}
	copy(y, x)
	for at := 0; at < len(y); at += len(s) {
		kernel.Axpy(y[at:at+len(s)], -1, s)
	}
}

// divideBySums divides maps y by their sum, cell by cell. s has a map's cells.
func divideBySums(y, s []float32) {
	clear(s)
	for at := 0; at < len(y); at += len(s) {
		kernel.Axpy(s, 1, y[at:at+len(s)])
	}
	for at := 0; at < len(y); at += len(s) {
		kernel.Div(y[at:at+len(s)], y[at:at+len(s)], s)
	}
}

// backward: gx[i] = y[i] · (gy[i] − Σ_j gy[j]·y[j])
func (l *Softmax) backward(w *work, part int, d *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := l.pieces(w, part, w.out, w.gradOut, w.gradIn[0])
	size, cells := l.block(w)
	for at := 0; at < len(p[0]); at += size {
		y, gy, gx := p[0][at:at+size], p[1][at:at+size], p[2][at:at+size]
		if cells == 1 {
			kernel.Normalize(gx, gy, float32(kernel.SumProducts(gy, 0, y)), 1, 0)
		} else {
			subtractSums(gx, gy, y, d.scratch[:cells])
		}
	}
	kernel.Mul(p[2], p[2], p[0])
}

// subtractSums sets gx to maps gy less the sum of gy·y, cell by cell. s has a map's cells.
func subtractSums(gx, gy, y, s []float32) {
	clear(s)
	for at := 0; at < len(y); at += len(s) {
		kernel.MulAdd(s, gy[at:at+len(s)], y[at:at+len(s)])
	}
	copy(gx, gy)
	for at := 0; at < len(gx); at += len(s) {
		kernel.Axpy(gx[at:at+len(s)], -1, s)
	}
}
