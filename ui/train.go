package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A trainRoom shows how a network learns: one picture step by step, the kernels as they come to be, what each layer and
// class has come to, and the settings.
type trainRoom struct {
	root  fyne.CanvasObject
	act   do
	hover func(text ...string)
}

func newTrainRoom(act do) *trainRoom { return &trainRoom{root: container.NewStack(), act: act} }

func (p *trainRoom) update(f *frame) {}
