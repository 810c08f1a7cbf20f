package session

import "fmt"

// Arrange keeps how wide a side panel was dragged and whether it is folded away:
// "arrange inspector 332 open".
type Arrange struct {
	Panel string
	Split Split
}

func (a Arrange) String() string {
	return fmt.Sprintf("arrange %s %g %s", a.Panel, a.Split.Size, map[bool]string{false: "open", true: "folded"}[a.Split.Folded])
}

func (a Arrange) perform(s *Session) error {
	s.Settings.Splits[a.Panel] = a.Split
	return nil
}

func init() {
	register("arrange", "PANEL SIZE open|folded", func(w *words) Action {
		return Arrange{w.word(), Split{float32(w.number()), oneOf(w, "open", "folded") == "folded"}}
	})
}
