package ui

import (
	"fmt"
	"slices"
	"time"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// statusBar is the readout under the cursor, and the facts about the session.
type statusBar struct {
	root  *widget.StatusBar
	again func() // asks for an update
	said  bool
	facts []string
}

func newStatusBar(again func()) *statusBar {
	return &statusBar{root: widget.NewStatusBar(), again: again}
}

// say shows what a panel knows of the place under the cursor; nothing gives the place back
// to what is selected.
func (s *statusBar) say(readouts ...string) {
	s.said = len(readouts) > 0
	if !s.said {
		s.again()
		return
	}
	s.root.SetLeft(readouts...)
}

func (s *statusBar) update(f *frame) {
	brain := f.selection.Room == session.BrainRoom
	switch {
	case brain && !s.said:
		s.root.SetLeft(brainReadouts(f)...)
	case f.view != nil && (f.hover != nil || !s.said):
		s.root.SetLeft(f.readouts()...)
	}
	facts := []string{f.shown.Net.Meta.Prep.String(), fmt.Sprintf("seed %d", f.status.Run.Seed)}
	facts = append(facts, withFiles(saved(f.session.SavedAt()))...)
	if brain { // asking has a recording read
		if rec := f.session.Brain.Recording().Value; rec != nil && rec.Simulated {
			facts[0] = simulatedWords
		}
	}
	if !slices.Equal(facts, s.facts) {
		s.facts = facts
		s.root.SetRight(facts...)
	}
}

// saved tells how long ago the experiment was kept.
func saved(at time.Time) string {
	if at.IsZero() {
		return "not saved yet"
	}
	switch ago := time.Since(at); {
	case ago < 5*time.Second:
		return "saved just now"
	case ago < time.Minute:
		return fmt.Sprintf("saved %d s ago", int(ago.Seconds())/5*5)
	case ago < time.Hour:
		return fmt.Sprintf("saved %d min ago", int(ago.Minutes()))
	default:
		return "saved at " + at.Format("15:04")
	}
}
