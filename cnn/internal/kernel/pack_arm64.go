//go:build !purego

package kernel

//go:noescape
func copyStripsNEON(dst *float32, step int, src *float32, stride, steps, lanes int)

//go:noescape
func transpose4NEON(dst *float32, step int, src *float32, stride, steps int)

var packingNEON = packing{least: 4, copyStrips: copyStripsNEON, transpose4: transpose4NEON}
