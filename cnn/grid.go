package cnn

import "fmt"

// A Grid is the geometry of windows over maps with any number of axes, one entry an axis; see window for maps of
// rows and columns. Before and After are the border.
type Grid struct{ Kernel, Stride, Dilation, Before, After []int }

// maxTable bounds the cells that all windows over a map look at, counted for each window.
const maxTable = 1 << 26

// check returns an error unless the grid has settings within bounds for each of so many axes.
func (g Grid) check(axes int) error {
	for _, list := range [][]int{g.Kernel, g.Stride, g.Dilation, g.Before, g.After} {
		if len(list) != axes {
			return fmt.Errorf("windows of %d axes on maps of %d", len(list), axes)
		}
	}
	for axis := range axes {
		if err := g.axis(axis).check(0); err != nil {
			return err
		}
	}
	return nil
}

// axis is the window of one axis.
func (g Grid) axis(i int) window {
	return window{kernel: [2]int{g.Kernel[i], 1}, stride: [2]int{g.Stride[i], 1}, dilation: [2]int{g.Dilation[i], 1},
		before: [2]int{g.Before[i]}, after: [2]int{g.After[i]}}
}

// outSize is the number of windows on each axis (see window.outSize).
func (g Grid) outSize(in Shape, ceil bool) (Shape, error) {
	if err := g.check(len(in)); err != nil {
		return nil, err
	}
	out := make(Shape, len(in))
	for axis, n := range in {
		w := g.axis(axis)
		w.ceil = ceil
		size, err := w.outSize([2]int{n, 1})
		if err != nil {
			return nil, err
		}
		out[axis] = size[0]
	}
	return out, g.checkTable(out)
}

func (g Grid) checkTable(windows Shape) error {
	cells := 1
	for _, n := range append(Shape(g.Kernel), windows...) {
		if cells > maxTable/max(n, 1) {
			return fmt.Errorf("windows of %v, %v of them, are more than %d cells", Shape(g.Kernel), windows, maxTable)
		}
		cells *= max(n, 1)
	}
	return nil
}

// taps is how many cells a window has.
func (g Grid) taps() int { return Shape(g.Kernel).Size() }

// table lists, window by window, the cell of a map of size in that each tap falls on, −1 beyond it.
func (g Grid) table(in, windows Shape) []int32 {
	table := []int32{0}
	// axis by axis: every entry of the table so far goes on to all taps of all windows of the axis
	count, taps := 1, 1
	for axis, n := range in {
		w, k := windows[axis], g.Kernel[axis]
		next := make([]int32, 0, count*w*taps*k)
		for window := range count {
			for i := range w {
				for tap := range taps {
					for j := range k {
						at, from := i*g.Stride[axis]-g.Before[axis]+j*g.Dilation[axis], table[window*taps+tap]
						if at < 0 || at >= n || from < 0 {
							next = append(next, -1)
						} else {
							next = append(next, from*int32(n)+int32(at))
						}
					}
				}
			}
		}
		table, count, taps = next, count*w, taps*k
	}
	return table
}

// An unfolding lays windows beside each other as a matrix's columns, in blocks: row map·taps + tap, a column a
// window.
type unfolding struct {
	table []int32
	taps  int
	cells int // windows
	size  int // cells of the map below
	block int // windows in a block
}

// blockFloats is about how many numbers a block has.
const blockFloats = 1 << 18

// unfold plans windows over so many maps, which are of size in.
func (g Grid) unfold(in, windows Shape, maps int) *unfolding {
	u := &unfolding{table: g.table(in, windows), taps: g.taps(), cells: windows.Size(), size: in.Size()}
	u.block = min(u.cells, max(blockFloats/(u.taps*maps), 16))
	return u
}

// blocks calls f for each block with its first window and how many there are.
func (u *unfolding) blocks(f func(first, count int)) {
	for first := 0; first < u.cells; first += u.block {
		f(first, min(u.block, u.cells-first))
	}
}

// lay sets columns to the windows' cells of some maps, zero where there are none.
func (u *unfolding) lay(columns, maps []float32, first, count int) {
	for at := 0; at < len(maps); at += u.size {
		from := maps[at : at+u.size]
		for tap := range u.taps {
			row := columns[(at/u.size*u.taps+tap)*count:][:count]
			for i := range row {
				row[i] = 0
				if cell := u.table[(first+i)*u.taps+tap]; cell >= 0 {
					row[i] = from[cell]
				}
			}
		}
	}
}

// fold adds columns to the cells of some maps that they are windows on.
func (u *unfolding) fold(maps, columns []float32, first, count int) {
	for at := 0; at < len(maps); at += u.size {
		to := maps[at : at+u.size]
		for tap := range u.taps {
			for i, v := range columns[(at/u.size*u.taps+tap)*count:][:count] {
				if cell := u.table[(first+i)*u.taps+tap]; cell >= 0 {
					to[cell] += v
				}
			}
		}
	}
}
