package ui

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// layerRow is one layer of the inspect room: its name and measures, what its tiles show,
// and the tiles.
type layerRow struct {
	root  *fyne.Container
	head  *layerHead
	tiles *widget.Tiles
	row   session.Row
	names *rowNames
	last  bool // the answers

	// What is drawn:
	frame    *frame
	node     int
	partName string
	mode     session.Mode
	cells    [2]int // of a tile
	kernels  kernels
	bounds   colormap.Range // of all of them, which takes long to find in a large layer
	weighed  *cnn.Network   // whose kernels they are
	room     [2]int         // cells that the tile's size is made for
	drawn    rowContents
}

// Sizes of tiles that show one number, before scaling.
const (
	numberTile float32 = 20
	answerTile float32 = 56 // wide enough for the name of a class
)

// rowContents is everything that the tiles' pixels depend on.
type rowContents struct {
	view *session.View
	mode session.Mode
	node int
	rng  session.RangeMode
	dark bool
}

func newLayerRow(act do, hover func(*spot), menu func(session.Address, fyne.Position), at int, names *rowNames) *layerRow {
	row := names.rows[at]
	l := &layerRow{row: row, names: names, last: at == len(names.rows)-1, node: -1}
	l.tiles = widget.NewTiles(widget.TileRow{Count: row.Units, Height: 1, Width: 1}, l.paint)
	l.tiles.OnSelect = func(unit int) { act(session.Select{Unit: session.Address{Layer: row.Name, Unit: unit}}) }
	l.tiles.OnCell = func(_, r, c int) {
		if l.mode != session.Kernels {
			act(session.PinCell{Row: r, Col: c})
		}
	}
	l.tiles.OnOpen = func(int) { act(session.OpenTab{Tab: session.TabMap}) }
	l.tiles.OnSecondary = func(unit int, at fyne.Position) { menu(session.Address{Layer: row.Name, Unit: unit}, at) }
	l.tiles.OnHover = func(unit, r, c int, inside bool) {
		if !inside || l.mode == session.Kernels {
			hover(nil)
			return
		}
		hover(&spot{l.node, unit, r, c})
	}
	l.head = newLayerHead(act, at, names)
	l.root = container.NewBorder(container.NewBorder(nil, spacer(theme.Grid/2), nil, nil, l.head.root), nil, nil, nil, l.tiles)
	if l.last {
		l.tiles.SetCaptions(func(unit int) string { return labelOf(l.frame.view.Shown.Net, unit) })
	}
	return l
}

// partItems is the menu of a row's stages, of which one is looked at now.
func partItems(act do, row session.Row, names *rowNames, now int) []*fyne.MenuItem {
	items := make([]*fyne.MenuItem, len(row.Parts))
	for i, p := range row.Parts {
		part := names.net.Nodes[p].Name
		items[i] = fyne.NewMenuItem(names.titles[p]+": "+stage(names.net.Nodes[p].Layer.Kind()), func() { act(session.ShowPart{Row: row.Name, Part: part}) })
		items[i].Checked = p == now
	}
	return items
}

// stage says in words what a kind of layer leaves.
func stage(kind string) string {
	switch kind {
	case "Conv", "ConvTranspose", "Gemm", "MatMul":
		return "the weighted sum itself"
	case "Concat":
		return "the maps of several layers"
	case "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceSum", "ReduceMax":
		return "after pooling, a smaller map"
	case "Resize":
		return "after resizing"
	case "BatchNormalization", "InstanceNormalization", "LayerNormalization", "LRN":
		return "after normalisation"
	case "Add", "Sum", "Sub", "Mul", "Div":
		return "after what comes past these layers was put to it"
	default:
		return "after the activation"
	}
}

func modeOptions(row session.Row, net *cnn.Network) []widget.Option {
	options := []widget.Option{{Value: string(session.Maps), Label: "maps", Tip: "What the units answer to the picture"}}
	if _, ok := kernelOf(net, row.Parts[0]); ok {
		options = append(options, widget.Option{Value: string(session.Kernels), Label: "kernels", Tip: "The weights: what the units look for"})
	}
	return append(options, widget.Option{Value: string(session.Change), Label: "change", Tip: "After painting minus before"})
}

// prepare finds out what the tiles will show, which decides their shape.
func (l *layerRow) prepare(f *frame) {
	l.frame = f
	net := f.view.Shown.Net
	l.node = f.selection.Part(net, l.row)
	l.partName = net.Nodes[l.node].Name
	l.mode = f.selection.Mode(l.row.Name)
	h, w := session.MapSize(net.Nodes[l.node].Shape)
	l.room = [2]int{h, w}
	if l.mode == session.Kernels {
		kh, kw, ok := kernelCells(net, l.row.Parts[0])
		if !ok {
			l.mode = session.Maps // another network had kernels under this name
		} else {
			h, w = kh, kw
			l.weigh(net)
		}
	}
	l.head.set(l.node, l.mode)
	if l.room == [2]int{1, 1} {
		l.room = [2]int{h, w}
	}
	if l.cells != [2]int{h, w} {
		l.cells = [2]int{h, w}
		r := l.tileRow()
		r.Height, r.Width = h, w
		l.tiles.SetRow(r)
	}
}

// weigh takes a network's kernels over.
func (l *layerRow) weigh(net *cnn.Network) {
	if net == l.weighed {
		return
	}
	l.weighed = net
	l.kernels, _ = kernelOf(net, l.row.Parts[0])
	l.bounds = l.kernels.bounds()
}

// tileRow is what the row asks of the room. Kernels get tiles of their maps' size, so that changing between them moves
// nothing; only those of single numbers need more.
func (l *layerRow) tileRow() widget.TileRow {
	r := widget.TileRow{Count: l.row.Units, Height: l.room[0], Width: l.room[1], Caption: l.last}
	if l.room == [2]int{1, 1} { // a single number needs no picture
		side := widget.DevicePixels(l.tiles, theme.Px(numberTile))
		r.Fixed = image.Pt(side, side)
		if l.last {
			r.Fixed.X = widget.DevicePixels(l.tiles, theme.Px(answerTile))
		}
	}
	return r
}

func (l *layerRow) update(f *frame) {
	l.head.note.SetText(l.measures(f))
	selected := -1
	if f.selection.Unit.Layer == l.row.Name {
		selected = f.selection.Unit.Unit
	}
	l.tiles.SetSelected(selected)
	l.tiles.SetCrossed(f.silenced(l.row.Name))
	l.showWindows(f)
	now := rowContents{f.view, l.mode, l.node, f.selection.Range, f.dark}
	if l.mode == session.Kernels && l.drawn.mode == session.Kernels && l.drawn.view != nil && l.drawn.view.Shown.Net == f.view.Shown.Net {
		now.view = l.drawn.view // painting does not change weights
	}
	if now != l.drawn {
		l.drawn = now
		l.tiles.RefreshUnits()
	}
}

// measures is the line behind the layer's name.
func (l *layerRow) measures(f *frame) string {
	net := f.view.Shown.Net
	shape := net.Nodes[l.node].Shape
	text := fmt.Sprintf("%d units", l.row.Units)
	if conv, ok := net.Nodes[l.row.Parts[0]].Layer.(*cnn.Conv2D); ok {
		text += fmt.Sprintf(" · %d×%d", conv.Kernel[0], conv.Kernel[1])
	}
	if len(shape) == 3 {
		text += fmt.Sprintf(" · map %d×%d", shape[1], shape[2])
	}
	e := f.extents[l.node]
	switch {
	case e.Whole:
		return text + " · sees everything"
	case e.Size[0] == e.Size[1]:
		return text + fmt.Sprintf(" · sees %d px", e.Size[0])
	default:
		return text + fmt.Sprintf(" · sees %d×%d px", e.Size[0], e.Size[1])
	}
}

// showWindows marks what the cell under the flashlight sees of this layer.
func (l *layerRow) showWindows(f *frame) {
	at := f.lit()
	l.tiles.SetMarker(-1, 0, 0)
	l.tiles.SetWindow(-1, image.Rectangle{})
	if l.mode == session.Kernels {
		return
	}
	if l.node == at.node {
		l.tiles.SetMarker(at.unit, at.row, at.col)
		return
	}
	if f.hover == nil && f.selection.Tool != session.ToolFlashlight || len(f.view.Shown.Net.Nodes[l.node].Shape) != 3 {
		return
	}
	if f.extents[at.node].Whole {
		return // every tile would be framed whole
	}
	for _, w := range f.chain(at) {
		if w.Node == l.node {
			l.tiles.SetWindow(-1, w.Rect)
		}
	}
}

// paint draws one unit's tile.
func (l *layerRow) paint(dst *image.RGBA, unit int, r image.Rectangle) {
	f := l.frame
	if f == nil || f.view == nil {
		return
	}
	switch l.mode {
	case session.Kernels:
		l.kernels.unit(unit).paint(dst, r, l.bounds, f.dark)
	case session.Change:
		before, h, w := session.Map(f.view.Before(l.node), unit)
		now, _, _ := session.Map(f.view.Now(l.node), unit)
		paintMap(dst, r, difference(now, before), h, w, f.view.ChangeRange(l.node), signed(f.dark))
	default:
		data, h, w := session.Map(f.view.Now(l.node), unit)
		rng := f.session.Range(f.view, l.node, unit)
		paintMap(dst, r, data, h, w, rng, activation(rng, f.dark))
	}
}

// paintMap draws a map in a tile; a single number fills it, whatever the tile's shape.
func paintMap(dst *image.RGBA, r image.Rectangle, data []float32, h, w int, rng colormap.Range, m colormap.Map) {
	if h*w == 1 {
		render.Fill(dst, r, m.Table()[rng.Quantiser().Entry(data[0])])
		return
	}
	render.Map(dst, r, data, h, w, rng, m)
}

// signed is the colours of weights and changes.
func signed(dark bool) colormap.Map {
	if dark {
		return colormap.SignedDark
	}
	return colormap.Signed
}

// activation is the colours of a map: two-sided where the range is.
func activation(r colormap.Range, dark bool) colormap.Map {
	if r.Signed {
		return signed(dark)
	}
	return colormap.Activation
}

// gapped is a map of colours with another one for what is not a number: the gaps between
// the slices of a kernel.
func gapped(m colormap.Map, gap color.RGBA) colormap.Map {
	lut := colormap.LUT(*m.Table())
	lut[0] = gap
	return &lut
}
