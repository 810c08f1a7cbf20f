package ui

import (
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A mapPage shows the unit's map large, numbers from it, and how the cell under the
// flashlight got its value.
type mapPage struct {
	act   do
	point func(at *spot)

	view     *widget.MapView
	bar      *widget.ColorBar
	readouts *widget.Readouts
	share    *fyne.Container // who shares the colour range
	shares   *widget.Segmented
	top      *fyne.Container
	beam     *beam
	most     *topPage // a few of the pictures that drive the unit most, below all of it

	subject *subject
	drawn   mapDrawn
	single  bool // the unit is one number, not a map
	words   pace
}

// mapDrawn is everything that the map's pixels depend on.
type mapDrawn struct {
	view       *session.View
	node, unit int
	change     bool
	span       colormap.Range
	dark       bool
	slid       int // cells that the sliding window has reached; -1: all
}

func newMapPage(act do, point func(at *spot), hover func(text ...string)) *mapPage {
	p := &mapPage{act: act, point: point, words: pace{every: wordsEvery}}
	p.view = widget.NewMapView(p.paint)
	p.view.SetMinEdge(96)
	p.view.OnCell = func(row, col int) { act(session.PinCell{Row: row, Col: col}) }
	p.view.OnHover = func(row, col int, inside bool) {
		if !inside {
			point(nil)
			return
		}
		point(&spot{p.subject.node, p.subject.unit, row, col})
	}
	p.bar = widget.NewColorBar()
	p.readouts = widget.NewReadouts()
	p.shares = widget.NewSegmented([]widget.Option{
		{Value: string(session.RangeUnit), Label: "unit", Tip: "The unit's own smallest and largest answer to the unpainted picture"},
		{Value: string(session.RangeLayer), Label: "layer", Tip: "All units of the layer have the same colours"},
		{Value: string(session.RangeFixed), Label: "fixed", Tip: "The layer's range as it is now, whatever picture or training comes"},
	}, string(session.RangeLayer), func(v string) { act(session.ShareRange{Mode: session.RangeMode(v)}) })
	p.share = section(widget.NewText("range shared by", widget.TextStyle{Color: theme.Quiet}), p.shares)
	p.top = arranged(p.least, p.place, p.view, p.bar, p.readouts, p.share)
	p.beam = newBeam(act)
	p.most = newTopPage(act, hover, topSpec{pictures: 10, columns: 5})
	return p
}

func (p *mapPage) objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{p.top, p.beam.root}, p.most.objects()...)
}

func (p *mapPage) update(s *subject) (resized bool) {
	p.subject = s
	h, w := session.MapSize(s.net.Nodes[s.node].Shape)
	if single := h*w == 1; single != p.single {
		p.single, resized = single, true
		show(p.view, !single)
		show(p.bar, !single)
		show(p.share, !single)
	}
	now := mapDrawn{s.frame.view, s.node, s.unit, s.selection.Mode(s.row.Name) == session.Change, p.range_(s), s.dark, p.slid(s)}
	if now != p.drawn {
		cells := p.drawn.view == nil || p.drawn.node != now.node || p.drawn.view.Shown.Run != now.view.Shown.Run
		p.drawn = now
		p.view.SetCells(h, w)
		p.bar.SetRange(now.span, p.colors())
		p.view.Refresh()
		resized = resized || cells
	}
	p.shares.SetValue(string(s.selection.Range))
	at := p.cell(s)
	p.view.SetPinned(at.row, at.col)
	if s.hover != nil || p.words.due(s.frame) {
		items := p.numbers(s, at)
		resized = resized || len(items) != len(p.readouts.Items())
		p.readouts.Set(items...)
	}
	resized = p.beam.update(s) || resized
	return p.most.update(s) || resized
}

// cell is the unit's cell that is read off: the one under the mouse, if it is this unit's.
func (p *mapPage) cell(s *subject) spot {
	if at := s.lit(); at.node == s.node && at.unit == s.unit {
		return at
	}
	row, col := s.frame.cell()
	return spot{s.node, s.unit, row, col}
}

// range_ is the map's colour range: its own for the change, else as it is shared.
func (p *mapPage) range_(s *subject) colormap.Range {
	if s.selection.Mode(s.row.Name) == session.Change {
		return s.view.ChangeRange(s.node)
	}
	return s.session.Range(s.view, s.node, s.unit)
}

// slid is how many cells the sliding window has reached, −1 where it does not slide.
func (p *mapPage) slid(s *subject) int {
	if s.selection.Slide == session.SlideOff {
		return -1
	}
	_, w := session.MapSize(s.net.Nodes[s.node].Shape)
	return s.selection.Cell[0]*w + s.selection.Cell[1] + 1
}

func (p *mapPage) colors() colormap.Map {
	return activation(p.drawn.span, p.drawn.dark)
}

func (p *mapPage) paint(dst *image.RGBA, r image.Rectangle) {
	d := p.drawn
	if d.view == nil {
		return
	}
	data, h, w := session.Map(d.view.Now(d.node), d.unit)
	if d.change {
		before, _, _ := session.Map(d.view.Before(d.node), d.unit)
		data = difference(data, before)
	}
	colors := p.colors()
	if d.slid >= 0 {
		data = append([]float32(nil), data...)
		for i := min(d.slid, len(data)); i < len(data); i++ {
			data[i] = float32(math.NaN())
		}
		colors = gapped(colors, rgba(theme.Color(theme.Field)))
	}
	render.Map(dst, r, data, h, w, d.span, colors)
}

// numbers are what is read off the map.
func (p *mapPage) numbers(s *subject, at spot) []widget.Readout {
	before, now := s.value(at)
	var items []widget.Readout
	if p.single {
		items = append(items, widget.Readout{Name: "answers", Value: figure(float64(now))})
	} else {
		items = append(items, widget.Readout{Name: fmt.Sprintf("at row %d, col %d", at.row, at.col), Value: figure(float64(now))})
	}
	items = append(items, earlier(s.stimulus, before, now))
	if !p.single {
		most, row, col := largest(session.Map(s.view.Now(s.node), s.unit))
		items = append(items, widget.Readout{Name: "maximum", Value: fmt.Sprintf("%s (row %d, col %d)", figure(float64(most)), row, col)})
	}
	return items
}

// earlier compares an answer with that to the picture before it was painted, which lies where it was moved to.
func earlier(stimulus session.Stimulus, before, now float32) widget.Readout {
	r := widget.Readout{Name: "before painting", Value: figure(float64(before)), Then: figure(float64(now))}
	if stimulus.Marks == 0 {
		return widget.Readout{Name: r.Name, Value: "nothing painted"}
	}
	if before == now {
		r.Then = "unchanged"
	}
	return r
}

// largest is the largest value of a map and where it is, the first in row order.
func largest(data []float32, _, w int) (most float32, row, col int) {
	best := cnn.Strongest(data)
	return data[best], best / w, best % w
}

func difference(a, b []float32) []float32 {
	d := make([]float32, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// Before scaling.
const (
	mapEdge      float32 = 208 // of the large map at most
	mapReadouts  float32 = 140 // width of the numbers beside it
	leastMapEdge float32 = 120 // below this the numbers stand under it
)

// measure is the map's edge, and whether the numbers stand under it.
func (p *mapPage) measure(width float32) (edge float32, below bool) {
	edge = width - theme.Px(mapReadouts+2*theme.Grid)
	if below = edge < theme.Px(leastMapEdge); below {
		edge = width
	}
	edge = min(edge, theme.Px(mapEdge))
	if p.subject == nil {
		return edge, below
	}
	// As wide as whole multiples of its cells, so that the colour bar below fits it.
	h, w := session.MapSize(p.subject.net.Nodes[p.subject.node].Shape)
	device, cells := widget.DevicePixels(p.view, edge), max(h, w)
	if device >= cells && cells > 0 {
		edge *= float32(device/cells*cells) / float32(device)
	}
	return edge, below
}

func (p *mapPage) least() fyne.Size {
	readouts := p.readouts.MinSize().Height
	if p.single {
		return fyne.NewSize(theme.Px(leastMapEdge), readouts)
	}
	edge, below := p.measure(p.top.Size().Width)
	left := edge + theme.Px(theme.Grid) + p.bar.MinSize().Height
	right := readouts + theme.Px(theme.Grid) + p.share.MinSize().Height
	if below {
		return fyne.NewSize(theme.Px(leastMapEdge), left+theme.Px(theme.Grid)+right)
	}
	return fyne.NewSize(theme.Px(leastMapEdge), max(left, right))
}

func (p *mapPage) place(size fyne.Size) {
	if p.single {
		put(p.readouts, 0, 0, size.Width, size.Height)
		return
	}
	edge, below := p.measure(size.Width)
	g := theme.Px(theme.Grid)
	put(p.view, 0, 0, edge, edge)
	put(p.bar, 0, edge+g, edge, p.bar.MinSize().Height)
	x, y := edge+2*g, float32(0)
	if below {
		x, y = 0, edge+2*g+p.bar.MinSize().Height
	}
	readouts := p.readouts.MinSize().Height
	put(p.readouts, x, y, size.Width-x, readouts)
	fitHeight(p.share, x, y+readouts+g, size.Width-x)
}
