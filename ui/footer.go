package ui

import (
	"fmt"
	"math"
	"math/rand/v2"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
)

// A footer trains: its buttons, what the training has come to, the curves, and the timeline.
type footer struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	train, step, slow, reset *widget.Button
	seed                     *widget.Dropdown
	words                    *widget.Text
	back                     *widget.Button
	cost, correct            *widget.Curve
	timeline                 *widget.Timeline

	frame  *frame
	spoken pace
	drawn  pace
	of     curvesOf
}

// curvesOf is what the curves and the timeline were drawn from.
type curvesOf struct {
	run      *session.Run
	steps    int // of the run
	shown    int // step of the network that is looked at
	scrubbed bool
}

func newFooter(act do) *footer {
	p := &footer{act: act, hover: func(...string) {}, spoken: pace{every: wordsEvery}, drawn: pace{every: curvesEvery}}
	p.train = widget.NewPrimaryButton("Train", icon(assets.Play), p.playOrPause)
	p.train.SetTip("Learn from batch after batch, until paused (Space)")
	p.step = widget.NewButton("Step", icon(assets.Step), func() { act(session.TrainSteps{Steps: 1}) })
	p.step.SetTip("Learn from one batch")
	p.slow = widget.NewButton("Slow", icon(assets.Slow), func() {
		act(session.EnterRoom{Room: session.Train})
		act(session.SlowPicture{})
	})
	p.slow.SetTip("Learn from the one picture under the microscope, stage by stage")
	p.reset = widget.NewButton("Reset", icon(assets.Reset), func() { act(session.Reset{Seed: p.frame.status.Run.Seed}) })
	p.reset.SetTip("Begin again with random weights from this seed. The same seed gives the same weights, and the pictures in the same order")
	p.seed = widget.NewDropdown("seed", "1", p.seeds)
	p.seed.SetTip("Begin again from another seed")
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Cut: true})
	p.back = widget.NewButton("Back to now", nil, func() { act(session.Scrub{Step: -1}) })
	p.back.Hide()
	p.cost = p.curve("Cost", widget.Number)
	p.cost.SetFromZero(true)
	p.correct = p.curve("Correct", percent)
	p.correct.SetRange(0, 1)
	p.timeline = widget.NewTimeline()
	p.timeline.OnScrub = p.scrub
	p.timeline.OnScrubEnd = p.scrub
	p.cost.SetTip("How far the answers are from what was wanted: less is better. " + smoothing)
	p.correct.SetTip("Share of pictures whose strongest answer is right. Held out: pictures it never learned from. " + smoothing)
	p.root = arranged(p.least, p.place, p.train, p.step, p.slow, p.reset, p.seed, p.words, p.back, p.cost, p.correct, p.timeline)
	return p
}

func (p *footer) curve(title string, format func(float64) string) *widget.Curve {
	c := widget.NewCurve(title)
	c.SetFormat(format)
	c.OnHover = func(x float64, y []float64, inside bool) {
		if !inside {
			p.hover()
			return
		}
		said := []string{fmt.Sprintf("step %.0f", x)}
		for i, name := range []string{"training", "held out"} {
			if i < len(y) && !math.IsNaN(y[i]) {
				said = append(said, name+" "+format(y[i]))
			}
		}
		p.hover(said...)
	}
	return c
}

// showBare leaves buttons out, for a narrow window: but for those that are wanted what begins again, and what teaches one picture.
func (p *footer) showBare(bare, slow, reset bool) {
	show(p.slow, !bare || slow)
	show(p.reset, !bare || reset)
	show(p.seed, !bare)
}

// seeds is the menu of other beginnings.
func (p *footer) seeds() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for seed := range uint64(9) {
		item := fyne.NewMenuItem(fmt.Sprintf("Begin again from seed %d", seed+1), func() { p.act(session.Reset{Seed: seed + 1}) })
		item.Checked = seed+1 == p.frame.status.Run.Seed
		items = append(items, item)
	}
	return append(items, fyne.NewMenuItem("Begin again from a random seed", func() {
		p.act(session.Reset{Seed: rand.Uint64N(1e6)})
	}))
}

func (p *footer) playOrPause() {
	if p.frame.status.Running {
		p.act(session.Pause{})
	} else {
		p.act(session.TrainSteps{})
	}
}

func (p *footer) scrub(step int) {
	if step >= p.frame.status.Run.Step() {
		step = -1
	}
	p.act(session.Scrub{Step: step})
}

func (p *footer) update(f *frame) {
	changed := p.frame == nil || p.frame.status.Running != f.status.Running || p.frame.status.Scrubbed != f.status.Scrubbed
	p.frame = f
	if changed {
		p.showButtons(f)
	}
	if p.spoken.due(f) || changed {
		p.words.SetText(progressText(f))
		p.seed.SetValue(fmt.Sprint(f.status.Run.Seed))
	}
	now := curvesOf{f.status.Run, f.status.Run.Step(), f.status.Step, f.status.Scrubbed}
	if (now != p.of || changed) && p.drawn.due(f) {
		p.of = now
		p.showCurves(f, now)
	}
}

func (p *footer) showButtons(f *frame) {
	if f.status.Running {
		p.train.SetText("Pause")
		p.train.SetIcon(icon(assets.Pause))
	} else {
		p.train.SetText("Train")
		p.train.SetIcon(icon(assets.Play))
	}
	if f.status.Scrubbed != p.back.Visible() {
		show(p.back, f.status.Scrubbed)
		style := widget.TextStyle{Color: theme.Quiet, Cut: true}
		if f.status.Scrubbed {
			style.Color = theme.AccentText
		}
		p.words.SetStyle(style)
		p.root.Refresh()
	}
}

// progressText says where the training stands.
func progressText(f *frame) string {
	s := f.status
	switch {
	case s.Scrubbed:
		return fmt.Sprintf("step %s · latest %s · training goes on from here", grouped(s.Step), grouped(s.Run.Step()))
	case s.Running && s.Rate > 0:
		return fmt.Sprintf("epoch %d · step %s · %s images/s", s.Epoch+1, grouped(s.Step), grouped(rounded(s.Rate)))
	}
	return fmt.Sprintf("epoch %d · step %s", s.Epoch+1, grouped(s.Step))
}

// rounded keeps three digits of a running number: more could not be read.
func rounded(x float64) int {
	unit := 1
	for x >= 1000*float64(unit) {
		unit *= 10
	}
	return int(x/float64(unit)+0.5) * unit
}

func (p *footer) showCurves(f *frame, of curvesOf) {
	h := f.status.Run.History()
	steps, costs, corrects := heldOut(h.HeldOut)
	training, held := colormap.OkabeIto[0], colormap.OkabeIto[2]
	for _, c := range []struct {
		curve  *widget.Curve
		record []float32
		checks []float64
	}{{p.cost, h.Cost, costs}, {p.correct, h.Correct, corrects}} {
		x, y := trend(c.record)
		c.curve.SetSeries(
			widget.Series{Name: "training", Color: training, X: x, Y: y},
			widget.Series{Name: "held out", Color: held, X: steps, Y: c.checks})
		cursor := math.NaN()
		if of.scrubbed {
			cursor = float64(of.shown)
		}
		c.curve.SetCursor(cursor)
	}
	snapshots := f.status.Run.Snapshots()
	at := make([]int, len(snapshots))
	for i, s := range snapshots {
		at[i] = s.Step
	}
	p.timeline.SetSteps(of.shown, of.steps, at)
}

// leastCurve is a curve's least width, before scaling.
const leastCurve float32 = 150

// buttonsWidth is what the buttons side by side take.
func (p *footer) buttonsWidth() float32 {
	width := float32(0)
	for _, o := range visible([]fyne.CanvasObject{p.train, p.step, p.slow, p.reset, p.seed}) {
		width += o.MinSize().Width + theme.Px(theme.Grid)
	}
	return width
}

func (p *footer) least() fyne.Size {
	g := theme.Px(theme.Grid)
	return fyne.NewSize(p.buttonsWidth()+2*theme.Px(leastCurve)+5*g, 2*p.train.MinSize().Height+p.timeline.MinSize().Height+2*g)
}

func (p *footer) place(size fyne.Size) {
	g := theme.Px(theme.Grid)
	height := p.train.MinSize().Height
	x := 2 * g
	for _, o := range visible([]fyne.CanvasObject{p.train, p.step, p.slow, p.reset, p.seed}) {
		width := o.MinSize().Width
		put(o, x, g, width, height)
		x += width + g
	}
	second, wide := g+height+g/2, x-3*g
	if p.back.Visible() {
		back := p.back.MinSize().Width
		put(p.back, 2*g+wide-back, second, back, height)
		wide -= back + g
	}
	put(p.words, 2*g, second, wide, height)
	timeline := p.timeline.MinSize().Height
	bottom := size.Height - timeline
	put(p.timeline, 2*g, bottom, size.Width-4*g, timeline)
	x += g
	curve, height := (size.Width-x-4*g)/2, bottom-2*g
	put(p.cost, x, g, curve, height)
	put(p.correct, x+curve+2*g, g, curve, height)
}
