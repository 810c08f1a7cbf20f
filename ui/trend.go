package ui

import "unitscope/app/session"

// trendPoints is how many points a curve has at most: as many as a narrow plot has pixels.
const trendPoints = 240

// trend thins a record, one number a step, out to a curve that can be read: every point is
// the mean of the steps around it, a fortieth of the record. The steps are the curve's x.
func trend(record []float32) (x, y []float64) {
	n := len(record)
	if n == 0 {
		return nil, nil
	}
	sums := make([]float64, n+1)
	for i, v := range record {
		sums[i+1] = sums[i] + float64(v)
	}
	points, reach := min(n, trendPoints), n/80
	for i := range points {
		step := n - 1
		if points > 1 {
			step = i * (n - 1) / (points - 1)
		}
		from, to := max(0, step-reach), min(n, step+reach+1)
		x = append(x, float64(step+1))
		y = append(y, (sums[to]-sums[from])/float64(to-from))
	}
	return x, y
}

// smoothing is what tooltips say of a trend.
const smoothing = "The training curve is smoothed: each point is the mean over a fortieth of the steps."

// heldOut is the curves of the checks against held-out pictures.
func heldOut(checks []session.Checkpoint) (steps, cost, correct []float64) {
	for _, c := range checks {
		steps, cost, correct = append(steps, float64(c.Step)), append(cost, c.Cost), append(correct, c.Correct)
	}
	return steps, cost, correct
}

// ladder are the steps at which a network is worth looking at again: about evenly spaced on
// a logarithmic scale, and round.
var ladder = []int{10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000}

// milestones chooses up to n snapshots before a step, log-spaced, the first always among
// them. Which they are changes only when the step passes a rung of the ladder.
func milestones(snapshots []session.Snapshot, before, n int) []session.Snapshot {
	if len(snapshots) == 0 {
		return nil
	}
	var rungs []session.Snapshot
	last := snapshots[0].Step
	for _, rung := range ladder {
		rung += snapshots[0].Step
		at := latest(snapshots, rung)
		if rung < before && at.Step > last && at.Step < before {
			rungs = append(rungs, at)
			last = at.Step
		}
	}
	chosen := snapshots[:1:1]
	most := min(n-1, len(rungs))
	for i := range most { // evenly over the rungs
		chosen = append(chosen, rungs[(i+1)*(len(rungs)+1)/(most+1)-1])
	}
	return chosen
}

// latest is the last snapshot not after a step, or the first.
func latest(snapshots []session.Snapshot, step int) session.Snapshot {
	found := snapshots[0]
	for _, s := range snapshots {
		if s.Step > step {
			break
		}
		found = s
	}
	return found
}
