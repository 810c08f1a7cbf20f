package session

import (
	"math"
	"path/filepath"
	"reflect"
	"testing"
)

// watchedTraining lets the network learn so many steps while the brain is watched.
func watchedTraining(t *testing.T, s *Session, steps int) *BrainCurves {
	t.Helper()
	at := s.Training.Status().Step
	if err := s.Do(TrainSteps{steps}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it has learned", func() bool {
		s.Take()
		return s.Training.Status().Step >= at+steps && !s.Training.Status().Running
	})
	wait(t, s)
	return s.Brain.Curves()
}

// While the network learns, layers are compared every few steps; what is noted of a step is what its snapshot gives; going back
// forgets what came later; and an experiment keeps it.
func TestBrainWatchesTraining(t *testing.T) {
	dir := t.TempDir()
	s := recordedBenchOf(t)
	perform(t, s, "brain watch on", "brain every 1", "learning-rate 0.05")
	var c *BrainCurves
	eventually(t, "some steps are noted", func() bool {
		c = watchedTraining(t, s, 10)
		return c != nil && len(c.Steps) >= 3 && c.Steps[len(c.Steps)-1]%10 == 0
	})
	last := len(c.Steps) - 1
	if c.Steps[last] != s.Training.Status().Step {
		t.Errorf("noted %v, it has made %d", c.Steps, s.Training.Status().Step)
	}
	bars := answered(t, s, s.Brain.Bars).Value
	for r := range c.Regions {
		for k := range c.Layers {
			if got, want := c.Of[r][k][last], bars.Regions[r].Results[k].Mean; math.Abs(got-want) > 1e-12 {
				t.Errorf("%s, %s: noted %g, it is %g", c.Regions[r], c.Layers[k], got, want)
			}
		}
	}
	perform(t, s, "brain compare pearson")
	s.Take()
	wait(t, s)
	if got := s.Brain.Curves(); !reflect.DeepEqual(got.Of, c.Of) {
		t.Errorf("another comparison, of a network that rests, leaves %+v of the record", got)
	}
	perform(t, s, "brain compare spearman")
	path := filepath.Join(dir, "watched.unitscope")
	perform(t, s, "save "+path)
	again := open(t, Options{})
	perform(t, again, "open "+path)
	if got := again.Brain.Curves(); got == nil || !reflect.DeepEqual(got.Steps, c.Steps) || !reflect.DeepEqual(got.Of, c.Of) || !again.Selection().Brain.Watch {
		t.Errorf("opened again: %+v, saved %+v", got, c)
	}
	perform(t, s, "brain watch off", "scrub 10", "train 1")
	if got := s.Brain.Curves(); got == nil || got.Steps[len(got.Steps)-1] > 11 {
		t.Errorf("gone back to step 10, and known: %v", got.Steps)
	}
}
