package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/ui/theme"
)

// A probeRoom shows what units see, where, and what they prefer: the units of a layer at the left, the selected one beside
// them, and below figures of it and of all layers.
type probeRoom struct {
	root  *fyne.Container
	hover func(text ...string)

	controls  *probeControls
	tiles     *probeTiles
	film      *probeFilm
	field     *fieldView
	preferred *preferredView
	noise     *noiseView
	tuning    *tuningView
	sizes     *sizesFigure
	shift     *shiftFigure

	unit    *fyne.Container // film and squares
	tuned   *fyne.Container // tuning
	figures []fyne.CanvasObject
	page    *fyne.Container   // unit and figures
	scroll  *container.Scroll // around the page; the tiles have their own
	plan    probePlan
	lean    bool // before a class: settings fold away where there is little room
}

// A probePlan is where the parts of the room stand.
type probePlan int

const (
	wholePlan   probePlan = iota // tiles and unit side by side, the figures below them: nothing scrolls but the tiles
	columnsPlan                  // the same where there is too little height: unit and figures below one another, on a page
	stackedPlan                  // everything below one another, where there is too little width
)

func newProbeRoom(act do, desk exporter) *probeRoom {
	p := &probeRoom{hover: func(...string) {}}
	say := func(text ...string) { p.hover(text...) }
	p.controls = newProbeControls(act, desk)
	p.controls.resized = func() { p.place(p.root.Size()) }
	p.tiles = newProbeTiles(act, say, desk)
	p.film = newProbeFilm(act, say, desk)
	p.field = newFieldView(act, say, desk, false)
	p.preferred = newPreferredView(act, say, desk)
	p.noise = newNoiseView(act, say, desk)
	p.tuning = newTuningView(act, say, desk)
	p.sizes = newSizesFigure(act, say)
	p.shift = newShiftFigure(say)
	p.unit = arranged(p.unitLeast, p.placeUnit, p.film.root, p.field.root, p.preferred.root, p.noise.root)
	p.tuned = p.tuning.room()
	p.figures = []fyne.CanvasObject{p.sizes.root, p.tuned, p.shift.root}
	p.page = arranged(p.pageLeast, p.placePage, append([]fyne.CanvasObject{p.unit}, p.figures...)...)
	p.scroll = container.NewVScroll(p.page)
	p.root = arranged(p.least, p.place, p.controls.root, p.scroll, p.tiles.root)
	return p
}

func (p *probeRoom) update(f *frame) {
	field := f.session.Probe.Field()
	_, node := f.unit()
	unit := f.selection.Unit.Unit
	resized := p.controls.update(f)
	if lean := f.session.Settings.Presenting; lean != p.lean {
		p.lean, resized = lean, true
	}
	p.tiles.update(f)
	p.film.update(f, field)
	resized = p.field.update(f, field) || resized
	resized = p.preferred.update(f, f.session.Probe.Preferred(node, unit)) || resized
	resized = p.noise.update(f) || resized
	if _, surveying := f.surveying(); !surveying || p.tuning.drawn.gratings != nil { // the unit's field is to come first
		if p.tuning.update(f) {
			p.tuned.Refresh()
		}
		resized = p.shift.update(f) || resized
	}
	p.sizes.update(f)
	if resized {
		p.place(p.root.Size())
	}
}

// Measures of the room, before scaling.
const (
	wideRoom     float32 = 620 // from here on tiles and unit stand side by side
	tilesShare   float32 = 0.42
	stackedShare float32 = 0.45 // of the height, for tiles that stand above the unit
	figureLeast  float32 = 160  // height of a line of figures
	wholeSquare  float32 = 68   // an edge of a square at least where nothing is to scroll
	figuresShare float32 = 0.29
	figuresMost  float32 = 300
	probeGap     float32 = 12
)

func (p *probeRoom) least() fyne.Size {
	return fyne.NewSize(theme.Px(tilesWidth), p.controls.root.MinSize().Height+theme.Px(2*stackedTiles))
}

// stackedTiles is the height of tiles that stand above the unit at least.
const stackedTiles float32 = 140

func (p *probeRoom) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	g := theme.Px(probeGap)
	narrow := size.Width < theme.Px(wideRoom)
	p.controls.narrow(narrow)
	p.controls.fold(narrow && p.lean)
	show(p.tiles.sort, !(narrow && p.lean))
	p.tiles.narrow(narrow)
	if narrow {
		g = theme.Px(theme.Grid)
	}
	y := g + fitHeight(p.controls.root, g, g, size.Width-2*g) + g
	height := size.Height - y
	tiles, unit := p.columns(size.Width)
	switch {
	case narrow:
		p.plan = stackedPlan
		top := max(theme.Px(stackedTiles), height*stackedShare)
		put(p.tiles.root, g, y, size.Width-2*g, top)
		putScroll(p.scroll, 0, y+top+g, size.Width, height-top-g)
	case height < p.unitHeight(unit, wholeSquare)+theme.Px(figureLeast)+2*g:
		p.plan = columnsPlan
		put(p.tiles.root, g, y, tiles, height-g)
		x := g + tiles + theme.Px(2*theme.Grid) - g
		putScroll(p.scroll, x, y, size.Width-x, height)
	default:
		p.plan = wholePlan
		put(p.tiles.root, g, y, tiles, height-p.figuresHeight(height, unit)-2*g)
		putScroll(p.scroll, 0, y, size.Width, height)
	}
}

// columns are the widths of tiles and unit side by side.
func (p *probeRoom) columns(width float32) (tiles, unit float32) {
	inner := width - 2*theme.Px(probeGap) - theme.Px(2*theme.Grid)
	tiles = max(theme.Px(tilesWidth), inner*tilesShare)
	return tiles, inner - tiles
}

// figuresHeight is that of the figures below tiles and unit: their share of the height, as far as the unit leaves it.
func (p *probeRoom) figuresHeight(height, unit float32) float32 {
	wanted := min(height*figuresShare, theme.Px(figuresMost))
	return max(theme.Px(figureLeast), min(wanted, height-p.unitHeight(unit, leastSquare)-2*theme.Px(probeGap)))
}

func (p *probeRoom) pageLeast() fyne.Size {
	least := fyne.NewSize(theme.Px(tilesWidth), 0)
	if g := theme.Px(probeGap); p.plan != wholePlan {
		least.Height = p.unitHeight(p.page.Size().Width-2*g, mostSquare) + g + float32(len(p.figures))*(theme.Px(figureLeast)+g)
	}
	return least
}

func (p *probeRoom) placePage(size fyne.Size) {
	g := theme.Px(probeGap)
	if p.plan == wholePlan {
		tiles, unit := p.columns(size.Width)
		figures := p.figuresHeight(size.Height, unit)
		top := size.Height - figures - 2*g
		put(p.unit, g+tiles+theme.Px(2*theme.Grid), 0, unit, top)
		p.placeFigures(g, top+g, size.Width-2*g, figures)
		return
	}
	y, inner := float32(0), size.Width-2*g
	height := p.unitHeight(inner, mostSquare)
	put(p.unit, g, y, inner, height)
	y += height + g
	for _, figure := range []fyne.CanvasObject{p.tuned, p.sizes.root, p.shift.root} {
		put(figure, g, y, inner, theme.Px(figureLeast))
		y += theme.Px(figureLeast) + g
	}
}

// figureShares are the parts of the width that the figures get.
var figureShares = [3]float32{0.25, 0.46, 0.29}

func (p *probeRoom) placeFigures(x, y, width, height float32) {
	gap := theme.Px(2 * theme.Grid)
	inner := width - 2*gap
	for i, o := range p.figures {
		put(o, x, y, inner*figureShares[i], height)
		x += inner*figureShares[i] + gap
	}
}

func (p *probeRoom) squares() []*squarePane {
	return []*squarePane{p.field.squarePane, p.preferred.squarePane, p.noise.squarePane}
}

// squareWidths are the widths of the panes with squares: the field's is the largest.
func squareWidths(width float32) [3]float32 {
	inner := width - 2*theme.Px(2*theme.Grid)
	return [3]float32{inner * 0.4, inner * 0.3, inner * 0.3}
}

// unitHeight is what film and squares take at a width, no square larger than most.
func (p *probeRoom) unitHeight(width, most float32) float32 {
	tallest := float32(0)
	for i, pane := range p.squares() {
		w := squareWidths(width)[i]
		tallest = max(tallest, pane.around(w)+min(w, theme.Px(most)))
	}
	return p.film.height(width) + theme.Px(probeGap) + tallest
}

func (p *probeRoom) unitLeast() fyne.Size {
	return fyne.NewSize(theme.Px(tilesWidth), p.unitHeight(p.unit.Size().Width, leastSquare))
}

func (p *probeRoom) placeUnit(size fyne.Size) {
	film := p.film.height(size.Width)
	put(p.film.root, 0, 0, size.Width, film)
	y, x := film+theme.Px(probeGap), float32(0)
	for i, pane := range p.squares() {
		width := squareWidths(size.Width)[i]
		put(pane.root, x, y, width, size.Height-y)
		x += width + theme.Px(2*theme.Grid)
	}
}
