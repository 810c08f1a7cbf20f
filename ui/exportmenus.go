package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// attachMenus has a right click on what shows a result offer it.
func (w *Window) attachMenus() {
	for _, shown := range []struct {
		menu *func(at fyne.Position)
		of   []session.Exhibit
	}{
		{&w.footer.cost.OnSecondary, []session.Exhibit{session.ExhibitLearning}},
		{&w.footer.correct.OnSecondary, []session.Exhibit{session.ExhibitLearning}},
		{&w.stimulus.answers.OnSecondary, []session.Exhibit{session.ExhibitAnswers, session.ExhibitPicture}},
		{&w.train.figures.gradient.OnSecondary, []session.Exhibit{session.ExhibitGradients}},
		{&w.train.figures.confusion.OnSecondary, []session.Exhibit{session.ExhibitConfusion}},
		{&w.train.figures.classes.OnSecondary, []session.Exhibit{session.ExhibitByClass}},
		{&w.probe.sizes.spread.OnSecondary, []session.Exhibit{session.ExhibitSizes}},
		{&w.probe.shift.curve.OnSecondary, []session.Exhibit{session.ExhibitShift}},
		{&w.relearn.curves.curve.OnSecondary, []session.Exhibit{session.ExhibitTasks}},
		{&w.relearn.fates.bars.OnSecondary, []session.Exhibit{session.ExhibitFates}},
		{&w.relearn.classes.pairs.OnSecondary, []session.Exhibit{session.ExhibitClasses}},
		{&w.relearn.lesions.scatter.OnSecondary, []session.Exhibit{session.ExhibitLesions}},
		{&w.brain.bars.bars.OnSecondary, []session.Exhibit{session.ExhibitBrainBars}},
		{&w.brain.bars.curve.OnSecondary, []session.Exhibit{session.ExhibitBrainCurves}},
		{&w.brain.time.curves.OnSecondary, []session.Exhibit{session.ExhibitBrainCourses}},
		{&w.brain.space.slices.OnSecondary, []session.Exhibit{session.ExhibitBrainMap, session.ExhibitBrainFilm}},
	} {
		*shown.menu = func(at fyne.Position) { w.figureMenu(at, shown.of...) }
	}
	for _, strip := range w.relearn.unit.strips {
		strip.tiles.OnSecondary = func(_ int, at fyne.Position) { w.figureMenu(at, session.ExhibitDriving) }
	}
	for _, row := range w.train.growth.rows {
		row.tiles.OnSecondary = func(place int, at fyne.Position) {
			w.unitMenu(at, w.train.growth.address(place), session.ExhibitKernel, session.ExhibitHistory)
		}
	}
}

// attachMenus is Window.attachMenus for the inspector's pages.
func (p *inspector) attachMenus(desk exporter) {
	offer := func(exhibits ...session.Exhibit) func(at fyne.Position) {
		return func(at fyne.Position) { desk.figureMenu(at, exhibits...) }
	}
	unitMap, kernel := p.page[session.TabMap].(*mapPage), p.page[session.TabKernel].(*kernelPage)
	classes, history := p.page[session.TabClasses].(*classesPage), p.page[session.TabHistory].(*historyPage)
	unitMap.view.OnSecondary = offer(session.ExhibitMap, session.ExhibitMaps)
	kernel.whole.OnSecondary = offer(session.ExhibitKernel, session.ExhibitKernels)
	classes.bars.OnSecondary, classes.spread.OnSecondary = offer(session.ExhibitSelectivity), offer(session.ExhibitSelectivity)
	history.curve.OnSecondary = offer(session.ExhibitHistory)
	for tiles, exhibit := range map[*widget.Tiles]session.Exhibit{kernel.slices: session.ExhibitKernel, history.tiles: session.ExhibitHistory,
		p.page[session.TabTop].(*topPage).tiles: session.ExhibitTop, unitMap.most.tiles: session.ExhibitTop} {
		tiles.OnSecondary = func(_ int, at fyne.Position) { desk.figureMenu(at, exhibit) }
	}
}
