package cnn

import "fmt"

// Dropout silences a share Rate of its input's units while training and scales the others by
// 1/(1 − Rate), so that their expected value stays; otherwise it passes everything. Any shape.
//
// Which units fall silent is a function of the trainer's seed, the step, the layer and the unit.
type Dropout struct{ Rate float32 }

// Kind is the ONNX operator type.
func (*Dropout) Kind() string { return "Dropout" }

// Params are none.
func (*Dropout) Params() []*Param { return nil }

// Clone is a copy.
func (l *Dropout) Clone() Layer { m := *l; return &m }

// OutShape is the only input's. The rate must be 0 or more and below 1.
func (l *Dropout) OutShape(in ...Shape) (Shape, error) {
	if !(l.Rate >= 0 && l.Rate < 1) {
		return nil, fmt.Errorf("rate %g is not within 0 to 1 (1 excluded)", l.Rate)
	}
	return one(in, 0)
}

func (*Dropout) parts(w *work) (forward, backward int) { return elementwise(w) }

func (l *Dropout) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	l.mask(w, part, p[1], p[0])
}

func (l *Dropout) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.gradOut, w.gradIn[0])
	l.mask(w, part, p[1], p[0])
}

// mask passes what stays awake in this step from src to dst.
func (l *Dropout) mask(w *work, part int, dst, src []float32) {
	if !w.training || l.Rate == 0 {
		copy(dst, src)
		return
	}
	scale := 1 / (1 - l.Rate)
	silent := uint64(float64(l.Rate) * (1 << 32))
	for i, v := range src {
		if mix(w.seed+uint64(part*chunk+i))>>32 < silent {
			dst[i] = 0
		} else {
			dst[i] = v * scale
		}
	}
}

// mix scatters x over all 64 bits (the output function of SplitMix64: Steele, Lea and Flood 2014,
// "Fast splittable pseudorandom number generators").
func mix(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
