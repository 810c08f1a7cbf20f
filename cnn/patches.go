package cnn

// patches is the window of a convolution laid over maps of in rows and columns, for the output
// cells of some rows: a matrix with a row for each kernel cell of each map and a column for each
// output cell ("im2col"), so that the convolution becomes a product of matrices.
type patches struct {
	window
	in          [2]int // input rows, columns
	columns     int    // output columns
	first, last int    // output rows
}

// cells is the number of output cells: the matrix's columns.
func (p patches) cells() int { return (p.last - p.first) * p.columns }

// gather sets rows first to last of the matrix from maps x.
func (p patches) gather(dst, x []float32, first, last int) {
	for k := first; k < last; k++ {
		cell := p.kernelCell(x, k)
		for r := p.first; r < p.last; r++ {
			p.gatherRow(dst[:p.columns], cell, r)
			dst = dst[p.columns:]
		}
	}
}

// scatter adds rows first to last of the matrix to the cells of maps x that gather reads them
// from.
func (p patches) scatter(x, src []float32, first, last int) {
	for k := first; k < last; k++ {
		cell := p.kernelCell(x, k)
		for r := p.first; r < p.last; r++ {
			p.scatterRow(cell, src[:p.columns], r)
			src = src[p.columns:]
		}
	}
}

// kernelCell is what a row of the matrix stands for.
type kernelCell struct {
	plane       []float32 // the map it looks at
	y, x        int       // where it looks from the first output cell
	first, last int       // output columns from which it looks inside the map
}

func (p patches) kernelCell(x []float32, row int) kernelCell {
	kernel, size := p.kernel[0]*p.kernel[1], p.in[0]*p.in[1]
	c := kernelCell{plane: x[row/kernel*size:][:size]}
	c.y = row%kernel/p.kernel[1]*p.dilation[0] - p.before[0]
	c.x = row%p.kernel[1]*p.dilation[1] - p.before[1]
	c.first = min(cut(max(-c.x, 0), p.stride[1]), p.columns)
	c.last = max(min(cut(max(p.in[1]-c.x, 0), p.stride[1]), p.columns), c.first)
	return c
}

func (p patches) gatherRow(dst []float32, cell kernelCell, r int) {
	y := r*p.stride[0] + cell.y
	if y < 0 || y >= p.in[0] || cell.first == cell.last {
		clear(dst)
		return
	}
	clear(dst[:cell.first])
	clear(dst[cell.last:])
	src := cell.plane[y*p.in[1]+cell.first*p.stride[1]+cell.x:]
	dst = dst[cell.first:cell.last]
	if p.stride[1] == 1 {
		copy(dst, src)
		return
	}
	for c := range dst {
		dst[c] = src[c*p.stride[1]]
	}
}

func (p patches) scatterRow(cell kernelCell, src []float32, r int) {
	y := r*p.stride[0] + cell.y
	if y < 0 || y >= p.in[0] || cell.first == cell.last {
		return
	}
	dst := cell.plane[y*p.in[1]+cell.first*p.stride[1]+cell.x:]
	src = src[cell.first:cell.last]
	if p.stride[1] == 1 {
		dst = dst[:len(src)]
		for c, v := range src {
			dst[c] += v
		}
		return
	}
	for c, v := range src {
		dst[c*p.stride[1]] += v
	}
}
