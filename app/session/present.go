package session

// Present shows the window to a class, larger and with less around the room, until it is off again: "present on".
type Present struct{ On bool }

func (a Present) String() string { return "present " + onOff(a.On) }
func (a Present) perform(s *Session) error {
	s.Settings.Presenting = a.On
	return nil
}

// ShowKeys chooses whether the keys that are pressed are shown to the class: "keys off".
type ShowKeys struct{ On bool }

func (a ShowKeys) String() string { return "keys " + onOff(a.On) }
func (a ShowKeys) perform(s *Session) error {
	s.Settings.HideKeys = !a.On
	return nil
}

// UseContrast chooses colours of higher contrast, which all kinds of eyes tell apart: "contrast on".
type UseContrast struct{ On bool }

func (a UseContrast) String() string { return "contrast " + onOff(a.On) }
func (a UseContrast) perform(s *Session) error {
	s.Settings.Contrast = a.On
	return nil
}

func init() {
	register("present", "on|off", func(w *words) Action { return Present{w.onOff()} })
	register("keys", "on|off", func(w *words) Action { return ShowKeys{w.onOff()} })
	register("contrast", "on|off", func(w *words) Action { return UseContrast{w.onOff()} })
}
