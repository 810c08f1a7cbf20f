package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// What a step points at on a page that scrolls is brought into sight; then it is the person who scrolls, and the ring is around
// what can be seen.
func TestRingOnPage(t *testing.T) {
	w, queue := lessonWindow(t, pointing("brain space"))
	perform(t, w.session, "room brain")
	queue.drain()
	for range 3 {
		w.update()
		w.canvas.Capture()
	}
	sight, _ := w.onCanvas(w.brain.scroll, fyne.Position{}, w.brain.scroll.Size())
	at, ok := w.target("brain space")
	if !ok || at.size.Height < w.brain.space.root.Size().Height-1 || w.brain.scroll.Offset.Y == 0 {
		t.Fatalf("in room %s: seen %v, at %v of %v, scrolled by %v", w.room, ok, at, sight, w.brain.scroll.Offset.Y)
	}
	w.brain.scroll.ScrollToTop()
	w.update()
	if w.brain.scroll.Offset.Y != 0 {
		t.Error("the page is taken from the person who scrolls")
	}
	if at, ok := w.target("brain space"); ok && at.pos.Y+at.size.Height > sight.pos.Y+sight.size.Height+1 {
		t.Errorf("the ring is at %v, the page ends at %v", at, sight)
	}
}
