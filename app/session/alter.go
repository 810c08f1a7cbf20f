package session

import "context"

// An alteration changes the desk by work that takes its time. work gets the desk as it stands,
// off the window's goroutine, and returns what is to be changed on it.
type alteration struct {
	action Action
	work   func(now desk) (change func(*desk), then func(), err error)
}

// alter has the desk changed. Alterations are made one after the other, in the order in which
// they were asked for: a network and a folder dropped together both end up on the desk.
func (s *Session) alter(a Action, work func(now desk) (func(*desk), error)) {
	s.alterThen(a, func(now desk) (func(*desk), func(), error) {
		change, err := work(now)
		return change, nil, err
	})
}

// alterThen is alter with something to do once the desk is changed. Without a change that is all.
func (s *Session) alterThen(a Action, work func(now desk) (change func(*desk), then func(), err error)) {
	s.alterations = append(s.alterations, alteration{a, work})
	if len(s.alterations) == 1 {
		s.alterNext()
	}
}

// alterNext makes the first alteration that waits. Where the network or the pictures have become
// others while it worked, by an undo say, what it made does not fit, and it works again.
func (s *Session) alterNext() {
	next, now := s.alterations[0], s.desk
	s.job(func(context.Context) (func(), error) {
		change, then, err := next.work(now)
		return func() {
			if s.desk.run != now.run || s.desk.source != now.source {
				s.alterNext()
				return
			}
			if err != nil {
				s.fail(err)
			} else {
				if change != nil {
					s.edit(next.action, change)
				}
				if then != nil {
					then()
				}
			}
			if s.alterations = s.alterations[1:]; len(s.alterations) > 0 {
				s.alterNext()
			}
		}, nil
	})
}

// edit changes the desk as part of an action that took its time.
func (s *Session) edit(a Action, change func(*desk)) {
	before := s.desk
	change(&s.desk)
	s.undo.push(before, a)
	s.autosave.changes++
	s.arrange(before)
}
