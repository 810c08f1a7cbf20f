package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A footer trains: its buttons, what the training has come to, the curves, and the timeline.
type footer struct {
	root  fyne.CanvasObject
	act   do
	hover func(text ...string)
}

func newFooter(act do) *footer { return &footer{root: container.NewStack(), act: act} }

func (p *footer) update(f *frame) {}
