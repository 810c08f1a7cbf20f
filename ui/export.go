package ui

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// An exporter does for panels what takes the window: menus, the clipboard, files to write to.
type exporter interface {
	unitMenu(at fyne.Position, unit session.Address, exhibit session.Exhibit)
	exportMenu(below fyne.CanvasObject, exhibits []session.Exhibit)
}

// exhibitWords name what can be exported.
var exhibitWords = map[session.Exhibit]string{
	session.ExhibitMaps: "Maps of this layer", session.ExhibitKernels: "Kernels of this layer", session.ExhibitLearning: "Learning curves", session.ExhibitConfusion: "Confusion of classes",
	session.ExhibitField: "Field of this unit", session.ExhibitFields: "Fields of this layer", session.ExhibitSizes: "Field sizes by layer",
	session.ExhibitTop: "Strongest pictures of this unit", session.ExhibitOcclusion: "Discrepancy map of this picture",
	session.ExhibitTuning: "Tuning of this unit to orientation", session.ExhibitGratings: "Answers of this unit to gratings", session.ExhibitCurves: "Curves of this unit",
	session.ExhibitShift: "Shift tolerance by layer", session.ExhibitPreferred: "Preferred picture of this unit", session.ExhibitCorrelation: "Field of this unit from noise",
	session.ExhibitTasks: "Old task, new task", session.ExhibitFates: "Fate of the units", session.ExhibitChanges: "This layer before and after",
	session.ExhibitBrainMatrix: "Dissimilarities of this layer", session.ExhibitBrainRegion: "Dissimilarities of this region", session.ExhibitBrainPoints: "Pictures in a plane",
	session.ExhibitBrainBars: "Layer by region", session.ExhibitBrainCourses: "Layer by time", session.ExhibitBrainMap: "Map of the brain", session.ExhibitBrainFilm: "Film of the brain",
	session.ExhibitBrainCurves: "Layer by region while it learned",
	session.ExhibitDriving:     "What drove this unit, and drives it", session.ExhibitClasses: "Answers of this unit by class", session.ExhibitLesions: "What each unit is for",
}

// exportMenu offers what a room has to export, below a button.
func (w *Window) exportMenu(below fyne.CanvasObject, exhibits []session.Exhibit) {
	var items []*fyne.MenuItem
	for _, exhibit := range exhibits {
		items = append(items, fyne.NewMenuItem(exhibitWords[exhibit]+"…", func() { w.askExport(exhibit) }))
	}
	w.popUp(w.app.Driver().AbsolutePositionForObject(below).AddXY(0, below.Size().Height), items...)
}

// unitMenu offers what can be done with a unit.
func (w *Window) unitMenu(at fyne.Position, unit session.Address, exhibit session.Exhibit) {
	silence, silent := "Silence it", w.session.Lesioned(unit)
	if silent {
		silence = "Let it answer again"
	}
	w.popUp(at, append([]*fyne.MenuItem{
		fyne.NewMenuItem("Copy "+unit.String(), func() { w.app.Clipboard().SetContent(unit.String()) }),
		fyne.NewMenuItem("Look at its map", func() {
			w.do(session.Select{Unit: unit})
			w.do(session.OpenTab{Tab: session.TabMap})
		}),
		fyne.NewMenuItem(silence, func() { w.do(session.Lesion{Unit: unit, Off: silent}) })},
		withFiles(fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Export: "+exhibitWords[exhibit]+"…", func() {
			w.do(session.Select{Unit: unit})
			w.askExport(exhibit)
		}))...)...)
}

// popUp opens a menu at a place of the window and gives it the keyboard.
func (w *Window) popUp(at fyne.Position, items ...*fyne.MenuItem) {
	if w.canvas == nil {
		return
	}
	widget.DropTip()
	menu := fynewidget.NewPopUpMenu(fyne.NewMenu("", items...), w.canvas)
	menu.ShowAtPosition(at)
	w.canvas.Focus(menu)
}

// askExport lets a person choose where to write to; the name's ending decides what is written.
func (w *Window) askExport(exhibit session.Exhibit) {
	if !w.mayAsk() || !w.session.CanExport(exhibit) { // before the file is made, or what is in it is lost
		return
	}
	w.askName(w.session.ExportName(exhibit, ".png"), func(path string) { w.do(session.Export{Kind: exhibit, Path: path}) })
}
