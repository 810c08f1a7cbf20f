package ui

import (
	"image"

	"unitscope/app/session"
	"unitscope/viz/render"
)

// segmented is a picture with what lies outside of the unit's field dimmed, the field put where the unit answered most.
func segmented(picture *image.RGBA, u *session.UnitField, cell int) *image.RGBA {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	values := make([]float32, 3*h*w)
	for i := range h * w {
		for c := range 3 {
			values[c*h*w+i] = float32(picture.Pix[4*i+c]) / 255
		}
	}
	dimmed := image.NewRGBA(picture.Rect)
	render.Picture(dimmed, dimmed.Rect, u.Segment(values, cell), 3, h, w)
	return dimmed
}
