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

// Legend tells what colours stand for: a square and a name each, in a line or two. Where that is too little, the squares stand in
// a row between the names of the first and the last. One can be picked.
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
	p, lines := &page{ratio: 1}, 1
	if g.fits(p, int(width)) {
		g.flow(p, int(width), func(_ int, r image.Rectangle) { lines = r.Min.Y/p.px(legendRow) + 1 })
	}
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

// fits tells whether all names stand in two lines.
func (g *Legend) fits(p *page, width int) bool {
	placed := 0
	g.flow(p, width, func(int, image.Rectangle) { placed++ })
	return placed == len(g.items)
}

func (g *Legend) draw(p *page) {
	p.clear()
	g.places = make([]image.Rectangle, len(g.items))
	l := p.style(theme.Small, false)
	if !g.fits(p, p.Rect.Dx()) {
		g.drawRow(p, l)
		return
	}
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

// drawRow draws the squares in a row, the first and the last with their names; and that of the one that is meant, in place of the
// last.
func (g *Legend) drawRow(p *page, l lettering) {
	first, last := g.items[0].Name, g.items[len(g.items)-1].Name
	for _, i := range []int{g.marked, g.hovered.member} {
		if i >= 0 && i < len(g.items) {
			last = g.items[i].Name
		}
	}
	third, gap, middle := p.Rect.Dx()/3, p.px(theme.Grid), p.px(legendRow)/2
	first, last = p.shorten(first, third, l), p.shorten(last, third, l)
	left := p.textWidth(first, l) + gap
	p.text(first, 0, middle, fromLeft, l, theme.Color(theme.Quiet))
	each := min(max(1, (p.Rect.Dx()-left-third-gap)/len(g.items)), p.px(12))
	for i, item := range g.items {
		r := image.Rect(left+i*each, middle-p.px(5), left+(i+1)*each, middle+p.px(5))
		g.places[i] = r
		if i == g.marked || i == g.hovered.member {
			r = r.Inset(-p.px(2))
			p.fill(r, theme.Color(theme.Text))
			r = r.Inset(p.px(1))
		}
		p.fill(r, theme.Legible(item.Color, theme.MarkContrast))
	}
	p.text(last, left+len(g.items)*each+gap, middle, fromLeft, l, theme.Color(theme.Text))
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
	return g.along(key, len(g.items))
}
