package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// ScatterGroup is points of one colour; a point of which X or Y is NaN is left out. The slices stay the owner's.
type ScatterGroup struct {
	Name  string
	Color color.Color
	X, Y  []float64
}

// Scatter shows points in a plane, with both axes named, and the groups above it in their colours. Zero is always in sight.
type Scatter struct {
	members

	groups []ScatterGroup
	across string // names of the axes
	up     string
	marked member
	least  fyne.Size
	plane  axes // at the last painting
}

// NewScatter returns an empty one.
func NewScatter() *Scatter {
	s := &Scatter{marked: noMember, least: fyne.NewSize(140, 96)}
	s.startMembers(s, func() fyne.Size { return fyne.NewSize(theme.Px(s.least.Width), theme.Px(s.least.Height)) }, s.draw, s.nearest, s.next)
	return s
}

// SetGroups replaces the points; the names stand at the axes' ends.
func (s *Scatter) SetGroups(across, up string, groups ...ScatterGroup) {
	s.across, s.up, s.groups, s.hovered = across, up, groups, noMember
	s.repaint()
}

// SetMarked draws a ring around a point; −1 around none.
func (s *Scatter) SetMarked(group, point int) {
	if at := (member{group, point}); at != s.marked {
		s.marked = at
		s.repaint()
	}
}

// ends are the plane's: those of the values, zero, and some room around.
func (s *Scatter) ends() (a axes) {
	for _, g := range s.groups {
		for i := range g.X {
			if x, y := g.X[i], g.Y[i]; !math.IsNaN(x) && !math.IsNaN(y) {
				a.x0, a.x1 = min(a.x0, x), max(a.x1, x)
				a.low, a.high = min(a.low, y), max(a.high, y)
			}
		}
	}
	const room = 0.06
	if a.x1 == a.x0 {
		a.x1 = a.x0 + 1
	}
	if a.high == a.low {
		a.high = a.low + 1
	}
	dx, dy := room*(a.x1-a.x0), room*(a.high-a.low)
	a.x0, a.x1, a.low, a.high = a.x0-dx, a.x1+dx, a.low-dy, a.high+dy
	return a
}

func (s *Scatter) draw(p *page) {
	p.clear()
	a := s.ends()
	l, left := p.style(theme.Small, false), 0
	across, _ := ticks(a.x0, a.x1, 3)
	up, decimals := ticks(a.low, a.high, 3)
	for _, t := range up {
		left = max(left, p.textWidth(fixedText(t, decimals), l))
	}
	top := p.px(18)
	if len(s.groups) > 1 {
		s.drawLegend(p, l)
		top += p.px(legendLine)
	}
	a.area = image.Rect(left+p.px(theme.Grid), top, p.Rect.Dx()-p.px(6), p.Rect.Dy()-p.px(32))
	s.plane = a
	if a.area.Dx() < p.px(16) || a.area.Dy() < p.px(16) {
		return
	}
	s.drawGrid(p, a, across, up, left, l)
	for g, group := range s.groups {
		for i := range group.X {
			if x, y := s.place(g, i); x == x && y == y {
				s.pen.disc(p, x, y, p.exact(3), theme.Legible(group.Color, theme.MarkContrast))
			}
		}
	}
	for _, at := range []member{s.marked, s.hovered} {
		s.drawRing(p, at)
	}
}

// legendLine is the height of the line that names the groups, before scaling.
const legendLine float32 = 16

// drawLegend names the groups in their colours, as many as fit, and counts the others.
func (s *Scatter) drawLegend(p *page, l lettering) {
	x, gap := 0, p.px(theme.Grid)
	for i, g := range s.groups {
		others := fmt.Sprintf("+%d", len(s.groups)-i)
		width, room := p.textWidth(g.Name, l), p.Rect.Dx()-x
		if i < len(s.groups)-1 {
			room -= gap + p.textWidth(others, l)
		}
		if width > room {
			p.text(others, x, p.px(7), fromLeft, l, theme.Color(theme.Quiet))
			return
		}
		p.text(g.Name, x, p.px(7), fromLeft, l, theme.Legible(g.Color, theme.TextContrast))
		x += width + gap
	}
}

func (s *Scatter) drawGrid(p *page, a axes, across, up []float64, left int, l lettering) {
	thin, quiet := max(1, p.px(1)), theme.Color(theme.Quiet)
	stroke := func(v float64) color.Color {
		if v == 0 {
			return quiet
		}
		return theme.Color(theme.Line)
	}
	_, decimals := ticks(a.low, a.high, 3)
	for _, t := range up {
		y := int(a.y(t))
		p.fill(image.Rect(a.area.Min.X, y, a.area.Max.X, y+thin), stroke(t))
		p.text(fixedText(t, decimals), left, y, fromRight, l, quiet)
	}
	_, decimals = ticks(a.x0, a.x1, 3)
	for _, t := range across {
		x := int(a.x(t))
		p.fill(image.Rect(x, a.area.Min.Y, x+thin, a.area.Max.Y), stroke(t))
		p.text(fixedText(t, decimals), x, a.area.Max.Y+p.px(9), centred, l, quiet)
	}
	p.text(p.shorten(s.up, a.area.Dx(), l), a.area.Min.X, a.area.Min.Y-p.px(11), fromLeft, l, quiet)
	p.text(p.shorten(s.across, a.area.Dx(), l), a.area.Max.X, a.area.Max.Y+p.px(24), fromRight, l, quiet)
}

// place is where a point stands, in device pixels; NaN for one that is left out.
func (s *Scatter) place(group, point int) (x, y float32) {
	g := s.groups[group]
	if math.IsNaN(g.X[point]) {
		return float32(math.NaN()), 0
	}
	return s.plane.x(g.X[point]), s.plane.y(g.Y[point])
}

func (s *Scatter) drawRing(p *page, at member) {
	if at.group < 0 || at.group >= len(s.groups) || at.member < 0 || at.member >= len(s.groups[at.group].X) {
		return
	}
	if x, y := s.place(at.group, at.member); x == x && y == y {
		s.pen.disc(p, x, y, p.exact(6), theme.Color(theme.Accent))
		s.pen.disc(p, x, y, p.exact(4), theme.Legible(s.groups[at.group].Color, theme.MarkContrast))
	}
}

// nearest is the point nearest to a position, within reach.
func (s *Scatter) nearest(pos fyne.Position) member {
	found, nearest := noMember, float64(theme.Px(1.5*theme.Grid)*s.ratio)
	for g := range s.groups {
		for i := range s.groups[g].X {
			x, y := s.place(g, i)
			if d := math.Hypot(float64(x-pos.X*s.ratio), float64(y-pos.Y*s.ratio)); d < nearest { // not NaN
				found, nearest = member{g, i}, d
			}
		}
	}
	return found
}

// next goes to the next point, or the one before; over all groups.
func (s *Scatter) next(key fyne.KeyName) (reached member, used bool) {
	points := make([]int, len(s.groups))
	for g := range s.groups {
		points[g] = len(s.groups[g].X)
	}
	return s.along(key, points...)
}
