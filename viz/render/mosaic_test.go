package render

import (
	"image"
	"image/color"
	"testing"
)

// Two rows of three cells over 6×8 pixels: cells of 2×4, by hand.
func TestMosaicCoversItsRectangle(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 8, 9))
	r := image.Rect(1, 1, 7, 9)
	Mosaic(dst, r, 2, 3, func(row, col int) color.RGBA { return color.RGBA{uint8(row), uint8(col), 7, 255} })
	for y := range 9 {
		for x := range 8 {
			want := color.RGBA{}
			if image.Pt(x, y).In(r) {
				want = color.RGBA{uint8((y - 1) / 4), uint8((x - 1) / 2), 7, 255}
			}
			if got := dst.RGBAAt(x, y); got != want {
				t.Fatalf("%d,%d is %v, want %v", x, y, got, want)
			}
		}
	}
	Mosaic(dst, r, 0, 3, nil) // nothing to draw, nothing asked
}

func TestBlend(t *testing.T) {
	below, over := color.RGBA{0, 100, 200, 255}, color.RGBA{200, 100, 0, 255}
	for opacity, want := range map[float64]color.RGBA{0: below, 1: over, 0.25: {50, 100, 150, 255}} {
		if got := Blend(below, over, opacity); got != want {
			t.Errorf("at %g: %v, want %v", opacity, got, want)
		}
	}
}
