package ui

import (
	"bytes"
	"image/png"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// shareItems is the menu of what another person can be given.
func (w *Window) shareItems() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItem("Copy the view as text, to be pasted after /", w.copyState)}
	if !hasFiles {
		return items
	}
	items = append(items, fyne.NewMenuItem("Copy the window as a picture", w.copyPicture),
		fyne.NewMenuItem("Export the window as a picture…", w.askPicture), fyne.NewMenuItemSeparator())
	copied := fyne.NewMenuItem("Copy numbers as text", nil)
	copied.ChildMenu = fyne.NewMenu("")
	for _, exhibit := range session.ViewExhibits {
		items = append(items, fyne.NewMenuItem(exhibitWords[exhibit]+"…", func() { w.askExport(exhibit) }))
		copied.ChildMenu.Items = append(copied.ChildMenu.Items, fyne.NewMenuItem(exhibitWords[exhibit], func() { w.session.CopyNumbers(exhibit, w.app.Clipboard().SetContent) }))
	}
	return append(items, fyne.NewMenuItem("Film of these kernels while it learned…", w.askFilm), copied)
}

// copyState puts the view into the clipboard as a line of actions.
func (w *Window) copyState() {
	text, err := w.session.StateText()
	if err != nil {
		w.session.Say(err.Error())
		return
	}
	w.app.Clipboard().SetContent(text)
	w.session.Say("The view is in the clipboard. Whoever presses / and pastes it sees the same of the same network.")
}

// picture is the window as it is on the screen, as a PNG file.
func (w *Window) picture() ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, w.canvas.Capture())
	return b.Bytes(), err
}

func (w *Window) copyPicture() {
	if file, err := w.picture(); err == nil {
		w.session.CopyPicture(file)
	}
}

// askPicture lets a person choose where the window's picture goes, as it is before the dialog opens.
func (w *Window) askPicture() {
	file, err := w.picture()
	if err != nil || !w.mayAsk() {
		return
	}
	w.askName("unitscope-"+string(w.room)+".png", func(path string) { w.session.SavePicture(path, file) })
}

func (w *Window) askFilm() {
	if w.mayAsk() && w.session.CanFilm() {
		w.askName(w.session.FilmName(), func(path string) { w.do(session.Film{Path: path}) })
	}
}
