package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A narrow window has no room for a lesson beside everything: the unit makes way, unless the step is about it or somebody unfolds it;
// without the lesson all is as it was.
func TestLessonInANarrowWindow(t *testing.T) {
	w, queue := lessonWindow(t, `# Narrow
3 minutes

## About the picture
Look.

- do: tab map
- point: picture, conv1:3

## About a unit's kernel
Look.

- do: tab kernel
- point: conv1:3

## About the unit
Look.

- do: tab map
- point: inspector
`)
	narrow := fyne.NewSize(1024, 700)
	seen := func(o fyne.CanvasObject) bool {
		return w.app.Driver().AbsolutePositionForObject(o) != fyne.Position{}
	}
	for i, c := range []struct{ unit, picture bool }{{false, true}, {true, false}, {true, true}} {
		perform(t, w.session, []string{"lesson step 1", "lesson step 2", "lesson step 3"}[i])
		resize(t, w, queue, narrow)
		if seen(w.inspector.root) != c.unit || seen(w.stimulus.root) != c.picture {
			t.Errorf("step %d: the unit is seen: %v, the picture: %v", i+1, seen(w.inspector.root), seen(w.stimulus.root))
		}
		if least := float32(300); w.rooms.Size().Width < least && i < 2 {
			t.Errorf("step %d: the room is %g wide, less than %g", i+1, w.rooms.Size().Width, least)
		}
	}
	perform(t, w.session, "lesson step 1")
	resize(t, w, queue, narrow)
	test.WidgetRenderer(w.splits["inspector"]).Objects()[2].(fyne.DoubleTappable).DoubleTapped(nil) // the line
	resize(t, w, queue, narrow)
	if !seen(w.inspector.root) {
		t.Error("the unit cannot be unfolded")
	}
	perform(t, w.session, "lesson close")
	resize(t, w, queue, narrow)
	if !seen(w.inspector.root) || w.session.Settings.Splits["inspector"].Folded {
		t.Error("without the lesson the unit is not there")
	}
}
