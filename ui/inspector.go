package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// An inspector answers what one unit is: its map, its kernel, the pictures and classes that drive it, how it came to be.
type inspector struct {
	root  fyne.CanvasObject
	act   do
	hover func(text ...string)
}

func newInspector(act do) *inspector { return &inspector{root: container.NewStack(), act: act} }

func (p *inspector) update(f *frame) {}

// glance shows another cell of the selected unit's map for as long as the mouse is over it.
func (p *inspector) glance(row, col int, inside bool) {}
