package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/ui/theme"
)

// wrapping lays objects side by side at their own widths and goes on below where they are too wide
// together. What it needs depends on the width that it was given last.
func wrapping(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{}, objects...)
}

type flowLayout struct{ width float32 }

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, o := range visible(objects) {
		widest = max(widest, o.MinSize().Width)
	}
	width := l.width
	if width == 0 {
		width = 1e6
	}
	return fyne.NewSize(widest, l.flow(objects, width, nowhere))
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.flow(objects, size.Width, func(o fyne.CanvasObject, x, y float32, size fyne.Size) { put(o, x, y, size.Width, size.Height) })
}

// flow has each object placed and returns the height of all.
func (l *flowLayout) flow(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y float32, size fyne.Size)) float32 {
	h := &headlineLayout{controls: objects, gap: 1.5 * theme.Grid}
	return h.flow(width, place).Height
}
