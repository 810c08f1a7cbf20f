package widget

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
)

// barList is the base of Answers, ClassBars and Dumbbells: a name, a bar and a number for each class.
type barList struct {
	sheet
	focus
	secondary
	scroller

	OnPick  func(class int)
	OnHover func(class int, inside bool)

	names       []string
	now, before []float64
	order       []int // classes from top to bottom
	rows        int   // shown at once at most; 0: all
	sorted      bool
	marked      int // class whose name is in the accent; -1: none
	high        float64
	format      func(v float64) string
	color       fyne.ThemeColorName
	own         color.Color // in place of the theme's; nil: none
	pairs       bool        // values before and now are drawn as two ends, see Dumbbells
	hovered     int         // class, -1: none
	pen         pen
}

// barRowHeight is before scaling.
const barRowHeight = 20

func (b *barList) startList(self interface {
	fyne.Widget
	fyne.Focusable
}) {
	b.marked, b.hovered = -1, -1
	b.startFocus(self, b.typed)
	b.scroller.content = b.FullHeight
	b.scroller.room = func() float32 { return b.raster.Size().Height }
	b.scroller.moved = b.repaint
	b.layers = []fyne.CanvasObject{b.ring}
	b.arrange = func(size fyne.Size) {
		b.ring.Resize(size)
		b.styleRing(theme.Accent)
	}
	b.start(self, b.minimum, b.draw)
}

func (b *barList) minimum() fyne.Size {
	rows := len(b.order)
	if b.rows > 0 {
		rows = b.rows
	}
	return fyne.NewSize(theme.Px(160), float32(rows)*theme.Px(barRowHeight))
}

// FullHeight is what all rows together take.
func (b *barList) FullHeight() float32 { return float32(len(b.order)) * theme.Px(barRowHeight) }

func (b *barList) setValues(names []string, now, before []float64) {
	grown := len(names) != len(b.names)
	b.names, b.now, b.before = names, now, before
	b.sort()
	if grown {
		b.Refresh() // the least size changed
	} else {
		b.repaint()
	}
}

func (b *barList) sort() {
	b.order = b.order[:0]
	for i := range b.names {
		b.order = append(b.order, i)
	}
	if b.sorted {
		slices.SortStableFunc(b.order, func(x, y int) int { return cmp.Compare(b.weight(y), b.weight(x)) })
	}
}

// weight is what a class is sorted by: the larger of its values now and before, so that an answer which painting
// has put out stays in sight.
func (b *barList) weight(class int) float64 {
	if class < len(b.before) && b.before[class] > b.value(class) {
		return b.before[class]
	}
	return b.value(class)
}

func (b *barList) value(class int) float64 {
	if class < len(b.now) {
		return b.now[class]
	}
	return math.NaN()
}

// full is the value of a bar that fills its track.
func (b *barList) full() float64 {
	if b.high > 0 {
		return b.high
	}
	full := 0.0
	for _, v := range b.now {
		if v > full { // not NaN
			full = v
		}
	}
	if b.pairs {
		for _, v := range b.before {
			if v > full {
				full = v
			}
		}
	}
	return full
}

// Order is the classes as they stand from top to bottom.
func (b *barList) Order() []int { return b.order }

func (b *barList) draw(p *page) {
	p.clear()
	l := p.style(theme.Body, false)
	names, numbers := 0, p.textWidth(b.format(b.full()), l)
	for _, class := range b.order {
		names = max(names, p.textWidth(b.names[class], l))
		numbers = max(numbers, p.textWidth(b.format(b.value(class)), l))
	}
	right := p.Rect.Dx()
	if b.furthest() > 0 {
		right -= p.px(theme.Grid)
	}
	names = min(names, right*2/5)
	track := image.Rect(names+p.px(theme.Grid), 0, right-numbers-p.px(theme.Grid), 0)
	height := float32(barRowHeight)
	for i, class := range b.order {
		middle := p.px(height*float32(i)+height/2) - int(b.offset*p.ratio)
		if middle < -p.px(height) || middle > p.Rect.Dy()+p.px(height) {
			continue
		}
		b.drawRow(p, class, middle, names, right, track, l)
	}
	b.drawBar(p, &b.pen)
}

func (b *barList) drawRow(p *page, class, middle, names, right int, track image.Rectangle, l lettering) {
	if class == b.hovered {
		half := p.px(barRowHeight) / 2
		b.pen.pill(p, image.Rect(0, middle-half, p.Rect.Dx(), middle+half), p.exact(3), theme.Color(theme.Raised))
	}
	name := theme.Color(theme.Text)
	if class == b.marked {
		name = theme.Color(theme.AccentText)
	}
	p.text(p.shorten(b.names[class], names, l), 0, middle, fromLeft, l, name)
	p.text(b.format(b.value(class)), right, middle, fromRight, l, theme.Color(theme.Text))
	if track.Min.X >= track.Max.X {
		return
	}
	track.Min.Y, track.Max.Y = middle-p.px(4), middle+p.px(4)
	if b.pairs {
		b.drawPair(p, class, track)
		return
	}
	p.fill(track, theme.Color(theme.Field))
	bar := track
	bar.Max.X = b.along(track, b.value(class))
	var fill color.Color = theme.Color(b.color)
	if b.own != nil {
		fill = b.own
	}
	p.fill(bar, fill)
	if class < len(b.before) && !math.IsNaN(b.before[class]) {
		x := b.along(track, b.before[class])
		p.fill(image.Rect(x-p.px(1), middle-p.px(7), x-p.px(1)+p.px(2), middle+p.px(7)), theme.Color(theme.Text))
	}
}

// along is where on the track a value ends.
func (b *barList) along(track image.Rectangle, v float64) int {
	full := b.full()
	if !(full > 0) || math.IsNaN(v) {
		return track.Min.X
	}
	return track.Min.X + int(min(max(v/full, 0), 1)*float64(track.Dx())+0.5)
}

// classAt returns the class at a height in the widget, -1 where there is none.
func (b *barList) classAt(y float32) int {
	row := int((y + b.offset) / theme.Px(barRowHeight))
	if y < 0 || row < 0 || row >= len(b.order) {
		return -1
	}
	return b.order[row]
}

// Tapped implements fyne.Tappable.
func (b *barList) Tapped(ev *fyne.PointEvent) {
	if class := b.classAt(ev.Position.Y); class >= 0 && b.OnPick != nil {
		b.OnPick(class)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *barList) MouseIn(ev *desktop.MouseEvent) { b.hover(b.classAt(ev.Position.Y)) }

// MouseMoved implements desktop.Hoverable.
func (b *barList) MouseMoved(ev *desktop.MouseEvent) { b.hover(b.classAt(ev.Position.Y)) }

// MouseOut implements desktop.Hoverable.
func (b *barList) MouseOut() { b.hover(-1) }

func (b *barList) hover(class int) {
	if class == b.hovered {
		return
	}
	was := b.hovered
	b.hovered = class
	b.repaint()
	switch {
	case b.OnHover == nil:
	case class < 0:
		b.OnHover(was, false)
	default:
		b.OnHover(class, true)
	}
}

// typed moves over the classes, or picks the one that it reached.
func (b *barList) typed(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[ev.Name]
	at := slices.Index(b.order, b.hovered)
	switch {
	case step != 0 && len(b.order) > 0:
		if at < 0 && step < 0 {
			at = len(b.order)
		}
		at = min(max(at+step, 0), len(b.order)-1)
		top := float32(at) * theme.Px(barRowHeight)
		b.scrollTo(top, top+theme.Px(barRowHeight))
		b.hover(b.order[at])
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && at >= 0:
		if b.OnPick != nil {
			b.OnPick(b.hovered)
		}
	default:
		return false
	}
	return true
}
