package cnn

import (
	"image"

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
	p := &picker{node: len(in.steps) - 1}
	for p.stage == nil {
		if p.node < 0 {
			return nil
		}
		step := in.steps[p.node]
		switch stage := step.stage.(type) {
		case *convStage:
			p.stage = stage
		case *cellStage:
			if !stage.unitwise() {
				return nil
			}
			p.after = append([]*cellStage{stage}, p.after...)
			p.node = step.inputs[0]
		default:
			return nil
		}
	}
	asked := make(map[int]bool)
	columns := in.steps[p.node].size[1]
	index := make(map[[2]int]int) // by cell and group
	for k, unit := range s.Units {
		if asked[unit] {
			return nil
		}
		asked[unit] = true
		group := unit / p.stage.outMaps
		i, known := index[[2]int{s.Cells[k], group}]
		if !known {
			i = len(p.picked)
			index[[2]int{s.Cells[k], group}] = i
			p.picked = append(p.picked, picked{at: image.Pt(s.Cells[k]%columns, s.Cells[k]/columns), group: group})
		}
		p.picked[i].units = append(p.picked[i].units, unit)
		p.picked[i].weights = p.stage.appendKernel(p.picked[i].weights, unit)
	}
	return p
}

// unitwise tells whether the layer does nothing between units.
func (s *cellStage) unitwise() bool {
	switch s.layer.(type) {
	case *ReLU, *LeakyReLU, *Sigmoid, *Tanh, *Dropout, *BatchNorm:
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
