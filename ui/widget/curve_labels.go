package widget

import (
	"image"
	"math"
	"sort"

	"unitscope/ui/theme"
)

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
	if room := (a.area.Dy() + line) / line; len(ends) > room { // every other, or fewer; the mouse tells the rest
		every := (len(ends) + room - 1) / room
		kept := ends[:0]
		for i := 0; i < len(ends); i += every {
			kept = append(kept, ends[i])
		}
		ends = kept
	}
	for i := range ends {
		if i > 0 {
			ends[i].y = max(ends[i].y, ends[i-1].y+line)
		}
	}
	limit := p.Rect.Max.Y - line/2
	if c.xAxis != nil {
		limit = a.area.Max.Y
	}
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].y = min(ends[i].y, limit)
		limit = ends[i].y - line
	}
	x, sample := a.area.Max.X+p.px(theme.Grid/2), c.sampleWidth(p)
	for _, e := range ends {
		if sample > 0 {
			from, to, y := float32(x), float32(x+sample-p.px(theme.Grid/2)), float32(e.y)
			c.pen.dashed(p, p.Rect, []float32{from, to}, []float32{y, y}, max(1, p.exact(1.5)), e.s.Dash, theme.Legible(e.s.Color, theme.MarkContrast))
		}
		p.text(e.s.Name, x+sample, e.y, fromLeft, p.style(theme.Small, false), theme.Legible(e.s.Color, theme.TextContrast))
	}
}

// sampleWidth is what a piece of its line takes before each name, where some lines are broken.
func (c *Curve) sampleWidth(p *page) int {
	for _, s := range c.series {
		if s.Dash != Solid {
			return p.px(22)
		}
	}
	return 0
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
		if x-p.textWidth(text, l) < p.textWidth(c.title, title)+p.px(theme.Grid) {
			break // there is room for the title only
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
