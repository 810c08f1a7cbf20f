package widget

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"unitscope/ui/theme"
)

// focus is the base of widgets that take the keyboard. What they do not use goes on to the canvas's handler (see Keys).
//
// Only Tab gives the focus: a click leaves it, so that Space and the arrows keep their common meaning after one.
type focus struct {
	self    fyne.Focusable
	ring    *fyne.Container // shown while focused
	bars    []*canvas.Rectangle
	focused bool
	use     func(ev *fyne.KeyEvent) (used bool)
}

// startFocus makes self, which embeds f, take keys; use may be nil.
func (f *focus) startFocus(self fyne.Focusable, use func(ev *fyne.KeyEvent) bool) {
	f.self, f.use = self, use
	for range 4 {
		f.bars = append(f.bars, canvas.NewRectangle(color.Transparent))
	}
	f.ring = container.New(ringLayout{}, f.bars[0], f.bars[1], f.bars[2], f.bars[3])
	f.ring.Hide()
	f.styleRing(theme.Accent)
}

// roundRing makes the ring follow rounded corners, for small widgets that do not scroll: Fyne's software painter
// misplaces strokes that are cut off.
func (f *focus) roundRing() {
	f.bars = []*canvas.Rectangle{canvas.NewRectangle(color.Transparent)}
	f.ring.Layout, f.ring.Objects = layout.NewStackLayout(), []fyne.CanvasObject{f.bars[0]}
}

// styleRing follows the theme; widgets call it when they refresh.
func (f *focus) styleRing(name fyne.ThemeColorName) {
	for _, b := range f.bars {
		if len(f.bars) == 1 {
			b.StrokeColor, b.StrokeWidth = theme.Color(name), theme.Px(ringWidth)
			b.CornerRadius = theme.Px(theme.Corner)
		} else {
			b.FillColor = theme.Color(name)
		}
	}
}

// ringWidth is before scaling.
const ringWidth = 2

// ringLayout puts four bars along the inside of the edges.
type ringLayout struct{}

// Layout implements fyne.Layout.
func (ringLayout) Layout(bars []fyne.CanvasObject, size fyne.Size) {
	w := theme.Px(ringWidth)
	place(bars[0], 0, 0, size.Width, w)
	place(bars[1], 0, size.Height-w, size.Width, w)
	place(bars[2], 0, w, w, size.Height-2*w)
	place(bars[3], size.Width-w, w, w, size.Height-2*w)
}

// MinSize implements fyne.Layout.
func (ringLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Focused tells whether the widget has the keyboard.
func (f *focus) Focused() bool { return f.focused }

// FocusGained implements fyne.Focusable.
func (f *focus) FocusGained() {
	f.focused = true
	f.ring.Show()
}

// FocusLost implements fyne.Focusable.
func (f *focus) FocusLost() {
	f.focused = false
	f.ring.Hide()
}

// TypedRune implements fyne.Focusable.
func (f *focus) TypedRune(r rune) { passRune(f.self, r) }

// TypedKey implements fyne.Focusable.
func (f *focus) TypedKey(ev *fyne.KeyEvent) {
	if f.use == nil || !f.use(ev) {
		passKey(f.self, ev)
	}
}

// passKey hands a key that a focused widget does not use to the canvas that holds it.
func passKey(from any, ev *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from.(fyne.CanvasObject))
	if c == nil {
		return
	}
	if handle := c.OnTypedKey(); handle != nil {
		handle(ev)
	}
}

// PassChord hands a chord such as Ctrl+Q to the canvas that holds a text entry with the focus, and tells whether it did: those that
// move in a text and edit it are the entry's. Fyne asks the focused entry alone.
func PassChord(from fyne.CanvasObject, s fyne.Shortcut) bool {
	chord, ok := s.(*desktop.CustomShortcut)
	if !ok || slices.Contains([]fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete}, chord.KeyName) {
		return false
	}
	c, ok := fyne.CurrentApp().Driver().CanvasForObject(from).(fyne.Shortcutable)
	if ok {
		c.TypedShortcut(s)
	}
	return ok
}

func passRune(from any, r rune) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from.(fyne.CanvasObject))
	if c == nil {
		return
	}
	if handle := c.OnTypedRune(); handle != nil {
		handle(r)
	}
}
