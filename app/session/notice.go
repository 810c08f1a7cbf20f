package session

import "errors"

// A Notice tells of something that a person should know: what happened, and the action
// that leads on.
type Notice struct {
	Text  string
	Bad   bool
	Way   string // words of the button that leads on; empty: none
	Leads Action
}

// noticeOf words an error for the window and offers the way on where there is one.
func (s *Session) noticeOf(err error) *Notice {
	n := &Notice{Text: err.Error(), Bad: true}
	if errors.Is(err, ErrClasses) {
		preset := s.desk.run.Preset
		if preset == "" {
			preset = defaultPreset
		}
		n.Way, n.Leads = "New "+preset+" for these pictures", NewNetwork{preset}
	}
	return n
}
