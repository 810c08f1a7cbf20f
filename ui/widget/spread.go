package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// SpreadGroup is one column of a Spread: a value for each of its members, NaN where there is none, and what they are
// to be measured against.
type SpreadGroup struct {
	Name   string
	Color  color.Color
	Values []float64
	Mean   float64 // NaN: none
	Limit  float64 // NaN: none
}

// Spread shows how values are spread within groups: a dot for each member, a bar as high as their mean, and a dashed
// line where they cannot be above.
type Spread struct {
	members

	groups []SpreadGroup
	format func(v float64) string
	marked member
	least  fyne.Size
	area   image.Rectangle // of the plane, at the last painting
	high   float64         // at its upper edge
}

// NewSpread returns an empty one.
func NewSpread() *Spread {
	s := &Spread{format: Number, marked: noMember, least: fyne.NewSize(160, 120)}
	s.startMembers(s, func() fyne.Size { return fyne.NewSize(theme.Px(s.least.Width), theme.Px(s.least.Height)) }, s.draw, s.nearest, s.next)
	return s
}

// SetGroups replaces the columns.
func (s *Spread) SetGroups(groups ...SpreadGroup) {
	s.groups = groups
	if s.hovered.group >= len(groups) || s.hovered.group >= 0 && s.hovered.member >= len(groups[s.hovered.group].Values) {
		s.hovered = noMember
	}
	s.repaint()
}

// SetMarked draws a ring around a member's dot; −1 around none.
func (s *Spread) SetMarked(group, of int) {
	if at := (member{group, of}); at != s.marked {
		s.marked = at
		s.repaint()
	}
}

// SetMinSize changes the least size, before scaling.
func (s *Spread) SetMinSize(width, height float32) {
	s.least = fyne.NewSize(width, height)
	s.Refresh()
}

// top is the value at the upper edge.
func (s *Spread) top() float64 {
	high := 0.0
	for _, g := range s.groups {
		for _, v := range append([]float64{g.Mean, g.Limit}, g.Values...) {
			if v > high && !math.IsInf(v, 0) { // not NaN
				high = v
			}
		}
	}
	if high == 0 {
		return 1
	}
	return high * 1.05
}

func (s *Spread) draw(p *page) {
	p.clear()
	s.high = s.top()
	at, decimals := ticks(0, s.high, 3)
	l, quiet, left := p.style(theme.Small, false), theme.Color(theme.Quiet), 0
	for _, t := range at {
		left = max(left, p.textWidth(fixedText(t, decimals), l))
	}
	s.area = image.Rect(left+p.px(theme.Grid), p.px(8), p.Rect.Dx(), p.Rect.Dy()-p.px(20))
	if s.area.Dx() < p.px(16) || s.area.Dy() < p.px(16) || len(s.groups) == 0 {
		return
	}
	for _, t := range at {
		y := s.y(t)
		p.fill(image.Rect(s.area.Min.X, int(y), s.area.Max.X, int(y)+max(1, p.px(1))), theme.Color(theme.Line))
		p.text(fixedText(t, decimals), left, int(y), fromRight, l, quiet)
	}
	for i := range s.groups {
		s.drawGroup(p, i, l)
	}
	for _, m := range []member{s.marked, s.hovered} {
		s.drawRing(p, m)
	}
}

func (s *Spread) y(v float64) float32 {
	return float32(s.area.Max.Y) - float32(v/s.high)*float32(s.area.Dy())
}

// column is a group's middle and half the width of its bar, in device pixels.
func (s *Spread) column(i int) (middle, half float32) {
	width := float32(s.area.Dx()) / float32(len(s.groups))
	return float32(s.area.Min.X) + (float32(i)+0.5)*width, min(width*0.3, float32(s.area.Dy())/4)
}

// dot is where a member's dot stands. Members are strewn over the column's width, each always at the same place.
func (s *Spread) dot(group, member int) (x, y float32) {
	middle, half := s.column(group)
	const golden = 0.6180339887 // multiples of it spread evenly
	strewn := math.Mod(float64(member+1)*golden, 1)
	return middle + half*0.8*float32(2*strewn-1), s.y(s.groups[group].Values[member])
}

func (s *Spread) drawGroup(p *page, i int, l lettering) {
	g := s.groups[i]
	middle, half := s.column(i)
	mark := theme.Legible(g.Color, theme.MarkContrast)
	if !math.IsNaN(g.Mean) {
		soft, top := color.NRGBAModel.Convert(mark).(color.NRGBA), int(s.y(g.Mean))
		soft.A = 96
		p.fill(image.Rect(int(middle-half), top, int(middle+half), s.area.Max.Y), soft)
		p.fill(image.Rect(int(middle-half), top, int(middle+half), top+max(1, p.px(2))), mark)
	}
	if !math.IsNaN(g.Limit) {
		y, dash := int(s.y(g.Limit)), p.px(4)
		for x := int(middle - 1.3*half); x < int(middle+1.3*half); x += 2 * dash {
			p.fill(image.Rect(x, y, min(x+dash, int(middle+1.3*half)), y+max(1, p.px(1))), theme.Color(theme.Text))
		}
	}
	for member, v := range g.Values {
		if !math.IsNaN(v) {
			x, y := s.dot(i, member)
			s.pen.disc(p, x, y, p.exact(2), mark)
		}
	}
	if every := s.named(p, l); i%every == 0 {
		width := every * s.area.Dx() / len(s.groups)
		p.text(p.shorten(g.Name, width, l), int(middle), s.area.Max.Y+p.px(11), centred, l, theme.Color(theme.Text))
	}
}

// named is 1 where all columns have room for their names, 2 where every second one has, and so on.
func (s *Spread) named(p *page, l lettering) int {
	widest := 0
	for _, g := range s.groups {
		widest = max(widest, p.textWidth(g.Name, l)+p.px(4))
	}
	width := max(1, s.area.Dx()/len(s.groups))
	return min(max(1, (widest+width-1)/width), len(s.groups))
}

func (s *Spread) drawRing(p *page, m member) {
	if m.group < 0 || m.group >= len(s.groups) || m.member < 0 || m.member >= len(s.groups[m.group].Values) ||
		math.IsNaN(s.groups[m.group].Values[m.member]) {
		return
	}
	x, y := s.dot(m.group, m.member)
	s.pen.disc(p, x, y, p.exact(5), theme.Color(theme.Accent))
	s.pen.disc(p, x, y, p.exact(3), theme.Legible(s.groups[m.group].Color, theme.MarkContrast))
}

// nearest tells what is nearest to a position: a dot within reach, else the column.
func (s *Spread) nearest(pos fyne.Position) member {
	x, y := pos.X*s.ratio, pos.Y*s.ratio
	if len(s.groups) == 0 || s.area.Dx() <= 0 || x < float32(s.area.Min.X) || x >= float32(s.area.Max.X) {
		return noMember
	}
	group := min(int((x-float32(s.area.Min.X))*float32(len(s.groups))/float32(s.area.Dx())), len(s.groups)-1)
	found, nearest := member{group, -1}, float64(theme.Px(theme.Grid)*s.ratio)
	for member, v := range s.groups[group].Values {
		if math.IsNaN(v) {
			continue
		}
		dx, dy := s.dot(group, member)
		if d := math.Hypot(float64(dx-x), float64(dy-y)); d < nearest {
			found.member, nearest = member, d
		}
	}
	return found
}

// next goes to the next column, or the one before.
func (s *Spread) next(key fyne.KeyName) (reached member, used bool) {
	by, isArrow := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[key]
	return member{min(max(s.hovered.group+by, 0), len(s.groups)-1), -1}, isArrow && len(s.groups) > 0
}
