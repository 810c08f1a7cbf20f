package kernel

// few is how many numbers are too few for vectors to pay.
const few = 16

// Sum returns the sum of x, made in float64.
func Sum(x []float32) (sum float64) {
	if len(x) < few {
		for _, v := range x {
			sum += float64(v)
		}
		return sum
	}
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

// SumDeviations returns Σ (x − mean)², made in float64.
func SumDeviations(x []float32, mean float64) (sum float64) {
	if len(x) < few {
		for _, v := range x {
			d := float64(v) - mean
			sum += float64(d * d)
		}
		return sum
	}
	sums, done := active.sumDeviations(x, mean)
	for i := done; i < len(x); i++ {
		d := float64(x[i]) - mean
		sums[i%16] += float64(d * d)
	}
	return fold(&sums)
}

// SumProducts returns Σ (x − mean)·y: the difference is rounded to float32, the rest is made in float64, where a
// product is exact, fused with its sum or not.
func SumProducts(x []float32, mean float32, y []float32) (sum float64) {
	y = y[:len(x)]
	if len(x) < few {
		for i, v := range x {
			sum += float64(v-mean) * float64(y[i])
		}
		return sum
	}
	sums, done := active.sumProducts(x, mean, y)
	for i := done; i < len(x); i++ {
		sums[i%16] += float64(x[i]-mean) * float64(y[i])
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
