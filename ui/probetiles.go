package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/tuning"
)

// probeTiles shows all units of the selected unit's layer: their fields, what they answer to gratings, or what they
// prefer.
type probeTiles struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)
	desk  exporter

	head   *widget.SectionHead
	modes  *widget.Segmented
	sort   *widget.Dropdown
	note   *widget.Text
	tiles  *widget.Tiles
	scroll *container.Scroll
	empty  *fyne.Container
	invite *widget.Text
	begin  *widget.Button

	frame *frame
	row   session.Row
	node  int
	order []int // units, as their tiles stand
	room  fyne.Size
	slim  bool
	drawn tilesDrawn
	known tilesKnown
	at    session.Address // that was brought into view

	indicesOf indicesOf
	indices   []float64
}

// indicesOf is what class selectivities were computed of.
type indicesOf struct {
	responses *tuning.Responses
	node      int
	task      string
}

// tilesDrawn is what decides the tiles' number, shape and words.
type tilesDrawn struct {
	run    *session.Run
	row    string
	view   session.ProbeView
	cells  [2]int
	dark   bool
	signed bool
	order  string
}

// tilesKnown is what the tiles are painted from.
type tilesKnown struct {
	fields    *session.LayerFields
	gratings  *tuning.GratingResponses
	preferred []*session.PreferredPicture // per unit, nil: none
	indices   []float64                   // class selectivity per unit, nil: not known
	task      string
}

func newProbeTiles(act do, hover func(text ...string), desk exporter) *probeTiles {
	p := &probeTiles{act: act, hover: hover, desk: desk}
	p.head = widget.NewSectionHead("Fields")
	p.modes = widget.NewSegmented([]widget.Option{
		{Value: string(session.TilesFields), Label: "fields", Tip: "What each unit sees, as hiding patches shows it"},
		{Value: string(session.TilesTuning), Label: "tuning", Tip: "What each unit answers to gratings: orientation across, spatial frequency upwards"},
		{Value: string(session.TilesPreferred), Label: "preferred", Tip: "A picture grown to drive each unit, by gradient ascent"},
	}, string(session.TilesFields), func(v string) { act(session.ShowTiles{Tiles: session.Tiles(v)}) })
	p.sort = widget.NewDropdown("by", "index", p.sortings)
	p.sort.SetTip("The order of the tiles: by index, by class selectivity, or by the measured size of their fields")
	p.note = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.tiles = widget.NewTiles(widget.TileRow{}, p.paint)
	p.tiles.SetCaptions(p.caption)
	p.tiles.OnSelect = func(place int) { act(session.Select{Unit: p.address(place)}) }
	p.tiles.OnOpen = func(int) { act(session.OpenTab{Tab: p.tab()}) }
	p.tiles.OnHover = p.say
	p.tiles.OnSecondary = p.menu
	p.scroll = container.NewVScroll(p.tiles)
	p.invite = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.begin = widget.NewPrimaryButton("Measure layer", nil, p.start)
	p.empty = section(p.invite, beside(p.begin))
	p.root = arranged(p.least, p.place, headline(p.head, 0, p.modes, p.sort), p.note, p.scroll, p.empty)
	return p
}

// narrow has the tiles do with little room: without the note.
func (p *probeTiles) narrow(on bool) {
	show(p.note, !on)
	p.slim = on
	p.showButton()
}

// showButton offers what fills the tiles, unless the button for it stands close by.
func (p *probeTiles) showButton() {
	show(p.begin, p.begin.Text() != "" && !(p.slim && p.drawn.view.Tiles == session.TilesFields))
}

func (p *probeTiles) sortings() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, by := range []session.Sorting{session.ByIndex, session.BySelectivity, session.BySize} {
		item := fyne.NewMenuItem(sortWords[by], func() { p.act(session.SortUnits{By: by}) })
		item.Checked = by == p.drawn.view.Sort
		items = append(items, item)
	}
	return items
}

// sortWords name the orders.
var sortWords = map[session.Sorting]string{
	session.ByIndex: "index", session.BySelectivity: "selectivity", session.BySize: "size"}

// tab is the inspector's page that shows large what the tiles show.
func (p *probeTiles) tab() session.Tab {
	if p.drawn.view.Tiles == session.TilesFields {
		return session.TabField
	}
	return session.TabTuning
}

// start begins the work that fills the tiles.
func (p *probeTiles) start() {
	switch p.drawn.view.Tiles {
	case session.TilesPreferred:
		p.act(session.Prefer{Layer: true})
	case session.TilesTuning:
		p.act(session.Measure{Scope: session.MeasureTuning})
	default:
		p.act(session.Measure{Scope: session.MeasureLayer})
	}
}

func (p *probeTiles) address(place int) session.Address {
	return session.Address{Layer: p.row.Name, Unit: p.order[place]}
}

func (p *probeTiles) menu(place int, at fyne.Position) {
	exhibit := map[session.Tiles]session.Exhibit{session.TilesFields: session.ExhibitField, session.TilesTuning: session.ExhibitTuning,
		session.TilesPreferred: session.ExhibitPreferred}[p.drawn.view.Tiles]
	p.desk.unitMenu(at, p.address(place), exhibit)
}

// neighbour is the unit so many columns and lines away, as the tiles stand.
func (p *probeTiles) neighbour(from session.Address, columns, lines int) (session.Address, bool) {
	place := slices.Index(p.order, from.Unit)
	if from.Layer != p.row.Name || place < 0 {
		return from, false
	}
	next, ok := p.tiles.Neighbour(place, columns, lines)
	if !ok {
		return from, false
	}
	return p.address(next), true
}

func (p *probeTiles) update(f *frame) {
	p.frame = f
	p.row, p.node = f.unit()
	view := f.selection.Probe
	known := p.ask(f, view)
	p.order = f.session.Probe.Order(p.row)
	h, w := p.cells(known, view)
	now := tilesDrawn{f.shown.Run, p.row.Name, view, [2]int{h, w}, f.dark, f.session.ProbeSettings().Signed, fmt.Sprint(p.order)}
	changed := now != p.drawn
	if changed {
		p.drawn = now
		p.modes.SetValue(string(view.Tiles))
		p.sort.SetValue(sortWords[view.Sort])
		p.head.SetText(p.row.Title + " · " + string(view.Tiles))
	}
	if changed || !known.equal(p.known) {
		p.known = known
		p.tiles.SetRow(p.tileRow())
		p.tiles.Refresh()
		p.fit()
	}
	p.tell()
	p.tiles.SetCrossed(placesOf(p.order, f.silenced(p.row.Name)))
	p.tiles.SetSelected(slices.Index(p.order, f.selection.Unit.Unit))
	p.follow(f.selection.Unit)
}

// ask takes what is known of the layer, as far as it is shown.
func (p *probeTiles) ask(f *frame, view session.ProbeView) tilesKnown {
	known := tilesKnown{task: f.task}
	switch view.Tiles {
	case session.TilesTuning:
		known.gratings = f.session.Probe.Gratings().Value
	case session.TilesPreferred:
		known.preferred = make([]*session.PreferredPicture, p.row.Units)
		for unit := range known.preferred {
			known.preferred[unit] = f.session.Probe.Preferred(p.node, unit).Value
		}
	}
	known.fields = f.session.Probe.Fields(p.node).Value
	if r := f.session.Units.Responses(f.shown, f.status.Running, f.session.Pictures.Source()); r.Responses != nil && !r.Stale {
		known.indices = p.selectivities(r.Responses, f.task)
	}
	return known
}

// selectivities are those of the layer's units; the latest are kept.
func (p *probeTiles) selectivities(r *tuning.Responses, task string) []float64 {
	if of := (indicesOf{r, p.node, task}); of != p.indicesOf {
		p.indicesOf, p.indices = of, r.Selectivities(p.node, task)
	}
	return p.indices
}

func (k tilesKnown) equal(b tilesKnown) bool {
	return k.fields == b.fields && k.gratings == b.gratings && k.task == b.task && slices.Equal(k.preferred, b.preferred) &&
		len(k.indices) == len(b.indices) && (len(k.indices) == 0 || &k.indices[0] == &b.indices[0])
}

// cells is the shape of a tile.
func (p *probeTiles) cells(known tilesKnown, view session.ProbeView) (h, w int) {
	switch {
	case view.Tiles == session.TilesTuning && known.gratings != nil:
		return len(known.gratings.Frequencies), len(known.gratings.Orientations)
	case view.Tiles == session.TilesPreferred:
		for _, one := range known.preferred {
			if one != nil {
				return one.Window.Dy(), one.Window.Dx()
			}
		}
	case view.Tiles == session.TilesFields && known.fields != nil:
		for _, u := range known.fields.Units {
			if u != nil {
				return u.Height, u.Width
			}
		}
	}
	return 1, 1
}

func (p *probeTiles) tileRow() widget.TileRow {
	return widget.TileRow{Count: len(p.order), Height: p.drawn.cells[0], Width: p.drawn.cells[1], Caption: p.drawn.view.Sort != session.ByIndex, Filled: true}
}

// tell says what is shown, or what to do to see something.
func (p *probeTiles) tell() {
	note, invite, button := p.words()
	if note != p.note.Text() || invite != p.invite.Text() {
		p.note.SetText(note)
		p.invite.SetText(invite)
		p.begin.SetText(button)
		show(p.empty, invite != "")
		p.showButton()
		p.layout()
	}
}

// words are a note on the tiles; where there is nothing to be seen of them, what to do about it, and a button for it.
func (p *probeTiles) words() (note, invite, button string) {
	f, view := p.frame, p.drawn.view
	working := f.session.Probe.Work().Running
	switch view.Tiles {
	case session.TilesTuning:
		a := f.session.Probe.Gratings()
		if a.Value == nil {
			button = map[bool]string{true: "Show gratings"}[a.OnDemand || a.Stopped]
			return "", tuningNote(a, "Gratings are shown to the network when it rests.", false), button
		}
		return withStanding("across: orientation, 0 to 180°; upwards: spatial frequency; each unit in its own range", standing(a)), "", ""
	case session.TilesPreferred:
		if slices.IndexFunc(p.known.preferred, func(one *session.PreferredPicture) bool { return one != nil }) < 0 && !working {
			return "", "Grows a picture for each unit: grey at first, it changes step by step to what makes the unit answer more.", "Grow pictures"
		}
		return "gradient ascent on the picture, from grey; what each unit can see of it", "", ""
	}
	a := f.session.Probe.Fields(p.node)
	if (a.Value == nil || a.Value.Measured <= 1 && p.row.Units > 1) && !working { // the selected one is measured unasked
		return standing(a), "A patch hides one place after another of each unit's strongest pictures: what that changes shows where it looks.", "Measure layer"
	}
	k := f.session.ProbeSettings().Resolved(f.shown.Net).Strongest
	note = fmt.Sprintf("mean of each unit's %d strongest pictures", k)
	if e := f.extents[p.node]; !e.Whole {
		note += fmt.Sprintf("; square: %s, the theoretical size", pixels([2]float64{float64(e.Size[0]), float64(e.Size[1])}))
	}
	if a.Value != nil && a.Value.Measured < p.row.Units {
		note += fmt.Sprintf(" · %d of %d measured", a.Value.Measured, p.row.Units)
	}
	return withStanding(note, standing(a)), "", ""
}

// withStanding adds to a note how the answer stands that it is about.
func withStanding(note, standing string) string {
	if standing == "" {
		return note
	}
	return note + " · " + standing
}

// standingFirst does so in front, where the note may be cut.
func standingFirst(note, standing string) string {
	if standing == "" {
		return note
	}
	return standing + " · " + note
}

// follow brings the selected unit's tile into view when another one was selected.
func (p *probeTiles) follow(unit session.Address) {
	if unit == p.at {
		return
	}
	p.at = unit
	place := slices.Index(p.order, unit.Unit)
	if place < 0 {
		return
	}
	pos, size := p.tiles.TileRect(place)
	bringInSight(p.scroll, pos.Y, size.Height)
}

// Before scaling.
const (
	tilesWidth   float32 = 240 // of the pane at least
	largestField float32 = 160 // a tile's edge at most
	leastField   float32 = 40
	manyFields   float32 = 52 // where not all stand in the pane, and it scrolls
)

func (p *probeTiles) least() fyne.Size {
	return fyne.NewSize(theme.Px(tilesWidth), p.root.Objects[0].MinSize().Height+p.note.MinSize().Height+theme.Px(120))
}

func (p *probeTiles) place(size fyne.Size) {
	p.room = size
	p.layout()
}

func (p *probeTiles) layout() {
	size, g := p.room, theme.Px(theme.Grid/2)
	if size.Width <= 0 {
		return
	}
	y := fitHeight(p.root.Objects[0], 0, 0, size.Width) + g
	if p.note.Visible() && p.note.Text() != "" {
		y += fitHeight(p.note, 0, y, size.Width) + g
	}
	if p.empty.Visible() {
		y += fitHeight(p.empty, 0, y, size.Width) + 2*g
	}
	put(p.scroll, 0, y, size.Width, max(0, size.Height-y))
	p.fit()
}

// fit gives the tiles the largest size with which all stand in the pane together.
func (p *probeTiles) fit() {
	room := p.scroll.Size()
	if room.Width <= 0 || room.Height <= 0 {
		return
	}
	device := func(length float32) int { return widget.DevicePixels(p.scroll, theme.Px(length)) }
	row, gap, caption := p.tileRow(), device(tileGap), widget.CaptionHeight(p.scroll)
	height := widget.DevicePixels(p.scroll, room.Height) - 1
	scrolled := max(device(leastField), min(device(manyFields), height-caption-gap)) // a whole line of tiles at least
	sizes := widget.FitTiles([]widget.TileRow{row}, widget.DevicePixels(p.scroll, room.Width), height, widget.FitOptions{
		Gap: gap, Caption: caption, Largest: device(largestField), Smallest: device(leastField), Scrolled: scrolled})
	p.tiles.SetGap(gap)
	p.tiles.SetTileSize(sizes[0])
	p.scroll.Refresh()
}
