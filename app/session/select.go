package session

import (
	"fmt"
	"slices"
)

// Select chooses a unit: "select conv2:17". The name of a part ("select relu2:17") shows
// the unit as that part gives it.
type Select struct{ Unit Address }

func (a Select) String() string { return "select " + a.Unit.String() }
func (a Select) perform(s *Session) error {
	net, rows := s.network()
	row, node, err := FindUnit(net, rows, a.Unit)
	if err != nil {
		return err
	}
	if name := net.Nodes[node].Name; name != rows[row].Name {
		s.selection.Parts[rows[row].Name] = name
	}
	s.selection.Unit = Address{rows[row].Name, a.Unit.Unit}
	s.selection.Pinned, s.selection.Slide = false, SlideOff
	return nil
}

// PinCell puts the flashlight on a cell of the selected unit's map: "cell 9 11".
type PinCell struct{ Row, Col int }

func (a PinCell) String() string { return fmt.Sprintf("cell %d %d", a.Row, a.Col) }
func (a PinCell) perform(s *Session) error {
	h, w, err := s.selectedMap()
	if err != nil {
		return err
	}
	if a.Row < 0 || a.Row >= h || a.Col < 0 || a.Col >= w {
		return fmt.Errorf("this map has rows 0 to %d and columns 0 to %d, not (%d, %d)", h-1, w-1, a.Row, a.Col)
	}
	s.selection.Cell, s.selection.Pinned = [2]int{a.Row, a.Col}, true
	return nil
}

// Unpin lets the flashlight go back to the unit's strongest cell: "unpin".
type Unpin struct{}

func (Unpin) String() string { return "unpin" }
func (Unpin) perform(s *Session) error {
	s.selection.Pinned = false
	return nil
}

// ShowRow chooses what a row's tiles show: "show conv1 kernels".
type ShowRow struct {
	Row  string
	Mode Mode
}

func (a ShowRow) String() string { return "show " + a.Row + " " + string(a.Mode) }
func (a ShowRow) perform(s *Session) error {
	row, err := s.row(a.Row)
	if err != nil {
		return err
	}
	if net, _ := s.network(); a.Mode == Kernels && len(net.Nodes[row.Parts[0]].Layer.Params()) == 0 {
		return fmt.Errorf("%s has no weights that could be shown", a.Row)
	}
	s.selection.Modes[a.Row] = a.Mode
	return nil
}

// ShowPart chooses the stage at which a row is looked at: "part conv1 pool1".
type ShowPart struct{ Row, Part string }

func (a ShowPart) String() string { return "part " + a.Row + " " + a.Part }
func (a ShowPart) perform(s *Session) error {
	row, err := s.row(a.Row)
	if err != nil {
		return err
	}
	net, _ := s.network()
	if !slices.Contains(row.Parts, net.Index(a.Part)) {
		return fmt.Errorf("%s has no part %q", a.Row, a.Part)
	}
	s.selection.Parts[a.Row] = a.Part
	s.selection.Pinned = false
	return nil
}

// EnterRoom turns to a room: "room train".
type EnterRoom struct{ Room Room }

func (a EnterRoom) String() string { return "room " + string(a.Room) }
func (a EnterRoom) perform(s *Session) error {
	if s.selection.Page == PageBuild && a.Room != s.selection.Room {
		s.selection.Page = NoPage // it stood in the place of the room that is left
	}
	s.selection.Room = a.Room
	return nil
}

// OpenTab turns to a page of the inspector: "tab kernel".
type OpenTab struct{ Tab Tab }

func (a OpenTab) String() string { return "tab " + string(a.Tab) }
func (a OpenTab) perform(s *Session) error {
	s.selection.Tab = a.Tab
	return nil
}

// FilterClass shows the pictures of one class in the strip, by name: "class house"; "class
// all" shows all.
type FilterClass struct{ Class string }

func (a FilterClass) String() string { return "class " + a.Class }
func (a FilterClass) perform(s *Session) error {
	class := slices.Index(s.Pictures.Classes(), a.Class)
	if class < 0 && a.Class != "all" {
		return fmt.Errorf("there is no class %q", a.Class)
	}
	s.selection.Class = class
	return nil
}

// UseTheme chooses the window's colours: "theme light".
type UseTheme struct{ Theme string }

func (a UseTheme) String() string { return "theme " + a.Theme }
func (a UseTheme) perform(s *Session) error {
	s.Settings.Theme = a.Theme
	return nil
}

// Dismiss takes the notice away: "dismiss".
type Dismiss struct{}

func (Dismiss) String() string { return "dismiss" }
func (Dismiss) perform(s *Session) error {
	s.notice = nil
	return nil
}

func init() {
	register("select", "LAYER:INDEX", func(w *words) Action {
		a, err := ParseAddress(w.all())
		if err != nil {
			w.fail(err)
		}
		return Select{a}
	})
	register("cell", "ROW COL", func(w *words) Action { return PinCell{w.integer(), w.integer()} })
	register("unpin", "", func(*words) Action { return Unpin{} })
	register("show", "ROW maps|kernels|change", func(w *words) Action {
		return ShowRow{w.word(), oneOf(w, Maps, Kernels, Change)}
	})
	register("part", "ROW PART", func(w *words) Action { return ShowPart{w.word(), w.word()} })
	register("room", "inspect|train|probe|relearn|brain", func(w *words) Action { return EnterRoom{oneOf(w, RoomNames...)} })
	register("tab", "map|kernel|field|top|tuning|classes|history", func(w *words) Action { return OpenTab{oneOf(w, Tabs...)} })
	register("class", "NAME|all", func(w *words) Action { return FilterClass{w.all()} })
	register("theme", "dark|light", func(w *words) Action { return UseTheme{oneOf(w, "dark", "light")} })
	register("dismiss", "", func(*words) Action { return Dismiss{} })
}

// row finds a row of the network by name.
func (s *Session) row(name string) (Row, error) {
	_, rows := s.network()
	for _, r := range rows {
		if r.Name == name {
			return r, nil
		}
	}
	return Row{}, fmt.Errorf("this network has no row %q", name)
}
