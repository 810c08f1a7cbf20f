package ui

import (
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// growth shows what became of one layer: its kernels, or maps, now and at earlier steps, in
// one colour range.
type growth struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	head  *widget.SectionHead
	layer *widget.Dropdown
	modes *widget.Segmented
	rows  [growthRows]*growthRow

	frame *frame
	of    growthOf
	span  colormap.Range
	width float32 // the tiles' sizes were made for
	line  float32 // width of a line of tiles
	words pace
}

// growthRows is now, two steps on the way, and the start.
const growthRows = 4

// growthOf is everything that decides what stands in the rows, but for the networks.
type growthOf struct {
	run     *session.Run
	watched session.Watched
	first   int // unit of the first tile
	dark    bool
}

// A growthRow is the layer at one step.
type growthRow struct {
	root  *fyne.Container
	label *widget.Text
	tiles *widget.Tiles

	step    int
	net     *cnn.Network  // nil: the row is empty
	view    *session.View // maps: what it answers, nil while that is computed
	kernels kernels       // of the layer, or what learning added to them
	bounds  colormap.Range
	taken   growthTaken // what kernels and bounds were made of
	drawn   growthDrawn
}

type growthTaken struct {
	net     *cnn.Network
	watched session.Watched
}

// growthDrawn is what a row's pixels were made of.
type growthDrawn struct {
	of   growthOf
	net  *cnn.Network
	view *session.View
	span colormap.Range
}

func newGrowth(act do, hover func(text ...string)) *growth {
	g := &growth{act: act, hover: hover, words: pace{every: wordsEvery}}
	g.layer = widget.NewDropdown("", "", g.choices)
	g.layer.SetTip("The layer that is followed")
	g.modes = widget.NewSegmented([]widget.Option{
		{Value: string(session.Kernels), Label: "kernels", Tip: "The weights: what the units look for"},
		{Value: string(session.Maps), Label: "maps", Tip: "What the units answered to the picture, at each of these steps"},
		{Value: string(session.Change), Label: "change", Tip: "What learning added: the weights minus those at the start"},
	}, string(session.Kernels), func(v string) {
		act(session.WatchLayer{Watched: session.Watched{Row: g.of.watched.Row, Mode: session.Mode(v)}})
	})
	g.head = widget.NewSectionHead("Kernels of")
	objects := []fyne.CanvasObject{headline(g.head, 160, g.layer, g.modes)}
	for i := range g.rows {
		g.rows[i] = g.newRow()
		objects = append(objects, g.rows[i].root)
	}
	body := container.New(pileLayout{0, theme.Grid / 2}, objects...)
	g.root = arranged(body.MinSize, func(size fyne.Size) {
		if g.width != size.Width {
			g.width = size.Width
			g.fit()
		}
		body.Resize(size)
	}, body)
	return g
}

// growthLabel is the width of the steps' names, before scaling.
const growthLabel float32 = 48

// address is the unit at a place in the rows.
func (g *growth) address(place int) session.Address {
	return session.Address{Layer: g.of.watched.Row, Unit: g.of.first + place}
}

func (g *growth) newRow() *growthRow {
	r := &growthRow{label: widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet})}
	r.tiles = widget.NewTiles(widget.TileRow{}, func(dst *image.RGBA, i int, at image.Rectangle) { g.paint(r, dst, g.of.first+i, at) })
	r.tiles.SetGap(growthGap)
	r.tiles.OnSelect = func(i int) {
		g.act(session.Select{Unit: g.address(i)})
	}
	r.tiles.OnOpen = func(int) { g.act(session.OpenTab{Tab: session.TabHistory}) }
	r.tiles.OnHover = func(i, _, _ int, inside bool) {
		if !inside {
			g.hover()
			return
		}
		g.hover(fmt.Sprintf("%s:%d", g.of.watched.Row, g.of.first+i), fmt.Sprintf("step %s", grouped(r.step)))
	}
	r.root = arranged(
		func() fyne.Size { return r.tiles.MinSize().AddWidthHeight(theme.Px(growthLabel), 0) },
		func(size fyne.Size) {
			left := theme.Px(growthLabel)
			put(r.label, 0, 0, left, size.Height)
			put(r.tiles, left, 0, min(g.line, size.Width-left), size.Height)
		}, r.label, r.tiles)
	return r
}

// choices is the menu of layers with weights.
func (g *growth) choices() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, row := range g.frame.rows {
		if !watchable(g.frame.shown.Net, row) {
			continue
		}
		item := fyne.NewMenuItem(row.Title, func() {
			g.act(session.WatchLayer{Watched: session.Watched{Row: row.Name, Mode: g.of.watched.Mode}})
		})
		item.Checked = row.Name == g.of.watched.Row
		items = append(items, item)
	}
	return items
}

// mostWatched bounds the weights of a layer that can be followed: comparing more of them at
// every step would hold the window up.
const mostWatched = 4 << 20

func watchable(net *cnn.Network, row session.Row) bool {
	k, ok := kernelOf(net, row.Parts[0])
	return ok && len(k.weights) <= mostWatched
}

// watchedRow is the row that is followed, and how.
func (f *frame) watchedRow() (session.Row, session.Mode) {
	w := f.selection.Watched
	if w.Mode == "" {
		w.Mode = session.Kernels
	}
	var first *session.Row
	for i, row := range f.rows {
		if !watchable(f.shown.Net, row) {
			continue
		}
		if row.Name == w.Row {
			return row, w.Mode
		}
		if first == nil {
			first = &f.rows[i]
		}
	}
	if first == nil {
		return f.rows[0], session.Maps
	}
	return *first, w.Mode
}

// update shows a frame; resized tells that the rows take another height now.
func (g *growth) update(f *frame) (resized bool) {
	g.frame = f
	row, mode := f.watchedRow()
	of, selected := g.watched(f, row, mode)
	if of != g.of {
		g.of = of
		g.layer.SetValue(row.Title)
		g.modes.SetValue(string(mode))
		g.head.SetText(map[session.Mode]string{session.Kernels: "Kernels of ", session.Maps: "Maps of ", session.Change: "Learned by "}[mode] + row.Title)
		g.fit()
		resized = true
	}
	resized = g.take(f, row, mode) || resized
	for _, r := range g.rows {
		r.weigh(f, row, mode)
	}
	g.span = g.shared(row, mode)
	silenced := f.silenced(row.Name)
	for i := range silenced {
		silenced[i] -= of.first
	}
	for _, r := range g.rows {
		r.mark(selected-of.first, silenced, growthDrawn{of, r.net, r.view, g.span})
	}
	if g.words.due(f) || resized {
		g.head.SetNote(g.note(f, row, mode))
	}
	return resized
}

// watched is what is to be shown: the page of a row on which the selected unit is, and that unit, -1 if it is of another row.
func (g *growth) watched(f *frame, row session.Row, mode session.Mode) (of growthOf, selected int) {
	of, selected = growthOf{f.shown.Run, session.Watched{Row: row.Name, Mode: mode}, 0, f.dark}, -1
	if f.selection.Unit.Layer == row.Name {
		selected = f.selection.Unit.Unit
		if page := g.page(row); page < row.Units {
			of.first = selected / page * page
		}
	}
	return of, selected
}

// mark marks the selected tile and crosses silenced ones, and draws the tiles where they are not drawn yet.
func (r *growthRow) mark(selected int, silenced []int, now growthDrawn) {
	r.tiles.SetSelected(selected)
	r.tiles.SetCrossed(silenced)
	if now != r.drawn && r.net != nil {
		r.drawn = now
		r.tiles.RefreshUnits()
	}
}

// take gives every row its network; it tells whether rows come or go.
func (g *growth) take(f *frame, row session.Row, mode session.Mode) (resized bool) {
	past := milestones(f.shown.Run.Snapshots(), f.shown.Step, growthRows-1)
	if past[0].Step >= f.shown.Step {
		past = nil // nothing was learned yet
	}
	for i, r := range g.rows {
		was := r.net != nil
		at, label := session.Snapshot{Step: f.shown.Step, Net: f.shown.Net}, "now"
		if f.shown.Scrubbed {
			label = grouped(at.Step)
		}
		r.view = nil
		switch k := len(past) - i; {
		case i > 0 && (k < 0 || mode == session.Change && k == 0):
			at.Net = nil
		case i > 0:
			at, label = past[k], grouped(past[k].Step)
			if k == 0 {
				label = "start"
			}
			if mode == session.Maps {
				r.view = f.session.Past.View(f.shown.Run, at, f.stimulus)
			}
		case mode == session.Maps:
			r.view = f.view
		}
		r.step, r.net = at.Step, at.Net
		r.label.SetText(label)
		if is := r.net != nil; is != was || is != r.root.Visible() {
			show(r.root, is)
			resized = true
		}
	}
	return resized
}

// weigh finds a row's kernels, where they are not those of the last time.
func (r *growthRow) weigh(f *frame, row session.Row, mode session.Mode) {
	now := growthTaken{r.net, session.Watched{Row: row.Name, Mode: mode}}
	if now == r.taken || r.net == nil || mode == session.Maps {
		return
	}
	r.taken = now
	r.kernels, _ = kernelOf(r.net, row.Parts[0])
	if mode == session.Change {
		start, _ := kernelOf(f.shown.Run.Snapshots()[0].Net, row.Parts[0])
		r.kernels = r.kernels.minus(start)
	}
	r.bounds = r.kernels.bounds()
}

// shared is the one range in which all rows are drawn. It is rounded up, so that a kernel
// that grows a little does not change all colours.
func (g *growth) shared(row session.Row, mode session.Mode) colormap.Range {
	var ranges []colormap.Range
	for _, r := range g.rows {
		switch {
		case r.net == nil:
		case mode != session.Maps:
			ranges = append(ranges, r.bounds)
		case r.view != nil:
			ranges = append(ranges, r.view.Range(row.Main, 0, session.RangeLayer))
		}
	}
	return roundedUp(colormap.Shared(ranges...))
}

// minus is the difference between the same kernels at two times.
func (k kernels) minus(before kernels) kernels {
	change := make([]float32, len(k.weights))
	for i, w := range k.weights {
		change[i] = w - before.weights[i]
	}
	k.weights = change
	return k
}

// roundedUp lets a range reach to the next round number.
func roundedUp(r colormap.Range) colormap.Range {
	r.Low, r.High = math.Copysign(roundUp(math.Abs(r.Low)), r.Low), math.Copysign(roundUp(math.Abs(r.High)), r.High)
	return r
}

// roundUp returns the least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 and 8 times a power of ten
// that is not below x.
func roundUp(x float64) float64 {
	if x == 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, step := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if step*power >= x*(1-1e-9) {
			return step * power
		}
	}
	return 10 * power
}

func (g *growth) note(f *frame, row session.Row, mode session.Mode) string {
	note := fmt.Sprintf("step %s · one colour range for all, ", grouped(f.shown.Step))
	if mode == session.Change {
		note = "weights minus those at the start · one colour range for all, "
	}
	if low, high := g.span.Ends(); low < 0 {
		note += "±" + widget.Number(high)
	} else {
		note += widget.Number(low) + " to " + widget.Number(high)
	}
	if page := g.page(row); page < row.Units {
		note += fmt.Sprintf(" · units %d to %d of %d", g.of.first, min(g.of.first+page, row.Units)-1, row.Units)
	}
	return note
}

func (g *growth) paint(r *growthRow, dst *image.RGBA, unit int, at image.Rectangle) {
	row, mode := g.frame.watchedRow()
	if r.net == nil || unit >= row.Units {
		return
	}
	if mode == session.Maps {
		if r.view == nil {
			render.Fill(dst, at, rgba(theme.Color(theme.Field)))
			return
		}
		data, h, w := session.Map(r.view.Now(row.Main), unit)
		render.Map(dst, at, data, h, w, g.span, activation(g.span, g.frame.dark))
		return
	}
	r.kernels.unit(unit).paint(dst, at, g.span, g.frame.dark)
}
