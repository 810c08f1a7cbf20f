package render

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"
)

func TestFit(t *testing.T) {
	tests := []struct {
		name string
		r    image.Rectangle
		h, w int
		want image.Rectangle
	}{
		{"twice, centred", image.Rect(0, 0, 39, 41), 18, 18, image.Rect(1, 2, 37, 38)},
		{"exactly", image.Rect(10, 10, 54, 54), 44, 44, image.Rect(10, 10, 54, 54)},
		{"smaller than it is", image.Rect(0, 0, 22, 30), 44, 44, image.Rect(0, 4, 22, 26)},
		{"wide", image.Rect(0, 0, 60, 60), 10, 30, image.Rect(0, 20, 60, 40)},
		{"wide and smaller than it is", image.Rect(0, 0, 15, 60), 10, 30, image.Rect(0, 27, 15, 32)},
		{"thinner than a pixel", image.Rect(0, 0, 10, 10), 1, 1000, image.Rect(0, 4, 10, 5)},
		{"no map", image.Rect(3, 4, 10, 10), 0, 5, image.Rect(3, 4, 3, 4)},
		{"no room", image.Rect(3, 4, 3, 10), 5, 5, image.Rect(3, 4, 3, 4)},
	}
	for _, tt := range tests {
		if got := Fit(tt.r, tt.h, tt.w); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// CellAt and Cells are each other's inverse: the pixels of a cell are those under which it
// is found.
func TestCellsAreWhereTheyAreFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 200 {
		h, w := 1+rng.IntN(12), 1+rng.IntN(12)
		r := image.Rect(rng.IntN(9), rng.IntN(9), 10+rng.IntN(40), 10+rng.IntN(40))
		for y := r.Min.Y - 2; y < r.Max.Y+2; y++ {
			for x := r.Min.X - 2; x < r.Max.X+2; x++ {
				row, col, ok := CellAt(r, h, w, image.Pt(x, y))
				if ok != image.Pt(x, y).In(Fit(r, h, w)) {
					t.Fatalf("%d×%d in %v: %d,%d found: %v", h, w, r, x, y, ok)
				}
				if ok && !image.Pt(x, y).In(Cells(r, h, w, image.Rect(col, row, col+1, row+1))) {
					t.Fatalf("%d×%d in %v: %d,%d is not in its own cell %d,%d", h, w, r, x, y, row, col)
				}
			}
		}
	}
}

func TestCellsBeyondTheMap(t *testing.T) {
	// Ten cells of ten pixels; a window with padding begins two cells before them.
	got := Cells(image.Rect(0, 0, 100, 100), 10, 10, image.Rect(-2, -2, 3, 12))
	if want := image.Rect(-20, -20, 30, 120); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestGrid(t *testing.T) {
	g := Grid{Cols: 3, Cell: image.Pt(10, 8), Gap: 2, Origin: image.Pt(5, 6)}
	if got, want := g.At(4), image.Rect(17, 16, 27, 24); got != want { // row 1, column 1
		t.Errorf("cell 4 is at %v, want %v", got, want)
	}
	if got, want := g.Size(7), image.Pt(34, 28); got != want {
		t.Errorf("7 cells take %v, want %v", got, want)
	}
	if got, want := g.Size(2), image.Pt(22, 8); got != want {
		t.Errorf("2 cells take %v, want %v", got, want)
	}
	const n = 7
	for y := range 50 {
		for x := range 50 {
			want, found := 0, false
			for i := range n {
				if image.Pt(x, y).In(g.At(i)) {
					want, found = i, true
				}
			}
			if got, ok := g.Index(image.Pt(x, y), n); ok != found || ok && got != want {
				t.Fatalf("%d,%d is in cell %d (%v), want %d (%v)", x, y, got, ok, want, found)
			}
		}
	}
}

// FitGrid is held against all grids: it fits, and none with larger cells does.
func TestFitGrid(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		r := image.Rect(0, 0, 20+rng.IntN(300), 20+rng.IntN(200))
		n, side, gap := 1+rng.IntN(40), 1+rng.IntN(20), rng.IntN(5)
		g := FitGrid(r, n, side, side, gap)
		if size := g.Size(n); g.Cell.X > 0 && (size.X > r.Dx() || size.Y > r.Dy()) {
			t.Fatalf("%d of %d px in %v: takes %v", n, side, r, size)
		}
		whole := g.Cell.X >= side
		for cols := 1; cols <= n; cols++ {
			for cell := g.Cell.X + 1; cell <= r.Dx(); cell++ {
				if whole && cell%side != 0 {
					continue
				}
				larger := Grid{Cols: cols, Cell: image.Pt(cell, cell), Gap: gap}
				if size := larger.Size(n); size.X <= r.Dx() && size.Y <= r.Dy() && min(n, cols) == cols {
					t.Fatalf("%d of %d px in %v: cells of %d in %d columns, but %d in %d fit", n, side, r, g.Cell.X, g.Cols, cell, cols)
				}
			}
		}
	}
}

func ExampleGrid() {
	// The 32 units of conv2, 18×18 each, in a room of 760 by 120 pixels.
	g := FitGrid(image.Rect(0, 0, 760, 120), 32, 18, 18, 6)
	fmt.Println(g.Cols, "columns, cells of", g.Cell)
	fmt.Println("unit 17 is at", g.At(17))
	// Output:
	// 16 columns, cells of (36,36)
	// unit 17 is at (42,42)-(78,78)
}

func ExampleCellAt() {
	// A map of 18×18 in a tile of 100 pixels is drawn five times as large, five pixels in.
	tile := image.Rect(0, 0, 100, 100)
	row, col, ok := CellAt(tile, 18, 18, image.Pt(62, 51))
	fmt.Println(row, col, ok)
	fmt.Println(Cells(tile, 18, 18, image.Rect(col, row, col+1, row+1)))
	// Output:
	// 9 11 true
	// (60,50)-(65,55)
}
