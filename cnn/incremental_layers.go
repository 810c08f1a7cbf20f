package cnn

import (
	"math"

	"unitscope/cnn/internal/kernel"
)

// newStage is the stage of a node whose inputs have shapes.
func newStage(node *Node, ins []Shape) stage {
	if computedWhole(node.Layer, ins) {
		return &wholeStage{layer: node.Layer, ins: ins, shape: node.Shape}
	}
	in := ins[0]
	switch l := node.Layer.(type) {
	case *Conv2D:
		if l.Groups > 1 && l.Groups == in[0] && l.Groups == node.Shape[0] {
			return &depthwiseStage{layer: l, window: l.window()}
		}
		return newConvStage(l, in)
	case *MaxPool:
		return &maxStage{window: l.window()}
	case *GlobalMaxPool:
		return &maxStage{window: windowOf(l, in)}
	case *AvgPool:
		return newAverageStage(l, in, node.Shape)
	case *GlobalAvgPool:
		pool := &AvgPool{Kernel: [2]int{in[1], in[2]}, Stride: [2]int{1, 1}}
		return newAverageStage(pool, in, node.Shape)
	case *Flatten:
		return flattenStage{}
	case *Dense:
		return &denseStage{layer: l}
	case *Concat:
		return concatStage{}
	case *Add, *Sum:
		return sumStage{}
	case *Mul:
		return productStage{}
	case picking:
		return &pickStage{l.picks(in)}
	default: // every cell by itself
		stage := &cellStage{layer: l}
		if r, ok := node.Layer.(rememberer); ok {
			stage.memory = r.remembers(&work{shape: stage.shape(node.Shape[0])})
		}
		return stage
	}
}

// stateless is the stage of a layer without parameters.
type stateless struct{}

func (stateless) prepare() {}

// cellStage is a layer whose cells each depend on the same cell of the only input. In cell order a
// cell is an example of a batch, with maps of one cell, so that the layer's own code serves.
type cellStage struct {
	stateless
	layer  Layer
	memory int // floats that the layer remembers
}

func (s *cellStage) shape(channels int) Shape { return Shape{channels, 1, 1} }

func (s *cellStage) compute(out *zones, in []*zones, b *workbench) {
	if &out.values[0] != &in[0].values[0] {
		copyCells(out, in[0])
	}
	s.apply(out.values, out.channels, b)
}

// apply computes the layer of cells×channels values in place.
func (s *cellStage) apply(values []float32, channels int, b *workbench) {
	w := &b.work
	b.out.Data = values
	b.out.Shape = append(b.out.Shape[:0], len(values)/channels, channels, 1, 1)
	w.layer, w.batch, w.out = s.layer, b.out.Shape[0], &b.out
	w.in, w.shape = append(w.in[:0], &b.out), b.out.Shape[1:]
	scratch := 0
	if l, ok := s.layer.(scratcher); ok {
		scratch = l.scratch(w)
	}
	memory := b.memory(scratch + s.memory)
	b.desk.scratch, w.memory = memory[:scratch], memory[scratch:]
	parts, _ := s.layer.parts(w)
	for part := range parts {
		s.layer.forward(w, part, &b.desk)
	}
}

// copyCells sets out's cells to those of an input as the change leaves them.
func copyCells(out, in *zones) {
	out.eachRow(func(p, row, first, last int, values []float32) { in.copyRow(values, p, row, first, last) })
}

// eachPair calls f with each row of out and the run, or one run after another, of the input's cells
// at the same places.
func eachPair(out, in *zones, f func(to, from []float32)) {
	out.eachRow(func(p, row, first, last int, values []float32) {
		for first < last {
			from, cells := in.run(p, row, first)
			cells = min(cells, last-first)
			f(values[:cells*out.channels], from[:cells*in.channels])
			values, first = values[cells*out.channels:], first+cells
		}
	})
}

// sumStage is Add.
type sumStage struct{ stateless }

func (sumStage) compute(out *zones, in []*zones, _ *workbench) {
	copyCells(out, in[0])
	for _, other := range in[1:] {
		eachPair(out, other, func(to, from []float32) { kernel.Axpy(to, 1, from) })
	}
}

// productStage is Mul.
type productStage struct{ stateless }

func (productStage) compute(out *zones, in []*zones, _ *workbench) {
	copyCells(out, in[0])
	for _, other := range in[1:] {
		eachPair(out, other, func(to, from []float32) { kernel.Mul(to, to, from) })
	}
}

// concatStage is Concat: each cell's channels side by side.
type concatStage struct{ stateless }

func (concatStage) compute(out *zones, in []*zones, _ *workbench) {
	at := 0
	for _, part := range in {
		eachPair(out, part, func(to, from []float32) {
			for len(from) > 0 {
				copy(to[at:], from[:part.channels])
				from = from[part.channels:]
				to = to[min(out.channels, len(to)):]
			}
		})
		at += part.channels
	}
}

// flattenStage is Flatten: the whole map with the changed cells in it, as maps one after another.
type flattenStage struct{ stateless }

func (flattenStage) compute(out *zones, in []*zones, _ *workbench) {
	maps := in[0]
	for p := range out.starts[1:] {
		if values := out.own(p); len(values) > 0 {
			copy(values, out.base)
			toPlanes(values, maps.own(p), maps.rects[p], maps.rows, maps.columns)
		}
	}
}

// denseStage is Dense, over all positions at once.
type denseStage struct {
	stateless
	layer *Dense
}

func (s *denseStage) compute(out *zones, in []*zones, b *workbench) {
	units, inputs := out.channels, in[0].channels
	x, _ := b.begin(out, in[0], s.layer.Bias, 0)
	b.product = kernel.Product{M: out.cells(), N: units, K: inputs,
		A: kernel.Operand{Data: x.changed, Stride: inputs}, // of every position, whose only cell changes if any does
		B: kernel.Operand{Data: s.layer.Weight.Data, Stride: inputs, Transposed: true},
		C: kernel.Output{Data: out.values, Stride: units, Accumulate: true}}
	b.multiply()
}

// maxStage is MaxPool, or GlobalMaxPool as a window over the whole map.
type maxStage struct {
	stateless
	window window
}

func (s *maxStage) compute(out *zones, in []*zones, _ *workbench) {
	x := in[0]
	out.eachRow(func(p, row, first, last int, values []float32) {
		top, bottom := s.window.reach(0, row, x.rows)
		for column := first; column < last; column++ {
			left, right := s.window.reach(1, column, x.columns)
			cell := values[(column-first)*out.channels:][:out.channels]
			for c := range cell {
				cell[c] = float32(math.Inf(-1))
			}
			for y := top; y < bottom; y += s.window.dilation[0] {
				for at := left; at < right; at += s.window.dilation[1] {
					from, _ := x.run(p, y, at)
					kernel.Max(cell, from[:out.channels])
				}
			}
		}
	})
}

// averageStage is AvgPool, or GlobalAvgPool as a window over the whole map.
type averageStage struct {
	stateless
	window  window
	count   []float32 // by cell, what its sum is divided by
	columns int
}

func newAverageStage(pool *AvgPool, in, out Shape) *averageStage {
	s := &averageStage{window: pool.window(), columns: out[2]}
	for row := range out[1] {
		for column := range out[2] {
			s.count = append(s.count, max(pool.count(s.window, in, row, column), 1))
		}
	}
	return s
}

// compute sums rows by themselves first, so that a large window keeps its precision.
func (s *averageStage) compute(out *zones, in []*zones, b *workbench) {
	x, sums := b.begin(out, in[0], nil, 2*out.channels)
	sum, line := sums[:out.channels], sums[out.channels:]
	out.eachRow(func(p, row, first, last int, values []float32) {
		top, bottom := s.window.reach(0, row, x.rows)
		for column := first; column < last; column++ {
			left, right := s.window.reach(1, column, x.columns)
			clear(sum)
			for y := top; y < bottom; y++ {
				s.sumRow(line, x, p, y, left, right)
				kernel.Axpy(sum, 1, line)
			}
			cell := values[(column-first)*out.channels:][:out.channels]
			kernel.Axpy(cell, 1/s.count[row*s.columns+column], sum)
		}
	})
}

// sumRow sums the terms of a row's cells from left to right.
func (s *averageStage) sumRow(sum []float32, x terms, position, row, left, right int) {
	clear(sum)
	for at := left; at < right; {
		values, cells := x.run(position, row, at)
		cells = min(cells, right-at)
		at += cells
		for ; values != nil && cells > 0; cells-- {
			kernel.Axpy(sum, 1, values[:x.channels])
			values = values[x.channels:]
		}
	}
}
