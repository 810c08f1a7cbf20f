package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// newBeyondRows are a line for each layer that a network was opened without, in grey, under a line that
// says what they are.
func newBeyondRows(missing []cnn.Missing) []fyne.CanvasObject {
	if len(missing) == 0 {
		return nil
	}
	head := widget.NewSectionHead("Not understood")
	head.SetNote(fmt.Sprintf("%d of the file's layers: the network ends before them", len(missing)))
	rows := []fyne.CanvasObject{head}
	for _, m := range missing {
		rows = append(rows, newBeyondRow(m))
	}
	return rows
}

func newBeyondRow(m cnn.Missing) fyne.CanvasObject {
	name := widget.NewText(m.Name, widget.TextStyle{Bold: true, Color: fynetheme.ColorNameDisabled})
	why := m.Kind + " · " + m.Reason
	if m.Reason == "" {
		why = m.Kind + " · reads what is missing"
	}
	return container.NewBorder(nil, nil, name, nil, widget.NewText(why, widget.TextStyle{Color: fynetheme.ColorNameDisabled, Size: theme.Small, Cut: true}))
}
