package session

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A Draft is a network that is being put together, and not there yet: the shape of the pictures that
// it will read, C×H×W, and its stages as cnn.ParseSpec reads them, which need not fit.
type Draft struct {
	Input cnn.Shape
	Spec  string
}

// String is the draft as the actions have it: "3x48x48 conv 16@5 | relu".
func (d Draft) String() string {
	dims := make([]string, len(d.Input))
	for i, n := range d.Input {
		dims[i] = strconv.Itoa(n)
	}
	return strings.TrimSpace(strings.Join(dims, "x") + " " + d.Spec)
}

// Stages are the draft's; none where it has a text that cannot be read.
func (d Draft) Stages() cnn.Spec {
	spec, err := cnn.ParseSpec(d.Spec)
	if err != nil {
		return cnn.Spec{}
	}
	return spec
}

// Draft is the network that is being put together, and for how many classes. Before anything was
// drafted it is that on the bench or, if that is no list of layers, the default preset.
func (s *Session) Draft() (d Draft, classes int) {
	d, classes = s.desk.draft, len(s.desk.source.HeldOut.Classes(s.desk.task))
	if d.Input == nil {
		d = draftOf(s.desk.run.net)
	}
	return d, max(classes, 1)
}

// draftOf is a network as a draft; where it is no list of layers, the default preset for its pictures.
func draftOf(net *cnn.Network) Draft {
	if spec, err := cnn.SpecOf(net); err == nil {
		return Draft{net.Input, spec.String()}
	}
	d, err := presetDraft(defaultPreset)
	if err != nil {
		panic("session: " + err.Error())
	}
	d.Input = net.Input
	return d
}

func presetDraft(name string) (Draft, error) {
	spec, input, _, err := cnn.PresetSpec(name)
	return Draft{input, spec.String()}, err
}

// preset is the name of the preset that the draft is; empty: of none.
func (d Draft) preset() string {
	for _, name := range cnn.PresetNames {
		if known, err := presetDraft(name); err == nil && known.Spec == d.Spec && known.Input.Equal(d.Input) {
			return name
		}
	}
	return ""
}

// parseDraft reads a preset's name, or the stages of a network and before them the shape of its
// pictures, in whose place nothing or "CxHxW" may stand: "3x48x48 conv 16@5 | relu".
func parseDraft(text string) (Draft, error) {
	text = strings.TrimSpace(text)
	if slices.Contains(cnn.PresetNames, text) {
		return presetDraft(text)
	}
	var d Draft
	if first, rest, _ := strings.Cut(text, " "); first != "" && '0' <= first[0] && first[0] <= '9' {
		input, err := ParseInput(first)
		if err != nil {
			return d, err
		}
		d.Input, text = input, rest
	}
	spec, err := cnn.ParseSpec(text)
	d.Spec = spec.String()
	return d, err
}

// ParseInput reads the shape of pictures, "3x48x48" or "3×48×48".
func ParseInput(text string) (cnn.Shape, error) {
	var input cnn.Shape
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == 'x' || r == '×' }) {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q is no shape of pictures, like 3x48x48", text)
		}
		input = append(input, n)
	}
	if err := data.CheckInput(input); err != nil {
		return nil, fmt.Errorf("%q is no shape of pictures, like 3x48x48: %w", text, err)
	}
	if input.Size() > mostInput {
		return nil, fmt.Errorf("pictures of %v are too large to be learned from", input)
	}
	return input, nil
}

// mostInput bounds the values of a picture that a network is built for: 3×2048×2048.
const mostInput = 3 << 22

// over is the draft with the shape of pictures of another one where it has none.
func (d Draft) over(other Draft) Draft {
	if d.Input == nil {
		d.Input = other.Input
	}
	return d
}

// EditDraft changes the network that is being put together and shows it: "draft toy48", "draft
// 3x48x48 conv 16@5 | relu"; "draft" takes the one on the bench.
type EditDraft struct{ Draft }

func (a EditDraft) String() string { return strings.TrimSpace("draft " + a.Draft.String()) }
func (a EditDraft) undoable()      {}
func (a EditDraft) perform(s *Session) error {
	if a.Input == nil && a.Spec == "" {
		a.Draft = draftOf(s.desk.run.net)
	}
	now, _ := s.Draft()
	s.desk.draft = a.Draft.over(now)
	s.selection.Page = PageBuild
	return nil
}

// BuildNetwork begins a run with a network of these stages and random weights: "build 3x48x48 conv
// 16@5 | relu | pool 2"; "build" takes the draft.
type BuildNetwork struct{ Draft }

func (a BuildNetwork) String() string { return strings.TrimSpace("build " + a.Draft.String()) }
func (a BuildNetwork) perform(s *Session) error {
	draft, _ := s.Draft()
	if a.Input == nil && a.Spec == "" {
		a.Draft = draft
	}
	a.Draft = a.Draft.over(Draft{Input: s.desk.run.net.Input})
	task := s.desk.task
	labels := s.desk.source.HeldOut.Classes(task)
	if len(labels) == 0 {
		return errNoClasses
	}
	spec, err := cnn.ParseSpec(a.Spec)
	if err == nil {
		err = spec.Plan(a.Input, len(labels)).Err
	}
	if err != nil {
		return fmt.Errorf("the network cannot be built: %w", err)
	}
	s.useNetwork(a, func(now desk) (*Run, error) {
		if name := a.Draft.preset(); name != "" {
			return newRandomRun(name, task, labels, now.run.Seed)
		}
		net, err := spec.Build(a.Input, len(labels))
		if err != nil {
			return nil, err
		}
		net.Meta.Name, net.Meta.Task, net.Meta.Labels = ownName, task, labels
		return randomRun(net, "", now.run.Seed), nil
	})
	if s.selection.Page == PageBuild {
		s.selection.Page = NoPage
	}
	return nil
}

// ownName is what networks are called that were built here.
const ownName = "own"

// rebuilt returns a network of the same stages as one that is a list of them, for other classes; its
// weights are zero.
func rebuilt(net *cnn.Network, classes int) (*cnn.Network, error) {
	spec, err := cnn.SpecOf(net)
	if err != nil {
		return nil, err
	}
	again, err := spec.Build(net.Input, classes)
	if err == nil {
		again.Meta = net.Meta
	}
	return again, err
}

// OpenPage shows something to be set up before the room: "page build"; "page none" shows the room.
type OpenPage struct{ Page Page }

func (a OpenPage) String() string { return "page " + string(a.Page) }
func (a OpenPage) perform(s *Session) error {
	s.selection.Page = a.Page
	return nil
}

// draftWords reads a draft from the rest of an action's line.
func draftWords(w *words) Draft {
	if !w.more() {
		return Draft{}
	}
	d, err := parseDraft(w.all())
	if err != nil {
		w.fail(err)
	}
	return d
}

func init() {
	const usage = "[toy48|lenet28|vgg32|alexnet] | [CxHxW] [STAGE | STAGE ...]"
	register("draft", usage, func(w *words) Action { return EditDraft{draftWords(w)} })
	register("build", usage, func(w *words) Action { return BuildNetwork{draftWords(w)} })
	register("page", "none|prepare|build", func(w *words) Action { return OpenPage{oneOf(w, Pages...)} })
}
