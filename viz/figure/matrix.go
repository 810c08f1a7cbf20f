package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"

	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// Matrix is rows×columns values as coloured cells, with the colours' range below them.
type Matrix struct {
	Title   string
	Rows    []string  // names, written at the left; as many as there are rows, or none
	Columns []string  // names, written upwards at the bottom; as many as columns, or none
	Values  []float32 // row by row
	Width   int       // columns
	Range   colormap.Range
	Map     colormap.Map         // nil: Activation, or Signed for a signed range
	Format  func(float64) string // of the range's ends; nil: short numbers
	NoBar   bool
}

const (
	barHeight = 6
	barWidth  = 120
)

func (m Matrix) draw(p *page) {
	p = p.title(m.Title)
	if m.Width <= 0 || len(m.Values) < m.Width {
		return
	}
	height := len(m.Values) / m.Width
	left, below := vg.Length(0), vg.Length(0)
	if len(m.Rows) > 0 {
		left = widest(wordSize, m.Rows...) + gap
	}
	if len(m.Columns) > 0 {
		below = widest(wordSize, m.Columns...) + gap
	}
	bar := vg.Length(0)
	if !m.NoBar {
		bar = gap + barHeight + gap + tickSize
	}
	cells := p.crop(left, 0, below+bar, 0)
	if cells.empty() {
		return
	}
	at := cells.cells(m, height)
	p.rowNames(m.Rows, at)
	p.columnNames(m.Columns, at)
	if !m.NoBar {
		p.colorBar(m, at.Min.X, at.Min.Y-below-gap)
	}
}

// colors returns the colour map that is drawn with.
func (m Matrix) colors() colormap.Map {
	switch {
	case m.Map != nil:
		return m.Map
	case m.Range.Signed:
		return colormap.Signed
	}
	return colormap.Activation
}

// cells draws the values as large as they fit, at the top left, and returns where.
func (p *page) cells(m Matrix, height int) vg.Rectangle {
	size := p.Max.Sub(p.Min)
	cell := min(size.X/vg.Length(m.Width), size.Y/vg.Length(height))
	width, tall := p.pixels(cell*vg.Length(m.Width)), p.pixels(cell*vg.Length(height))
	if k := min(width/m.Width, tall/height); k >= 1 {
		width, tall = k*m.Width, k*height
	}
	img := image.NewRGBA(image.Rect(0, 0, width, tall))
	render.Map(img, img.Rect, m.Values, height, m.Width, m.Range, m.colors())
	return p.image(img, p.Min.X, p.Max.Y)
}

// image puts pixels on the page, one to one, at their top left corner, and returns where.
func (p *page) image(img *image.RGBA, left, top vg.Length) vg.Rectangle {
	left, top = p.snap(left), p.snap(top)
	size := img.Rect.Size()
	at := rectangle(left, top-p.points(size.Y), left+p.points(size.X), top)
	p.DrawImage(at, img)
	return at
}

func (p *page) pixels(v vg.Length) int      { return max(int(math.Floor(float64(v)*p.scale)), 1) }
func (p *page) points(pixels int) vg.Length { return vg.Length(float64(pixels) / p.scale) }

func (p *page) rowNames(names []string, at vg.Rectangle) {
	pitch := (at.Max.Y - at.Min.Y) / vg.Length(max(len(names), 1))
	for i, name := range names {
		y := at.Max.Y - pitch*(vg.Length(i)+0.5)
		p.write(at.Min.X-gap, y, leftOf, min(wordSize, pitch), p.look.Quiet, name)
	}
}

// columnNames writes names upwards, ending below their column.
func (p *page) columnNames(names []string, at vg.Rectangle) {
	pitch := (at.Max.X - at.Min.X) / vg.Length(max(len(names), 1))
	for i, name := range names {
		p.Push()
		p.Translate(vg.Point{X: at.Min.X + pitch*(vg.Length(i)+0.5), Y: at.Min.Y - gap})
		p.Rotate(math.Pi / 2)
		p.write(0, 0, leftOf, min(wordSize, pitch), p.look.Quiet, name)
		p.Pop()
	}
}

// colorBar draws the colours of the range and its ends, zero too where it is signed.
func (p *page) colorBar(m Matrix, left, top vg.Length) {
	width := min(vg.Length(barWidth), p.Max.X-left)
	img := image.NewRGBA(image.Rect(0, 0, p.pixels(width), p.pixels(barHeight)))
	render.ColorBar(img, img.Rect, m.colors())
	at := p.image(img, left, top)
	format := Axis{Format: m.Format}.format
	low, high := m.Range.Ends()
	y := at.Min.Y - gap/2 - tickSize*capHeight/2
	p.write(at.Min.X, y, rightOf, tickSize, p.look.Quiet, format(low))
	p.write(at.Max.X, y, leftOf, tickSize, p.look.Quiet, format(high))
	if m.Range.Signed {
		p.write((at.Min.X+at.Max.X)/2, y, around, tickSize, p.look.Quiet, format(0))
	}
}
