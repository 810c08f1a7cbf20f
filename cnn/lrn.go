package cnn

import (
	"fmt"
	"math"

	"unitscope/cnn/internal/kernel"
)

// LRN divides each cell by the strength of the Size maps around it, as AlexNet had it:
//
//	y[c] = x[c] / (Bias + Alpha/Size · Σ_j x[j]²)^Beta,  j from c − ⌊(Size−1)/2⌋ to c + ⌈(Size−1)/2⌉
//
// at every position of C×H×W. The constants follow ONNX.
type LRN struct {
	Size              int
	Alpha, Beta, Bias float32
}

// Kind is the ONNX operator type.
func (*LRN) Kind() string { return "LRN" }

// Params are none.
func (*LRN) Params() []*Param { return nil }

// Clone is a copy.
func (l *LRN) Clone() Layer { m := *l; return &m }

// OutShape is the only input's, which must be maps.
func (l *LRN) OutShape(in ...Shape) (Shape, error) {
	if l.Size < 1 || l.Size > maxWindow {
		return nil, fmt.Errorf("size %d is outside 1 to %d", l.Size, maxWindow)
	}
	return one(in, 3)
}

func (*LRN) parts(w *work) (forward, backward int) { return w.batch, w.batch }

// scratch holds the strengths of all maps and one more array of their size.
func (*LRN) scratch(w *work) int { return 2 * w.shape.Size() }

// neighbours are the maps that map c of count is divided by.
func (l *LRN) neighbours(c, count int) (first, last int) {
	return max(c-(l.Size-1)/2, 0), min(c+l.Size/2+1, count)
}

// strength sets s to Bias + Alpha/Size · Σ x², cell by cell, and squares to x².
func (l *LRN) strength(s, squares, x []float32, maps int) {
	size := len(x) / maps
	kernel.Mul(squares, x, x)
	fill(s, l.Bias)
	for c := range maps {
		first, last := l.neighbours(c, maps)
		for j := first; j < last; j++ {
			kernel.Axpy(s[c*size:(c+1)*size], l.Alpha/float32(l.Size), squares[j*size:(j+1)*size])
		}
	}
}

// power sets dst to s^Beta, and loses s.
func (l *LRN) power(dst, s []float32) {
	if l.Beta == 0.75 { // as nearly all have it: √s·√√s
		kernel.Sqrt(s, s)
		kernel.Sqrt(dst, s)
		kernel.Mul(dst, dst, s)
		return
	}
	for i, v := range s {
		dst[i] = float32(math.Pow(float64(v), float64(l.Beta)))
	}
}

func (l *LRN) forward(w *work, part int, d *desk) {
	x, y := example(w.in[0], part), example(w.out, part)
	s, t := d.scratch[:len(x)], d.scratch[len(x):2*len(x)]
	l.strength(s, t, x, w.shape[0])
	l.power(t, s)
	kernel.Div(y, x, t)
}

// backward:
//
//	gx[j] = gy[j]·s[j]^−Beta − 2·Alpha·Beta/Size · x[j] · Σ_c gy[c]·y[c]/s[c],  c with j among its neighbours
func (l *LRN) backward(w *work, part int, d *desk) {
	if w.gradIn[0] == nil {
		return
	}
	x, y, gy, gx := example(w.in[0], part), example(w.out, part), example(w.gradOut, part), example(w.gradIn[0], part)
	s, t := d.scratch[:len(x)], d.scratch[len(x):2*len(x)]
	maps := w.shape[0]
	size := len(x) / maps
	l.strength(s, t, x, maps)
	kernel.Mul(t, gy, y)
	kernel.Div(t, t, s)
	l.power(gx, s)
	kernel.Div(gx, gy, gx)
	sums := s
	clear(sums)
	for c := range maps {
		first, last := l.neighbours(c, maps)
		for j := first; j < last; j++ {
			kernel.Axpy(sums[j*size:(j+1)*size], -2*l.Alpha*l.Beta/float32(l.Size), t[c*size:(c+1)*size])
		}
	}
	kernel.MulAdd(gx, x, sums)
}
