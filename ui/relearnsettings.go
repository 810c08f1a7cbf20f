package ui

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/plasticity"
)

// relearnSettings is all of how the next relearning goes, and where one fate of a unit ends and the next begins. It stands at
// the right, under the unit.
type relearnSettings struct {
	root *fyne.Container
	act  do

	sliders    []relearnSlider
	head, body *widget.Segmented
	frozen     *widget.Dropdown
	rates      *widget.Dropdown
	cells      []fyne.CanvasObject

	plan session.RelearnPlan
	rate float32 // of the training, where the plan has none
}

// A relearnSlider is a slider for one number of the plan.
type relearnSlider struct {
	row   *widget.SliderRow
	value func(p *relearnSettings) float64
}

func newRelearnSettings(act do) *relearnSettings {
	p := &relearnSettings{act: act}
	p.head = p.choice("head", widget.Option{Value: string(plasticity.ReplaceHead), Label: "replaced", Tip: "The network afterwards answers the new task"},
		widget.Option{Value: string(plasticity.AddHead), Label: "kept beside", Tip: "The network afterwards answers both tasks"})
	p.body = p.choice("body", widget.Option{Value: string(plasticity.OldBody), Label: "as it is", Tip: "Relearning begins with what the network has learned"},
		widget.Option{Value: string(plasticity.RandomBody), Label: "random", Tip: "It begins with the random weights that the old network began with: the same seed, another task"})
	p.frozen = widget.NewDropdown("", "nothing", p.layers)
	p.frozen.SetTip("Layers whose weights stay as they are, one by one")
	p.rates = widget.NewDropdown("", "as the body", p.layerRates)
	p.rates.SetTip("Layers that learn at a rate of their own")
	p.cells = []fyne.CanvasObject{labelled("Old head", p.head), labelled("Body", p.body), labelled("Frozen", p.frozen)}
	p.slider("rate", widget.SliderSpec{Label: "Rate", Low: 1e-5, High: 1, Log: true, Tip: "Learning rate of the head, and of all layers that have none of their own"},
		func(p *relearnSettings) float64 { return orRate(p.plan.Rate, p.rate) })
	p.slider("body-rate", widget.SliderSpec{Label: "Body's rate", Low: 1e-5, High: 1, Log: true, Tip: "Learning rate of all layers before the head: smaller, and features change less"},
		func(p *relearnSettings) float64 { return orRate(p.plan.BodyRate, p.plan.Rate, p.rate) })
	p.cells = append(p.cells, labelled("Layer rates", p.rates))
	p.slider("epochs", widget.SliderSpec{Label: "Epochs", Low: 1, High: 20, Step: 1, Tip: "How often every picture of the new task is seen"},
		func(p *relearnSettings) float64 { return float64(p.plan.Epochs) })
	p.slider("batch", widget.SliderSpec{Label: "Batch", Low: 2, High: 256, Step: 1, Tip: "Pictures whose errors are averaged before the weights move once"},
		func(p *relearnSettings) float64 { return float64(p.plan.Batch) })
	p.slider("seed", widget.SliderSpec{Label: "Seed", Low: 1, High: 20, Step: 1, Tip: "Of the new head's random weights, and of the order of the pictures"},
		func(p *relearnSettings) float64 { return float64(p.plan.Seed) })
	p.slider("threshold", widget.SliderSpec{Label: "Kept above", Low: 0.01, High: 0.99, Step: 0.01, Tip: "A unit is kept where its answers to the same pictures, before and after, correlate above this; two networks' units match above it"},
		func(p *relearnSettings) float64 { return p.plan.Thresholds.Correlation })
	p.slider("silent", widget.SliderSpec{Label: "Silent below", Low: 0, High: 0.5, Step: 0.01, Format: percent, Tip: "A unit is silent where it answers no picture by more than this share of its layer's largest answer"},
		func(p *relearnSettings) float64 { return p.plan.Thresholds.Silent })
	inside := arranged(p.least, p.place, p.cells...)
	reset := widget.NewButton("As at first", nil, p.reset)
	reset.SetTip("Puts all of these back")
	p.root = section(widget.NewSectionHead("Relearning", reset), inside)
	return p
}

// orRate is the first rate that is set.
func orRate(rates ...float32) float64 {
	for _, r := range rates {
		if r > 0 {
			return float64(r)
		}
	}
	return 0
}

func (p *relearnSettings) slider(name string, spec widget.SliderSpec, value func(p *relearnSettings) float64) {
	row := widget.NewSliderRow(spec, spec.Low)
	row.OnChanged = func(v float64) { p.set(name, strconv.FormatFloat(v, 'g', -1, 64)) }
	p.sliders = append(p.sliders, relearnSlider{row, value})
	p.cells = append(p.cells, row)
}

func (p *relearnSettings) choice(name string, options ...widget.Option) *widget.Segmented {
	return widget.NewSegmented(options, "", func(v string) { p.set(name, v) })
}

func (p *relearnSettings) set(name, value string) {
	p.act(session.SetRelearning{Name: name, Value: value})
}

// reset leaves to default what differs from it.
func (p *relearnSettings) reset() {
	for _, rate := range p.ratedLayers() {
		p.set("layer-rate", rate+" default")
	}
	for _, name := range []string{"head", "body", "freeze", "rate", "body-rate", "epochs", "batch", "seed", "rehearsal", "elastic", "threshold", "silent"} {
		p.set(name, "default")
	}
}

// layers is the menu of what can be frozen: each layer of the body, on or off.
func (p *relearnSettings) layers() []*fyne.MenuItem {
	set := func(layers []string) func() { return func() { p.set("freeze", session.FrozenText(layers)) } }
	items := []*fyne.MenuItem{fyne.NewMenuItem("nothing", set(nil))}
	items[0].Checked = len(p.plan.Frozen) == 0
	for _, layer := range p.plan.Layers {
		i := slices.Index(p.plan.Frozen, layer)
		others := append(slices.Clone(p.plan.Frozen), layer)
		if i >= 0 {
			others = slices.Delete(slices.Clone(p.plan.Frozen), i, i+1)
		}
		item := fyne.NewMenuItem(layer, set(others))
		item.Checked = i >= 0
		items = append(items, item)
	}
	return items
}

// layerRates is the menu of rates of single layers: parts of the body's.
func (p *relearnSettings) layerRates() []*fyne.MenuItem {
	body := orRate(p.plan.BodyRate, p.plan.Rate, p.rate)
	var items []*fyne.MenuItem
	for _, layer := range p.plan.Layers {
		now, own := p.plan.Rates[layer]
		item := fyne.NewMenuItem(layer, nil)
		as := fyne.NewMenuItem("as the body", func() { p.set("layer-rate", layer+" default") })
		as.Checked = !own
		choices := []*fyne.MenuItem{as}
		for _, part := range []float64{3, 1, 0.3, 0.1, 0.03, 0.01} {
			text := strconv.FormatFloat(part*body, 'g', 2, 64)
			choice := fyne.NewMenuItem(text, func() { p.set("layer-rate", layer+" "+text) })
			choice.Checked = own && text == strconv.FormatFloat(float64(now), 'g', 2, 64)
			choices = append(choices, choice)
		}
		item.ChildMenu = fyne.NewMenu("", choices...)
		items = append(items, item)
	}
	return items
}

// ratedLayers are those with a rate of their own, in order.
func (p *relearnSettings) ratedLayers() []string {
	var own []string
	for _, layer := range p.plan.Layers {
		if _, ok := p.plan.Rates[layer]; ok {
			own = append(own, layer)
		}
	}
	return own
}

func (p *relearnSettings) update(f *frame, plan session.RelearnPlan) {
	p.plan, p.rate = plan, f.status.Hyper.Filled().Rate
	for _, s := range p.sliders {
		if v := s.value(p); math.Abs(v-s.row.Value()) > 1e-9 {
			s.row.SetValue(v)
		}
	}
	p.head.SetValue(string(plan.Head))
	p.body.SetValue(string(plan.Body))
	p.frozen.SetValue(frozenWords(plan.Frozen))
	switch own := p.ratedLayers(); len(own) {
	case 0:
		p.rates.SetValue("as the body")
	case 1:
		p.rates.SetValue(own[0] + " " + widget.Short(float64(plan.Rates[own[0]])))
	default:
		p.rates.SetValue(fmt.Sprintf("%d layers", len(own)))
	}
}

func (p *relearnSettings) least() fyne.Size {
	return section(p.cells...).MinSize()
}

func (p *relearnSettings) place(size fyne.Size) {
	y := float32(0)
	for _, cell := range p.cells {
		y += fitHeight(cell, 0, y, size.Width) + theme.Px(theme.Grid)
	}
}
