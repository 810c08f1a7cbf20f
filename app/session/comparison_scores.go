package session

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
)

// A Score is how much of the held-out pictures of a task the network that is shown answers right, without and with its lesions.
type Score struct {
	Task            string
	Whole, Lesioned float64 // 0 to 1
}

// Scores are what the lesions cost.
type Scores struct {
	Tasks    []Score
	Pictures int // of each task, that were answered
}

// scorePictures are answered to find out what lesions cost.
const scorePictures = 500

// Scores returns what the lesions cost each task that the network has a head for, and has it found out. Without lesions there
// is nothing to ask.
func (c *Comparison) Scores() Answer[Scores] {
	b := c.probe.bench()
	units := c.desk().lesioned()
	if len(units) == 0 {
		return Answer[Scores]{}
	}
	n := unitPictures(b.shown.Net, min(scorePictures, b.source.HeldOut.Len()))
	a := asked{question: question{topic: scoresTopic, node: -1, unit: -1, source: compared{nil, b.source.HeldOut, b.task}}, net: b.shown.Net}
	return ask[Scores](c.probe, &b, a, "what the lesions cost", func(ctx context.Context, t *task) error {
		s := &Scores{Pictures: n}
		for _, side := range headsOf(&b) {
			score := Score{Task: side.Name}
			for _, part := range []struct {
				share *float64
				net   *cnn.Network
			}{{&score.Whole, side.Net}, {&score.Lesioned, silenced(side.Net, units)}} {
				answered, err := data.Evaluate(ctx, part.net, side.Task.Source.HeldOut, side.Task.Name, n)
				if err != nil {
					return err
				}
				*part.share = answered.Accuracy()
			}
			s.Tasks = append(s.Tasks, score)
		}
		t.keep(t.asked, s, 256, false)
		return nil
	})
}

// headsOf are the heads of the network that is shown, each as a network by itself, with the task that it answers: the old one of
// a relearning, where it is known, before the new.
func headsOf(b *bench) []Side {
	task := plasticity.Task{Source: b.source, Name: b.task}
	here := Side{Name: b.task, Net: answering(b.shown.Whole), Task: task}
	l := b.shown.Run.relearning
	if l == nil {
		return []Side{here}
	}
	old, _ := l.Tasks()
	if b.shown.Old() {
		return []Side{{Name: l.Old, Net: l.Before(), Task: old}}
	}
	here.Name = l.New
	both, ok := l.known(b.shown.Whole)
	if !ok {
		return []Side{here}
	}
	return []Side{{Name: l.Old, Net: l.plastic.Old(both.Net), Task: old}, here}
}
