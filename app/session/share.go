package session

import (
	"errors"
	"fmt"
	"strings"

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
	s.selection, s.fixed = newSelection(), nil
	s.selection.settle(net, rows)
	s.desk.lay(Picture{})
	s.desk.lesions, s.desk.probe, s.desk.brain, s.desk.against = lesions{}, ProbeSettings{}, BrainSettings{}, against{}
	s.Training.unscrub()
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
	v.say(true, FreshView{net.Meta.Name}) // first: of another network nothing is touched
	v.say(true, FromImages{s.desk.ref})
	v.say(s.desk.source.Dealt, HoldOut{s.desk.seed})
	v.say(s.desk.task != "", ChooseTask{s.desk.task})
	v.brain(s.desk.brain)
	v.actions = append(v.actions, laid...)
	v.networks(s.Training.Shown(), s.desk.against)
	v.probing(s.desk.probe)
	v.units()
	v.ranges(s.fixed)
	v.tools()
	v.rooms()
	draft, _ := s.Draft()
	v.page(draft)
	if classes := s.Pictures.Classes(); v.now.Class >= 0 && v.now.Class < len(classes) {
		v.say(true, FilterClass{classes[v.now.Class]})
	}
	return v.found()
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

func init() {
	register("from", `toyworld|PATH|"PATH" "PATH"…`, func(w *words) Action { return FromImages{w.all()} })
	register("view", "NETWORK", func(w *words) Action { return FreshView{w.all()} })
}
