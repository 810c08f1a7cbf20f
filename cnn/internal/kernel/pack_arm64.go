//go:build !purego

package kernel

//go:noescape
func copyStripsNEON(dst *float32, step int, src *float32, stride, steps, lanes int)

//go:noescape
func transpose4NEON(dst *float32, step int, src *float32, stride, steps int)

//go:noescape
func gatherNEON(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)

var packingNEON = packing{least: 4, copyStrips: copyStripsNEON, transpose4: transpose4NEON,
	gatherStrips: gatherNEON, gatherPairs: gatherNEON}
