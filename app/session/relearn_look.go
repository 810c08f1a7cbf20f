package session

import "errors"

// LookAt shows the old network of a relearning in all rooms, with its own head, "look before"; or what it has become, "look
// after".
type LookAt struct{ Before bool }

func (a LookAt) String() string {
	if a.Before {
		return "look before"
	}
	return "look after"
}
func (a LookAt) perform(s *Session) error {
	l := s.desk.run.relearning
	switch {
	case l == nil:
		return errors.New("this network has relearned nothing: the timeline shows it as it was")
	case a.Before:
		s.Training.look(l)
	default:
		s.Training.scrub(s.desk.run.Step())
	}
	return nil
}

// look shows the old network of a relearning; what learns waits where it is.
func (t *Training) look(l *Relearning) {
	t.mail.post(func() {
		if t.run == nil || t.run.relearning != l {
			return
		}
		t.left = 0
		t.running(false)
		t.show(l.Before(), 0, true)
	})
}

func init() {
	register("look", "before|after", func(w *words) Action { return LookAt{oneOf(w, "before", "after") == "before"} })
}
