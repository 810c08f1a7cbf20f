package figure

import (
	"image"
	"image/color"
	"math"
	"strings"
	"unicode"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// page is what a figure is drawn on. As everywhere in gonum/plot, y runs upwards.
type page struct {
	draw.Canvas
	look      Look
	scale     float64     // pixels in a point; 1 where there are none
	pixels    *image.RGBA // of the whole canvas; nil where it has none
	latinOnly bool        // the canvas can write Latin-1 and nothing else
}

// gap is the room between things, in points.
const gap = 8

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

// put puts a line of words on the page; y is the middle of its capital letters.
func (p *page) put(x, y vg.Length, side float64, with pen, c color.Color, words string) {
	words = clean(words)
	face := with.face()
	x += vg.Length(side) * face.Width(words)
	p.SetColor(c)
	at := vg.Point{X: x, Y: p.snap(y - capHeight*with.size/2)}
	if p.latinOnly && !latin1(words) {
		p.Fill(outlines(face, at, words))
		return
	}
	p.FillString(face, at, words)
}

// title writes the figure's title at the top and gives back the page below it.
func (p *page) title(words string) *page {
	if words == "" {
		return p
	}
	p.put(p.Min.X, p.Max.Y-titlePen.size/2, rightOf, titlePen, p.look.Text, words)
	return p.crop(0, 0, 0, titlePen.size+gap)
}

// crop returns the page without margins.
func (p *page) crop(left, right, bottom, top vg.Length) *page {
	cropped := *p
	cropped.Canvas = draw.Crop(p.Canvas, left, -right, bottom, -top)
	return &cropped
}

// empty reports whether there is no room left to draw on.
func (p *page) empty() bool { return p.Max.X-p.Min.X < 4 || p.Max.Y-p.Min.Y < 4 }

// clean makes one line of any words, without what cannot be printed.
func clean(words string) string {
	words = strings.ToValidUTF8(strings.Join(strings.Fields(words), " "), "\uFFFD")
	return strings.Map(func(char rune) rune {
		if unicode.IsPrint(char) {
			return char
		}
		return -1
	}, words)
}

func rectangle(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}}
}
