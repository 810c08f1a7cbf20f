package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Ring goes around the mouse's pointer, so that a class sees where it is; while a button is down it is filled. It lies over
// the window and takes nothing of the mouse.
type Ring struct {
	fynewidget.BaseWidget
	circle  *canvas.Circle
	at      fyne.Position
	pressed bool
}

// Before scaling.
const (
	ringRadius  float32 = 18
	ringPressed float32 = 13
	ringLine    float32 = 2.5
)

// NewRing returns a ring that is hidden until it is pointed somewhere.
func NewRing() *Ring {
	r := &Ring{circle: canvas.NewCircle(color.Transparent)}
	r.ExtendBaseWidget(r)
	r.Hide()
	return r
}

// Point moves the ring's middle to a place within what it lies over.
func (r *Ring) Point(at fyne.Position, pressed bool) {
	r.at, r.pressed = at, pressed
	if r.Visible() {
		r.style()
	} else {
		r.Show()
	}
}

// Pointed tells where the ring's middle is, and whether it is filled.
func (r *Ring) Pointed() (at fyne.Position, pressed bool) { return r.at, r.pressed }

func (r *Ring) style() {
	accent := theme.Color(theme.Accent)
	radius := theme.Px(ringRadius)
	r.circle.FillColor = color.Transparent
	if r.pressed {
		radius, r.circle.FillColor = theme.Px(ringPressed), color.NRGBA{accent.R, accent.G, accent.B, 0x90}
	}
	r.circle.StrokeColor, r.circle.StrokeWidth = accent, theme.Px(ringLine)
	place(r.circle, r.at.X-radius, r.at.Y-radius, 2*radius, 2*radius)
	r.circle.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *Ring) CreateRenderer() fyne.WidgetRenderer {
	return &face{objects: []fyne.CanvasObject{r.circle}, minimum: func() fyne.Size { return fyne.Size{} },
		layout: func(fyne.Size) { r.style() }, refresh: r.style}
}
