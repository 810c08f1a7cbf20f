package session

import (
	"context"
	"errors"
	"time"

	"unitscope/cnn"
)

// errRelearned says that a relearning has come to its end.
var errRelearned = errors.New("this relearning has made all its steps: scrub back to go on from an earlier one, or begin another")

// relearn makes steps of a relearning until they are done, the mailbox has something, or ctx ends. A check that is left is
// made again.
func (t *Training) relearn(ctx context.Context) {
	p := t.run.relearning.plastic
	if p.Done() && !t.checkDue() {
		t.report(errRelearned)
		t.stop()
		return
	}
	t.ticked = time.Now()
	for ctx.Err() == nil && !t.mail.waiting() {
		if t.checkDue() {
			t.makeCheck(ctx)
			continue
		}
		if t.left == 0 || p.Done() {
			break
		}
		before := p.At()
		if err := p.Step(ctx); err != nil {
			if ctx.Err() == nil {
				t.report(err)
				t.stop()
			}
			return
		}
		if p.At() == before { // it was a check
			t.ticked = time.Now()
			t.changed()
			continue
		}
		t.relearned()
	}
	if (t.left == 0 || p.Done()) && !t.checkDue() {
		t.stop()
	}
}

// relearned notes a step.
func (t *Training) relearned() {
	t.run.relearning.still = false
	learned := t.run.relearning.plastic.Learned()
	stats := learned.Stats
	stats.GradientNorm = normsFor(t.run.live, t.run.relearning.plastic.Live(), stats.GradientNorm)
	t.run.record(stats, learned.Pictures, learned.New.After())
	if t.left > 0 {
		t.left--
	}
	t.tick(learned.Pictures)
	if t.run.Step()%checkEvery == 0 {
		t.check = t.run.Step()
	}
	t.note(learned.New)
}

// normsFor are the norms by node of part, a network that shares layers with whole, whose norms are known.
func normsFor(part, whole *cnn.Network, norms []float64) []float64 {
	of := make([]float64, len(part.Nodes))
	k := 0
	for i, node := range part.Nodes { // whose layers are in the order of whole's
		for whole.Nodes[k].Layer != node.Layer {
			k++
		}
		of[i] = norms[k]
	}
	return of
}
