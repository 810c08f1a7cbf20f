package render

import (
	"image"
	"strconv"
	"testing"

	"unitscope/viz/colormap"
)

// wave returns values that look like a map's: smooth, some of them negative.
func wave(n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i*i%251)/125 - 1
	}
	return values
}

func BenchmarkMaps(b *testing.B) {
	for _, c := range []struct{ units, side, scale int }{{64, 32, 2}, {64, 32, 3}, {64, 32, 4}, {64, 7, 6}, {16, 44, 2}} {
		name := strconv.Itoa(c.units) + "x" + strconv.Itoa(c.side) + "px" + strconv.Itoa(c.scale)
		b.Run(name, func(b *testing.B) {
			grid := Grid{Cols: 8, Cell: image.Pt(c.side*c.scale, c.side*c.scale), Gap: 4}
			size := grid.Size(c.units)
			dst := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
			data := wave(c.units * c.side * c.side)
			rng := colormap.RangeOf(data)
			b.ReportAllocs()
			for b.Loop() {
				Maps(dst, grid, data, c.units, c.side, c.side, rng, colormap.Activation)
			}
		})
	}
}

// A map that is drawn smaller than it is: no whole multiple fits.
func BenchmarkMapShrunk(b *testing.B) {
	dst := image.NewRGBA(image.Rect(0, 0, 39, 39))
	data := wave(44 * 44)
	rng := colormap.RangeOf(data)
	b.ReportAllocs()
	for b.Loop() {
		Map(dst, dst.Rect, data, 44, 44, rng, colormap.Activation)
	}
}

func BenchmarkPicture(b *testing.B) {
	dst := image.NewRGBA(image.Rect(0, 0, 240, 240))
	data := wave(3 * 48 * 48)
	b.ReportAllocs()
	for b.Loop() {
		Picture(dst, dst.Rect, data, 3, 48, 48)
	}
}

func BenchmarkOverlay(b *testing.B) {
	dst := image.NewRGBA(image.Rect(0, 0, 240, 240))
	data := wave(48 * 48)
	rng := colormap.SignedOf(data)
	b.ReportAllocs()
	for b.Loop() {
		Overlay(dst, dst.Rect, data, 48, 48, rng, colormap.Signed, 0.8)
	}
}
