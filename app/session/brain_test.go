package session

import (
	"testing"
	"time"
)

// all asks for everything that the room shows, as a window does in every frame, until it is there.
func allOfBrain(t *testing.T, s *Session) {
	t.Helper()
	eventually(t, "the brain answers", func() bool {
		s.Take()
		b := s.Brain
		b.Slices()
		b.Cross()
		bars := b.Bars()
		return !bars.Growing && bars.Value != nil && b.Courses().Value != nil && b.Threshold().Value != nil && b.Film().Value != nil && b.LayerPoints().Value != nil && b.RegionPoints().Value != nil && b.Order().Value != nil && b.Pixels().Value != nil
	})
}

func TestBrainTimes(t *testing.T) {
	s := open(t, Options{})
	began := time.Now()
	lap := func(what string) { t.Logf("%s %v", what, time.Since(began)); began = time.Now() }
	answered(t, s, s.Brain.Stimuli)
	lap("stimuli")
	r := answered(t, s, s.Brain.Recording)
	lap("recording " + r.Value.Summary())
	answered(t, s, s.Brain.Matrices)
	lap("matrices")
	b := s.Brain.Bars()
	eventually(t, "bars", func() bool { b = s.Brain.Bars(); return b.Value != nil })
	lap("bars")
	b = answered(t, s, s.Brain.Bars)
	lap("tests")
	for _, r := range b.Value.Regions {
		for k, x := range r.Results {
			t.Log(r.Name, x.Name, x.Mean, x.SE, x.PCorrected, r.Stars(k))
		}
		t.Log(r.Lower, r.Upper, r.Method)
	}
	c := answered(t, s, s.Brain.Courses)
	lap("courses")
	for _, l := range c.Value.Layers {
		t.Log(l.Name, l.Onset, l.Peak)
	}
	m := answered(t, s, s.Brain.Maps)
	lap("maps")
	t.Log(len(m.Value.Of.Centres), m.Value.Highest)
	th := answered(t, s, s.Brain.Threshold)
	lap("threshold")
	t.Log(*th.Value)
	answered(t, s, s.Brain.Film)
	lap("film")
	allOfBrain(t, s)
	lap("rest")
}
