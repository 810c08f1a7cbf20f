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
		plane, ky, kx := p.kernelCell(x, k)
		row := dst[(k-first)*p.cells():]
		for r := p.first; r < p.last; r++ {
			p.gatherRow(row[:p.columns], plane, r, ky, kx)
			row = row[p.columns:]
		}
	}
}

// kernelCell is what row k of the matrix stands for: a map, and a row and column of the kernel,
// as offsets in the input.
func (p patches) kernelCell(x []float32, k int) (plane []float32, ky, kx int) {
	kernel, size := p.kernel[0]*p.kernel[1], p.in[0]*p.in[1]
	plane = x[k/kernel*size:][:size]
	k %= kernel
	return plane, k/p.kernel[1]*p.dilation[0] - p.before[0], k%p.kernel[1]*p.dilation[1] - p.before[1]
}

// inside is the range of output columns whose kernel cell, kx from the window's first column,
// lies inside the input.
func (p patches) inside(kx int) (first, last int) {
	first = min(cut(max(-kx, 0), p.stride[1]), p.columns)
	last = min(cut(max(p.in[1]-kx, 0), p.stride[1]), p.columns)
	return first, max(first, last)
}

func (p patches) gatherRow(dst, plane []float32, r, ky, kx int) {
	y := r*p.stride[0] + ky
	if y < 0 || y >= p.in[0] {
		clear(dst)
		return
	}
	first, last := p.inside(kx)
	clear(dst[:first])
	clear(dst[last:])
	if first == last {
		return
	}
	src := plane[y*p.in[1]+first*p.stride[1]+kx:]
	dst = dst[first:last]
	if p.stride[1] == 1 {
		copy(dst, src)
		return
	}
	for c := range dst {
		dst[c] = src[c*p.stride[1]]
	}
}

// scatter adds rows first to last of the matrix to the cells of maps x that gather reads them
// from.
func (p patches) scatter(x, src []float32, first, last int) {
	for k := first; k < last; k++ {
		plane, ky, kx := p.kernelCell(x, k)
		row := src[(k-first)*p.cells():]
		for r := p.first; r < p.last; r++ {
			p.scatterRow(plane, row[:p.columns], r, ky, kx)
			row = row[p.columns:]
		}
	}
}

func (p patches) scatterRow(plane, src []float32, r, ky, kx int) {
	y := r*p.stride[0] + ky
	first, last := p.inside(kx)
	if y < 0 || y >= p.in[0] || first == last {
		return
	}
	dst := plane[y*p.in[1]+first*p.stride[1]+kx:]
	for c, v := range src[first:last] {
		dst[c*p.stride[1]] += v
	}
}
