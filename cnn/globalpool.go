package cnn

import (
	"slices"

	"unitscope/cnn/internal/kernel"
)

// GlobalAvgPool averages each whole map: input C×H×W, output C×1×1.
type GlobalAvgPool struct{}

// GlobalMaxPool keeps the largest cell of each map: input C×H×W, output C×1×1. The first maximum
// takes the whole gradient.
type GlobalMaxPool struct{}

// Kind is the ONNX operator type.
func (*GlobalAvgPool) Kind() string { return "GlobalAveragePool" }

// Kind is the ONNX operator type.
func (*GlobalMaxPool) Kind() string { return "GlobalMaxPool" }

// Params are none.
func (*GlobalAvgPool) Params() []*Param { return nil }

// Params are none.
func (*GlobalMaxPool) Params() []*Param { return nil }

// Clone is a new layer.
func (*GlobalAvgPool) Clone() Layer { return &GlobalAvgPool{} }

// Clone is a new layer.
func (*GlobalMaxPool) Clone() Layer { return &GlobalMaxPool{} }

// OutShape wants one input of maps.
func (*GlobalAvgPool) OutShape(in ...Shape) (Shape, error) { return wholeMaps(in) }

// OutShape wants one input of maps.
func (*GlobalMaxPool) OutShape(in ...Shape) (Shape, error) { return wholeMaps(in) }

func wholeMaps(in []Shape) (Shape, error) {
	s, err := one(in, 3)
	if err != nil {
		return nil, err
	}
	return Shape{s[0], 1, 1}, nil
}

func (*GlobalAvgPool) parts(w *work) (forward, backward int) { return pooling(w) }

func (*GlobalMaxPool) parts(w *work) (forward, backward int) { return pooling(w) }

func (*GlobalAvgPool) forward(w *work, part int, _ *desk) {
	size := w.inShape(0)[1:].Size()
	first, last := span(part, planes(w), w.batch*w.shape[0])
	for plane := first; plane < last; plane++ {
		sum := kernel.Sum(w.in[0].Data[plane*size : (plane+1)*size])
		w.out.Data[plane] = float32(sum / float64(size))
	}
}

func (*GlobalMaxPool) forward(w *work, part int, _ *desk) {
	size := w.inShape(0)[1:].Size()
	first, last := span(part, planes(w), w.batch*w.shape[0])
	for plane := first; plane < last; plane++ {
		w.out.Data[plane] = slices.Max(w.in[0].Data[plane*size : (plane+1)*size])
	}
}

func (*GlobalAvgPool) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	size := w.inShape(0)[1:].Size()
	first, last := span(part, planes(w), w.batch*w.shape[0])
	for plane := first; plane < last; plane++ {
		share := w.gradOut.Data[plane] / float32(size)
		gx := w.gradIn[0].Data[plane*size : (plane+1)*size]
		for i := range gx {
			gx[i] = share
		}
	}
}

func (*GlobalMaxPool) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	size := w.inShape(0)[1:].Size()
	first, last := span(part, planes(w), w.batch*w.shape[0])
	for plane := first; plane < last; plane++ {
		best, gx := w.out.Data[plane], w.gradIn[0].Data[plane*size:(plane+1)*size]
		clear(gx)
		for i, v := range w.in[0].Data[plane*size : (plane+1)*size] {
			if !(v < best) {
				gx[i] = w.gradOut.Data[plane]
				break
			}
		}
	}
}
