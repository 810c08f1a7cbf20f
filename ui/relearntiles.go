package ui

import (
	"fmt"
	"image"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/plasticity"
	"unitscope/viz/render"
)

// changeTiles shows the units of the selected layer, those that changed most first: each before and after, side by side, in
// one range of colours for all.
type changeTiles struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)
	desk  exporter

	head   *widget.SectionHead
	modes  *widget.Segmented
	note   *widget.Text
	bar    *widget.ColorBar
	tiles  *widget.Tiles
	scroll *container.Scroll
	empty  *fyne.Container
	invite *widget.Text
	begin  *widget.Button

	frame  *frame
	room   fyne.Size
	loose  bool // the tiles stand on the page, all of them, and not in a scroll of their own
	layer  plasticity.LayerFate
	order  []int // units, as their tiles stand
	drawn  changesDrawn
	pair   changePair
	at     session.Address // that was brought into view
	missed bool            // nothing is known to be drawn
}

// changesDrawn is all that the tiles' pixels depend on.
type changesDrawn struct {
	fates  *session.UnitFates
	layer  string
	tiles  session.ChangeTiles
	fields *session.LayerChanges
	views  [2]*session.View
	dark   bool
}

// sides are the networks that are shown: fields may have been measured at another step than the fates are of.
func (d changesDrawn) sides() *session.Sides {
	if d.tiles == session.ChangedFields && d.fields != nil {
		return d.fields.Sides
	}
	return d.fates.Sides
}

func newChangeTiles(act do, hover func(text ...string), desk exporter) *changeTiles {
	p := &changeTiles{act: act, hover: hover, desk: desk, missed: true}
	p.head = widget.NewSectionHead("Most changed first")
	p.modes = widget.NewSegmented([]widget.Option{
		{Value: string(session.ChangedKernels), Label: "kernels", Tip: "The weights of each unit, before and after"},
		{Value: string(session.ChangedFields), Label: "fields", Tip: "What each unit sees, before and after, as hiding patches shows it"},
		{Value: string(session.ChangedMaps), Label: "maps", Tip: "What each unit answers to the picture under the microscope, before and after"},
	}, string(session.ChangedKernels), func(v string) { act(session.ShowChanges{Tiles: session.ChangeTiles(v)}) })
	p.note = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.bar = widget.NewColorBar()
	p.tiles = widget.NewTiles(widget.TileRow{}, p.paint)
	p.tiles.SetCaptions(p.caption)
	p.tiles.OnSelect = func(place int) { act(session.Select{Unit: p.address(place)}) }
	p.tiles.OnOpen = func(int) { act(session.OpenTab{Tab: changeTabs[p.drawn.tiles]}) }
	p.tiles.OnHover = p.say
	p.tiles.OnSecondary = func(place int, at fyne.Position) {
		desk.unitMenu(at, p.address(place), session.ExhibitDriving, session.ExhibitClasses)
	}
	p.scroll = container.NewVScroll(p.tiles)
	p.invite = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.begin = widget.NewPrimaryButton("Measure changes", nil, func() { act(session.Measure{Scope: session.MeasureChanges}) })
	p.empty = section(p.invite, beside(p.begin))
	p.root = arranged(p.least, p.place, headline(p.head, 0, p.modes), p.note, p.bar, p.scroll, p.empty)
	return p
}

// changeTabs are the inspector's pages that show large what the tiles show.
var changeTabs = map[session.ChangeTiles]session.Tab{
	session.ChangedKernels: session.TabKernel, session.ChangedFields: session.TabField, session.ChangedMaps: session.TabMap}

func (p *changeTiles) address(place int) session.Address {
	return session.Address{Layer: p.layer.Name, Unit: p.order[place]}
}

// loosen has the tiles stand on the page: the wheel, over them, moves that.
func (p *changeTiles) loosen(on bool) {
	if on == p.loose {
		return
	}
	p.loose = on
	show(p.scroll, !on)
	if on {
		p.scroll.Content = container.NewWithoutLayout()
		p.root.Add(p.tiles)
		return
	}
	p.root.Remove(p.tiles)
	p.scroll.Content = p.tiles
}

// height is what all of it takes at a width, where the tiles stand on the page.
func (p *changeTiles) height(width float32) float32 {
	if width > 0 {
		p.room.Width = width
		p.layout()
	}
	return p.tiles.Position().Y + max(p.tiles.MinSize().Height, theme.Px(leastSquare))
}

// neighbour is the unit so many columns and lines away, as the tiles stand.
func (p *changeTiles) neighbour(from session.Address, columns, lines int) (session.Address, bool) {
	place := slices.Index(p.order, from.Unit)
	if from.Layer != p.layer.Name || place < 0 {
		return from, false
	}
	next, ok := p.tiles.Neighbour(place, columns, lines)
	if !ok {
		return from, false
	}
	return p.address(next), true
}

// update shows a frame; resized tells that the page they stand on takes another height.
func (p *changeTiles) update(f *frame, fates *session.UnitFates) (resized bool) {
	p.frame = f
	now := changesDrawn{fates: fates, layer: f.selection.Unit.Layer, tiles: f.selection.Relearn.Tiles, dark: f.dark}
	if now.tiles == "" {
		now.tiles = session.ChangedKernels
	}
	switch now.tiles {
	case session.ChangedFields:
		now.fields = f.session.Compare.Changes(now.layer).Value
	case session.ChangedMaps:
		before, after := f.session.Compare.Views()
		if now.views = [2]*session.View{before, after}; before == nil || after == nil {
			now.views = p.drawn.views // until both are there
		}
	}
	if now != p.drawn {
		p.drawn, resized = now, p.loose
		p.show()
	}
	p.tell()
	p.tiles.SetCrossed(placesOf(p.order, f.silenced(p.drawn.layer)))
	p.tiles.SetSelected(p.selected())
	p.follow()
	return resized
}

// selected is the place of the selected unit, −1 where it is none of these.
func (p *changeTiles) selected() int {
	if p.layer.Name != p.frame.selection.Unit.Layer {
		return -1
	}
	return slices.Index(p.order, p.frame.selection.Unit.Unit)
}

// show draws another layer, another state of it, or another side of it.
func (p *changeTiles) show() {
	p.modes.SetValue(string(p.drawn.tiles))
	p.layer, p.order = plasticity.LayerFate{}, nil
	if fates := p.drawn.fates; fates != nil {
		if i := fates.Layer(p.drawn.layer); i >= 0 {
			p.layer = fates.Layers[i]
			p.order = p.layer.MostChanged()
		}
	}
	p.head.SetText(p.drawn.layer + " · most changed first")
	p.pair = p.drawn.pair()
	if p.pair == nil {
		p.order = nil
	} else {
		p.bar.SetRange(p.pair.span(), p.pair.colors(p.drawn.dark))
		sides := p.drawn.sides()
		p.note.SetText(fmt.Sprintf("left %s, right %s, in one range", sides.Before.Name, sides.After.Name))
	}
	p.tiles.SetRow(p.tileRow())
	p.tiles.Refresh()
	p.layout()
}

// tell says, where there is nothing to be seen, what to do about it.
func (p *changeTiles) tell() {
	invite, button := "", false
	switch {
	case len(p.order) > 0:
	case p.drawn.fates == nil:
		invite = "Units stand here as soon as it is known what became of them."
	case p.drawn.fates.Layer(p.drawn.layer) < 0:
		invite = fmt.Sprintf("The units of %s are the answers, whose classes change with the task. Choose a hidden layer: Page Up, or a bar of the fates.", p.drawn.layer)
	case p.drawn.tiles == session.ChangedFields && p.frame.session.Probe.Work().Running:
		invite = "Being measured…"
	case p.drawn.tiles == session.ChangedFields:
		invite, button = "Hides a patch in each unit's strongest pictures, in both networks: what that changes shows where it looked, and looks now. Its tuning to gratings is measured, too.", true
	case p.drawn.tiles == session.ChangedMaps:
		invite = "Showing both networks the picture…"
	default:
		invite = "This layer has no kernels."
	}
	if invite != p.invite.Text() || button != p.begin.Visible() || p.missed != (invite != "") {
		p.missed = invite != ""
		p.invite.SetText(invite)
		show(p.begin, button)
		show(p.empty, invite != "")
		show(p.note, invite == "")
		show(p.bar, invite == "")
		p.layout()
	}
}

func (p *changeTiles) tileRow() widget.TileRow {
	h, w := 1, 1
	if p.pair != nil {
		h, w = p.pair.cells()
	}
	return widget.TileRow{Count: len(p.order), Height: h, Width: 2 * w, Caption: true, Filled: true}
}

func (p *changeTiles) caption(place int) string {
	if place >= len(p.order) {
		return ""
	}
	u := p.layer.Of[p.order[place]]
	return fmt.Sprintf(":%d  %s %s", p.order[place], correlation(u.Correlation), u.Fate)
}

// halves are where a tile shows its unit before and after, and the line of its fate below.
func halves(r image.Rectangle) (parts [2]image.Rectangle, line image.Rectangle) {
	gap, thick := max(1, r.Dx()/40), max(2, r.Dy()/24)
	line = image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y)
	r.Max.Y -= thick
	half := (r.Dx() - gap) / 2
	return [2]image.Rectangle{{Min: r.Min, Max: image.Pt(r.Min.X+half, r.Max.Y)}, {Min: image.Pt(r.Max.X-half, r.Min.Y), Max: r.Max}}, line
}

func (p *changeTiles) paint(dst *image.RGBA, place int, r image.Rectangle) {
	if place >= len(p.order) || p.pair == nil {
		return
	}
	unit := p.order[place]
	h, w := p.pair.cells()
	parts, line := halves(r)
	render.Fill(dst, r, rgba(theme.Color(theme.Background)))
	for i, part := range parts {
		filling(dst, part, h, w, func(dst *image.RGBA, r image.Rectangle) { p.pair.paint(dst, r, i, unit, p.drawn.dark) })
		if p.layer.Of[unit].Silent[i] && p.drawn.tiles != session.ChangedKernels {
			crossOut(dst, part)
		}
	}
	render.Fill(dst, line, rgba(fateColors[p.layer.Of[unit].Fate]))
}

func (p *changeTiles) say(place, row, col int, inside bool) {
	if !inside || place < 0 || place >= len(p.order) || p.pair == nil {
		p.hover()
		return
	}
	unit := p.order[place]
	u := p.layer.Of[unit]
	_, w := p.pair.cells()
	said := []string{p.frame.title(p.address(place)), string(u.Fate), "answers correlate " + correlation(u.Correlation), "kernels' cosine " + correlation(u.Kernel)}
	before, after := p.pair.value(0, unit, row, col%w), p.pair.value(1, unit, row, col%w)
	if !math.IsNaN(before) && !math.IsNaN(after) { // as the gaps between a kernel's slices are
		said = append(said, fmt.Sprintf("row %d, column %d: %s → %s", row, col%w, figure(before), figure(after)))
	}
	p.hover(said...)
}

// follow brings the selected unit into view when another one is selected.
func (p *changeTiles) follow() {
	place := p.tiles.Selected()
	if place < 0 || p.loose || p.at == p.frame.selection.Unit || p.scroll.Size().Height <= 0 {
		return
	}
	p.at = p.frame.selection.Unit
	pos, size := p.tiles.TileRect(place)
	caption := theme.Size(theme.Small) * 1.5
	bringInSight(p.scroll, pos.Y, size.Height+caption)
}

// Before scaling.
const (
	changesWidth float32 = 240 // of the pane at least
	largestPair  float32 = 260 // a tile's longer side at most
	leastPair    float32 = 96
	barWidth     float32 = 150
)

func (p *changeTiles) least() fyne.Size {
	return fyne.NewSize(theme.Px(changesWidth), p.root.Objects[0].MinSize().Height+theme.Px(140))
}

func (p *changeTiles) place(size fyne.Size) {
	p.room = size
	p.layout()
}

func (p *changeTiles) layout() {
	size, g := p.room, theme.Px(theme.Grid/2)
	if size.Width <= 0 {
		return
	}
	y := fitHeight(p.root.Objects[0], 0, 0, size.Width) + g
	if p.note.Visible() {
		bar := min(theme.Px(barWidth), size.Width*0.4)
		put(p.bar, size.Width-bar, y, bar, p.bar.MinSize().Height)
		words := fitHeight(p.note, 0, y, size.Width-bar-3*g)
		y += max(words, p.bar.MinSize().Height) + g
	}
	if p.empty.Visible() {
		fitHeight(p.empty, 0, y, size.Width)
	}
	if p.loose {
		p.tiles.Resize(fyne.NewSize(size.Width, p.tiles.Size().Height))
		p.fit(fyne.NewSize(size.Width, 1))
		fitHeight(p.tiles, 0, y, size.Width)
		return
	}
	put(p.scroll, 0, y, size.Width, max(0, size.Height-y))
	p.fit(p.scroll.Size())
}

// fit gives the tiles the largest size with which all stand in the room, or the least that can be seen well.
func (p *changeTiles) fit(room fyne.Size) {
	if room.Width <= 0 || room.Height <= 0 {
		return
	}
	device := func(length float32) int { return widget.DevicePixels(p.tiles, theme.Px(length)) }
	sizes := widget.FitTiles([]widget.TileRow{p.tileRow()}, widget.DevicePixels(p.tiles, room.Width), widget.DevicePixels(p.tiles, room.Height)-1, widget.FitOptions{
		Gap: device(tileGap), Caption: widget.CaptionHeight(p.tiles), Largest: device(largestPair), Smallest: device(leastPair), Scrolled: device(leastPair)})
	p.tiles.SetGap(device(tileGap))
	p.tiles.SetTileSize(sizes[0])
	p.scroll.Refresh()
}
