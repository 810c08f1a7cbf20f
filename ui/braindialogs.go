package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// askBrainFile lets a person choose a file of a recording.
func (w *Window) askBrainFile(part session.BrainPart) {
	w.askFileFor(func(path string) { w.do(session.UseBrainFile{Part: part, Path: path}) })
}

// askBrainFolder lets a person choose the pictures that the recorded people looked at.
func (w *Window) askBrainFolder() {
	w.askFolderFor("The pictures of the recording, in its order: a folder of them", "Open", func(path string) { w.do(session.UseBrainFile{Part: session.BrainPictures, Path: path}) })
}

// brainExportMenu offers what the Brain room can export, below a button.
func (w *Window) brainExportMenu(below fyne.CanvasObject) {
	var items []*fyne.MenuItem
	for _, e := range brainExhibits {
		items = append(items, fyne.NewMenuItem(e.name+"…", func() { w.askExport(e.exhibit) }))
	}
	w.popUp(w.app.Driver().AbsolutePositionForObject(below).AddXY(0, below.Size().Height), items...)
}

// brainExhibits name what can be exported of a comparison with a brain.
var brainExhibits = []struct {
	exhibit session.Exhibit
	name    string
}{
	{"brain-matrix", "Dissimilarities of this layer"}, {"brain-region", "Dissimilarities of this region"}, {"brain-points", "Pictures in a plane"},
	{"brain-bars", "Layer by region"}, {"brain-courses", "Layer by time"}, {"brain-map", "Map of the brain"}, {"brain-film", "Film of the brain"},
	{"brain-curves", "Layer by region while it learned"},
}
