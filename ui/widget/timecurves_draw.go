package widget

import (
	"image"
	"image/color"
	"math"

	"unitscope/ui/theme"
	"unitscope/viz/render"
)

// Measures of TimeCurves, before scaling.
const (
	heatRow     = 14 // of a layer in the heat map, where there is room
	heatShare   = 0.34
	timeTicks   = 20
	spanLine    = 3
	timeNames   = 64 // width of layers' names beside the heat map at most
	leastHeat   = 20
	timePadding = 6
)

func (c *TimeCurves) draw(p *page) {
	p.clear()
	a, l := axes{}, p.style(theme.Small, false)
	a.low, a.high = c.ends()
	a.ticks, a.decimals = ticks(a.low, a.high, 3)
	left := 0
	for _, t := range a.ticks {
		left = max(left, p.textWidth(fixedText(t, a.decimals), l))
	}
	for _, line := range c.lines {
		left = max(left, min(p.textWidth(line.Name, l), p.px(timeNames)))
	}
	if len(c.times) > 0 {
		a.x0, a.x1 = c.times[0], c.times[len(c.times)-1]
	}
	heat := min(len(c.lines)*p.px(heatRow), int(heatShare*float64(p.Rect.Dy())))
	if heat < p.px(leastHeat) && len(c.lines) > 1 {
		heat = 0
	}
	spans := c.spanHeight(p)
	a.area = image.Rect(left+p.px(theme.Grid), p.px(timePadding), p.Rect.Dx()-p.px(timePadding), p.Rect.Dy()-heat-spans-p.px(timeTicks))
	c.plane = a
	c.heat = image.Rect(a.area.Min.X, p.Rect.Dy()-heat, a.area.Max.X, p.Rect.Dy())
	if a.area.Dx() < p.px(16) || a.area.Dy() < p.px(16) || len(c.times) == 0 {
		return
	}
	c.drawAxes(p, left, l)
	for i := range c.lines {
		c.drawBand(p, i)
	}
	for i := range c.lines {
		if i != c.marked {
			c.drawLine(p, i)
		}
	}
	if c.marked >= 0 && c.marked < len(c.lines) {
		c.drawLine(p, c.marked)
	}
	c.drawSpans(p)
	c.drawHeat(p, left, l)
	c.drawMoments(p, l)
}

// spanHeight is what the lines of moments beyond chance take, where there are any.
func (c *TimeCurves) spanHeight(p *page) int {
	rows := 0
	for _, l := range c.lines {
		if len(l.Spans) > 0 {
			rows = len(c.lines)
		}
	}
	return min(rows*p.px(spanLine+1), p.Rect.Dy()/9)
}

func (c *TimeCurves) drawAxes(p *page, left int, l lettering) {
	a, thin, quiet := c.plane, max(1, p.px(1)), theme.Color(theme.Quiet)
	for _, t := range a.apart(a.ticks, p.exact(theme.Px(tickRoom))) {
		y, line := int(a.y(t)), theme.Line
		if t == 0 {
			line = theme.Quiet
		}
		p.fill(image.Rect(a.area.Min.X, y, a.area.Max.X, y+thin), theme.Color(line))
		p.text(fixedText(t, a.decimals), left, y, fromRight, l, quiet)
	}
	at, decimals := ticks(a.x0, a.x1, 4)
	end := math.MinInt
	for i, t := range at {
		text := fixedText(t, decimals)
		if i == len(at)-1 {
			text += " ms"
		}
		width := p.textWidth(text, l)
		from := min(int(a.x(t))-width/2, p.Rect.Dx()-width)
		if from >= end {
			p.text(text, from, a.area.Max.Y+c.spanHeight(p)+p.px(timeTicks/2), fromLeft, l, quiet)
			end = from + width + p.px(theme.Grid)
		}
	}
	if a.x0 < 0 && a.x1 > 0 { // the picture appears
		x := int(a.x(0))
		p.fill(image.Rect(x, a.area.Min.Y, x+thin, a.area.Max.Y), theme.Color(theme.Line))
	}
}

// runs calls each with every run of moments at which a line is known.
func (c *TimeCurves) runs(line int, each func(from, to int)) {
	mean := c.lines[line].Mean
	n := min(len(mean), len(c.times))
	for from := 0; from < n; from++ {
		to := from
		for to < n && !math.IsNaN(mean[to]) {
			to++
		}
		if to > from {
			each(from, to)
		}
		from = max(from, to)
	}
}

func (c *TimeCurves) drawBand(p *page, i int) {
	l, a := c.lines[i], c.plane
	if len(l.SE) == 0 {
		return
	}
	soft := color.NRGBAModel.Convert(theme.Legible(l.Color, theme.MarkContrast)).(color.NRGBA)
	soft.A = 48
	c.runs(i, func(from, to int) {
		c.x, c.upper, c.lower = c.x[:0], c.upper[:0], c.lower[:0]
		for m := from; m < to; m++ {
			e := l.error(m)
			c.x, c.upper, c.lower = append(c.x, a.x(c.times[m])), append(c.upper, a.y(l.Mean[m]+e)), append(c.lower, a.y(l.Mean[m]-e))
		}
		c.pen.band(p, a.area, c.x, c.upper, c.lower, soft)
	})
}

func (c *TimeCurves) drawLine(p *page, i int) {
	l, a := c.lines[i], c.plane
	width := max(1, p.exact(1.25))
	if i == c.marked || i == c.hovered.group {
		width = max(2, p.exact(2.25))
	}
	colour := theme.Legible(l.Color, theme.MarkContrast)
	c.runs(i, func(from, to int) {
		c.x, c.upper = decimate(c.x[:0], c.upper[:0], a, c.times[from:to], l.Mean[from:to])
		c.pen.dashed(p, a.area.Inset(-p.px(2)), c.x, c.upper, width, l.Dash, colour)
	})
	if l.Peak >= 0 && l.Peak < min(len(l.Mean), len(c.times)) && !math.IsNaN(l.Mean[l.Peak]) {
		x, y := a.x(c.times[l.Peak]), a.y(l.Mean[l.Peak])
		c.pen.disc(p, x, y, p.exact(4), colour)
		if !l.PeakBeyondChance() {
			c.pen.disc(p, x, y, p.exact(2.5), theme.Color(theme.Background))
		}
	}
}

// drawSpans draws a line below the plane for each run of moments beyond chance, a row a layer.
func (c *TimeCurves) drawSpans(p *page) {
	height := c.spanHeight(p)
	if height == 0 {
		return
	}
	a, each := c.plane, float32(height)/float32(len(c.lines))
	for i, l := range c.lines {
		top := a.area.Max.Y + int(float32(i)*each) + 1
		for _, s := range l.Spans {
			if s[0] < 0 || s[1] >= len(c.times) {
				continue
			}
			from, to := int(a.x(c.times[s[0]])), int(a.x(c.times[s[1]]))
			p.fill(image.Rect(from, top, max(to, from+1), top+max(1, int(each)-1)), theme.Legible(l.Color, theme.MarkContrast))
		}
	}
}

func (c *TimeCurves) drawHeat(p *page, left int, l lettering) {
	rows := len(c.lines)
	if c.heat.Dy() <= 0 || rows == 0 {
		return
	}
	render.Mosaic(p.RGBA, c.heat, rows, len(c.times), func(row, moment int) color.RGBA {
		mean := c.lines[row].Mean
		if moment >= len(mean) {
			return c.colors.At(math.NaN())
		}
		return c.colors.At(c.span.Norm(mean[moment]))
	})
	every := 1
	for c.heat.Dy()*every/rows < p.px(10) {
		every++
	}
	for i := 0; i < rows; i++ {
		middle := c.heat.Min.Y + (2*i+1)*c.heat.Dy()/(2*rows)
		marked := i == c.marked
		if marked {
			top := c.heat.Min.Y + i*c.heat.Dy()/rows
			p.frame(image.Rect(c.heat.Min.X, top, c.heat.Max.X, c.heat.Min.Y+(i+1)*c.heat.Dy()/rows), max(1, p.px(1)), theme.Color(theme.Text))
		}
		if i%every == 0 {
			p.text(p.shorten(c.lines[i].Name, left, l), left, middle, fromRight, l, theme.Legible(c.lines[i].Color, theme.TextContrast))
		}
	}
}

// drawMoments draws the line, and where the mouse is.
func (c *TimeCurves) drawMoments(p *page, l lettering) {
	a, thin := c.plane, max(1, p.px(1))
	if m := c.hovered.member; m >= 0 && m < len(c.times) {
		x := int(a.x(c.times[m]))
		p.fill(image.Rect(x, a.area.Min.Y, x+thin, a.area.Max.Y), theme.Color(theme.Quiet))
	}
	if c.moment < 0 || c.moment >= len(c.times) {
		return
	}
	x := int(a.x(c.times[c.moment]))
	p.fill(image.Rect(x, a.area.Min.Y, x+max(2, p.px(1.5)), p.Rect.Dy()), theme.Color(theme.Accent))
	c.drawTime(p, x, fixedText(c.times[c.moment], 0)+" ms", l)
}

// drawTime writes the moment beside its line, on ground of its own.
func (c *TimeCurves) drawTime(p *page, x int, text string, l lettering) {
	width, top := p.textWidth(text, l)+p.px(theme.Grid), c.plane.area.Min.Y
	if x+width+p.px(2) > c.plane.area.Max.X {
		x -= width + p.px(2)
	}
	r := image.Rect(x+p.px(2), top, x+p.px(2)+width, top+p.px(14))
	c.pen.pill(p, r, p.exact(4), theme.Color(theme.Accent))
	p.text(text, (r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2, centred, l, inkOn(theme.Color(theme.Accent)))
}
