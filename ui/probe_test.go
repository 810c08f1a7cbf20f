package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// nobody stands in for the window where no menu is opened.
type nobody struct{}

func (nobody) unitMenu(fyne.Position, session.Address, session.Exhibit) {}
func (nobody) exportMenu(fyne.CanvasObject)                             {}
