package session

import (
	"context"
	"errors"
	"fmt"

	"unitscope/viz/field"
	"unitscope/viz/plasticity"
	"unitscope/viz/tuning"
)

// Topics of comparisons.
const (
	responsesTopic topic = "responses" // to the probe
	fatesTopic     topic = "fates"
	likenessTopic  topic = "likeness"
	lesionsTopic   topic = "lesions"
	changesTopic   topic = "changes" // of one layer's fields
	retuningTopic  topic = "retuning"
	scoresTopic    topic = "scores" // with lesions
	reportTopic    topic = "report"
)

// Likeness is how alike two networks are, layer by layer: of each unit of the first its match in the second, and how alike they
// represent pictures.
type Likeness struct {
	*Sides
	Matchings    []plasticity.Matching
	Similarities []plasticity.Similarity

	thresholds plasticity.Thresholds // of a match
}

// Likeness returns how alike both networks are, and has it found out where that takes some seconds; where it takes longer,
// Measure begins it ("measure likeness").
func (c *Comparison) Likeness() Answer[Likeness] {
	b := c.bench()
	a, work := c.likeness(&b)
	answer, whole := known[Likeness](c.probe, &b, a)
	if !whole && !answer.Working && c.takesLong(&b) {
		answer.OnDemand = true
		return answer
	}
	return ask[Likeness](c.probe, &b, a, likenessName, work)
}

const likenessName = "likeness of the layers"

// takesLong tells whether networks are so large that nobody compares all their cells without being told to.
func (c *Comparison) takesLong(b *bench) bool {
	return float64(b.shown.Net.Multiplications())*plasticity.ProbePictures > askedOperations
}

func (c *Comparison) likeness(b *bench) (asked, func(context.Context, *task) error) {
	sides, thresholds := c.sidesOf(b), c.desk().plan.settings.Thresholds.Filled()
	return sides.asked(likenessTopic, thresholds), func(ctx context.Context, t *task) error {
		responses, err := sides.both(ctx, t)
		if err != nil {
			return err
		}
		l := &Likeness{Sides: sides, thresholds: thresholds}
		if l.Matchings, err = plasticity.Match(ctx, responses[0], responses[1], thresholds); err != nil {
			return err
		}
		if l.Similarities, err = plasticity.Similarities(ctx, responses[0].Net, responses[1].Net, sides.Pictures); err != nil {
			return err
		}
		bytes := 0
		for _, m := range l.Matchings {
			bytes += 16 * m.Units
		}
		t.keep(t.asked, l, bytes, false)
		return nil
	}
}

// LesionCosts are what each unit is for: what silencing it alone costs the old task in the network before, and the new one in the
// network after.
type LesionCosts struct {
	*Sides
	Before, After []plasticity.LayerLesions // the same layers in the same order
}

// LesionCosts returns what is known; Measure begins it ("measure lesions").
func (c *Comparison) LesionCosts() Answer[LesionCosts] {
	b := c.bench()
	answer, _ := known[LesionCosts](c.probe, &b, c.sidesOf(&b).asked(lesionsTopic, nil))
	return answer
}

func (c *Comparison) measureLesions(b *bench) {
	sides := c.sidesOf(b)
	c.long(b, sides.asked(lesionsTopic, nil), "what each unit is for", func(ctx context.Context, t *task) error {
		l := &LesionCosts{Sides: sides}
		for i, side := range []Side{sides.Before, sides.After} {
			o := plasticity.LesionOptions{Progress: func(done, total int) { t.progress(ctx, i*total+done, 2*total) }}
			costs, err := plasticity.Lesions(ctx, answering(side.Net), side.Task, o)
			if err != nil {
				return err
			}
			if i == 0 {
				l.Before = costs
			} else {
				l.After = costs
			}
		}
		t.keep(t.asked, l, 4096, false)
		return nil
	})
}

// long starts work that takes long, unless it is known or being done.
func (c *Comparison) long(b *bench, a asked, name string, work func(context.Context, *task) error) {
	p := c.probe
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.results.find(a); r != nil && r.err == nil && !r.part || p.long.find(a) != nil {
		return
	}
	p.start(&p.long, &task{asked: a, name: name, run: b.shown.Run, step: b.shown.Step, work: work})
}

// LayerChanges are how the fields of a layer's units changed, measured with their strongest pictures of the probe.
type LayerChanges struct {
	*Sides
	Layer         plasticity.Layer
	Before, After *field.Averages // number K is unit K
	Changes       []plasticity.FieldChange
}

// Changes returns what is known of a layer; Measure begins it ("measure changes").
func (c *Comparison) Changes(layer string) Answer[LayerChanges] {
	b := c.bench()
	answer, _ := known[LayerChanges](c.probe, &b, c.changes(&b, layer))
	return answer
}

// changes is the question about a layer's fields.
func (c *Comparison) changes(b *bench, layer string) asked {
	settings := b.settings.sweep()
	return c.sidesOf(b).asked(changesTopic, [2]any{layer, settings})
}

// changeTop is how many pictures of each unit fields are averaged over.
const changeTop = 8

func (c *Comparison) measureChanges(b *bench) {
	sides, options, layer := c.sidesOf(b), b.settings.options(), b.row.Name
	c.long(b, c.changes(b, layer), "fields of "+layer+" before and after", func(ctx context.Context, t *task) error {
		responses, err := sides.both(ctx, t)
		if err != nil {
			return err
		}
		k := responses[0].Layer(layer)
		if k < 0 {
			return fmt.Errorf("%s is no hidden layer with weights, so that its fields are not compared", layer)
		}
		l := &LayerChanges{Sides: sides, Layer: responses[0].Layers[k]}
		for i, to := range []**field.Averages{&l.Before, &l.After} {
			o := field.AverageOptions{Options: options, Progress: func(done, total int) { t.progress(ctx, i*total+done, 2*total) }}
			if *to, err = responses[i].Fields(ctx, k, changeTop, o); err != nil {
				return err
			}
		}
		if l.Changes, err = plasticity.FieldChanges(l.Before, l.After); err != nil {
			return err
		}
		t.keep(t.asked, l, 16*len(l.Before.Mean), false)
		return nil
	})
}

// Retuning are how what units prefer among gratings changed, layer by layer as UnitFates has them.
type Retuning struct {
	*Sides
	Layers  []plasticity.Layer
	Changes [][]plasticity.GratingChange
}

// Retuning returns what is known; Measure begins it ("measure changes").
func (c *Comparison) Retuning() Answer[Retuning] {
	b := c.bench()
	answer, _ := known[Retuning](c.probe, &b, c.sidesOf(&b).asked(retuningTopic, nil))
	return answer
}

func (c *Comparison) measureRetuning(b *bench) {
	sides := c.sidesOf(b)
	c.long(b, sides.asked(retuningTopic, nil), "tuning to gratings before and after", func(ctx context.Context, t *task) error {
		var shown [2]*tuning.GratingResponses
		var layers [2][]plasticity.Layer
		for i, side := range []Side{sides.Before, sides.After} {
			net := answering(side.Net)
			layers[i] = plasticity.Layers(net)
			var nodes []int
			for _, l := range layers[i] {
				nodes = append(nodes, l.Answers)
			}
			var err error
			o := tuning.GratingOptions{Progress: func(done, total int) { t.progress(ctx, i*total+done, 2*total) }}
			if shown[i], err = tuning.Gratings(ctx, net, nodes, o); err != nil {
				return err
			}
		}
		r := &Retuning{Sides: sides, Layers: layers[0]}
		for _, l := range layers[0] {
			r.Changes = append(r.Changes, plasticity.GratingChanges(shown[0], shown[1], l.Answers, l.Units))
		}
		units := 0
		for _, changes := range r.Changes {
			units += len(changes)
		}
		t.keep(t.asked, r, 2*8*tuningFactsOf(r).width()*units, false)
		return nil
	})
}

// measure starts what takes long.
func (c *Comparison) measure(scope Scope) error {
	b := c.bench()
	if b.running {
		return errors.New("the network is learning: pause it first")
	}
	c.probe.retry()
	switch scope {
	case MeasureLesions:
		c.measureLesions(&b)
	case MeasureLikeness:
		a, work := c.likeness(&b)
		c.long(&b, a, likenessName, work)
	default:
		c.measureChanges(&b)
		c.measureRetuning(&b)
	}
	return nil
}
