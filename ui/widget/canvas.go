package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"unitscope/ui/theme"
)

// Overlay is a rectangle drawn over a picture, in picture pixels. What sticks out of the picture is not drawn.
type Overlay struct {
	Rect   image.Rectangle
	Color  color.Color // nil: the accent
	Dashed bool
	Label  string // small, inside its upper left corner; empty: none
}

// Canvas shows a picture as crisp squares, a whole number of device pixels each, and lets a brush paint on it.
//
// It only reports strokes; its owner changes the picture and calls RefreshPicture. A stroke is joined: between two
// points that are reported the owner draws a line. Points may lie outside the picture once a stroke has begun.
// With the keyboard, arrows move the brush and Enter dabs.
type Canvas struct {
	sheet
	focus

	OnStrokeStart func(x, y int, erase bool) // the left button paints, the right one erases
	OnStrokeMove  func(x, y int)
	OnStrokeEnd   func()
	OnHover       func(x, y int, inside bool)
	OnWheel       func(steps int) // up is positive; for the brush's size

	picture  *image.RGBA
	overlays []Overlay
	brush    int // diameter in picture pixels
	edge     float32
	stroke   stroke
	at       image.Point // the brush's pixel
	inside   bool

	outline [2]*canvas.Circle // dark and light, seen on any picture
}

// NewCanvas returns one without a picture.
func NewCanvas() *Canvas {
	c := &Canvas{edge: 240, outline: [2]*canvas.Circle{{}, {}}}
	c.startFocus(c, c.typed)
	for _, o := range c.outline {
		o.StrokeWidth = 1
		o.Hide()
		c.layers = append(c.layers, o)
	}
	c.outline[0].StrokeColor, c.outline[1].StrokeColor = color.NRGBA{A: 0xC0}, color.White
	c.layers = append(c.layers, c.ring)
	c.arrange = func(size fyne.Size) {
		c.ring.Resize(size)
		c.styleRing(theme.Accent)
		c.placeOutline()
	}
	c.start(c, c.minimum, c.draw)
	return c
}

// minimum is as high as the picture is in the width that there is.
func (c *Canvas) minimum() fyne.Size {
	edge := theme.Px(c.edge)
	width := c.raster.Size().Width
	if c.picture == nil || width < edge {
		return fyne.NewSquareSize(edge)
	}
	v := c.view()
	v.room.Max.Y = v.room.Max.X
	_, size := v.units(v.frame())
	return fyne.NewSize(edge, size.Height)
}

// SetPicture shows a picture, which stays the owner's; nil shows none.
func (c *Canvas) SetPicture(p *image.RGBA) {
	c.picture = p
	c.placeOutline()
	c.repaint()
}

// RefreshPicture shows the picture's pixels as they are now.
func (c *Canvas) RefreshPicture() { c.repaint() }

// SetBrush changes the diameter, in picture pixels, of the outline under the mouse; 0 shows none.
func (c *Canvas) SetBrush(diameter int) {
	c.brush = diameter
	c.placeOutline()
}

// SetOverlays replaces the rectangles over the picture.
func (c *Canvas) SetOverlays(overlays ...Overlay) {
	c.overlays = overlays
	c.repaint()
}

// Overlays are the rectangles over the picture.
func (c *Canvas) Overlays() []Overlay { return c.overlays }

// SetMinEdge changes the least width and height, before scaling.
func (c *Canvas) SetMinEdge(length float32) {
	c.edge = length
	c.Refresh()
}

// PictureRect is where the picture is within the widget.
func (c *Canvas) PictureRect() (fyne.Position, fyne.Size) {
	v := c.view()
	return v.units(v.frame())
}

// HeightIn is how high the picture is in a room of that size, 0 without one.
func (c *Canvas) HeightIn(size fyne.Size) float32 {
	if c.picture == nil {
		return 0
	}
	v := viewOn(c.raster, c.picture.Rect.Dy(), c.picture.Rect.Dx())
	v.room.Max = image.Pt(int(size.Width*v.ratio), int(size.Height*v.ratio))
	_, covered := v.units(v.frame())
	return covered.Height
}

// view puts the picture into the middle of the width.
func (c *Canvas) view() view {
	if c.picture == nil {
		return view{ratio: 1}
	}
	return viewOn(c.raster, c.picture.Rect.Dy(), c.picture.Rect.Dx()).centred()
}

func (c *Canvas) draw(p *page) {
	p.clear()
	if c.picture == nil {
		return
	}
	v := view{room: p.Rect, height: c.picture.Rect.Dy(), width: c.picture.Rect.Dx(), ratio: p.ratio}.centred()
	magnify(p.RGBA, v.frame(), c.picture)
	over := &page{RGBA: p.SubImage(v.frame()).(*image.RGBA), ratio: p.ratio}
	for _, o := range c.overlays {
		over.overlay(v, o)
	}
}

func (p *page) overlay(v view, o Overlay) {
	colour := o.Color
	if colour == nil {
		colour = theme.Color(theme.Accent)
	}
	r := v.cells(o.Rect)
	if r.Empty() {
		return
	}
	width := max(1, p.px(2))
	if o.Dashed {
		p.dashedFrame(r, width, colour)
	} else {
		p.frame(r, width, colour)
	}
	if o.Label != "" {
		p.text(o.Label, max(r.Min.X, 0)+p.px(6), max(r.Min.Y, 0)+p.px(10), fromLeft, p.style(theme.Small, true), colour)
	}
}

// placeOutline puts the brush's outline around the pixels that it would paint: centred on a pixel where its diameter is
// odd, on that pixel's upper left corner where it is even.
func (c *Canvas) placeOutline() {
	shown := c.picture != nil && c.brush > 0 && c.inside
	corner := c.at.Sub(image.Pt(c.brush/2, c.brush/2))
	v := c.view()
	pos, size := v.units(v.cells(image.Rectangle{Min: corner, Max: corner.Add(image.Pt(c.brush, c.brush))}))
	for i, o := range c.outline {
		o.Hidden = !shown
		out := float32(1 - i) // the dark one is around the light one
		place(o, pos.X-out, pos.Y-out, size.Width+2*out, size.Height+2*out)
		o.Refresh()
	}
}
