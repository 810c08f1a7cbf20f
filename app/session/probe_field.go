package session

import (
	"context"
	"fmt"
	"slices"
	"time"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// Field returns what the selected unit sees, and has it measured: its strongest pictures, with
// maps that fill in, and the field averaged over them.
func (p *Probe) Field() Answer[UnitField] {
	b := p.bench()
	responses := p.units.Responses(b.shown, b.running, b.source)
	a := b.field(b.node, b.unit(), responses)
	name := fmt.Sprintf("field of %s:%d", b.row.Title, b.unit())
	work := func(ctx context.Context, t *task) error {
		return b.measure(ctx, t, b.node, []int{b.unit()}, responses, t.progress)
	}
	if b.running && b.selection.Probe.KeepUp && responses.Responses != nil {
		return p.keepUp(&b, a, name, work)
	}
	if responses.Responses == nil || responses.Stale {
		answer, _ := known[UnitField](p, &b, a)
		answer.Waits, answer.Err = b.running, responses.Err
		if responses.Total > 0 {
			answer.Working, answer.Done, answer.Total = true, responses.Done, responses.Total
		}
		return answer
	}
	return ask[UnitField](p, &b, a, name, work)
}

// field is the question for a unit's field.
func (b *bench) field(node, unit int, responses UnitResponses) asked {
	return asked{question{topic: fieldTopic, node: node, unit: unit, source: b.source, settings: b.settings}, b.shown.Net, responses.key.net}
}

const (
	// showEvery is how much time passes at least between partial results that are handed out.
	showEvery = 50 * time.Millisecond
	// keptMapBytes is how much the maps of a layer's units may take: those of the strongest pictures
	// are kept as well as the averages.
	keptMapBytes = 64 << 20
)

// measure finds the fields of some units of a node and keeps them.
func (b *bench) measure(ctx context.Context, t *task, node int, units []int, responses UnitResponses, progress func(ctx context.Context, done, total int)) error {
	net, settings := b.shown.Net, b.settings
	strongest := make([][]tuning.Strongest, len(units))
	top := make([][]int, len(units))
	for i, u := range units {
		if !responses.Active(node, u) {
			continue
		}
		all := responses.Top(node, u)
		strongest[i] = all[:min(settings.Strongest, len(all))]
		for _, s := range strongest[i] {
			top[i] = append(top[i], s.Picture)
		}
	}
	h, w := MapSize(net.Input)
	o := field.AverageOptions{Options: settings.options(), Signed: settings.Signed}
	o.Units = units
	o.Keep = min(settings.Strongest, keptMapBytes/(4*len(units)*h*w))
	o.Progress = func(done, total int) { progress(ctx, done, total) }
	keep := func(averages *field.Averages, part bool) {
		for i, u := range units {
			f := newUnitField(averages, i, node, strongest[i])
			f.Training = responses.Training
			f.place(net)
			t.keep(b.field(node, u, responses), f, f.bytes(), part)
		}
	}
	var shown time.Time
	o.Watch = func(partial *field.Averages) {
		if time.Since(shown) >= showEvery*time.Duration(len(units)) {
			shown = time.Now()
			keep(copied(partial), true)
		}
	}
	averages, err := field.Average(ctx, net, net.Nodes[node].Name, survey{training: responses.Training}.set(b.source), top, o)
	if err == nil {
		keep(averages, false)
	}
	return err
}

// copied is a partial result to keep.
func copied(a *field.Averages) *field.Averages {
	c := *a
	c.Mean, c.Count, c.Peak, c.Size, c.Maps = slices.Clone(a.Mean), slices.Clone(a.Count), slices.Clone(a.Peak), slices.Clone(a.Size), slices.Clone(a.Maps)
	for i, maps := range c.Maps {
		c.Maps[i] = slices.Clone(maps)
	}
	return &c
}

// newUnitField is what is known of the k-th unit: of its strongest pictures what their sweeps found and, while they are still to
// be done, what the survey did, which may have asked an earlier network.
func newUnitField(a *field.Averages, k, node int, strongest []tuning.Strongest) *UnitField {
	f := &UnitField{Node: node, Unit: a.Units[k], Averages: a, K: k,
		Height: a.Height, Width: a.Width, Size: a.Size[k], Theory: a.Theory, Active: len(strongest) > 0}
	for i, s := range strongest {
		o := OccludedPicture{Discrepancy: field.Discrepancy{Picture: s.Picture, Cell: s.Cell, Original: s.Strength}}
		if a.Maps != nil && i < len(a.Maps[k]) && a.Maps[k][i].Map != nil {
			o.Discrepancy = a.Maps[k][i]
			f.Largest = max(f.Largest, largest(o.Map))
		}
		f.Pictures = append(f.Pictures, o)
	}
	return f
}

// place finds row and column of the cells.
func (f *UnitField) place(net *cnn.Network) {
	_, columns := MapSize(net.Nodes[f.Node].Shape)
	for i := range f.Pictures {
		f.Pictures[i].Row, f.Pictures[i].Col = f.Pictures[i].Cell/columns, f.Pictures[i].Cell%columns
	}
}

// bytes is about what a unit's field holds: its part of the averages, and maps.
func (f *UnitField) bytes() int {
	bytes := 8 * f.Height * f.Width
	for _, o := range f.Pictures {
		bytes += 4 * len(o.Map)
	}
	return bytes
}

// largest is the largest of some values without sign; NaN are passed over.
func largest(values []float32) float32 {
	most := float32(0)
	for _, v := range values {
		if v = max(v, -v); v > most {
			most = v
		}
	}
	return most
}
