package kernel

// loops are a path's elementwise loops. Each does as many elements, from the first on, as make whole
// vectors, and returns how many; the rest are done in Go. The arithmetic is the same, operation by
// operation, so every path gives the same bits.
type loops struct {
	relu         func(dst, x []float32) int
	reluBackward func(dst, grad, y []float32) int
	axpy         func(dst []float32, alpha float32, x []float32) int
	scale        func(dst []float32, alpha float32) int
	max          func(dst, x []float32) int
	addScalar    func(dst []float32, v float32) int
	sum          func(x []float32) (sums [16]float64, done int)
	sumSquares   func(x []float32) (sums [16]float64, done int)
	sgd          func(p, velocity, grad []float32, s SGD) int
	adam         func(p, mean, square, grad []float32, a Adam) int
	maxPool2     func(dst, upper, lower []float32) int
	spreadMax2   func(dstUpper, dstLower, upper, lower, y, grad []float32) int
}

// genericLoops leaves everything to Go.
var genericLoops = loops{
	relu:         func(dst, x []float32) int { return 0 },
	reluBackward: func(dst, grad, y []float32) int { return 0 },
	axpy:         func(dst []float32, alpha float32, x []float32) int { return 0 },
	scale:        func(dst []float32, alpha float32) int { return 0 },
	max:          func(dst, x []float32) int { return 0 },
	addScalar:    func(dst []float32, v float32) int { return 0 },
	sum:          func(x []float32) (sums [16]float64, done int) { return },
	sumSquares:   func(x []float32) (sums [16]float64, done int) { return },
	sgd:          func(p, velocity, grad []float32, s SGD) int { return 0 },
	adam:         func(p, mean, square, grad []float32, a Adam) int { return 0 },
	maxPool2:     func(dst, upper, lower []float32) int { return 0 },
	spreadMax2:   func(dstUpper, dstLower, upper, lower, y, grad []float32) int { return 0 },
}

// ReLU sets dst to max(x, 0), element by element; NaN stays. dst and x may be the same.
func ReLU(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.relu(dst, x); i < len(x); i++ {
		v := x[i]
		if v < 0 {
			v = 0
		}
		dst[i] = v
	}
}

// ReLUBackward sets dst to grad where y is positive or NaN and to 0 elsewhere. y may be the rectifier's
// input or its output; dst and grad may be the same.
func ReLUBackward(dst, grad, y []float32) {
	dst, grad = dst[:len(y)], grad[:len(y)]
	for i := active.reluBackward(dst, grad, y); i < len(y); i++ {
		g := grad[i]
		if y[i] <= 0 {
			g = 0
		}
		dst[i] = g
	}
}

// Axpy adds alpha·x to dst, rounding the product first.
func Axpy(dst []float32, alpha float32, x []float32) {
	dst = dst[:len(x)]
	for i := active.axpy(dst, alpha, x); i < len(x); i++ {
		dst[i] += float32(alpha * x[i])
	}
}

// Scale multiplies dst by alpha.
func Scale(dst []float32, alpha float32) {
	for i := active.scale(dst, alpha); i < len(dst); i++ {
		dst[i] *= alpha
	}
}

// Max sets dst to the larger of itself and x, element by element, or to NaN where either is.
func Max(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.max(dst, x); i < len(x); i++ {
		dst[i] = max(dst[i], x[i])
	}
}

// AddBias adds bias[c] to the c-th of len(bias) planes that lie one after another in dst.
func AddBias(dst, bias []float32) {
	if len(bias) == 0 {
		return
	}
	size := len(dst) / len(bias)
	for c, v := range bias {
		plane := dst[c*size : (c+1)*size]
		for i := active.addScalar(plane, v); i < size; i++ {
			plane[i] += v
		}
	}
}

// Sum returns the sum of x, made in float64.
func Sum(x []float32) float64 {
	sums, done := active.sum(x)
	for i := done; i < len(x); i++ {
		sums[i%16] += float64(x[i])
	}
	return fold(&sums)
}

// SumSquares returns the sum of the squares of x, made in float64.
func SumSquares(x []float32) float64 {
	sums, done := active.sumSquares(x)
	for i := done; i < len(x); i++ {
		v := float64(x[i])
		sums[i%16] += v * v // exact, fused or not: the square of a float32 fits a float64
	}
	return fold(&sums)
}

// fold adds 16 sums of every 16th element in a fixed order.
func fold(sums *[16]float64) float64 {
	for n := 8; n > 0; n /= 2 {
		for i := range n {
			sums[i] += sums[i+n]
		}
	}
	return sums[0]
}
