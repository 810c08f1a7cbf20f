//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// available returns the paths this processor can run, the best first.
func available() []*path {
	var paths []*path
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ {
			paths = append(paths, avx512)
		}
		paths = append(paths, avx2)
	}
	return append(paths, generic)
}

var avx512 = &path{
	name: "avx512", rows: 12, wide: 32, narrow: 16, block: 1 << 17,
	tiles: [2][]func(*tile){
		{
			tile1x32AVX512, tile2x32AVX512, tile3x32AVX512, tile4x32AVX512, tile5x32AVX512, tile6x32AVX512,
			tile7x32AVX512, tile8x32AVX512, tile9x32AVX512, tile10x32AVX512, tile11x32AVX512, tile12x32AVX512,
		},
		{
			tile1x16AVX512, tile2x16AVX512, tile3x16AVX512, tile4x16AVX512, tile5x16AVX512, tile6x16AVX512,
			tile7x16AVX512, tile8x16AVX512, tile9x16AVX512, tile10x16AVX512, tile11x16AVX512, tile12x16AVX512,
		},
	},
	dots:    []func(*tile){dots1x4AVX512, dots2x4AVX512, dots3x4AVX512, dots4x4AVX512},
	packing: packingAVX,
	loops:   loopsAVX2,
}

var avx2 = &path{
	name: "avx2", rows: 6, wide: 16, narrow: 8, block: 1 << 16,
	tiles: [2][]func(*tile){
		{tile1x16AVX2, tile2x16AVX2, tile3x16AVX2, tile4x16AVX2, tile5x16AVX2, tile6x16AVX2},
		{tile1x8AVX2, tile2x8AVX2, tile3x8AVX2, tile4x8AVX2, tile5x8AVX2, tile6x8AVX2},
	},
	dots:    []func(*tile){dots1x4AVX2, dots2x4AVX2, dots3x4AVX2},
	packing: packingAVX,
	loops:   loopsAVX2,
}
