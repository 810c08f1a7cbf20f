package cnn

import (
	"fmt"
	"math"
)

// BatchNorm brings each map (or unit) to zero mean and unit variance, then scales and shifts it:
//
//	y[c] = Scale[c] · (x[c] − mean[c]) / √(variance[c] + Epsilon) + Shift[c]
//
// While training, mean and variance are those of the batch's cells of map c, and the running
// statistics move towards them: running = (1 − Momentum)·running + Momentum·batch, with the
// unbiased variance (PyTorch's convention). Otherwise, and while the layer is frozen, they are
// the running ones.
//
// Input C×H×W or C; all tensors C.
type BatchNorm struct {
	Scale, Shift, Mean, Variance *Tensor
	Epsilon, Momentum            float32
}

// NewBatchNorm returns a layer for so many maps that passes its input on: scale 1, shift 0,
// running mean 0 and variance 1, epsilon 1e-5, momentum 0.1.
func NewBatchNorm(channels int) *BatchNorm {
	b := &BatchNorm{Scale: NewTensor(channels), Shift: NewTensor(channels), Mean: NewTensor(channels),
		Variance: NewTensor(channels), Epsilon: 1e-5, Momentum: 0.1}
	for c := range channels {
		b.Scale.Data[c], b.Variance.Data[c] = 1, 1
	}
	return b
}

// Kind is the ONNX operator type.
func (b *BatchNorm) Kind() string { return "BatchNormalization" }

// Params are the scale and the shift; the running statistics are not learned by gradient.
func (b *BatchNorm) Params() []*Param {
	return []*Param{{Name: "scale", Value: b.Scale}, {Name: "shift", Value: b.Shift}}
}

// Clone is a deep copy.
func (b *BatchNorm) Clone() Layer {
	return &BatchNorm{Scale: b.Scale.Clone(), Shift: b.Shift.Clone(), Mean: b.Mean.Clone(), Variance: b.Variance.Clone(),
		Epsilon: b.Epsilon, Momentum: b.Momentum}
}

func (b *BatchNorm) statistics() []*Tensor { return []*Tensor{b.Mean, b.Variance} }

// OutShape wants one input of as many maps as the layer has scales.
func (b *BatchNorm) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if len(s) == 0 {
		return nil, fmt.Errorf("wants an input of 1 dimension or more")
	}
	for i, t := range []*Tensor{b.Scale, b.Shift, b.Mean, b.Variance} {
		if err := t.check([]string{"scale", "shift", "mean", "variance"}[i], s[0]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// channels is how many maps one part takes on.
func (b *BatchNorm) channels(w *work) int {
	return max(1, chunk/(w.batch*w.shape[1:].Size()))
}

func (b *BatchNorm) parts(w *work) (forward, backward int) {
	parts := cut(w.shape[0], b.channels(w))
	return parts, parts
}

// remembers the mean and 1/√(variance + Epsilon) that each map was brought to normal with.
func (b *BatchNorm) remembers(w *work) int { return 2 * w.shape[0] }

func (b *BatchNorm) forward(w *work, part int, _ *desk) {
	size, maps := w.shape[1:].Size(), w.shape[0]
	first, last := span(part, b.channels(w), maps)
	for c := first; c < last; c++ {
		mean, variance := float64(b.Mean.Data[c]), float64(b.Variance.Data[c])
		if w.training {
			mean, variance = b.moments(w, c)
			b.follow(c, mean, variance, w.batch*size)
		}
		inverse := float32(1 / math.Sqrt(variance+float64(b.Epsilon)))
		w.memory[c], w.memory[maps+c] = float32(mean), inverse
		scale, shift, middle := b.Scale.Data[c]*inverse, b.Shift.Data[c], float32(mean)
		for e := range w.batch {
			at := (e*maps + c) * size
			y := w.out.Data[at : at+size]
			for i, v := range w.in[0].Data[at : at+size] {
				y[i] = (v-middle)*scale + shift
			}
		}
	}
}

// moments are the mean and the (biased) variance of map c over the batch.
func (b *BatchNorm) moments(w *work, c int) (mean, variance float64) {
	size, maps := w.shape[1:].Size(), w.shape[0]
	count := float64(w.batch * size)
	for e := range w.batch {
		at := (e*maps + c) * size
		for _, v := range w.in[0].Data[at : at+size] {
			mean += float64(v)
		}
	}
	mean /= count
	for e := range w.batch {
		at := (e*maps + c) * size
		for _, v := range w.in[0].Data[at : at+size] {
			d := float64(v) - mean
			variance += d * d
		}
	}
	return mean, variance / count
}

// follow moves the running statistics towards those of a batch of count cells.
func (b *BatchNorm) follow(c int, mean, variance float64, count int) {
	if count > 1 {
		variance *= float64(count) / float64(count-1)
	}
	b.Mean.Data[c] += b.Momentum * (float32(mean) - b.Mean.Data[c])
	b.Variance.Data[c] += b.Momentum * (float32(variance) - b.Variance.Data[c])
}

// backward, with x̂ the normalised input and n the cells of a map in the batch:
//
//	gScale = Σ gy·x̂,  gShift = Σ gy
//	gx = Scale/√(variance + Epsilon) · (gy − gShift/n − x̂·gScale/n)   with the batch's statistics
//	gx = Scale/√(variance + Epsilon) · gy                              with the running ones
func (b *BatchNorm) backward(w *work, part int, _ *desk) {
	size, maps := w.shape[1:].Size(), w.shape[0]
	first, last := span(part, b.channels(w), maps)
	for c := first; c < last; c++ {
		mean, inverse := w.memory[c], w.memory[maps+c]
		var gScale, gShift float64
		for e := range w.batch {
			at := (e*maps + c) * size
			gy := w.gradOut.Data[at : at+size]
			for i, v := range w.in[0].Data[at : at+size] {
				gScale += float64(gy[i]) * float64((v-mean)*inverse)
				gShift += float64(gy[i])
			}
		}
		if w.wantsParams {
			w.gradParams[0].Data[c], w.gradParams[1].Data[c] = float32(gScale), float32(gShift)
		}
		if w.gradIn[0] == nil {
			continue
		}
		count := float64(w.batch * size)
		if !w.training {
			gScale, gShift = 0, 0
		}
		b.spread(w, c, float32(gScale/count), float32(gShift/count))
	}
}

// spread sets map c's input gradient, given the means of gy·x̂ and of gy (0 with running
// statistics).
func (b *BatchNorm) spread(w *work, c int, meanScale, meanShift float32) {
	size, maps := w.shape[1:].Size(), w.shape[0]
	mean, inverse := w.memory[c], w.memory[maps+c]
	factor := b.Scale.Data[c] * inverse
	for e := range w.batch {
		at := (e*maps + c) * size
		gy, gx := w.gradOut.Data[at:at+size], w.gradIn[0].Data[at:at+size]
		for i, v := range w.in[0].Data[at : at+size] {
			gx[i] = factor * (gy[i] - meanShift - (v-mean)*inverse*meanScale)
		}
	}
}
