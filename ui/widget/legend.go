package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// LegendItem is what one colour stands for.
type LegendItem struct {
	Name  string
	Color color.Color
}

// Legend tells what colours stand for: a square and a name each, in as many lines as they take, at most two; what does not fit
// is left to others. One can be picked.
type Legend struct {
	members // of one group

	items  []LegendItem
	marked int
	places []image.Rectangle // at the last painting; empty: no room
}

// legendRow is the height of a line, before scaling.
const legendRow = 18

// NewLegend returns an empty one.
func NewLegend() *Legend {
	g := &Legend{marked: -1}
	g.startMembers(g, func() fyne.Size { return fyne.NewSize(theme.Px(80), theme.Px(legendRow)) }, g.draw, g.at, g.next)
	return g
}

// SetItems replaces the colours.
func (g *Legend) SetItems(items ...LegendItem) {
	g.items, g.hovered = items, noMember
	g.repaint()
}

// SetMarked lifts out one; −1 none.
func (g *Legend) SetMarked(item int) {
	if item != g.marked {
		g.marked = item
		g.repaint()
	}
}

// HeightAt is what it takes at a width: that of a line or two.
func (g *Legend) HeightAt(width float32) float32 {
	lines := 1
	g.flow(&page{ratio: 1}, int(width), func(_ int, r image.Rectangle) { lines = r.Min.Y/(&page{ratio: 1}).px(legendRow) + 1 })
	return float32(lines) * theme.Px(legendRow)
}

// flow gives each item that fits into two lines its place.
func (g *Legend) flow(p *page, width int, place func(i int, r image.Rectangle)) {
	l, x, y, line := p.style(theme.Small, false), 0, 0, p.px(legendRow)
	for i, item := range g.items {
		w := p.textWidth(item.Name, l) + p.px(14)
		if x > 0 && x+w > width {
			x, y = 0, y+line
		}
		if y >= 2*line {
			return
		}
		place(i, image.Rect(x, y, min(x+w, width), y+line))
		x += w + p.px(1.5*theme.Grid)
	}
}

func (g *Legend) draw(p *page) {
	p.clear()
	g.places = make([]image.Rectangle, len(g.items))
	l := p.style(theme.Small, false)
	g.flow(p, p.Rect.Dx(), func(i int, r image.Rectangle) {
		g.places[i] = r
		middle, item := (r.Min.Y+r.Max.Y)/2, g.items[i]
		p.fill(image.Rect(r.Min.X, middle-p.px(4), r.Min.X+p.px(9), middle+p.px(5)), theme.Legible(item.Color, theme.MarkContrast))
		name := theme.Quiet
		if i == g.marked || i == g.hovered.member {
			name = theme.Text
		}
		p.text(p.shorten(item.Name, r.Dx()-p.px(14), l), r.Min.X+p.px(14), middle, fromLeft, l, theme.Color(name))
	})
}

func (g *Legend) at(pos fyne.Position) member {
	pixel := image.Pt(int(pos.X*g.ratio), int(pos.Y*g.ratio))
	for i, r := range g.places {
		if pixel.In(r) {
			return member{0, i}
		}
	}
	return noMember
}

func (g *Legend) next(key fyne.KeyName) (reached member, used bool) {
	by, used := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[key]
	if !used || len(g.items) == 0 {
		return g.hovered, used
	}
	return member{0, min(max(g.hovered.member+by, 0), len(g.items)-1)}, true
}
