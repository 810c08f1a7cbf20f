package cnn

import "unitscope/cnn/internal/kernel"

// patches is the matrix that makes a convolution a product ("im2col"). It is never stored: pieces of it
// are gathered from a frame when the product wants them. Element (step, lane) is
//
//	frame[steps[step] + starts[lane/width] + lane%width]
//
// so that lanes come in runs of width that lie side by side in the frame. It is a kernel.Packer.
type patches struct {
	frame  []float32
	steps  []int32
	starts []int32
	width  int
}

// Pack implements kernel.Packer.
func (p *patches) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	for j := j0; j < j1; {
		run, at := j/p.width, j%p.width
		n := min(p.width-at, j1-j)
		kernel.Gather(dst[j-j0:], step, p.frame[int(p.starts[run])+at:], p.steps[k0:k1], n)
		j += n
	}
}

// A frame is where a window looks: a part of some maps with the border around it in place, so that
// whoever reads it need not know where the maps end.
type frame struct {
	maps          int
	rows, columns int
	top, left     int // of the maps, where the frame begins; less than 0 in the border
	phases        int // stride between the columns that lie side by side
}

// line is how many columns of a phase lie side by side.
func (f frame) line() int { return cut(f.columns, f.phases) }

// plane is how many floats a map takes.
func (f frame) plane() int { return f.rows * f.phases * f.line() }

func (f frame) size() int { return f.maps * f.plane() }

// at is where a row and column lie in a map's plane.
func (f frame) at(row, column int) int {
	return (row*f.phases+column%f.phases)*f.line() + column/f.phases
}

// fill sets dst to the frame of maps x, whose size is in, map by map.
func (f frame) fill(dst, x []float32, in [2]int) {
	for range f.maps {
		for row := range f.rows {
			line := dst[row*f.phases*f.line():][:f.phases*f.line()]
			if y := row + f.top; y < 0 || y >= in[0] {
				clear(line)
			} else {
				f.fillRow(line, x[y*in[1]:][:in[1]])
			}
		}
		dst, x = dst[f.plane():], x[in[0]*in[1]:]
	}
}

func (f frame) fillRow(dst, x []float32) {
	for phase := range f.phases {
		line := dst[phase*f.line():][:f.line()]
		shift := phase + f.left // column i of the line is x[i*phases+shift]
		first := min(cut(max(-shift, 0), f.phases), len(line))
		last := max(min(cut(max(len(x)-shift, 0), f.phases), len(line)), first)
		clear(line[:first])
		clear(line[last:])
		line = line[first:last]
		if f.phases == 1 {
			copy(line, x[first+shift:])
			continue
		}
		for i := range line {
			line[i] = x[(first+i)*f.phases+shift]
		}
	}
}

// fillCells sets dst to the frame of maps x in cell order, rows × columns × maps. It takes one phase only.
func (f frame) fillCells(dst, x []float32, in [2]int) {
	first := min(max(-f.left, 0), f.columns)
	last := max(min(in[1]-f.left, f.columns), first)
	for row := range f.rows {
		line := dst[row*f.columns*f.maps:][:f.columns*f.maps]
		y := row + f.top
		if y < 0 || y >= in[0] || first == last {
			clear(line)
			continue
		}
		clear(line[:first*f.maps])
		clear(line[last*f.maps:])
		kernel.Transpose(line[first*f.maps:], f.maps, x[y*in[1]+first+f.left:], in[0]*in[1], last-first, f.maps)
	}
}
