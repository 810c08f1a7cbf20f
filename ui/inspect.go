package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// inspectRoom shows every layer as a row of its units, with tiles as large as let all rows
// stand in the room together.
type inspectRoom struct {
	root   *fyne.Container
	act    do
	hover  func(at *spot)
	scroll *container.Scroll
	list   *fyne.Container
	empty  *widget.Text

	run  *session.Run // whose rows are shown
	rows []*layerRow
	fit  fitting // what the tile sizes were made for
}

// fitting is everything that the sizes of tiles depend on.
type fitting struct {
	width, height int
	head          int // what a row needs beside its tiles
	scale         float32
	rows          string // the rows' parts and cells
}

func newInspectRoom(act do) *inspectRoom {
	r := &inspectRoom{act: act, hover: func(*spot) {}}
	r.list = container.New(&roomLayout{})
	r.scroll = container.NewVScroll(r.list)
	r.empty = widget.NewText("Looking…", widget.TextStyle{Color: theme.Quiet})
	fitted := arranged(r.scroll.MinSize, func(size fyne.Size) {
		r.scroll.Resize(size)
		r.fitTiles()
	}, r.scroll)
	r.root = container.NewStack(fitted, container.NewCenter(r.empty))
	return r
}

func (r *inspectRoom) update(f *frame) {
	if f.view == nil {
		return
	}
	r.empty.Hide()
	if run := f.view.Shown.Run; run != r.run {
		r.run = run
		r.build(f)
	}
	for _, row := range r.rows {
		row.prepare(f)
	}
	r.fitTiles()
	for _, row := range r.rows {
		row.update(f)
	}
	r.fitTiles() // the heads may have grown
}

// build makes the rows of another network.
func (r *inspectRoom) build(f *frame) {
	r.list.RemoveAll()
	r.rows = nil
	for i, row := range f.view.Rows {
		l := newLayerRow(r.act, func(at *spot) { r.hover(at) }, row, f.view.Shown.Net, i == len(f.view.Rows)-1)
		r.rows = append(r.rows, l)
		r.list.Add(l.root)
	}
	r.fit = fitting{}
	r.scroll.ScrollToTop()
}

// fitTiles gives all rows the largest tiles with which they stand in the room together.
func (r *inspectRoom) fitTiles() {
	room := r.scroll.Size()
	if len(r.rows) == 0 || room.Width <= 0 {
		return
	}
	first := r.rows[0]
	now := fitting{
		width:  widget.DevicePixels(r.scroll, room.Width-2*theme.Px(roomMargin)),
		height: widget.DevicePixels(r.scroll, room.Height),
		head:   widget.DevicePixels(r.scroll, first.root.MinSize().Height-first.tiles.MinSize().Height+theme.Px(rowGap)),
		scale:  theme.Current().Scale(),
	}
	for _, row := range r.rows {
		now.rows += fmt.Sprint(row.partName, row.room, ";")
	}
	if now == r.fit {
		return
	}
	r.fit = now
	tileRows := make([]widget.TileRow, len(r.rows))
	for i, row := range r.rows {
		tileRows[i] = row.tileRow()
	}
	gap, tight := widget.DevicePixels(r.scroll, theme.Px(tileGap)), widget.DevicePixels(r.scroll, theme.Px(tightGap))
	sizes := widget.FitTiles(tileRows, now.width, now.height-widget.DevicePixels(r.scroll, theme.Px(theme.Grid)), widget.FitOptions{
		Gap: gap, Tight: tight, Overhead: now.head, Caption: widget.CaptionHeight(r.scroll),
		Largest: widget.DevicePixels(r.scroll, theme.Px(largestTile)), Smallest: widget.DevicePixels(r.scroll, theme.Px(smallestTile)),
		Scrolled: widget.DevicePixels(r.scroll, theme.Px(scrolledTile)),
	})
	for i, row := range r.rows {
		row.tiles.SetGap(gap)
		row.tiles.SetTight(tight)
		row.tiles.SetTileSize(sizes[i])
	}
	r.list.Refresh()
}

// Measures of the room, before scaling.
const (
	roomMargin   float32 = 8
	tileGap      float32 = 4
	tightGap     float32 = 2
	rowGap       float32 = 12 // at least
	widestGap    float32 = 32 // between rows, where there is height to spare
	largestTile  float32 = 128
	smallestTile float32 = 32
	scrolledTile float32 = 48 // where the rows do not stand in the room together
)

// roomLayout stacks the rows with a margin at both sides, and shares out the height that is left.
type roomLayout struct{}

func (roomLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height, width := theme.Px(theme.Grid), float32(0)
	for _, o := range objects {
		height += o.MinSize().Height + theme.Px(rowGap)
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width+2*theme.Px(roomMargin), height)
}

func (roomLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y, width, gap := theme.Px(theme.Grid), size.Width-2*theme.Px(roomMargin), theme.Px(rowGap)
	left := size.Height - y
	for _, o := range objects {
		left -= o.MinSize().Height + gap
	}
	if len(objects) > 1 && left > 0 {
		gap = min(gap+left/float32(len(objects)-1), theme.Px(widestGap))
	}
	for _, o := range objects {
		put(o, theme.Px(roomMargin), y, width, o.MinSize().Height)
		y += o.MinSize().Height + gap
	}
}

// neighbour is the unit so many columns and lines away from one, as the tiles stand.
func (r *inspectRoom) neighbour(from session.Address, columns, lines int) (session.Address, bool) {
	for _, l := range r.rows {
		if l.row.Name == from.Layer {
			unit, ok := l.tiles.Neighbour(from.Unit, columns, lines)
			return session.Address{Layer: from.Layer, Unit: unit}, ok
		}
	}
	return from, false
}
