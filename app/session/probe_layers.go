package session

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"unitscope/viz/field"
)

// Fields returns what is known of the fields of a node's units. It has nothing measured: that is
// Measure's.
func (p *Probe) Fields(node int) Answer[LayerFields] {
	b := p.bench()
	responses := p.units.Responses(b.shown, true, b.source)
	units := b.shown.Net.Nodes[node].Shape.Units()
	p.mu.Lock()
	defer p.mu.Unlock()
	var answer Answer[LayerFields]
	key := layerKey{b.field(node, -1, responses), p.results.puts}
	if p.seen.fields == nil {
		p.seen.fields = make(map[int]*memo[layerKnown])
	}
	if p.seen.fields[node] == nil {
		p.seen.fields[node] = &memo[layerKnown]{}
	}
	known := p.seen.fields[node].get(key, func() layerKnown { return p.layer(&b, node, units, responses) })
	answer.Value, answer.Step, answer.Stale, answer.Growing = known.fields, known.step, known.stale, known.growing
	if t := p.measuring(node); t != nil {
		answer.Working, answer.Done, answer.Total, answer.Left = true, t.done, t.total, t.left()
	}
	return answer
}

// layerKey is all that what is known of a layer depends on.
type layerKey struct {
	asked asked
	puts  int
}

type layerKnown struct {
	fields         *LayerFields
	step           int
	stale, growing bool
}

// layer gathers what is known of a node's units. The lock is held.
func (p *Probe) layer(b *bench, node, units int, responses UnitResponses) layerKnown {
	k := layerKnown{fields: &LayerFields{Node: node, Units: make([]*UnitField, units)}}
	for u := range units {
		a := b.field(node, u, responses)
		r := p.results.of[a]
		if latest := p.results.latest[a.question]; (r == nil || r.part) && latest != nil && latest.run == b.shown.Run {
			r = latest
		}
		if r == nil || r.err != nil {
			continue
		}
		k.fields.Units[u] = r.value.(*UnitField)
		k.fields.Measured++
		k.growing = k.growing || r.part
		if r.net != a.net {
			k.stale, k.step = true, r.step
		} else if !k.stale {
			k.step = r.step
		}
	}
	return k
}

// measuring is the long task that measures the fields of a node, nil if there is none. The lock
// is held.
func (p *Probe) measuring(node int) *task {
	for _, t := range p.long.tasks {
		if t.topic == fieldTopic && !t.over && slices.Contains(t.nodes, node) {
			return t
		}
	}
	return nil
}

// Sizes compares, for all rows of convolutions, the fields measured so far with the theory.
func (p *Probe) Sizes() []LayerSizes {
	b := p.bench()
	var sizes []LayerSizes
	extents := field.Extents(b.shown.Net)
	for _, row := range b.convolutions() {
		node := b.part(row)
		l := LayerSizes{Row: row, Node: node, Theory: [2]float64{float64(extents[node].Size[0]), float64(extents[node].Size[1])}, Sizes: make([]float64, row.Units)}
		fields := p.Fields(node)
		l.Stale = fields.Stale
		var known []float64
		for u, f := range fields.Value.Units {
			l.Sizes[u] = math.NaN()
			if f != nil {
				l.Measured++
				if l.Sizes[u] = f.Size; f.Size == f.Size {
					known = append(known, f.Size)
				}
			}
		}
		l.Mean, l.Spread = stat.MeanStdDev(known, nil)
		sizes = append(sizes, l)
	}
	return sizes
}

// convolutions are the rows whose units are maps.
func (b *bench) convolutions() []Row {
	var rows []Row
	for _, row := range b.rows {
		if b.shown.Net.Nodes[row.Parts[0]].Layer.Kind() == "Conv" {
			rows = append(rows, row)
		}
	}
	return rows
}

// Order lists a row's units in the order that is chosen for the tiles; those of which nothing
// is known come last, and equals by their index.
func (p *Probe) Order(row Row) []int {
	b := p.bench()
	value := make([]float64, row.Units)
	node := b.part(row)
	switch responses := p.units.Responses(b.shown, b.running, b.source); {
	case b.selection.Probe.Sort == BySize:
		for u, f := range p.Fields(node).Value.Units {
			value[u] = math.NaN()
			if f != nil {
				value[u] = f.Size
			}
		}
	case b.selection.Probe.Sort == BySelectivity && responses.Responses != nil:
		value = slices.Clone(responses.Selectivities(node, b.task))
	}
	order := make([]int, row.Units)
	for u := range order {
		order[u] = u
		if u >= len(value) {
			value = append(value, math.NaN())
		}
		if value[u] != value[u] {
			value[u] = math.Inf(-1)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case value[i] > value[j]:
			return -1
		case value[i] < value[j]:
			return 1
		}
		return 0
	})
	return order
}

// measureFields starts measuring the fields of all units of some rows.
func (p *Probe) measureFields(rows []Row) {
	b := p.bench()
	var nodes []int
	var names []string
	for _, row := range rows {
		nodes = append(nodes, b.part(row))
		names = append(names, row.Name)
	}
	name := "fields of " + strings.Join(names, ", ")
	a := asked{question: question{topic: fieldTopic, unit: -1, source: b.source, settings: b.settings, nodes: fmt.Sprint(nodes)}, net: b.shown.Net}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.long.find(a) != nil {
		return
	}
	p.start(&p.long, &task{asked: a, name: name, nodes: nodes, run: b.shown.Run, step: b.shown.Step, work: func(ctx context.Context, t *task) error {
		return p.measureNodes(ctx, &b, t)
	}})
}

// measureNodes finds the fields of all units of a task's nodes, but for those that are known.
func (p *Probe) measureNodes(ctx context.Context, b *bench, t *task) error {
	responses, err := p.units.await(ctx, b.shown, b.source)
	if err != nil {
		return err
	}
	total, before := 0, 0
	for _, node := range t.nodes {
		total += b.shown.Net.Nodes[node].Shape.Units()
	}
	for _, node := range t.nodes {
		all := b.shown.Net.Nodes[node].Shape.Units()
		missing := p.missing(b, node, all, responses)
		if len(missing) > 0 {
			ready := before + all - len(missing)
			err := b.measure(ctx, t, node, missing, responses, func(ctx context.Context, done, of int) {
				t.progress(ctx, ready+len(missing)*done/max(of, 1), total)
			})
			if err != nil {
				return err
			}
		}
		before += all
	}
	return nil
}

// missing are the units of a node whose fields are not known.
func (p *Probe) missing(b *bench, node, units int, responses UnitResponses) []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var missing []int
	for u := range units {
		if r := p.results.find(b.field(node, u, responses)); r == nil || r.part || r.err != nil {
			missing = append(missing, u)
		}
	}
	return missing
}
