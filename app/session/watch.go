package session

import (
	"fmt"
	"strconv"
)

// Watched is the layer that the Train room follows through time, and what it shows of it.
// The zero value is the kernels of the first layer that has any.
type Watched struct {
	Row  string
	Mode Mode
}

// WatchLayer chooses what the Train room follows: "watch conv2 kernels". Change is what
// learning added to the kernels since the first snapshot.
type WatchLayer struct{ Watched }

func (a WatchLayer) String() string { return "watch " + a.Row + " " + string(a.Mode) }
func (a WatchLayer) perform(s *Session) error {
	row, err := s.row(a.Row)
	if err != nil {
		return err
	}
	net, _ := s.network()
	if len(net.Nodes[row.Parts[0]].Layer.Params()) == 0 {
		return fmt.Errorf("%s has no weights that could be watched", a.Row)
	}
	s.selection.Watched = a.Watched
	return nil
}

// StrongestPatch is the Patch of a selection in which no input map was chosen.
const StrongestPatch = -1

// ShowPatch chooses the input map whose patch the flashlight shows: "patch 6"; "patch
// strongest" is the map that adds most to the cell, whichever that is.
type ShowPatch struct{ Map int } // StrongestPatch: strongest

func (a ShowPatch) String() string {
	if a.Map < 0 {
		return "patch strongest"
	}
	return "patch " + strconv.Itoa(a.Map)
}
func (a ShowPatch) perform(s *Session) error {
	s.selection.Patch = max(a.Map, StrongestPatch)
	return nil
}

func init() {
	register("watch", "ROW maps|kernels|change", func(w *words) Action {
		return WatchLayer{Watched{w.word(), oneOf(w, Maps, Kernels, Change)}}
	})
	register("patch", "MAP|strongest", func(w *words) Action {
		if w.rest == "strongest" {
			w.rest = ""
			return ShowPatch{StrongestPatch}
		}
		return ShowPatch{w.integer()}
	})
}
