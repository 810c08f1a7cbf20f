package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Ground is a plain area in a colour of the theme, which it follows.
//
// It is one pixel, stretched: where OpenGL runs in software, a window's size of a canvas.Rectangle, whose shader rounds
// corners and casts shadows, takes 17 ms of every frame and this takes 10. Even so the best ground is none: Fyne clears
// the window to the background's colour.
type Ground struct {
	fynewidget.BaseWidget
	color fyne.ThemeColorName
	pixel *image.RGBA
	image *canvas.Image
}

// NewGround returns an area of the colour.
func NewGround(color fyne.ThemeColorName) *Ground {
	g := &Ground{color: color, pixel: image.NewRGBA(image.Rect(0, 0, 1, 1))}
	g.image = canvas.NewImageFromImage(g.pixel)
	g.image.ScaleMode = canvas.ImageScalePixels
	g.dye()
	g.ExtendBaseWidget(g)
	return g
}

func (g *Ground) dye() {
	g.pixel.SetRGBA(0, 0, color.RGBAModel.Convert(theme.Color(g.color)).(color.RGBA))
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	return &face{
		objects: []fyne.CanvasObject{g.image},
		layout:  func(size fyne.Size) { g.image.Resize(size) },
		minimum: func() fyne.Size { return fyne.Size{} },
		refresh: func() {
			g.dye()
			g.image.Refresh()
		},
	}
}
