package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// outline is a rectangular frame over a picture, made of four bars: Fyne's painters do not agree on where a rectangle's
// stroke lies.
type outline struct{ bars [4]*canvas.Rectangle }

func newOutline() *outline {
	o := &outline{}
	for i := range o.bars {
		o.bars[i] = canvas.NewRectangle(color.Transparent)
		o.bars[i].Hidden = true
	}
	return o
}

func (o *outline) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{o.bars[0], o.bars[1], o.bars[2], o.bars[3]}
}

// show puts the frame around a place, outside of it.
func (o *outline) show(pos fyne.Position, size fyne.Size, thickness float32, c color.Color) {
	x, y, w, h := pos.X-thickness, pos.Y-thickness, size.Width+2*thickness, size.Height+2*thickness
	place(o.bars[0], x, y, w, thickness)
	place(o.bars[1], x, y+h-thickness, w, thickness)
	place(o.bars[2], x, y+thickness, thickness, h-2*thickness)
	place(o.bars[3], x+w-thickness, y+thickness, thickness, h-2*thickness)
	for _, b := range o.bars {
		b.FillColor = c
		b.Hidden = false
		b.Refresh()
	}
}

func (o *outline) hide() {
	for _, b := range o.bars {
		if !b.Hidden {
			b.Hide()
		}
	}
}

func (o *outline) shown() bool { return !o.bars[0].Hidden }
