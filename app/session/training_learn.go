package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// learn makes steps until they are done, the mailbox has something, or ctx ends. A step, or a check, that takes longer
// than who posted something has patience is left, and made again when learning goes on.
func (t *Training) learn(ctx context.Context) {
	ctx, release := t.mail.interrupt(ctx)
	defer release()
	if t.run != nil && t.run.relearning != nil {
		t.relearn(ctx)
		return
	}
	if err := t.prepare(); err != nil {
		t.report(err) // before it rests: who waits for that finds the reason
		t.stop()
		return
	}
	t.ticked = time.Now()
	for ctx.Err() == nil && !t.mail.waiting() {
		if t.checkDue() {
			t.makeCheck(ctx)
			continue
		}
		if t.left == 0 {
			break
		}
		if !t.step(ctx) {
			return
		}
	}
	if t.left == 0 && !t.checkDue() {
		t.stop()
	}
}

// step learns one batch, and reports whether learning goes on: not if ctx ends meanwhile, or there is nothing to learn from.
func (t *Training) step(ctx context.Context) bool {
	batch, err := t.run.feed.Next()
	if err != nil {
		t.report(fmt.Errorf("training stopped: %w", err))
		t.stop()
		return false
	}
	stats, err := t.run.trainer.StepContext(ctx, batch.X, batch.Labels)
	if err != nil {
		t.run.closeFeed() // the next one begins with this batch again
		return false
	}
	t.run.record(stats, len(batch.Labels), batch.After())
	if t.left > 0 {
		t.left--
	}
	t.tick(len(batch.Labels))
	if t.run.Step()%checkEvery == 0 {
		t.check = t.run.Step()
	}
	t.note(batch)
	return true
}

// tick measures the speed, smoothed over some twenty steps.
func (t *Training) tick(pictures int) {
	now := time.Now()
	rate := float64(pictures) / now.Sub(t.ticked).Seconds()
	t.ticked = now
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.status.Rate == 0 {
		t.status.Rate = rate
	}
	t.status.Rate += (rate - t.status.Rate) / 20
}

// note lets the watchers know of a step, at most publishEvery.
func (t *Training) note(batch data.Batch) {
	t.mu.Lock()
	if t.status.Run == t.run { // else another is about to take its place
		t.status.Step, t.status.Epoch = t.run.Step(), batch.Epoch
		t.latest = slices.Clone(batch.Indexes)
	}
	t.mu.Unlock()
	if now := time.Now(); !now.Before(t.due) {
		t.publish()
		// Counted from when it was due, so that steps of any length keep the rate on average.
		if t.due = t.due.Add(max(publishEvery, publishShare*t.copying)); t.due.Before(now) {
			t.due = now
		}
	}
}

// ErrClasses says that a network's answers and the pictures' classes do not match.
var ErrClasses = errors.New("the network's answers are not these pictures' classes")

// errNoClasses says that pictures have no labels.
var errNoClasses = errors.New("nobody has said what these pictures show, so nothing can be learned from them; open a folder that has a folder for each class")

// prepare makes the trainer and the feed where they are missing.
func (t *Training) prepare() error {
	if t.run == nil || t.source == nil {
		return errors.New("there are no pictures to learn from")
	}
	classes := t.source.Train.Classes(t.task)
	if len(classes) == 0 {
		return errNoClasses
	}
	if labels := t.run.net.Meta.Labels; !slices.Equal(labels, classes) {
		return fmt.Errorf("%w: it answers %s, they are %s", ErrClasses, list(labels), list(classes))
	}
	if t.run.trainer == nil {
		t.run.own()
		t.run.trainer = cnn.NewTrainer(t.learning(), t.hyper, t.batch, t.run.Seed)
		m := t.run.memory
		t.run.memory = memory{}
		if m.of == t.hyper.Filled().Optimizer && m.state.Steps > 0 {
			if err := t.run.trainer.Restore(m.state); err != nil {
				return err
			}
		}
	}
	if t.run.feed == nil {
		t.run.feed = data.NewFeedFrom(t.run.place, t.source.Train, t.task, t.run.net, t.batch, t.run.Seed)
	}
	return nil
}

// list names a few of many.
func list(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing that it has names for"
	case n <= 3:
		return fmt.Sprintf("%q", names)
	default:
		return fmt.Sprintf("%q, %q and %d more", names[0], names[1], n-2)
	}
}
