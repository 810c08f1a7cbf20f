package session

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unitscope/viz/field"
	"unitscope/viz/stimulus"
)

// A view is what lies under the microscope and how it is looked at. A person hands it to another as a line of actions, which
// give the same view of the same network; what was learned is handed on as a file.

// FreshView goes back to what a first start shows of the network that is here: the first picture without paint, no unit
// silenced, everything looked at in the usual way: "view toy48". The name keeps a view of another network from being taken for one of this.
type FreshView struct{ Network string }

func (a FreshView) String() string { return "view " + a.Network }
func (a FreshView) undoable()      {}
func (a FreshView) perform(s *Session) error {
	net, rows := s.network()
	if net.Meta.Name != a.Network {
		return fmt.Errorf("this view is of the network %s, and here is %s: open that first", a.Network, net.Meta.Name)
	}
	s.selection = newSelection()
	s.selection.settle(net, rows)
	s.desk.lay(Picture{})
	s.desk.lesions, s.desk.probe, s.desk.brain = lesions{}, ProbeSettings{}, BrainSettings{}
	return nil
}

// FromImages opens pictures, unless they are there already and what was found out by them still holds: "from toyworld".
type FromImages struct{ Ref string }

func (a FromImages) String() string { return "from " + a.Ref }
func (a FromImages) perform(s *Session) error {
	if s.desk.ref == a.Ref {
		return nil
	}
	return UseImages(a).perform(s)
}

// Why a view cannot be handed on.
var (
	errPasted   = errors.New("the picture was pasted, and no text can hand it on: save the experiment instead")
	errNoLonger = errors.New("the picture is of a brain that is no longer compared with, and no text can hand it on: save the experiment instead")
)

// State returns the view as actions.
func (s *Session) State() ([]Action, error) {
	net, rows := s.network()
	usual := newSelection()
	usual.settle(net, rows)
	laid, err := s.laidOut()
	if err != nil {
		return nil, err
	}
	v := viewWriter{now: s.selection.clone(), usual: usual}
	v.say(true, FromImages{s.desk.ref})
	v.say(s.desk.task != "", ChooseTask{s.desk.task})
	v.say(true, FreshView{net.Meta.Name})
	v.brain(s.desk.brain)
	v.actions = append(v.actions, laid...)
	if shown := s.Training.Shown(); shown.Scrubbed {
		v.say(true, Scrub{Step: shown.Step})
	}
	v.probing(s.desk.probe)
	v.units()
	v.tools()
	v.rooms()
	if classes := s.Pictures.Classes(); v.now.Class >= 0 && v.now.Class < len(classes) {
		v.say(true, FilterClass{classes[v.now.Class]})
	}
	return v.actions, nil
}

// StateText is the view as a line that ReadLine reads.
func (s *Session) StateText() (string, error) {
	actions, err := s.State()
	if err != nil {
		return "", err
	}
	lines := make([]string, len(actions))
	for i, a := range actions {
		lines[i] = a.String()
		if strings.Contains(lines[i]+" ", "; ") || strings.Contains(lines[i], "\n") {
			return "", fmt.Errorf("this cannot be handed on in a text, where \"; \" parts actions: %s", lines[i])
		}
	}
	return strings.Join(lines, "; "), nil
}

// ReadLine reads actions that stand behind one another, parted by "; " or line breaks.
func ReadLine(text string) ([]Action, error) {
	lines := strings.NewReplacer("; ", "\n", ";\n", "\n").Replace(text + "\n")
	actions, err := ReadActions(strings.NewReader(lines))
	if err == nil && len(actions) == 0 {
		err = errors.New("no action")
	}
	return actions, err
}

// laidOut is how the picture came to be as it lies there, and which units are silenced.
func (s *Session) laidOut() ([]Action, error) {
	var laid []Action
	switch p := s.desk.picture; {
	case p.Drawing():
		laid = append(laid, LayBlank{p.Blank})
	case p.chosen():
		laid = append(laid, ShowPicture{p.Index})
	case p.Path != "":
		laid = append(laid, Open{p.Path})
	case p.Brain.Number > 0 && p.Brain.Of != s.desk.brain.Pictures:
		return nil, errNoLonger
	case p.Brain.Number > 0:
		laid = append(laid, LookAtBrain{p.Brain.Number - 1})
	default:
		return nil, errPasted
	}
	if shift := s.desk.shift; shift != [2]int{} {
		laid = append(laid, ShiftPicture{shift[0], shift[1]})
	}
	for _, stroke := range s.desk.marks {
		laid = append(laid, painted(stroke)...)
	}
	for _, unit := range s.desk.lesioned() {
		laid = append(laid, Lesion{Unit: unit})
	}
	return laid, nil
}

// painted is how a stroke was painted.
func painted(stroke stimulus.Stroke) []Action {
	actions := []Action{Paint{stroke[0].X, stroke[0].Y, stroke[0].Size, stroke[0].Fill}}
	for _, dot := range stroke[1:] {
		actions = append(actions, PaintTo{dot.X, dot.Y})
	}
	return actions
}

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
	v.say(v.now.Range != v.usual.Range, ShareRange{v.now.Range})
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
	v.say(v.now.Room != v.usual.Room, EnterRoom{v.now.Room})
}

func init() {
	register("from", `toyworld|PATH|"PATH" "PATH"…`, func(w *words) Action { return FromImages{w.all()} })
	register("view", "NETWORK", func(w *words) Action { return FreshView{w.all()} })
}
