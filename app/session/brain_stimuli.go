package session

import "fmt"

// LookAtBrain lays one of the brain's pictures under the microscope: "brain look 12".
type LookAtBrain struct{ Picture int }

func (a LookAtBrain) String() string           { return fmt.Sprintf("brain look %d", a.Picture) }
func (a LookAtBrain) undoable()                {}
func (a LookAtBrain) perform(s *Session) error { return nil }
