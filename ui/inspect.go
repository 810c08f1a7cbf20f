package ui

import (
	"fmt"
	"slices"

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
	menu   func(unit session.Address, at fyne.Position) // what can be done with a unit
	scroll *container.Scroll
	list   *fyne.Container
	empty  *widget.Text

	run    *session.Run // whose rows are shown
	frame  *frame       // that they show
	rows   []*layerRow
	beyond []fyne.CanvasObject // lines for the layers that are not understood
	links  []*link
	fit    fitting // what the tile sizes were made for

	followed session.Address // the unit that was scrolled to
}

// fitting is everything that the sizes of tiles depend on.
type fitting struct {
	width, height int
	scale         float32
	rows          string // the rows' parts and cells
}

func newInspectRoom(act do) *inspectRoom {
	r := &inspectRoom{act: act, hover: func(*spot) {}, menu: func(session.Address, fyne.Position) {}}
	r.list = container.New(&roomLayout{r})
	r.scroll = container.NewVScroll(r.list)
	r.scroll.OnScrolled = func(fyne.Position) { r.reveal() }
	r.empty = widget.NewText("Looking…", widget.TextStyle{Color: theme.Quiet})
	fitted := arranged(r.scroll.MinSize, func(size fyne.Size) {
		if r.scroll.Size().Height < theme.Px(leastRoom) {
			r.followed = session.Address{} // it could not be followed yet
		}
		r.scroll.Resize(size)
		r.fitTiles()
		r.reveal()
	}, r.scroll)
	r.root = container.NewStack(fitted, container.NewCenter(r.empty))
	return r
}

func (r *inspectRoom) update(f *frame) {
	if f.view == nil {
		return
	}
	r.empty.Hide()
	r.frame = f
	if run := f.view.Shown.Run; run != r.run {
		r.run = run
		r.build(f)
	}
	for _, row := range r.rows {
		row.prepare(f)
	}
	r.fitTiles()
	r.reveal()
	for _, row := range r.rows {
		if row.root.Visible() {
			row.update(f)
		}
	}
	if f.selection.Unit != r.followed {
		r.follow(f.selection.Unit)
	}
}

// follow scrolls to a unit that was selected, unless it is in sight.
func (r *inspectRoom) follow(unit session.Address) {
	r.followed = unit
	r.scroll.Refresh() // which gives the list the height of all rows
	for _, row := range r.rows {
		if row.row.Name != unit.Layer {
			continue
		}
		pos, size := row.tiles.TileRect(unit.Unit)
		head := row.root.Position().Y
		tile := head + row.tiles.Position().Y + pos.Y
		if tile+size.Height-head < r.scroll.Size().Height {
			pos.Y = head // with its layer's name, where both have room
		} else {
			pos.Y = tile
		}
		to := r.scroll.Offset.Y
		to = max(to, tile+size.Height+theme.Px(rowGap)-r.scroll.Size().Height)
		to = min(to, pos.Y-theme.Px(theme.Grid))
		if to != r.scroll.Offset.Y {
			r.scroll.ScrollToOffset(fyne.NewPos(0, max(to, 0)))
			r.reveal()
		}
	}
}

// build makes the rows of another network. All are there before the list, which lays itself out with
// every object that it is given, gets the first.
func (r *inspectRoom) build(f *frame) {
	r.rows, r.beyond, r.links = nil, nil, nil
	r.list.RemoveAll()
	names := newRowNames(f.view)
	for i := range names.rows {
		r.rows = append(r.rows, newLayerRow(r.act, func(at *spot) { r.hover(at) }, func(unit session.Address, at fyne.Position) { r.menu(unit, at) }, i, names))
	}
	r.beyond, r.links = newBeyondRows(names.net.Meta.Beyond), newLinks(names.rows)
	objects := r.stacked()
	for _, l := range r.links {
		objects = append(objects, l.objects()...)
	}
	r.fit, r.followed = fitting{}, session.Address{}
	r.list.Objects = objects
	r.list.Refresh()
	r.scroll.ScrollToTop()
}

// reveal shows the rows that are in sight and hides the others, which Fyne would go through at every
// frame; of those in sight it has the tiles painted that are.
func (r *inspectRoom) reveal() {
	top := r.scroll.Offset.Y
	bottom := top + r.scroll.Size().Height
	in := func(o fyne.CanvasObject) bool {
		y := o.Position().Y
		return y+o.Size().Height >= top && y <= bottom
	}
	for _, row := range r.rows {
		visible := in(row.root)
		if visible != row.root.Visible() {
			show(row.root, visible)
			switch {
			case row.frame == nil: // it is being built
			case visible:
				row.update(r.frame)
			case r.frame.hover != nil && r.frame.hover.node == row.node:
				r.hover(nil) // the mouse rests, and the row has gone from under it
			}
		}
		if visible {
			y := row.root.Position().Y + row.tiles.Position().Y
			row.tiles.SetVisible(max(0, top-y), max(1, bottom-y))
		}
	}
	for _, o := range r.beyond {
		show(o, in(o))
	}
	for _, l := range r.links {
		l.reveal(top, bottom)
	}
}

// fitTiles gives all rows the largest tiles with which they stand in the room together.
func (r *inspectRoom) fitTiles() {
	room := r.scroll.Size()
	if len(r.rows) == 0 || room.Width <= 0 {
		return
	}
	now := fitting{
		width:  widget.DevicePixels(r.scroll, room.Width-r.left()-theme.Px(roomMargin)),
		height: widget.DevicePixels(r.scroll, room.Height),
		scale:  theme.Current().Scale(),
	}
	for _, row := range r.rows {
		now.rows += fmt.Sprint(row.partName, row.room, row.mode, ";")
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
		Gap: gap, Tight: tight, Overhead: r.fitHeads(), Caption: widget.CaptionHeight(r.scroll),
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

// fitHeads arranges the rows' heads, all in one way, for the width of the room, and returns what the tallest
// row needs beside its tiles.
func (r *inspectRoom) fitHeads() int {
	width := r.scroll.Size().Width - r.left() - theme.Px(roomMargin)
	brief := slices.ContainsFunc(r.rows, func(row *layerRow) bool { return row.head.cramped(width) })
	tallest := float32(0)
	for _, row := range r.rows {
		row.head.fit(width, brief)
		tallest = max(tallest, row.root.MinSize().Height-row.tiles.MinSize().Height)
	}
	return widget.DevicePixels(r.scroll, tallest+theme.Px(rowGap))
}

// Measures of the room, before scaling.
const (
	roomMargin   float32 = 8
	leastRoom    float32 = 100 // height of one that is laid out
	tileGap      float32 = 4
	tightGap     float32 = 2
	rowGap       float32 = 12 // at least
	widestGap    float32 = 32 // between rows, where there is height to spare
	largestTile  float32 = 128
	smallestTile float32 = 32
	scrolledTile float32 = 48 // where the rows do not stand in the room together
)

// left is the margin at the left of the rows, where the links run.
func (r *inspectRoom) left() float32 {
	return theme.Px(roomMargin) + float32(lanes(r.links))*theme.Px(laneWidth)
}

// stacked are the objects that stand below one another.
func (r *inspectRoom) stacked() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, row := range r.rows {
		objects = append(objects, row.root)
	}
	return append(objects, r.beyond...)
}

// roomLayout stacks the rows with a margin at both sides, shares out the height that is left, and
// draws the links between them.
type roomLayout struct{ room *inspectRoom }

func (l *roomLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	height, width := theme.Px(theme.Grid), float32(0)
	for _, o := range l.room.stacked() {
		height += o.MinSize().Height + theme.Px(rowGap)
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width+l.room.left()+theme.Px(roomMargin), height)
}

func (l *roomLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	objects, margin := l.room.stacked(), l.room.left()
	y, width, gap := theme.Px(theme.Grid), size.Width-margin-theme.Px(roomMargin), theme.Px(rowGap)
	left := size.Height - y
	for _, o := range objects {
		left -= o.MinSize().Height + gap
	}
	if len(objects) > 1 && left > 0 {
		gap = min(gap+left/float32(len(objects)-1), theme.Px(widestGap))
	}
	for _, o := range objects {
		put(o, margin, y, width, o.MinSize().Height)
		y += o.MinSize().Height + gap
	}
	for _, link := range l.room.links {
		from, to := l.room.rows[link.from], l.room.rows[link.to]
		bottom := from.root.Position().Y + from.root.Size().Height - theme.Px(2)
		link.place(margin, bottom, to.root.Position().Y+to.head.line()/2)
	}
	l.room.reveal()
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
