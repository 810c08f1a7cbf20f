package ui

import (
	"image"
	"image/draw"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// redrawn is a part of the window as a picture of so many pixels a unit of length, the whole window for nil. It is drawn anew, so that
// it can be finer than the screen, and has neither menus nor the mouse in it.
func (w *Window) redrawn(scale float32, part fyne.CanvasObject) image.Image {
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	canvas.SetScale(scale)
	size := w.root.Size()
	var whole image.Image
	widget.DrawOn(canvas, func() {
		twin := w.twin(canvas)
		canvas.SetContent(twin.root)
		for range 2 { // what is drawn asks for what it shows, and grows
			canvas.Resize(size.AddWidthHeight(1, 1))
			canvas.Resize(size)
			twin.update()
			twin.scrollLike(w)
			whole = canvas.Capture()
		}
	})
	if part == nil {
		return whole
	}
	at, extent := w.app.Driver().AbsolutePositionForObject(part), part.Size()
	return cropped(whole, at, extent, scale)
}

// drawn has a part of the window, the whole of it for nil, drawn anew for what it is used for. That holds the window for about a second,
// as everything that Fyne draws is drawn by its one goroutine: so it is said first, and shown.
func (w *Window) drawn(scale float64, part fyne.CanvasObject, use func(image.Image)) {
	w.status.say("Drawing the picture …")
	time.AfterFunc(drawnAfter, func() {
		w.pull.do(func() {
			picture := w.redrawn(float32(scale), part)
			w.status.say()
			use(picture)
		})
	})
}

// drawnAfter is how long what is said before is certain to be shown, a few frames.
const drawnAfter = 100 * time.Millisecond

// cropped is a part of a picture, in units of length of which each is so many pixels.
func cropped(whole image.Image, at fyne.Position, size fyne.Size, scale float32) image.Image {
	r := image.Rect(int(at.X*scale), int(at.Y*scale), int((at.X+size.Width)*scale), int((at.Y+size.Height)*scale)).Intersect(whole.Bounds())
	out := image.NewRGBA(image.Rectangle{Max: r.Size()})
	draw.Draw(out, out.Rect, whole, r.Min, draw.Src)
	return out
}

// twin is another window of the session, to be drawn once. What it would have done later, as clocks do, is not done.
func (w *Window) twin(canvas fyne.Canvas) *Window {
	twin := &Window{app: w.app, session: w.session, pull: NewPull(func(func()) {}), keys: widget.NewKeys(), splits: map[string]*widget.Split{},
		canvas: canvas, dressed: w.dressed}
	twin.build()
	return twin
}

// scrollLike scrolls everything to where it is scrolled in another window.
func (w *Window) scrollLike(other *Window) {
	theirs := other.scrolls()
	for i, scroll := range w.scrolls() {
		scroll.ScrollToOffset(theirs[i].Offset)
	}
}

func (w *Window) scrolls() []*container.Scroll {
	all := []*container.Scroll{w.inspect.scroll, w.train.main.scroll, w.probe.scroll, w.probe.tiles.scroll, w.relearn.scroll, w.relearn.tiles.scroll,
		w.brain.scroll, w.brain.side.pile.scroll, w.lesson.page.scroll}
	for _, tab := range session.Tabs {
		all = append(all, w.inspector.piles[tab].scroll)
	}
	return all
}
