package session

import (
	"fmt"
	"math"
	"slices"
)

// BrainOrdering is how the pictures of matrices are ordered.
type BrainOrdering string

const (
	ByCategory   BrainOrdering = "category"
	BySimilarity BrainOrdering = "similarity" // of the selected layer's dissimilarities
)

// BrainMap is what the slices show.
type BrainMap string

const (
	BestMap  BrainMap = "best"  // the layer that fits best, place by place
	LayerMap BrainMap = "layer" // the selected one
	FilmMap  BrainMap = "film"  // the chosen moment
)

const (
	defaultOverlay = 0.8
	defaultEvery   = 20
	mostEvery      = 100000
)

// BrainView is how the Brain room shows what it knows. The zero value is that of a first start, but for what settle fills in.
type BrainView struct {
	Order   BrainOrdering `json:"order,omitempty"`
	Raw     bool          `json:"raw,omitempty"`     // matrices show dissimilarities, not their ranks
	Region  string        `json:"region,omitempty"`  // "": the first
	Map     BrainMap      `json:"map,omitempty"`     // "": best
	All     bool          `json:"all,omitempty"`     // places below the corrected threshold show, too
	Opacity float64       `json:"opacity,omitempty"` // of the map over the ground
	Moment  *float64      `json:"moment,omitempty"`  // in ms; nil: where the selected layer peaks. What it points to never changes
	Place   [3]int        `json:"place"`             // voxel
	Placed  bool          `json:"placed,omitempty"`  // Place was chosen by hand; otherwise the best one is meant
	Watch   bool          `json:"watch,omitempty"`   // layers are compared with regions while the network learns, every so many steps:
	Every   int           `json:"every,omitempty"`
}

// settle puts what a first start shows in the place of what this program does not know.
func (v *BrainView) settle() {
	v.Order = orFirst(v.Order, ByCategory, BySimilarity)
	v.Map = orFirst(v.Map, BestMap, LayerMap, FilmMap)
	if !(v.Opacity > 0 && v.Opacity <= 1) {
		v.Opacity = defaultOverlay
	}
	if v.Every < 1 || v.Every > mostEvery {
		v.Every = defaultEvery
	}
}

// OrderBrain chooses how the pictures of matrices are ordered: "brain order similarity".
type OrderBrain struct{ By BrainOrdering }

func (a OrderBrain) String() string { return "brain order " + string(a.By) }
func (a OrderBrain) perform(s *Session) error {
	s.selection.Brain.Order = a.By
	return nil
}

// ShowBrainValues has matrices show ranks of dissimilarities, or these as they are: "brain values raw".
type ShowBrainValues struct{ Raw bool }

func (a ShowBrainValues) String() string {
	return "brain values " + map[bool]string{false: "ranked", true: "raw"}[a.Raw]
}
func (a ShowBrainValues) perform(s *Session) error {
	s.selection.Brain.Raw = a.Raw
	return nil
}

// ShowRegion chooses the region whose matrix is shown: "brain region late".
type ShowRegion struct{ Name string }

func (a ShowRegion) String() string { return "brain region " + a.Name }
func (a ShowRegion) perform(s *Session) error {
	if r := s.Brain.Recording().Value; r != nil && !slices.ContainsFunc(r.Regions, func(x BrainRegion) bool { return x.Name == a.Name }) {
		return fmt.Errorf("the recording has no region %q, only %s", a.Name, list(regionNames(r)))
	}
	s.selection.Brain.Region = a.Name
	return nil
}

// ShowMap chooses what the slices show: "brain map film".
type ShowMap struct{ Map BrainMap }

func (a ShowMap) String() string { return "brain map " + string(a.Map) }
func (a ShowMap) perform(s *Session) error {
	s.selection.Brain.Map = a.Map
	return nil
}

// ClearBelow leaves places below the corrected threshold clear: "brain clear on".
type ClearBelow struct{ On bool }

func (a ClearBelow) String() string { return "brain clear " + onOff(a.On) }
func (a ClearBelow) perform(s *Session) error {
	s.selection.Brain.All = !a.On
	return nil
}

// SetOverlay chooses how much of the ground a map hides: "brain opacity 0.8".
type SetOverlay struct{ Opacity float64 }

func (a SetOverlay) String() string { return "brain opacity " + number(a.Opacity) }
func (a SetOverlay) perform(s *Session) error {
	if !(a.Opacity > 0 && a.Opacity <= 1) {
		return fmt.Errorf("opacity goes from above 0 to 1, not %g", a.Opacity)
	}
	s.selection.Brain.Opacity = a.Opacity
	return nil
}

// GoToMoment chooses a moment of the recording over time, in ms: "brain moment 120".
type GoToMoment struct{ MS float64 }

func (a GoToMoment) String() string { return "brain moment " + number(a.MS) }
func (a GoToMoment) perform(s *Session) error {
	if math.IsNaN(a.MS) || math.IsInf(a.MS, 0) {
		return fmt.Errorf("a moment is a number of ms, not %g", a.MS)
	}
	s.selection.Brain.Moment = &a.MS
	return nil
}

// PlaceCross puts the cross on a voxel: "brain place 30 12 8".
type PlaceCross struct{ Voxel [3]int }

func (a PlaceCross) String() string {
	return fmt.Sprintf("brain place %d %d %d", a.Voxel[0], a.Voxel[1], a.Voxel[2])
}
func (a PlaceCross) perform(s *Session) error {
	grid := s.Brain.Grid()
	for axis, at := range a.Voxel {
		if at < 0 || grid != [3]int{} && at >= grid[axis] {
			return fmt.Errorf("the volume has voxels 0 to %d, 0 to %d and 0 to %d, not (%d, %d, %d)",
				grid[0]-1, grid[1]-1, grid[2]-1, a.Voxel[0], a.Voxel[1], a.Voxel[2])
		}
	}
	s.selection.Brain.Place, s.selection.Brain.Placed = a.Voxel, true
	return nil
}

// ShowBrainLayer chooses a layer: its first unit is selected, unless one of its units is: "brain layer conv2".
type ShowBrainLayer struct{ Layer string }

func (a ShowBrainLayer) String() string { return "brain layer " + a.Layer }
func (a ShowBrainLayer) perform(s *Session) error {
	row, err := s.row(a.Layer)
	if err != nil {
		return err
	}
	if s.selection.Unit.Layer == row.Name {
		return nil
	}
	return Select{Address{row.Name, 0}}.perform(s)
}

// WatchBrain has layers compared with regions while the network learns: "brain watch on".
type WatchBrain struct{ On bool }

func (a WatchBrain) String() string { return "brain watch " + onOff(a.On) }
func (a WatchBrain) perform(s *Session) error {
	s.selection.Brain.Watch = a.On
	return nil
}

// WatchEvery chooses how many steps of learning lie at least between two such comparisons: "brain every 20".
type WatchEvery struct{ Steps int }

func (a WatchEvery) String() string { return fmt.Sprintf("brain every %d", a.Steps) }
func (a WatchEvery) perform(s *Session) error {
	if a.Steps < 1 || a.Steps > mostEvery {
		return fmt.Errorf("the brain is watched every 1 to %d steps, not %d", mostEvery, a.Steps)
	}
	s.selection.Brain.Every = a.Steps
	return nil
}
