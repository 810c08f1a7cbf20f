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
	clear(dst[:f.size()]) // at once, which is faster than border by border
	line := f.line()
	for phase := range f.phases {
		shift := phase + f.left // column i of the phase is column i·phases + shift of the maps
		first := cut(max(-shift, 0), f.phases)
		last := min(cut(max(in[1]-shift, 0), f.phases), line)
		for i := range f.maps {
			for row := max(-f.top, 0); row < min(in[0]-f.top, f.rows) && first < last; row++ {
				to := dst[((i*f.rows+row)*f.phases+phase)*line:]
				pick(to[first:last], x[(i*in[0]+row+f.top)*in[1]+first*f.phases+shift:], f.phases)
			}
		}
	}
}

// pick sets dst to every step-th element of x.
func pick(dst, x []float32, step int) {
	if step == 1 {
		copy(dst, x)
		return
	}
	for i := range dst {
		dst[i] = x[i*step]
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
