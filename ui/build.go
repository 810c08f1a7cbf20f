package ui

import (
	"errors"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// buildPage puts a network together, layer by layer or as text. It stands in the room's place.
type buildPage struct {
	root *fyne.Container
	act  do

	use     *widget.Button
	input   *widget.Field
	spec    *widget.Field
	total   *widget.Text
	wrong   *widget.Text
	list    *fyne.Container
	stages  []*stageRow
	output  *widget.Text
	pile    *pile
	session *session.Session
	draft   session.Draft // as it is shown
	classes int
	task    string
	drawn   bool
}

func newBuildPage(act do) *buildPage {
	p := &buildPage{act: act}
	p.use = widget.NewPrimaryButton("Use this network", nil, func() { act(session.BuildNetwork{}) })
	p.use.SetTip("Begin anew with this network and random weights; undo brings the present one back")
	leave := widget.NewButton("Close", nil, func() { act(session.OpenPage{Page: session.NoPage}) })
	leave.SetTip("Back to the room; what is put together here is kept")
	from := widget.NewDropdown("", "Start from", p.beginnings)
	p.input = widget.NewField("for pictures of", "", 96)
	p.input.OnCommit = p.setInput
	p.total = widget.NewText("", widget.TextStyle{Color: theme.Quiet})
	p.list = container.New(pileLayout{0, theme.Grid / 2})
	p.output = widget.NewText("", widget.TextStyle{Bold: true})
	p.wrong = widget.NewText("", widget.TextStyle{Color: theme.Bad, Wrap: true})
	add := widget.NewSegmented(stageOptions(), "", nil)
	add.OnChanged = func(kind string) {
		add.SetValue("")
		p.edit(func(stages []cnn.Stage) []cnn.Stage { return append(stages, cnn.NewStage(cnn.StageKind(kind))) })
	}
	p.spec = widget.NewField("The same as text, as unitscope train --net has it", "", 0)
	p.spec.OnType = func(text string) error { _, err := cnn.ParseSpec(text); return wrongStage(err) }
	p.spec.OnCommit = p.setSpec
	title := widget.NewText("Build a network", widget.TextStyle{Size: theme.Title, Bold: true})
	p.pile = newPile(1.5*theme.Grid, theme.Grid,
		container.NewBorder(nil, nil, title, container.NewCenter(beside(leave, p.use))),
		wrapping(from, p.input, p.total), newRule(), p.list, p.output, p.wrong, newRule(),
		widget.NewSectionHead("Add a layer"), add, p.spec)
	p.root = container.NewStack(p.pile.root)
	p.root.Hide()
	return p
}

// stageOptions are the kinds of layers that can be added.
func stageOptions() []widget.Option {
	var options []widget.Option
	for _, kind := range cnn.StageKinds() {
		options = append(options, widget.Option{Value: string(kind), Label: string(kind), Tip: layerWords[kind]})
	}
	return options
}

// layerWords say what kinds of layers do.
var layerWords = map[cnn.StageKind]string{
	cnn.ConvStage:       "Convolution: kernels slide over the maps",
	cnn.BatchNormStage:  "Batch normalisation: each map to mean 0 and deviation 1, then scaled and shifted",
	cnn.ReLUStage:       "Rectifier: what is positive passes, the rest is 0",
	cnn.LeakyReLUStage:  "Leaky rectifier: what is negative passes weakened",
	cnn.SigmoidStage:    "Sigmoid: squeezes into 0 to 1",
	cnn.TanhStage:       "Hyperbolic tangent: squeezes into −1 to 1",
	cnn.LRNStage:        "Local response normalisation: divides by the strength of the neighbouring maps",
	cnn.MaxPoolStage:    "Max pooling: the largest of each window",
	cnn.AvgPoolStage:    "Average pooling: the mean of each window",
	cnn.GlobalPoolStage: "Global average pooling: the mean of each map",
	cnn.DropoutStage:    "Dropout: silences a share of the units while learning",
	cnn.DenseStage:      "Dense: every unit reads all that comes before",
}

// beginnings is the menu of networks to start from.
func (p *buildPage) beginnings() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItem("the network on the bench", func() { p.act(session.EditDraft{}) })}
	for _, name := range cnn.PresetNames {
		spec, input, _, err := cnn.PresetSpec(name)
		if err != nil {
			continue
		}
		items = append(items, fyne.NewMenuItem(name, func() { p.act(session.EditDraft{Draft: session.Draft{Input: input, Spec: spec.String()}}) }))
	}
	return append(items, fyne.NewMenuItem("no layers", func() { p.act(session.EditDraft{Draft: session.Draft{Input: p.now().Input}}) }))
}

// edit changes the list of layers.
func (p *buildPage) edit(change func(stages []cnn.Stage) []cnn.Stage) {
	draft := p.now()
	draft.Spec = cnn.Spec{Stages: change(slices.Clone(draft.Stages().Stages))}.String()
	p.act(session.EditDraft{Draft: draft})
}

// now is the draft as it is, which may be newer than what is shown.
func (p *buildPage) now() session.Draft {
	draft, _ := p.session.Draft()
	return draft
}

func (p *buildPage) setInput(text string) error {
	input, err := session.ParseInput(text)
	if err != nil {
		return errors.New("1 or 3 channels, as in 3x48x48")
	}
	p.act(session.EditDraft{Draft: session.Draft{Input: input, Spec: p.now().Spec}})
	return nil
}

func (p *buildPage) setSpec(text string) error {
	spec, err := cnn.ParseSpec(text)
	if err != nil {
		return wrongStage(err)
	}
	p.act(session.EditDraft{Draft: session.Draft{Input: p.now().Input, Spec: spec.String()}})
	return nil
}

// wrongStage words what is wrong with a stage for the place where it stands.
func wrongStage(err error) error {
	var wrong *cnn.SpecError
	if errors.As(err, &wrong) && wrong.Text != "" {
		return fmt.Errorf("in %q: %w", wrong.Text, wrong.Err)
	}
	return err
}

func (p *buildPage) update(f *frame) {
	visible := f.selection.Page == session.PageBuild
	if visible != p.root.Visible() {
		show(p.root, visible)
	}
	if !visible {
		return
	}
	p.session = f.session
	draft, classes := f.session.Draft()
	if p.drawn && draft.Spec == p.draft.Spec && draft.Input.Equal(p.draft.Input) && classes == p.classes && f.task == p.task {
		return
	}
	p.drawn, p.draft, p.classes, p.task = true, draft, classes, f.task
	spec := draft.Stages()
	plan := spec.Plan(draft.Input, classes)
	p.input.SetText(dimensions(draft.Input))
	p.spec.SetText(draft.Spec)
	for len(p.stages) < len(spec.Stages) {
		row := newStageRow(p, len(p.stages))
		p.stages = append(p.stages, row)
		p.list.Add(row.root)
	}
	for _, row := range p.stages[len(spec.Stages):] {
		p.list.Remove(row.root)
	}
	p.stages = p.stages[:len(spec.Stages)]
	for i, row := range p.stages {
		row.update(spec.Stages[i], plan.Stages[i], i == len(p.stages)-1)
	}
	p.showWhole(plan)
	p.pile.settle()
	p.root.Refresh()
}

// showWhole shows what the layers come to together.
func (p *buildPage) showWhole(plan cnn.Plan) {
	output := fmt.Sprintf("output   %d answers, one for each %s, and their softmax", p.classes, p.task)
	if p.task == "" {
		output = "output   one answer, since the pictures have no classes"
	}
	p.output.SetText(output)
	p.wrong.SetText("")
	if plan.Output.Err != nil {
		p.wrong.SetText(errors.Unwrap(plan.Output.Err).Error())
	}
	show(p.wrong, p.wrong.Text() != "")
	total := fmt.Sprintf("%s parameters", grouped(plan.Parameters))
	if plan.Err == nil {
		total += fmt.Sprintf(", %s of them of the output", grouped(plan.Output.Parameters))
	} else {
		total += " as far as the layers fit"
	}
	p.total.SetText(total)
	enable(p.use, plan.Err == nil)
}

// dimensions writes a shape as it can be typed.
func dimensions(shape cnn.Shape) string { return session.Draft{Input: shape}.String() }
