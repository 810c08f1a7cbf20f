package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// slideControls let the flashlight walk over the picture; they stand in the brush's place
// while the flashlight is the tool.
type slideControls struct {
	root    *fyne.Container
	instead fyne.CanvasObject // the brush's controls
	play    *widget.Button
	playing bool
}

func newSlideControls(act do) *slideControls {
	c := &slideControls{}
	c.play = widget.NewButton("Slide", icon(assets.Play), func() {
		if c.playing {
			act(session.SlideWindow{Do: "pause"})
		} else {
			act(session.SlideWindow{Do: "play"})
		}
	})
	c.play.SetTip("Let the window walk over the picture; the map fills in as it goes")
	step := widget.NewButton("Step", icon(assets.Step), func() { act(session.SlideWindow{Do: "step"}) })
	step.SetTip("One cell on")
	stop := widget.NewButton("Whole map", nil, func() { act(session.SlideWindow{Do: "stop"}) })
	stop.SetTip("End the walk")
	words := widget.NewText("Drag over the picture, or let the window slide.", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	c.root = container.NewVBox(beside(c.play, step, stop), words)
	c.root.Hide()
	return c
}

func (c *slideControls) update(f *frame) {
	shining := f.selection.Tool == session.ToolFlashlight
	if shining != c.root.Visible() {
		show(c.root, shining)
		show(c.instead, !shining)
	}
	if playing := f.selection.Slide == session.SlidePlaying; playing != c.playing {
		c.playing = playing
		if playing {
			c.play.SetText("Pause")
			c.play.SetIcon(icon(assets.Pause))
		} else {
			c.play.SetText("Slide")
			c.play.SetIcon(icon(assets.Play))
		}
	}
}

// slideCells is how many cells the window walks over in a second.
const slideCells = 15

// slide is the clock of the walk.
type slide struct {
	act   do
	clock clock
}

func newSlide(act do, post func(func())) *slide { return &slide{act: act, clock: clock{post: post}} }

func (s *slide) update(f *frame) {
	if f.selection.Slide != session.SlidePlaying || s.clock.running() {
		return
	}
	s.clock.after(time.Second/slideCells, func() {
		if f.session.Selection().Slide == session.SlidePlaying {
			s.act(session.SlideWindow{Do: "step"})
		}
	})
}
