package figure

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"unitscope/viz/colormap"
)

// Curves is lines over a common plane, each named at its end.
type Curves struct {
	Title string
	X, Y  Axis
	Lines []Line
}

// Line is one curve. A value that is not finite, or has no place on a logarithmic axis,
// leaves a gap.
type Line struct {
	Name   string    // written at its end in its colour; may be empty
	X, Y   []float64 // X nil: 0, 1, 2, …; else as long as Y and rising
	Color  color.RGBA
	Dashed bool
	Error  []float64 // of each value: half the height of the band around it; nil, 0 or not finite: none
}

const (
	lineWidth  = 1.5
	tickRoom   = 36 // points of height that a tick wants
	xTickRoom  = 64 // points of width that a tick wants
	labelPitch = 13 // points between the middles of two labels
)

func (c Curves) draw(p *page) {
	p = p.title(c.Title)
	x, y := c.spans()
	names := make([]string, len(c.Lines))
	for i, l := range c.Lines {
		names[i] = l.Name
	}
	right := wordPen.width(names...)
	if right > 0 {
		right += gap
	}
	p = p.axes(x, y, right)
	if p.empty() {
		return
	}
	for i, l := range c.Lines {
		p.errorBand(l, lineColor(l, i), x, y)
	}
	for i, l := range c.Lines {
		l.Dashed = l.Dashed || l.Color.A == 0 && i/len(colormap.OkabeIto)%2 == 1 // the colours begin again
		p.line(l, lineColor(l, i), x, y)
	}
	p.endLabels(c.Lines, y)
}

// spans returns the axes with their ends set.
func (c Curves) spans() (x, y Axis) {
	x = c.X.span(func(yield func(float64) bool) {
		for _, l := range c.Lines {
			for i := range l.Y {
				if !yield(l.x(i)) {
					return
				}
			}
		}
	})
	y = c.Y.span(func(yield func(float64) bool) {
		for _, l := range c.Lines {
			for i, v := range l.Y {
				e := l.error(i)
				if !yield(v) || !yield(v-e) || !yield(v+e) {
					return
				}
			}
		}
	})
	return x, y
}

func (l Line) x(i int) float64 {
	if l.X == nil {
		return float64(i)
	}
	return l.X[i]
}

// error is that of a value, 0 where there is none.
func (l Line) error(i int) float64 {
	if i >= len(l.Error) || !(l.Error[i] > 0) || math.IsInf(l.Error[i], 0) {
		return 0
	}
	return l.Error[i]
}

func lineColor(l Line, i int) color.RGBA {
	if l.Color.A > 0 {
		return l.Color
	}
	return colormap.OkabeIto[i%len(colormap.OkabeIto)]
}

// axes draws the grid and the ticks and returns the plane, with room kept at its right.
func (p *page) axes(x, y Axis, right vg.Length) *page {
	bottom := tickPen.size / 2
	if !x.Hidden {
		bottom = tickPen.size + gap
		if x.Name != "" {
			bottom += tickPen.size + gap/2
		}
	}
	height := p.Max.Y - p.Min.Y - bottom - tickPen.size/2
	ticks := y.ticks(min(max(int(height/tickRoom), 1), 5))
	words := make([]string, len(ticks))
	for i, t := range ticks {
		words[i] = y.format(t)
	}
	left := vg.Length(0)
	if !y.Hidden {
		left = tickPen.width(words...) + gap
	}
	plane := p.crop(left, right, bottom, tickPen.size/2)
	if plane.empty() {
		return plane
	}
	for i, t := range ticks {
		at := plane.Y(y.place(t))
		plane.rule(plane.Min.X, plane.Max.X, at, p.look.Line)
		if !y.Hidden {
			p.put(plane.Min.X-gap, at, leftOf, tickPen, p.look.Quiet, words[i])
		}
	}
	if !x.Hidden {
		p.xTicks(plane, x)
	}
	return plane
}

// xTicks writes the ticks of x below the plane, and the name below them.
func (p *page) xTicks(plane *page, x Axis) {
	below := plane.Min.Y - gap - tickPen.size*capHeight/2
	width := plane.Max.X - plane.Min.X
	for _, t := range x.ticks(min(max(int(width/xTickRoom), 1), 8)) {
		p.put(plane.X(x.place(t)), below, around, tickPen, p.look.Quiet, x.format(t))
	}
	if x.Name != "" {
		p.put(plane.Max.X, below-tickPen.size-gap/2, leftOf, tickPen, p.look.Quiet, x.Name)
	}
}

// line draws one line on the plane.
func (p *page) line(l Line, c color.RGBA, x, y Axis) {
	style := draw.LineStyle{Color: c, Width: lineWidth}
	if l.Dashed {
		style.Dashes = []vg.Length{4, 3}
	}
	for _, piece := range pieces(l, x, y) {
		var points []vg.Point
		for _, at := range decimate(piece, p.finest()) {
			points = append(points, vg.Point{X: p.X(at.x), Y: p.Y(at.y)})
		}
		if len(points) == 1 && p.Contains(points[0]) {
			p.DrawGlyph(draw.GlyphStyle{Color: c, Radius: lineWidth, Shape: draw.CircleGlyph{}}, points[0])
		}
		p.StrokeLines(style, p.ClipLinesXY(points)...)
	}
}

// errorBand fills what lies within the errors of a line's values, from one value to the next.
func (p *page) errorBand(l Line, c color.RGBA, x, y Axis) {
	c = color.RGBA{c.R / 4, c.G / 4, c.B / 4, 64} // bands lie over one another
	at := func(i int, v float64) vg.Point {
		return vg.Point{X: p.X(x.place(l.x(i))), Y: p.Y(y.place(v))}
	}
	for i := 1; i < len(l.Y); i++ {
		before, here := l.error(i-1), l.error(i)
		if before == 0 && here == 0 || !y.holds(l.Y[i-1]) || !y.holds(l.Y[i]) {
			continue
		}
		p.FillPolygon(c, p.ClipPolygonXY([]vg.Point{
			at(i-1, l.Y[i-1]-before), at(i-1, l.Y[i-1]+before), at(i, l.Y[i]+here), at(i, l.Y[i]-here)}))
	}
}

// finest returns how many points of a line are worth drawing: two a column of pixels, one for
// the lowest and one for the highest value in it.
func (p *page) finest() int {
	if p.pixels == nil {
		return mostPoints
	}
	return min(2*int(float64(p.Max.X-p.Min.X)*p.scale)+2, mostPoints)
}

// endLabel is a line's name and where it is written.
type endLabel struct {
	name  string
	color color.RGBA
	y     vg.Length
}

// endLabels writes each line's name beside its last value, moved apart where they would
// touch. Where there are more than have room, some stay without.
func (p *page) endLabels(lines []Line, y Axis) {
	var labels []endLabel
	for i, l := range lines {
		last := math.NaN()
		for _, v := range slices.Backward(l.Y) {
			if y.holds(v) {
				last = v
				break
			}
		}
		if l.Name == "" || math.IsNaN(last) {
			continue
		}
		at := p.Y(min(max(y.place(last), 0), 1))
		labels = append(labels, endLabel{l.Name, lineColor(l, i), at})
	}
	slices.SortStableFunc(labels, func(a, b endLabel) int {
		return int(math.Copysign(1, float64(a.y-b.y)))
	})
	labels = thin(labels, 1+int((p.Max.Y-p.Min.Y)/labelPitch))
	spread(labels, p.Min.Y, p.Max.Y)
	for _, l := range labels {
		p.put(p.Max.X+gap, l.y, rightOf, wordPen, p.look.words(l.color), l.name)
	}
}

// thin leaves the first, the last and others evenly between, most in all.
func thin(labels []endLabel, most int) []endLabel {
	if len(labels) <= most || most < 2 {
		return labels[:min(len(labels), most)]
	}
	left := make([]endLabel, most)
	for i := range left {
		left[i] = labels[i*(len(labels)-1)/(most-1)]
	}
	return left
}

// spread moves labels, sorted from the lowest, apart until none touch: upwards first, then
// down again from the top edge.
func spread(labels []endLabel, low, high vg.Length) {
	floor := low
	for i := range labels {
		labels[i].y = max(labels[i].y, floor)
		floor = labels[i].y + labelPitch
	}
	ceiling := high
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].y = min(labels[i].y, ceiling)
		ceiling = labels[i].y - labelPitch
	}
}
