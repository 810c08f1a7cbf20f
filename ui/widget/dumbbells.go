package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// Dumbbells compares two values for each class: a ring at the value before, a disc at the value now, and a line between them.
// More classes than there is room for scroll.
type Dumbbells struct{ barList }

// NewDumbbells returns an empty list in the classes' own order, as long as the larger of the values.
func NewDumbbells() *Dumbbells {
	d := &Dumbbells{}
	d.format, d.color, d.pairs, d.rows = Short, theme.Accent, true, 3
	d.startList(d)
	return d
}

// SetPairs shows values, NaN for a class without one. The slices stay the owner's.
func (d *Dumbbells) SetPairs(names []string, before, now []float64) { d.setValues(names, now, before) }

// SetFormat changes how values are written.
func (d *Dumbbells) SetFormat(format func(v float64) string) {
	d.format = format
	d.repaint()
}

// SetMarked puts a class's name in the accent; −1 none.
func (d *Dumbbells) SetMarked(class int) {
	if d.marked != class {
		d.marked = class
		d.repaint()
	}
}

// Scrolled implements fyne.Scrollable.
func (d *Dumbbells) Scrolled(ev *fyne.ScrollEvent) { d.wheel(ev) }

// drawPair draws a class's two values on its track.
func (b *barList) drawPair(p *page, class int, track image.Rectangle) {
	middle := (track.Min.Y + track.Max.Y) / 2
	thin := max(1, p.px(1))
	p.fill(image.Rect(track.Min.X, middle, track.Max.X, middle+thin), theme.Color(theme.Line))
	now, before := b.value(class), math.NaN()
	if class < len(b.before) {
		before = b.before[class]
	}
	was, is := b.along(track, before), b.along(track, now)
	if !math.IsNaN(now) && !math.IsNaN(before) {
		p.fill(image.Rect(min(was, is), middle-thin/2, max(was, is), middle-thin/2+2*thin), theme.Color(theme.Quiet))
	}
	at, y := func(x int) float32 { return float32(x) }, float32(middle)+p.exact(0.5)
	if !math.IsNaN(before) {
		b.pen.disc(p, at(was), y, p.exact(5), theme.Color(theme.Data))
		b.pen.disc(p, at(was), y, p.exact(3.2), theme.Color(theme.Background))
	}
	if !math.IsNaN(now) {
		var fill color.Color = theme.Color(b.color)
		b.pen.disc(p, at(is), y, p.exact(4), fill)
	}
}
