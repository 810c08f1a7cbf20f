package render

import "image"

// Fit returns where an h×w map is drawn in r: at the largest whole multiple that fits, else
// as large as it fits, its shape kept, in the middle. It is empty where either is.
func Fit(r image.Rectangle, h, w int) image.Rectangle {
	if h <= 0 || w <= 0 || r.Empty() {
		return image.Rectangle{Min: r.Min, Max: r.Min}
	}
	width, height := r.Dx(), r.Dy()
	if k := min(width/w, height/h); k >= 1 {
		width, height = k*w, k*h
	} else if width*h <= height*w {
		height = max(width*h/w, 1)
	} else {
		width = max(height*w/h, 1)
	}
	corner := r.Min.Add(image.Pt((r.Dx()-width)/2, (r.Dy()-height)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(width, height))}
}

// CellAt returns the cell of an h×w map drawn in r under a pixel, and whether there is one.
func CellAt(r image.Rectangle, h, w int, pixel image.Point) (row, col int, ok bool) {
	at := Fit(r, h, w)
	if !pixel.In(at) {
		return 0, 0, false
	}
	return (pixel.Y - at.Min.Y) * h / at.Dy(), (pixel.X - at.Min.X) * w / at.Dx(), true
}

// Cells returns the pixels of the cells [x0,x1)×[y0,y1), columns and rows, of an h×w map
// drawn in r: where to outline what a unit sees.
func Cells(r image.Rectangle, h, w int, cells image.Rectangle) image.Rectangle {
	at := Fit(r, h, w)
	if at.Empty() {
		return at
	}
	return image.Rect(
		at.Min.X+first(cells.Min.X, w, at.Dx()), at.Min.Y+first(cells.Min.Y, h, at.Dy()),
		at.Min.X+first(cells.Max.X, w, at.Dx()), at.Min.Y+first(cells.Max.Y, h, at.Dy()))
}

// first returns the first of size pixels that shows cell i of n: pixel p shows p·n/size.
func first(i, n, size int) int { return ceilDiv(i*size, n) }

func ceilDiv(a, b int) int {
	if a >= 0 {
		return (a + b - 1) / b
	}
	return a / b
}
