package cnn

import (
	"fmt"
	"math"
)

// Elementwise applies one function to every element by itself, of any shape: y = Op(x). A and B are the
// function's constants, under the names that ONNX has for them in functions.
type Elementwise struct {
	Op   Function
	A, B float32
}

// A Function is an ONNX operator type on single numbers.
type Function string

// function is a Function's value and its derivative at x, where y is the value.
type function struct {
	value func(x, a, b float64) float64
	slope func(x, y, a, b float64) float64
}

// functions holds them all. Where a function has a kink, the slope there is that from the left.
var functions = map[Function]function{
	"Identity": {func(x, _, _ float64) float64 { return x }, func(_, _, _, _ float64) float64 { return 1 }},
	"Abs":      {func(x, _, _ float64) float64 { return math.Abs(x) }, func(x, _, _, _ float64) float64 { return sign(x) }},
	"Neg":      {func(x, _, _ float64) float64 { return -x }, func(_, _, _, _ float64) float64 { return -1 }},
	"Exp":      {func(x, _, _ float64) float64 { return math.Exp(x) }, func(_, y, _, _ float64) float64 { return y }},
	"Log":      {func(x, _, _ float64) float64 { return math.Log(x) }, func(x, _, _, _ float64) float64 { return 1 / x }},
	"Sqrt":     {func(x, _, _ float64) float64 { return math.Sqrt(x) }, func(_, y, _, _ float64) float64 { return 1 / (2 * y) }},
	"Erf": {func(x, _, _ float64) float64 { return math.Erf(x) },
		func(x, _, _, _ float64) float64 { return 2 / math.SqrtPi * math.Exp(-x*x) }},
	"Softplus": {func(x, _, _ float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) },
		func(x, _, _, _ float64) float64 { return logistic(x) }},
	"Softsign": {func(x, _, _ float64) float64 { return x / (1 + math.Abs(x)) },
		func(x, _, _, _ float64) float64 { return 1 / ((1 + math.Abs(x)) * (1 + math.Abs(x))) }},

	// A is alpha: y = alpha·(e^x − 1) below 0.
	"Elu": {func(x, a, _ float64) float64 { return elu(x, a) },
		func(x, y, a, _ float64) float64 { return either(x > 0, 1, y+a) }},
	// A is alpha, B gamma: gamma·Elu(x).
	"Selu": {func(x, a, b float64) float64 { return b * elu(x, a) },
		func(x, y, a, b float64) float64 { return either(x > 0, b, y+a*b) }},
	// A is alpha, B beta: alpha·x + beta, held to 0..1.
	"HardSigmoid": {func(x, a, b float64) float64 { return min(max(a*x+b, 0), 1) },
		func(_, y, a, _ float64) float64 { return either(y > 0 && y < 1, a, 0) }},
	"HardSwish": {func(x, _, _ float64) float64 { return x * min(max(x/6+0.5, 0), 1) },
		func(x, _, _, _ float64) float64 { return either(x <= -3, 0, either(x >= 3, 1, x/3+0.5)) }},
	// A is 1 for the approximation by a tanh, 0 for the function itself.
	"Gelu": {gelu, geluSlope},
	// A is the lower bound, B the upper one, which holds where they cross.
	"Clip": {func(x, a, b float64) float64 { return min(max(x, a), b) },
		func(x, _, a, b float64) float64 { return either(x > a && x < b, 1, 0) }},
}

func sign(x float64) float64 {
	return either(x > 0, 1, either(x < 0, -1, 0))
}

func either(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func elu(x, alpha float64) float64 { return either(x > 0, x, alpha*math.Expm1(x)) }

// geluTanh is the argument of the tanh that approximates Gelu's, and its derivative (Hendrycks and Gimpel 2016,
// "Gaussian error linear units").
func geluTanh(x float64) (u, slope float64) {
	c := math.Sqrt(2 / math.Pi)
	return c * (x + 0.044715*x*x*x), c * (1 + 3*0.044715*x*x)
}

func gelu(x, approximate, _ float64) float64 {
	if approximate != 0 {
		u, _ := geluTanh(x)
		return x / 2 * (1 + math.Tanh(u))
	}
	return x / 2 * (1 + math.Erf(x/math.Sqrt2))
}

func geluSlope(x, _, approximate, _ float64) float64 {
	if approximate != 0 {
		u, slope := geluTanh(x)
		t := math.Tanh(u)
		return (1+t)/2 + x/2*(1-t*t)*slope
	}
	return (1+math.Erf(x/math.Sqrt2))/2 + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
}

// Kind is the ONNX operator type.
func (l *Elementwise) Kind() string { return string(l.Op) }

// Params are none.
func (*Elementwise) Params() []*Param { return nil }

// Clone is a copy.
func (l *Elementwise) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (l *Elementwise) OutShape(in ...Shape) (Shape, error) {
	if _, ok := functions[l.Op]; !ok {
		return nil, fmt.Errorf("there is no function %q", l.Op)
	}
	return one(in, 0)
}

// Sight is cell by cell.
func (*Elementwise) Sight(...Shape) Sight { return cellByCell() }

func (*Elementwise) cellwise(Shape) bool { return true }

func (*Elementwise) parts(w *work) (forward, backward int) { return elementwise(w) }

func (l *Elementwise) forward(w *work, part int, _ *desk) {
	p := elements(part, w.in[0], w.out)
	x, y := p[0], p[1]
	if l.Op == "Clip" { // the commonest, as the ReLU6 of mobile networks
		for i, v := range x {
			y[i] = min(max(v, l.A), l.B)
		}
		return
	}
	value, a, b := functions[l.Op].value, float64(l.A), float64(l.B)
	for i, v := range x {
		y[i] = float32(value(float64(v), a, b))
	}
}

func (l *Elementwise) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	p := elements(part, w.in[0], w.gradOut, w.gradIn[0])
	first, last := span(part, chunk, len(w.out.Data))
	x, gy, gx, y := p[0], p[1], p[2], w.out.Data[first:last]
	slope, a, b := functions[l.Op].slope, float64(l.A), float64(l.B)
	for i, v := range x {
		gx[i] = gy[i] * float32(slope(float64(v), float64(y[i]), a, b))
	}
}
