package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"
)

// pressable is the base of what acts when it is clicked, or when Space or Enter is pressed on it.
type pressable struct {
	tooltip.ToolTipWidget
	focus

	press    func()
	restyle  func() // follows hovered and disabled
	hovered  bool
	disabled bool
}

func (b *pressable) start(self interface {
	fyne.Widget
	fyne.Focusable
}, press func()) {
	b.press = press
	b.startFocus(self, b.typed)
	b.roundRing()
	b.ExtendBaseWidget(self)
}

func (b *pressable) typed(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
		return true
	}
	return false
}

// Tapped implements fyne.Tappable.
func (b *pressable) Tapped(*fyne.PointEvent) {
	DropTip() // what was read has been done, and may be gone
	if !b.disabled && b.press != nil {
		b.press()
	}
}

// MouseIn implements desktop.Hoverable.
func (b *pressable) MouseIn(ev *desktop.MouseEvent) {
	enterTip(&b.ToolTipWidget, ev)
	b.hovered = true
	b.look()
}

// MouseOut implements desktop.Hoverable.
func (b *pressable) MouseOut() {
	b.ToolTipWidget.MouseOut()
	b.hovered = false
	b.look()
}

// Cursor implements desktop.Cursorable.
func (b *pressable) Cursor() desktop.Cursor {
	if b.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Enable implements fyne.Disableable.
func (b *pressable) Enable() { b.setDisabled(false) }

// Disable implements fyne.Disableable.
func (b *pressable) Disable() { b.setDisabled(true) }

// Disabled implements fyne.Disableable.
func (b *pressable) Disabled() bool { return b.disabled }

func (b *pressable) setDisabled(disabled bool) {
	if b.disabled != disabled {
		b.disabled = disabled
		b.look()
	}
}

func (b *pressable) look() {
	if b.restyle != nil {
		b.restyle()
	}
}

// face is a renderer made of functions.
type face struct {
	objects []fyne.CanvasObject
	minimum func() fyne.Size
	layout  func(size fyne.Size)
	refresh func()
}

func (f *face) Destroy()                     {}
func (f *face) Objects() []fyne.CanvasObject { return f.objects }
func (f *face) MinSize() fyne.Size           { return f.minimum() }
func (f *face) Layout(size fyne.Size)        { f.layout(size) }
func (f *face) Refresh()                     { f.refresh() }

// place moves and resizes in one go.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// setIcon shows an icon in one of the theme's colours; nil stays empty.
func setIcon(image *canvas.Image, icon fyne.Resource, name fyne.ThemeColorName) {
	if icon == nil {
		image.Hide()
		return
	}
	image.FillMode = canvas.ImageFillContain
	image.Resource = fynetheme.NewColoredResource(icon, name)
	image.Show()
	image.Refresh()
}
