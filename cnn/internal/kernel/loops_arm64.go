//go:build !purego

package kernel

//go:noescape
func reluNEON(dst, x []float32) int

//go:noescape
func reluBackwardNEON(dst, grad, y []float32) int

//go:noescape
func axpyNEON(dst []float32, alpha float32, x []float32) int

//go:noescape
func scaleNEON(dst []float32, alpha float32) int

//go:noescape
func maxNEON(dst, x []float32) int

//go:noescape
func addScalarNEON(dst []float32, v float32) int

//go:noescape
func sumNEON(x []float32) (sums [16]float64, done int)

//go:noescape
func sumSquaresNEON(x []float32) (sums [16]float64, done int)

//go:noescape
func sgdNEON(p, velocity, grad []float32, s SGD) int

//go:noescape
func adamNEON(p, mean, square, grad []float32, a Adam) int

//go:noescape
func maxPool2NEON(dst, upper, lower []float32) int

//go:noescape
func spreadMax2NEON(dstUpper, dstLower, upper, lower, y, grad []float32) int

var loopsNEON = loops{
	relu:         reluNEON,
	reluBackward: reluBackwardNEON,
	axpy:         axpyNEON,
	scale:        scaleNEON,
	max:          maxNEON,
	addScalar:    addScalarNEON,
	sum:          sumNEON,
	sumSquares:   sumSquaresNEON,
	sgd:          sgdNEON,
	adam:         adamNEON,
	maxPool2:     maxPool2NEON,
	spreadMax2:   spreadMax2NEON,
}
