package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A batchStrip shows the pictures that the latest step learned from.
type batchStrip struct {
	root  fyne.CanvasObject
	act   do
	hover func(text ...string)
}

func newBatchStrip(act do) *batchStrip { return &batchStrip{root: container.NewStack(), act: act} }

func (p *batchStrip) update(f *frame) {}
