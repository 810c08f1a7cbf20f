package lesson

import (
	"strconv"

	"unitscope/app/session"
	"unitscope/cnn"
)

// Values of how the network learns.
func init() {
	register("step", "the step of training that is shown", func(b *bench, _ arguments) reading { return whole(b.shown.Step) })
	register("epoch", "how many times the training has seen all pictures", func(b *bench, _ arguments) reading { return whole(b.shown.Run.Epoch()) })
	register("batch", "how many pictures a step learns from", func(b *bench, _ arguments) reading { return whole(b.Training.Status().Batch) })
	register("learning-rate", "the learning rate", func(b *bench, _ arguments) reading {
		text := strconv.FormatFloat(float64(b.Training.Status().Hyper.Filled().Rate), 'g', -1, 32)
		rate, err := strconv.ParseFloat(text, 64) // as it was set, not as its float32 is
		if err != nil {
			panic("lesson: " + err.Error())
		}
		return reading{rate, text}
	})
	register("held-out", "the share of held-out pictures answered right at the latest check, in percent", func(b *bench, _ arguments) reading {
		checks := b.shown.Run.History().HeldOut
		if len(checks) == 0 {
			return unknown
		}
		return percent(checks[len(checks)-1].Correct)
	})
	registerCosts()
	registerSlow()
}

// registerCosts adds values of the latest steps.
func registerCosts() {
	register("correct", "the share of the latest ten batches answered right while learning, in percent", func(b *bench, _ arguments) reading {
		return percent(latest(b.shown.Run.History().Correct))
	})
	register("cost", "the cost of the latest ten batches, a picture", func(b *bench, _ arguments) reading {
		return decimal(latest(b.shown.Run.History().Cost), 2)
	})
	register("first-cost", "the cost of the first ten batches, a picture", func(b *bench, _ arguments) reading {
		cost := b.shown.Run.History().Cost
		return decimal(latest(cost[:min(len(cost), few)]), 2)
	})
	register("gradient LAYER", "the size of the layer's gradient at the latest step", func(b *bench, given arguments) reading {
		h := b.shown.Run.History()
		for i, name := range h.Layers {
			if name == given[0] && len(h.Gradient[i]) > 0 {
				return decimal(float64(h.Gradient[i][len(h.Gradient[i])-1]), 3)
			}
		}
		return unknown
	})
	register("batch-classes", "how many different classes the pictures of the latest batch are of", func(b *bench, _ arguments) reading {
		task, _ := b.Task()
		set, seen := b.Pictures.Source().Train, map[int]bool{}
		for _, i := range b.Training.Batch() {
			if i >= set.Len() {
				return unknown // of pictures that have just left the bench
			}
			seen[set.Label(i, task)] = true
		}
		if len(seen) == 0 {
			return unknown
		}
		return whole(len(seen))
	})
}

// few is over how many steps costs are averaged, for one batch may be luck.
const few = 10

// latest is the mean of the last few numbers; NaN of none.
func latest(of []float32) float64 {
	of = of[max(0, len(of)-few):]
	sum := 0.0
	for _, v := range of {
		sum += float64(v)
	}
	return sum / float64(len(of))
}

// registerSlow adds values of the one picture that is taught slowly.
func registerSlow() {
	register("slow-stage", "the stage of the picture that is taught slowly, 1 to 4; 0 where none is", func(b *bench, _ arguments) reading {
		if slow := b.Training.Slow(); slow != nil {
			return whole(int(slow.Stage))
		}
		return whole(0)
	})
	slow := func(name, doc string, of func(slow *session.Slow) float64) {
		register(name, doc, func(b *bench, _ arguments) reading {
			slow := b.Training.Slow()
			if slow == nil {
				return unknown
			}
			return decimal(of(slow), 3)
		})
	}
	slow("squared-error", "Σ(answer − wanted)² of the picture that is taught slowly, before the update", func(s *session.Slow) float64 {
		before, _ := s.SquaredError()
		return before
	})
	slow("squared-error-after", "the same after the update", func(s *session.Slow) float64 {
		_, after := s.SquaredError()
		return after
	})
	slow("wanted-answer", "the answer for the picture's class before the update", func(s *session.Slow) float64 {
		return float64(s.Answers[cnn.Strongest(s.Wanted)])
	})
	slow("wanted-answer-after", "the same after the update", func(s *session.Slow) float64 {
		return float64(s.After[cnn.Strongest(s.Wanted)])
	})
}
