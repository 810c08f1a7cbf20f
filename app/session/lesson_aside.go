package session

import (
	"maps"

	"unitscope/viz/colormap"
)

// aside is an experiment while it is off the bench: all that a person set out, and how it was looked at. What was computed from
// it stays with its networks.
type aside struct {
	desk      desk
	selection Selection
	fixed     map[string]colormap.Range
	undo      undoStack
	scrubbed  *int          // the earlier step that was shown
	units     UnitResponses // what drives them, which is kept of one network only
}

// putAside takes what lies on the bench down, to be brought back.
func (s *Session) putAside() aside {
	a := aside{desk: s.desk, selection: s.Selection(), fixed: maps.Clone(s.fixed), undo: s.undo.copy(), units: s.Units.kept(s.desk.run)}
	if shown := s.Training.Shown(); shown.Scrubbed {
		a.scrubbed = &shown.Step
	}
	return a
}

// copy is a stack that goes its own way from now on.
func (u *undoStack) copy() undoStack {
	return undoStack{past: append([]desk(nil), u.past...), future: append([]desk(nil), u.future...), last: u.last}
}

// bringBack puts on the bench what was put aside.
func (s *Session) bringBack(a aside) {
	s.lay(a.desk)
	s.selection, s.fixed, s.undo = a.selection.clone(), maps.Clone(a.fixed), a.undo.copy()
	if a.scrubbed != nil {
		s.Training.scrub(*a.scrubbed)
	}
	if a.units.Responses != nil {
		s.Units.recall(a.units) // whatever is on its way for another network
	}
}

// clear puts a desk on the bench that nobody has looked at.
func (s *Session) clear(d desk) {
	s.selection, s.fixed, s.undo, s.notice = newSelection(), nil, undoStack{}, nil
	s.lay(d)
}

// endLesson closes the lesson and brings the experiment back.
func (s *Session) endLesson() {
	if s.lesson == nil {
		return // closed twice
	}
	back := s.lesson.aside
	s.lesson, s.notice = nil, nil
	s.bringBack(back)
	s.Trace.Event("lesson", map[string]any{"name": ""})
	s.options.Changed()
}

// revisit shows a run as it was when it had made so many steps, which need be none of its timeline; learning goes on from there.
func (t *Training) revisit(then Snapshot) {
	t.mail.post(func() {
		t.left = 0
		t.running(false)
		switch {
		case t.run == nil || then.Step >= t.run.Step():
			t.publish()
		case t.run.relearning != nil: // which goes on from what its timeline knows
			snapshot := t.run.snapshotAt(then.Step)
			t.show(snapshot.Net, snapshot.Step, true)
		default:
			t.show(then.Net, then.Step, true)
		}
	})
}

// settle returns when everything that was posted is done.
func (t *Training) settle() {
	done := make(chan struct{})
	t.mail.post(func() { close(done) })
	select {
	case <-done:
	case <-t.done:
	}
}
