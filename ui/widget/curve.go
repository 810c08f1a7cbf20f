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
	X, Y  []float64
}

// Curve draws live lines with ticks, names and, under the mouse, values: all into one picture.
type Curve struct {
	sheet
	OnHover func(x float64, y []float64, inside bool) // y of each series at the nearest x, NaN without

	title     string
	series    []Series
	low, high float64 // equal: follow the data
	log       bool
	endLabels bool
	format    func(v float64) string // nil: as the ticks need
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

// axes is how values become device pixels.
type axes struct {
	area      image.Rectangle
	x0, x1    float64
	low, high float64 // of log10 where log
	log       bool
	ticks     []float64
	decimals  int
}

func (a axes) x(v float64) float32 {
	if a.x1 <= a.x0 {
		return float32(a.area.Min.X)
	}
	return float32(a.area.Min.X) + float32((v-a.x0)/(a.x1-a.x0))*float32(a.area.Dx()-1)
}

// y is NaN where a value cannot be drawn.
func (a axes) y(v float64) float32 {
	if a.log {
		v = math.Log10(v) // NaN or −Inf where not positive
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return float32(math.NaN())
	}
	share := min(max((v-a.low)/(a.high-a.low), -0.01), 1.01)
	return float32(a.area.Max.Y-1) - float32(share)*float32(a.area.Dy()-1)
}

// extent returns the bounds of everything drawable; ok is false where there is nothing.
func (c *Curve) extent() (a axes, ok bool) {
	a = axes{x0: math.Inf(1), x1: math.Inf(-1), low: math.Inf(1), high: math.Inf(-1), log: c.log}
	for _, s := range c.series {
		for i, y := range s.Y[:min(len(s.X), len(s.Y))] {
			if c.log {
				y = math.Log10(y)
			}
			if math.IsNaN(y) || math.IsInf(y, 0) {
				continue
			}
			a.x0, a.x1 = min(a.x0, s.X[i]), max(a.x1, s.X[i])
			a.low, a.high = min(a.low, y), max(a.high, y)
		}
	}
	return a, a.x0 <= a.x1
}

// scale settles the axes' ends and ticks, not yet their place.
func (c *Curve) scale() (axes, bool) {
	a, ok := c.extent()
	if !ok {
		a.x0, a.x1, a.low, a.high = 0, 1, 0, 1
	}
	switch {
	case c.low < c.high && c.log:
		a.low, a.high = math.Log10(c.low), math.Log10(c.high)
	case c.low < c.high:
		a.low, a.high = c.low, c.high
	case c.log:
		a.low, a.high = math.Floor(a.low+1e-9), math.Ceil(a.high-1e-9)
	case a.low > 0 && a.low < a.high/2:
		a.low = 0
	}
	if a.high <= a.low {
		a.low, a.high = a.low-0.5, a.low+0.5
	}
	if c.log {
		for e := math.Ceil(a.low); e <= a.high; e++ {
			a.ticks = append(a.ticks, math.Pow(10, e))
		}
		return a, ok
	}
	a.ticks, a.decimals = ticks(a.low, a.high, 3)
	return a, ok
}

func (c *Curve) tickText(a axes, v float64) string {
	switch {
	case c.format != nil:
		return c.format(v)
	case a.log:
		return logText(v)
	}
	return fixedText(v, a.decimals)
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
			right = max(right, p.textWidth(s.Name, l)+p.px(theme.Grid))
		}
	}
	a.area = image.Rect(left+p.px(theme.Grid), p.px(22), p.Rect.Dx()-right, p.Rect.Dy()-p.px(7))
	c.area = a.area
	if a.area.Dx() < p.px(16) || a.area.Dy() < p.px(16) {
		return
	}
	for _, t := range a.ticks {
		y := int(a.y(t))
		p.fill(image.Rect(a.area.Min.X, y, a.area.Max.X, y+max(1, p.px(1))), theme.Color(theme.Line))
		p.text(c.tickText(a, t), left, y, fromRight, l, quiet)
	}
	if some {
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
			c.pen.polyline(p, room, c.px, c.py, width, colour)
			if end-from == 1 {
				c.pen.disc(p, c.px[0], c.py[0], width, colour)
			}
		}
		from = max(end, from+1)
	}
}

func isNaN(v float32) bool { return v != v }

// decimate turns values into points, at most four for each column of pixels: the first, the lowest, the highest and the
// last, so that no peak is lost.
func decimate(px, py []float32, a axes, xs, ys []float64) ([]float32, []float32) {
	for i := 0; i < len(xs); {
		x := a.x(xs[i])
		column := int(x)
		first := a.y(ys[i])
		low, high, last := first, first, first
		j := i + 1
		for ; j < len(xs) && int(a.x(xs[j])) == column; j++ {
			last = a.y(ys[j])
			low, high = min(low, last), max(high, last)
		}
		px, py = append(px, x), append(py, first)
		if j-i > 1 {
			px, py = append(px, x, x, a.x(xs[j-1])), append(py, low, high, last)
		}
		i = j
	}
	return px, py
}

// drawEndLabels writes each name at the height of its line's end, moved apart where they would overlap.
func (c *Curve) drawEndLabels(p *page, a axes) {
	type end struct {
		y int
		s Series
	}
	var ends []end
	for _, s := range c.series {
		for i := min(len(s.X), len(s.Y)) - 1; i >= 0; i-- {
			if y := a.y(s.Y[i]); !isNaN(y) {
				ends = append(ends, end{int(y), s})
				break
			}
		}
	}
	sort.SliceStable(ends, func(i, j int) bool { return ends[i].y < ends[j].y })
	line := p.px(12)
	for i := range ends {
		if i > 0 {
			ends[i].y = max(ends[i].y, ends[i-1].y+line)
		}
	}
	limit := p.Rect.Max.Y - line/2
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].y = min(ends[i].y, limit)
		limit = ends[i].y - line
	}
	for _, e := range ends {
		p.text(e.s.Name, a.area.Max.X+p.px(theme.Grid/2), e.y, fromLeft, p.style(theme.Small, false),
			theme.Legible(e.s.Color, theme.TextContrast))
	}
}

// drawHead writes the title and, at the right, the lines' names; under the mouse also what they are there.
func (c *Curve) drawHead(p *page, a axes, some bool) {
	y, l := p.px(theme.Grid), p.style(theme.Small, false)
	title := p.style(theme.Small, true)
	title.tracking = capsTracking * title.size
	p.text(c.title, 0, y, fromLeft, title, theme.Color(theme.Quiet))
	values, at, hovered := c.readout(a)
	hovered = hovered && some
	x := p.Rect.Dx() - p.px(2)
	if hovered {
		text := Number(at)
		p.text(text, x, y, fromRight, l, theme.Color(theme.Quiet))
		x -= p.textWidth(text, l) + p.px(12)
		line := int(a.x(at))
		p.fill(image.Rect(line, a.area.Min.Y, line+1, a.area.Max.Y), theme.Color(theme.Quiet))
	}
	for i := len(c.series) - 1; i >= 0; i-- {
		s := c.series[i]
		text := s.Name
		if hovered && !math.IsNaN(values[i]) {
			text += "  " + c.valueText(values[i])
			c.pen.disc(p, a.x(at), a.y(values[i]), p.exact(3), theme.Legible(s.Color, theme.MarkContrast))
		} else if c.endLabels {
			continue
		}
		p.text(text, x, y, fromRight, l, theme.Legible(s.Color, theme.TextContrast))
		x -= p.textWidth(text, l) + p.px(12)
	}
}

func (c *Curve) valueText(v float64) string {
	if c.format != nil {
		return c.format(v)
	}
	return Number(v)
}

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
	c.tip.MouseIn(ev)
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
