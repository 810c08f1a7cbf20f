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
	scrubbed  *int          // the earlier step that was shown,
	old       bool          // which is the old network of a relearning
	units     UnitResponses // what drives them, which is kept of one network only
}

// putAside takes what lies on the bench down, to be brought back.
func (s *Session) putAside() aside {
	a := aside{desk: s.desk, selection: s.Selection(), fixed: maps.Clone(s.fixed), undo: s.undo.copy(), units: s.Units.kept(s.desk.run)}
	if shown := s.Training.Shown(); shown.Scrubbed {
		a.scrubbed, a.old = &shown.Step, shown.Old()
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
	switch {
	case a.old:
		s.Training.look(a.desk.run.relearning)
	case a.scrubbed != nil:
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

// tellOfLesson tells whoever opens an experiment of theirs within a lesson whose it is now.
func (s *Session) tellOfLesson() {
	if s.lesson != nil && !s.lesson.busy() && (s.notice == nil || !s.notice.Bad) {
		s.tell(&Notice{Text: "This experiment lies on the lesson's bench, which goes when the lesson closes. To keep what is done with it, save it, or open it again after the lesson."})
	}
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

// settle returns when everything that was posted is done.
func (t *Training) settle() {
	done := make(chan struct{})
	t.mail.post(func() { close(done) })
	select {
	case <-done:
	case <-t.done:
	}
}
