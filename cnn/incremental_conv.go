package cnn

import (
	"image"

	"unitscope/cnn/internal/kernel"
)

// convStage is Conv2D. In cell order a convolution is, for each tap of the kernel, a product of cells×inputs
// with inputs×outputs. There are two ways to compute the zones of one:
//
//   - gather: for each output cell, the patch it looks at times all taps, as one long product.
//   - spread: for each input cell that changed, what each tap makes of its difference, added to the output cell
//     that looks at it so. What did not change needs no products, which saves most of them where few cells did.
type convStage struct {
	layer *Conv2D
	window
	groups, inMaps, outMaps int       // maps of a group
	taps, depth             int       // of the kernel; of a patch: taps × inMaps
	weights                 []float32 // groups × taps × inMaps × outMaps
}

func newConvStage(l *Conv2D, in Shape) *convStage {
	s := &convStage{layer: l, window: l.window(), groups: l.Groups, inMaps: in[0] / l.Groups,
		outMaps: l.Weight.Shape[0] / l.Groups, taps: l.Kernel[0] * l.Kernel[1]}
	s.depth = s.taps * s.inMaps
	return s
}

// prepare brings the weights into the order that zones are in.
func (s *convStage) prepare() {
	s.weights = resized(s.weights, len(s.layer.Weight.Data))
	from := s.layer.Weight.Data
	for o := range s.groups * s.outMaps {
		group := s.weights[o/s.outMaps*s.depth*s.outMaps+o%s.outMaps:]
		for i := range s.inMaps {
			for tap, v := range from[:s.taps] {
				group[(tap*s.inMaps+i)*s.outMaps] = v
			}
			from = from[s.taps:]
		}
	}
}

// What packing a number, or adding one, costs in multiplications.
const (
	packingCost = 16
	addingCost  = 12
)

func (s *convStage) compute(out *zones, in []*zones, b *workbench) {
	gather := out.cells() * s.inMaps * (s.outMaps + packingCost)
	spread := in[0].cells() * s.outMaps * (s.inMaps + addingCost)
	if b.byDifference && spread < gather {
		s.spread(out, in[0], b)
	} else {
		s.gather(out, in[0], b)
	}
}

// A zoneCell is an output cell at a position.
type zoneCell struct{ position, row, column int32 }

// gather makes each output cell from the patch of the input it looks at.
func (s *convStage) gather(out, in *zones, b *workbench) {
	b.cells = b.cells[:0]
	out.eachRow(func(p, row, first, last int, values []float32) {
		for column := first; column < last; column++ {
			b.cells = append(b.cells, zoneCell{int32(p), int32(row), int32(column)})
		}
	})
	x, _ := b.begin(out, in, s.layer.Bias, 0)
	for g := range s.groups {
		b.gather = gatherer{stage: s, in: x, cells: b.cells, group: g}
		b.product = kernel.Product{M: len(b.cells), N: s.outMaps, K: s.depth,
			A: kernel.Operand{Packer: &b.gather},
			B: kernel.Operand{Data: s.groupWeights(g), Stride: s.outMaps},
			C: kernel.Output{Data: out.values[g*s.outMaps:], Stride: out.channels, Accumulate: true}}
		b.multiply()
	}
}

func (s *convStage) groupWeights(g int) []float32 {
	size := s.depth * s.outMaps
	return s.weights[g*size : (g+1)*size]
}

// A gatherer packs the patches that output cells look at: lanes are cells, steps taps × inputs.
type gatherer struct {
	stage *convStage
	in    terms
	cells []zoneCell
	group int
}

// longest is how many steps of a lane are gathered at a time.
const longest = 512

// fourLanes are memory for patches. Pack may run on several goroutines at once; those that none uses wait in spareLanes.
type fourLanes [4 * longest]float32

var spareLanes = make(chan *fourLanes, 64)

func takeLanes() *fourLanes {
	select {
	case lanes := <-spareLanes:
		return lanes
	default:
		return new(fourLanes)
	}
}

func giveLanes(lanes *fourLanes) {
	select {
	case spareLanes <- lanes:
	default: // enough are waiting
	}
}

// Pack gathers four lanes at a time side by side and has them transposed.
func (g *gatherer) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	patches := takeLanes()
	defer giveLanes(patches)
	for j := j0; j < j1; j += 4 {
		j = max(min(j, j1-4), j0) // the last four may overlap those before them
		lanes := min(4, j1-j)
		for k := k0; k < k1; k += longest {
			steps := min(longest, k1-k)
			for lane := range lanes {
				g.stage.patch(patches[lane*longest:][:steps], g.in, g.cells[j+lane], g.group, k)
			}
			kernel.Transpose(dst[(k-k0)*step+j-j0:], step, patches[:], longest, steps, lanes)
		}
	}
}

// patch sets dst to what an output cell looks at from step k on, in the order taps × inputs.
func (s *convStage) patch(dst []float32, in terms, cell zoneCell, group, k int) {
	top := int(cell.row)*s.stride[0] - s.before[0]
	left := int(cell.column)*s.stride[1] - s.before[1]
	joined := s.groups == 1 && s.dilation[1] == 1 // the taps of a row lie side by side
	for len(dst) > 0 {
		tap, i := k/s.inMaps, k%s.inMaps
		tapRow, tapColumn := tap/s.kernel[1], tap%s.kernel[1]
		row, column := top+tapRow*s.dilation[0], left+tapColumn*s.dilation[1]
		var values []float32 // nil in the border, and where nothing differs
		n := s.inMaps - i
		if row >= 0 && row < in.rows && column >= 0 && column < in.columns {
			var cells int
			values, cells = in.run(int(cell.position), row, column)
			if joined {
				n = min(cells, s.kernel[1]-tapColumn)*s.inMaps - i
			}
		}
		n = min(n, len(dst))
		if values == nil {
			clear(dst[:n])
		} else {
			copy(dst[:n], values[group*s.inMaps+i:])
		}
		dst = dst[n:]
		k += n
	}
}

// spreadFloats is how many numbers of what input cells add are computed before they are added, so
// that they stay in the second-level cache.
const spreadFloats = 1 << 17

// spread adds what the differences of the input's zones make.
func (s *convStage) spread(out, in *zones, b *workbench) {
	rows := in.cells()
	taps := min(max(spreadFloats/(rows*s.outMaps), 1), s.taps)
	x, added := b.begin(out, in, s.layer.Bias, rows*taps*s.outMaps)
	for g := range s.groups {
		for tap := 0; tap < s.taps; tap += taps {
			n := min(taps, s.taps-tap)
			weights := kernel.Operand{Data: s.groupWeights(g)[tap*s.inMaps*s.outMaps:], Stride: s.outMaps}
			if n > 1 {
				b.spread = spreadWeights{weights: weights.Data, inputs: s.inMaps, outputs: s.outMaps}
				weights = kernel.Operand{Packer: &b.spread}
			}
			b.product = kernel.Product{M: rows, N: n * s.outMaps, K: s.inMaps,
				A: kernel.Operand{Data: x.changed[g*s.inMaps:], Stride: in.channels},
				B: weights,
				C: kernel.Output{Data: added, Stride: s.outMaps, Block: s.outMaps, BlockStride: rows * s.outMaps}}
			b.multiply()
			for t := range n {
				s.add(out, in, g, tap+t, added[t*rows*s.outMaps:])
			}
		}
	}
}

// spreadWeights packs the weights of some taps side by side: lanes are taps × outputs, steps inputs.
type spreadWeights struct {
	weights         []float32
	inputs, outputs int
}

// Pack copies the lanes of one tap after the other.
func (s *spreadWeights) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	for j := j0; j < j1; {
		tap, output := j/s.outputs, j%s.outputs
		n := min(s.outputs-output, j1-j)
		for k := k0; k < k1; k++ {
			copy(dst[(k-k0)*step+j-j0:][:n], s.weights[(tap*s.inputs+k)*s.outputs+output:])
		}
		j += n
	}
}

// add adds what one tap makes of each input cell, cells × outputs, to the output cell that looks at it with
// that tap.
func (s *convStage) add(out, in *zones, group, tap int, added []float32) {
	down := s.before[0] - tap/s.kernel[1]*s.dilation[0]
	across := s.before[1] - tap%s.kernel[1]*s.dilation[1]
	in.eachRow(func(p, row, first, last int, _ []float32) {
		line := added[:(last-first)*s.outMaps]
		added = added[len(line):]
		to, r := row+down, out.rects[p]
		if to%s.stride[0] != 0 || to/s.stride[0] < r.Min.Y || to/s.stride[0] >= r.Max.Y {
			return
		}
		to /= s.stride[0]
		target := out.own(p)[(to-r.Min.Y)*r.Dx()*out.channels:][:r.Dx()*out.channels]
		if s.stride[1] == 1 && s.groups == 1 {
			from := max(first+across, r.Min.X)
			n := min(last+across, r.Max.X) - from
			if n > 0 {
				kernel.Axpy(target[(from-r.Min.X)*s.outMaps:][:n*s.outMaps], 1, line[(from-across-first)*s.outMaps:][:n*s.outMaps])
			}
			return
		}
		s.addApart(target, line, out.channels, first+across, r, group)
	})
}

// addApart adds cells one by one where they do not lie side by side in the output. The first of them looks
// for the output column at/stride.
func (s *convStage) addApart(target, line []float32, channels, at int, r image.Rectangle, group int) {
	for ; len(line) > 0; line, at = line[s.outMaps:], at+1 {
		if at%s.stride[1] != 0 || at/s.stride[1] < r.Min.X || at/s.stride[1] >= r.Max.X {
			continue
		}
		cell := target[(at/s.stride[1]-r.Min.X)*channels+group*s.outMaps:]
		kernel.Axpy(cell[:s.outMaps], 1, line[:s.outMaps])
	}
}
