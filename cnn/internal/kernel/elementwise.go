package kernel

// loops are a path's elementwise loops. Each does as many elements, from the first on, as make whole
// vectors, and returns how many; the rest are done in Go. The arithmetic is the same, operation by
// operation, so every path gives the same bits.
type loops struct {
	relu              func(dst, x []float32) int
	reluBackward      func(dst, grad, y []float32) int
	axpy              func(dst []float32, alpha float32, x []float32) int
	scale             func(dst []float32, alpha float32) int
	max               func(dst, x []float32) int
	largest           func(x []float32) (lanes [16]float32, done int) // lane i: of every 16th element from i on
	addScalar         func(dst []float32, v float32) int
	sum               func(x []float32) (sums [16]float64, done int)
	sumSquares        func(x []float32) (sums [16]float64, done int)
	sgd               func(p, velocity, grad []float32, s SGD) int
	adam              func(p, mean, square, grad []float32, a Adam) int
	mul               func(dst, x, y []float32) int
	mulAdd            func(dst, x, y []float32) int
	div               func(dst, x, y []float32) int
	sqrt              func(dst, x []float32) int
	exp               func(dst, x []float32) int
	sigmoid           func(dst, x []float32) int
	tanh              func(dst, x []float32) int
	normalize         func(dst, x []float32, mean, scale, shift float32) int
	normalizeBackward func(dst, grad, x []float32, mean, slope, offset, factor float32) int
	sumDeviations     func(x []float32, mean float64) (sums [16]float64, done int)
	sumProducts       func(x []float32, mean float32, y []float32) (sums [16]float64, done int)
	nadam             func(p, mean, square, grad []float32, s NAdam) int
	rmsprop           func(p, square, velocity, grad []float32, s RMSprop) int
	adagrad           func(p, sum, grad []float32, s Adagrad) int
	adadelta          func(p, square, change, grad []float32, s Adadelta) int
	maxPool2          func(dst, upper, lower []float32) int
	spreadMax2        func(dstUpper, dstLower, upper, lower, y, grad []float32) int
}

// genericLoops leaves everything to Go.
var genericLoops = loops{
	relu:              func(dst, x []float32) int { return 0 },
	reluBackward:      func(dst, grad, y []float32) int { return 0 },
	axpy:              func(dst []float32, alpha float32, x []float32) int { return 0 },
	scale:             func(dst []float32, alpha float32) int { return 0 },
	max:               func(dst, x []float32) int { return 0 },
	largest:           func(x []float32) (lanes [16]float32, done int) { return },
	addScalar:         func(dst []float32, v float32) int { return 0 },
	sum:               func(x []float32) (sums [16]float64, done int) { return },
	sumSquares:        func(x []float32) (sums [16]float64, done int) { return },
	sgd:               func(p, velocity, grad []float32, s SGD) int { return 0 },
	adam:              func(p, mean, square, grad []float32, a Adam) int { return 0 },
	mul:               func(dst, x, y []float32) int { return 0 },
	mulAdd:            func(dst, x, y []float32) int { return 0 },
	div:               func(dst, x, y []float32) int { return 0 },
	sqrt:              func(dst, x []float32) int { return 0 },
	exp:               func(dst, x []float32) int { return 0 },
	sigmoid:           func(dst, x []float32) int { return 0 },
	tanh:              func(dst, x []float32) int { return 0 },
	normalize:         func(dst, x []float32, mean, scale, shift float32) int { return 0 },
	normalizeBackward: func(dst, grad, x []float32, mean, slope, offset, factor float32) int { return 0 },
	sumDeviations:     func(x []float32, mean float64) (sums [16]float64, done int) { return },
	sumProducts:       func(x []float32, mean float32, y []float32) (sums [16]float64, done int) { return },
	nadam:             func(p, mean, square, grad []float32, s NAdam) int { return 0 },
	rmsprop:           func(p, square, velocity, grad []float32, s RMSprop) int { return 0 },
	adagrad:           func(p, sum, grad []float32, s Adagrad) int { return 0 },
	adadelta:          func(p, square, change, grad []float32, s Adadelta) int { return 0 },
	maxPool2:          func(dst, upper, lower []float32) int { return 0 },
	spreadMax2:        func(dstUpper, dstLower, upper, lower, y, grad []float32) int { return 0 },
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

// Mul sets dst to x·y, element by element. dst may be either.
func Mul(dst, x, y []float32) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i := active.mul(dst, x, y); i < len(x); i++ {
		dst[i] = x[i] * y[i]
	}
}

// MulAdd adds x·y to dst, element by element, rounding the product first.
func MulAdd(dst, x, y []float32) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i := active.mulAdd(dst, x, y); i < len(x); i++ {
		dst[i] += float32(x[i] * y[i])
	}
}

// Div sets dst to x/y, element by element. dst may be either.
func Div(dst, x, y []float32) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i := active.div(dst, x, y); i < len(x); i++ {
		dst[i] = x[i] / y[i]
	}
}

// Sqrt sets dst to the square roots of x. dst and x may be the same.
func Sqrt(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.sqrt(dst, x); i < len(x); i++ {
		dst[i] = root(x[i])
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
