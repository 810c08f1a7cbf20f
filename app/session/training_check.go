package session

import (
	"context"
	"fmt"

	"unitscope/cnn/data"
)

// checkDue tells whether a check is to be made before the next step. One that was interrupted is made again when
// learning goes on.
func (t *Training) checkDue() bool {
	return t.check > 0 && t.Status().Running && t.check == t.run.Step()
}

// makeCheck answers the held-out pictures whose turn it is at this step and adds them to the
// record.
func (t *Training) makeCheck(ctx context.Context) {
	held := t.source.HeldOut
	if held == nil || held.Len() == 0 {
		t.check = 0
		return
	}
	n := min(checkPictures, held.Len())
	from := (t.run.Step()/checkEvery - 1) * n % held.Len()
	score, err := data.Evaluate(ctx, t.learning(), window{held, from, n}, t.task, 0)
	if ctx.Err() != nil {
		return
	}
	t.check = 0
	if err != nil {
		t.report(fmt.Errorf("the held-out pictures were not answered: %w", err))
		return
	}
	t.checks = append(t.checks, score.Confusion)
	if len(t.checks) > confusionChecks {
		t.checks = t.checks[1:]
	}
	t.run.mu.Lock()
	defer t.run.mu.Unlock()
	h := &t.run.history
	h.HeldOut = append(h.HeldOut, Checkpoint{t.run.step, score.Cost, float64(score.Correct) / float64(score.Total)})
	h.Confusion = sum(t.checks)
}

// sum adds matrices of one size.
func sum(matrices [][][]int) [][]int {
	total := make([][]int, len(matrices[0]))
	for i := range total {
		total[i] = make([]int, len(matrices[0][i]))
		for _, m := range matrices {
			for j, n := range m[i] {
				total[i][j] += n
			}
		}
	}
	return total
}

// A window is n pictures of a set from one of them on, past the end from the start again.
type window struct {
	data.Set
	from, n int
}

func (w window) at(i int) int                    { return (w.from + i) % w.Set.Len() }
func (w window) Len() int                        { return w.n }
func (w window) Label(i int, task string) int    { return w.Set.Label(w.at(i), task) }
func (w window) Read(i int, dst []float32) error { return w.Set.Read(w.at(i), dst) }
func (w window) Fault(i int) error               { return w.Set.Fault(w.at(i)) }
func (w window) PictureName(i int) string        { return w.Set.PictureName(w.at(i)) }
