package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// trainSettings is how the network learns. Everything works while it does.
type trainSettings struct {
	root *fyne.Container
	act  do

	sliders   []setting
	loss      *widget.Segmented
	optimizer *widget.Segmented
	frozen    *widget.Dropdown
	seed      *widget.Stepper
	cells     []fyne.CanvasObject

	frame *frame
	run   *session.Run
}

// A setting is a slider for one number.
type setting struct {
	row   *widget.SliderRow
	value func(h cnn.Hyper, batch int) float64
}

func newTrainSettings(act do) *trainSettings {
	p := &trainSettings{act: act}
	p.slider("learning-rate", widget.SliderSpec{Label: "Learning rate", Low: 1e-5, High: 1, Log: true, Tip: "How far the weights move against their part of the error, at each step"},
		func(h cnn.Hyper, _ int) float64 { return float64(h.Rate) })
	p.slider("batch", widget.SliderSpec{Label: "Batch", Low: 1, High: 256, Step: 1, Tip: "Pictures whose errors are averaged before the weights move once"},
		func(_ cnn.Hyper, batch int) float64 { return float64(batch) })
	p.slider("momentum", widget.SliderSpec{Label: "Momentum", Low: 0, High: 0.99, Step: 0.01, Tip: "How much of the last move is made again (SGD)"},
		func(h cnn.Hyper, _ int) float64 { return float64(h.Momentum) })
	p.slider("decay", widget.SliderSpec{Label: "Weight decay", Low: 0, High: 0.01, Step: 0.0001, Tip: "How strongly weights are drawn towards zero"},
		func(h cnn.Hyper, _ int) float64 { return float64(h.Decay) })
	p.loss = p.choice("loss", widget.Option{Value: string(cnn.CrossEntropy), Label: "cross-entropy", Tip: "−log of the answer for the wanted class: the practical choice"},
		widget.Option{Value: string(cnn.Squared), Label: "Σ(answer − wanted)²", Tip: "The squared differences of all answers, added up"})
	p.optimizer = p.choice("optimizer", widget.Option{Value: string(cnn.SGD), Label: "SGD", Tip: "Stochastic gradient descent, with momentum"},
		widget.Option{Value: string(cnn.Adam), Label: "Adam", Tip: "Each weight has its own pace (Kingma and Ba 2015)"},
		widget.Option{Value: string(cnn.AdamW), Label: "AdamW", Tip: "Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019)"})
	p.frozen = widget.NewDropdown("", "nothing", p.layers)
	p.frozen.SetTip("Layers whose weights stay as they are")
	p.seed = widget.NewStepper(widget.SliderSpec{Label: "Seed", Tip: "Begins again, with random weights from this seed", Low: 0, High: 1 << 52, Step: 1}, 1)
	p.seed.OnChanged = func(v float64) { act(session.Reset{Seed: uint64(v)}) }
	p.cells = append(p.cells, labelled("Loss", p.loss), labelled("Optimizer", p.optimizer), labelled("Frozen", p.frozen), p.seed)
	inside := arranged(p.least, p.place, p.cells...)
	p.root = section(widget.NewSectionHead("Settings"), inside)
	return p
}

func (p *trainSettings) slider(name string, spec widget.SliderSpec, value func(cnn.Hyper, int) float64) {
	row := widget.NewSliderRow(spec, spec.Low)
	row.OnChanged = func(v float64) {
		p.act(session.Setting{Name: name, Value: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	p.sliders = append(p.sliders, setting{row, value})
	p.cells = append(p.cells, row)
}

func (p *trainSettings) choice(name string, options ...widget.Option) *widget.Segmented {
	return widget.NewSegmented(options, "", func(v string) { p.act(session.Setting{Name: name, Value: v}) })
}

// settingLabel is the width of the names, before scaling.
const settingLabel float32 = 96

// labelled puts a name before a control, as wide as those of sliders.
func labelled(name string, control fyne.CanvasObject) fyne.CanvasObject {
	text := widget.NewText(name, widget.TextStyle{Color: theme.Quiet})
	return arranged(
		func() fyne.Size {
			return fyne.NewSize(theme.Px(settingLabel)+control.MinSize().Width, max(text.MinSize().Height, control.MinSize().Height))
		},
		func(size fyne.Size) {
			left := theme.Px(settingLabel)
			height := text.MinSize().Height
			put(control, left, 0, size.Width-left, size.Height)
			top := min((size.Height-height)/2, theme.Px(2)) // beside the first line of chips
			if d, ok := control.(*widget.Dropdown); ok {
				put(d, left, 0, d.MinSize().Width, size.Height)
				top = (size.Height - height) / 2
			}
			put(text, 0, top, left, height)
		}, text, control)
}

// layers is the menu of what can be frozen: each layer with weights, on or off.
func (p *trainSettings) layers() []*fyne.MenuItem {
	frozen := p.frame.status.Hyper.Frozen
	set := func(layers []string) func() {
		return func() { p.act(session.Setting{Name: "freeze", Value: session.FrozenText(layers)}) }
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem("nothing", set(nil))}
	items[0].Checked = len(frozen) == 0
	for _, node := range p.frame.shown.Net.Nodes {
		if len(node.Layer.Params()) == 0 {
			continue
		}
		i := slices.Index(frozen, node.Name)
		others := append(slices.Clone(frozen), node.Name)
		if i >= 0 {
			others = slices.Delete(slices.Clone(frozen), i, i+1)
		}
		item := fyne.NewMenuItem(node.Name, set(others))
		item.Checked = i >= 0
		items = append(items, item)
	}
	return items
}

func (p *trainSettings) update(f *frame) {
	p.frame = f
	h := f.status.Hyper.Filled()
	for _, s := range p.sliders {
		s.row.SetValue(s.value(h, f.status.Batch))
	}
	p.loss.SetValue(string(h.Loss))
	p.optimizer.SetValue(string(h.Optimizer))
	p.frozen.SetValue(frozenWords(h.Frozen))
	if f.status.Run != p.run {
		p.run = f.status.Run
		p.seed.SetValue(float64(p.run.Seed))
	}
}

// frozenWords names frozen layers, few by name.
func frozenWords(layers []string) string {
	switch {
	case len(layers) == 0:
		return "nothing"
	case len(layers) <= 2:
		return strings.Join(layers, ", ")
	}
	return fmt.Sprintf("%d layers", len(layers))
}

// Before scaling.
const settingWidth float32 = 206 // of a control at least; more of them stand side by side

func (p *trainSettings) columns(width float32) int {
	g := theme.Px(3 * theme.Grid)
	return min(max(1, int((width+g)/(theme.Px(settingWidth)+g))), 3)
}

// flow places the controls in columns, from the top down, and returns the height.
func (p *trainSettings) flow(width float32) float32 {
	columns, g, gap := p.columns(width), theme.Px(3*theme.Grid), theme.Px(theme.Grid)
	each := (width - float32(columns-1)*g) / float32(columns)
	lines := (len(p.cells) + columns - 1) / columns
	tallest, x, y := float32(0), float32(0), float32(0)
	for i, cell := range p.cells {
		if i > 0 && i%lines == 0 {
			x, y = x+each+g, 0
		}
		y += fitHeight(cell, x, y, each) + gap
		tallest = max(tallest, y-gap)
	}
	return tallest
}

func (p *trainSettings) least() fyne.Size {
	width := theme.Px(settingWidth)
	if laid := p.cells[0].Size().Width; laid > 0 {
		bottom := float32(0)
		for _, cell := range p.cells {
			bottom = max(bottom, cell.Position().Y+cell.MinSize().Height)
		}
		return fyne.NewSize(width, bottom)
	}
	return fyne.NewSize(width, float32(len(p.cells))*theme.Px(32))
}

func (p *trainSettings) place(size fyne.Size) { p.flow(size.Width) }
