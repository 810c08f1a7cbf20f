package cnn

import (
	"fmt"
	"math"
)

// Softmax makes answers of 0..1 that sum to one out of an example's units:
//
//	y[i] = e^x[i] / Σ_j e^x[j]
//
// over the first dimension; where there are maps, cell by cell.
type Softmax struct{}

// Kind is the ONNX operator type.
func (*Softmax) Kind() string { return "Softmax" }

// Params are none.
func (*Softmax) Params() []*Param { return nil }

// Clone is a copy.
func (l *Softmax) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*Softmax) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err == nil && len(s) == 0 {
		err = fmt.Errorf("wants an input of 1 dimension or more")
	}
	return s, err
}

func (*Softmax) parts(w *work) (forward, backward int) {
	parts := cut(w.batch, softmaxExamples(w))
	return parts, parts
}

// softmaxExamples is how many examples one part takes on.
func softmaxExamples(w *work) int { return max(1, chunk/8/w.shape.Size()) }

func (*Softmax) forward(w *work, part int, _ *desk) {
	cells := w.shape[1:].Size()
	first, last := span(part, softmaxExamples(w), w.batch)
	for e := first; e < last; e++ {
		x, y := example(w.in[0], e), example(w.out, e)
		for cell := range cells {
			softmax(y[cell:], x[cell:], cells)
		}
	}
}

// softmax works on every stride-th element of x.
func softmax(y, x []float32, stride int) {
	highest := x[0]
	for i := 0; i < len(x); i += stride {
		highest = max(highest, x[i])
	}
	sum := 0.0
	for i := 0; i < len(x); i += stride {
		e := math.Exp(float64(x[i] - highest))
		y[i] = float32(e)
		sum += e
	}
	for i := 0; i < len(x); i += stride {
		y[i] = float32(float64(y[i]) / sum)
	}
}

// backward: gx[i] = y[i] · (gy[i] − Σ_j gy[j]·y[j])
func (*Softmax) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	cells := w.shape[1:].Size()
	first, last := span(part, softmaxExamples(w), w.batch)
	for e := first; e < last; e++ {
		y, gy, gx := example(w.out, e), example(w.gradOut, e), example(w.gradIn[0], e)
		for cell := range cells {
			sum := 0.0
			for i := cell; i < len(y); i += cells {
				sum += float64(gy[i]) * float64(y[i])
			}
			for i := cell; i < len(y); i += cells {
				gx[i] = y[i] * float32(float64(gy[i])-sum)
			}
		}
	}
}
