package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// room has the tuning stand in a room's figure: what is shown is chosen at the right of the head, curve and heat map stand
// side by side.
func (p *tuningView) room() *fyne.Container {
	return arranged(
		func() fyne.Size {
			return fyne.NewSize(theme.Px(2*leastSquare), p.head.MinSize().Height+theme.Px(leastSquare))
		}, p.placeRoom, p.head, p.curve, p.polar, p.heat, p.axes, p.bar, p.invite)
}

func (p *tuningView) placeRoom(size fyne.Size) {
	g, y := theme.Px(theme.Grid), p.head.MinSize().Height
	put(p.head, 0, 0, size.Width, y)
	height, line, bar := max(0, size.Height-y), p.axes.MinSize().Height, p.bar.MinSize().Height
	heat := max(0, min((height-line-bar-2*g)*heatAspect, size.Width*0.42))
	left := size.Width
	if p.heat.Visible() {
		left -= heat + 2*g
	}
	for _, o := range []fyne.CanvasObject{p.curve, p.polar, p.invite} {
		put(o, 0, y, left, height)
	}
	x, below := left+2*g, y+g+heat/heatAspect
	put(p.heat, x, y+g, heat, heat/heatAspect)
	put(p.axes, x, below, heat, line)
	put(p.bar, x, below+line+g/2, heat, bar)
}

// heatAspect is the heat map's width by its height: 24 orientations by 16 frequencies.
const heatAspect float32 = 1.5

// page has the tuning stand in a page that grows downwards.
func (p *tuningView) page() []fyne.CanvasObject {
	g := func() float32 { return theme.Px(theme.Grid) }
	chart := arranged(
		func() fyne.Size { return fyne.NewSize(theme.Px(leastSquare), theme.Px(pageChart)) },
		func(size fyne.Size) {
			for _, o := range []fyne.CanvasObject{p.curve, p.polar, p.invite} {
				o.Resize(size)
			}
		}, p.curve, p.polar, p.invite)
	width := func(room float32) float32 { return min(room, theme.Px(mostSquare)) }
	var heat *fyne.Container
	heat = arranged(
		func() fyne.Size {
			edge := width(max(heat.Size().Width, theme.Px(leastSquare)))
			return fyne.NewSize(theme.Px(leastSquare), edge/heatAspect+p.axes.MinSize().Height+p.bar.MinSize().Height+g()/2)
		},
		func(size fyne.Size) {
			edge := width(size.Width)
			put(p.heat, 0, 0, edge, edge/heatAspect)
			put(p.axes, 0, edge/heatAspect, size.Width, p.axes.MinSize().Height)
			put(p.bar, 0, edge/heatAspect+p.axes.MinSize().Height+g()/2, edge, p.bar.MinSize().Height)
		}, p.heat, p.axes, p.bar)
	return []fyne.CanvasObject{p.head, p.prefer, p.curves, chart, heat}
}

// pageChart is the height of a page's curve, before scaling.
const pageChart float32 = 190
