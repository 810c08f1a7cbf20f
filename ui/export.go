package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// An exporter does for panels what takes the window: menus, the clipboard, files to write to.
type exporter interface {
	unitMenu(at fyne.Position, unit session.Address, exhibits ...session.Exhibit)
	figureMenu(at fyne.Position, exhibits ...session.Exhibit)
	exportMenu(below fyne.CanvasObject, exhibits []session.Exhibit)
}

// exhibitWords name what can be exported.
var exhibitWords = map[session.Exhibit]string{
	session.ExhibitPicture: "This picture", session.ExhibitAnswers: "Answers to this picture",
	session.ExhibitMap: "Map of this unit", session.ExhibitKernel: "Kernel of this unit", session.ExhibitHistory: "Kernel of this unit while it learned",
	session.ExhibitSelectivity: "Answers of this unit by class", session.ExhibitGradients: "Gradient by layer", session.ExhibitByClass: "Correct by class",
	session.ExhibitMaps: "Maps of this layer", session.ExhibitKernels: "Kernels of this layer", session.ExhibitLearning: "Learning curves", session.ExhibitConfusion: "Confusion of classes",
	session.ExhibitField: "Field of this unit", session.ExhibitFields: "Fields of this layer", session.ExhibitSizes: "Field sizes by layer",
	session.ExhibitTop: "Strongest pictures of this unit", session.ExhibitOcclusion: "Discrepancy map of this picture",
	session.ExhibitTuning: "Tuning of this unit to orientation", session.ExhibitGratings: "Answers of this unit to gratings", session.ExhibitCurves: "Curves of this unit",
	session.ExhibitShift: "Shift tolerance by layer", session.ExhibitPreferred: "Preferred picture of this unit", session.ExhibitCorrelation: "Field of this unit from noise",
	session.ExhibitTasks: "Old task, new task", session.ExhibitFates: "Fate of the units", session.ExhibitChanges: "This layer before and after",
	session.ExhibitBrainMatrix: "Dissimilarities of this layer", session.ExhibitBrainRegion: "Dissimilarities of this region", session.ExhibitBrainPoints: "Pictures in a plane",
	session.ExhibitBrainBars: "Layer by region", session.ExhibitBrainCourses: "Layer by time", session.ExhibitBrainMap: "Map of the brain", session.ExhibitBrainFilm: "Film of the brain",
	session.ExhibitBrainCurves: "Layer by region while it learned",
	session.ExhibitDriving:     "What drove this unit, and drives it", session.ExhibitClasses: "Answers of this unit by class, before and after", session.ExhibitLesions: "What each unit is for",
}

// formatWords name the files that results can be written to, by how their names end.
var formatWords = map[string]string{
	".png": "Picture, 2 pixels a point", session.CoarseEnding: "Picture, 1 pixel a point", ".svg": "Figure to be scaled", ".pdf": "Figure for print",
	".npz": "Numbers for NumPy", ".csv": "Numbers as a table", ".nii": "Volume", ".nii.gz": "Volume, compressed",
}

// endings are all that a result's file may end in, as a menu has them.
func endings(exhibit session.Exhibit) []string {
	all := exhibit.Endings()
	return slices.Insert(slices.Clone(all), 1+slices.Index(all, ".png"), session.CoarseEnding)
}

// exhibitItem offers a result: as a file of any kind, and for the clipboard. first is done before, if it is not nil.
func (w *Window) exhibitItem(exhibit session.Exhibit, first func()) *fyne.MenuItem {
	of := func(words string, do func()) *fyne.MenuItem {
		return fyne.NewMenuItem(words, func() {
			if first != nil {
				first()
			}
			do()
		})
	}
	var items []*fyne.MenuItem
	if hasFiles && !w.session.Settings.Presenting { // which no dialog opens over
		for _, ending := range endings(exhibit) {
			items = append(items, of(fmt.Sprintf("%s (%s)…", formatWords[ending], ending), func() { w.askExport(exhibit, ending) }))
		}
		items = append(items, fyne.NewMenuItemSeparator())
	}
	items = append(items, withFiles(of("Copy as picture", func() { w.session.CopyFigure(exhibit) }))...)
	items = append(items, of("Copy numbers as text", func() { w.session.CopyNumbers(exhibit, w.app.Clipboard().SetContent) }))
	item := fyne.NewMenuItem(exhibitWords[exhibit], nil)
	item.ChildMenu = fyne.NewMenu("", items...)
	return item
}

func (w *Window) exhibitItems(exhibits []session.Exhibit, first func()) []*fyne.MenuItem {
	items := make([]*fyne.MenuItem, len(exhibits))
	for i, exhibit := range exhibits {
		items[i] = w.exhibitItem(exhibit, first)
	}
	return items
}

// exportMenu offers what a room has to export, below a button.
func (w *Window) exportMenu(below fyne.CanvasObject, exhibits []session.Exhibit) {
	w.popUp(w.app.Driver().AbsolutePositionForObject(below).AddXY(0, below.Size().Height), w.exhibitItems(exhibits, nil)...)
}

// figureMenu offers what is shown at a place.
func (w *Window) figureMenu(at fyne.Position, exhibits ...session.Exhibit) {
	w.popUp(at, w.exhibitItems(exhibits, nil)...)
}

// unitMenu offers what can be done with a unit. exhibits are what is shown of it where it was asked for.
func (w *Window) unitMenu(at fyne.Position, unit session.Address, exhibits ...session.Exhibit) {
	silence, silent := "Silence it", w.session.Lesioned(unit)
	if silent {
		silence = "Let it answer again"
	}
	items := []*fyne.MenuItem{
		fyne.NewMenuItem("Copy "+unit.String(), func() { w.app.Clipboard().SetContent(unit.String()) }),
		fyne.NewMenuItem("Look at its map", func() {
			w.do(session.Select{Unit: unit})
			w.do(session.OpenTab{Tab: session.TabMap})
		}),
		fyne.NewMenuItem(silence, func() { w.do(session.Lesion{Unit: unit, Off: silent}) }),
		fyne.NewMenuItemSeparator(),
	}
	for _, exhibit := range slices.Concat(session.UnitExhibits, []session.Exhibit{session.ExhibitField, session.ExhibitTop}) {
		if !slices.Contains(exhibits, exhibit) {
			exhibits = append(exhibits, exhibit)
		}
	}
	w.popUp(at, append(items, w.exhibitItems(exhibits, func() { w.do(session.Select{Unit: unit}) })...)...)
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

// askExport lets a person choose where to write to; the name's ending decides what is written, and may be changed.
func (w *Window) askExport(exhibit session.Exhibit, ending string) {
	if !w.mayAsk() || !w.session.CanExport(exhibit) { // before the file is made, or what is in it is lost
		return
	}
	title := exhibitWords[exhibit] + ". The name's ending says how: " + strings.Join(endings(exhibit), " ")
	w.askName(title, w.session.ExportName(exhibit, ending), func(path string) { w.do(session.Export{Kind: exhibit, Path: path}) })
}
