package widget

import (
	"image"
	"image/color"
	"math"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"

	"unitscope/ui/theme"
)

// Series is one line of a Curve. X ascends; a Y that is NaN or infinite leaves a gap. The slices stay the owner's, who
// may go on appending: call SetSeries again then.
type Series struct {
	Name  string
	Color color.Color
	Dash  Dash
	X, Y  []float64
}

// Curve draws live lines with ticks, names and, under the mouse, values: all into one picture.
type Curve struct {
	sheet
	secondary
	OnHover func(x float64, y []float64, inside bool) // y of each series at the nearest x, NaN without

	title     string
	series    []Series
	low, high float64 // equal: follow the data
	fromZero  bool    // the data's range reaches down to zero
	log       bool
	endLabels bool
	format    func(v float64) string // nil: as the ticks need
	xAxis     func(v float64) string // how ticks along the bottom are written; nil: none
	xTicks    []float64              // where they stand; nil: at round numbers
	cursor    float64
	least     fyne.Size
	at        float32         // the mouse, in units; negative: outside
	area      image.Rectangle // of the lines, at the last painting
	pen       pen
	px, py    []float32 // points of a line, kept between paintings
	tip       tooltip.ToolTipWidgetExtend
}

// NewCurve returns an empty chart; the title may be empty.
func NewCurve(title string) *Curve {
	c := &Curve{title: strings.ToUpper(title), cursor: math.NaN(), least: fyne.NewSize(160, 96), at: -1}
	c.start(c, func() fyne.Size { return fyne.NewSize(theme.Px(c.least.Width), theme.Px(c.least.Height)) }, c.draw)
	c.tip.ExtendToolTipWidget(c)
	return c
}

// SetTip changes the tooltip.
func (c *Curve) SetTip(tip string) { c.tip.SetToolTip(tip) }

// SetSeries replaces the lines.
func (c *Curve) SetSeries(series ...Series) {
	c.series = series
	c.repaint()
}

// SetRange fixes the values at the lower and upper edge; equal ones follow the data, from zero where that is near.
func (c *Curve) SetRange(low, high float64) {
	c.low, c.high = low, high
	c.repaint()
}

// SetFromZero lets the values' axis begin at zero, so that heights are what is compared.
func (c *Curve) SetFromZero(on bool) {
	c.fromZero = on
	c.repaint()
}

// SetLogY makes equal distances equal ratios; values that are not positive leave gaps.
func (c *Curve) SetLogY(log bool) {
	c.log = log
	c.repaint()
}

// SetFormat changes how values are written.
func (c *Curve) SetFormat(y func(v float64) string) {
	c.format = y
	c.repaint()
}

// SetXAxis writes ticks along the bottom, at round numbers or, if any are given, at these.
func (c *Curve) SetXAxis(format func(v float64) string, at ...float64) {
	c.xAxis, c.xTicks = format, at
	c.repaint()
}

// SetEndLabels puts the names beside the lines' ends instead of at the top.
func (c *Curve) SetEndLabels(on bool) {
	c.endLabels = on
	c.repaint()
}

// SetCursor draws a vertical mark, for the step that is being looked at; NaN draws none.
func (c *Curve) SetCursor(x float64) {
	if c.cursor != x {
		c.cursor = x
		c.repaint()
	}
}

// SetMinSize changes the least size, before scaling.
func (c *Curve) SetMinSize(width, height float32) {
	c.least = fyne.NewSize(width, height)
	c.Refresh()
}

func (c *Curve) draw(p *page) {
	p.clear()
	a, some := c.scale()
	l, quiet := p.style(theme.Small, false), theme.Color(theme.Quiet)
	left, right := 0, p.px(4)
	for _, t := range a.ticks {
		left = max(left, p.textWidth(c.tickText(a, t), l))
	}
	if c.endLabels {
		for _, s := range c.series {
			right = max(right, p.textWidth(s.Name, l)+p.px(theme.Grid)+c.sampleWidth(p))
		}
	}
	bottom := p.px(7)
	if c.xAxis != nil {
		bottom = p.px(20)
	}
	a.area = image.Rect(left+p.px(theme.Grid), p.px(22), p.Rect.Dx()-right, p.Rect.Dy()-bottom)
	c.area = a.area
	if a.area.Dx() < p.px(16) || a.area.Dy() < p.px(16) {
		return
	}
	for _, t := range a.apart(a.ticks, p.exact(theme.Px(tickRoom))) {
		y := int(a.y(t))
		p.fill(image.Rect(a.area.Min.X, y, a.area.Max.X, y+max(1, p.px(1))), theme.Color(theme.Line))
		p.text(c.tickText(a, t), left, y, fromRight, l, quiet)
	}
	if some {
		c.drawXAxis(p, a, l)
		c.drawSeries(p, a)
	}
	c.drawHead(p, a, some)
}

func (c *Curve) drawSeries(p *page, a axes) {
	if x := a.x(c.cursor); c.cursor >= a.x0 && c.cursor <= a.x1 {
		p.fill(image.Rect(int(x), a.area.Min.Y, int(x)+max(1, p.px(1)), a.area.Max.Y), theme.Color(theme.Quiet))
	}
	room := a.area.Inset(-p.px(2))
	for _, s := range c.series {
		c.strokeSeries(p, a, room, s)
	}
	if c.endLabels {
		c.drawEndLabels(p, a)
	}
}

// strokeSeries draws a line, in parts where it has gaps.
func (c *Curve) strokeSeries(p *page, a axes, room image.Rectangle, s Series) {
	width := max(1, p.exact(1.5))
	n := min(len(s.X), len(s.Y))
	for from := 0; from < n; {
		end := from
		for end < n && !isNaN(a.y(s.Y[end])) {
			end++
		}
		if end > from {
			c.px, c.py = decimate(c.px[:0], c.py[:0], a, s.X[from:end], s.Y[from:end])
			colour := theme.Legible(s.Color, theme.MarkContrast)
			c.pen.dashed(p, room, c.px, c.py, width, s.Dash, colour)
			if end-from == 1 {
				c.pen.disc(p, c.px[0], c.py[0], 2*width, colour)
			}
		}
		from = max(end, from+1)
	}
}

func isNaN(v float32) bool { return v != v }

// readout returns each line's value at the x nearest to the mouse.
func (c *Curve) readout(a axes) (values []float64, at float64, hovered bool) {
	if c.at < 0 || a.area.Dx() <= 1 {
		return nil, 0, false
	}
	share := float64(c.at*c.ratio-float32(a.area.Min.X)) / float64(a.area.Dx()-1)
	if share < -0.02 || share > 1.02 {
		return nil, 0, false
	}
	wanted := a.x0 + min(max(share, 0), 1)*(a.x1-a.x0)
	at = math.NaN()
	for _, s := range c.series {
		if i := nearest(s.X[:min(len(s.X), len(s.Y))], wanted); i >= 0 {
			if math.IsNaN(at) || math.Abs(s.X[i]-wanted) < math.Abs(at-wanted) {
				at = s.X[i]
			}
		}
	}
	for _, s := range c.series {
		v := math.NaN()
		if i := nearest(s.X[:min(len(s.X), len(s.Y))], at); i >= 0 {
			v = s.Y[i]
		}
		values = append(values, v)
	}
	return values, at, !math.IsNaN(at)
}

// nearest returns the index of the value of ascending xs that is nearest to x, −1 where there is none.
func nearest(xs []float64, x float64) int {
	if len(xs) == 0 {
		return -1
	}
	i := sort.SearchFloat64s(xs, x)
	if i == len(xs) || i > 0 && x-xs[i-1] <= xs[i]-x {
		return i - 1
	}
	return i
}

// MouseIn implements desktop.Hoverable.
func (c *Curve) MouseIn(ev *desktop.MouseEvent) {
	enterTip(&c.tip, ev)
	c.MouseMoved(ev)
}

// MouseMoved implements desktop.Hoverable.
func (c *Curve) MouseMoved(ev *desktop.MouseEvent) {
	c.tip.MouseMoved(ev)
	c.at = ev.Position.X
	c.repaint()
	if c.OnHover == nil {
		return
	}
	if values, at, ok := c.Readout(); ok {
		c.OnHover(at, values, true)
	}
}

// Readout is what the mouse is at: x and the value of each series.
func (c *Curve) Readout() (values []float64, x float64, ok bool) {
	a, some := c.scale()
	if !some || c.pixels == nil {
		return nil, 0, false
	}
	a.area = c.area
	return c.readout(a)
}

// MouseOut implements desktop.Hoverable.
func (c *Curve) MouseOut() {
	c.tip.MouseOut()
	c.at = -1
	c.repaint()
	if c.OnHover != nil {
		c.OnHover(0, nil, false)
	}
}
