package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

// Gratings returns what the units of all rows answer to gratings, and has it measured where that
// takes no more than some seconds; where it takes longer, Measure begins it.
func (p *Probe) Gratings() Answer[tuning.GratingResponses] {
	b := p.bench()
	answer, whole := known[tuning.GratingResponses](p, &b, b.gratings())
	if !whole && !answer.Working && b.gratingsTakeLong() {
		answer.OnDemand = true
		return answer
	}
	return ask[tuning.GratingResponses](p, &b, b.gratings(), gratingsName, b.showGratings)
}

const gratingsName = "tuning to gratings"

// askedOperations is how many multiplications, some seconds' worth, are made without anybody asking
// for what they give.
const askedOperations = 1e11

// gratingCount is how many gratings there are by default: see tuning.GratingOptions.
const gratingCount = 24 * 16 * 8

func (b *bench) gratingsTakeLong() bool {
	return float64(b.shown.Net.Multiplications())*gratingCount > askedOperations
}

// parts are the nodes at which the units of all rows are probed.
func (b *bench) parts() []int {
	var nodes []int
	for _, row := range b.rows {
		nodes = append(nodes, b.part(row))
	}
	return nodes
}

func (b *bench) gratings() asked {
	return asked{question: question{topic: gratingsTopic, node: -1, unit: -1, nodes: fmt.Sprint(b.parts())}, net: b.shown.Net}
}

func (b *bench) showGratings(ctx context.Context, t *task) error {
	o := tuning.GratingOptions{Progress: func(done, total int) { t.progress(ctx, done, total) }}
	g, err := tuning.Gratings(ctx, b.shown.Net, b.parts(), o)
	if err != nil {
		return err
	}
	bytes := 0
	for _, node := range b.parts() {
		bytes += 4 * len(g.Responses(node))
	}
	t.keep(t.asked, g, bytes, false)
	return nil
}

// measureGratings starts showing gratings to a network for which that takes long.
func (p *Probe) measureGratings() {
	b := p.bench()
	a := b.gratings()
	if _, whole := known[tuning.GratingResponses](p, &b, a); whole {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.long.find(a) == nil && p.quick.find(a) == nil {
		p.start(&p.long, &task{asked: a, name: gratingsName, run: b.shown.Run, step: b.shown.Step, work: b.showGratings})
	}
}

// Curves returns the selected unit's tuning curves, and has them measured once its tuning to
// gratings is known.
func (p *Probe) Curves() Answer[UnitCurves] {
	b := p.bench()
	gratings := p.Gratings()
	a := asked{question: question{topic: curvesTopic, node: b.node, unit: b.unit(), nodes: fmt.Sprint(b.parts())}, net: b.shown.Net}
	if gratings.Value == nil || gratings.Stale {
		answer, _ := known[UnitCurves](p, &b, a)
		return of(gratings, answer.Value)
	}
	name := fmt.Sprintf("tuning curves of %s:%d", b.row.Title, b.unit())
	return ask[UnitCurves](p, &b, a, name, func(ctx context.Context, t *task) error {
		return b.curves(ctx, t, gratings.Value)
	})
}

// curves measures one curve after another.
func (b *bench) curves(ctx context.Context, t *task, g *tuning.GratingResponses) error {
	net, units := b.shown.Net, []int{t.unit}
	c := UnitCurves{Node: t.node, Unit: t.unit}
	along := func(axis tuning.Axis) func(context.Context, *cnn.Network, int, []int) ([]tuning.Curve, error) {
		return func(ctx context.Context, net *cnn.Network, node int, units []int) ([]tuning.Curve, error) {
			return g.Position(ctx, net, node, units, axis)
		}
	}
	steps := []struct {
		curve   **tuning.Curve
		measure func(context.Context, *cnn.Network, int, []int) ([]tuning.Curve, error)
	}{{&c.Size, g.Size}, {&c.Contrast, g.Contrast}, {&c.Across, along(tuning.Across)}, {&c.Down, along(tuning.Down)}, {&c.Hue, g.Hue}}
	for i, s := range steps {
		curves, err := s.measure(ctx, net, t.node, units)
		if err != nil {
			return err
		}
		if len(curves) > 0 {
			*s.curve = &curves[0]
		}
		so := c
		t.keep(t.asked, &so, 4096, i+1 < len(steps))
		t.progress(ctx, i+1, len(steps))
	}
	return nil
}

const (
	// mostShift is how far pictures are shifted, in pixels, or a third of their side where that
	// is less.
	mostShift = 16
	// mostShiftPictures are shifted, fewer where a network is so large that they would take it
	// more than askedOperations, but no fewer than leastShiftPictures.
	mostShiftPictures, leastShiftPictures = 32, 2
)

// Shift returns how much of all rows' answers is kept when pictures move, and has it measured with
// the first pictures of the survey's set.
func (p *Probe) Shift() Answer[ShiftCurves] {
	b := p.bench()
	survey := b.settings.survey()
	a := asked{question: question{topic: shiftTopic, node: -1, unit: -1, source: b.source, settings: ProbeSettings{Training: survey.training}, nodes: fmt.Sprint(b.parts())}, net: b.shown.Net}
	return ask[ShiftCurves](p, &b, a, "answers kept under shifts", func(ctx context.Context, t *task) error { return b.shift(ctx, t) })
}

// firstPictures are the first of a set's pictures that can be read, N×C×H×W: most, where there are so many.
func firstPictures(set data.Set, most int) (*cnn.Tensor, error) {
	x, size := cnn.NewTensor(slices.Concat(cnn.Shape{most}, set.Shape())...), set.Shape().Size()
	n, unread := 0, error(nil)
	for i := 0; i < set.Len() && n < most; i++ {
		switch err := set.Read(i, x.Data[n*size:][:size]); {
		case err == nil:
			n++
		case !errors.Is(err, data.ErrUnreadable):
			return nil, fmt.Errorf("%s: %w", set.PictureName(i), err)
		default:
			unread = err
		}
	}
	if n == 0 {
		return nil, unread
	}
	x.Shape[0], x.Data = n, x.Data[:n*size]
	return x, nil
}

func (b *bench) shift(ctx context.Context, t *task) error {
	net := b.shown.Net
	shape := net.Meta.Prep.Picture(net.Input)
	h, w := MapSize(shape)
	most := min(mostShift, h/3, w/3)
	affordable := int(askedOperations / float64(max(net.Multiplications(), 1)) / float64(4*most+1))
	set := b.settings.survey().set(b.source)
	n := min(max(affordable, leastShiftPictures), mostShiftPictures, set.Len())
	x, err := firstPictures(set, n)
	if err != nil {
		return err
	}
	curves, err := tuning.ShiftTolerance(ctx, net, x, b.parts(), most, func(done, total int) { t.progress(ctx, done, total) })
	if err != nil {
		return err
	}
	v := &ShiftCurves{Curves: curves, Pictures: x.Shape[0]}
	for _, row := range b.rows {
		v.Rows = append(v.Rows, row.Name)
	}
	t.keep(t.asked, v, 4096, false)
	return nil
}
