package session

// ChangeTiles is what the Relearn room's tiles show of a layer's units, before and after.
type ChangeTiles string

const (
	ChangedKernels ChangeTiles = "kernels"
	ChangedFields  ChangeTiles = "fields"
	ChangedMaps    ChangeTiles = "maps"
)

// RelearnView is how the Relearn room shows what it knows. The zero value is that of a first start.
type RelearnView struct {
	Tiles ChangeTiles `json:"tiles,omitempty"` // "": kernels
	Task  int         `json:"task,omitempty"`  // of Sides.Tasks: by whose classes a unit's answers are shown
}

func (v *RelearnView) settle() {
	v.Tiles = orFirst(v.Tiles, ChangedKernels, ChangedFields, ChangedMaps)
	v.Task = min(max(v.Task, 0), 1)
}

// ShowChanges chooses what the Relearn room's tiles show: "changes fields".
type ShowChanges struct{ Tiles ChangeTiles }

func (a ShowChanges) String() string { return "changes " + string(a.Tiles) }
func (a ShowChanges) perform(s *Session) error {
	s.selection.Relearn.Tiles = a.Tiles
	return nil
}

// ShowClassesOf chooses by which task's classes a unit's answers are shown: "classes-of old", "classes-of new".
type ShowClassesOf struct{ New bool }

func (a ShowClassesOf) String() string { return "classes-of " + oldNew[a.New] }
func (a ShowClassesOf) perform(s *Session) error {
	s.selection.Relearn.Task = 0
	if a.New {
		s.selection.Relearn.Task = 1
	}
	return nil
}

var oldNew = map[bool]string{false: "old", true: "new"}

func init() {
	register("changes", "kernels|fields|maps", func(w *words) Action {
		return ShowChanges{oneOf(w, ChangedKernels, ChangedFields, ChangedMaps)}
	})
	register("classes-of", "old|new", func(w *words) Action { return ShowClassesOf{oneOf(w, "old", "new") == "new"} })
}
