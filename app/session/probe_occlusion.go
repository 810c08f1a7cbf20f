package session

import (
	"context"
	"slices"
	"time"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// Occlusion returns what hiding each patch of the picture under the microscope, as it is painted,
// takes from the selected unit, and has it measured: all units of a layer come from one
// sweep.
func (p *Probe) Occlusion() Answer[Discrepancy] {
	b := p.bench()
	net := b.shown.Net
	if !sameShape(b.stimulus.Painted, net.Input) {
		return Answer[Discrepancy]{Working: true} // the picture is on its way
	}
	a := asked{question: question{topic: occlusionTopic, node: b.node, picture: b.stimulus.Version, settings: b.settings.sweep()}, net: net}
	answer := ask[field.Maps](p, &b, a, "hiding parts of the picture from "+b.row.Title, func(ctx context.Context, t *task) error {
		return b.sweep(ctx, t)
	})
	return of(answer, p.discrepancy(&b, answer.Value))
}

// sweep hides the patches of the picture from the selected layer.
func (b *bench) sweep(ctx context.Context, t *task) error {
	net := b.shown.Net
	x := cnn.NewTensor(net.Input...)
	net.Meta.Prep.Apply(x.Data, b.stimulus.Painted.Data, net.Input)
	o := b.settings.options()
	o.Progress = func(done, total int) { t.progress(ctx, done, total) }
	var shown time.Time
	o.Watch = func(partial *field.Maps) {
		if time.Since(shown) >= showEvery {
			shown = time.Now()
			c := *partial
			c.Data = slices.Clone(c.Data)
			t.keep(t.asked, &c, 4*len(c.Data), true)
		}
	}
	maps, err := field.Sweep(ctx, net, x, net.Nodes[b.node].Name, o)
	if err != nil {
		return err
	}
	t.keep(t.asked, maps, 4*len(maps.Data), false)
	return nil
}

// discrepancy is the selected unit's part of a layer's maps; the same as in the frame before if
// they are.
func (p *Probe) discrepancy(b *bench, maps *field.Maps) *Discrepancy {
	if maps == nil {
		return nil
	}
	unit := b.unit()
	return p.seen.discrepancy.get([2]any{maps, unit}, func() *Discrepancy {
		h, w := MapSize(b.shown.Net.Input)
		d := &Discrepancy{Node: b.node, Unit: unit, Patch: maps.Patch, Stride: maps.Stride, Map: maps.Pixels(unit, h, w),
			LayerLargest: largest(maps.Data), Original: maps.Original[unit], Cell: maps.Cells[unit]}
		d.Largest = largest(d.Map)
		return d
	})
}

// of is an answer with another value in the place of what it was made from.
func of[T, F any](from Answer[F], value *T) Answer[T] {
	return Answer[T]{Value: value, Step: from.Step, Stale: from.Stale, Growing: from.Growing, Working: from.Working, Done: from.Done, Total: from.Total,
		Left: from.Left, Stopped: from.Stopped, Waits: from.Waits, OnDemand: from.OnDemand, Err: from.Err}
}

// A memo keeps the latest of what is made from something else in every frame, so that who draws it
// knows it by its address.
type memo[T any] struct {
	of    any
	value T
}

// get returns what make makes of something comparable, or has made of it in the frame before.
func (m *memo[T]) get(of any, make func() T) T {
	if m.of != of {
		m.of, m.value = of, make()
	}
	return m.value
}
