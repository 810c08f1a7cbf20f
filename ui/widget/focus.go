package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"unitscope/ui/theme"
)

// focus is the base of widgets that take the keyboard. What they do not use goes on to the canvas's handler (see Keys).
//
// Only Tab gives the focus: a click leaves it, so that Space and the arrows keep their common meaning after one.
type focus struct {
	self    fyne.Focusable
	ring    *canvas.Rectangle // shown while focused
	focused bool
	use     func(ev *fyne.KeyEvent) (used bool)
}

// startFocus makes self, which embeds f, take keys; use may be nil.
func (f *focus) startFocus(self fyne.Focusable, use func(ev *fyne.KeyEvent) bool) {
	f.self, f.use = self, use
	f.ring = canvas.NewRectangle(color.Transparent)
	f.ring.Hide()
	f.styleRing()
}

// styleRing follows the theme; renderers call it when they refresh.
func (f *focus) styleRing() {
	f.ring.StrokeColor = theme.Color(theme.Accent)
	f.ring.StrokeWidth = theme.Px(2)
	f.ring.CornerRadius = theme.Px(theme.Corner)
}

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

func passRune(from any, r rune) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from.(fyne.CanvasObject))
	if c == nil {
		return
	}
	if handle := c.OnTypedRune(); handle != nil {
		handle(r)
	}
}
