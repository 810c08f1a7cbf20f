package cnn

import (
	"fmt"
	"math"
)

// PoolN is MaxPool, or with Average AvgPool, for maps with any number of axes and windows with gaps: input C×…,
// output C×….
type PoolN struct {
	Grid
	Average        bool
	Ceil, CountPad bool // see MaxPool and AvgPool
}

// Kind is the ONNX operator type.
func (p *PoolN) Kind() string {
	if p.Average {
		return "AveragePool"
	}
	return "MaxPool"
}

// Params are none.
func (*PoolN) Params() []*Param { return nil }

// Clone is a deep copy.
func (p *PoolN) Clone() Layer { return &PoolN{p.Grid.clone(), p.Average, p.Ceil, p.CountPad} }

// OutShape wants one input of maps that the windows fit on.
func (p *PoolN) OutShape(in ...Shape) (Shape, error) {
	s, err := one(in, 0)
	if err != nil {
		return nil, err
	}
	if len(s) < 2 {
		return nil, fmt.Errorf("wants maps, gets %v", s)
	}
	out, err := p.outSize(s[1:], p.Ceil)
	return append(Shape{s[0]}, out...), err
}

// Sight is the window's, where maps have rows and columns.
func (p *PoolN) Sight(in ...Shape) Sight {
	if len(in[0]) != 3 {
		return wholeSight()
	}
	return Sight{Size: [2]int{p.axis(0).extent(0), p.axis(1).extent(0)}, Stride: [2]int(p.Stride), Before: [2]int(p.Before)}
}

// poolPlan is a pool's windows and what each is divided by.
type poolPlan struct {
	table []int32
	taps  int
	count []float32
}

func (p *PoolN) plan(w *work) {
	if w.plan != nil {
		return
	}
	in := w.inShape(0)[1:]
	plan := &poolPlan{table: p.table(in, w.shape[1:]), taps: p.taps()}
	bordered := make(Shape, len(in)) // the map with its border, which a window counts with CountPad
	g := p.Grid.clone()
	for axis, n := range in {
		bordered[axis], g.Before[axis] = n+p.Before[axis]+p.After[axis], 0
	}
	counted := plan.table
	if p.CountPad {
		counted = g.table(bordered, w.shape[1:])
	}
	for at := 0; at < len(counted); at += plan.taps {
		n := float32(0)
		for _, cell := range counted[at : at+plan.taps] {
			if cell >= 0 {
				n++
			}
		}
		plan.count = append(plan.count, max(n, 1))
	}
	w.plan = plan
}

func (*PoolN) parts(w *work) (forward, backward int) { return pooling(w) }

// planes calls f with each map that a part takes on, below and above.
func (p *PoolN) planes(w *work, part int, in, out *Tensor, f func(x, y []float32)) {
	size, outSize := w.inShape(0)[1:].Size(), w.shape[1:].Size()
	first, last := span(part, planes(w), w.batch*w.shape[0])
	for plane := first; plane < last; plane++ {
		f(in.Data[plane*size:(plane+1)*size], out.Data[plane*outSize:(plane+1)*outSize])
	}
}

func (p *PoolN) forward(w *work, part int, _ *desk) {
	plan := w.plan.(*poolPlan)
	p.planes(w, part, w.in[0], w.out, func(x, y []float32) {
		for i := range y {
			taps := plan.table[i*plan.taps:][:plan.taps]
			if p.Average {
				sum := float32(0)
				for _, cell := range taps {
					if cell >= 0 {
						sum += x[cell]
					}
				}
				y[i] = sum / plan.count[i]
				continue
			}
			y[i] = float32(math.Inf(-1))
			if at := winner(x, taps); at >= 0 {
				y[i] = x[at]
			}
		}
	})
}

// winner is the first of the largest cells; -1 where a window lies beyond the map.
func winner(x []float32, cells []int32) int {
	at := -1
	for _, cell := range cells {
		if cell >= 0 && (at < 0 || x[cell] > x[at]) {
			at = int(cell)
		}
	}
	return at
}

func (p *PoolN) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	plan := w.plan.(*poolPlan)
	size := w.inShape(0)[1:].Size()
	plane, _ := span(part, planes(w), w.batch*w.shape[0])
	p.planes(w, part, w.gradIn[0], w.gradOut, func(gx, gy []float32) {
		x := w.in[0].Data[plane*size:][:size]
		plane++
		clear(gx)
		for i, g := range gy {
			taps := plan.table[i*plan.taps:][:plan.taps]
			if !p.Average {
				if at := winner(x, taps); at >= 0 {
					gx[at] += g
				}
				continue
			}
			for _, cell := range taps {
				if cell >= 0 {
					gx[cell] += g / plan.count[i]
				}
			}
		}
	})
}
