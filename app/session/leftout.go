package session

import (
	"fmt"

	"unitscope/cnn/data"
)

// told is how many pictures of a source a person has been told of that cannot be read and are left out.
type told struct {
	of    *data.Source
	count int
}

// untold tells whether pictures were found unreadable of which nobody was told yet.
func (s *Session) untold() bool {
	count := s.desk.source.Unreadable()
	return count > 0 && (s.told != told{s.desk.source, count})
}

// tellLeftOut tells which pictures were found unreadable since it last did: once the looking that opening begins is over, in one
// notice, and later as training or probing comes upon more.
func (s *Session) tellLeftOut() {
	if !s.untold() || !s.Pictures.Checked() {
		return
	}
	source := s.desk.source
	s.told = told{source, source.Unreadable()}
	s.tell(&Notice{Text: fmt.Sprintf("In %s, %s", source.Name, source.LeftOut()), Bad: true, Way: "Look again", Leads: UseImages{s.desk.ref}})
}

// nextSound is the first held-out picture after one that cannot be read which is not known to be such a one; -1 for none.
func nextSound(set data.Set, after int) int {
	for k := range set.Len() {
		if i := (after + 1 + k) % set.Len(); set.Fault(i) == nil {
			return i
		}
	}
	return -1
}
