package widget

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// StackKind is one kind of part of a Stacks' rows.
type StackKind struct {
	Name  string
	Color color.Color
}

// StackRow is one row: how many members of each kind it has, and a quiet note behind it.
type StackRow struct {
	Name   string
	Counts []int // as the kinds
	Note   string
}

// Stacks divides rows into parts of several kinds, each as long as its share, with its count written on it. A legend stands
// over them.
type Stacks struct {
	members // the groups are rows, their members kinds

	kinds  []StackKind
	rows   []StackRow
	marked int // row whose name is in the accent, −1: none
}

// NewStacks returns an empty one.
func NewStacks(kinds ...StackKind) *Stacks {
	s := &Stacks{kinds: kinds, marked: -1}
	s.startMembers(s, s.minimum, s.draw, s.under, s.next)
	return s
}

// SetRows replaces the rows.
func (s *Stacks) SetRows(rows ...StackRow) {
	grown := len(rows) != len(s.rows)
	s.rows = rows
	if s.hovered.group >= len(rows) {
		s.hovered = noMember
	}
	if grown {
		s.Refresh()
	} else {
		s.repaint()
	}
}

// Rows are what is shown.
func (s *Stacks) Rows() []StackRow { return s.rows }

// SetMarked puts a row's name in the accent; −1 none.
func (s *Stacks) SetMarked(row int) {
	if s.marked != row {
		s.marked = row
		s.repaint()
	}
}

// Before scaling.
const (
	stackLegend   float32 = 20 // height
	stackLeast    float32 = 18 // of a row
	stackMost     float32 = 32
	stackNoteRoom float32 = 230 // of the bars at least, where notes stand beside them
)

func (s *Stacks) minimum() fyne.Size {
	return fyne.NewSize(theme.Px(160), theme.Px(stackLegend)+float32(max(1, len(s.rows)))*theme.Px(stackLeast))
}

// pitch is the distance of rows, in units.
func (s *Stacks) pitch() float32 {
	room := s.raster.Size().Height - theme.Px(stackLegend)
	return min(max(room/float32(max(1, len(s.rows))), theme.Px(stackLeast)), theme.Px(stackMost))
}

// track is where bars lie across the page, and whether notes have room behind them, in device pixels.
func (s *Stacks) track(ratio float32) (left, right int, noted bool) {
	p := &page{ratio: ratio}
	body, small := p.style(theme.Body, false), p.style(theme.Small, false)
	width, names, notes := int(s.raster.Size().Width*ratio+0.5), 0, 0
	for _, row := range s.rows {
		names, notes = max(names, p.textWidth(row.Name, body)), max(notes, p.textWidth(row.Note, small))
	}
	left = min(names, width/3) + p.px(theme.Grid)
	if notes > 0 && width-left-notes-p.px(theme.Grid) >= p.px(stackNoteRoom) {
		return left, width - notes - p.px(theme.Grid), true
	}
	return left, width, false
}

// part is where a part of a row lies; each that is not empty is wide enough to be seen, and they share what is left.
func (s *Stacks) part(row, kind int, ratio float32) image.Rectangle {
	left, right, _ := s.track(ratio)
	p := &page{ratio: ratio}
	counts, total, least, some := s.rows[row].Counts, 0, p.px(5), 0
	for _, n := range counts {
		total += n
		if n > 0 {
			some++
		}
	}
	if total == 0 || right-left <= some*least {
		return image.Rectangle{}
	}
	share := func(n int) int { return n * (right - left - some*least) / total }
	before, shown := 0, 0
	for _, n := range counts[:kind] {
		if n > 0 {
			before, shown = before+n, shown+1
		}
	}
	if counts[kind] == 0 {
		return image.Rectangle{}
	}
	middle, half := s.middle(row, ratio), max(p.px(6), int(s.pitch()*ratio*0.36))
	x0, x1 := left+share(before)+shown*least, left+share(before+counts[kind])+(shown+1)*least
	return image.Rect(x0, middle-half, x1-max(1, p.px(1)), middle+half)
}

// middle is the height of a row's middle, in device pixels.
func (s *Stacks) middle(row int, ratio float32) int {
	return int((theme.Px(stackLegend) + (float32(row)+0.5)*s.pitch()) * ratio)
}

func (s *Stacks) draw(p *page) {
	p.clear()
	left, right, noted := s.track(p.ratio)
	s.drawLegend(p, left)
	body, small := p.style(theme.Body, false), p.style(theme.Small, false)
	for i, row := range s.rows {
		middle, name := s.middle(i, p.ratio), theme.Color(theme.Text)
		if i == s.marked {
			name = theme.Color(theme.AccentText)
		}
		p.text(p.shorten(row.Name, left-p.px(theme.Grid), body), 0, middle, fromLeft, body, name)
		if noted {
			p.text(row.Note, right+p.px(theme.Grid), middle, fromLeft, small, theme.Color(theme.Quiet))
		}
		for kind := range s.kinds {
			s.drawPart(p, i, kind, small)
		}
	}
}

func (s *Stacks) drawPart(p *page, row, kind int, l lettering) {
	r := s.part(row, kind, p.ratio)
	if r.Empty() {
		return
	}
	if s.hovered == (member{row, kind}) {
		s.pen.pill(p, r.Inset(-p.px(2)), p.exact(3), theme.Color(theme.Text))
	}
	s.pen.pill(p, r, p.exact(2), s.kinds[kind].Color)
	if text := fmt.Sprint(s.rows[row].Counts[kind]); p.textWidth(text, l)+p.px(4) <= r.Dx() {
		p.text(text, min(r.Min.X+p.px(6), (r.Min.X+r.Max.X-p.textWidth(text, l))/2), (r.Min.Y+r.Max.Y)/2, fromLeft, l, inkOn(s.kinds[kind].Color))
	}
}

// inkOn is black or white, whichever reads better on a colour.
func inkOn(ground color.Color) color.Color {
	if theme.Contrast(ground, color.Black) >= theme.Contrast(ground, color.White) {
		return color.Black
	}
	return color.White
}

func (s *Stacks) drawLegend(p *page, left int) {
	l, middle, x := p.style(theme.Small, false), p.px(stackLegend/2-2), left
	for _, kind := range s.kinds {
		s.pen.pill(p, image.Rect(x, middle-p.px(4), x+p.px(8), middle+p.px(4)), p.exact(1), kind.Color)
		x += p.px(13)
		p.text(kind.Name, x, middle, fromLeft, l, theme.Color(theme.Quiet))
		x += p.textWidth(kind.Name, l) + p.px(2*theme.Grid)
	}
}

// under tells what is at a position in the widget.
func (s *Stacks) under(pos fyne.Position) member {
	row := int((pos.Y - theme.Px(stackLegend)) / s.pitch())
	if pos.Y < theme.Px(stackLegend) || row < 0 || row >= len(s.rows) {
		return noMember
	}
	x := int(pos.X * s.ratio)
	for kind := range s.kinds {
		if r := s.part(row, kind, s.ratio); x >= r.Min.X && x <= r.Max.X && !r.Empty() {
			return member{row, kind}
		}
	}
	return member{row, -1}
}

// next goes over the rows and their parts.
func (s *Stacks) next(key fyne.KeyName) (reached member, used bool) {
	at := s.hovered
	switch key {
	case fyne.KeyUp:
		at.group--
	case fyne.KeyDown:
		at.group++
	case fyne.KeyLeft:
		at.member--
	case fyne.KeyRight:
		at.member++
	default:
		return at, false
	}
	if len(s.rows) == 0 {
		return s.hovered, true
	}
	return member{min(max(at.group, 0), len(s.rows)-1), min(max(at.member, -1), len(s.kinds)-1)}, true
}

// AccessibilityLabel implements fyne.Accessible.
func (s *Stacks) AccessibilityLabel() string {
	var all []string
	for _, row := range s.rows {
		var parts []string
		for k, n := range row.Counts {
			parts = append(parts, fmt.Sprintf("%d %s", n, s.kinds[k].Name))
		}
		all = append(all, row.Name+" "+strings.Join(parts, ", "))
	}
	return strings.Join(all, "; ")
}

// AccessibilityRole implements fyne.Accessible.
func (s *Stacks) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
