package cnn

import (
	"image"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// A picker computes the end of a network for units that are each asked at one cell only: a convolution, and layers
// after it that work on each cell of each unit by itself. Units asked at the same cell share its patch.
type picker struct {
	node   int // of the convolution
	stage  *convStage
	after  []*cellStage
	picked []picked
}

// picked is a cell with the units that are asked there, of one group of the convolution.
type picked struct {
	at      image.Point
	group   int
	units   []int
	weights []float32 // of the units: each taps × inputs
}

// newPicker returns nil if the network does not end in such layers, or a unit is asked more than once.
func (in *Incremental) newPicker(s Sweep) *picker {
	p := in.findPicker()
	if p == nil || len(slices.Compact(slices.Sorted(slices.Values(s.Units)))) < len(s.Units) {
		return nil
	}
	columns := in.steps[p.node].size[1]
	index := make(map[[2]int]int) // of picked, by cell and group
	for k, unit := range s.Units {
		key := [2]int{s.Cells[k], unit / p.stage.outMaps}
		i, known := index[key]
		if !known {
			i = len(p.picked)
			index[key] = i
			p.picked = append(p.picked, picked{at: image.Pt(s.Cells[k]%columns, s.Cells[k]/columns), group: key[1]})
		}
		p.picked[i].units = append(p.picked[i].units, unit)
		p.picked[i].weights = p.stage.appendKernel(p.picked[i].weights, unit)
	}
	return p
}

// findPicker looks for the convolution that the network's end goes back to; nil if it does not.
func (in *Incremental) findPicker() *picker {
	var after []*cellStage
	for node := len(in.steps) - 1; node >= 0; node = in.steps[node].inputs[0] {
		switch stage := in.steps[node].stage.(type) {
		case *convStage:
			slices.Reverse(after)
			return &picker{node: node, stage: stage, after: after}
		case *cellStage:
			if !stage.unitwise() {
				return nil
			}
			after = append(after, stage)
		default:
			return nil
		}
	}
	return nil
}

// unitwise tells whether the layer does nothing between units.
func (s *cellStage) unitwise() bool {
	switch s.layer.(type) {
	case *ReLU, *LeakyReLU, *Sigmoid, *Tanh, *Dropout, *BatchNorm, *Elementwise, *Arithmetic, *PReLU:
		return true
	}
	return false
}

// appendKernel appends an output's weights in the order of a patch: taps × inputs.
func (s *convStage) appendKernel(weights []float32, unit int) []float32 {
	kernel := s.layer.Weight.Data[unit*s.depth:]
	for tap := range s.taps {
		for i := range s.inMaps {
			weights = append(weights, kernel[i*s.taps+tap])
		}
	}
	return weights
}

// compute sets the cone's picks, positions×channels, to each unit's value at its cell, where the change
// reaches that.
func (p *picker) compute(c *cone, positions int) {
	out, in, b := &c.zones[p.node+1], c.ins[p.node][0], &c.bench
	c.picks = resized(c.picks, positions*out.channels)
	clear(c.picks)
	c.differences = resized(c.differences, len(in.values))
	in.subtractBase(c.differences)
	for i := range p.picked {
		p.picked[i].compute(c.picks, p.stage, out, terms{in, c.differences, nil}, b)
	}
	for _, stage := range p.after {
		stage.apply(c.picks, out.channels, b)
	}
}

// compute sets the picks of one cell's units from what the patches it looks at differ by.
func (c *picked) compute(picks []float32, stage *convStage, out *zones, in terms, b *workbench) {
	b.cells = b.cells[:0]
	for i, r := range out.rects {
		if c.at.In(r) {
			b.cells = append(b.cells, zoneCell{int32(i), int32(c.at.Y), int32(c.at.X)})
		}
	}
	n, depth := len(b.cells), stage.depth
	memory := b.memory(n * (depth + len(c.units)))
	patches, sums := memory[:n*depth], memory[n*depth:]
	for i, at := range b.cells {
		stage.patch(patches[i*depth:(i+1)*depth], in, at, c.group, 0)
	}
	b.product = kernel.Product{M: len(c.units), N: n, K: depth,
		A: kernel.Operand{Data: c.weights, Stride: depth},
		B: kernel.Operand{Data: patches, Stride: depth, Transposed: true},
		C: kernel.Output{Data: sums, Stride: n}}
	b.multiply()
	base := out.baseRow(c.at.Y, c.at.X, c.at.X+1)
	for u, unit := range c.units {
		for i, at := range b.cells {
			picks[int(at.position)*out.channels+unit] = base[unit] + sums[u*n+i]
		}
	}
}
