package main

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"

	"git.sr.ht/~sbinet/gg"

	"unitscope/viz/colormap"
)

// The program's icon: a kernel's cells under a lens, in a square of 512.
const (
	iconSize   = 512
	iconCells  = 9   // cells along a side
	cellPitch  = 46  // from one cell to the next
	cellSide   = 40  // a cell
	lensRadius = 170 // the lens' middle line
	lensWidth  = 24
)

// shape is a rounded rectangle, filled or (where stroke > 0) drawn; a circle is one whose
// radius is half its side.
type shape struct {
	x, y, w, h, radius float64
	stroke             float64
	color              color.RGBA
}

var (
	iconGround = color.RGBA{0x14, 0x16, 0x1B, 255}
	iconEdge   = color.RGBA{0x2A, 0x2E, 0x38, 255}
	iconIdle   = color.RGBA{0x24, 0x28, 0x33, 255}
	iconAccent = color.RGBA{0xF0, 0xA0, 0x40, 255}
)

// appIcon returns the shapes of the icon, from the back to the front.
func appIcon() []shape {
	const middle = iconSize / 2.0
	shapes := []shape{
		{16, 16, 480, 480, 108, 0, iconEdge},
		{20, 20, 472, 472, 104, 0, iconGround},
	}
	for row := range iconCells {
		for col := range iconCells {
			dx := (float64(col) - (iconCells-1)/2.0) * cellPitch
			dy := (float64(row) - (iconCells-1)/2.0) * cellPitch
			c := iconIdle
			if math.Hypot(dx, dy) < lensRadius {
				c = colormap.SignedDark.At(gabor(dx/lensRadius, dy/lensRadius))
			}
			shapes = append(shapes, shape{
				middle + dx - cellSide/2, middle + dy - cellSide/2, cellSide, cellSide, 6, 0, c})
		}
	}
	lens := shape{middle - lensRadius, middle - lensRadius, 2 * lensRadius, 2 * lensRadius, lensRadius, lensWidth, iconAccent}
	return append(shapes, lens)
}

// gabor is what the first layer of a trained network looks for: a striped patch, fading
// outwards; 0.5 is no weight.
func gabor(x, y float64) float64 {
	across := (x + y) / math.Sqrt2
	fade := math.Exp(-(x*x + y*y) / 0.9)
	return 0.5 + 0.5*fade*math.Cos(2*math.Pi*0.62*across)
}

// svgOf returns shapes as a file.
func svgOf(shapes []shape) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d">`+"\n", iconSize, iconSize)
	for _, s := range shapes {
		paint := fmt.Sprintf(`fill="%s"`, hex(s.color))
		if s.stroke > 0 {
			paint = fmt.Sprintf(`fill="none" stroke="%s" stroke-width="%g"`, hex(s.color), s.stroke)
		}
		fmt.Fprintf(&b, `<rect x="%g" y="%g" width="%g" height="%g" rx="%g" %s/>`+"\n", s.x, s.y, s.w, s.h, s.radius, paint)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// pngOf returns shapes as pixels.
func pngOf(shapes []shape) ([]byte, error) {
	c := gg.NewContext(iconSize, iconSize)
	for _, s := range shapes {
		c.SetColor(s.color)
		c.DrawRoundedRectangle(s.x, s.y, s.w, s.h, s.radius)
		if s.stroke > 0 {
			c.SetLineWidth(s.stroke)
			c.Stroke()
		} else {
			c.Fill()
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, c.Image()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
