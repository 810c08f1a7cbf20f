package cnn

import (
	"fmt"
	"slices"
)

// Each has a layer work on every slice of an example's first dimension as if it were an example by itself: the
// batch of a network whose own input is the whole of what a file declares (see Network.Batchless).
type Each struct{ Layer Layer }

// Kind is the layer's.
func (l *Each) Kind() string { return l.Layer.Kind() }

// Params are the layer's.
func (l *Each) Params() []*Param { return l.Layer.Params() }

// Clone is a deep copy.
func (l *Each) Clone() Layer { return &Each{l.Layer.Clone()} }

func (l *Each) statistics() []*Tensor {
	if k, ok := l.Layer.(keeper); ok {
		return k.statistics()
	}
	return nil
}

func (l *Each) follow(w *work) {
	if k, ok := l.Layer.(keeper); ok {
		k.follow(&w.plan.(*sliceWork).work)
	}
}

// OutShape is the layer's for one slice, as many times as there are.
func (l *Each) OutShape(in ...Shape) (Shape, error) {
	slice := make([]Shape, len(in))
	for k, s := range in {
		if len(s) < 2 || s[0] != in[0][0] {
			return nil, fmt.Errorf("wants inputs of as many slices each, gets %v", in)
		}
		slice[k] = s[1:]
	}
	if len(in) == 0 {
		return nil, fmt.Errorf("wants an input")
	}
	out, err := l.Layer.OutShape(slice...)
	if err != nil {
		return nil, err
	}
	return slices.Concat(in[0][:1], out), nil
}

// Sight is the whole input's.
func (*Each) Sight(...Shape) Sight { return wholeSight() }

// sliceWork is the layer's work on all slices of a batch.
type sliceWork struct{ work }

func (l *Each) plan(w *work) {
	if w.plan == nil {
		w.plan = &sliceWork{}
	}
	inner := l.inner(w)
	if p, ok := l.Layer.(planner); ok {
		p.plan(inner)
	}
}

// inner brings the layer's work in line with the examples' arrays, which are its own in another shape.
func (l *Each) inner(w *work) *work {
	inner := &w.plan.(*sliceWork).work
	slices := w.shape[0]
	inner.layer, inner.batch, inner.shape = l.Layer, w.batch*slices, w.shape[1:]
	inner.training, inner.seed, inner.wantsParams = w.training, w.seed, w.wantsParams
	inner.gradParams, inner.memory = w.gradParams, w.memory
	inner.in, inner.gradIn = sliced(inner.in, w.in), sliced(inner.gradIn, w.gradIn)
	inner.out, inner.gradOut = slicedTensor(inner.out, w.out), slicedTensor(inner.gradOut, w.gradOut)
	return inner
}

func sliced(views, ts []*Tensor) []*Tensor {
	if len(views) < len(ts) {
		views = make([]*Tensor, len(ts))
	}
	for i, t := range ts {
		views[i] = slicedTensor(views[i], t)
	}
	return views
}

// slicedTensor is t with its first two dimensions as one, in view if there is one already.
func slicedTensor(view, t *Tensor) *Tensor {
	if t == nil {
		return nil
	}
	if view == nil {
		view = &Tensor{}
	}
	view.Shape = append(append(view.Shape[:0], t.Shape[0]*t.Shape[1]), t.Shape[2:]...)
	view.Data = t.Data
	return view
}

func (l *Each) remembers(w *work) int {
	r, ok := l.Layer.(rememberer)
	if !ok {
		return 0
	}
	return r.remembers(&work{shape: w.shape[1:]})
}

func (l *Each) scratch(w *work) int {
	if s, ok := l.Layer.(scratcher); ok {
		return s.scratch(&w.plan.(*sliceWork).work)
	}
	return 0
}

func (l *Each) parts(w *work) (forward, backward int) { return l.Layer.parts(l.inner(w)) }

func (l *Each) forward(w *work, part int, d *desk) {
	l.Layer.forward(&w.plan.(*sliceWork).work, part, d)
}

func (l *Each) backward(w *work, part int, d *desk) {
	l.Layer.backward(&w.plan.(*sliceWork).work, part, d)
}

func (l *Each) collectParts(w *work) int {
	if c, ok := l.Layer.(collector); ok {
		return c.collectParts(&w.plan.(*sliceWork).work)
	}
	return 0
}

func (l *Each) collect(w *work, part int) {
	l.Layer.(collector).collect(&w.plan.(*sliceWork).work, part)
}
