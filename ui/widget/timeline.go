package widget

import (
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
)

// Timeline scrubs through the snapshots of a training. It stands on snapshots or at the live end, nowhere between.
//
// Left and Right go to the neighbouring snapshot, Home to the first one, End to the live end.
type Timeline struct {
	sheet
	focus

	OnScrub    func(step int) // while the knob moves
	OnScrubEnd func(step int)

	current, live int
	snapshots     []int // ascending
	held          bool
	hovered       bool
	pen           pen
}

// NewTimeline returns one at step 0.
func NewTimeline() *Timeline {
	t := &Timeline{}
	t.startFocus(t, t.typed)
	t.layers = []fyne.CanvasObject{t.ring}
	t.arrange = func(size fyne.Size) {
		t.ring.Resize(size)
		t.styleRing(theme.Accent)
	}
	t.start(t, func() fyne.Size { return fyne.NewSize(theme.Px(200), theme.Px(32)) }, t.draw)
	return t
}

// SetSteps tells the step that is shown, the newest one, and the steps of which there are snapshots, ascending.
// While the knob is held, current is left to the hand.
func (t *Timeline) SetSteps(current, live int, snapshots []int) {
	if !t.held {
		t.current = current
	}
	t.live, t.snapshots = live, snapshots
	t.repaint()
}

// Current is the step that the knob is at.
func (t *Timeline) Current() int { return t.current }

// end is the step at the right end: a round number, so that the line does not stretch at every step.
func (t *Timeline) end() int {
	return int(max(10, niceStep(float64(max(t.live, t.current)))))
}

// Measures of a timeline before scaling.
const (
	timelineInset = 10
	timelineKnob  = 7
)

func (t *Timeline) draw(p *page) {
	p.clear()
	x0, x1 := p.px(timelineInset), p.Rect.Dx()-p.px(timelineInset)
	middle := p.px(11)
	at := func(step int) int { return x0 + int(float64(x1-x0)*float64(step)/float64(t.end())+0.5) }
	half := p.px(1.5)
	bar := func(from, to int, name fyne.ThemeColorName) {
		t.pen.pill(p, image.Rect(from, middle-half, to, middle+half), float32(half), theme.Color(name))
	}
	bar(x0, x1, theme.FieldHover)
	bar(x0, at(t.live), theme.Accent)
	for _, s := range t.snapshots {
		x := at(s)
		p.fill(image.Rect(x-p.px(1), middle-p.px(6), x-p.px(1)+p.px(2), middle+p.px(6)), theme.Color(theme.Quiet))
	}
	radius := p.exact(timelineKnob)
	if t.held || t.hovered {
		radius = p.exact(timelineKnob + 1)
	}
	t.pen.disc(p, float32(at(t.current)), float32(middle), radius, theme.Color(theme.Text))
	t.drawSteps(p, at, x0, x1)
}

// drawSteps writes the first and last step, and the one that the knob is at.
func (t *Timeline) drawSteps(p *page, at func(step int) int, x0, x1 int) {
	l, y := p.style(theme.Small, false), p.px(26)
	text := fmt.Sprint(t.current)
	half := p.textWidth(text, l) / 2
	x := min(max(at(t.current), half), p.Rect.Dx()-half)
	p.text(text, x, y, centred, l, theme.Color(theme.Text))
	last := fmt.Sprint(t.end())
	if x-half > x0+p.px(2*theme.Grid) {
		p.text("0", x0, y, centred, l, theme.Color(theme.Quiet))
	}
	if x+half < x1-p.textWidth(last, l) {
		p.text(last, p.Rect.Dx(), y, fromRight, l, theme.Color(theme.Quiet))
	}
}

// near returns the snapshot, or the live end, that is nearest to a place in the widget.
func (t *Timeline) near(x float32) int {
	inset := theme.Px(timelineInset)
	wanted := float64((x-inset)/(t.raster.Size().Width-2*inset)) * float64(t.end())
	best := t.live
	for _, s := range t.snapshots {
		if math.Abs(float64(s)-wanted) < math.Abs(float64(best)-wanted) {
			best = s
		}
	}
	return best
}

// MouseDown implements desktop.Mouseable.
func (t *Timeline) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button == desktop.MouseButtonPrimary {
		t.held = true
		t.scrub(t.near(ev.Position.X))
	}
}

// MouseUp implements desktop.Mouseable.
func (t *Timeline) MouseUp(*desktop.MouseEvent) { t.release() }

// Dragged implements fyne.Draggable.
func (t *Timeline) Dragged(ev *fyne.DragEvent) {
	if t.held {
		t.scrub(t.near(ev.Position.X))
	}
}

// DragEnd implements fyne.Draggable.
func (t *Timeline) DragEnd() { t.release() }

// MouseIn implements desktop.Hoverable.
func (t *Timeline) MouseIn(*desktop.MouseEvent) { t.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (t *Timeline) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *Timeline) MouseOut() { t.hover(false) }

func (t *Timeline) hover(on bool) {
	t.hovered = on
	t.repaint()
}

func (t *Timeline) scrub(step int) {
	if step == t.current {
		return
	}
	t.current = step
	t.repaint()
	if t.OnScrub != nil {
		t.OnScrub(step)
	}
}

func (t *Timeline) release() {
	if !t.held {
		return
	}
	t.held = false
	if t.OnScrubEnd != nil {
		t.OnScrubEnd(t.current)
	}
}

func (t *Timeline) typed(ev *fyne.KeyEvent) bool {
	to := t.current
	switch ev.Name {
	case fyne.KeyLeft:
		for _, s := range t.snapshots {
			if s < t.current {
				to = s
			}
		}
	case fyne.KeyRight:
		to = t.live
		for i := len(t.snapshots) - 1; i >= 0 && t.snapshots[i] > t.current; i-- {
			to = t.snapshots[i]
		}
	case fyne.KeyHome:
		if len(t.snapshots) > 0 {
			to = t.snapshots[0]
		}
	case fyne.KeyEnd:
		to = t.live
	default:
		return false
	}
	if to != t.current {
		t.scrub(to)
		if t.OnScrubEnd != nil {
			t.OnScrubEnd(to)
		}
	}
	return true
}
