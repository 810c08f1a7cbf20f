package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/field"
)

// probeControls choose the layer and how its units are probed, and start what takes long.
type probeControls struct {
	root   *fyne.Container
	layout *headlineLayout
	act    do

	layer, patch, stride, fill, strongest *widget.Dropdown
	signed, keepUp                        *widget.Chips
	measure                               *widget.Button
	all                                   *widget.Dropdown // what else can be measured
	export                                *widget.Button
	work                                  *widget.Progress
	bar                                   *fyne.Container // around it

	details  []fyne.CanvasObject // how units are probed: folded away where there is little room
	unfold   *widget.Chips
	folds    *fyne.Container // around it
	resized  func()          // the controls take another height, by a person's click
	frame    *frame
	settings session.ProbeSettings // resolved
	working  bool
	grows    bool // the tiles show preferred pictures
}

// workWidth is that of the bar for what takes long, before scaling.
const workWidth float32 = 260

const (
	switchSigned = "signed"
	switchKeepUp = "keep up"

	switchSettings = "settings"
)

func newProbeControls(act do, desk exporter) *probeControls {
	p := &probeControls{act: act}
	p.layer = widget.NewDropdown("Layer", "", p.layers)
	p.layer.SetTip("The layer whose units are probed (Page Up, Page Down)")
	p.patch = widget.NewDropdown("Patch", "", p.patches)
	p.patch.SetTip("Side of the square that hides a part of the picture. Small ones draw fields sharply, large ones change more")
	p.stride = widget.NewDropdown("Step", "", p.strides)
	p.stride.SetTip("From one place of the patch to the next (its stride)")
	p.fill = widget.NewDropdown("Fill", "", p.fills)
	p.fill.SetTip("What the patch hides with")
	p.strongest = widget.NewDropdown("Strongest", "", p.pictures)
	p.strongest.SetTip("How many of the pictures that drive a unit most its field is averaged over, and among which pictures they are looked for")
	p.signed = widget.NewChips([]widget.Option{{Value: switchSigned, Label: "signed", Tip: "Tells apart where hiding lowers the answer and where it raises it; otherwise fields show by how much it changes, whichever way"}}, func(_ string, on bool) { act(session.SignFields{On: on}) })
	p.keepUp = widget.NewChips([]widget.Option{{Value: switchKeepUp, Label: "keep up", Tip: "While the network trains, measures the selected unit's field again and again. It takes time from the training"}}, func(_ string, on bool) { act(session.KeepUp{On: on}) })
	p.measure = widget.NewPrimaryButton("", nil, p.wholeLayer)
	p.setWholeLayer()
	p.all = widget.NewDropdown("", "More", p.more)
	p.work = newJob(act)
	p.export = widget.NewButton("Export…", icon(assets.Export), func() { desk.exportMenu(p.export, session.ProbeExhibits) })
	p.export.SetTip("The fields, curves and pictures of this room as figures (.png, .svg, .pdf) or numbers (.npz, .csv)")
	show(p.export, hasFiles)
	p.bar = ofSize(workWidth, 28, p.work)
	p.bar.Hide()
	p.details = []fyne.CanvasObject{p.patch, p.stride, p.fill, p.strongest, oneLine(p.signed), oneLine(p.keepUp)}
	p.unfold = widget.NewChips([]widget.Option{{Value: switchSettings, Label: "settings", Tip: "Show how units are probed: the patch, how it moves, what it hides with, over how many pictures"}},
		func(_ string, on bool) { p.showDetails(on); p.resized() })
	p.resized = func() {}
	p.folds = container.NewStack(oneLine(p.unfold))
	p.folds.Hide()
	objects := slices.Concat([]fyne.CanvasObject{p.layer}, p.details, []fyne.CanvasObject{p.measure, p.bar, p.all, p.export, p.folds})
	p.layout = &headlineLayout{controls: objects}
	p.root = p.layout.flowing()
	return p
}

// wholeLayer finds out of all units of the layer what the tiles show.
func (p *probeControls) wholeLayer() {
	if p.grows {
		p.act(session.Prefer{Layer: true})
		return
	}
	p.act(session.Measure{Scope: session.MeasureLayer})
}

// setWholeLayer says on the button what it does.
func (p *probeControls) setWholeLayer() {
	if p.grows {
		p.measure.SetText("Grow layer")
		p.measure.SetTip("Grows a preferred picture for every unit of this layer")
		return
	}
	p.measure.SetText("Measure layer")
	p.measure.SetTip("Measures the fields of all units of this layer")
}

// narrow has the controls do with little width.
func (p *probeControls) narrow(on bool) {
	p.layout.gap = map[bool]float32{true: theme.Grid / 2}[on]
	p.export.SetText(map[bool]string{false: "Export…"}[on])
}

// fold leaves what decides how units are probed away until it is asked for, or shows it always.
func (p *probeControls) fold(on bool) {
	if on != p.folds.Visible() {
		show(p.folds, on)
		p.showDetails(!on)
	}
}

func (p *probeControls) showDetails(on bool) {
	p.unfold.Set(switchSettings, on)
	for _, o := range p.details {
		show(o, on)
	}
}

// update shows a frame; resized tells that the controls may need another line.
func (p *probeControls) update(f *frame) (resized bool) {
	p.frame = f
	p.settings = f.session.ProbeSettings().Resolved(f.shown.Net)
	row, _ := f.unit()
	for _, d := range []struct {
		pill  *widget.Dropdown
		value string
	}{
		{p.layer, row.Title},
		{p.patch, fmt.Sprintf("%d px", p.settings.Patch)},
		{p.stride, fmt.Sprintf("%d px", p.settings.Stride)},
		{p.fill, fillWords(p.settings)},
		{p.strongest, p.strongestWords()},
	} {
		resized = resized || d.pill.Value() != d.value
		d.pill.SetValue(d.value)
	}
	p.signed.Set(switchSigned, p.settings.Signed)
	p.keepUp.Set(switchKeepUp, f.selection.Probe.KeepUp)
	if grows := f.selection.Probe.Tiles == session.TilesPreferred; grows != p.grows {
		p.grows, resized = grows, true
		p.setWholeLayer()
	}
	w := f.session.Probe.Work()
	if w.Running {
		p.work.SetLeft(w.Left)
		p.work.Set(sentence(w.Name), w.Done, w.Total)
	}
	if w.Running != p.working {
		p.working, resized = w.Running, true
		show(p.work, w.Running)
		show(p.bar, w.Running)
		show(p.measure, !w.Running)
	}
	return resized
}

func (p *probeControls) strongestWords() string {
	if p.settings.Training {
		return fmt.Sprintf("%d learned", p.settings.Strongest)
	}
	return fmt.Sprint(p.settings.Strongest)
}

// fillWords name what hides.
func fillWords(s session.ProbeSettings) string {
	if s.Fill == field.Value {
		return fmt.Sprintf("value %g", s.Value)
	}
	return string(s.Fill)
}

func (p *probeControls) layers() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, row := range p.frame.rows {
		item := fyne.NewMenuItem(fmt.Sprintf("%s · %d units", row.Title, row.Units), func() {
			p.act(session.Select{Unit: session.Address{Layer: row.Name, Unit: min(p.frame.selection.Unit.Unit, row.Units-1)}})
		})
		item.Checked = row.Name == p.frame.selection.Unit.Layer
		items = append(items, item)
	}
	return items
}

// occlude is the action that hides otherwise than now: settings as they were set, with a change.
func (p *probeControls) occlude(change func(o *session.Occlude)) func() {
	return func() {
		s := p.frame.session.ProbeSettings()
		o := session.Occlude{Side: s.Patch, Stride: s.Stride, Fill: p.settings.Fill, Value: s.Value}
		change(&o)
		p.act(o)
	}
}

// side is that of the picture, the shorter one.
func (p *probeControls) side() int {
	shape := p.frame.shown.Net.Input
	return min(shape[1], shape[2])
}

func (p *probeControls) patches() []*fyne.MenuItem {
	auto := field.DefaultPatch(p.frame.shown.Net.Input[1], p.frame.shown.Net.Input[2])
	return p.lengths(auto, []int{1, 2, 3, 4, 5, 6, 7, 9, 11, 15, 21, 31, 45}, p.frame.session.ProbeSettings().Patch, func(o *session.Occlude, n int) { o.Side = n })
}

func (p *probeControls) strides() []*fyne.MenuItem {
	return p.lengths(field.DefaultStride(p.settings.Patch), []int{1, 2, 3, 4, 5, 6, 8, 10, 15}, p.frame.session.ProbeSettings().Stride, func(o *session.Occlude, n int) { o.Stride = n })
}

// lengths is a menu of lengths in pixels, as far as they fit the picture; 0 is automatic.
func (p *probeControls) lengths(auto int, all []int, now int, set func(o *session.Occlude, n int)) []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItem(fmt.Sprintf("automatic: %d px", auto), p.occlude(func(o *session.Occlude) { set(o, 0) }))}
	items[0].Checked = now == 0
	for _, n := range all {
		if n > p.side() {
			break
		}
		item := fyne.NewMenuItem(fmt.Sprintf("%d px", n), p.occlude(func(o *session.Occlude) { set(o, n) }))
		item.Checked = n == now
		items = append(items, item)
	}
	return items
}

func (p *probeControls) fills() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, f := range []struct {
		fill  field.Fill
		words string
	}{{field.Noise, "noise: random colours"}, {field.Grey, "grey: the middle of the range"}, {field.Mean, "mean: the picture's mean colour"}, {field.Zero, "zero: what the network reads as nothing"}} {
		item := fyne.NewMenuItem(f.words, p.occlude(func(o *session.Occlude) { o.Fill = f.fill }))
		item.Checked = f.fill == p.settings.Fill
		items = append(items, item)
	}
	seed := p.settings.Seed + 1
	return append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(fmt.Sprintf("other noise: seed %d", seed), func() { p.act(session.NoiseSeed{Seed: seed}) }))
}

func (p *probeControls) pictures() []*fyne.MenuItem {
	source := p.frame.session.Pictures.Source()
	set := source.HeldOut
	if p.settings.Training {
		set = source.Train
	}
	counts := []int{1, 5, 10, 25, 50, 100}
	if !slices.Contains(counts, p.settings.Strongest) {
		counts = append(counts, p.settings.Strongest)
		slices.Sort(counts)
	}
	var items []*fyne.MenuItem
	for _, k := range counts {
		if k > set.Len() {
			break
		}
		item := fyne.NewMenuItem(fmt.Sprintf("the %d strongest", k), func() { p.act(session.TakeStrongest{K: k}) })
		item.Checked = k == p.settings.Strongest
		items = append(items, item)
	}
	items = append(items, fyne.NewMenuItemSeparator())
	for _, training := range []bool{false, true} {
		name, from := "of the held-out pictures", source.HeldOut
		if training {
			name, from = "of those that are learned", source.Train
		}
		item := fyne.NewMenuItem(fmt.Sprintf("%s, %s", name, grouped(from.Len())), func() { p.act(session.SurveyPictures{Training: training}) })
		item.Checked = training == p.settings.Training
		items = append(items, item)
	}
	return items
}

// more is the menu of what else can be started.
func (p *probeControls) more() []*fyne.MenuItem {
	return []*fyne.MenuItem{
		fyne.NewMenuItem("Measure all convolutions", func() { p.act(session.Measure{Scope: session.MeasureAll}) }),
		fyne.NewMenuItem("Grow preferred pictures of this layer", func() { p.act(session.Prefer{Layer: true}) }),
	}
}
