package cnn

import (
	"slices"

	"unitscope/cnn/internal/kernel"
)

// convWeights computes the gradients of a convolution's parameters, for a shard of the examples at a time:
//
//	output maps × kernel cells = Σ over examples of output gradient · patches,  whose steps are output cells
//
// Kernel cells are in the order kernel rows × kernel columns × maps there, as they lie in a frame in cell
// order.
type convWeights struct {
	convSizes
	examples, rows int // of a shard; that are multiplied at once
	shards         int
	frame          frame
	steps, starts  []int32
	width          int
	sums           []float32 // by shard: those of weights, then those of biases
}

// mostShards is into how many shards a batch is cut at most, and sumsLimit how many floats their sums may
// take together, if there are more than one.
const (
	mostShards = 16
	sumsLimit  = 1 << 22
)

func (f *convWeights) plan(s convSizes, batch int) {
	f.convSizes = s
	work := batch * s.out[0] * s.out[1] * s.groups * s.weights
	shards := max(min(batch, mostShards, sumsLimit/f.sumSize(), cut(work, partWork)), 1)
	f.examples, f.rows = cut(batch, shards), s.out[0]
	f.shards = cut(batch, f.examples)
	for f.layFrame(); f.frame.size() > frameLimit && f.rows > 1; f.layFrame() {
		f.rows = cut(f.rows, 2)
	}
	f.tabulate()
	size := f.shards * f.sumSize()
	f.sums = slices.Grow(f.sums[:0], size)[:size]
}

// sumSize is how many parameters there are, counting a bias.
func (f *convWeights) sumSize() int { return f.groups * (f.weights + f.outMaps) }

func (f *convWeights) scratch() int {
	if f.shards == 0 {
		return 0 // nothing is learned
	}
	return f.frame.size()
}

func (f *convWeights) layFrame() {
	f.frame = frame{maps: f.groups * f.inMaps, rows: (f.rows-1)*f.stride[0] + f.extent(0),
		columns: (f.out[1]-1)*f.stride[1] + f.extent(1), left: -f.before[1], phases: 1}
}

func (f *convWeights) tabulate() {
	f.steps, f.starts = f.steps[:0], f.starts[:0]
	cell := func(row, column int) int32 { return int32((row*f.frame.columns + column) * f.frame.maps) }
	for row := range f.rows {
		for column := range f.out[1] {
			f.steps = append(f.steps, cell(row*f.stride[0], column*f.stride[1]))
		}
	}
	runs := f.kernel[1]
	if f.groups == 1 && f.dilation[1] == 1 { // the cells of a kernel's row lie side by side
		runs = 1
	}
	f.width = f.kernel[1] / runs * f.inMaps
	for ky := range f.kernel[0] {
		for kx := range runs {
			f.starts = append(f.starts, cell(ky*f.dilation[0], kx*f.dilation[1]))
		}
	}
}

// do sums the gradients over a shard.
func (f *convWeights) do(w *work, shard int, d *desk) {
	sums := f.sums[shard*f.sumSize():][:f.sumSize()]
	frame, plane := f.frame, f.out[0]*f.out[1]
	first, last := span(shard, f.examples, w.batch)
	for e := first; e < last; e++ {
		gy := example(w.gradOut, e)
		for row := 0; row < f.out[0]; row += f.rows {
			frame.top = row*f.stride[0] - f.before[0]
			frame.fillCells(d.scratch, example(w.in[0], e), f.in)
			cells := min(f.rows, f.out[0]-row) * f.out[1]
			for g := range f.groups {
				d.patches = patches{d.scratch[g*f.inMaps:], f.steps, f.starts, f.width}
				d.product = kernel.Product{M: f.outMaps, N: f.kernelCells, K: cells,
					A: kernel.Operand{Data: gy[g*f.outSize+row*f.out[1]:], Stride: plane},
					B: kernel.Operand{Packer: &d.patches},
					C: kernel.Output{Data: sums[g*f.weights:], Stride: f.kernelCells, Accumulate: e > first || row > 0}}
				d.product.Run(d.kernel)
			}
		}
		f.sumBiases(sums[f.groups*f.weights:], gy, e > first)
	}
}

// sumBiases sets the biases' sums to those of an example, or adds them.
func (f *convWeights) sumBiases(sums, gy []float32, add bool) {
	plane := f.out[0] * f.out[1]
	for o := range sums {
		sum := float32(kernel.Sum(gy[o*plane:][:plane]))
		if add {
			sum += sums[o]
		}
		sums[o] = sum
	}
}

// mapsAtOnce is of how many output maps one part of collect takes on the sums.
func (f *convWeights) mapsAtOnce() int { return max(1, chunk/(f.kernelCells*f.shards)) }

func (f *convWeights) collectParts() int { return cut(f.groups*f.outMaps, f.mapsAtOnce()) }

// collect adds up the shards' sums for some output maps and brings them into the parameters' order.
func (f *convWeights) collect(w *work, part int) {
	first, last := span(part, f.mapsAtOnce(), f.groups*f.outMaps)
	biases := f.groups * f.weights
	for shard := 1; shard < f.shards; shard++ {
		other := f.sums[shard*f.sumSize():]
		kernel.Axpy(f.sums[first*f.kernelCells:last*f.kernelCells], 1, other[first*f.kernelCells:last*f.kernelCells])
		kernel.Axpy(f.sums[biases+first:biases+last], 1, other[biases+first:biases+last])
	}
	for o := first; o < last; o++ {
		at := o * f.kernelCells
		kernel.Transpose(w.gradParams[0].Data[at:], f.kernels, f.sums[at:], f.inMaps, f.inMaps, f.kernels)
	}
	if len(w.gradParams) > 1 {
		copy(w.gradParams[1].Data[first:last], f.sums[biases+first:biases+last])
	}
}
