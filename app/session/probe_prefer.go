package session

import (
	"context"
	"fmt"
	"slices"
	"time"

	"unitscope/viz/tuning"
)

// Preferred returns the picture that was grown to drive a unit of a node's row, as far as it has
// grown. It starts nothing: that is Prefer's.
func (p *Probe) Preferred(node, unit int) Answer[PreferredPicture] {
	b := p.bench()
	answer, _ := known[PreferredPicture](p, &b, b.preferred(b.head(node), unit))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.long.tasks {
		if t.topic == preferredTopic && !t.over && slices.Contains(t.nodes, b.head(node)) && (t.unit == unit || t.unit < 0) {
			answer.Working, answer.Done, answer.Total, answer.Left = true, t.done, t.total, t.left()
		}
	}
	return answer
}

// head is the layer with the weights of a node's row. Pictures are grown for its answers: a unit has
// one, whichever part of the row is looked at.
func (b *bench) head(node int) int {
	for _, row := range b.rows {
		if slices.Contains(row.Parts, node) {
			return row.Parts[0]
		}
	}
	return node
}

func (b *bench) preferred(head, unit int) asked {
	return asked{question: question{topic: preferredTopic, node: head, unit: unit, settings: ProbeSettings{Seed: b.settings.Seed}}, net: b.shown.Net}
}

// Prefer grows the picture that drives a unit most: "prefer" the selected one, "prefer conv2:3",
// or "prefer layer" for all units of the selected layer.
type Prefer struct {
	Unit  Address // without a layer: the selected unit
	Layer bool
}

func (a Prefer) String() string {
	switch {
	case a.Layer:
		return "prefer layer"
	case a.Unit.Layer == "":
		return "prefer"
	}
	return "prefer " + a.Unit.String()
}

func (a Prefer) perform(s *Session) error {
	s.Probe.retry()
	b := s.bench()
	row, unit := b.row, b.unit()
	if a.Unit.Layer != "" {
		at, _, err := FindUnit(b.shown.Net, b.rows, a.Unit)
		if err != nil {
			return err
		}
		row, unit = b.rows[at], a.Unit.Unit
	}
	if a.Layer {
		unit = -1
	}
	s.Probe.prefer(&b, row, unit)
	return nil
}

// prefer starts growing the picture of a unit, -1: of all units of the row, unless it is known.
func (p *Probe) prefer(b *bench, row Row, unit int) {
	head, name := row.Parts[0], fmt.Sprintf("preferred stimulus of %s:%d", row.Title, unit)
	var units []int
	p.mu.Lock()
	defer p.mu.Unlock()
	for u := range row.Units {
		if r := p.results.find(b.preferred(head, u)); (unit < 0 || u == unit) && (r == nil || r.part) {
			units = append(units, u)
		}
	}
	if unit < 0 {
		name = "preferred stimuli of " + row.Name
	}
	a := b.preferred(head, unit)
	if len(units) == 0 || p.long.find(a) != nil {
		return
	}
	p.start(&p.long, &task{asked: a, name: name, nodes: []int{head}, run: b.shown.Run, step: b.shown.Step, work: func(ctx context.Context, t *task) error {
		return b.grow(ctx, t, units)
	}})
}

// grow climbs to the pictures that drive some units of a task's node. Those that are not whole
// when it is stopped are kept as they are.
func (b *bench) grow(ctx context.Context, t *task, units []int) error {
	keep := func(stimuli []*tuning.PreferredStimulus, part bool) {
		for i, s := range stimuli {
			if s != nil {
				v := &PreferredPicture{s, t.node}
				t.keep(b.preferred(t.node, units[i]), v, 4*len(s.Picture.Data), part)
			}
		}
	}
	var shown time.Time
	stimuli, err := tuning.PreferredUnits(ctx, b.shown.Net, t.node, units, tuning.PreferredOptions{Seed: b.settings.Seed},
		func(done, total int, stimuli []*tuning.PreferredStimulus) {
			if time.Since(shown) >= showEvery {
				shown = time.Now()
				keep(stimuli, true)
			}
			t.progress(ctx, done, total)
		})
	if err == nil || ctx.Err() != nil {
		keep(stimuli, err != nil)
	}
	return err
}

// Correlation returns the selected unit's field by reverse correlation with noise, as far as it is
// known. It starts nothing: that is Correlate's.
func (p *Probe) Correlation(noise tuning.Noise) Answer[UnitCorrelation] {
	b := p.bench()
	answer, _ := known[UnitCorrelation](p, &b, b.correlation(b.head(b.node), b.unit(), noise))
	return answer
}

func (b *bench) correlation(head, unit int, noise tuning.Noise) asked {
	return asked{question: question{topic: correlationTopic, node: head, unit: unit, noise: noise, settings: ProbeSettings{Seed: b.settings.Seed}}, net: b.shown.Net}
}

// Correlate shows the selected unit noise, to recover its field from its answers: "correlate
// white", "correlate sparse".
type Correlate struct{ Noise tuning.Noise }

func (a Correlate) String() string { return "correlate " + string(a.Noise) }
func (a Correlate) perform(s *Session) error {
	b, p := s.bench(), s.Probe
	p.retry()
	unit := b.unit()
	t := &task{asked: b.correlation(b.head(b.node), unit, a.Noise), name: fmt.Sprintf("reverse correlation of %s:%d", b.row.Title, unit), run: b.shown.Run, step: b.shown.Step}
	t.work = func(ctx context.Context, t *task) error { return b.correlate(ctx, t) }
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.results.find(t.asked); r != nil && !r.part || p.long.find(t.asked) != nil {
		return nil
	}
	p.start(&p.long, t)
	return nil
}

func (b *bench) correlate(ctx context.Context, t *task) error {
	keep := func(c *tuning.Correlation, part bool) {
		v := &UnitCorrelation{Node: t.node, Unit: t.unit, Noise: t.noise, Shape: c.Shape, Inner: c.Inner, Field: slices.Clone(c.Field(0)), Pictures: c.Pictures, Active: c.Active[0]}
		t.keep(t.asked, v, 4*len(v.Field), part)
	}
	o := tuning.NoiseOptions{Kind: t.noise, Seed: b.settings.Seed, Progress: func(done, total int) { t.progress(ctx, done, total) }}
	var shown time.Time
	c, err := tuning.ReverseCorrelation(ctx, b.shown.Net, t.node, []int{t.unit}, o, func(partial *tuning.Correlation) {
		if time.Since(shown) >= showEvery {
			shown = time.Now()
			keep(partial, true)
		}
	})
	if err == nil {
		keep(c, false)
	}
	return err
}

func init() {
	register("prefer", "[LAYER:UNIT|layer]", func(w *words) Action {
		switch {
		case !w.more():
			return Prefer{}
		case w.rest == "layer":
			w.word()
			return Prefer{Layer: true}
		}
		unit, err := ParseAddress(w.all())
		if err != nil {
			w.fail(err)
		}
		return Prefer{Unit: unit}
	})
	register("correlate", "white|sparse", func(w *words) Action { return Correlate{oneOf(w, tuning.White, tuning.Sparse)} })
}
