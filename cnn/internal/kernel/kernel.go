// Package kernel is the engine's arithmetic on float32 slices: matrix products whose operands
// may be packed on the fly, and the elementwise loops around them.
//
// Start at [Product], one matrix product with its output's bias and rectifier; [Implementation]
// puts it behind gonum's BLAS interface. Loops take slices, destination first, and allocate
// nothing; matrices are row-major.
//
// Everything is written once in portable Go and again in assembly for AVX-512, AVX2 with FMA and
// NEON. One path is chosen at start by what the processor has ([Path] names it); the environment
// variable UNITSCOPE_KERNEL (avx512, avx2, neon, generic) or the build tag purego forces one. It is
// read before go test takes note of variables, so forcing a path in tests needs -count=1 as well.
//
// On each path the same input gives the same bits whatever GOMAXPROCS is. Sums of a product run over
// k in order, in pieces that only the length of k decides, so that an element depends neither on
// where it lies nor on what is computed beside it; the one exception is a product with few rows or
// columns and a transposed B, whose sums are interleaved. The paths differ from each other in
// rounding, except where a function says that they do not.
package kernel

import (
	"fmt"
	"os"
	"strings"
)

// A path is one instruction set's kernels.
type path struct {
	name string

	// The largest tile of a product is rows × wide outputs; a tile at the right edge may be
	// rows × narrow. tiles[w][r-1] computes r rows, w is 0 for wide and 1 for narrow.
	rows, wide, narrow int
	tiles              [2][]func(t *tile)

	// dots[r-1] computes the inner products of r rows of a with 4 of b, into c; it may be empty.
	dots []func(t *tile)

	// block is how many floats of B are packed at a time, to stay in the second-level cache.
	block int

	packing
	loops
}

// active is the path in use. Only tests change it.
var active = choose(os.Getenv("UNITSCOPE_KERNEL"), available())

// Path returns the name of the path in use: "avx512", "avx2", "neon" or "generic".
func Path() string { return active.name }

// choose returns the path called name, or the first if name is empty. It panics if the processor
// lacks the path: whoever forces one must not be measuring another.
func choose(name string, paths []*path) *path {
	if name == "" {
		return paths[0]
	}
	var names []string
	for _, p := range paths {
		if p.name == name {
			return p
		}
		names = append(names, p.name)
	}
	panic(fmt.Sprintf("kernel: UNITSCOPE_KERNEL=%s: this processor or build has %s", name, strings.Join(names, ", ")))
}
