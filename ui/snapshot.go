package ui

import (
	"context"
	"image"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"unitscope/app/session"
)

// Snapshot draws a window of the given size in pixels without a display, with Fyne's
// software painter, after the actions were performed and everything that is then to be seen
// has been computed. It starts a session with the options and ends it.
func Snapshot(ctx context.Context, options session.Options, actions []session.Action, size image.Point) (image.Image, error) {
	var queue todo
	pull := NewPull(queue.add)
	options.Changed = pull.Signal
	s, err := session.New(options)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	// Everything happens on this goroutine, which stands in for the window's. The window is
	// built after the actions, in the theme that they chose: only a real window follows a
	// theme that changes.
	if err := session.Play(ctx, s, actions, func(f func()) { f() }); err != nil {
		return nil, err
	}
	w := newWindow(test.NewApp(), s, pull) // the test app is Fyne's only one that needs no display
	painted := test.NewWindow(w.root)      // of that app, which can then tell where on it things are
	painted.SetPadded(false)
	painted.Resize(fyne.NewSize(float32(size.X), float32(size.Y)))
	w.canvas = painted.Canvas()
	// Drawing makes widgets ask for what they show, thumbnails for one, and this canvas lays
	// nothing out anew when a widget grows: so it is settled, laid out and drawn twice.
	for range 2 {
		if err := w.settle(ctx, &queue); err != nil {
			return nil, err
		}
		painted.Resize(fyne.NewSize(float32(size.X+1), float32(size.Y+1)))
		painted.Resize(fyne.NewSize(float32(size.X), float32(size.Y)))
		w.canvas.Capture()
	}
	if err := w.settle(ctx, &queue); err != nil {
		return nil, err
	}
	return w.canvas.Capture(), nil
}

// settle updates the window until nothing is left to be computed: what a panel shows for
// the first time may set something going.
func (w *Window) settle(ctx context.Context, queue *todo) error {
	for quiet := 0; quiet < 3; {
		queue.drain()
		w.update()
		if w.session.Idle() {
			quiet++
		} else {
			quiet = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// todo collects functions for a goroutine that runs them when it suits.
type todo struct {
	mu    sync.Mutex
	queue []func()
}

func (t *todo) add(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.queue = append(t.queue, f)
}

func (t *todo) drain() {
	t.mu.Lock()
	queue := t.queue
	t.queue = nil
	t.mu.Unlock()
	for _, f := range queue {
		f()
	}
}
