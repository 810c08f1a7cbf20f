package cnn

import "unitscope/cnn/internal/kernel"

// convInput computes the gradient of a convolution's input. Input row y is seen from output row
//
//	(y + top − ky·dilation)/stride
//
// by kernel row ky, if that is a whole number, and columns likewise. So input cells fall into phases,
// stride rows × stride columns of them, each of which some taps of the kernel see, and the gradient of a phase is a
// convolution of the output's gradient with those taps:
//
//	input maps × cells = weights, transposed · patches,  whose steps are the taps of all output maps
//
// Rows are counted as u = ⌊(y + top)/stride⌋, columns as v.
type convInput struct {
	convSizes
	examples, rows    int // that a part takes on; rows u
	blocks, rowBlocks int
	first, last       [2]int // of u and v
	frame             frame
	phases            []convPhase
}

// A convPhase is the input cells at one place within the stride.
type convPhase struct {
	at            [2]int  // (y + top) modulo the stride
	taps          []int32 // of a kernel slice
	steps, starts []int32
	from, to      [2]int // u and v that are inside the input
}

func (f *convInput) plan(s convSizes, batch int) {
	f.convSizes = s
	for axis := range 2 {
		f.first[axis] = s.before[axis] / s.stride[axis]
		f.last[axis] = (s.in[axis]-1+s.before[axis])/s.stride[axis] + 1
	}
	all := f.last[0] - f.first[0]
	plane := s.in[0] * s.in[1]
	cells := max(min(max(batch*plane/8, 256), 1024), cut(partWork*plane, s.groups*s.weights*s.out[0]*s.out[1]))
	f.examples, f.rows = max(min(cells/plane, batch), 1), all
	if plane > cells {
		f.rows = cut(all, cut(plane, cells))
	}
	for f.layFrame(); f.frame.size()*f.examples > frameLimit && f.examples*f.rows > 1; f.layFrame() {
		if f.examples > 1 {
			f.examples--
		} else {
			f.rows = cut(f.rows, 2)
		}
	}
	f.examples, f.rows = even(batch, f.examples), even(all, f.rows)
	f.layFrame()
	f.blocks, f.rowBlocks = cut(batch, f.examples), cut(all, f.rows)
	if len(f.phases) == 0 {
		f.phases = make([]convPhase, s.stride[0]*s.stride[1])
	}
	for i := range f.phases {
		f.layPhase(&f.phases[i], [2]int{i / s.stride[1], i % s.stride[1]})
	}
}

// reach is how far, in output rows or columns, the first that sees an input cell lies before the last.
func (f *convInput) reach(axis int) int { return (f.extent(axis) - 1) / f.stride[axis] }

// layFrame sets the frame of the output's gradient that a part's rows look at.
func (f *convInput) layFrame() {
	f.frame = frame{maps: f.groups * f.outMaps, rows: f.rows + f.reach(0),
		columns: f.last[1] - f.first[1] + f.reach(1), left: f.first[1] - f.reach(1), phases: 1}
}

func (f *convInput) layPhase(p *convPhase, at [2]int) {
	p.at = at
	for axis, at := range at {
		p.from[axis] = cut(max(f.before[axis]-at, 0), f.stride[axis])
		p.to[axis] = max((f.in[axis]-1+f.before[axis]-at+f.stride[axis])/f.stride[axis], p.from[axis])
	}
	p.taps, p.steps, p.starts = p.taps[:0], p.steps[:0], p.starts[:0]
	for tap := range f.kernels {
		if ky, kx := f.shift(tap); ky%f.stride[0] == at[0] && kx%f.stride[1] == at[1] {
			p.taps = append(p.taps, int32(tap))
		}
	}
	for o := range f.outMaps {
		for _, tap := range p.taps {
			ky, kx := f.shift(int(tap))
			cell := f.frame.at(f.reach(0)-ky/f.stride[0], f.reach(1)-kx/f.stride[1])
			p.steps = append(p.steps, int32(o*f.frame.plane()+cell))
		}
	}
	rows := f.rows
	if f.examples > 1 {
		rows = p.to[0] - p.from[0] // all that the phase has: runs of one example follow another's
	}
	for e := range f.examples {
		for row := range rows {
			p.starts = append(p.starts, int32(e*f.frame.size()+f.frame.at(row, p.from[1]-f.first[1])))
		}
	}
}

// shift is how many rows and columns of the input a tap looks from where the window begins.
func (f *convInput) shift(tap int) (rows, columns int) {
	return tap / f.kernel[1] * f.dilation[0], tap % f.kernel[1] * f.dilation[1]
}

func (f *convInput) parts() int { return f.blocks * f.rowBlocks }

// scratch holds frames and, where the cells of a phase do not lie side by side, one example's gradient of a phase.
func (f *convInput) scratch() int {
	size := f.examples * f.frame.size()
	if !f.whole() {
		size += f.examples * f.inMaps * f.rows * (f.last[1] - f.first[1])
	}
	return size
}

// whole reports whether there is one phase only.
func (f *convInput) whole() bool { return f.stride == [2]int{1, 1} }

// do computes one part of w.gradIn.
func (f *convInput) do(w *work, part int, d *desk, weights []float32) {
	e0, e1 := span(part/f.rowBlocks, f.examples, w.batch)
	u0, u1 := span(part%f.rowBlocks, f.rows, f.last[0]-f.first[0])
	u0, u1 = u0+f.first[0], u1+f.first[0]
	frame := f.frame
	frame.top = u0 - f.reach(0)
	for e := e0; e < e1; e++ {
		frame.fill(d.scratch[(e-e0)*frame.size():], example(w.gradOut, e), f.out)
	}
	for i := range f.phases {
		p := &f.phases[i]
		from, to := max(u0, p.from[0]), min(u1, p.to[0])
		if from >= to || p.from[1] == p.to[1] {
			continue
		}
		for g := range f.groups {
			f.doPhase(w, d, p, g, weights, [2]int{e0, e1}, from, to, from-u0)
		}
	}
}

// doPhase computes a phase of group g's maps in examples, u from to to, the first of which is row skip of
// the frame.
func (f *convInput) doPhase(w *work, d *desk, p *convPhase, g int, weights []float32, examples [2]int, from, to, skip int) {
	width, n := p.to[1]-p.from[1], examples[1]-examples[0]
	cells := (to - from) * width
	frames, rest := d.scratch[:f.examples*f.frame.size()], d.scratch[f.examples*f.frame.size():]
	d.weights = tapWeights{weights[g*f.weights:], f.inMaps, f.kernels, p.taps}
	d.patches = patches{frames[g*f.outMaps*f.frame.plane()+f.frame.at(skip, 0):], p.steps, p.starts, width}
	d.product = kernel.Product{M: f.inMaps, N: n * cells, K: f.outMaps * len(p.taps),
		A: kernel.Operand{Packer: &d.weights}, B: kernel.Operand{Packer: &d.patches}}
	if f.whole() {
		size := f.groups * f.inSize
		d.product.C = kernel.Output{Data: w.gradIn[0].Data[examples[0]*size+g*f.inSize+(from-f.before[0])*f.in[1]:],
			Stride: f.in[0] * f.in[1], Block: cells, BlockStride: size}
		d.product.Run(d.kernel)
		return
	}
	d.product.C = kernel.Output{Data: rest, Stride: n * cells}
	d.product.Run(d.kernel)
	for i := range f.inMaps {
		for e := range n {
			gx := example(w.gradIn[0], examples[0]+e)[g*f.inSize+i*f.in[0]*f.in[1]:]
			f.interleave(gx, rest[(i*n+e)*cells:], p, from, to)
		}
	}
}

// interleave puts a phase's cells where they belong in a map.
func (f *convInput) interleave(gx, cells []float32, p *convPhase, from, to int) {
	for u := from; u < to; u++ {
		row := gx[(u*f.stride[0]+p.at[0]-f.before[0])*f.in[1]:][:f.in[1]]
		at := p.from[1]*f.stride[1] + p.at[1] - f.before[1]
		for _, v := range cells[:p.to[1]-p.from[1]] {
			row[at] = v
			at += f.stride[1]
		}
		cells = cells[p.to[1]-p.from[1]:]
	}
}

// tapWeights packs some taps of the kernels, transposed: lanes are input maps, steps the taps of all output maps.
type tapWeights struct {
	data    []float32 // output maps × maps × kernels
	maps    int
	kernels int
	taps    []int32
}

// Pack implements kernel.Packer.
func (t *tapWeights) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	for k := k0; k < k1; {
		o, tap := k/len(t.taps), k%len(t.taps)
		n := min(len(t.taps)-tap, k1-k)
		from := t.data[(o*t.maps+j0)*t.kernels:]
		if len(t.taps) == t.kernels {
			kernel.Transpose(dst[(k-k0)*step:], step, from[tap:], t.kernels, n, j1-j0)
		} else {
			for i, at := range t.taps[tap : tap+n] {
				for j := range j1 - j0 {
					dst[(k-k0+i)*step+j] = from[j*t.kernels+int(at)]
				}
			}
		}
		k += n
	}
}
