package cnn

import (
	"fmt"
	"math"
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

// strength sets s to Bias + Alpha/Size · Σ x², cell by cell.
func (l *LRN) strength(s, x []float32, maps int) {
	size := len(x) / maps
	alpha := l.Alpha / float32(l.Size)
	for c := range maps {
		own := s[c*size : (c+1)*size]
		clear(own)
		first, last := l.neighbours(c, maps)
		for j := first; j < last; j++ {
			for i, v := range x[j*size : (j+1)*size] {
				own[i] += v * v
			}
		}
		for i, v := range own {
			own[i] = l.Bias + alpha*v
		}
	}
}

func (l *LRN) forward(w *work, part int, d *desk) {
	x, y := example(w.in[0], part), example(w.out, part)
	s := d.scratch[:len(x)]
	l.strength(s, x, w.shape[0])
	for i, v := range x {
		y[i] = v * float32(math.Pow(float64(s[i]), -float64(l.Beta)))
	}
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
	l.strength(s, x, maps)
	factor := -2 * l.Alpha * l.Beta / float32(l.Size)
	for i := range x {
		gx[i] = gy[i] * float32(math.Pow(float64(s[i]), -float64(l.Beta)))
		t[i] = factor * gy[i] * y[i] / s[i]
	}
	for c := range maps {
		first, last := l.neighbours(c, maps)
		for j := first; j < last; j++ {
			to, from := gx[j*size:(j+1)*size], x[j*size:(j+1)*size]
			for i, v := range t[c*size : (c+1)*size] {
				to[i] += v * from[i]
			}
		}
	}
}
