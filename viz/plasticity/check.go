package plasticity

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// due tells whether the network is to be measured at a step at which it has not been.
func (r *Run) due(step int) bool {
	every := r.options.CheckEvery
	if every == 0 {
		every = max(r.steps/checks, 1)
	}
	if step%every != 0 && step != r.steps {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.checks) == 0 || r.checks[len(r.checks)-1].Step != step
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
