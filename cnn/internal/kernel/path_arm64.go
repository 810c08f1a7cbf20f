//go:build !purego

package kernel

// available returns the paths this processor can run, the best first. Every arm64 has NEON.
func available() []*path { return []*path{neon, generic} }

var neon = &path{
	name: "neon", rows: 8, wide: 12, narrow: 4, block: 1 << 16,
	tiles: [2][]func(*tile){
		{
			tile1x12NEON, tile2x12NEON, tile3x12NEON, tile4x12NEON,
			tile5x12NEON, tile6x12NEON, tile7x12NEON, tile8x12NEON,
		},
		{
			tile1x4NEON, tile2x4NEON, tile3x4NEON, tile4x4NEON,
			tile5x4NEON, tile6x4NEON, tile7x4NEON, tile8x4NEON,
		},
	},
	dots:    []func(*tile){dots1x4NEON, dots2x4NEON, dots3x4NEON, dots4x4NEON},
	packing: packingNEON,
	loops:   loopsNEON,
}
