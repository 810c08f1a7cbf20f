package ui

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// askBrainFile lets a person choose a file of a recording, and an array in it where there are several.
func (w *Window) askBrainFile(part session.BrainPart) {
	title, endings := partFormat(part)
	w.askFileOf(title, endings, func(path string) {
		go func() { // a file of arrays may be long
			names := session.BrainArrays(part, path)
			w.pull.do(func() { w.askBrainArray(part, path, names) })
		}()
	})
}

// askBrainArray lets a person choose one of the arrays in a file, in a list below the room's control; no names: there is no choice.
func (w *Window) askBrainArray(part session.BrainPart, path string, names []string) {
	if len(names) == 0 {
		w.do(session.UseBrainFile{Part: part, Path: path})
		return
	}
	below := w.brain.controls.brain
	w.popUp(w.app.Driver().AbsolutePositionForObject(below).AddXY(0, below.Size().Height), arrayItems(w.do, part, path, names)...)
}

// arrayItems is the menu of a file's arrays.
func arrayItems(act do, part session.BrainPart, path string, names []string) []*fyne.MenuItem {
	item := func(label, ref string) *fyne.MenuItem {
		return fyne.NewMenuItem(label, func() { act(session.UseBrainFile{Part: part, Path: ref}) })
	}
	items := []*fyne.MenuItem{fact("which array of " + filepath.Base(path) + "?")}
	if part == session.BrainRegions {
		items = append(items, item("All that are dissimilarities", path))
	}
	items = append(items, fyne.NewMenuItemSeparator())
	for _, name := range names {
		items = append(items, item(name, path+":"+name))
	}
	return items
}

// partFormat is what a part of a recording is called, and how its files' names end; nil: anyhow.
func partFormat(part session.BrainPart) (name string, endings []string) {
	for _, p := range partWords {
		if p.part == part {
			return p.name, endingsOf(p.formats)
		}
	}
	return "The pictures of the recording, in its order", nil
}

// endingsOf are the endings of formats as files' names have them: ".nii.gz" ends in ".gz".
func endingsOf(formats string) (endings []string) {
	for _, format := range strings.Fields(formats) {
		endings = append(endings, filepath.Ext(format))
	}
	return endings
}

// askBrainFolder lets a person choose the pictures that the recorded people looked at.
func (w *Window) askBrainFolder() {
	w.askFolderFor("The pictures of the recording, in its order: a folder of them", "Open", func(path string) { w.do(session.UseBrainFile{Part: session.BrainPictures, Path: path}) })
}

// refit has the window see again how wide it is.
func (w *Window) refit() { w.pull.Signal() }
