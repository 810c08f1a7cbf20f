//go:build !purego

package kernel

//go:noescape
func copyStripsAVX(dst *float32, step int, src *float32, stride, steps, lanes int)

//go:noescape
func transpose4AVX(dst *float32, step int, src *float32, stride, steps int)

//go:noescape
func gatherStripsAVX(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)

//go:noescape
func gatherPairsAVX(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)

var packingAVX = packing{least: 8, copyStrips: copyStripsAVX, transpose4: transpose4AVX,
	gatherStrips: gatherStripsAVX, gatherPairs: gatherPairsAVX}
