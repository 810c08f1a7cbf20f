package widget

import (
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
	"unitscope/viz/render"
)

// Tiles shows the units of one layer: a map each, painted side by side into one picture.
//
// The owner chooses the tiles' size, with FitTiles or by hand, and paints them; the widget breaks them into lines and
// tells what is under the mouse. A click selects at once; a second one soon after opens.
type Tiles struct {
	sheet
	focus

	OnSelect    func(unit int)
	OnHover     func(unit, row, col int, inside bool)
	OnCell      func(unit, row, col int)         // the cell of a click, after OnSelect
	OnOpen      func(unit int)                   // double click, or Enter
	OnSecondary func(unit int, at fyne.Position) // position on the canvas, for a menu

	row     TileRow
	tile    image.Point // device pixels
	gap     int         // device pixels; -1: four units
	tight   int         // the least gap, where that lets more tiles stand in a line; 0: as gap
	unit    func(dst *image.RGBA, unit int, r image.Rectangle)
	caption func(unit int) string

	dirty            []bool
	top, bottom      float32 // what is visible, in units; equal: everything
	selected         int
	hovered, marker  cellOf
	windowOn         int
	window           image.Rectangle
	crossed          []int // units that are struck out
	pen              pen
	hover, selection *outline
	mark             *outline
}

// cellOf is a cell of a unit's map; unit -1 is none.
type cellOf struct{ unit, row, col int }

var noCell = cellOf{-1, -1, -1}

// NewTiles returns tiles that paint paints: the unit's map into r, device pixels of dst, where render.Fit places it.
func NewTiles(row TileRow, paint func(dst *image.RGBA, unit int, r image.Rectangle)) *Tiles {
	t := &Tiles{unit: paint, gap: -1, selected: -1, hovered: noCell, marker: noCell, windowOn: -1,
		hover: newOutline(), selection: newOutline(), mark: newOutline()}
	t.startFocus(t, t.typed)
	for _, o := range []*outline{t.hover, t.selection, t.mark} {
		t.layers = append(t.layers, o.objects()...)
	}
	t.layers = append(t.layers, t.ring)
	t.arrange = func(size fyne.Size) {
		t.ring.Resize(size)
		t.styleRing(theme.Accent)
		t.placeOutlines()
	}
	t.setRow(row)
	t.start(t, t.minimum, t.draw)
	return t
}

// SetRow shows another layer: all of it is painted anew.
func (t *Tiles) SetRow(row TileRow) {
	if t.row == row {
		return
	}
	t.setRow(row)
	t.Refresh()
}

func (t *Tiles) setRow(row TileRow) {
	t.row = row
	t.dirty = make([]bool, row.Count)
	t.tile = row.tile(48)
	if t.selected >= row.Count {
		t.selected = -1
	}
	t.hovered, t.marker = noCell, noCell
}

// SetTileSize changes the tiles' size, in device pixels; captions come below it.
func (t *Tiles) SetTileSize(device image.Point) {
	if t.tile != device && device.X > 0 && device.Y > 0 {
		t.tile = device
		t.Refresh()
	}
}

// TileSize is the tiles' size in device pixels.
func (t *Tiles) TileSize() image.Point { return t.tile }

// SetGap changes the distance between tiles, in device pixels.
func (t *Tiles) SetGap(device int) {
	if t.gap != device {
		t.gap = device
		t.Refresh()
	}
}

// SetTight lets the distance shrink to so many device pixels where more tiles then stand side by side.
func (t *Tiles) SetTight(device int) {
	if t.tight != device {
		t.tight = device
		t.Refresh()
	}
}

// SetCaptions names what stands under each tile, for rows that have captions.
func (t *Tiles) SetCaptions(text func(unit int) string) {
	t.caption = text
	t.Refresh()
}

// RefreshUnits has the given units painted again, or all of them when none is named.
func (t *Tiles) RefreshUnits(units ...int) {
	for _, u := range units {
		if u >= 0 && u < len(t.dirty) {
			t.dirty[u] = true
		}
	}
	if len(units) == 0 {
		t.allDirty()
	}
	t.repaint()
}

func (t *Tiles) allDirty() {
	for i := range t.dirty {
		t.dirty[i] = true
	}
}

// SetVisible tells which part of the widget is on screen, in units from its top; only that is painted. Equal: all.
func (t *Tiles) SetVisible(top, bottom float32) {
	if t.top != top || t.bottom != bottom {
		t.top, t.bottom = top, bottom
		t.repaint()
	}
}

// SetSelected frames a unit; -1 frames none.
func (t *Tiles) SetSelected(unit int) {
	if t.selected != unit {
		t.selected = unit
		t.placeOutlines()
	}
}

// Selected is the framed unit, -1 for none.
func (t *Tiles) Selected() int { return t.selected }

// SetMarker marks a cell of a unit's map; unit -1 marks none.
func (t *Tiles) SetMarker(unit, row, col int) {
	if t.marker != (cellOf{unit, row, col}) {
		t.marker = cellOf{unit, row, col}
		t.placeOutlines()
	}
}

// SetWindow draws a rectangle of cells (X columns, Y rows) over a unit's map, or over every map where unit is -1. An
// empty rectangle draws none.
func (t *Tiles) SetWindow(unit int, cells image.Rectangle) {
	if t.window == cells && t.windowOn == unit {
		return
	}
	if t.windowOn < 0 && !t.window.Empty() || unit < 0 && !cells.Empty() {
		t.allDirty()
	} else {
		t.RefreshUnits(t.windowOn, unit)
	}
	t.windowOn, t.window = unit, cells
	t.repaint()
}

// SetCrossed strikes units out.
func (t *Tiles) SetCrossed(units []int) {
	if slices.Equal(units, t.crossed) {
		return
	}
	t.crossed = slices.Clone(units)
	t.RefreshUnits()
}

// Crossed are the units that are struck out.
func (t *Tiles) Crossed() []int { return t.crossed }

// CaptionHeight is what a caption takes below a tile, in device pixels, where o is shown.
func CaptionHeight(o fyne.CanvasObject) int { return DevicePixels(o, theme.Size(theme.Small)*1.5) }

// grid is how the tiles lie within the widget.
func (t *Tiles) grid() (g render.Grid, ratio float32) {
	ratio = pixelRatio(t.raster)
	gap := t.gap
	if gap < 0 {
		gap = int(4*theme.Px(1)*ratio + 0.5)
	}
	cell := t.tile
	if t.row.Caption {
		cell.Y += CaptionHeight(t.raster)
	}
	width := int(t.raster.Size().Width*ratio + 0.5)
	cols := columns(t.row.Count, width, cell.X, gap)
	if t.tight > 0 {
		cols = columns(t.row.Count, width, cell.X, t.tight)
		gap = min(gap, max(t.tight, width/cols-cell.X))
	}
	half := (gap + 1) / 2
	return render.Grid{Cols: cols, Cell: cell, Gap: gap, Origin: image.Pt(half, half)}, ratio
}

// rect is a unit's map, without its caption, in device pixels.
func (t *Tiles) rect(g render.Grid, unit int) image.Rectangle {
	r := g.At(unit)
	r.Max.Y = r.Min.Y + t.tile.Y
	return r
}

func (t *Tiles) minimum() fyne.Size {
	g, ratio := t.grid()
	lines := (t.row.Count + g.Cols - 1) / g.Cols
	return fyne.NewSize(float32(g.Cell.X+g.Gap)/ratio, float32(lines*(g.Cell.Y+g.Gap)+1)/ratio)
}

func (t *Tiles) draw(p *page) {
	if p.fresh {
		p.clear()
		t.allDirty()
	}
	g, _ := t.grid()
	top, bottom := int(t.top*p.ratio), int(t.bottom*p.ratio)
	for u := range t.dirty {
		if !t.dirty[u] {
			continue
		}
		r := t.rect(g, u)
		if t.top != t.bottom && (r.Max.Y < top || r.Min.Y > bottom) {
			continue
		}
		t.dirty[u] = false
		t.unit(p.RGBA, u, r)
		t.drawOver(p, u, r)
		if p.fresh && t.row.Caption && t.caption != nil {
			l := p.style(theme.Small, false)
			p.text(p.shorten(t.caption(u), r.Dx(), l), (r.Min.X+r.Max.X)/2, (r.Max.Y+g.At(u).Max.Y)/2, centred, l,
				theme.Color(theme.Quiet))
		}
	}
}

// drawOver draws the window over a map, and strikes it out.
func (t *Tiles) drawOver(p *page, unit int, r image.Rectangle) {
	if slices.Contains(t.crossed, unit) {
		for _, line := range [][2]image.Point{{r.Min, r.Max}, {{X: r.Min.X, Y: r.Max.Y}, {X: r.Max.X, Y: r.Min.Y}}} {
			x, y := []float32{float32(line[0].X), float32(line[1].X)}, []float32{float32(line[0].Y), float32(line[1].Y)}
			t.pen.polyline(p, r, x, y, p.exact(4), theme.Color(theme.Background)) // so that it is seen on every map
			t.pen.polyline(p, r, x, y, p.exact(2), theme.Color(theme.Bad))
		}
	}
	if t.window.Empty() || t.windowOn >= 0 && t.windowOn != unit {
		return
	}
	over := &page{RGBA: p.SubImage(render.Fit(r, t.row.Height, t.row.Width)).(*image.RGBA), ratio: p.ratio}
	over.frame(render.Cells(r, t.row.Height, t.row.Width, t.window), max(1, p.px(1)), theme.Color(theme.Accent))
}

func (t *Tiles) placeOutlines() {
	g, ratio := t.grid()
	v := view{ratio: ratio}
	around := func(o *outline, unit int, thickness float32, c color.Color) {
		if unit < 0 || unit >= t.row.Count {
			o.hide()
			return
		}
		pos, size := v.units(t.rect(g, unit))
		o.show(pos, size, theme.Px(thickness), c)
	}
	hovered := t.hovered.unit
	if hovered == t.selected {
		hovered = -1
	}
	around(t.hover, hovered, 1, theme.Color(theme.Quiet))
	around(t.selection, t.selected, 2, theme.Color(theme.Accent))
	if m := t.marker; m.unit < 0 || m.unit >= t.row.Count || m.row < 0 || m.col < 0 {
		t.mark.hide()
	} else {
		cell := image.Rect(m.col, m.row, m.col+1, m.row+1)
		pos, size := v.units(render.Cells(t.rect(g, m.unit), t.row.Height, t.row.Width, cell))
		t.mark.show(pos, size, theme.Px(1), color.White)
	}
}
