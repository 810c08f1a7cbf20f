package kernel

// Normalize sets dst to (x − mean)·scale + shift, rounding every operation by itself. dst and x may be the
// same.
func Normalize(dst, x []float32, mean, scale, shift float32) {
	dst = dst[:len(x)]
	for i := active.normalize(dst, x, mean, scale, shift); i < len(x); i++ {
		dst[i] = float32((x[i]-mean)*scale) + shift
	}
}

// NormalizeBackward sets dst to factor·(grad − offset − (x − mean)·slope), rounding every operation by itself.
func NormalizeBackward(dst, grad, x []float32, mean, slope, offset, factor float32) {
	dst, grad = dst[:len(x)], grad[:len(x)]
	for i := active.normalizeBackward(dst, grad, x, mean, slope, offset, factor); i < len(x); i++ {
		dst[i] = float32(factor * (grad[i] - offset - float32((x[i]-mean)*slope)))
	}
}
