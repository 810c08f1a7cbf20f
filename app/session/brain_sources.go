package session

import (
	"fmt"
	"slices"
)

// A BrainPart is what a file of recordings is.
type BrainPart string

const (
	BrainPictures BrainPart = "pictures"
	BrainRegions  BrainPart = "regions"
	BrainMovie    BrainPart = "movie"
	BrainTimes    BrainPart = "times"
	BrainVolume   BrainPart = "volume"
	BrainMask     BrainPart = "mask"
	BrainEvents   BrainPart = "events"
)

var brainParts = []BrainPart{BrainPictures, BrainRegions, BrainMovie, BrainTimes, BrainVolume, BrainMask, BrainEvents}

// UseSimulatedBrain compares with the simulated subject: "brain simulated".
type UseSimulatedBrain struct{ Seed uint64 }

func (a UseSimulatedBrain) String() string { return fmt.Sprintf("brain simulated %d", a.Seed) }
func (a UseSimulatedBrain) undoable()      {}
func (a UseSimulatedBrain) perform(s *Session) error {
	s.desk.brain.BrainSources = BrainSources{Seed: a.Seed}
	return nil
}

// UseBrainFile takes a part of the recordings from a file: "brain regions evc.npz:sub", "brain volume bold.nii.gz". Regions are
// added to those that are there; "none" takes them, or another part, away. The simulated subject leaves.
type UseBrainFile struct {
	Part BrainPart
	Path string
}

func (a UseBrainFile) String() string { return "brain " + string(a.Part) + " " + a.Path }
func (a UseBrainFile) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		to := now.brain.BrainSources.with(a.Part, a.Path)
		return func(d *desk) { d.brain.BrainSources = to }, nil
	})
	return nil
}

// none is the path that takes a part away.
const none = "none"

// with returns sources of which a part comes from a file.
func (o BrainSources) with(part BrainPart, path string) BrainSources {
	if !o.Files {
		o = BrainSources{Files: true}
	}
	if part == BrainRegions {
		if path == none {
			o.Regions = nil
		} else if !slices.Contains(o.Regions, path) {
			o.Regions = append(slices.Clone(o.Regions), path)
		}
		return o
	}
	if path == none {
		path = ""
	}
	*o.part(part) = path
	return o
}

// part is where a part's path is kept; nil for regions, of which there are several.
func (o *BrainSources) part(part BrainPart) *string {
	return map[BrainPart]*string{BrainPictures: &o.Pictures, BrainMovie: &o.Movie, BrainTimes: &o.Times, BrainVolume: &o.Volume, BrainMask: &o.Mask,
		BrainEvents: &o.Events}[part]
}
