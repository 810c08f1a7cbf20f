package ui

import (
	"fmt"
	"image"
	"math"
	"slices"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
)

// A historyPage shows how the unit came to be: its kernel at steps on the way, and how fast
// its weights changed.
type historyPage struct {
	act do

	head   *widget.SectionHead
	tiles  *widget.Tiles
	sheet  *fyne.Container
	bar    *widget.ColorBar
	title  *widget.SectionHead
	curve  *widget.Curve
	empty  *widget.Text
	invite *fyne.Container
	none   *widget.Text

	shown  []session.Snapshot // of each tile; the last is now
	layer  kernels            // of what is looked at
	drawn  historyDrawn
	span   colormap.Range
	change unitChange
	width  float32
	pace   pace
}

// historyOf is what the page is about.
type historyOf struct {
	run        *session.Run
	head, unit int
}

// historyDrawn is what the tiles were drawn from.
type historyDrawn struct {
	of   historyOf
	net  *cnn.Network
	dark bool
}

// historySnapshots is how many kernels are shown, the one now included.
const historySnapshots = 8

func newHistoryPage(act do, hover func(text ...string)) *historyPage {
	p := &historyPage{act: act, pace: pace{every: wordsEvery}}
	p.head = widget.NewSectionHead("How it came to be")
	p.tiles = widget.NewTiles(widget.TileRow{Caption: true}, p.paint)
	p.tiles.SetCaptions(p.caption)
	p.tiles.OnSelect = p.scrub
	p.tiles.OnHover = func(i, _, _ int, inside bool) {
		if !inside || i >= len(p.shown) {
			hover()
			return
		}
		hover(fmt.Sprintf("step %s", grouped(p.shown[i].Step)), "click to look at the network as it was then")
	}
	p.sheet = arranged(p.tiles.MinSize, func(size fyne.Size) {
		if p.width != size.Width {
			p.width = size.Width
			p.fit()
		}
		p.tiles.Resize(size)
	}, p.tiles)
	p.bar = widget.NewColorBar()
	p.title = widget.NewSectionHead("Weight change per 100 steps")
	p.curve = widget.NewCurve("")
	p.curve.SetMinSize(160, 120)
	p.curve.SetTip("Euclidean distance between the unit's weights in neighbouring snapshots, for 100 steps")
	p.curve.OnHover = func(x float64, y []float64, inside bool) {
		if !inside || len(y) == 0 {
			hover()
			return
		}
		hover(fmt.Sprintf("up to step %.0f", x), "weight change per 100 steps "+widget.Number(y[0]))
	}
	p.empty = widget.NewText("This network has not learned here yet. Let it, and its kernel at steps on the way stands here.",
		widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.invite = beside(widget.NewButton("Train", icon(assets.Play), func() { act(session.TrainSteps{}) }))
	p.none = widget.NewText("This layer has no weights of its own.", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	return p
}

func (p *historyPage) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.head, p.sheet, p.bar, p.empty, p.invite, p.title, p.curve, p.none}
}

// scrub shows the network as it was at a tile's step; the last tile is now.
func (p *historyPage) scrub(i int) {
	step := p.shown[i].Step
	if i == len(p.shown)-1 {
		step = -1
	}
	p.act(session.Scrub{Step: step})
}

func (p *historyPage) update(s *subject) (resized bool) {
	now := historyDrawn{historyOf{s.shown.Run, s.head, s.unit}, s.shown.Net, s.dark}
	another := now.of != p.drawn.of
	if now == p.drawn || !another && now.dark == p.drawn.dark && !p.pace.due(s.frame) {
		return false
	}
	p.drawn = now
	snapshots, was := s.shown.Run.Snapshots(), len(p.shown)
	p.shown = steps(s, snapshots)
	var ok bool
	p.layer, ok = kernelOf(s.shown.Net, s.head)
	resized = p.reveal(ok, len(p.shown) > 1) || another || was != len(p.shown)
	if ok {
		p.drawTiles(s, another || was != len(p.shown))
		p.drawCurve(s, snapshots)
	}
	return resized
}

// steps are the snapshots to show: round steps on the way, and last the network as it is
// now. While the timeline is scrubbed, that is its last snapshot, and what is looked at
// stands in its place.
func steps(s *subject, snapshots []session.Snapshot) []session.Snapshot {
	last := session.Snapshot{Step: s.shown.Step, Net: s.shown.Net}
	if s.shown.Scrubbed {
		last = snapshots[len(snapshots)-1]
	}
	before := milestones(snapshots, last.Step, historySnapshots-1)
	if before[len(before)-1].Step == last.Step {
		before = before[:len(before)-1]
	}
	shown := append(before, last)
	at, there := slices.BinarySearchFunc(shown, s.shown.Step, func(k session.Snapshot, step int) int { return k.Step - step })
	if s.shown.Scrubbed && !there {
		shown = slices.Insert(shown, at, session.Snapshot{Step: s.shown.Step, Net: s.shown.Net})
	}
	return shown
}

// reveal shows what there is to see: nothing of a layer without weights, an invitation where
// nothing has been learned yet.
func (p *historyPage) reveal(weights, learned bool) (resized bool) {
	for o, visible := range map[fyne.CanvasObject]bool{
		p.head: weights, p.sheet: weights, p.bar: weights && !p.layer.pictured(), p.empty: weights && !learned, p.invite: weights && !learned,
		p.title: weights && learned, p.curve: weights && learned, p.none: !weights,
	} {
		if o.Visible() != visible {
			show(o, visible)
			resized = true
		}
	}
	return resized
}

func (p *historyPage) drawTiles(s *subject, another bool) {
	var ranges []colormap.Range
	for _, at := range p.shown {
		k, _ := kernelOf(at.Net, s.head)
		ranges = append(ranges, colormap.SignedOf(k.ofUnit(s.unit)))
	}
	p.span = roundedUp(colormap.Shared(ranges...))
	p.bar.SetRange(p.span, signed(s.dark))
	p.head.SetNote("one colour range for all, ±" + widget.Number(p.span.Bound()))
	if another {
		h, w, _ := kernelCells(s.shown.Net, s.head)
		p.tiles.SetRow(widget.TileRow{Count: len(p.shown), Height: h, Width: w, Caption: true})
		p.fit()
	}
	selected := 0
	for i, at := range p.shown {
		if at.Step <= s.shown.Step {
			selected = i
		}
	}
	p.tiles.SetSelected(selected)
	p.tiles.Refresh() // captions too
}

func (p *historyPage) drawCurve(s *subject, snapshots []session.Snapshot) {
	x, y := p.change.curve(snapshots, p.drawn.of)
	p.curve.SetSeries(widget.Series{Color: colormap.OkabeIto[0], X: x, Y: y})
	cursor := math.NaN()
	if s.shown.Scrubbed {
		cursor = float64(s.shown.Step)
	}
	p.curve.SetCursor(cursor)
}

// historyColumns is how many kernels stand side by side.
const historyColumns = 4

func (p *historyPage) fit() {
	if p.width <= 0 || p.drawn.net == nil {
		return
	}
	h, w, ok := kernelCells(p.drawn.net, p.drawn.of.head)
	if !ok {
		return
	}
	gap := widget.DevicePixels(p.tiles, theme.Px(theme.Grid))
	edge := widget.DevicePixels(p.tiles, p.width)/historyColumns - gap
	edge = min(edge, widget.DevicePixels(p.tiles, theme.Px(72)))
	longer := max(h, w)
	tile := image.Pt(w, h).Mul(max(1, edge/longer))
	if longer > edge {
		tile = image.Pt(max(1, edge*w/longer), max(1, edge*h/longer))
	}
	p.tiles.SetGap(gap)
	p.tiles.SetTileSize(tile)
}

func (p *historyPage) paint(dst *image.RGBA, i int, r image.Rectangle) {
	if i >= len(p.shown) {
		return
	}
	if k, ok := kernelOf(p.shown[i].Net, p.drawn.of.head); ok {
		k.unit(p.drawn.of.unit).paint(dst, r, p.span, p.drawn.dark)
	}
}

func (p *historyPage) caption(i int) string {
	switch {
	case i >= len(p.shown):
		return ""
	case i == 0 && len(p.shown) > 1:
		return "start"
	}
	return grouped(p.shown[i].Step)
}

// unitChange is how far a unit's weights moved from snapshot to snapshot. Distances are kept
// while their snapshots are.
type unitChange struct {
	of        historyOf
	distances map[[2]*cnn.Network]float64
}

// curve is the change per 100 steps, at the later step of each two neighbours.
func (c *unitChange) curve(snapshots []session.Snapshot, of historyOf) (x, y []float64) {
	known := c.distances
	if c.of != of {
		known = nil
	}
	c.of, c.distances = of, make(map[[2]*cnn.Network]float64, len(snapshots))
	for i := 1; i < len(snapshots); i++ {
		a, b := snapshots[i-1], snapshots[i]
		pair := [2]*cnn.Network{a.Net, b.Net}
		distance, ok := known[pair]
		if !ok {
			before, _ := kernelOf(a.Net, of.head)
			after, _ := kernelOf(b.Net, of.head)
			distance = euclidean(difference(after.ofUnit(of.unit), before.ofUnit(of.unit)))
		}
		c.distances[pair] = distance
		x, y = append(x, float64(b.Step)), append(y, 100*distance/float64(b.Step-a.Step))
	}
	return x, y
}
