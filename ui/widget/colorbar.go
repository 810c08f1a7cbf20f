package widget

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// ColorBar shows a map's colours with numbers below: the lowest, the middle one and the highest value.
type ColorBar struct {
	sheet
	span   colormap.Range
	colors colormap.Map
	format func(v float64) string
}

// NewColorBar returns one without colours.
func NewColorBar() *ColorBar {
	c := &ColorBar{format: Number}
	c.start(c, func() fyne.Size { return fyne.NewSize(theme.Px(96), theme.Px(26)) }, c.draw)
	return c
}

// SetRange changes the values that the colours span.
func (c *ColorBar) SetRange(rng colormap.Range, m colormap.Map) {
	if c.span != rng || c.colors != m {
		c.span, c.colors = rng, m
		c.repaint()
	}
}

// Labels are the numbers: low, middle, high.
func (c *ColorBar) Labels() [3]string {
	low, high := c.span.Ends()
	return [3]string{c.format(low), c.format((low + high) / 2), c.format(high)}
}

func (c *ColorBar) draw(p *page) {
	p.clear()
	if c.colors == nil {
		return
	}
	bar := p.Rect
	bar.Max.Y = p.px(theme.Grid)
	render.ColorBar(p.RGBA, bar, c.colors)
	labels, l, y := c.Labels(), p.style(theme.Small, false), p.px(18)
	quiet := theme.Color(theme.Quiet)
	p.text(labels[0], 0, y, fromLeft, l, quiet)
	p.text(labels[1], p.Rect.Dx()/2, y, centred, l, quiet)
	p.text(labels[2], p.Rect.Dx(), y, fromRight, l, quiet)
}
