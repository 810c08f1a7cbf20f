//go:build !purego

package kernel

//go:noescape
func tile1x32AVX512(t *tile)

//go:noescape
func tile2x32AVX512(t *tile)

//go:noescape
func tile3x32AVX512(t *tile)

//go:noescape
func tile4x32AVX512(t *tile)

//go:noescape
func tile5x32AVX512(t *tile)

//go:noescape
func tile6x32AVX512(t *tile)

//go:noescape
func tile7x32AVX512(t *tile)

//go:noescape
func tile8x32AVX512(t *tile)

//go:noescape
func tile9x32AVX512(t *tile)

//go:noescape
func tile10x32AVX512(t *tile)

//go:noescape
func tile11x32AVX512(t *tile)

//go:noescape
func tile12x32AVX512(t *tile)

//go:noescape
func tile1x16AVX512(t *tile)

//go:noescape
func tile2x16AVX512(t *tile)

//go:noescape
func tile3x16AVX512(t *tile)

//go:noescape
func tile4x16AVX512(t *tile)

//go:noescape
func tile5x16AVX512(t *tile)

//go:noescape
func tile6x16AVX512(t *tile)

//go:noescape
func tile7x16AVX512(t *tile)

//go:noescape
func tile8x16AVX512(t *tile)

//go:noescape
func tile9x16AVX512(t *tile)

//go:noescape
func tile10x16AVX512(t *tile)

//go:noescape
func tile11x16AVX512(t *tile)

//go:noescape
func tile12x16AVX512(t *tile)

//go:noescape
func tile1x16AVX2(t *tile)

//go:noescape
func tile2x16AVX2(t *tile)

//go:noescape
func tile3x16AVX2(t *tile)

//go:noescape
func tile4x16AVX2(t *tile)

//go:noescape
func tile5x16AVX2(t *tile)

//go:noescape
func tile6x16AVX2(t *tile)

//go:noescape
func tile1x8AVX2(t *tile)

//go:noescape
func tile2x8AVX2(t *tile)

//go:noescape
func tile3x8AVX2(t *tile)

//go:noescape
func tile4x8AVX2(t *tile)

//go:noescape
func tile5x8AVX2(t *tile)

//go:noescape
func tile6x8AVX2(t *tile)

//go:noescape
func dots1x4AVX512(t *tile)

//go:noescape
func dots2x4AVX512(t *tile)

//go:noescape
func dots3x4AVX512(t *tile)

//go:noescape
func dots4x4AVX512(t *tile)

//go:noescape
func dots1x4AVX2(t *tile)

//go:noescape
func dots2x4AVX2(t *tile)

//go:noescape
func dots3x4AVX2(t *tile)
