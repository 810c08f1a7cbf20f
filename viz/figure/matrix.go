package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"

	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// Matrix is rows×columns values as coloured cells, a heat map, with the colours' range below
// them.
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

	// Where both have ends that differ, rows and columns are steps along these axes instead of having
	// names: Low is at the middle of the first one (the top, the left), High, which may be the smaller,
	// at the middle of the last one. The cells then fill the page, square or not.
	Down, Across Axis
}

const (
	barHeight = 6
	barLeast  = 60 // points: the bar's width is that of the cells, within bounds
	barWidth  = 120
)

func (m Matrix) draw(p *page) {
	p = p.title(m.Title)
	if m.Width <= 0 || len(m.Values) < m.Width {
		return
	}
	height := len(m.Values) / m.Width
	if m.Down.stepped() && m.Across.stepped() {
		m.plane(p, height)
		return
	}
	left, below := vg.Length(0), vg.Length(0)
	if len(m.Rows) > 0 {
		left = wordPen.width(m.Rows...) + gap
	}
	if len(m.Columns) > 0 {
		below = wordPen.width(m.Columns...) + gap
	}
	bar := vg.Length(0)
	if !m.NoBar {
		bar = gap + barHeight + gap + tickPen.size
	}
	cells := p.crop(left, 0, below+bar, 0)
	if cells.empty() {
		return
	}
	at := cells.cells(m, height)
	p.rowNames(m.Rows, at)
	p.columnNames(m.Columns, at)
	if !m.NoBar {
		p.colorBar(m, at, at.Min.Y-below-gap)
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
	if p.pixels != nil { // cells of whole pixels, where there are enough
		if pixels := math.Floor(float64(cell) * p.scale); pixels >= 1 {
			cell = vg.Length(pixels / p.scale)
		}
	}
	left, top := p.snap(p.Min.X), p.snap(p.Max.Y)
	at := rectangle(left, top-cell*vg.Length(height), left+cell*vg.Length(m.Width), top)
	if p.pixels != nil {
		render.Map(p.pixels, p.inPixels(at), m.Values, height, m.Width, m.Range, m.colors())
	} else {
		p.shapes(at, m.Values, height, m.Width, m.Range, m.colors())
	}
	return at
}

// shapes draws a map of height×width values: cells of whole pixels where the page has them, else shapes.
func (p *page) shapes(at vg.Rectangle, values []float32, height, width int, rng colormap.Range, colors colormap.Map) {
	size := at.Size()
	table, q := colors.Table(), rng.Quantiser()
	x := func(col int) vg.Length { return at.Min.X + size.X*vg.Length(col)/vg.Length(width) }
	y := func(row int) vg.Length { return at.Max.Y - size.Y*vg.Length(row)/vg.Length(height) }
	for row := range height {
		for col := 0; col < width; {
			entry, first := q.Entry(values[row*width+col]), col
			for col < width && q.Entry(values[row*width+col]) == entry {
				col++
			}
			if p.pixels != nil {
				render.Fill(p.pixels, p.inPixels(rectangle(x(first), y(row+1), x(col), y(row))), table[entry])
				continue
			}
			// Each shape reaches to the far corner and the next ones cover it, so that no
			// page shows through between them.
			p.fill(rectangle(x(first), at.Min.Y, at.Max.X, y(row)), table[entry])
		}
	}
}

// inPixels returns a rectangle of the page in pixels.
func (p *page) inPixels(r vg.Rectangle) image.Rectangle {
	pixel := func(v vg.Length) int { return int(math.Round(float64(v) * p.scale)) }
	height := p.pixels.Rect.Dy()
	return image.Rect(pixel(r.Min.X), height-pixel(r.Max.Y), pixel(r.Max.X), height-pixel(r.Min.Y))
}

func (p *page) rowNames(names []string, at vg.Rectangle) {
	pitch := (at.Max.Y - at.Min.Y) / vg.Length(max(len(names), 1))
	for i, name := range names {
		y := at.Max.Y - pitch*(vg.Length(i)+0.5)
		p.put(at.Min.X-gap, y, leftOf, wordPen.fitted(pitch), p.look.Quiet, name)
	}
}

// columnNames writes names upwards, ending below their column.
func (p *page) columnNames(names []string, at vg.Rectangle) {
	pitch := (at.Max.X - at.Min.X) / vg.Length(max(len(names), 1))
	for i, name := range names {
		p.Push()
		p.Translate(vg.Point{X: at.Min.X + pitch*(vg.Length(i)+0.5), Y: at.Min.Y - gap})
		p.Rotate(math.Pi / 2)
		p.put(0, 0, leftOf, wordPen.fitted(pitch), p.look.Quiet, name)
		p.Pop()
	}
}

// colorBar draws the colours of the range below the cells, and its ends, zero too where it is
// signed.
func (p *page) colorBar(m Matrix, cells vg.Rectangle, top vg.Length) {
	width := min(barWidth, p.Max.X-cells.Min.X, max(cells.Max.X-cells.Min.X, barLeast))
	at := rectangle(p.snap(cells.Min.X), p.snap(top-barHeight), p.snap(cells.Min.X+width), p.snap(top))
	if p.pixels != nil {
		render.ColorBar(p.pixels, p.inPixels(at), m.colors())
	} else {
		p.shapes(at, ramp, 1, len(ramp), colormap.Range{High: 1}, m.colors())
	}
	format := Axis{Format: m.Format}.format
	low, high := m.Range.Ends()
	y := at.Min.Y - gap/2 - tickPen.size*capHeight/2
	p.put(at.Min.X, y, rightOf, tickPen, p.look.Quiet, format(low))
	p.put(at.Max.X, y, leftOf, tickPen, p.look.Quiet, format(high))
	if m.Range.Signed {
		p.put((at.Min.X+at.Max.X)/2, y, around, tickPen, p.look.Quiet, format(0))
	}
}

// ramp is the values of a colour bar: one a colour.
var ramp = func() []float32 {
	values := make([]float32, 255)
	for i := range values {
		values[i] = float32(i) / 254
	}
	return values
}()
