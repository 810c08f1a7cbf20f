package cnn

import "fmt"

// PReLU weakens what is negative by a learned slope: y = x where x > 0, Slope·x elsewhere. Slope's dimensions are
// put above the input's last ones; where it has 1 cell, or none, that counts for all of the input's.
//
// He et al. 2015, "Delving deep into rectifiers".
type PReLU struct{ Slope *Tensor }

// Kind is the ONNX operator type.
func (*PReLU) Kind() string { return "PRelu" }

// Params are the slopes.
func (l *PReLU) Params() []*Param { return []*Param{{Name: "slope", Value: l.Slope}} }

// Clone is a deep copy.
func (l *PReLU) Clone() Layer { return &PReLU{l.Slope.Clone()} }

// OutShape is the only input's, over which the slopes must fit.
func (l *PReLU) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if l.Slope == nil {
		return nil, l.Slope.check("slope")
	}
	if err := l.Slope.check("slope", l.Slope.Shape...); err != nil {
		return nil, err
	}
	out, err := broadcastShape(s, l.Slope.Shape)
	if err == nil && !out.Equal(s) {
		err = fmt.Errorf("slopes %v do not fit over %v", l.Slope.Shape, s)
	}
	return out, err
}

// Sight is cell by cell where all cells have the same slopes.
func (l *PReLU) Sight(in ...Shape) Sight {
	if len(in[0]) == 3 && l.cellwise(in[0]) {
		return cellByCell()
	}
	return wholeSight()
}

func (l *PReLU) cellwise(in Shape) bool {
	return len(l.Slope.Data) == 1 && len(l.Slope.Shape) <= len(in) ||
		len(in) == 3 && len(l.Slope.Shape) == 3 && len(l.Slope.Data) == l.Slope.Shape[0]
}

// parts of backward are the examples' and one more for the slopes.
func (l *PReLU) parts(w *work) (forward, backward int) {
	parts := exampleParts(w, w.shape.Size())
	return parts, parts + 1
}

func (l *PReLU) forward(w *work, part int, _ *desk) {
	walk := newBroadcast(w.shape, w.shape, l.Slope.Shape)
	eachExample(w, part, w.shape.Size(), func(e int) {
		x, y := example(w.in[0], e), example(w.out, e)
		walk.each(func(out, _, at int) {
			for k, v := range x[out : out+walk.row] {
				if v <= 0 {
					v *= l.Slope.Data[at+k*walk.steps[1]]
				}
				y[out+k] = v
			}
		})
	})
}

func (l *PReLU) backward(w *work, part int, _ *desk) {
	walk := newBroadcast(w.shape, w.shape, l.Slope.Shape)
	if forward, _ := l.parts(w); part == forward {
		if w.wantsParams {
			l.backwardSlope(w, walk)
		}
		return
	}
	if w.gradIn[0] == nil {
		return
	}
	eachExample(w, part, w.shape.Size(), func(e int) {
		x, gx, gy := example(w.in[0], e), example(w.gradIn[0], e), example(w.gradOut, e)
		walk.each(func(out, _, at int) {
			for k, v := range x[out : out+walk.row] {
				gx[out+k] = gy[out+k]
				if v <= 0 {
					gx[out+k] *= l.Slope.Data[at+k*walk.steps[1]]
				}
			}
		})
	})
}

func (l *PReLU) backwardSlope(w *work, walk broadcast) {
	g := w.gradParams[0].Data
	clear(g)
	for e := range w.batch {
		x, gy := example(w.in[0], e), example(w.gradOut, e)
		walk.each(func(out, _, at int) {
			for k, v := range x[out : out+walk.row] {
				if v <= 0 {
					g[at+k*walk.steps[1]] += gy[out+k] * v
				}
			}
		})
	}
}
