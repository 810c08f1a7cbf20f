package session

import (
	"slices"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A runState is how far a run is, to go back to whatever it does from then on. Its networks are nobody's to change. The training
// goroutine alone writes and reads it.
type runState struct {
	run      *Run
	net      *cnn.Network // as it learns
	shown    Snapshot     // that was looked at
	scrubbed bool

	step     int
	place    data.Place
	history  History
	timeline Timeline
	watched  watched
	memory   memory
}

// remember notes how far the run is that learns.
func (t *Training) remember() *runState {
	state := &runState{}
	t.mail.post(func() {
		if t.run == nil {
			return
		}
		r, shown := t.run, t.Shown()
		*state = runState{run: r, net: t.present(), shown: Snapshot{shown.Step, shown.Whole}, scrubbed: shown.Scrubbed, memory: r.memory}
		if r.trainer != nil {
			state.memory = memory{t.hyper.Filled().Optimizer, r.trainer.State()}
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		state.step, state.place, state.timeline, state.watched = r.step, r.place, r.timeline, r.watched
		state.history = r.history
		state.history.Gradient = slices.Clone(r.history.Gradient)
	})
	return state
}

// revisit goes back to how far the run that learns was, and shows what was looked at then. Of a relearning it shows what its timeline
// knows of that; learning goes on from there.
func (t *Training) revisit(state *runState) {
	t.mail.post(func() {
		r := t.run
		if r == nil || r != state.run {
			return
		}
		t.left = 0
		t.running(false)
		if r.relearning == nil {
			t.restore(state)
		}
		if state.scrubbed {
			t.show(state.shown.Net, state.shown.Step, true)
		} else {
			t.showAt(state.step)
		}
	})
}

// restore makes the run as it was.
func (t *Training) restore(state *runState) {
	r := t.run
	r.closeFeed()
	r.live, r.lent, r.trainer, r.memory = state.net, true, nil, state.memory
	t.copied = present{r, state.step, state.net}
	t.checks, t.check = nil, 0 // of a network that is forgotten
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step, r.place, r.timeline, r.watched = state.step, state.place, state.timeline, state.watched
	r.history = state.history.upTo(state.step) // shares nothing that later steps write to
}
