//go:build !purego

package kernel

//go:noescape
func reluAVX2(dst, x []float32) int

//go:noescape
func reluBackwardAVX2(dst, grad, y []float32) int

//go:noescape
func axpyAVX2(dst []float32, alpha float32, x []float32) int

//go:noescape
func scaleAVX2(dst []float32, alpha float32) int

//go:noescape
func maxAVX2(dst, x []float32) int

//go:noescape
func largestAVX2(x []float32) (lanes [16]float32, done int)

//go:noescape
func addScalarAVX2(dst []float32, v float32) int

//go:noescape
func sumAVX2(x []float32) (sums [16]float64, done int)

//go:noescape
func sumSquaresAVX2(x []float32) (sums [16]float64, done int)

//go:noescape
func sgdAVX2(p, velocity, grad []float32, s SGD) int

//go:noescape
func adamAVX2(p, mean, square, grad []float32, a Adam) int

//go:noescape
func mulAVX2(dst, x, y []float32) int

//go:noescape
func mulAddAVX2(dst, x, y []float32) int

//go:noescape
func divAVX2(dst, x, y []float32) int

//go:noescape
func sqrtAVX2(dst, x []float32) int

//go:noescape
func expAVX2(dst, x []float32) int

//go:noescape
func sigmoidAVX2(dst, x []float32) int

//go:noescape
func tanhAVX2(dst, x []float32) int

//go:noescape
func normalizeAVX2(dst, x []float32, mean, scale, shift float32) int

//go:noescape
func normalizeBackwardAVX2(dst, grad, x []float32, mean, slope, offset, factor float32) int

//go:noescape
func sumDeviationsAVX2(x []float32, mean float64) (sums [16]float64, done int)

//go:noescape
func sumProductsAVX2(x []float32, mean float32, y []float32) (sums [16]float64, done int)

//go:noescape
func nadamAVX2(p, mean, square, grad []float32, s NAdam) int

//go:noescape
func rmspropAVX2(p, square, velocity, grad []float32, s RMSprop) int

//go:noescape
func adagradAVX2(p, sum, grad []float32, s Adagrad) int

//go:noescape
func adadeltaAVX2(p, square, change, grad []float32, s Adadelta) int

//go:noescape
func maxPool2AVX2(dst, upper, lower []float32) int

//go:noescape
func spreadMax2AVX2(dstUpper, dstLower, upper, lower, y, grad []float32) int

// loopsAVX2 serve the AVX-512 path too: memory is what limits them.
var loopsAVX2 = loops{
	relu:              reluAVX2,
	reluBackward:      reluBackwardAVX2,
	axpy:              axpyAVX2,
	scale:             scaleAVX2,
	max:               maxAVX2,
	largest:           largestAVX2,
	addScalar:         addScalarAVX2,
	sum:               sumAVX2,
	sumSquares:        sumSquaresAVX2,
	sgd:               sgdAVX2,
	adam:              adamAVX2,
	mul:               mulAVX2,
	mulAdd:            mulAddAVX2,
	div:               divAVX2,
	sqrt:              sqrtAVX2,
	exp:               expAVX2,
	sigmoid:           sigmoidAVX2,
	tanh:              tanhAVX2,
	normalize:         normalizeAVX2,
	normalizeBackward: normalizeBackwardAVX2,
	sumDeviations:     sumDeviationsAVX2,
	sumProducts:       sumProductsAVX2,
	nadam:             nadamAVX2,
	rmsprop:           rmspropAVX2,
	adagrad:           adagradAVX2,
	adadelta:          adadeltaAVX2,
	maxPool2:          maxPool2AVX2,
	spreadMax2:        spreadMax2AVX2,
}
