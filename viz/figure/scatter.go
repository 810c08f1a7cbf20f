package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"unitscope/viz/colormap"
)

// Scatter is dots over a plane, in clouds of one colour each, which are named above it.
type Scatter struct {
	Title  string
	X, Y   Axis
	Clouds []Cloud
}

// Cloud is dots of one colour. A dot with a value that is not finite is left out.
type Cloud struct {
	Name  string
	X, Y  []float64  // as many
	Names []string   // of the dots, for the table; as many, or none
	Color color.RGBA // without opacity: that of the cloud's number
}

// scatterDot is a dot's radius in points.
const scatterDot = 2.6

func (s Scatter) draw(p *page) {
	p = p.title(s.Title)
	kinds := make([]Kind, len(s.Clouds))
	for i, c := range s.Clouds {
		kinds[i] = Kind{c.Name, c.color(i)}
	}
	below := p.crop(0, 0, 0, wordPen.size+gap)
	if below.empty() {
		return
	}
	Parts{Kinds: kinds}.legend(p, below)
	x, y := s.spans()
	plane := below.axes(x, y, scatterDot)
	if plane.empty() {
		return
	}
	plane.zeroLine(x)
	for i, c := range s.Clouds {
		glyph := draw.GlyphStyle{Color: c.color(i), Radius: scatterDot, Shape: draw.CircleGlyph{}}
		for k := range c.X {
			at := vg.Point{X: plane.X(x.place(c.X[k])), Y: plane.Y(y.place(c.Y[k]))}
			if x.holds(c.X[k]) && y.holds(c.Y[k]) && plane.Contains(at) {
				plane.DrawGlyph(glyph, at)
			}
		}
	}
}

// zeroLine draws a line where x is 0, if that is within the plane.
func (p *page) zeroLine(x Axis) {
	at := x.place(0)
	if x.Log || math.IsNaN(at) || at <= 0 || at >= 1 {
		return
	}
	left := p.snap(p.X(at) - 0.5)
	p.fill(rectangle(left, p.Min.Y, left+1, p.Max.Y), p.look.Line)
}

// spans returns the axes with their ends set.
func (s Scatter) spans() (x, y Axis) {
	each := func(of func(Cloud) []float64) func(func(float64) bool) {
		return func(yield func(float64) bool) {
			for _, c := range s.Clouds {
				for _, v := range of(c) {
					if !yield(v) {
						return
					}
				}
			}
		}
	}
	return s.X.span(each(func(c Cloud) []float64 { return c.X })), s.Y.span(each(func(c Cloud) []float64 { return c.Y }))
}

func (c Cloud) color(i int) color.RGBA {
	if c.Color.A > 0 {
		return c.Color
	}
	return colormap.OkabeIto[i%len(colormap.OkabeIto)]
}

func (s Scatter) records(yield func([]string) bool) {
	if !yield([]string{"cloud", "name", named(s.X.Name, "x"), named(s.Y.Name, "y")}) {
		return
	}
	for _, c := range s.Clouds {
		for k := range c.X {
			name := ""
			if k < len(c.Names) {
				name = c.Names[k]
			}
			if !yield([]string{c.Name, name, field(c.X[k], 32), field(c.Y[k], 32)}) { // dots may be differences, which rounding has left its trace in
				return
			}
		}
	}
}
