package session

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/viz/neuro"
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

	BrainPicturesAlone BrainPart = "pictures-alone" // without the recordings, which are of others
)

var brainParts = []BrainPart{BrainPictures, BrainRegions, BrainMovie, BrainTimes, BrainVolume, BrainMask, BrainEvents, BrainPicturesAlone}

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
	s.alterThen(a, func(now desk) (func(*desk), func(), error) {
		to := now.brain.BrainSources.with(a.Part, a.Path)
		if _, err := s.Brain.load(s.ctx, to, now.run.net); err != nil {
			if a.Part == BrainPictures && a.Path != none {
				return nil, func() {
					s.offer(err, "Use these pictures without the recordings", UseBrainFile{BrainPicturesAlone, a.Path})
				}, nil
			}
			return nil, nil, err
		}
		return func(d *desk) { d.brain.BrainSources = to }, nil, nil
	})
	return nil
}

// offer tells why something was not done, and what leads on.
func (s *Session) offer(err error, way string, leads Action) {
	s.fail(err)
	s.notice.Way, s.notice.Leads = way, leads
}

// holdsRecordings tells whether a file may hold recordings of a brain, by its name.
func holdsRecordings(path string) bool {
	return slices.Contains([]string{".npz", ".npy", ".mat"}, exportEnding(path)) || isVolume(path)
}

// isVolume tells whether a file is named as a NIfTI volume.
func isVolume(path string) bool {
	return slices.Contains([]string{".nii", ".hdr", ".img"}, strings.TrimSuffix(exportEnding(path), ".gz"))
}

// partOf tells which part of a brain's recordings a file is, by what it holds: a volume or a mask, a movie where there are times
// with it, or regions.
func partOf(path string) (BrainPart, error) {
	if isVolume(path) {
		v, err := openVolume(path)
		if err == nil && v.Len() == 1 {
			return BrainMask, nil
		}
		return BrainVolume, err
	}
	arrays, err := openArrays(path)
	if err == nil && slices.Contains(arrays.Names(), neuro.TimesArray) {
		return BrainMovie, nil
	}
	return BrainRegions, err
}

// BrainArrays lists the arrays of a file among which a person has to choose one for a part of the recordings; none where there is
// nothing to choose, or the file cannot be read, which opening it says.
func BrainArrays(part BrainPart, path string) []string {
	known, has := map[BrainPart]string{BrainRegions: "", BrainMovie: neuro.MovieArray, BrainTimes: neuro.TimesArray}[part]
	if !has {
		return nil
	}
	arrays, err := openArrays(path)
	if err != nil {
		return nil
	}
	names := arrays.Names()
	if part == BrainMovie {
		names = slices.DeleteFunc(names, func(name string) bool { return name == neuro.TimesArray })
	}
	if len(names) < 2 || slices.Contains(names, known) {
		return nil
	}
	return names
}

// taking opens a file of recordings to lay it beside the others on the desk.
func (b *Brain) taking(now desk, path string) (func(*desk), error) {
	part, err := partOf(path)
	if err != nil {
		return nil, err
	}
	to := now.brain.BrainSources.with(part, path)
	if _, err := b.load(b.probe.ctx, to, now.run.net); err != nil {
		return nil, err
	}
	return func(d *desk) { d.brain.BrainSources = to }, nil
}

// none is the path that takes a part away.
const none = "none"

// with returns sources of which a part comes from a file.
func (o BrainSources) with(part BrainPart, path string) BrainSources {
	if !o.Files || part == BrainPicturesAlone {
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
	return map[BrainPart]*string{BrainPictures: &o.Pictures, BrainPicturesAlone: &o.Pictures, BrainMovie: &o.Movie, BrainTimes: &o.Times, BrainVolume: &o.Volume, BrainMask: &o.Mask,
		BrainEvents: &o.Events}[part]
}
