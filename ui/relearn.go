package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/ui/theme"
)

// A relearnRoom shows a network that learns another task, and what becomes of each of its units: how well it does both tasks,
// the fates by layer, the units that changed most, and the selected one before and after. Its settings stand at the right,
// under the unit.
type relearnRoom struct {
	root  *fyne.Container
	hover func(text ...string)

	controls *relearnControls
	curves   *relearnCurves
	fates    *fateBars
	tiles    *changeTiles
	unit     *changedUnit
	lesions  *lesionFigure
	classes  *classFigure
	settings *relearnSettings

	page   *fyne.Container // all but the controls
	scroll *container.Scroll
	plan   relearnPlan
}

// A relearnPlan is where the parts of the room stand.
type relearnPlan int

const (
	relearnColumns relearnPlan = iota // in two columns; the page scrolls where there is too little height
	relearnStacked                    // everything below one another, where there is too little width
)

func newRelearnRoom(act do, desk relearnDesk) *relearnRoom {
	p := &relearnRoom{hover: func(...string) {}}
	say := func(text ...string) { p.hover(text...) }
	p.controls = newRelearnControls(act, desk)
	p.curves = newRelearnCurves(act, say)
	p.fates = newFateBars(act, say)
	p.tiles = newChangeTiles(act, say, desk)
	p.unit = newChangedUnit(act, say)
	p.lesions = newLesionFigure(act, say)
	p.classes = newClassFigure(act, say)
	p.settings = newRelearnSettings(act)
	p.page = arranged(p.pageLeast, p.placePage, p.controls.more, p.controls.mixed, p.curves.root, p.fates.root, p.tiles.root, p.unit.root, p.lesions.root, p.classes.root)
	p.scroll = container.NewVScroll(p.page)
	p.classes.pairs.Beyond = p.scroll
	p.root = arranged(p.least, p.place, p.controls.root, p.scroll)
	return p
}

func (p *relearnRoom) update(f *frame) {
	plan, sides := f.session.RelearnPlan(), f.session.Compare.Sides()
	fates := f.session.Compare.Fates()
	resized := p.controls.update(f, plan, sides)
	p.settings.update(f, plan)
	resized = p.curves.update(f, plan) || resized
	resized = p.fates.update(f, fates) || resized
	resized = p.tiles.update(f, fates.Value) || resized
	resized = p.unit.update(f, fates.Value) || resized
	resized = p.lesions.update(f) || resized
	p.classes.update(f, fates.Value)
	if resized {
		p.place(p.root.Size())
	}
}

// Measures of the room, before scaling.
const (
	relearnWide   float32 = 620  // from here on there are two columns
	relearnLeft   float32 = 0.42 // of the width, for the left one
	summaryHeight float32 = 150  // of curves and fates at least
	summaryShare  float32 = 0.26 // of the height
	summaryMost   float32 = 300
	relearnFigure float32 = 190 // of a figure at least
	relearnGap    float32 = 12
)

func (p *relearnRoom) least() fyne.Size {
	return fyne.NewSize(theme.Px(changesWidth), p.controls.root.MinSize().Height+theme.Px(relearnFigure))
}

func (p *relearnRoom) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	g := theme.Px(relearnGap)
	p.plan = relearnColumns
	if size.Width < theme.Px(relearnWide) {
		p.plan = relearnStacked
		g = theme.Px(theme.Grid)
	}
	p.tiles.loosen(p.plan == relearnStacked)
	p.controls.fit(size.Width - 2*g)
	y := g + fitHeight(p.controls.root, g, g, size.Width-2*g) + g
	putScroll(p.scroll, 0, y, size.Width, max(0, size.Height-y))
}

// columns are the widths of the two.
func (p *relearnRoom) columns(width float32) (left, right float32) {
	inner := width - 2*theme.Px(relearnGap) - theme.Px(2*theme.Grid)
	left = max(theme.Px(changesWidth), inner*relearnLeft)
	return left, inner - left
}

// summary is the height of curves and fates beside each other, in a page of a height.
func (p *relearnRoom) summary(height float32) float32 {
	return max(theme.Px(summaryHeight), p.fates.root.MinSize().Height, p.fates.height(), min(height*summaryShare, theme.Px(summaryMost)))
}

func (p *relearnRoom) pageLeast() fyne.Size {
	least := fyne.NewSize(theme.Px(changesWidth), 0)
	width, g := p.page.Size().Width, theme.Px(relearnGap)
	if p.plan == relearnStacked {
		inner := width - 2*theme.Px(theme.Grid)
		least.Height = heightAt(p.controls.more, inner) + p.controls.slidersHeight(inner) + theme.Px(summaryHeight) + p.fates.height() + p.tiles.height(inner) +
			p.unit.height(inner) + theme.Px(relearnFigure) + p.classes.height() + 8*g
		return least
	}
	_, right := p.columns(width)
	least.Height = heightAt(p.controls.more, width-2*g) + p.controls.slidersHeight(width-2*g) + p.summary(0) + p.unit.height(right) + theme.Px(relearnFigure) + 4*g + g/2
	return least
}

func (p *relearnRoom) placePage(size fyne.Size) {
	if p.plan == relearnStacked {
		p.placeStacked(size)
		return
	}
	g := theme.Px(relearnGap)
	y := fitHeight(p.controls.more, g, 0, size.Width-2*g) + g/2
	sliders := p.controls.slidersHeight(size.Width - 2*g)
	put(p.controls.mixed, g, y, size.Width-2*g, sliders)
	left, right := p.columns(size.Width)
	x := g + left + theme.Px(2*theme.Grid)
	y += sliders + g
	summary := p.summary(size.Height)
	put(p.curves.root, g, y, left, summary)
	put(p.fates.root, x, y, right, summary)
	y += summary + g
	put(p.tiles.root, g, y, left, size.Height-y-g)
	unit := p.unit.height(right)
	put(p.unit.root, x, y, right, unit)
	y += unit + g
	half := (right - theme.Px(2*theme.Grid)) / 2
	put(p.lesions.root, x, y, half, size.Height-y-g)
	put(p.classes.root, x+half+theme.Px(2*theme.Grid), y, half, size.Height-y-g)
}

// heightAt is what something that flows takes at a width.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	if o.Size().Width != width && width > 0 {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
	return o.MinSize().Height
}

func (p *relearnRoom) placeStacked(size fyne.Size) {
	g, gap := theme.Px(theme.Grid), theme.Px(relearnGap)
	inner := size.Width - 2*g
	y := float32(0)
	for _, pane := range []struct {
		object fyne.CanvasObject
		height float32
	}{
		{p.controls.more, heightAt(p.controls.more, inner)}, {p.controls.mixed, p.controls.slidersHeight(inner)}, {p.curves.root, theme.Px(summaryHeight)}, {p.fates.root, p.fates.height()},
		{p.unit.root, p.unit.height(inner)}, {p.tiles.root, p.tiles.height(inner)}, {p.lesions.root, theme.Px(relearnFigure)}, {p.classes.root, p.classes.height()},
	} {
		put(pane.object, g, y, inner, pane.height)
		y += pane.height + gap
	}
}
