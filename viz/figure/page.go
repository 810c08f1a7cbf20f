package figure

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// page is what a figure is drawn on. As everywhere in gonum/plot, y runs upwards.
type page struct {
	draw.Canvas
	look  Look
	scale float64 // pixels in a point
}

// Sizes of words, in points, and the room around them.
const (
	titleSize = 12
	wordSize  = 11
	tickSize  = 10
	gap       = 8
)

// snap moves a length to the nearest edge between the device's pixels, so that what begins
// there is crisp.
func (p *page) snap(v vg.Length) vg.Length {
	return vg.Length(math.Round(float64(v)*p.scale) / p.scale)
}

// fill fills a rectangle.
func (p *page) fill(r vg.Rectangle, c color.Color) {
	p.FillPolygon(c, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
}

// rule draws a horizontal line one point thick, crisp, from left to right.
func (p *page) rule(left, right, y vg.Length, c color.Color) {
	below := p.snap(y - 0.5)
	p.fill(rectangle(p.snap(left), below, p.snap(right), below+1), c)
}

// Where words lie along x beside the point they are written at.
const (
	rightOf = 0.0
	around  = -0.5
	leftOf  = -1.0
)

// write writes a line of words; y is the middle of its capital letters.
func (p *page) write(x, y vg.Length, side float64, size vg.Length, c color.Color, words string) {
	words = clean(words)
	face := lookup(size)
	x += vg.Length(side) * face.Width(words)
	p.SetColor(c)
	p.FillString(face, vg.Point{X: x, Y: p.snap(y - capHeight*size/2)}, words)
}

// title writes the figure's title at the top and gives back the page below it.
func (p *page) title(words string) *page {
	if words == "" {
		return p
	}
	p.write(p.Min.X, p.Max.Y-titleSize/2, rightOf, titleSize, p.look.Text, words)
	return p.crop(0, 0, 0, titleSize+gap)
}

// crop returns the page without margins.
func (p *page) crop(left, right, bottom, top vg.Length) *page {
	return &page{draw.Crop(p.Canvas, left, -right, bottom, -top), p.look, p.scale}
}

// empty reports whether there is no room left to draw on.
func (p *page) empty() bool { return p.Max.X-p.Min.X < 4 || p.Max.Y-p.Min.Y < 4 }

// widest returns the width of the widest of some words.
func widest(size vg.Length, words ...string) vg.Length {
	face := lookup(size)
	var width vg.Length
	for _, w := range words {
		width = max(width, face.Width(clean(w)))
	}
	return width
}

// clean makes one line of any words.
func clean(words string) string { return strings.Join(strings.Fields(words), " ") }

func rectangle(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}}
}
