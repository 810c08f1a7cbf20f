package ui

import (
	"cmp"
	"fmt"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	xdraw "golang.org/x/image/draw"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A slowBoard draws how one picture is learned: the picture, its way through the layers, the
// answers, and below them the error that goes back.
type slowBoard struct {
	root   *fyne.Container
	hover  func(text ...string)
	dark   bool
	names  []string // of the classes
	slow   *session.Slow
	shown  *cnn.Tensor // the picture
	table  *widget.Table
	title  *widget.Text // over the table
	input  *boardColumn
	layers []*boardColumn // the last is the answers', without tiles
	lit    int
	narrow bool // captions have room for a number only
}

// A boardColumn is the picture or one layer: a name, tiles, and a bar of error.
type boardColumn struct {
	name  *widget.Text
	tiles *widget.Tiles
	bar   *widget.ErrorBar

	units    []int // of each tile
	silenced []int // units of the layer
	h, w     int   // of a tile's map
	maps     *cnn.Tensor
	rng      colormap.Range
	coloured bool // the picture itself
}

// boardTiles is how many of a layer's units are shown: those that answer most.
const boardTiles = 4

func newSlowBoard(hover func(text ...string)) *slowBoard {
	b := &slowBoard{hover: hover, table: widget.NewTable()}
	b.title = widget.NewText("answer", widget.TextStyle{Bold: true})
	b.input = b.newColumn("picture")
	b.root = arranged(b.least, b.place)
	return b
}

func (b *slowBoard) newColumn(name string) *boardColumn {
	c := &boardColumn{name: widget.NewText(name, widget.TextStyle{Bold: true, Cut: true}), bar: widget.NewErrorBar()}
	c.tiles = widget.NewTiles(widget.TileRow{}, func(dst *image.RGBA, i int, r image.Rectangle) { b.paint(c, dst, i, r) })
	c.tiles.SetGap(2)
	c.tiles.OnHover = func(i, row, col int, inside bool) { b.say(c, name, i, row, col, inside) }
	return c
}

// show takes a picture over, at whatever stage.
func (b *slowBoard) show(slow *session.Slow, f *frame) {
	b.dark, b.names = f.dark, f.shown.Net.Meta.Labels
	another := b.slow == nil || len(b.slow.Layers) != len(slow.Layers) || &b.slow.Answers[0] != &slow.Answers[0]
	b.slow = slow
	if another {
		b.build(f)
	}
	for i, c := range b.layers {
		c.showStage(slow.Layers[i], slow.Stage)
		c.strike(f.silenced(slow.Layers[i].Name))
	}
	b.fillTable()
	b.light(b.lit)
}

// build makes the columns of another network.
func (b *slowBoard) build(f *frame) {
	b.shown = f.stimulus.Painted
	shape := b.shown.Shape
	b.input.h, b.input.w, b.input.units, b.input.coloured = shape[1], shape[2], []int{0}, true
	b.input.tiles.SetRow(widget.TileRow{Count: 1, Height: shape[1], Width: shape[2]})
	b.input.tiles.RefreshUnits()
	b.layers = nil
	objects := []fyne.CanvasObject{b.input.name, b.input.tiles, b.title, b.table}
	for i, layer := range b.slow.Layers {
		c := b.newColumn(layer.Name)
		b.layers = append(b.layers, c)
		objects = append(objects, c.bar)
		if i < len(b.slow.Layers)-1 {
			c.choose(layer)
			objects = append(objects, c.name, c.tiles)
		}
	}
	b.root.Objects = objects
}

// choose picks the units to show, and how: a convolution's strongest maps, or all units of a
// dense layer as the cells of one tile.
func (c *boardColumn) choose(layer session.SlowLayer) {
	shape := layer.Maps.Shape
	if len(shape) != 3 {
		c.h, c.w = nearlySquare(shape.Size())
		c.units = []int{0}
	} else {
		c.h, c.w = shape[1], shape[2]
		c.units = strongestUnits(layer.Maps, boardTiles)
	}
	c.tiles.SetRow(widget.TileRow{Count: len(c.units), Height: c.h, Width: c.w})
}

// strongestUnits are the units with the largest answers, the strongest first.
func strongestUnits(maps *cnn.Tensor, n int) []int {
	units := make([]int, maps.Shape[0])
	peak := make([]float32, len(units))
	for u := range units {
		data, _, _ := session.Map(maps, u)
		units[u], peak[u] = u, slices.Max(data)
	}
	slices.SortStableFunc(units, func(a, b int) int { return cmp.Compare(peak[b], peak[a]) })
	return units[:min(n, len(units))]
}

// nearlySquare is the sides of the squarest rectangle of n cells.
func nearlySquare(n int) (h, w int) {
	for h = 1; (h+1)*(h+1) <= n; h++ {
	}
	for n%h != 0 {
		h--
	}
	return h, n / h
}

// showStage shows the layer's answers, or the error that reached it.
func (c *boardColumn) showStage(layer session.SlowLayer, stage session.Stage) {
	maps := layer.Maps
	if stage >= session.StageError && layer.Error != nil {
		maps = layer.Error
	}
	if maps == c.maps {
		return
	}
	c.maps = maps
	if maps == layer.Maps {
		c.rng = colormap.RangeOf(maps.Data).WithZero()
		c.rng.Signed = c.rng.Low < 0
	} else {
		c.rng = colormap.SignedOf(maps.Data)
	}
	c.tiles.RefreshUnits()
}

// strike strikes out the units of the layer that are silenced.
func (c *boardColumn) strike(silenced []int) {
	if !slices.Equal(silenced, c.silenced) {
		c.silenced = silenced
		c.tiles.RefreshUnits()
	}
}

func (b *slowBoard) paint(c *boardColumn, dst *image.RGBA, i int, r image.Rectangle) {
	switch {
	case c.coloured && b.shown != nil:
		picture := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
		render.Picture(picture, picture.Rect, b.shown.Data, b.shown.Shape[0], c.h, c.w)
		xdraw.ApproxBiLinear.Scale(dst, r, picture, picture.Rect, xdraw.Src, nil) // to be recognised, not to be read off
	case c.maps != nil && i < len(c.units):
		render.Map(dst, r, c.data(i), c.h, c.w, c.rng, activation(c.rng, b.dark))
		for _, unit := range c.silenced {
			switch {
			case len(c.maps.Shape) != 3: // the tile's cells are the units
				crossOut(dst, render.Cells(r, c.h, c.w, image.Rect(unit%c.w, unit/c.w, unit%c.w+1, unit/c.w+1)))
			case unit == c.units[i]:
				crossOut(dst, r)
			}
		}
	}
}

// data is the values of a tile.
func (c *boardColumn) data(i int) []float32 {
	return c.maps.Data[c.units[i]*c.h*c.w:][:c.h*c.w]
}

func (b *slowBoard) say(c *boardColumn, name string, i, row, col int, inside bool) {
	if !inside || c.maps == nil || i >= len(c.units) {
		b.hover()
		return
	}
	what := "answers"
	if b.slow.Stage >= session.StageError {
		what = "error"
	}
	at := row*c.w + col
	if len(c.maps.Shape) == 3 {
		b.hover(fmt.Sprintf("%s:%d", name, c.units[i]), fmt.Sprintf("row %d, column %d", row, col), what+" "+widget.Number(float64(c.data(i)[at])))
		return
	}
	b.hover(fmt.Sprintf("%s:%d", name, at), what+" "+widget.Number(float64(c.data(i)[at])))
}

// light shows the bars, and how many arrows from the answers the error has passed.
func (b *slowBoard) light(lit int) {
	b.lit = lit
	if b.slow == nil {
		return
	}
	largest := 0.0
	for _, layer := range b.slow.Layers {
		largest = max(largest, layerSize(layer, b.slow.Stage))
	}
	last := len(b.layers) - 1
	for i, c := range b.layers {
		show(c.bar, b.slow.Stage >= session.StageError)
		arrow := widget.DimArrow
		switch {
		case i == 0:
			arrow = widget.NoArrow
		case lit > last-i:
			arrow = widget.LitArrow
		}
		size, share := layerSize(b.slow.Layers[i], b.slow.Stage), 0.0
		if lit >= last-i && largest > 0 {
			share = size / largest
		}
		c.bar.Set(share, b.caption(size), arrow)
	}
}

func (b *slowBoard) caption(size float64) string {
	switch {
	case b.narrow:
		return widget.Number(size)
	case b.slow.Stage == session.StageUpdate:
		return "change " + widget.Number(size)
	}
	return "error " + widget.Number(size)
}

// layerSize is what a layer's bar shows: the size of the error that reached its units, or of
// the change of its weights.
func layerSize(layer session.SlowLayer, stage session.Stage) float64 {
	switch {
	case stage == session.StageUpdate:
		return layer.Update
	case layer.Error == nil:
		return 0
	}
	return euclidean(layer.Error.Data)
}

// Before scaling.
const (
	boardGap     float32 = widget.ErrorBarInset
	boardColMin  float32 = 56
	boardColMax  float32 = 112
	boardName    float32 = 20 // height of the names' line
	boardBar     float32 = 36 // height of the bars' line
	boardTable   float32 = 176
	boardCaption float32 = 84 // a column that holds a caption in words: "change 0.00512"
)

// measure lays the columns out at a width: how wide one is, and whether the table has to go
// below them.
func (b *slowBoard) measure(width float32) (col float32, below bool) {
	n, g := float32(len(b.layers)), theme.Px(boardGap) // the picture and all layers but the last
	table := max(theme.Px(boardTable), b.table.MinSize().Width)
	col = (width - table - n*g) / n
	if col < theme.Px(boardColMin) {
		below = true
		col = (width - (n-1)*g) / n
	}
	return min(max(col, theme.Px(16)), theme.Px(boardColMax)), below
}

func (b *slowBoard) least() fyne.Size {
	if len(b.layers) == 0 {
		return fyne.Size{}
	}
	col, below := b.measure(b.root.Size().Width)
	table := theme.Px(boardName) + b.table.MinSize().Height
	height := theme.Px(boardName) + col
	if below {
		height += table + theme.Px(boardBar)
	} else {
		height = max(height, table)
	}
	return fyne.NewSize(theme.Px(boardTable), height+theme.Px(theme.Grid/2+boardBar))
}

func (b *slowBoard) place(size fyne.Size) {
	if len(b.layers) == 0 {
		return
	}
	col, below := b.measure(size.Width)
	g, name, x := theme.Px(boardGap), theme.Px(boardName), float32(0)
	if narrow := col < theme.Px(boardCaption); narrow != b.narrow {
		b.narrow = narrow
		b.light(b.lit)
	}
	bars := size.Height - theme.Px(boardBar)
	if below {
		bars = name + col + theme.Px(theme.Grid/2)
	}
	put(b.input.name, 0, 0, col+g-theme.Px(2), name)
	b.input.placeTiles(0, name, col)
	for i, c := range b.layers {
		x += col + g
		width := col
		if i == len(b.layers)-1 {
			if below {
				put(c.bar, 0, size.Height-theme.Px(boardBar), min(size.Width, theme.Px(boardColMax)+g), theme.Px(boardBar))
				break
			}
			width = min(size.Width-x, theme.Px(boardColMax))
		} else {
			put(c.name, x, 0, col+g-theme.Px(2), name)
			c.placeTiles(x, name, col)
		}
		put(c.bar, x-g, bars, width+g, theme.Px(boardBar))
	}
	table := b.table.MinSize()
	if below {
		top := bars + theme.Px(boardBar)
		put(b.title, 0, top, col, name)
		put(b.table, 0, top+name, min(size.Width, theme.Px(280)), table.Height)
		return
	}
	put(b.title, x, 0, col, name)
	put(b.table, x, name, min(size.Width-x, theme.Px(280)), table.Height)
}

// placeTiles fits the tiles into a square.
func (c *boardColumn) placeTiles(x, y, edge float32) {
	put(c.tiles, x, y, edge, edge)
	side := 1
	if len(c.units) > 1 {
		side = 2
	}
	device := (widget.DevicePixels(c.tiles, edge) - 2*side) / side
	if h, w := c.h, c.w; h > 0 && w > 0 && device > 0 {
		longer := max(h, w)
		c.tiles.SetTileSize(image.Pt(max(1, device*w/longer), max(1, device*h/longer)))
	}
}
