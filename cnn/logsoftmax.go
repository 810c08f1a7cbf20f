package cnn

import "math"

// LogSoftmax is the logarithm of Softmax: y[i] = x[i] − ln Σ_j e^x[j] over an Axis of each example.
type LogSoftmax struct{ Axis int }

// Kind is the ONNX operator type.
func (*LogSoftmax) Kind() string { return "LogSoftmax" }

// Params are none.
func (*LogSoftmax) Params() []*Param { return nil }

// Clone is a copy.
func (l *LogSoftmax) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (l *LogSoftmax) OutShape(in ...Shape) (Shape, error) { return withAxis(in, l.Axis) }

// Sight is cell by cell where the axis is that of the channels.
func (l *LogSoftmax) Sight(in ...Shape) Sight {
	if l.Axis == 0 && len(in[0]) == 3 {
		return cellByCell()
	}
	return wholeSight()
}

func (l *LogSoftmax) cellwise(in Shape) bool { return l.Axis == 0 && len(in) == 3 }

func (*LogSoftmax) parts(w *work) (forward, backward int) {
	parts := cut(w.batch, softmaxExamples(w))
	return parts, parts
}

func (l *LogSoftmax) forward(w *work, part int, _ *desk) {
	first, last := span(part, softmaxExamples(w), w.batch)
	for e := first; e < last; e++ {
		x, y := example(w.in[0], e), example(w.out, e)
		eachLane(w.shape, l.Axis, func(at, count, stride int) {
			highest := x[at]
			for i := range count {
				highest = max(highest, x[at+i*stride])
			}
			sum := 0.0
			for i := range count {
				sum += math.Exp(float64(x[at+i*stride] - highest))
			}
			log := math.Log(sum)
			for i := range count {
				y[at+i*stride] = float32(float64(x[at+i*stride]-highest) - log)
			}
		})
	}
}

// backward: gx[i] = gy[i] − e^y[i] · Σ_j gy[j]
func (l *LogSoftmax) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	first, last := span(part, softmaxExamples(w), w.batch)
	for e := first; e < last; e++ {
		y, gy, gx := example(w.out, e), example(w.gradOut, e), example(w.gradIn[0], e)
		eachLane(w.shape, l.Axis, func(at, count, stride int) {
			sum := 0.0
			for i := range count {
				sum += float64(gy[at+i*stride])
			}
			for i := range count {
				j := at + i*stride
				gx[j] = gy[j] - float32(math.Exp(float64(y[j]))*sum)
			}
		})
	}
}
