package session

import (
	"context"
	"errors"
	"time"

	"unitscope/cnn"
)

// errRelearned says that a relearning has come to its end.
var errRelearned = errors.New("this relearning has made all its steps: scrub back to go on from an earlier one, or begin another")

// relearn makes steps of a relearning until they are done, the mailbox has something, or ctx ends. A check takes longer than a
// step, and is left where somebody wants something: it is made again.
func (t *Training) relearn(ctx context.Context) {
	p := t.run.relearning.plastic
	if p.Done() {
		t.report(errRelearned)
		t.stop()
		return
	}
	ctx, release := t.mail.interrupt(ctx)
	defer release()
	t.ticked = time.Now()
	for t.left != 0 && ctx.Err() == nil && !t.mail.waiting() && !p.Done() {
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
		t.relearned(ctx)
	}
	if t.left == 0 || p.Done() {
		t.stop()
	}
}

// relearned notes a step.
func (t *Training) relearned(ctx context.Context) {
	learned := t.run.relearning.plastic.Learned()
	stats := learned.Stats
	stats.GradientNorm = normsFor(t.run.live, t.run.relearning.plastic.Live(), stats.GradientNorm)
	t.run.record(stats, learned.Pictures, learned.New.After())
	if t.left > 0 {
		t.left--
	}
	t.tick(learned.Pictures)
	if t.run.Step()%checkEvery == 0 {
		t.check(ctx)
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

// interrupt returns a context that ends when something is posted. release ends it as well, and comes before the mailbox is
// waited for again.
func (m *mailbox) interrupt(ctx context.Context) (interrupted context.Context, release func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-m.wake:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel()
		<-done
	}
}
