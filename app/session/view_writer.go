package session

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"unitscope/viz/colormap"
	"unitscope/viz/field"
)

// viewWriter says what differs between a view and the usual one.
type viewWriter struct {
	now, usual Selection
	actions    []Action
}

// say has an action said where something differs.
func (v *viewWriter) say(differs bool, a Action) {
	if differs {
		v.actions = append(v.actions, a)
	}
}

// probing says how units are probed.
func (v *viewWriter) probing(p ProbeSettings) {
	if p.sweep() != (ProbeSettings{}) {
		fill := p.Fill
		if fill == "" {
			fill = field.Noise
		}
		v.say(true, Occlude{p.Patch, p.Stride, fill, p.Value})
		v.say(p.Seed != 0, NoiseSeed{p.Seed})
	}
	v.say(p.Training || p.Pictures > 0, SurveyPictures{p.Training, p.Pictures})
	v.say(p.Strongest > 0, TakeStrongest{p.Strongest})
	v.say(p.Signed, SignFields{true})
}

// brain says with what the network is compared, and how: each recording behind the files that say what it is.
func (v *viewWriter) brain(b BrainSettings) {
	set := func(differs bool, name string, value any) { v.say(differs, SetBrain{name, fmt.Sprint(value)}) }
	set(b.Distance != "", "distance", b.Distance)
	set(b.Compare != "", "compare", b.Compare)
	set(b.Test != "", "test", b.Test)
	set(b.Permutations != 0, "permutations", b.Permutations)
	set(b.Chance != 0, "seed", b.Chance)
	sphere := b.Resolved()
	set(b.Radius != 0 || b.Unit != "", "radius", number(sphere.Radius)+" "+sphere.Unit)
	set(b.Strict, "strict", onOff(b.Strict))
	set(b.BeyondMask, "mask-only", onOff(!b.BeyondMask))
	set(b.Outside != 0, "share", number(1-b.Outside))
	set(b.Person != 0, "person", b.Person)
	v.say(b.Seed != 0 && !b.Files, UseSimulatedBrain{b.Seed})
	for _, part := range []BrainPart{BrainPictures, BrainTimes, BrainMovie, BrainEvents, BrainMask, BrainVolume} {
		path := *b.part(part)
		v.say(path != "", UseBrainFile{part, path})
	}
	for _, ref := range b.Regions {
		v.say(true, UseBrainFile{BrainRegions, ref})
	}
	set(b.Delay != 0, "delay", number(b.Delay)) // which is of these sources
}

// networks says which of a run's networks is shown, and what it is compared with.
func (v *viewWriter) networks(shown Shown, a against) {
	v.say(shown.Old(), LookAt{Before: true})
	v.say(shown.Scrubbed && !shown.Old(), Scrub{Step: shown.Step})
	v.say(a.path != "", CompareWith{Path: a.path})
	v.say(a.chosen, CompareWith{Step: a.step})
}

// ranges says which colour ranges are fixed, of layers in the order of their names.
func (v *viewWriter) ranges(fixed map[string]colormap.Range) {
	v.say(v.now.Range != v.usual.Range, ShareRange{v.now.Range})
	if v.now.Range != RangeFixed {
		return
	}
	for _, layer := range slices.Sorted(maps.Keys(fixed)) {
		v.say(true, FixRange{layer, fixed[layer]})
	}
}

// page says what stands before the room.
func (v *viewWriter) page(d Draft) {
	v.say(v.now.Page == PageBuild, EditDraft{d})
	v.say(v.now.Page != v.usual.Page, OpenPage{v.now.Page})
}

// found are the actions, their files found from any folder.
func (v *viewWriter) found() ([]Action, error) {
	folder, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for i, a := range v.actions {
		v.actions[i] = Anchored(a, folder)
	}
	return v.actions, nil
}

// units says which unit is looked at, and what the rows show.
func (v *viewWriter) units() {
	for _, row := range slices.Sorted(maps.Keys(v.now.Parts)) {
		v.say(true, ShowPart{Row: row, Part: v.now.Parts[row]})
	}
	for _, row := range slices.Sorted(maps.Keys(v.now.Modes)) {
		v.say(true, ShowRow{Row: row, Mode: v.now.Modes[row]})
	}
	v.say(v.now.Unit != v.usual.Unit, Select{v.now.Unit})
	v.say(v.now.Pinned, PinCell{v.now.Cell[0], v.now.Cell[1]})
	v.say(v.now.Slide != SlideOff, SlideWindow{"pause"})
	v.say(v.now.Slide == SlidePlaying, SlideWindow{"play"})
	v.say(v.now.Patch != v.usual.Patch, ShowPatch{v.now.Patch})
	v.say(v.now.Watched != v.usual.Watched, WatchLayer{v.now.Watched})
	v.say(v.now.Tab != v.usual.Tab, OpenTab{v.now.Tab})
}

// tools says what the mouse does.
func (v *viewWriter) tools() {
	v.say(v.now.Tool != v.usual.Tool, UseTool{v.now.Tool})
	v.say(v.now.Brush != v.usual.Brush, SetBrush{v.now.Brush})
	v.say(v.now.Pen != v.usual.Pen, SetPen{v.now.Pen})
}

// rooms says which room it is, and how each shows what it knows.
func (v *viewWriter) rooms() {
	probe, relearn, brain := v.now.Probe, v.now.Relearn, v.now.Brain
	v.say(probe.Tiles != v.usual.Probe.Tiles, ShowTiles{probe.Tiles})
	v.say(probe.Sort != v.usual.Probe.Sort, SortUnits{probe.Sort})
	v.say(probe.Curve != v.usual.Probe.Curve, ShowCurve{probe.Curve})
	v.say(probe.KeepUp, KeepUp{true})
	v.say(relearn.Tiles != v.usual.Relearn.Tiles, ShowChanges{relearn.Tiles})
	v.say(relearn.Task != 0, ShowClassesOf{New: true})
	v.say(brain.Order != v.usual.Brain.Order, OrderBrain{brain.Order})
	v.say(brain.Raw, ShowBrainValues{true})
	v.say(brain.Region != "", ShowRegion{brain.Region})
	v.say(brain.Map != v.usual.Brain.Map, ShowMap{brain.Map})
	v.say(brain.All, ClearBelow{false})
	v.say(brain.Opacity != v.usual.Brain.Opacity, SetOverlay{brain.Opacity})
	if brain.Moment != nil {
		v.say(true, GoToMoment{*brain.Moment})
	}
	v.say(brain.Placed, PlaceCross{brain.Place})
	v.say(brain.Watch, WatchBrain{true})
	v.say(brain.Every != v.usual.Brain.Every, WatchEvery{brain.Every})
	v.say(v.now.Room != v.usual.Room, EnterRoom{v.now.Room})
}
