package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/plasticity"
)

// A relearnDesk does for the room what takes the window: choosing files and folders.
type relearnDesk interface {
	exporter
	askRelearnImages()
	askCompared()
	askReport()
}

// relearnControls choose what is relearned, and how, and begin it.
type relearnControls struct {
	root *fyne.Container // what is learned, and the button that begins it
	more *fyne.Container // what else can be chosen, and what can be done with what came of it
	act  do
	desk relearnDesk

	pictures, task, head, against *widget.Dropdown
	start                         *widget.Button
	look                          *widget.Button
	report, export                *widget.Button
	work                          *widget.Progress
	bar                           *fyne.Container

	mixed              *fyne.Container // the sliders
	frozen, rehearsal  *widget.SliderRow
	elastic            *widget.SliderRow
	frozenLayers       []string // that the slider is made for
	frozenNow          []string
	frame              *frame
	plan               session.RelearnPlan
	running, relearned bool
	before             bool // the old network is shown
	brevity            int
	working            bool
}

func newRelearnControls(act do, desk relearnDesk) *relearnControls {
	p := &relearnControls{act: act, desk: desk}
	p.task = widget.NewDropdown("New task", "", p.tasks)
	p.task.SetTip("What the network is to learn next: another label of the pictures")
	p.pictures = widget.NewDropdown("Pictures", "", p.sources)
	p.pictures.SetTip("The pictures of the new task")
	p.head = widget.NewDropdown("Old head", "", p.heads)
	p.head.SetTip("The output layer of the old task: replaced by one for the new task, or kept beside it. Either way the old task is measured with it")
	p.against = widget.NewDropdown("Compared with", "", p.sides)
	p.against.SetTip("What the network that is shown is compared with")
	p.start = widget.NewPrimaryButton("Relearn", icon(assets.Play), p.begin)
	p.look = widget.NewButton("Look at before", nil, func() { act(session.LookAt{Before: !p.before}) })
	p.look.SetTip("Shows the old network, with its own head, in all rooms; and back")
	p.report = widget.NewButton("Report…", icon(assets.Open), desk.askReport)
	p.report.SetTip("Writes figures, tables, networks and a page for a browser into a new folder")
	p.export = widget.NewButton("Export…", icon(assets.Export), func() { desk.exportMenu(p.export, session.RelearnExhibits) })
	p.export.SetTip("Writes one of this room's figures, or its numbers, into a file")
	show(p.export, hasFiles)
	p.work = newJob(act)
	p.bar = ofSize(workWidth, 28, p.work)
	p.bar.Hide()
	p.root = flowing(p.task, p.pictures, p.start, p.bar)
	p.more = flowing(p.head, p.against, p.look, p.report, p.export)
	p.buildSliders()
	return p
}

// relearnBrevities are how short the controls can be: without words on what writes files, and with hardly any labels; the choice of
// the old head then stands among the settings alone.
const relearnBrevities = 3

// fit says all that there is room for where what is to be chosen, and what can be done with what came of it, take a line each.
func (p *relearnControls) fit(width float32) {
	for brevity := range relearnBrevities {
		p.write(brevity)
		if lineWidth(p.task, p.pictures, p.start) <= width && lineWidth(visible(p.more.Objects)...) <= width {
			return
		}
	}
}

// lineWidth is what objects take side by side.
func lineWidth(objects ...fyne.CanvasObject) (width float32) {
	for i, o := range objects {
		if i > 0 {
			width += theme.Px(theme.Grid)
		}
		width += o.MinSize().Width
	}
	return width
}

// write labels the controls.
func (p *relearnControls) write(brevity int) {
	task, pictures, against, look := "New task", "Pictures", "Compared with", map[bool]string{true: "Look at after", false: "Look at before"}
	if brevity == relearnBrevities-1 {
		task, pictures, against, look = "New", "", "Against", map[bool]string{true: "See after", false: "See before"}
	}
	report, export := "Report…", "Export…"
	if brevity > 0 {
		report, export = "", ""
	}
	p.task.SetLabel(task)
	p.pictures.SetLabel(pictures)
	p.against.SetLabel(against)
	p.look.SetText(look[p.before])
	p.report.SetText(report)
	p.export.SetText(export)
	show(p.head, brevity < relearnBrevities-1)
	p.brevity = brevity
}

// elasticSteps are the strengths that the slider goes through; 0 is none.
var elasticSteps = []float64{0, 0.1, 1, 3, 10, 30, 100, 300, 1000, 10000}

func (p *relearnControls) buildSliders() {
	p.frozen = widget.NewSliderRow(widget.SliderSpec{Label: "Frozen", Low: 0, High: 1, Step: 1, Format: p.frozenText,
		Tip: "How many layers stay as they are, from the first on: from nothing to all but the head"}, 0)
	p.frozen.OnChanged = func(v float64) {
		p.act(session.SetRelearning{Name: "freeze", Value: session.FrozenText(p.plan.Layers[:min(int(v), len(p.plan.Layers))])})
	}
	p.rehearsal = widget.NewSliderRow(widget.SliderSpec{Label: "Old mixed in", Low: 0, High: 0.5, Step: 0.01, Format: percent,
		Tip: "Rehearsal: this share of every batch are pictures of the old task, answered through the old head. It forgets less"}, 0)
	p.rehearsal.OnChanged = func(v float64) {
		p.act(session.SetRelearning{Name: "rehearsal", Value: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	p.elastic = widget.NewSliderRow(widget.SliderSpec{Label: "Held fast", Low: 0, High: float64(len(elasticSteps) - 1), Step: 1, Format: elasticText,
		Tip: "Elastic penalty: how strongly weights that matter for the old task are drawn back to what they were (Kirkpatrick et al. 2017)"}, 0)
	p.elastic.OnChanged = func(v float64) {
		p.act(session.SetRelearning{Name: "elastic", Value: strconv.FormatFloat(elasticSteps[int(v)], 'g', -1, 64)})
	}
	p.mixed = arranged(p.slidersLeast, p.placeSliders, p.frozen, p.rehearsal, p.elastic)
}

func elasticText(step float64) string {
	if i := int(step); i > 0 && i < len(elasticSteps) {
		return strconv.FormatFloat(elasticSteps[i], 'g', -1, 64)
	}
	return "no"
}

// elasticStep is the slider's place nearest to a strength from below.
func elasticStep(strength float64) float64 {
	at, _ := slices.BinarySearch(elasticSteps, strength+1e-12)
	return float64(max(0, at-1))
}

// frozenText says what a place of the slider freezes; layers that are chosen one by one are only counted.
func (p *relearnControls) frozenText(v float64) string {
	n, layers := int(v), p.frozenLayers
	switch {
	case len(p.frozenNow) > 0 && !slices.Equal(p.frozenNow, layers[:min(len(p.frozenNow), len(layers))]):
		return frozenWords(p.frozenNow)
	case n == 0:
		return "nothing"
	case n >= len(layers):
		return "the body"
	case n == 1:
		return layers[0]
	}
	return "to " + layers[n-1]
}

// begin starts, stops or goes on with a relearning.
func (p *relearnControls) begin() {
	switch {
	case p.running && p.relearned:
		p.act(session.StopRelearning{})
	default:
		p.act(session.StartRelearning{})
	}
}

func (p *relearnControls) tasks() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, task := range p.plan.Tasks {
		item := fyne.NewMenuItem(task, func() { p.act(session.SetRelearning{Name: "task", Value: task}) })
		item.Checked = task == p.plan.Task
		items = append(items, item)
	}
	return items
}

func (p *relearnControls) sources() []*fyne.MenuItem {
	here := fyne.NewMenuItem("those on the bench: "+sourceName(p.frame.session.Pictures.Source().Name), func() { p.act(session.ChooseRelearnImages{Ref: "default"}) })
	here.Checked = p.plan.Images == ""
	toys := fyne.NewMenuItem("Toy World", func() { p.act(session.ChooseRelearnImages{Ref: "toyworld"}) })
	toys.Checked = p.plan.Images == "toyworld"
	items := []*fyne.MenuItem{here, toys}
	if !here.Checked && !toys.Checked {
		own := fyne.NewMenuItem(sourceName(p.plan.Pictures), func() {})
		own.Checked = true
		items = append(items, own)
	}
	return append(items, withFiles(fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Open a folder…", p.desk.askRelearnImages))...)
}

// headWords name what becomes of the old head.
var headWords = map[plasticity.HeadChoice]string{plasticity.ReplaceHead: "replaced", plasticity.AddHead: "kept beside"}

func (p *relearnControls) heads() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, head := range []plasticity.HeadChoice{plasticity.ReplaceHead, plasticity.AddHead} {
		item := fyne.NewMenuItem(headWords[head], func() { p.act(session.SetRelearning{Name: "head", Value: string(head)}) })
		item.Checked = head == p.plan.Head
		items = append(items, item)
	}
	return items
}

// sides is the menu of networks to compare with.
func (p *relearnControls) sides() []*fyne.MenuItem {
	run, name := p.frame.shown.Run, "the network before the first step"
	if l := run.Relearning(); l != nil {
		name = "the old network: " + l.Old
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem(name, func() { p.act(session.CompareWith{Step: -1}) }),
		fyne.NewMenuItem(fmt.Sprintf("as it is now: step %s", grouped(p.frame.shown.Step)), func() { p.act(session.CompareWith{Step: p.frame.shown.Step}) })}
	snapshots, last := run.Snapshots(), -1
	const most = 8 // entries of steps on the way
	for i := range min(most, len(snapshots)) {
		step := snapshots[i*len(snapshots)/min(most, len(snapshots))].Step
		if step == last || step == p.frame.shown.Step {
			continue
		}
		last = step
		items = append(items, fyne.NewMenuItem("step "+grouped(step), func() { p.act(session.CompareWith{Step: step}) }))
	}
	return append(items, withFiles(fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Open an .onnx file…", p.desk.askCompared))...)
}

// update shows a frame; resized tells that the controls may need another line.
func (p *relearnControls) update(f *frame, plan session.RelearnPlan, sides *session.Sides) (resized bool) {
	p.frame, p.plan = f, plan
	l := f.shown.Run.Relearning()
	for _, d := range []struct {
		pill  *widget.Dropdown
		value string
	}{
		{p.task, plan.Task}, {p.pictures, sourceName(plan.Pictures)}, {p.head, headWords[plan.Head]}, {p.against, sides.Before.Name},
	} {
		resized = resized || d.pill.Value() != d.value
		d.pill.SetValue(d.value)
	}
	p.updateSliders()
	p.before = f.shown.Old()
	p.write(p.brevity)
	relearned, running := l != nil, f.status.Running
	if relearned != p.relearned || running != p.running || p.start.Text() == "" {
		resized = true
		p.relearned, p.running = relearned, running
		p.showStart()
	}
	show(p.look, relearned)
	show(p.report, relearned && hasFiles)
	return p.updateWork() || resized
}

func (p *relearnControls) showStart() {
	stops := p.relearned && p.running
	p.start.SetPrimary(!stops)
	p.start.SetText(map[bool]string{true: "Stop", false: "Relearn"}[stops])
	p.start.SetIcon(icon(map[bool]assets.Name{true: assets.Pause, false: assets.Play}[stops]))
	p.start.SetTip(map[bool]string{true: "Pauses: Train goes on with it", false: "Has the network that is shown learn the new task. Undo brings the old one back"}[stops])
}

func (p *relearnControls) updateWork() (resized bool) {
	w := p.frame.session.Probe.Work()
	if w.Running {
		p.work.SetLeft(w.Left)
		p.work.Set(sentence(w.Name), w.Done, w.Total)
	}
	if w.Running == p.working {
		return false
	}
	p.working = w.Running
	show(p.work, w.Running)
	show(p.bar, w.Running)
	return true
}

func (p *relearnControls) updateSliders() {
	if !slices.Equal(p.frozenLayers, p.plan.Layers) || strings.Join(p.frozenNow, ",") != strings.Join(p.plan.Frozen, ",") {
		p.frozenLayers, p.frozenNow = p.plan.Layers, p.plan.Frozen
		p.frozen.SetSpec(widget.SliderSpec{Label: "Frozen", Low: 0, High: float64(max(1, len(p.plan.Layers))), Step: 1, Format: p.frozenText,
			Tip: "How many layers stay as they are, from the first on: from nothing to all but the head"})
	}
	p.frozen.SetValue(float64(len(p.plan.Frozen)))
	p.rehearsal.SetValue(p.plan.Rehearsal)
	p.elastic.SetValue(elasticStep(p.plan.Elastic))
}

// sliderWidth is what a slider takes at least, before scaling; as many as fit stand side by side.
const sliderWidth float32 = 230

func (p *relearnControls) sliderColumns(width float32) int {
	g := theme.Px(2 * theme.Grid)
	return min(max(1, int((width+g)/(theme.Px(sliderWidth)+g))), len(p.mixed.Objects))
}

// slidersHeight is what the sliders take at a width.
func (p *relearnControls) slidersHeight(width float32) float32 {
	columns := p.sliderColumns(width)
	lines := (len(p.mixed.Objects) + columns - 1) / columns
	return float32(lines) * p.frozen.MinSize().Height
}

func (p *relearnControls) slidersLeast() fyne.Size {
	return fyne.NewSize(theme.Px(sliderWidth), p.slidersHeight(p.mixed.Size().Width))
}

func (p *relearnControls) placeSliders(size fyne.Size) {
	columns, g, height := p.sliderColumns(size.Width), theme.Px(2*theme.Grid), p.frozen.MinSize().Height
	each := (size.Width - float32(columns-1)*g) / float32(columns)
	for i, slider := range p.mixed.Objects {
		put(slider, float32(i%columns)*(each+g), float32(i/columns)*height, each, height)
	}
}
