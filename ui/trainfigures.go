package ui

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
)

// trainFigures are what the training has come to: the size of each layer's gradient, which
// classes are taken for which, and how many pictures of each class are answered right.
type trainFigures struct {
	root  *fyne.Container
	hover func(text ...string)

	gradient  *widget.Curve
	confusion *widget.Matrix
	classes   *widget.ClassBars
	waiting   *widget.Text // in the confusion's place before the first check
	nothing   *widget.Text // in the place of all of it before the first step
	panes     []*fyne.Container
	tall      float32 // height of a line of figures, before scaling

	names  []string
	counts [][]int // [wanted][answered]
	drawn  pace
	run    *session.Run
	steps  int
	checks int // held-out checks that the confusion adds up
}

func newTrainFigures(hover func(text ...string)) *trainFigures {
	p := &trainFigures{hover: hover, steps: -1, drawn: pace{every: curvesEvery}, tall: figureHeight}
	p.gradient = widget.NewCurve("")
	p.gradient.SetLogY(true)
	p.gradient.SetEndLabels(true)
	p.gradient.SetTip("Euclidean size of each layer's gradient: how strongly a step would move its weights. Logarithmic scale. " + smoothing)
	p.confusion = widget.NewMatrix(colormap.Activation)
	p.classes = widget.NewClassBars()
	p.classes.SetHigh(1)
	p.classes.SetFormat(percent)
	p.classes.OnHover = p.say
	p.waiting = widget.NewText("Held-out pictures, which it never learns from, are answered every 50 steps.",
		widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.panes = []*fyne.Container{
		section(widget.NewSectionHead("Gradient by layer"), p.gradient),
		section(widget.NewSectionHead("Confusion, held out"), p.confusion, p.waiting),
		section(widget.NewSectionHead("Correct by class"), p.classes),
	}
	p.nothing = widget.NewText("It has not learned yet. Press Train, and its gradients, what it confuses, and what it gets right stand here.",
		widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.root = arranged(p.least, p.place, p.panes[0], p.panes[1], p.panes[2], p.nothing)
	p.setHeight(figureHeight)
	return p
}

// update shows a frame; resized tells that the figures take another height now.
func (p *trainFigures) update(f *frame) (resized bool) {
	run, steps := f.status.Run, f.status.Run.Step()
	if run == p.run && steps == p.steps || !p.drawn.due(f) {
		return false
	}
	another := run != p.run
	resized = another || p.steps <= 0
	p.run, p.steps = run, steps
	h := run.History()
	series, colors := make([]widget.Series, len(h.Layers)), layerColors(len(h.Layers))
	for i, layer := range h.Layers {
		x, y := trend(h.Gradient[i])
		series[i] = widget.Series{Name: f.rowTitle(layer), Color: colors[i], Dash: layerDash(i, len(series)), X: x, Y: y}
	}
	p.gradient.SetSeries(series...)
	if checks := len(h.HeldOut); checks != p.checks || another {
		p.checks = checks
		p.showConfusion(h, f.classes)
		resized = true
	}
	learned := len(h.Cost) > 0
	show(p.nothing, !learned)
	show(p.panes[0], learned)
	show(p.panes[1], learned)
	show(p.panes[2], learned && p.confusion.Visible())
	return resized
}

func (p *trainFigures) showConfusion(h session.History, names []string) {
	p.names, p.counts = names, h.Confusion
	known := len(h.Confusion) == len(names) && len(names) > 0
	show(p.confusion, known)
	show(p.waiting, !known)
	if known {
		p.confusion.SetCounts(names, h.Confusion)
		p.classes.SetShares(names, rightShares(h.Confusion))
	}
}

func (p *trainFigures) say(class int, inside bool) {
	if !inside || class >= len(p.counts) {
		p.hover()
		return
	}
	total := 0
	for _, n := range p.counts[class] {
		total += n
	}
	p.hover(p.names[class], fmt.Sprintf("%d of %d held-out pictures right", p.counts[class][class], total))
}

// rightShares is the share of each class that was answered right, NaN where none was asked.
func rightShares(confusion [][]int) []float64 {
	shares := make([]float64, len(confusion))
	for wanted, row := range confusion {
		total := 0
		for _, n := range row {
			total += n
		}
		shares[wanted] = math.NaN()
		if total > 0 {
			shares[wanted] = float64(row[wanted]) / float64(total)
		}
	}
	return shares
}

// percent writes a share.
func percent(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }

// Before scaling.
const (
	figureHeight float32 = 216
	figureMost   float32 = 360
	figureWidth  float32 = 212 // at least; figures that have less stand below one another
)

// columns is how many figures stand side by side at a width.
func (p *trainFigures) columns(width float32) int {
	g := theme.Px(3 * theme.Grid)
	return min(max(1, int((width+g)/(theme.Px(figureWidth)+g))), len(p.panes))
}

// stretch lets the figures, where they stand side by side, take so much more height than they
// have now, or less; it tells whether they do.
func (p *trainFigures) stretch(more float32) bool {
	tall := figureHeight
	if p.columns(p.root.Size().Width) == len(p.panes) {
		tall = min(max(p.tall+more/theme.Px(1), figureHeight), figureMost)
	}
	if tall == p.tall {
		return false
	}
	p.setHeight(tall)
	return true
}

func (p *trainFigures) setHeight(tall float32) {
	p.tall = tall
	p.gradient.SetMinSize(180, tall-28)
	p.confusion.SetMinEdge(tall - 48)
}

// height is a line of figures': as high as all classes' bars below one another.
func (p *trainFigures) height() float32 {
	return max(theme.Px(p.tall), p.panes[2].MinSize().Height)
}

func (p *trainFigures) least() fyne.Size {
	if p.nothing.Visible() {
		return p.nothing.MinSize()
	}
	columns := p.columns(p.root.Size().Width)
	lines := (len(visible(p.root.Objects)) + columns - 1) / columns
	height := float32(lines)*p.height() + float32(lines-1)*theme.Px(2*theme.Grid)
	return fyne.NewSize(theme.Px(figureWidth), height)
}

func (p *trainFigures) place(size fyne.Size) {
	if p.nothing.Visible() {
		p.nothing.Resize(size)
		return
	}
	columns, g := p.columns(size.Width), theme.Px(3*theme.Grid)
	width := (size.Width - float32(columns-1)*g) / float32(columns)
	for i, pane := range visible(p.root.Objects) {
		x, y := float32(i%columns)*(width+g), float32(i/columns)*(p.height()+theme.Px(2*theme.Grid))
		put(pane, x, y, width, p.height())
	}
}
