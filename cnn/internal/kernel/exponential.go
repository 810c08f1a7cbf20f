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

var exponential = exponentials{
	low: -104, high: 89, log2e: math.Log2E, shift: 3 << 22, ln2High: 0.693359375, ln2Low: -2.12194440e-4,
	exp: [6]float32{1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1},
	one: 1, bias: 0x4B400000 - 2*127, small: 0.625,
	tanh: [5]float32{-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1},
	two:  2, sign: 1 << 31,
}

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
	c := &exponential
	x = min(max(x, c.low), c.high)
	shifted := float32(x*c.log2e) + c.shift
	n := shifted - c.shift
	r := x - float32(n*c.ln2High) - float32(n*c.ln2Low)
	p := float32(c.exp[0]*r) + c.exp[1]
	p = float32(p*r) + c.exp[2]
	p = float32(p*r) + c.exp[3]
	p = float32(p*r) + c.exp[4]
	p = float32(p*r) + c.exp[5]
	p = float32(float32(p*r)*r) + r + 1
	exponents := math.Float32bits(shifted) - c.bias
	half := exponents / 2
	return float32(float32(p*math.Float32frombits(half<<23)) * math.Float32frombits((exponents-half)<<23))
}

func tanh(x float32) float32 {
	c := &exponential
	size := float32(math.Abs(float64(x)))
	if !(size < c.small) {
		return float32(math.Copysign(float64(1-2/(exp(size+size)+1)), float64(x)))
	}
	z := float32(x * x)
	p := float32(c.tanh[0]*z) + c.tanh[1]
	p = float32(p*z) + c.tanh[2]
	p = float32(p*z) + c.tanh[3]
	p = float32(p*z) + c.tanh[4]
	return float32(float32(p*z)*x) + x
}
