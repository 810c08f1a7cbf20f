package ui

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/app/session"
	"unitscope/ui/theme"
)

// A projector's picture, and what is to be read from the back of the room in Fyne's units, which are its pixels.
var projector = fyne.NewSize(1280, 720)

const leastText = 18

// Every room fits a projector's picture, and all its words can be read: at least 18 px, on their ground with 4.5 to 1.
func TestPresentedRooms(t *testing.T) {
	w, queue := openWindow(t, projector.Width, projector.Height, "theme light", "present on", "select conv2:4")
	for _, room := range session.RoomNames {
		w.do(session.EnterRoom{Room: room})
		if err := w.settle(t.Context(), queue); err != nil {
			t.Fatal(err)
		}
		if least := w.root.MinSize(); least.Width > projector.Width || least.Height > projector.Height {
			t.Errorf("%s takes %v, a projector has %v", room, least, projector)
		}
		for _, o := range []fyne.CanvasObject{w.rail, w.top.root, w.footer.root} {
			if o.Visible() {
				t.Errorf("%s: a %T is there", room, o)
			}
		}
		if n := readable(t, string(room), w.root, w.canvas.Capture()); n < 20 {
			t.Errorf("%s: only %d texts found", room, n)
		}
	}
	w.do(session.Present{On: false})
	settle(t, w, queue)
	if !w.rail.Visible() || !w.top.root.Visible() || !w.footer.root.Visible() || w.stage.root.Visible() || theme.Current().Scale() != 1 {
		t.Error("what was away has not come back")
	}
}

// readable looks at every text that is drawn, and returns how many there are.
func readable(t *testing.T, room string, root fyne.CanvasObject, drawn image.Image) int {
	t.Helper()
	said := map[string]bool{}
	walk(root, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
		text, ok := o.(*canvas.Text)
		if !ok || text.Text == "" || said[text.Text] {
			return
		}
		said[text.Text] = true
		if text.TextSize < leastText {
			t.Errorf("%s: %q is %g px high", room, text.Text, text.TextSize)
		}
		size := text.MinSize()
		r := image.Rect(int(at.X), int(at.Y), int(at.X+size.Width), int(at.Y+size.Height)).Intersect(drawn.Bounds())
		if r.Empty() {
			return // scrolled away
		}
		if c := theme.Contrast(text.Color, mostCommon(drawn, r)); c < theme.TextContrast {
			t.Errorf("%s: %q stands on its ground with a contrast of %.1f", room, text.Text, c)
		}
	})
	return len(said)
}

// mostCommon is the colour of most pixels: a text's ground.
func mostCommon(img image.Image, r image.Rectangle) color.Color {
	count := map[color.Color]int{}
	var most color.Color
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := img.At(x, y)
			if count[c]++; most == nil || count[c] > count[most] {
				most = c
			}
		}
	}
	return most
}

func TestPresentedPointerAndKeys(t *testing.T) {
	w, queue := openWindow(t, projector.Width, projector.Height)
	w.pointed(300, 200, false)
	w.stage.key(fyne.KeyB, 0)
	if w.stage.ring.Visible() || w.stage.keys.Text() != "" {
		t.Error("a ring or a key shows in a window that is not presented")
	}
	perform(t, w.session, "present on")
	settle(t, w, queue)
	w.pointed(300, 200, true)
	if at, pressed := w.stage.ring.Pointed(); !w.stage.ring.Visible() || at != fyne.NewPos(300, 200) || !pressed {
		t.Errorf("the ring is at %v, pressed %v, shown %v", at, pressed, w.stage.ring.Visible())
	}
	w.stage.key(fyne.KeyZ, fyne.KeyModifierControl|fyne.KeyModifierShift)
	if got := w.stage.keys.Text(); got != "Ctrl+Shift+Z" {
		t.Errorf("the keys pressed show as %q", got)
	}
	w.stage.key(desktop.KeyShiftLeft, fyne.KeyModifierShift)
	if got := w.stage.keys.Text(); got != "Ctrl+Shift+Z" {
		t.Errorf("a key that is only held shows as %q", got)
	}
	perform(t, w.session, "keys off")
	settle(t, w, queue)
	w.stage.key(fyne.KeyB, 0)
	if got := w.stage.keys.Text(); got == "B" {
		t.Error("a key shows though keys are off")
	}
	w.attachKeys()
	w.keys.Modifiers = func() fyne.KeyModifier { return 0 }
	w.keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	settle(t, w, queue)
	if w.session.Settings.Presenting || w.stage.ring.Visible() {
		t.Error("Escape does not leave")
	}
}

func TestContrastIsOneKeyAway(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	w.attachKeys()
	w.keys.Modifiers = func() fyne.KeyModifier { return 0 }
	w.keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyH})
	settle(t, w, queue)
	if got := theme.Current().Variant(); got != theme.DarkContrast {
		t.Errorf("H gives the theme %q", got)
	}
}

// Before a class the Probe room has its settings folded away until they are asked for, and fits either way.
func TestPresentedProbeFolds(t *testing.T) {
	w, queue := openWindow(t, projector.Width, projector.Height, "present on", "room probe")
	c := w.probe.controls
	folded := c.root.Size().Height
	if c.patch.Visible() || !c.measure.Visible() || !c.folds.Visible() {
		t.Errorf("presented: the patch's size shows: %v, the button to measure: %v, the one to unfold: %v", c.patch.Visible(), c.measure.Visible(), c.folds.Visible())
	}
	c.unfold.OnChanged(switchSettings, true)
	if !c.patch.Visible() || c.root.Size().Height <= folded || w.probe.tiles.root.Position().Y < c.root.Size().Height {
		t.Errorf("unfolded: the patch's size shows: %v; controls from %g to %g, tiles at %g", c.patch.Visible(), folded, c.root.Size().Height, w.probe.tiles.root.Position().Y)
	}
	w.do(session.Present{On: false})
	settle(t, w, queue)
	if !c.patch.Visible() || c.folds.Visible() || !w.probe.tiles.sort.Visible() {
		t.Error("the settings do not come back")
	}
}
