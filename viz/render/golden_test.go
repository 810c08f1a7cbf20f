package render

import (
	"image"
	"image/color"
	"math"
	"testing"

	"unitscope/viz/colormap"
	"unitscope/viz/internal/golden"
)

// gabor returns a striped patch of n×n values between −1 and 1.
func gabor(n int, turn float64) []float32 {
	values := make([]float32, n*n)
	for i := range values {
		x, y := 2*float64(i%n)/float64(n-1)-1, 2*float64(i/n)/float64(n-1)-1
		along := x*math.Cos(turn) + y*math.Sin(turn)
		values[i] = float32(math.Exp(-1.5*(x*x+y*y)) * math.Cos(5*along))
	}
	return values
}

// sheet draws one of everything, as a room would.
func sheet() *image.RGBA {
	accent := color.RGBA{0xF0, 0xA0, 0x40, 255}
	img := image.NewRGBA(image.Rect(0, 0, 200, 120))
	Fill(img, img.Rect, color.RGBA{0x14, 0x16, 0x1B, 255})

	maps := Grid{Cols: 4, Cell: image.Pt(22, 22), Gap: 2, Origin: image.Pt(4, 4)}
	kernels := Grid{Cols: 4, Cell: image.Pt(22, 22), Gap: 2, Origin: image.Pt(104, 4)}
	colours := Grid{Cols: 4, Cell: image.Pt(22, 22), Gap: 2, Origin: image.Pt(104, 28)}
	for i := range 4 {
		turn := float64(i) * math.Pi / 4
		Map(img, maps.At(i), gabor(11, turn), 11, 11, colormap.Range{High: 1}, colormap.Activation)
		weights := append(append(gabor(5, turn), gabor(5, turn+0.5)...), gabor(5, turn+1)...)
		Map(img, kernels.At(i), weights[:25], 5, 5, colormap.SignedOf(weights), colormap.Signed)
		Map(img, maps.At(4+i), weights[:25], 5, 5, colormap.SignedOf(weights), colormap.SignedDark)
		Kernel(img, colours.At(i), weights, 5, 5, colormap.SignedOf(weights))
	}
	Outline(img, maps.At(2).Inset(-1), 1, accent)
	Units(img, Grid{Cols: 10, Cell: image.Pt(8, 6), Gap: 2, Origin: image.Pt(4, 54)},
		[]float32{0, 0.1, 0, 0.4, 0, 0.9, 0.2, float32(math.NaN()), 0, 1}, colormap.Range{High: 1}, colormap.Activation)
	ColorBar(img, image.Rect(104, 54, 198, 60), colormap.Activation)

	scene, shape := picture(24), image.Rect(4, 64, 54, 114)
	Picture(img, shape, scene, 3, 24, 24)
	dimmed := shape.Add(image.Pt(52, 0))
	Picture(img, dimmed, scene, 3, 24, 24)
	seen := Cells(dimmed, 24, 24, image.Rect(5, 5, 16, 16))
	Dim(img, dimmed, seen, color.RGBA{0x14, 0x16, 0x1B, 255}, 0.65)
	Outline(img, seen, 1, accent)
	over := dimmed.Add(image.Pt(52, 0))
	Picture(img, over, scene, 3, 24, 24)
	Overlay(img, over, gabor(12, 1), 12, 12, colormap.Range{Low: -1, High: 1, Signed: true}, colormap.Signed, 0.8)
	ColorBar(img, image.Rect(190, 64, 196, 114), colormap.Signed)
	return img
}

// picture returns a red house under a blue sky, 3×n×n.
func picture(n int) []float32 {
	values := make([]float32, 3*n*n)
	for i := range n * n {
		x, y := float64(i%n)/float64(n), float64(i/n)/float64(n)
		c := [3]float32{0.62 + 0.3*float32(y), 0.72 + 0.2*float32(y), 0.86}
		switch {
		case y > 0.75:
			c = [3]float32{0.3, 0.52, 0.28}
		case y > 0.45 && math.Abs(x-0.45) < 0.2:
			c = [3]float32{0.72, 0.32, 0.22}
		case y > 0.25 && y <= 0.45 && math.Abs(x-0.45) < (y-0.2)*1.1:
			c = [3]float32{0.42, 0.2, 0.18}
		}
		for ch := range 3 {
			values[ch*n*n+i] = c[ch]
		}
	}
	return values
}

func TestGolden(t *testing.T) { golden.Check(t, "sheet", sheet()) }
