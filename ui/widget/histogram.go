package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
)

// Histogram shows how many values lie where between 0 and 1, in bars of equal width; the bar of the marked value is in
// the accent.
type Histogram struct {
	sheet
	secondary
	OnHover func(low, high float64, count int, inside bool) // the bar under the mouse, and how many values it holds

	counts  []int
	marked  int // bar, −1: none
	hovered int
	least   float32
}

// histogramBars is how many bars there are.
const histogramBars = 20

// NewHistogram returns an empty one.
func NewHistogram() *Histogram {
	h := &Histogram{counts: make([]int, histogramBars), marked: -1, hovered: -1, least: 72}
	h.start(h, func() fyne.Size { return fyne.NewSize(theme.Px(120), theme.Px(h.least)) }, h.draw)
	return h
}

// SetValues shows values; what is not a number is left out, what is beyond 0 or 1 counts to the outermost bars. The
// marked value is one of them; NaN marks none.
func (h *Histogram) SetValues(values []float64, marked float64) {
	clear(h.counts)
	for _, v := range values {
		if i := barOf(v); i >= 0 {
			h.counts[i]++
		}
	}
	h.marked = barOf(marked)
	h.repaint()
}

// SetMinHeight changes the least height, before scaling.
func (h *Histogram) SetMinHeight(height float32) {
	h.least = height
	h.Refresh()
}

// barOf is the bar that a value counts to, −1 for what is not a number.
func barOf(v float64) int {
	if math.IsNaN(v) {
		return -1
	}
	return min(max(int(v*histogramBars), 0), histogramBars-1)
}

// bar is where a bar may stand, from the floor up to the full height, in device pixels.
func (h *Histogram) bar(i int, room image.Rectangle) image.Rectangle {
	room.Min.X, room.Max.X = room.Min.X+i*room.Dx()/histogramBars, room.Min.X+(i+1)*room.Dx()/histogramBars-1
	return room
}

func (h *Histogram) draw(p *page) {
	p.clear()
	most := 1
	for _, n := range h.counts {
		most = max(most, n)
	}
	room := image.Rect(0, p.px(2), p.Rect.Dx(), p.Rect.Dy()-p.px(16))
	for i, n := range h.counts {
		bar, fill := h.bar(i, room), theme.Data
		bar.Min.Y = bar.Max.Y - n*room.Dy()/most
		switch i {
		case h.marked:
			fill = theme.Accent
		case h.hovered:
			fill = theme.Text
		}
		p.fill(bar, theme.Color(fill))
	}
	p.fill(image.Rect(0, room.Max.Y, room.Max.X, room.Max.Y+max(1, p.px(1))), theme.Color(theme.Line))
	l, quiet, y := p.style(theme.Small, false), theme.Color(theme.Quiet), room.Max.Y+p.px(9)
	p.text("0", 0, y, fromLeft, l, quiet)
	p.text("0.5", room.Max.X/2, y, centred, l, quiet)
	p.text("1", room.Max.X, y, fromRight, l, quiet)
}

// MouseIn implements desktop.Hoverable.
func (h *Histogram) MouseIn(ev *desktop.MouseEvent) { h.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (h *Histogram) MouseMoved(ev *desktop.MouseEvent) {
	width := h.raster.Size().Width
	if width <= 0 {
		return
	}
	h.hover(min(max(int(ev.Position.X/width*histogramBars), 0), histogramBars-1))
}

// MouseOut implements desktop.Hoverable.
func (h *Histogram) MouseOut() { h.hover(-1) }

func (h *Histogram) hover(i int) {
	if i == h.hovered {
		return
	}
	h.hovered = i
	h.repaint()
	switch {
	case h.OnHover == nil:
	case i < 0:
		h.OnHover(0, 0, 0, false)
	default:
		h.OnHover(float64(i)/histogramBars, float64(i+1)/histogramBars, h.counts[i], true)
	}
}
