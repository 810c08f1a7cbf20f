package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// shareItems is the menu of what another person can be given.
func (w *Window) shareItems() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItem("Copy the view as text, to be pasted after /", w.copyState)}
	if hasFiles {
		items = append(items, w.pictureItem("The window", "unitscope", nil), w.pictureItem("This room", string(w.room), w.rooms))
	}
	for _, exhibits := range [][]session.Exhibit{session.ViewExhibits, session.UnitExhibits, session.TrainingExhibits} {
		items = append(append(items, fyne.NewMenuItemSeparator()), w.exhibitItems(exhibits, nil)...)
	}
	return append(items, withFiles(fyne.NewMenuItem("Film of these kernels while it learned (.gif)…", w.askFilm))...)
}

// pictureItem offers a part of the window, the whole of it for nil, as a picture under a name.
func (w *Window) pictureItem(words, name string, part fyne.CanvasObject) *fyne.MenuItem {
	item := fyne.NewMenuItem(words, nil)
	item.ChildMenu = fyne.NewMenu("")
	for _, ending := range []string{".png", session.CoarseEnding} {
		item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItem(fmt.Sprintf("%s (%s)…", formatWords[ending], ending), func() { w.askPicture(name+ending, part) }))
	}
	copied := fyne.NewMenuItem("Copy as picture", func() { w.drawn(session.PictureScale(""), part, w.session.CopyPicture) })
	item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItemSeparator(), copied)
	return item
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

// askPicture lets a person choose where a picture of a part of the window goes; its name says how fine it is.
func (w *Window) askPicture(name string, part fyne.CanvasObject) {
	if w.mayAsk() {
		w.askName("", name, func(path string) {
			w.drawn(session.PictureScale(path), part, func(picture image.Image) { w.session.SavePicture(path, picture) })
		})
	}
}

func (w *Window) askFilm() {
	if w.mayAsk() && w.session.CanFilm() {
		w.askName("", w.session.FilmName(), func(path string) { w.do(session.Film{Path: path}) })
	}
}
