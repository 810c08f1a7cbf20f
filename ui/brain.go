package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A brainRoom compares the network's layers with a brain: the dissimilarities of a layer and of a region side by side, how
// alike every layer is to every region, when, and where. A pair of pictures, a layer, a moment and a place are each the same
// all over the room. At the right, in the place of the unit's inspector, stand the pair, the place and the settings.
type brainRoom struct {
	root  *fyne.Container
	side  *brainSide
	hover func(text ...string)

	controls *brainControls
	matrices *brainMatrices
	bars     *brainBars
	time     *brainTime
	space    *brainSpace

	page    *fyne.Container // all but the controls
	scroll  *container.Scroll
	refit   func()
	width   float32 // given last
	stacked bool    // everything stands below one another, where there is too little width
}

func newBrainRoom(act do, desk brainDesk, post func(func())) *brainRoom {
	p := &brainRoom{hover: func(...string) {}, refit: desk.refit}
	say := func(text ...string) { p.hover(text...) }
	p.controls = newBrainControls(act, desk)
	p.matrices = newBrainMatrices(act, say, desk)
	p.bars = newBrainBars(act, say)
	p.time = newBrainTime(act, say)
	p.space = newBrainSpace(act, say, post)
	p.side = newBrainSide(act, say, desk)
	p.matrices.paired = p.side.pair.point
	p.page = arranged(p.pageLeast, p.placePage, p.matrices.layer.root, p.matrices.region.root, p.bars.root, p.time.root, p.space.root)
	p.scroll = container.NewVScroll(p.page)
	p.root = arranged(p.least, p.place, p.controls.root, p.scroll)
	return p
}

func (p *brainRoom) update(f *frame) {
	resized := p.controls.update(f)
	resized = p.matrices.update(f) || resized
	resized = p.bars.update(f) || resized
	resized = p.time.update(f) || resized
	resized = p.space.update(f) || resized
	if resized {
		p.place(p.root.Size())
	}
	p.side.update(f, p.matrices)
}

// Measures of the room, before scaling.
const (
	brainWide   float32 = 660  // from here on matrices and bars stand side by side
	brainUpper  float32 = 0.6  // of the height at most, for matrices and bars
	brainLeast  float32 = 240  // of a line of panes
	brainBare   float32 = 120  // of one with words alone
	brainSquare float32 = 0.33 // of the width at most, for a matrix
	brainColumn float32 = 216  // of a matrix's pane, whose words are wider than a small matrix
	brainTimes  float32 = 0.42 // of the width, for what is over time
	brainGap    float32 = 16
)

func (p *brainRoom) least() fyne.Size {
	return fyne.NewSize(theme.Px(2*leastSquare+3*brainGap), p.controls.root.MinSize().Height+theme.Px(brainLeast))
}

func (p *brainRoom) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	if size.Width != p.width {
		p.width = size.Width
		p.refit()
	}
	p.stacked = size.Width < theme.Px(brainWide)
	g := p.margin()
	p.controls.fit(size.Width - 2*g)
	y := g + fitHeight(p.controls.root, g, g, size.Width-2*g) + g
	putScroll(p.scroll, 0, y, size.Width, max(0, size.Height-y))
}

func (p *brainRoom) pageLeast() fyne.Size {
	g, least := theme.Px(brainGap), theme.Px(brainLeast)
	if p.stacked {
		return fyne.NewSize(theme.Px(2*leastSquare)+3*g, p.square(p.page.Size().Width)+3*least+4*g)
	}
	return fyne.NewSize(theme.Px(2*leastSquare)+3*g, 2*least+2*g)
}

// half is the width of a matrix where two stand side by side, close to one another.
func (p *brainRoom) half(width float32) float32 {
	return (width - 2*p.margin() - theme.Px(brainGap)/2) / 2
}

// square is the height of two matrices side by side with what is around them: as large as the width allows, and all to be seen at
// once where there is enough height.
func (p *brainRoom) square(width float32) float32 {
	half, around := p.half(width), p.matrices.around()
	room := max(theme.Px(leastSquare), p.scroll.Size().Height-around-theme.Px(brainGap))
	return around + p.matrices.layer.snapped(half, min(half, room))
}

// margin is what the room keeps free at its sides.
func (p *brainRoom) margin() float32 {
	if p.stacked {
		return theme.Px(brainGap) / 2
	}
	return theme.Px(brainGap) * 0.75
}

func (p *brainRoom) placePage(size fyne.Size) {
	g := theme.Px(brainGap)
	left := p.margin()
	inner := size.Width - 2*left
	if p.stacked {
		p.placeStacked(size, left, inner)
		return
	}
	around, room := p.matrices.around(), min(size.Height*brainUpper, size.Height-2*g-theme.Px(brainLeast))
	bare := !p.time.shown.Visible() && !p.space.shown.Visible()
	if bare {
		room = size.Height - 2*g - theme.Px(brainBare)
	}
	edge := p.matrices.layer.snapped(inner*brainSquare, room-around)
	upper, square := max(theme.Px(brainLeast), around+edge), max(edge, theme.Px(brainColumn))
	if bare {
		upper = max(upper, room)
	}
	put(p.matrices.layer.root, left, 0, square, upper)
	put(p.matrices.region.root, left+square+g, 0, square, upper)
	x := left + 2*(square+g)
	put(p.bars.root, x, 0, size.Width-left-x, upper)
	y := upper + g
	times := inner * brainTimes
	put(p.time.root, left, y, times, size.Height-y-left)
	x = left + times + g
	put(p.space.root, x, y, size.Width-left-x, size.Height-y-left)
}

func (p *brainRoom) placeStacked(size fyne.Size, left, inner float32) {
	g, half := theme.Px(brainGap), p.half(size.Width)
	square := p.square(size.Width)
	put(p.matrices.layer.root, left, 0, half, square)
	put(p.matrices.region.root, left+half+g/2, 0, half, square)
	y := square + g
	each := (size.Height - y - 3*g) / 3
	for _, pane := range []fyne.CanvasObject{p.bars.root, p.time.root, p.space.root} {
		put(pane, left, y, inner, each)
		y += each + g
	}
}

// brainReadouts are what the status bar says of the room while the mouse points at nothing.
func brainReadouts(f *frame) []string {
	b := f.session.Brain
	layer, region := b.Layer(), b.Region()
	a := b.Bars()
	bars := a.Value
	if bars == nil || region < 0 || region >= len(bars.Regions) || layer < 0 || layer >= len(bars.Layers) {
		return nil
	}
	r := bars.Regions[region]
	said := []string{f.layerTitle(layer, bars.Layers[layer]) + " and " + r.Name + " · " + comparatorWords[f.session.BrainSettings().Compare] + " " + correlation(r.Results[layer].Mean)}
	if known(r.Lower) && known(r.Upper) {
		said = append(said, "noise ceiling "+correlation(r.Lower)+" to "+correlation(r.Upper))
	}
	if of := standing(a); of != "" {
		said = append(said, of)
	}
	return said
}

// layerTitle is how a layer is called on the screen; by its own name where it is of another network than the one that is shown.
func (f *frame) layerTitle(k int, name string) string {
	if k < len(f.rows) && f.rows[k].Name == name {
		return f.rows[k].Title
	}
	return name
}

// legendOf is the layers' names and colours.
func legendOf(f *frame, layers []string) []widget.LegendItem {
	colors, items := layerColors(len(layers)), make([]widget.LegendItem, len(layers))
	for k, name := range layers {
		items[k] = widget.LegendItem{Name: f.layerTitle(k, name), Color: colors[k]}
	}
	return items
}

func known(v float64) bool { return v == v }

// simulatedWords say what nobody may overlook.
const simulatedWords = "simulated brain: responses are computed, not recorded"
