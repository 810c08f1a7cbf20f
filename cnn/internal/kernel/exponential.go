package kernel

import "math"

// exponentials are the numbers that exp and tanh are computed with, by the same operations in the same order on
// every path: those of S. Moshier's Cephes library, expf.c and tanhf.c.
type exponentials struct {
	low, high float32 // e^x is 0 below and infinite above
	log2e     float32
	shift     float32 // 1.5·2²³: added to a number, it rounds that to an integer, which its last bits then hold
	ln2High   float32 // ln 2, in two numbers: products of the first with small integers are exact
	ln2Low    float32
	exp       [6]float32 // e^r ≈ 1 + r + r²·(exp[0]·r⁵ + … + exp[5])
	one       float32
	bias      uint32     // what is taken from the shifted number's bits to leave n + 2·127
	small     float32    // below, tanh is a polynomial
	tanh      [5]float32 // tanh x ≈ x + x³·(tanh[0]·x⁸ + … + tanh[4])
	two       float32
	sign      uint32 // the bit
}

// The assembly reads the variable; Go's own code is faster with the constants in it.
var exponential = exponentials{
	low: expLow, high: expHigh, log2e: log2e, shift: roundingShift, ln2High: ln2High, ln2Low: ln2Low,
	exp:   [6]float32{exp0, exp1, exp2, exp3, exp4, exp5},
	one:   1,
	bias:  exponentBias,
	small: tanhSmall,
	tanh:  [5]float32{tanh0, tanh1, tanh2, tanh3, tanh4},
	two:   2,
	sign:  1 << 31,
}

const (
	expLow, expHigh = -104, 89
	log2e           = math.Log2E
	roundingShift   = 3 << 22
	exponentBias    = 0x4B400000 - 2*127 // the bits of roundingShift, less two biases
	ln2High, ln2Low = 0.693359375, -2.12194440e-4

	exp0, exp1, exp2 = 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3
	exp3, exp4, exp5 = 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1

	tanhSmall           = 0.625
	tanh0, tanh1, tanh2 = -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2
	tanh3, tanh4        = 1.33314422036e-1, -3.33332819422e-1
)

// Exp sets dst to e^x within 2 units in the last place; NaN stays. All paths give the same bits. dst and x may be
// the same.
func Exp(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.exp(dst, x); i < len(x); i++ {
		dst[i] = exp(x[i])
	}
}

// Sigmoid sets dst to 1/(1 + e^−x) within 3 units in the last place (0 from −89 down); NaN stays. All paths
// give the same bits. dst and x may be the same.
func Sigmoid(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.sigmoid(dst, x); i < len(x); i++ {
		dst[i] = 1 / (1 + exp(-x[i]))
	}
}

// Tanh sets dst to tanh x within 3 units in the last place; NaN stays. All paths give the same bits. dst and x may be
// the same.
func Tanh(dst, x []float32) {
	dst = dst[:len(x)]
	for i := active.tanh(dst, x); i < len(x); i++ {
		dst[i] = tanh(x[i])
	}
}

// exp splits x into n·ln 2 + r with |r| ≤ ln 2/2, and multiplies e^r by two powers of two, which together
// are 2ⁿ: one would not do for results near the ends of the range.
func exp(x float32) float32 {
	x = min(max(x, expLow), expHigh)
	shifted := float32(x*log2e) + roundingShift
	n := shifted - roundingShift
	r := x - float32(n*ln2High) - float32(n*ln2Low)
	p := float32(exp0*r) + exp1
	p = float32(p*r) + exp2
	p = float32(p*r) + exp3
	p = float32(p*r) + exp4
	p = float32(p*r) + exp5
	p = float32(float32(p*r)*r) + r + 1
	exponents := math.Float32bits(shifted) - exponentBias
	half := exponents / 2
	return float32(float32(p*math.Float32frombits(half<<23)) * math.Float32frombits((exponents-half)<<23))
}

func tanh(x float32) float32 {
	size := float32(math.Abs(float64(x)))
	if !(size < tanhSmall) {
		return float32(math.Copysign(float64(1-2/(exp(size+size)+1)), float64(x)))
	}
	z := float32(x * x)
	p := float32(tanh0*z) + tanh1
	p = float32(p*z) + tanh2
	p = float32(p*z) + tanh3
	p = float32(p*z) + tanh4
	return float32(float32(p*z)*x) + x
}
