package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Side tells at which edge a Split's panel is.
type Side string

// The sides.
const (
	Left   Side = "left"
	Right  Side = "right"
	Bottom Side = "bottom"
)

// SplitSpec are the panel's lengths, in Fyne's units at theme scale 1. Most 0 means: as far as the rest allows.
type SplitSpec struct{ Size, Least, Most float32 }

// Split is a panel at an edge of the rest. Dragging the line between them makes the panel wider; dragging it well below
// its least size, a double click or Enter on it folds the panel away, and the same brings it back.
type Split struct {
	fynewidget.BaseWidget
	OnChanged func(size float32, folded bool) // once, when a drag ends or the panel is folded

	side        Side
	panel, rest fyne.CanvasObject
	spec        SplitSpec
	size        float32 // wanted, at theme scale 1; remembered while folded
	folded      bool
	away        bool // panel and line alike
	aside       bool // folded for now: the line can bring it back, and whether it was folded is not forgotten
	narrow      bool // at its least until it is dragged
	handle      *splitHandle
}

// NewSplit returns the two side by side.
func NewSplit(side Side, panel, rest fyne.CanvasObject, spec SplitSpec) *Split {
	s := &Split{side: side, panel: panel, rest: rest, spec: spec, size: spec.Size}
	s.handle = newSplitHandle(s)
	s.ExtendBaseWidget(s)
	return s
}

// SetPanelSize changes the panel's size without calling back; it is held within the spec.
func (s *Split) SetPanelSize(size float32) {
	s.size = size
	s.Refresh()
}

// PanelSize is the size to remember: that of the panel, or the one it will have when unfolded.
func (s *Split) PanelSize() float32 { return s.size }

// SetFolded folds the panel away or brings it back, without calling back.
func (s *Split) SetFolded(folded bool) {
	s.folded = folded
	s.reveal()
}

// SetAway takes the panel and its line away, folded or not, or brings them back as they were.
func (s *Split) SetAway(away bool) {
	if s.away != away {
		s.away = away
		s.reveal()
	}
}

// SetAside folds the panel for now, without calling back, unless it is unfolded by hand; or ends that.
func (s *Split) SetAside(aside bool) {
	if s.aside != aside {
		s.aside = aside
		s.reveal()
	}
}

// hidden tells whether the panel, but perhaps not its line, is away.
func (s *Split) hidden() bool { return s.folded || s.aside || s.away }

// SetNarrow gives the panel its least size until it is dragged, or the one it had.
func (s *Split) SetNarrow(narrow bool) {
	if s.narrow != narrow {
		s.narrow = narrow
		s.Refresh()
	}
}

func (s *Split) reveal() {
	for o, shown := range map[fyne.CanvasObject]bool{s.panel: !s.hidden(), s.handle: !s.away} {
		if shown {
			o.Show()
		} else {
			o.Hide()
		}
	}
	s.Refresh()
}

// line is the width of what can be grasped, scaled.
func (s *Split) line() float32 {
	if s.away {
		return 0
	}
	return theme.Px(handleWidth)
}

// Folded tells whether the panel is away.
func (s *Split) Folded() bool { return s.folded }

// handleWidth is how much of the line can be grasped, before scaling.
const handleWidth = 5

// CreateRenderer implements fyne.Widget.
func (s *Split) CreateRenderer() fyne.WidgetRenderer {
	return &face{
		objects: []fyne.CanvasObject{s.rest, s.panel, s.handle},
		minimum: s.minimum,
		layout:  s.layout,
		refresh: func() {
			s.handle.Refresh()
			s.layout(s.Size())
		},
	}
}

func (s *Split) minimum() fyne.Size {
	along, across := s.axes(s.restNeeds())
	along += s.line()
	if !s.hidden() {
		panelAlong, panelAcross := s.axes(s.panel.MinSize())
		along += max(theme.Px(s.spec.Least), panelAlong)
		across = max(across, panelAcross)
	}
	if s.side == Bottom {
		return fyne.NewSize(across, along)
	}
	return fyne.NewSize(along, across)
}

// restNeeds is the rest's least size: nothing while it is hidden.
func (s *Split) restNeeds() fyne.Size {
	if !s.rest.Visible() {
		return fyne.Size{}
	}
	return s.rest.MinSize()
}

// axes returns a size's part along the direction of dragging, and the other one.
func (s *Split) axes(size fyne.Size) (along, across float32) {
	if s.side == Bottom {
		return size.Height, size.Width
	}
	return size.Width, size.Height
}

// shown is the panel's size on screen, scaled: the wanted one, held between least and most and what the rest leaves.
func (s *Split) shown(size fyne.Size) float32 {
	if s.hidden() {
		return 0
	}
	total, _ := s.axes(size)
	needs, _ := s.axes(s.restNeeds())
	own, _ := s.axes(s.panel.MinSize())
	wanted := theme.Px(s.size)
	if s.narrow {
		wanted = theme.Px(s.spec.Least)
	}
	if s.spec.Most > 0 {
		wanted = min(wanted, theme.Px(s.spec.Most))
	}
	wanted = min(wanted, total-needs-s.line())
	return max(wanted, theme.Px(s.spec.Least), own)
}

func (s *Split) layout(size fyne.Size) {
	panel, handle := s.shown(size), s.line()
	switch s.side {
	case Left:
		place(s.panel, 0, 0, panel, size.Height)
		place(s.handle, panel, 0, handle, size.Height)
		place(s.rest, panel+handle, 0, size.Width-panel-handle, size.Height)
	case Right:
		place(s.rest, 0, 0, size.Width-panel-handle, size.Height)
		place(s.handle, size.Width-panel-handle, 0, handle, size.Height)
		place(s.panel, size.Width-panel, 0, panel, size.Height)
	case Bottom:
		place(s.rest, 0, 0, size.Width, size.Height-panel-handle)
		place(s.handle, 0, size.Height-panel-handle, size.Width, handle)
		place(s.panel, 0, size.Height-panel, size.Width, panel)
	}
}

// drag moves the line to where the panel would have the given size, in Fyne's units.
func (s *Split) drag(to float32) {
	s.narrow = false
	to /= theme.Current().Scale()
	if to < s.spec.Least/2 {
		if !s.folded {
			s.SetFolded(true)
		}
		return
	}
	s.size = max(to, s.spec.Least)
	if s.spec.Most > 0 {
		s.size = min(s.size, s.spec.Most)
	}
	if s.folded || s.aside {
		s.aside = false
		s.SetFolded(false)
		return
	}
	s.layout(s.Size())
}

func (s *Split) toggle() {
	folded := !s.folded && !s.aside
	s.aside = false
	s.SetFolded(folded)
	s.report()
}

func (s *Split) report() {
	if s.OnChanged != nil {
		s.OnChanged(s.size, s.folded)
	}
}

// splitHandle is the line between the two.
type splitHandle struct {
	fynewidget.BaseWidget
	focus
	split   *Split
	line    *canvas.Rectangle
	hovered bool
	grasp   float32 // the panel's size when a drag began
	moved   float32 // since then
	held    bool
}

func newSplitHandle(s *Split) *splitHandle {
	h := &splitHandle{split: s, line: canvas.NewRectangle(color.Transparent)}
	h.startFocus(h, h.typed)
	h.ExtendBaseWidget(h)
	return h
}

// typed moves the line by a step of the grid, or folds.
func (h *splitHandle) typed(ev *fyne.KeyEvent) bool {
	grow := map[Side]map[fyne.KeyName]float32{
		Left:   {fyne.KeyRight: 1, fyne.KeyLeft: -1},
		Right:  {fyne.KeyLeft: 1, fyne.KeyRight: -1},
		Bottom: {fyne.KeyUp: 1, fyne.KeyDown: -1},
	}[h.split.side][ev.Name]
	switch {
	case grow != 0:
		h.split.drag(h.split.shown(h.split.Size()) + grow*theme.Px(2*theme.Grid))
		h.split.report()
	case ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter:
		h.split.toggle()
	default:
		return false
	}
	return true
}

// Dragged implements fyne.Draggable.
func (h *splitHandle) Dragged(ev *fyne.DragEvent) {
	if !h.held {
		h.held, h.moved = true, 0
		h.grasp = h.split.shown(h.split.Size())
	}
	switch h.split.side {
	case Left:
		h.moved += ev.Dragged.DX
	case Right:
		h.moved -= ev.Dragged.DX
	case Bottom:
		h.moved -= ev.Dragged.DY
	}
	h.split.drag(h.grasp + h.moved)
}

// DragEnd implements fyne.Draggable.
func (h *splitHandle) DragEnd() {
	h.held = false
	h.split.report()
}

// DoubleTapped implements fyne.DoubleTappable.
func (h *splitHandle) DoubleTapped(*fyne.PointEvent) { h.split.toggle() }

// MouseIn implements desktop.Hoverable.
func (h *splitHandle) MouseIn(*desktop.MouseEvent) { h.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (h *splitHandle) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (h *splitHandle) MouseOut() { h.hover(false) }

func (h *splitHandle) hover(on bool) {
	h.hovered = on
	h.style()
}

// Cursor implements desktop.Cursorable.
func (h *splitHandle) Cursor() desktop.Cursor {
	if h.split.side == Bottom {
		return desktop.VResizeCursor
	}
	return desktop.HResizeCursor
}

func (h *splitHandle) style() {
	h.line.FillColor = theme.Color(theme.Line)
	if h.hovered || h.held {
		h.line.FillColor = theme.Color(theme.Accent)
	}
	h.styleRing(theme.Accent)
	h.line.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (h *splitHandle) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		h.ring.Resize(size)
		thin := theme.Px(1)
		if h.split.side == Bottom {
			place(h.line, 0, (size.Height-thin)/2, size.Width, thin)
		} else {
			place(h.line, (size.Width-thin)/2, 0, thin, size.Height)
		}
	}
	h.style()
	return &face{
		objects: []fyne.CanvasObject{h.line, h.ring},
		minimum: func() fyne.Size { return fyne.NewSquareSize(theme.Px(handleWidth)) },
		layout:  layout,
		refresh: func() {
			h.style()
			layout(h.Size())
		},
	}
}
