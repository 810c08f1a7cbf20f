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
func largestNEON(x []float32) (lanes [16]float32, done int)

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
func mulNEON(dst, x, y []float32) int

//go:noescape
func mulAddNEON(dst, x, y []float32) int

//go:noescape
func divNEON(dst, x, y []float32) int

//go:noescape
func sqrtNEON(dst, x []float32) int

//go:noescape
func expNEON(dst, x []float32) int

//go:noescape
func sigmoidNEON(dst, x []float32) int

//go:noescape
func tanhNEON(dst, x []float32) int

//go:noescape
func normalizeNEON(dst, x []float32, mean, scale, shift float32) int

//go:noescape
func normalizeBackwardNEON(dst, grad, x []float32, mean, slope, offset, factor float32) int

//go:noescape
func sumDeviationsNEON(x []float32, mean float64) (sums [16]float64, done int)

//go:noescape
func sumProductsNEON(x []float32, mean float32, y []float32) (sums [16]float64, done int)

//go:noescape
func nadamNEON(p, mean, square, grad []float32, s NAdam) int

//go:noescape
func rmspropNEON(p, square, velocity, grad []float32, s RMSprop) int

//go:noescape
func adagradNEON(p, sum, grad []float32, s Adagrad) int

//go:noescape
func adadeltaNEON(p, square, change, grad []float32, s Adadelta) int

//go:noescape
func maxPool2NEON(dst, upper, lower []float32) int

//go:noescape
func spreadMax2NEON(dstUpper, dstLower, upper, lower, y, grad []float32) int

var loopsNEON = loops{
	relu:              reluNEON,
	reluBackward:      reluBackwardNEON,
	axpy:              axpyNEON,
	scale:             scaleNEON,
	max:               maxNEON,
	largest:           largestNEON,
	addScalar:         addScalarNEON,
	sum:               sumNEON,
	sumSquares:        sumSquaresNEON,
	sgd:               sgdNEON,
	adam:              adamNEON,
	mul:               mulNEON,
	mulAdd:            mulAddNEON,
	div:               divNEON,
	sqrt:              sqrtNEON,
	exp:               expNEON,
	sigmoid:           sigmoidNEON,
	tanh:              tanhNEON,
	normalize:         normalizeNEON,
	normalizeBackward: normalizeBackwardNEON,
	sumDeviations:     sumDeviationsNEON,
	sumProducts:       sumProductsNEON,
	nadam:             nadamNEON,
	rmsprop:           rmspropNEON,
	adagrad:           adagradNEON,
	adadelta:          adadeltaNEON,
	maxPool2:          maxPool2NEON,
	spreadMax2:        spreadMax2NEON,
}
