package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/viz/render"
)

// TileAt tells which cell of which unit's map is at a position in the widget; unit -1 where there is none. Captions
// belong to the last row of their map.
func (t *Tiles) TileAt(pos fyne.Position) (unit, row, col int) {
	c := t.cellAt(pos)
	return c.unit, c.row, c.col
}

func (t *Tiles) cellAt(pos fyne.Position) cellOf {
	g, ratio := t.grid()
	pixel := image.Pt(int(math.Floor(float64(pos.X*ratio))), int(math.Floor(float64(pos.Y*ratio))))
	unit, ok := g.Index(pixel, t.row.Count)
	if !ok {
		return noCell
	}
	r := t.rect(g, unit)
	if t.row.Height*t.row.Width == 1 { // one cell fills the tile, whatever its shape
		return cellOf{unit, 0, 0}
	}
	pixel.Y = min(pixel.Y, r.Max.Y-1)
	if t.row.Filled {
		in := pixel.Sub(r.Min)
		return cellOf{unit, in.Y * t.row.Height / r.Dy(), in.X * t.row.Width / r.Dx()}
	}
	row, col, ok := render.CellAt(r, t.row.Height, t.row.Width, pixel)
	if !ok {
		return noCell
	}
	return cellOf{unit, row, col}
}

// TileRect is where a unit's map is within the widget.
func (t *Tiles) TileRect(unit int) (fyne.Position, fyne.Size) {
	g, ratio := t.grid()
	return view{ratio: ratio}.units(t.rect(g, unit))
}

// Neighbour returns the unit so many columns and lines away, and whether there is one. Going on at the end of a line
// leads to the next.
func (t *Tiles) Neighbour(unit, columns, lines int) (int, bool) {
	g, _ := t.grid()
	next := unit + columns + lines*g.Cols
	return next, next >= 0 && next < t.row.Count
}

// MouseDown implements desktop.Mouseable. Fyne reports a tap late where a double one is possible, so this selects.
func (t *Tiles) MouseDown(ev *desktop.MouseEvent) {
	c := t.cellAt(ev.Position)
	if c.unit < 0 || ev.Button == desktop.MouseButtonTertiary {
		return
	}
	t.choose(c.unit)
	if ev.Button == desktop.MouseButtonPrimary && t.OnCell != nil {
		t.OnCell(c.unit, c.row, c.col)
	}
}

// MouseUp implements desktop.Mouseable.
func (t *Tiles) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped implements fyne.DoubleTappable.
func (t *Tiles) DoubleTapped(ev *fyne.PointEvent) {
	if c := t.cellAt(ev.Position); c.unit >= 0 && t.OnOpen != nil {
		t.OnOpen(c.unit)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (t *Tiles) TappedSecondary(ev *fyne.PointEvent) {
	if c := t.cellAt(ev.Position); c.unit >= 0 && t.OnSecondary != nil {
		t.OnSecondary(c.unit, ev.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (t *Tiles) MouseIn(ev *desktop.MouseEvent) { t.hoverCell(t.cellAt(ev.Position)) }

// MouseMoved implements desktop.Hoverable.
func (t *Tiles) MouseMoved(ev *desktop.MouseEvent) { t.hoverCell(t.cellAt(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (t *Tiles) MouseOut() { t.hoverCell(noCell) }

func (t *Tiles) hoverCell(c cellOf) {
	if c == t.hovered {
		return
	}
	was := t.hovered
	t.hovered = c
	if c.unit != was.unit {
		t.placeOutlines()
	}
	if t.OnHover == nil {
		return
	}
	if c.unit < 0 {
		t.OnHover(was.unit, was.row, was.col, false)
	} else {
		t.OnHover(c.unit, c.row, c.col, true)
	}
}

func (t *Tiles) choose(unit int) {
	t.SetSelected(unit)
	if t.OnSelect != nil {
		t.OnSelect(unit)
	}
}

// typed moves the selection, or opens the selected unit.
func (t *Tiles) typed(ev *fyne.KeyEvent) bool {
	step, isArrow := map[fyne.KeyName]image.Point{
		fyne.KeyLeft: {X: -1}, fyne.KeyRight: {X: 1}, fyne.KeyUp: {Y: -1}, fyne.KeyDown: {Y: 1},
	}[ev.Name]
	switch {
	case isArrow && t.selected < 0 && t.row.Count > 0:
		t.choose(0)
	case isArrow:
		if next, ok := t.Neighbour(t.selected, step.X, step.Y); ok {
			t.choose(next)
		}
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && t.selected >= 0:
		if t.OnOpen != nil {
			t.OnOpen(t.selected)
		}
	default:
		return false
	}
	return true
}
