package plasticity

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// due tells whether the network is to be measured at a step at which it has not been.
func (r *Run) due(step int) bool {
	if every := r.checkEvery(); step%every != 0 && step != r.steps {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.checks) == 0 || r.checks[len(r.checks)-1].Step != step
}

// checkEvery is how many steps lie between measurements. Where that is not chosen, measuring takes half as long as learning, or
// less, unless that leaves too few points for a curve. Time is counted in pictures on their way through the network, so that
// the same run is measured at the same steps anywhere: one that is learned from counts three times, since the error's way back, to
// units and to weights, costs twice the way there.
func (r *Run) checkEvery() int {
	if r.options.CheckEvery > 0 {
		return r.options.CheckEvery
	}
	asked := func(set data.Set) int { return min(r.options.CheckPictures, set.Len()) }
	measured := asked(r.new.Source.HeldOut) + 2*asked(r.old.Source.HeldOut) + min(checkFit, r.old.Source.Train.Len())
	half := 3 * r.options.Batch / 2 // of the time of a step
	return max(r.steps/checks, min((measured+half-1)/half, r.steps/leastChecks), 1)
}

// check measures the network and keeps a snapshot of it.
func (r *Run) check(ctx context.Context, step int) error {
	c, err := r.Measure(ctx, r.live, r.options.CheckPictures)
	if err != nil {
		return err
	}
	c.Step = step
	net := r.live.Clone()
	r.mu.Lock()
	defer r.mu.Unlock()
	if number := len(r.checks); number%r.gap == 0 || step == r.steps {
		r.keep(Snapshot{step, net})
	}
	r.checks = append(r.checks, c)
	return nil
}

// keep adds a snapshot; where there are too many, every other one goes but for the first, and from then on half as many are kept.
func (r *Run) keep(s Snapshot) {
	most := r.options.Snapshots
	if most == 0 {
		most = min(mostSnapshots, max(snapshotBytes/(4*r.live.Parameters()), 2))
	}
	if len(r.snapshots) > most {
		var thinned []Snapshot
		for i, s := range r.snapshots {
			if i%2 == 0 {
				thinned = append(thinned, s)
			}
		}
		r.snapshots = thinned
		r.gap *= 2
	}
	r.snapshots = append(r.snapshots, s)
}

// Measure measures a snapshot's network on so many held-out pictures of each task (0: all, and Refit with its defaults).
func (r *Run) Measure(ctx context.Context, net *cnn.Network, pictures int) (Check, error) {
	var c Check
	score, err := data.Evaluate(ctx, r.New(net), r.new.Source.HeldOut, r.new.Name, pictures)
	if err != nil {
		return c, err
	}
	c.New = score.Accuracy()
	old := r.Old(net)
	if score, err = data.Evaluate(ctx, old, r.old.Source.HeldOut, r.old.Name, pictures); err != nil {
		return c, err
	}
	c.Old = score.Accuracy()
	var refit RefitOptions
	if pictures > 0 {
		refit = RefitOptions{Fit: checkFit, Test: pictures}
	}
	c.Refit, err = Refit(ctx, old, r.old, refit)
	return c, err
}
