package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// SectionHead heads a section in small capitals, with a quiet note after it and controls at the right.
type SectionHead struct {
	fynewidget.BaseWidget

	title    *smallCaps
	note     *Text
	trailing []fyne.CanvasObject
}

// NewSectionHead returns a head; trailing objects are laid out at its right end.
func NewSectionHead(text string, trailing ...fyne.CanvasObject) *SectionHead {
	s := &SectionHead{title: newSmallCaps(text), trailing: trailing,
		note: NewText("", TextStyle{Size: theme.Small, Color: theme.Quiet, Cut: true})}
	s.ExtendBaseWidget(s)
	return s
}

// SetText changes the head.
func (s *SectionHead) SetText(text string) {
	s.title.set(text)
	s.Refresh()
}

// SetNote changes the note.
func (s *SectionHead) SetNote(note string) { s.note.SetText(note) }

// CreateRenderer implements fyne.Widget.
func (s *SectionHead) CreateRenderer() fyne.WidgetRenderer {
	return &face{
		objects: append([]fyne.CanvasObject{s.title, s.note}, s.trailing...),
		minimum: s.minimum,
		layout:  s.layout,
		refresh: func() {
			s.layout(s.Size())
			s.title.Refresh()
			s.note.Refresh()
			for _, o := range s.trailing {
				o.Refresh()
			}
		},
	}
}

func (s *SectionHead) minimum() fyne.Size {
	size := s.title.MinSize()
	size.Height = max(size.Height, theme.Px(20))
	for _, o := range s.trailing {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		if _, cuts := o.(*Dropdown); cuts { // its value, where there is too little room
			least.Width = min(least.Width, least.Height)
		}
		size.Width += theme.Px(theme.Grid) + least.Width
		size.Height = max(size.Height, least.Height)
	}
	return size
}

func (s *SectionHead) layout(size fyne.Size) {
	right := size.Width
	for i := len(s.trailing) - 1; i >= 0; i-- {
		o := s.trailing[i]
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		if p, ok := o.(interface{ LineWidth() float32 }); ok { // pills break into lines when they have too little
			least.Width = max(least.Width, min(p.LineWidth(), right-s.title.MinSize().Width-theme.Px(theme.Grid)))
			o.Resize(least)
			least.Height = o.MinSize().Height
		}
		if _, cuts := o.(*Dropdown); cuts { // its value, rather than stand over the title
			least.Width = min(least.Width, max(right-s.title.MinSize().Width-theme.Px(theme.Grid), least.Height))
		}
		right -= least.Width
		place(o, right, (size.Height-least.Height)/2, least.Width, least.Height)
		right -= theme.Px(theme.Grid)
	}
	title := s.title.MinSize()
	place(s.title, 0, (size.Height-title.Height)/2, title.Width, title.Height)
	x := title.Width + theme.Px(theme.Grid)
	room := max(0, right-x)
	if s.note.FullWidth() > room && room < theme.Px(leastHeadNote) {
		s.note.Hide()
		return
	}
	s.note.Show()
	place(s.note, x, 0, room, size.Height)
}

// leastHeadNote is what a note that is cut gets at least, before scaling: less than a word or two says nothing.
const leastHeadNote float32 = 56

// smallCaps is a line in small, spaced capitals.
type smallCaps struct {
	sheet
	text string
}

func newSmallCaps(text string) *smallCaps {
	c := &smallCaps{}
	c.start(c, c.minimum, c.draw)
	c.set(text)
	return c
}

func (c *smallCaps) set(text string) {
	c.text = strings.ToUpper(text)
	c.repaint()
}

// capsTracking is the space between capitals as a share of their size.
const capsTracking = 0.06

func (c *smallCaps) minimum() fyne.Size {
	l := lettering{size: theme.Size(theme.Small), bold: true}
	width := float32(textCache.label(c.text, l).advance) * (1 + 1.6*capsTracking)
	return fyne.NewSize(width, theme.Px(16))
}

func (c *smallCaps) draw(p *page) {
	p.clear()
	l := p.style(theme.Small, true)
	l.tracking = capsTracking * l.size
	p.text(c.text, 0, p.Rect.Dy()/2, fromLeft, l, theme.Color(theme.Quiet))
}

// Fold is a section whose content can be folded away by a click on its head.
type Fold struct {
	fynewidget.BaseWidget
	OnToggled func(open bool)

	head    *foldHead
	content fyne.CanvasObject
	open    bool
}

// NewFold returns a section.
func NewFold(title string, content fyne.CanvasObject, open bool) *Fold {
	f := &Fold{content: content, open: open}
	f.head = newFoldHead(title, func() {
		f.SetOpen(!f.open)
		if f.OnToggled != nil {
			f.OnToggled(f.open)
		}
	})
	f.ExtendBaseWidget(f)
	f.SetOpen(open)
	return f
}

// SetOpen shows or hides the content without calling back.
func (f *Fold) SetOpen(open bool) {
	f.open = open
	f.head.setOpen(open)
	if open {
		f.content.Show()
	} else {
		f.content.Hide()
	}
	f.Refresh()
}

// IsOpen tells whether the content shows.
func (f *Fold) IsOpen() bool { return f.open }

// CreateRenderer implements fyne.Widget.
func (f *Fold) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		head := f.head.MinSize().Height
		place(f.head, 0, 0, size.Width, head)
		top := head + theme.Px(theme.Grid/2)
		place(f.content, 0, top, size.Width, max(0, size.Height-top))
	}
	return &face{
		objects: []fyne.CanvasObject{f.head, f.content},
		layout:  layout,
		minimum: func() fyne.Size {
			size := f.head.MinSize()
			if f.open {
				least := f.content.MinSize()
				size = fyne.NewSize(max(size.Width, least.Width), size.Height+theme.Px(theme.Grid/2)+least.Height)
			}
			return size
		},
		refresh: func() {
			f.head.Refresh()
			layout(f.Size())
		},
	}
}

// foldHead is a section's head with an arrow.
type foldHead struct {
	pressable
	title *smallCaps
	arrow *canvas.Image
	open  bool
}

func newFoldHead(title string, press func()) *foldHead {
	h := &foldHead{title: newSmallCaps(title), arrow: &canvas.Image{}}
	h.restyle = h.style
	h.start(h, press)
	h.style()
	return h
}

func (h *foldHead) setOpen(open bool) {
	h.open = open
	h.style()
}

func (h *foldHead) style() {
	icon, color := fynetheme.MenuExpandIcon(), theme.Quiet
	if h.open {
		icon = fynetheme.MenuDropDownIcon()
	}
	if h.hovered {
		color = theme.Text
	}
	h.styleRing(theme.Accent)
	setIcon(h.arrow, icon, color)
}

// CreateRenderer implements fyne.Widget.
func (h *foldHead) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		h.ring.Resize(size)
		icon, title := theme.Px(iconSize), h.title.MinSize()
		place(h.arrow, 0, (size.Height-icon)/2, icon, icon)
		place(h.title, icon+theme.Px(theme.Grid/2), (size.Height-title.Height)/2, title.Width, title.Height)
	}
	return &face{
		objects: []fyne.CanvasObject{h.arrow, h.title, h.ring},
		layout:  layout,
		minimum: func() fyne.Size {
			return fyne.NewSize(h.title.MinSize().Width+theme.Px(iconSize+theme.Grid/2), theme.Px(20))
		},
		refresh: func() {
			h.style()
			h.title.Refresh()
			layout(h.Size())
		},
	}
}
