package cnn

import (
	"image"

	"unitscope/cnn/internal/kernel"
)

// zones are what a change reaches of one node: for each position of the change a rectangle of
// cells, and their values. Everything here is in cell order: row by row, and the channels of a cell
// side by side, so that the few cells of a small rectangle still make long runs. A layer of N units
// is one cell of N channels.
type zones struct {
	channels, rows, columns int
	base                    []float32         // the whole map, as it is without the change
	rects                   []image.Rectangle // by position; empty where the change does not arrive
	starts                  []int             // by position, its first cell in values; last, the number of cells
	values                  []float32
}

// whole is the rectangle of all cells.
func (z *zones) whole() image.Rectangle { return image.Rect(0, 0, z.columns, z.rows) }

// lay makes room for the cells of rects, whose values it does not set.
func (z *zones) lay(positions int) {
	z.starts = append(z.starts[:0], 0)
	cells := 0
	for _, r := range z.rects[:positions] {
		cells += r.Dx() * r.Dy()
		z.starts = append(z.starts, cells)
	}
	z.values = resized(z.values, cells*z.channels)
}

// cells is the number of cells in all rectangles.
func (z *zones) cells() int { return z.starts[len(z.starts)-1] }

// resized is a slice of so many elements, which may be those of s.
func resized(s []float32, size int) []float32 {
	if cap(s) < size {
		return make([]float32, size, size+size/4)
	}
	return s[:size]
}

// own is the values of one position's rectangle.
func (z *zones) own(position int) []float32 {
	return z.values[z.starts[position]*z.channels : z.starts[position+1]*z.channels]
}

// run is the values from a cell of the map on, as they are with a position's change, and how many
// cells along the row they hold side by side.
func (z *zones) run(position, row, column int) (values []float32, cells int) {
	return terms{z, z.values, z.base}.run(position, row, column)
}

// terms are numbers of a node's cells that a linear layer sums over: their values, or how a change
// makes them differ from the base.
type terms struct {
	*zones
	changed []float32 // of the zones
	others  []float32 // of all cells, the zones' not being used; nil is zeros
}

// run is zones.run for the terms; nil stands for zeros.
func (t terms) run(position, row, column int) (values []float32, cells int) {
	r := t.rects[position]
	end := t.columns
	if row >= r.Min.Y && row < r.Max.Y {
		switch {
		case column < r.Min.X:
			end = r.Min.X
		case column < r.Max.X:
			at := t.starts[position] + (row-r.Min.Y)*r.Dx() + column - r.Min.X
			return t.changed[at*t.channels:], r.Max.X - column
		}
	}
	if t.others == nil {
		return nil, end - column
	}
	return t.others[(row*t.columns+column)*t.channels:], end - column
}

// subtractBase sets dst to the values less those of the base.
func (z *zones) subtractBase(dst []float32) {
	copy(dst, z.values)
	z.eachRow(func(_, row, first, last int, values []float32) {
		kernel.Axpy(dst[:len(values)], -1, z.baseRow(row, first, last))
		dst = dst[len(values):]
	})
}

// setBase sets the values to those of the base.
func (z *zones) setBase() {
	z.eachRow(func(_, row, first, last int, values []float32) { copy(values, z.baseRow(row, first, last)) })
}

// setBias sets every cell to one value a channel, or to zeros if bias is nil.
func (z *zones) setBias(bias *Tensor) {
	if bias == nil {
		clear(z.values)
		return
	}
	for at := 0; at < len(z.values); at += z.channels {
		copy(z.values[at:], bias.Data)
	}
}

// copyRow sets dst to a row's cells from first to last, as they are with a position's change.
func (z *zones) copyRow(dst []float32, position, row, first, last int) {
	for first < last {
		values, cells := z.run(position, row, first)
		cells = min(cells, last-first)
		copy(dst, values[:cells*z.channels])
		dst = dst[cells*z.channels:]
		first += cells
	}
}

// baseRow is the values of a row's cells from first to last without the change.
func (z *zones) baseRow(row, first, last int) []float32 {
	return z.base[(row*z.columns+first)*z.channels : (row*z.columns+last)*z.channels]
}

// eachRow calls f with each row of each position's rectangle: its number, its first column and
// its values.
func (z *zones) eachRow(f func(position, row, first, last int, values []float32)) {
	for p := range z.starts[1:] {
		r, values := z.rects[p], z.own(p)
		size := r.Dx() * z.channels
		for y := r.Min.Y; y < r.Max.Y; y++ {
			f(p, y, r.Min.X, r.Max.X, values[:size])
			values = values[size:]
		}
	}
}

// toCells brings channels×cells into cell order.
func toCells(dst, src []float32, channels int) {
	cells := len(src) / channels
	for c := range channels {
		for i, v := range src[c*cells : (c+1)*cells] {
			dst[i*channels+c] = v
		}
	}
}

// toPlanes brings cells×channels of a rectangle into maps of so many rows and columns.
func toPlanes(dst, src []float32, r image.Rectangle, rows, columns int) {
	if r.Empty() {
		return
	}
	channels := len(src) / (r.Dx() * r.Dy())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for c := range channels {
			row := dst[(c*rows+y)*columns+r.Min.X:][:r.Dx()]
			for x := range row {
				row[x] = src[x*channels+c]
			}
		}
		src = src[r.Dx()*channels:]
	}
}

// reachedBy is the output cells, within size rows and columns, that look at any of a rectangle of input
// cells (the forward cone of one layer). Gaps of a dilation count as looked at.
func (w window) reachedBy(r image.Rectangle, size [2]int) image.Rectangle {
	if r.Empty() {
		return image.Rectangle{}
	}
	first, last := [2]int{r.Min.Y, r.Min.X}, [2]int{r.Max.Y, r.Max.X}
	for axis := range 2 {
		first[axis] = cut(max(first[axis]+w.before[axis]-w.extent(axis)+1, 0), w.stride[axis])
		last[axis] = min((last[axis]-1+w.before[axis])/w.stride[axis]+1, size[axis])
	}
	return image.Rectangle{image.Pt(first[1], first[0]), image.Pt(last[1], last[0])}.Intersect(image.Rect(0, 0, size[1], size[0]))
}

// lookedAtBy is the input cells, within size rows and columns, that a rectangle of output cells
// looks at (the backward cone of one layer).
func (w window) lookedAtBy(r image.Rectangle, size [2]int) image.Rectangle {
	if r.Empty() {
		return image.Rectangle{}
	}
	from := image.Pt(r.Min.X*w.stride[1]-w.before[1], r.Min.Y*w.stride[0]-w.before[0])
	to := image.Pt((r.Max.X-1)*w.stride[1]-w.before[1]+w.extent(1), (r.Max.Y-1)*w.stride[0]-w.before[0]+w.extent(0))
	return image.Rectangle{from, to}.Intersect(image.Rect(0, 0, size[1], size[0]))
}
