package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
)

// MapView shows one map large, in crisp squares. A click, or Enter after the arrows, tells a cell.
type MapView struct {
	sheet
	focus
	secondary

	OnHover func(row, col int, inside bool)
	OnCell  func(row, col int)
	OnOpen  func() // double click

	height, width int
	unit          func(dst *image.RGBA, r image.Rectangle)
	edge          float32
	pinned        image.Point // X column, Y row; -1: none
	hovered       image.Point
	inside        bool
	window        image.Rectangle
	windowColor   color.Color // nil: the accent
	pin, over     *outline
	frame         *outline
}

// NewMapView returns a view that paint paints: the map fills r, device pixels of dst.
func NewMapView(paint func(dst *image.RGBA, r image.Rectangle)) *MapView {
	m := &MapView{unit: paint, edge: 160, pinned: image.Pt(-1, -1),
		pin: newOutline(), over: newOutline(), frame: newOutline()}
	m.startFocus(m, m.typed)
	for _, o := range []*outline{m.over, m.frame, m.pin} {
		m.layers = append(m.layers, o.objects()...)
	}
	m.layers = append(m.layers, m.ring)
	m.arrange = func(size fyne.Size) {
		m.ring.Resize(size)
		m.styleRing(theme.Accent)
		m.placeOutlines()
	}
	m.start(m, func() fyne.Size { return fyne.NewSquareSize(theme.Px(m.edge)) }, func(p *page) {
		p.clear()
		if m.height > 0 && m.width > 0 {
			m.unit(p.RGBA, view{room: p.Rect, height: m.height, width: m.width}.frame())
		}
	})
	return m
}

// SetCells tells the map's size.
func (m *MapView) SetCells(height, width int) {
	if m.height != height || m.width != width {
		m.height, m.width = height, width
		m.Refresh()
	}
}

// SetPinned marks a cell; -1 marks none.
func (m *MapView) SetPinned(row, col int) {
	if at := image.Pt(col, row); at != m.pinned {
		m.pinned = at
		m.placeOutlines()
	}
}

// SetWindow draws a rectangle of cells (X columns, Y rows); an empty one draws none. What is outside the map is cut off.
func (m *MapView) SetWindow(cells image.Rectangle) {
	if cells != m.window {
		m.window = cells
		m.placeOutlines()
	}
}

// SetWindowColor changes the colour of the window's frame.
func (m *MapView) SetWindowColor(c color.Color) {
	m.windowColor = c
	m.placeOutlines()
}

// SetMinEdge changes the least width and height, before scaling.
func (m *MapView) SetMinEdge(length float32) {
	m.edge = length
	m.Refresh()
}

func (m *MapView) view() view { return viewOn(m.raster, m.height, m.width) }

func (m *MapView) placeOutlines() {
	v := m.view()
	around := func(o *outline, cells image.Rectangle, thickness float32, c color.Color) {
		cells = cells.Intersect(image.Rect(0, 0, m.width, m.height))
		if cells.Empty() {
			o.hide()
			return
		}
		pos, size := v.units(v.cells(cells))
		o.show(pos, size, theme.Px(thickness), c)
	}
	one := func(at image.Point) image.Rectangle { return image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))} }
	hovered := image.Rectangle{}
	if m.inside {
		hovered = one(m.hovered)
	}
	around(m.over, hovered, 1, color.White)
	around(m.pin, one(m.pinned), 2, color.White)
	var frame color.Color = theme.Color(theme.Accent)
	if m.windowColor != nil {
		frame = m.windowColor
	}
	around(m.frame, m.window, 2, frame)
}

// MouseDown implements desktop.Mouseable.
func (m *MapView) MouseDown(ev *desktop.MouseEvent) {
	if at, inside := m.view().cell(ev.Position); inside && ev.Button == desktop.MouseButtonPrimary && m.OnCell != nil {
		m.OnCell(at.Y, at.X)
	}
}

// MouseUp implements desktop.Mouseable.
func (m *MapView) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped implements fyne.DoubleTappable.
func (m *MapView) DoubleTapped(*fyne.PointEvent) {
	if m.OnOpen != nil {
		m.OnOpen()
	}
}

// MouseIn implements desktop.Hoverable.
func (m *MapView) MouseIn(ev *desktop.MouseEvent) { m.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (m *MapView) MouseMoved(ev *desktop.MouseEvent) { m.hover(m.view().cell(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (m *MapView) MouseOut() { m.hover(m.hovered, false) }

func (m *MapView) hover(at image.Point, inside bool) {
	if at == m.hovered && inside == m.inside {
		return
	}
	was := m.inside
	m.hovered, m.inside = at, inside
	m.placeOutlines()
	if m.OnHover != nil && (inside || was) {
		m.OnHover(at.Y, at.X, inside)
	}
}

// typed moves over the cells and pins the one that it reached.
func (m *MapView) typed(ev *fyne.KeyEvent) bool {
	step, isArrow := map[fyne.KeyName]image.Point{
		fyne.KeyLeft: {X: -1}, fyne.KeyRight: {X: 1}, fyne.KeyUp: {Y: -1}, fyne.KeyDown: {Y: 1},
	}[ev.Name]
	switch {
	case isArrow:
		at := m.hovered
		if !m.inside {
			at = m.pinned
		}
		at = at.Add(step)
		at = image.Pt(min(max(at.X, 0), m.width-1), min(max(at.Y, 0), m.height-1))
		m.hover(at, m.height > 0 && m.width > 0)
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && m.inside:
		if m.OnCell != nil {
			m.OnCell(m.hovered.Y, m.hovered.X)
		}
	default:
		return false
	}
	return true
}
