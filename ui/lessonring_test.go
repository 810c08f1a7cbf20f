package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
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

// A part of a page is brought into sight as the page of the inspector opens that it is on, and a tile in a room, and the page scrolls
// anew once a guess is made.
func TestRingOnInspectorAndTiles(t *testing.T) {
	text := strings.Replace(twoSteps, "- guess", "- do: tab map\n- do: tool flashlight\n- point: conv3:20, sum, discrepancy\n- reveal: tab field\n- guess", 1)
	w, queue := lessonWindow(t, text)
	perform(t, w.session, "lesson step 2")
	resize(t, w, queue, fyne.NewSize(1400, 700))
	whole := func(name string) {
		t.Helper()
		aim, _ := w.aim(name)
		at, ok := w.target(name)
		if !ok || at.size.Height < aim.size.Height-1 {
			t.Errorf("%s is seen: %v, at %v, of %v", name, ok, at, aim.size)
		}
	}
	whole("sum")
	whole("conv3:20")
	if w.inspect.scroll.Offset.Y == 0 {
		t.Error("conv3 is in sight without scrolling: nothing is shown by this")
	}
	if _, ok := w.target("discrepancy"); ok {
		t.Error("what is on another page is seen")
	}
	page := w.inspector.piles[session.TabMap].scroll
	page.ScrollToTop()
	w.update()
	if page.Offset.Y != 0 {
		t.Error("the page is taken from the person who scrolls")
	}
	perform(t, w.session, "lesson guess 1")
	resize(t, w, queue, fyne.NewSize(1400, 900))
	whole("discrepancy")
}
