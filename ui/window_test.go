package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"unitscope/app/session"
)

// openWindow builds a window of the given size that is not on a screen. The test's
// goroutine is the window's.
func openWindow(t *testing.T, width, height float32) (*Window, *todo) {
	t.Helper()
	queue := &todo{}
	pull := NewPull(queue.add)
	s, err := session.New(session.Options{Changed: pull.Signal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := newWindow(test.NewTempApp(t), s, pull)
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	canvas.SetContent(w.root)
	canvas.Resize(fyne.NewSize(width, height))
	w.canvas = canvas
	settle(t, w, queue)
	return w, queue
}

// settle lets everything arrive and be drawn; twice, as drawing asks for more.
func settle(t *testing.T, w *Window, queue *todo) {
	t.Helper()
	size := w.canvas.Size()
	for range 2 {
		if err := w.settle(context.Background(), queue); err != nil {
			t.Fatal(err)
		}
		w.canvas.(software.WindowlessCanvas).Resize(size.AddWidthHeight(1, 1))
		w.canvas.(software.WindowlessCanvas).Resize(size)
		w.canvas.Capture()
	}
}

func TestRowsFitTheRoom(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1440, 900), fyne.NewSize(1920, 1080)} {
		w, _ := openWindow(t, size.Width, size.Height)
		needs, has := w.inspect.list.MinSize().Height, w.inspect.scroll.Size().Height
		if needs > has {
			t.Errorf("at %v the rows need %g, the room has %g", size, needs, has)
			for _, r := range w.inspect.rows {
				t.Logf("%s: root %g tiles %g head %g tile %v", r.row.Name, r.root.MinSize().Height, r.tiles.MinSize().Height, r.head.MinSize().Height, r.tiles.TileSize())
			}
		}
	}
}
