package ui

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// An exporter does for panels what takes the window: menus, the clipboard, files to write to.
type exporter interface {
	unitMenu(at fyne.Position, unit session.Address)
}

// unitMenu offers what can be done with a unit.
func (w *Window) unitMenu(at fyne.Position, unit session.Address) {
	w.popUp(at,
		fyne.NewMenuItem("Copy "+unit.String(), func() { w.app.Clipboard().SetContent(unit.String()) }),
		fyne.NewMenuItem("Look at its map", func() {
			w.do(session.Select{Unit: unit})
			w.do(session.OpenTab{Tab: session.TabMap})
		}))
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
