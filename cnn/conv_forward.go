package cnn

import (
	"runtime"

	"unitscope/cnn/internal/kernel"
)

// Parts are cut so that they are worth handing to another goroutine and their frames stay in the
// second-level cache.
const (
	partWork   = 1 << 20 // multiplications
	frameLimit = 1 << 17 // floats
)

// convForward computes a convolution's output, for some rows of some examples at a time:
//
//	output maps × cells = weights · patches,  whose steps are the kernel's cells of all input maps
type convForward struct {
	convSizes
	examples, rows, maps int // that a part takes on; rows are less than all only of one example
	blocks, rowBlocks    int // of examples, of rows
	frame                frame
	steps, starts        []int32
}

func (f *convForward) plan(s convSizes, batch int) {
	f.convSizes = s
	threads := runtime.GOMAXPROCS(0)
	plane, perCell := s.out[0]*s.out[1], s.groups*s.weights
	cells := max(min(max(batch*plane/8, 256), 1024), cut(partWork, perCell))
	f.examples, f.rows = max(min(cells/plane, batch), 1), s.out[0]
	if plane > cells {
		blocks := cut(plane, cells)
		if batch < threads {
			blocks = cut(blocks, threads) * threads
		}
		f.rows = cut(s.out[0], blocks)
	}
	for f.layFrame(); f.frame.size()*f.examples > frameLimit && f.examples*f.rows > 1; f.layFrame() {
		if f.examples > 1 {
			f.examples--
		} else {
			f.rows = cut(f.rows, 2)
		}
	}
	f.examples, f.rows = even(batch, f.examples), even(s.out[0], f.rows)
	f.layFrame()
	f.blocks, f.rowBlocks = cut(batch, f.examples), cut(s.out[0], f.rows)
	f.maps = s.outMaps
	if parts := f.blocks * f.rowBlocks; parts < threads && f.examples*f.rows*s.out[1]*perCell > 2*partWork {
		f.maps = max(cut(s.outMaps, cut(threads, parts)), min(s.outMaps, 24))
	}
	f.tabulate()
}

// layFrame sets the frame that a part's rows look at.
func (f *convForward) layFrame() {
	f.frame = frame{maps: f.groups * f.inMaps, rows: (f.rows-1)*f.stride[0] + f.extent(0),
		columns: (f.out[1]-1)*f.stride[1] + f.extent(1), left: -f.before[1], phases: f.stride[1]}
}

func (f *convForward) tabulate() {
	f.steps, f.starts = f.steps[:0], f.starts[:0]
	for i := range f.inMaps {
		for ky := range f.kernel[0] {
			for kx := range f.kernel[1] {
				f.steps = append(f.steps, int32(i*f.frame.plane()+f.frame.at(ky*f.dilation[0], kx*f.dilation[1])))
			}
		}
	}
	for e := range f.examples {
		for row := range f.rows {
			f.starts = append(f.starts, int32(e*f.frame.size()+f.frame.at(row*f.stride[0], 0)))
		}
	}
}

func (f *convForward) scratch() int { return f.examples * f.frame.size() }

func (f *convForward) parts() int { return f.blocks * f.rowBlocks * cut(f.outMaps, f.maps) }

// do computes one part of w.out.
func (f *convForward) do(w *work, part int, d *desk, c *Conv2D) {
	mapBlocks := cut(f.outMaps, f.maps)
	m0, m1 := span(part%mapBlocks, f.maps, f.outMaps)
	e0, e1 := span(part/mapBlocks/f.rowBlocks, f.examples, w.batch)
	r0, r1 := span(part/mapBlocks%f.rowBlocks, f.rows, f.out[0])
	frame := f.frame
	frame.top = r0*f.stride[0] - f.before[0]
	for e := e0; e < e1; e++ {
		frame.fill(d.scratch[(e-e0)*frame.size():], example(w.in[0], e), f.in)
	}
	plane, cells := f.out[0]*f.out[1], (r1-r0)*f.out[1]
	for g := range f.groups {
		d.patches = patches{d.scratch[g*f.inMaps*frame.plane():], f.steps, f.starts, f.out[1]}
		first := g*f.outMaps + m0
		d.product = kernel.Product{M: m1 - m0, N: (e1 - e0) * cells, K: f.kernelCells,
			A: kernel.Operand{Data: c.Weight.Data[first*f.kernelCells:], Stride: f.kernelCells},
			B: kernel.Operand{Packer: &d.patches},
			C: kernel.Output{Data: w.out.Data[e0*w.shape.Size()+first*plane+r0*f.out[1]:],
				Stride: plane, Block: cells, BlockStride: w.shape.Size()}}
		if c.Bias != nil {
			d.product.C.Bias = c.Bias.Data[first:]
		}
		d.product.Run(d.kernel)
	}
}
