package plasticity

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// An Outcome is what a relearning did: to the tasks, and to every unit. Layers are in one order everywhere.
type Outcome struct {
	Old, New string  // what the tasks are called
	Before   float64 // the old task by the old network, share of all held-out pictures that are answered right
	After    Check   // by the network after, of all held-out pictures
	Checks   []Check // on the way

	Thresholds   Thresholds // filled in
	Probe        data.Set
	Responses    [2]*Responses // to the probe, before and after
	Fates        []LayerFate
	Similarities []Similarity // of the network before and after
	Matchings    []Matching   // of units before with those after, whatever their numbers

	// What losing a unit costs: the old task in the network before, the new task in the one after.
	OldLesions, NewLesions []LayerLesions

	Gratings [][]GratingChange    // per layer
	Fields   [][2]*field.Averages // per layer, before and after; nil of a layer whose units see the whole picture, or if not asked for
	Drifts   [][]FieldChange      // per layer; nil where Fields are
}

// OutcomeOptions say what of an outcome is measured; the zero value is all but the fields.
type OutcomeOptions struct {
	Thresholds Thresholds
	Pictures   int  // of the probe; 0: ProbePictures
	Fields     bool // measure receptive fields, which takes longest
	FieldTop   int  // strongest pictures of each unit that fields are averaged over; 0: 8

	// Progress, if set, is told what is being measured and how far that is.
	Progress func(what string, done, total int)
}

const fieldTop = 8

// Outcome measures what became of the network from before the run to a snapshot. It returns ctx's error if stopped.
func (r *Run) Outcome(ctx context.Context, s Snapshot, o OutcomeOptions) (*Outcome, error) {
	if o.Pictures == 0 {
		o.Pictures = ProbePictures
	}
	if o.FieldTop == 0 {
		o.FieldTop = fieldTop
	}
	out := &Outcome{Checks: r.Checks(), Thresholds: o.Thresholds.Filled(), Probe: Probe(r.old, r.new, o.Pictures)}
	out.Old, out.New = Titles(r.old, r.new)
	m := &measuring{run: r, both: s.Net, after: r.New(s.Net), Outcome: out, options: o}
	for _, part := range []func(context.Context) error{m.tasks, m.fates, m.lesions, m.gratings, m.fields} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	out.After.Step = s.Step
	return out, nil
}

// measuring is Outcome at work.
type measuring struct {
	*Outcome
	run     *Run
	both    *cnn.Network // the snapshot
	after   *cnn.Network // its half with the new head
	options OutcomeOptions
}

// watch tells how far a part is.
func (m *measuring) watch(what string) func(done, total int) {
	return func(done, total int) {
		if m.options.Progress != nil {
			m.options.Progress(what, done, total)
		}
	}
}

func (m *measuring) tasks(ctx context.Context) error {
	old := m.run.old
	score, err := data.Evaluate(ctx, m.run.before, old.Source.HeldOut, old.Name, 0)
	if err != nil {
		return err
	}
	m.Before = score.Accuracy()
	m.After, err = m.run.Measure(ctx, m.both, 0)
	return err
}

func (m *measuring) fates(ctx context.Context) error {
	for side, net := range []*cnn.Network{m.run.before, m.after} {
		var err error
		if m.Responses[side], err = Respond(ctx, net, m.Probe, nil); err != nil {
			return err
		}
	}
	var err error
	if m.Fates, err = Fates(m.Responses[0], m.Responses[1], m.Thresholds); err != nil {
		return err
	}
	if m.Matchings, err = Match(ctx, m.Responses[0], m.Responses[1], m.Thresholds); err != nil {
		return err
	}
	m.Similarities, err = Similarities(ctx, m.run.before, m.after, m.Probe)
	return err
}

func (m *measuring) lesions(ctx context.Context) (err error) {
	o := LesionOptions{Progress: m.watch("lesions")}
	if m.OldLesions, err = Lesions(ctx, m.run.before, m.run.old, o); err != nil {
		return err
	}
	m.NewLesions, err = Lesions(ctx, m.after, m.run.new, o)
	return err
}

func (m *measuring) gratings(ctx context.Context) error {
	var nodes []int
	for _, l := range m.Responses[0].Layers {
		nodes = append(nodes, l.Answers)
	}
	var shown [2]*tuning.GratingResponses
	for side, r := range m.Responses {
		var err error
		shown[side], err = tuning.Gratings(ctx, r.Net, nodes, tuning.GratingOptions{Progress: m.watch("gratings")})
		if err != nil {
			return err
		}
	}
	for _, l := range m.Responses[0].Layers {
		m.Gratings = append(m.Gratings, GratingChanges(shown[0], shown[1], l.Answers, l.Units))
	}
	return nil
}

func (m *measuring) fields(ctx context.Context) error {
	layers := m.Responses[0].Layers
	m.Fields, m.Drifts = make([][2]*field.Averages, len(layers)), make([][]FieldChange, len(layers))
	extents := field.Extents(m.after)
	for k, l := range layers {
		// A sweep wants pictures as the network reads them: one that reads channels last has no fields.
		if !m.options.Fields || !m.Probe.Shape().Equal(m.after.Input) || extents[l.Answers].Whole {
			continue
		}
		var pair [2]*field.Averages
		for side, r := range m.Responses {
			var err error
			if pair[side], err = r.Fields(ctx, k, m.options.FieldTop, field.AverageOptions{Progress: m.watch("fields of " + r.Layers[k].Name)}); err != nil {
				return err
			}
		}
		drifts, err := FieldChanges(pair[0], pair[1])
		if err != nil {
			return err
		}
		m.Fields[k], m.Drifts[k] = pair, drifts
	}
	return nil
}
