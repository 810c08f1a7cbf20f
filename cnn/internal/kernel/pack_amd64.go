//go:build !purego

package kernel

//go:noescape
func copyStripsAVX(dst *float32, step int, src *float32, stride, steps, lanes int)

//go:noescape
func transpose4AVX(dst *float32, step int, src *float32, stride, steps int)

var packingAVX = packing{least: 8, copyStrips: copyStripsAVX, transpose4: transpose4AVX}
