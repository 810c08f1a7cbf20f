package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"unitscope/ui/widget"
)

// walk visits an object that is shown and everything within it, with its place relative to the first.
func walk(o fyne.CanvasObject, at fyne.Position, visit func(o fyne.CanvasObject, at fyne.Position)) {
	if !o.Visible() {
		return
	}
	visit(o, at)
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, child := range inside {
		walk(child, at.Add(child.Position()), visit)
	}
}

// buttons are the words on an object's buttons.
func buttons(o fyne.CanvasObject) (words []string) {
	walk(o, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if b, ok := o.(*widget.Button); ok {
			words = append(words, b.Text())
		}
	})
	return words
}

// entries are the words of a menu.
func entries(items []*fyne.MenuItem) (words []string) {
	for _, item := range items {
		words = append(words, item.Label)
	}
	return words
}
