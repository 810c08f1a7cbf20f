package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"

	"unitscope/ui/theme"
)

// SlicePlane is one cut through a volume. Cells are numbered row by row from the upper left.
type SlicePlane struct {
	Columns, Rows int
	Edge          [2]float64                        // of a cell, across and up; all planes' are drawn at one scale
	Ground        []float64                         // a grey of 0 to 1 for every cell; NaN: clear
	Over          func(cell int) (color.RGBA, bool) // the colour over a cell, and whether there is one; nil: none
	Cross         [2]int                            // column, row
	Sides         [4]string                         // what lies left, right, below, above; empty: not known
}

// Slices shows cuts through a volume side by side: in grey what the brain looks like, over it what was found there. A click or
// a drag moves the cross, the wheel the plane under the mouse.
type Slices struct {
	sheet
	focus
	secondary
	tip tooltip.ToolTipWidgetExtend

	OnCross func(plane, column, row int)              // the cross is to go to a cell of a plane
	OnStep  func(plane, by int)                       // and this by slices, through a plane
	OnHover func(plane, column, row int, inside bool) // the mouse is over another cell

	planes  []SlicePlane
	opacity float64
	hovered sliceCell
	active  int // plane that keys move in, and drags
	least   fyne.Size
	places  []image.Rectangle // at the last painting, device pixels; empty: no room
}

// sliceCell is a cell of a plane; plane −1: none.
type sliceCell struct{ plane, column, row int }

// NewSlices returns an empty one.
func NewSlices() *Slices {
	s := &Slices{opacity: 1, hovered: sliceCell{plane: -1}, least: fyne.NewSize(200, 110)}
	s.startFocus(s, s.typed)
	s.layers = []fyne.CanvasObject{s.ring}
	s.arrange = func(size fyne.Size) {
		s.ring.Resize(size)
		s.styleRing(theme.Accent)
	}
	s.start(s, func() fyne.Size { return fyne.NewSize(theme.Px(s.least.Width), theme.Px(s.least.Height)) }, s.draw)
	s.tip.ExtendToolTipWidget(s)
	return s
}

// SetTip changes the tooltip.
func (s *Slices) SetTip(tip string) { s.tip.SetToolTip(tip) }

// SetPlanes shows other cuts, the most telling first: where there is no room for all, the last are left out.
func (s *Slices) SetPlanes(planes ...SlicePlane) {
	if len(planes) != len(s.planes) {
		s.places = nil // until they are painted, they are nowhere
	}
	s.planes = planes
	if s.hovered.plane >= len(planes) {
		s.hovered.plane = -1
	}
	s.active = min(s.active, max(0, len(planes)-1))
	s.repaint()
}

// SetOpacity makes what lies over the grey more or less opaque, from 0 to 1.
func (s *Slices) SetOpacity(opacity float64) {
	if opacity != s.opacity {
		s.opacity = opacity
		s.repaint()
	}
}

// cellAt is the cell at a position.
func (s *Slices) cellAt(pos fyne.Position) sliceCell {
	pixel := image.Pt(int(pos.X*s.ratio), int(pos.Y*s.ratio))
	for i, r := range s.places {
		if pixel.In(r) {
			return s.within(i, pixel)
		}
	}
	return sliceCell{plane: -1}
}

// within is the cell of a plane at a pixel; outside of it, at its nearest edge.
func (s *Slices) within(i int, pixel image.Point) sliceCell {
	r, p := s.places[i], s.planes[i]
	floor := func(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }
	return sliceCell{i, min(max(floor((pixel.X-r.Min.X)*p.Columns, r.Dx()), 0), p.Columns-1), min(max(floor((pixel.Y-r.Min.Y)*p.Rows, r.Dy()), 0), p.Rows-1)}
}

func (s *Slices) move(to sliceCell) {
	if to.plane < 0 || [2]int{to.column, to.row} == s.planes[to.plane].Cross || s.OnCross == nil {
		return
	}
	s.OnCross(to.plane, to.column, to.row)
}

// MouseDown implements desktop.Mouseable.
func (s *Slices) MouseDown(ev *desktop.MouseEvent) {
	if at := s.cellAt(ev.Position); at.plane >= 0 && ev.Button == desktop.MouseButtonPrimary {
		s.active = at.plane
		s.move(at)
	}
}

// MouseUp implements desktop.Mouseable.
func (s *Slices) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable: the cross follows within the plane in which it was taken.
func (s *Slices) Dragged(ev *fyne.DragEvent) {
	if s.active < len(s.places) && !s.places[s.active].Empty() {
		s.move(s.within(s.active, image.Pt(int(ev.Position.X*s.ratio), int(ev.Position.Y*s.ratio))))
	}
}

// DragEnd implements fyne.Draggable.
func (s *Slices) DragEnd() {}

// Scrolled implements fyne.Scrollable: a slice on or back through the plane under the mouse.
func (s *Slices) Scrolled(ev *fyne.ScrollEvent) {
	if at := s.cellAt(ev.Position); at.plane >= 0 && ev.Scrolled.DY != 0 {
		s.active = at.plane
		s.step(int(math.Copysign(1, float64(ev.Scrolled.DY))))
	}
}

func (s *Slices) step(by int) {
	if s.OnStep != nil && s.active < len(s.planes) {
		s.OnStep(s.active, by)
	}
}

// typed moves the cross within the plane last touched, or through it; Enter goes to the next plane.
func (s *Slices) typed(ev *fyne.KeyEvent) bool {
	if s.active >= len(s.planes) {
		return false
	}
	p := s.planes[s.active]
	to := sliceCell{s.active, p.Cross[0], p.Cross[1]}
	switch ev.Name {
	case fyne.KeyLeft:
		to.column = max(0, to.column-1)
	case fyne.KeyRight:
		to.column = min(p.Columns-1, to.column+1)
	case fyne.KeyDown:
		to.row = min(p.Rows-1, to.row+1)
	case fyne.KeyUp:
		to.row = max(0, to.row-1)
	case fyne.KeyPageUp:
		s.step(1)
		return true
	case fyne.KeyPageDown:
		s.step(-1)
		return true
	case fyne.KeyReturn, fyne.KeyEnter:
		s.active = (s.active + 1) % len(s.planes)
		return true
	default:
		return false
	}
	s.move(to)
	return true
}

// MouseIn implements desktop.Hoverable.
func (s *Slices) MouseIn(ev *desktop.MouseEvent) {
	enterTip(&s.tip, ev)
	s.MouseMoved(ev)
}

// MouseMoved implements desktop.Hoverable.
func (s *Slices) MouseMoved(ev *desktop.MouseEvent) {
	s.tip.MouseMoved(ev)
	s.hover(s.cellAt(ev.Position))
}

// MouseOut implements desktop.Hoverable.
func (s *Slices) MouseOut() {
	s.tip.MouseOut()
	s.hover(sliceCell{plane: -1})
}

func (s *Slices) hover(at sliceCell) {
	if at == s.hovered {
		return
	}
	was := s.hovered
	s.hovered = at
	switch {
	case s.OnHover == nil:
	case at.plane < 0:
		s.OnHover(was.plane, was.column, was.row, false)
	default:
		s.OnHover(at.plane, at.column, at.row, true)
	}
}
