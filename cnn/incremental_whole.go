package cnn

import "unitscope/cnn/internal/kernel"

// computedWhole tells whether a change of a layer's inputs makes all of its output new: whether it is not known
// how far its cells see, or its arrays are neither maps nor units.
func computedWhole(layer Layer, ins []Shape) bool {
	switch l := layer.(type) {
	case *Concat:
		return l.Axis != 0 || irregular(ins)
	case *Softmax:
		return l.Axis != 0 || irregular(ins)
	case picking:
		return layer.(Sighted).Sight(ins...).Whole
	case cellwise:
		return !l.cellwise(ins[0])
	case Sighted:
		return true
	}
	return irregular(ins)
}

// irregular tells whether some shape is neither C×H×W nor N.
func irregular(shapes []Shape) bool {
	for _, s := range shapes {
		if len(s) != 3 && len(s) != 1 {
			return true
		}
	}
	return false
}

// wholeStage computes a layer anew, as a pass does.
type wholeStage struct {
	stateless
	layer Layer
	ins   []Shape
	shape Shape
}

// wholeWork is the memory that one goroutine computes a layer with.
type wholeWork struct {
	work   work
	desk   desk
	kernel *kernel.Workspace // where the bench has none
	cells  []float32
}

func (w *wholeWork) own() *kernel.Workspace {
	if w.kernel == nil {
		w.kernel = kernel.NewWorkspace()
	}
	return w.kernel
}

// bench is a workbench's memory for this stage.
func (s *wholeStage) bench(b *workbench) *wholeWork {
	if w := b.wholes[s]; w != nil {
		return w
	}
	w := &wholeWork{work: work{layer: s.layer, batch: 1, shape: s.shape, out: NewTensor(append(Shape{1}, s.shape...)...)}}
	most := s.shape.Size()
	for _, in := range s.ins {
		w.work.in = append(w.work.in, NewTensor(append(Shape{1}, in...)...))
		most = max(most, in.Size())
	}
	w.work.gradIn = make([]*Tensor, len(s.ins))
	w.cells = make([]float32, most)
	if r, ok := s.layer.(rememberer); ok {
		w.work.memory = make([]float32, r.remembers(&w.work))
	}
	if p, ok := s.layer.(planner); ok {
		p.plan(&w.work)
	}
	if l, ok := s.layer.(scratcher); ok {
		w.desk.scratch = make([]float32, l.scratch(&w.work))
	}
	if b.wholes == nil {
		b.wholes = map[*wholeStage]*wholeWork{}
	}
	b.wholes[s] = w
	return w
}

func (s *wholeStage) compute(out *zones, in []*zones, b *workbench) {
	w := s.bench(b)
	if w.desk.kernel = b.alone; b.alone == nil {
		w.desk.kernel = w.own()
	}
	for p := range out.starts[1:] {
		if out.rects[p].Empty() {
			continue
		}
		for k, z := range in {
			cells := w.cells[:z.rows*z.columns*z.channels]
			for row := range z.rows {
				z.copyRow(cells[row*z.columns*z.channels:], p, row, 0, z.columns)
			}
			toPlanes(w.work.in[k].Data, cells, z.whole(), z.rows, z.columns)
		}
		parts, _ := s.layer.parts(&w.work)
		for part := range parts {
			s.layer.forward(&w.work, part, &w.desk)
		}
		cells := w.cells[:len(w.work.out.Data)]
		toCells(cells, w.work.out.Data, out.channels)
		out.take(p, cells)
	}
}

// take sets a position's values to those of a whole map in cell order.
func (z *zones) take(position int, cells []float32) {
	r, values := z.rects[position], z.own(position)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		first := (y*z.columns + r.Min.X) * z.channels
		values = values[copy(values, cells[first:first+r.Dx()*z.channels]):]
	}
}

// pickStage is a layer that takes rows, columns and channels of its input straight (see picks.sight).
type pickStage struct{ *picks }

func (pickStage) prepare() {}

func (s pickStage) compute(out *zones, in []*zones, _ *workbench) {
	x := in[0]
	out.eachRow(func(p, row, first, last int, values []float32) {
		for column := first; column < last; column++ {
			cell := values[(column-first)*out.channels:][:out.channels]
			y, at := s.lists[1][row], s.lists[2][column]
			if y < 0 || at < 0 {
				fill(cell, s.fill)
				continue
			}
			from, _ := x.run(p, int(y), int(at))
			for c, channel := range s.lists[0] {
				cell[c] = s.picks.fill
				if channel >= 0 {
					cell[c] = from[channel]
				}
			}
		}
	})
}
