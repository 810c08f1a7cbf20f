//go:build !purego

package kernel

//go:noescape
func tile1x12NEON(t *tile)

//go:noescape
func tile2x12NEON(t *tile)

//go:noescape
func tile3x12NEON(t *tile)

//go:noescape
func tile4x12NEON(t *tile)

//go:noescape
func tile5x12NEON(t *tile)

//go:noescape
func tile6x12NEON(t *tile)

//go:noescape
func tile7x12NEON(t *tile)

//go:noescape
func tile8x12NEON(t *tile)

//go:noescape
func tile1x4NEON(t *tile)

//go:noescape
func tile2x4NEON(t *tile)

//go:noescape
func tile3x4NEON(t *tile)

//go:noescape
func tile4x4NEON(t *tile)

//go:noescape
func tile5x4NEON(t *tile)

//go:noescape
func tile6x4NEON(t *tile)

//go:noescape
func tile7x4NEON(t *tile)

//go:noescape
func tile8x4NEON(t *tile)

//go:noescape
func dots1x4NEON(t *tile)

//go:noescape
func dots2x4NEON(t *tile)

//go:noescape
func dots3x4NEON(t *tile)

//go:noescape
func dots4x4NEON(t *tile)
