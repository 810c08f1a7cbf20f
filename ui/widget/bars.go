package widget

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// TopBar is the window's upper edge: the program's name, then what is on the bench, then what can be done with it.
type TopBar struct {
	fynewidget.BaseWidget
	title       *Text
	left, right []fyne.CanvasObject
}

// NewTopBar lays out the window's upper edge.
func NewTopBar(title string, left, right []fyne.CanvasObject) *TopBar {
	b := &TopBar{title: NewText(title, TextStyle{Bold: true}), left: left, right: right}
	b.ExtendBaseWidget(b)
	return b
}

// topBarHeight is before scaling.
const topBarHeight = 44

// CreateRenderer implements fyne.Widget.
func (b *TopBar) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := NewGround(theme.Raised), canvas.NewRectangle(theme.Color(theme.Line))
	objects := append([]fyne.CanvasObject{ground, edge, b.title}, b.left...)
	return &face{
		objects: append(objects, b.right...),
		minimum: b.minimum,
		layout: func(size fyne.Size) {
			ground.Resize(size)
			place(edge, 0, size.Height-theme.Px(1), size.Width, theme.Px(1))
			b.layout(size)
		},
		refresh: func() {
			edge.FillColor = theme.Color(theme.Line)
			ground.Refresh()
			edge.Refresh()
			b.title.Refresh()
			b.layout(b.Size())
		},
	}
}

// leastPill is how narrow a pill at the left may become, before scaling; its value is cut then.
const leastPill = 72

func (b *TopBar) minimum() fyne.Size {
	width := theme.Px(4*theme.Grid) + b.across(b.right)
	for _, o := range b.left {
		if o.Visible() {
			width += min(o.MinSize().Width, theme.Px(leastPill)) + theme.Px(theme.Grid)
		}
	}
	return fyne.NewSize(width, theme.Px(topBarHeight))
}

// across is what objects take side by side, each with a gap.
func (b *TopBar) across(objects []fyne.CanvasObject) (width float32) {
	for _, o := range objects {
		if o.Visible() {
			width += o.MinSize().Width + theme.Px(theme.Grid)
		}
	}
	return width
}

// layout leaves the name out where there is no room for it, and narrows the pills at the left, the widest first, where there is
// none for these.
func (b *TopBar) layout(size fyne.Size) {
	middle := func(o fyne.CanvasObject, x, width float32) float32 {
		least := o.MinSize()
		width = min(width, least.Width)
		place(o, x, (size.Height-least.Height)/2, width, least.Height)
		return width
	}
	x, named := theme.Px(2*theme.Grid), max(b.title.MinSize().Width, theme.Px(railWidth))+theme.Px(theme.Grid)
	room := size.Width - 2*x - b.across(b.right)
	if b.across(b.left)+named <= room {
		b.title.Show()
		middle(b.title, x, named)
		x, room = x+named, room-named
	} else {
		b.title.Hide()
	}
	most := b.widest(room)
	for _, o := range b.left {
		if o.Visible() {
			x += middle(o, x, most) + theme.Px(theme.Grid)
		}
	}
	x = size.Width - theme.Px(2*theme.Grid)
	for i := len(b.right) - 1; i >= 0; i-- {
		if o := b.right[i]; o.Visible() {
			x -= o.MinSize().Width
			middle(o, x, o.MinSize().Width)
			x -= theme.Px(theme.Grid)
		}
	}
}

// widest is how wide pills at the left may be for all to stand in a room.
func (b *TopBar) widest(room float32) float32 {
	most := theme.Px(leastPill)
	taken := func(most float32) (width float32) {
		for _, o := range b.left {
			if o.Visible() {
				width += min(o.MinSize().Width, most) + theme.Px(theme.Grid)
			}
		}
		return width
	}
	for most < room && taken(most+1) <= room {
		most++
	}
	return most
}

// StatusBar is the window's lower edge: readouts of what is under the mouse at the left, lasting facts at the right.
type StatusBar struct {
	fynewidget.BaseWidget
	left, right *Text
	facts       []string
}

// NewStatusBar returns an empty one.
func NewStatusBar() *StatusBar {
	quiet := TextStyle{Color: theme.Quiet, Size: theme.Small}
	left := quiet
	left.Cut = true
	s := &StatusBar{left: NewText("", left), right: NewText("", quiet)}
	s.ExtendBaseWidget(s)
	return s
}

// SetLeft shows readouts; empty ones are left out.
func (s *StatusBar) SetLeft(readouts ...string) {
	if text := spaced(readouts); text != s.left.Text() {
		s.left.SetText(text)
		s.arrange(s.Size())
	}
}

// SetRight shows facts; empty ones are left out, and where the readouts need their room all but the first, from the last on.
func (s *StatusBar) SetRight(facts ...string) {
	if spaced(facts) != s.Right() {
		s.facts = slices.Clone(facts)
		s.Refresh()
	}
}

// Left is what the readouts say.
func (s *StatusBar) Left() string { return s.left.Text() }

// Right is what the facts say.
func (s *StatusBar) Right() string { return spaced(s.facts) }

// arrange gives the readouts the room that they need, and the facts what is left.
func (s *StatusBar) arrange(size fyne.Size) {
	pad, shown := theme.Px(2*theme.Grid), len(s.facts)
	width := func() float32 { return s.right.measure(spaced(s.facts[:shown])).Width }
	for shown > 1 && s.left.FullWidth()+width()+3*pad > size.Width {
		shown--
	}
	s.right.SetText(spaced(s.facts[:shown]))
	facts := width()
	place(s.right, size.Width-pad-facts, 0, facts, size.Height)
	place(s.left, pad, 0, max(0, size.Width-facts-3*pad), size.Height)
}

// least is the bar's least size, the first fact in it.
func (s *StatusBar) least() fyne.Size {
	first := s.facts[:min(1, len(s.facts))]
	return fyne.NewSize(s.right.measure(spaced(first)).Width+theme.Px(8*theme.Grid), theme.Px(26))
}

func spaced(parts []string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "     ")
}

// CreateRenderer implements fyne.Widget.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer {
	ground, edge := NewGround(theme.Raised), canvas.NewRectangle(theme.Color(theme.Line))
	layout := func(size fyne.Size) {
		ground.Resize(size)
		place(edge, 0, 0, size.Width, theme.Px(1))
		s.arrange(size)
	}
	return &face{
		objects: []fyne.CanvasObject{ground, edge, s.left, s.right},
		layout:  layout,
		minimum: s.least,
		refresh: func() {
			edge.FillColor = theme.Color(theme.Line)
			ground.Refresh()
			edge.Refresh()
			s.left.Refresh()
			s.right.Refresh()
			layout(s.Size())
		},
	}
}
