package cnn

import (
	"fmt"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// MatMul multiplies matrices: the last two dimensions of a (M×K) and b (K×N), for every index of those before
// them, where 1 or none counts for all of the other's. A vector stands for one row as a, one column as b.
//
// With a Weight there is one input, and the weight is b, or with Left a.
type MatMul struct {
	Weight *Tensor // nil: two inputs
	Left   bool
}

// Kind is the ONNX operator type.
func (*MatMul) Kind() string { return "MatMul" }

// Params are the weights, where there are any.
func (l *MatMul) Params() []*Param {
	if l.Weight == nil {
		return nil
	}
	return []*Param{{Name: "weight", Value: l.Weight}}
}

// Clone is a deep copy.
func (l *MatMul) Clone() Layer { return &MatMul{l.Weight.Clone(), l.Left} }

// OutShape is M×N with the dimensions before it; the inner dimensions must agree.
func (l *MatMul) OutShape(in ...Shape) (Shape, error) {
	a, b, err := l.shapes(in)
	if err != nil {
		return nil, err
	}
	p, err := planProducts(a, b)
	if err != nil {
		return nil, err
	}
	return p.out, nil
}

// shapes are those of both factors.
func (l *MatMul) shapes(in []Shape) (a, b Shape, err error) {
	if l.Weight == nil {
		if len(in) != 2 {
			return nil, nil, fmt.Errorf("wants 2 inputs, gets %d", len(in))
		}
		return in[0], in[1], nil
	}
	s, err := one(in, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := l.Weight.check("weight", l.Weight.Shape...); err != nil {
		return nil, nil, err
	}
	if l.Left {
		return l.Weight.Shape, s, nil
	}
	return s, l.Weight.Shape, nil
}

// Sight is the whole input's.
func (*MatMul) Sight(...Shape) Sight { return wholeSight() }

// products are the matrix products of one example.
type products struct {
	m, n, k int
	a, b    []int // where each product's factors begin
	out     Shape
}

func planProducts(a, b Shape) (*products, error) {
	if len(a) == 0 || len(b) == 0 {
		return nil, fmt.Errorf("wants matrices, gets %v and %v", a, b)
	}
	vectorA, vectorB := len(a) == 1, len(b) == 1
	if vectorA {
		a = Shape{1, a[0]}
	}
	if vectorB {
		b = Shape{b[0], 1}
	}
	before := [2]Shape{a[:len(a)-2], b[:len(b)-2]}
	p := &products{m: a[len(a)-2], k: a[len(a)-1], n: b[len(b)-1]}
	outer, err := broadcastShape(before[0], before[1])
	if err != nil || b[len(b)-2] != p.k {
		return nil, fmt.Errorf("%v times %v", a, b)
	}
	p.out = slices.Clone(outer)
	if !vectorA {
		p.out = append(p.out, p.m)
	}
	if !vectorB {
		p.out = append(p.out, p.n)
	}
	if before[1].Size() == 1 { // one b for all: its products are one with many rows
		p.m *= before[0].Size()
		outer, before[0] = nil, nil
	}
	walk := newBroadcast(outer, before[0], before[1])
	walk.each(func(_, i, j int) {
		for r := range walk.row {
			p.a = append(p.a, (i+r*walk.steps[0])*p.m*p.k)
			p.b = append(p.b, (j+r*walk.steps[1])*p.k*p.n)
		}
	})
	return p, nil
}

func (l *MatMul) plan(w *work) {
	if w.plan != nil {
		return
	}
	in := []Shape{w.inShape(0)}
	if l.Weight == nil {
		in = append(in, w.inShape(1))
	}
	a, b, err := l.shapes(in)
	if err == nil {
		w.plan, err = planProducts(a, b)
	}
	if err != nil {
		panic("cnn: matrix product: " + err.Error()) // OutShape has checked
	}
}

// parts of backward are the examples' and one more for the weights.
func (*MatMul) parts(w *work) (forward, backward int) { return w.batch, w.batch + 1 }

// factors are both factors of an example, out of the inputs' arrays and the weight's.
func (l *MatMul) factors(inputs []*Tensor, weight []float32, e int) (a, b []float32) {
	of := func(k int) []float32 {
		if inputs[k] == nil {
			return nil
		}
		return example(inputs[k], e)
	}
	switch {
	case l.Weight == nil:
		return of(0), of(1)
	case l.Left:
		return weight, of(0)
	default:
		return of(0), weight
	}
}

func (l *MatMul) forward(w *work, part int, k *desk) {
	p := w.plan.(*products)
	a, b := l.factors(w.in, l.Weight.data(), part)
	y := example(w.out, part)
	for i := range p.a {
		k.product = kernel.Product{M: p.m, N: p.n, K: p.k,
			A: kernel.Operand{Data: a[p.a[i]:], Stride: p.k},
			B: kernel.Operand{Data: b[p.b[i]:], Stride: p.n},
			C: kernel.Output{Data: y[i*p.m*p.n:], Stride: p.n}}
		k.product.Run(k.kernel)
	}
}

// data is t's numbers; nil of nil.
func (t *Tensor) data() []float32 {
	if t == nil {
		return nil
	}
	return t.Data
}

func (l *MatMul) backward(w *work, part int, k *desk) {
	p := w.plan.(*products)
	if part < w.batch {
		a, b := l.factors(w.in, l.Weight.data(), part)
		ga, gb := l.factors(w.gradIn, nil, part)
		clear(ga)
		clear(gb)
		p.backward(ga, gb, a, b, example(w.gradOut, part), k)
		return
	}
	if l.Weight == nil || !w.wantsParams {
		return
	}
	none := make([]*Tensor, len(w.in))
	clear(w.gradParams[0].Data)
	for e := range w.batch {
		a, b := l.factors(w.in, l.Weight.Data, e)
		ga, gb := l.factors(none, w.gradParams[0].Data, e)
		p.backward(ga, gb, a, b, example(w.gradOut, e), k)
	}
}

// backward adds gy·bᵀ to ga and aᵀ·gy to gb, those that are not nil.
func (p *products) backward(ga, gb, a, b, gy []float32, k *desk) {
	for i := range p.a {
		g := gy[i*p.m*p.n:]
		if ga != nil {
			k.product = kernel.Product{M: p.m, N: p.k, K: p.n,
				A: kernel.Operand{Data: g, Stride: p.n},
				B: kernel.Operand{Data: b[p.b[i]:], Stride: p.n, Transposed: true},
				C: kernel.Output{Data: ga[p.a[i]:], Stride: p.k, Accumulate: true}}
			k.product.Run(k.kernel)
		}
		if gb != nil {
			k.product = kernel.Product{M: p.k, N: p.n, K: p.m,
				A: kernel.Operand{Data: a[p.a[i]:], Stride: p.k, Transposed: true},
				B: kernel.Operand{Data: g, Stride: p.n},
				C: kernel.Output{Data: gb[p.b[i]:], Stride: p.n, Accumulate: true}}
			k.product.Run(k.kernel)
		}
	}
}
