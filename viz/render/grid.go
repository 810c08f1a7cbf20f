package render

import "image"

// Grid lays cells out in rows, as on a photographer's contact sheet.
type Grid struct {
	Cols   int
	Cell   image.Point // size of one cell in pixels
	Gap    int         // pixels between neighbours
	Origin image.Point // top left of the first cell
}

// FitGrid returns the grid of the largest cells, in the shape of an h×w map and a whole
// multiple of it where that fits, with which n of them fit into r, in the fewest rows.
//
// The grid starts at r's top left corner. Its cells have no size where r is too small.
func FitGrid(r image.Rectangle, n, h, w, gap int) Grid {
	best := Grid{Cols: 1, Gap: gap, Origin: r.Min}
	for rows := 1; rows <= n; rows++ {
		cols := (n + rows - 1) / rows
		room := image.Rectangle{Max: image.Pt((r.Dx()-(cols-1)*gap)/cols, (r.Dy()-(rows-1)*gap)/rows)}
		if cell := Fit(room, h, w).Size(); cell.X > best.Cell.X {
			best.Cols, best.Cell = cols, cell
		}
	}
	return best
}

// At returns the rectangle of cell i, counted from 0, along the rows.
func (g Grid) At(i int) image.Rectangle {
	corner := g.Origin.Add(image.Pt(i%g.Cols*(g.Cell.X+g.Gap), i/g.Cols*(g.Cell.Y+g.Gap)))
	return image.Rectangle{Min: corner, Max: corner.Add(g.Cell)}
}

// Index returns which of n cells is under a pixel, and whether one is: gaps are nobody's.
func (g Grid) Index(pixel image.Point, n int) (int, bool) {
	p := pixel.Sub(g.Origin)
	pitch := g.Cell.Add(image.Pt(g.Gap, g.Gap))
	if p.X < 0 || p.Y < 0 || pitch.X <= 0 || pitch.Y <= 0 {
		return 0, false
	}
	col, row := p.X/pitch.X, p.Y/pitch.Y
	i := row*g.Cols + col
	if col >= g.Cols || i >= n || p.X%pitch.X >= g.Cell.X || p.Y%pitch.Y >= g.Cell.Y {
		return 0, false
	}
	return i, true
}

// Size returns the pixels that n cells take, from the origin.
func (g Grid) Size(n int) image.Point {
	if n <= 0 {
		return image.Point{}
	}
	cols, rows := min(n, g.Cols), (n+g.Cols-1)/g.Cols
	return image.Pt(cols*(g.Cell.X+g.Gap)-g.Gap, rows*(g.Cell.Y+g.Gap)-g.Gap)
}
