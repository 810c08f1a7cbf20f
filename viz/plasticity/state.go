package plasticity

import (
	"fmt"
	"slices"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A State is what a run knows, beside the networks, to go on later as if it had never stopped.
type State struct {
	Step      int
	Places    [][2]data.Place // by step, up to the next: where the new and the old task's batches begin
	Checks    []Check
	Optimizer cnn.State // of the network with both heads
}

// State copies what the run knows. It belongs to whoever calls Step.
func (r *Run) State() State {
	s := State{Step: r.At(), Places: slices.Clone(r.places), Checks: r.Checks(), Optimizer: r.state}
	if r.trainer != nil {
		s.Optimizer = r.trainer.State()
	}
	return s
}

// Resume takes a run, of which nothing has been done yet, to where one of the same settings was: live is its network with both
// heads then, snapshots are those that it kept, the first of them from before any step. It returns an error, and changes nothing,
// if they do not fit the run.
func (r *Run) Resume(s State, live *cnn.Network, snapshots []Snapshot) error {
	if s.Step < 0 || s.Step > r.steps || len(s.Places) != s.Step+1 {
		return fmt.Errorf("plasticity: a run of %d steps is taken up after %d, with %d places", r.steps, s.Step, len(s.Places))
	}
	for _, at := range s.Places {
		if min(at[0].Epoch, at[0].Dealt, at[1].Epoch, at[1].Dealt) < 0 {
			return fmt.Errorf("plasticity: a run is taken up at %+v", at)
		}
	}
	if len(snapshots) == 0 || !live.SameArchitecture(r.live) {
		return fmt.Errorf("plasticity: a run is taken up with %d snapshots, or a network of another architecture", len(snapshots))
	}
	for i, c := range s.Checks {
		if c.Step < 0 || c.Step > s.Step || i > 0 && c.Step <= s.Checks[i-1].Step {
			return fmt.Errorf("plasticity: check %d of a run is at step %d of %d", i, c.Step, s.Step)
		}
	}
	if s.Optimizer.Steps > 0 {
		if err := s.Optimizer.Check(r.live, r.options.Hyper.Filled().Optimizer); err != nil {
			return fmt.Errorf("plasticity: %w", err)
		}
	}
	r.live.CopyParams(live)
	r.places, r.state = slices.Clone(s.Places), s.Optimizer
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step, r.checks, r.snapshots = s.Step, slices.Clone(s.Checks), slices.Clone(snapshots)
	return nil
}
