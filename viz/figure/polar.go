package figure

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Polar is lines around a centre: an angle has a value, which is the distance from the centre.
// Values below the axis' low end lie at the centre.
type Polar struct {
	Title string

	// Lines have angles for X, in degrees counter-clockwise from the right, rising; nil is
	// evenly over one Period. They are closed, and repeated until they have gone all around.
	// Their names are not written.
	Lines  []Line
	Period float64   // degrees after which lines repeat, 1 to 360; else 180, as orientations do
	Radius Axis      // its low end is 0 unless it is set
	Marks  []float64 // angles to be marked by a line through the centre and their number
}

const (
	spokeEvery = 45    // degrees
	ringRoom   = 26    // points of radius that a ring wants
	numbersAt  = 112.5 // degrees: between two spokes
)

func (l Polar) draw(p *page) {
	p = p.title(l.Title)
	room := tickPen.width("135°")
	center := vg.Point{X: (p.Min.X + p.Max.X) / 2, Y: (p.Min.Y + p.Max.Y) / 2}
	radius := min((p.Max.X-p.Min.X)/2-room-gap/2, (p.Max.Y-p.Min.Y)/2-tickPen.size-gap/2)
	if radius < 4 {
		return
	}
	d := &disc{page: p, center: center, radius: radius, value: l.span()}
	turns := l.turns()
	if len(turns) == 1 {
		d.area(turns[0], l.Lines[0])
	}
	ticks := d.value.ticks(min(max(int(radius/ringRoom), 1), 4))
	d.grid(ticks)
	for i, line := range turns {
		d.line(line, l.Lines[i], i)
	}
	d.marks(l.Marks, l.period())
	d.numbers(ticks, l.Marks, l.period())
}

func (l Polar) period() float64 {
	if !(l.Period >= 1 && l.Period <= 360) {
		return 180
	}
	return l.Period
}

// angle returns where point i of a line lies.
func (l Polar) angle(line Line, i int) float64 {
	if line.X == nil {
		return l.period() * float64(i) / float64(len(line.Y))
	}
	return line.X[i]
}

// span returns the axis of the radius with its ends set.
func (l Polar) span() Axis {
	r := l.Radius
	r.FromZero, r.Log = true, false
	r = r.span(func(yield func(float64) bool) {
		for _, line := range l.Lines {
			for _, v := range line.Y {
				if !yield(max(v, 0)) { // NaN stays NaN
					return
				}
			}
		}
	})
	return r
}

// angled is one point of a line: an angle in degrees and a value, which may be no number.
type angled struct{ angle, value float64 }

// turns returns every line's points all around the centre, the first one again at the end.
func (l Polar) turns() [][]angled {
	period := l.period()
	var turns [][]angled
	for _, line := range l.Lines {
		var turn []angled
		for k := 0.0; k < 360/period-1e-9; k++ {
			for i, v := range line.Y {
				turn = append(turn, angled{k*period + l.angle(line, i), v})
			}
		}
		if len(turn) > 0 {
			turn = append(turn, turn[0])
		}
		turns = append(turns, turn)
	}
	return turns
}

// A disc is where a polar figure is drawn.
type disc struct {
	*page
	center vg.Point
	radius vg.Length
	value  Axis
}

// at returns the point at an angle in degrees and a share of the radius.
func (d *disc) at(angle, share float64) vg.Point {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	r := d.radius * vg.Length(share)
	return vg.Point{X: d.center.X + r*vg.Length(cos), Y: d.center.Y + r*vg.Length(sin)}
}

// pieces returns the points of a line, cut where it has a gap.
func (d *disc) pieces(turn []angled) [][]vg.Point {
	var cut [][]vg.Point
	var piece []vg.Point
	for _, a := range turn {
		if d.value.holds(a.value) && math.Abs(a.angle) < 1e6 {
			piece = append(piece, d.at(a.angle, min(max(d.value.place(a.value), 0), 1)))
		} else if len(piece) > 0 {
			cut, piece = append(cut, piece), nil
		}
	}
	if len(piece) > 0 {
		cut = append(cut, piece)
	}
	return cut
}

// area fills what a line without gaps encloses.
func (d *disc) area(turn []angled, l Line) {
	if pieces := d.pieces(turn); len(pieces) == 1 && len(pieces[0]) > 2 {
		d.FillPolygon(d.look.faint(lineColor(l, 0)), pieces[0])
	}
}

func (d *disc) line(turn []angled, l Line, i int) {
	style := draw.LineStyle{Color: lineColor(l, i), Width: lineWidth}
	if l.Dashed {
		style.Dashes = []vg.Length{4, 3}
	}
	for _, piece := range d.pieces(turn) {
		if len(piece) == 1 {
			d.DrawGlyph(draw.GlyphStyle{Color: style.Color, Radius: lineWidth, Shape: draw.CircleGlyph{}}, piece[0])
		}
		d.StrokeLines(style, piece)
	}
}

// grid draws a ring a tick, and the spokes.
func (d *disc) grid(ticks []float64) {
	style := draw.LineStyle{Color: d.look.Line, Width: 1}
	for angle := 0.0; angle < 360; angle += spokeEvery {
		d.StrokeLines(style, []vg.Point{d.center, d.at(angle, 1)})
	}
	for _, t := range ticks {
		d.ring(d.value.place(t), style)
	}
	d.ring(1, style)
}

func (d *disc) ring(share float64, style draw.LineStyle) {
	if share <= 0 || share > 1 {
		return
	}
	points := make([]vg.Point, 0, 121)
	for angle := 0.0; angle <= 360; angle += 3 {
		points = append(points, d.at(angle, share))
	}
	d.StrokeLines(style, points)
}

// numbers writes the ticks' values between two spokes, and the angles outside the rim: those of
// the spokes within one period, but for those that are too near a mark.
func (d *disc) numbers(ticks, marks []float64, period float64) {
	for _, t := range ticks {
		if share := d.value.place(t); share > 0.05 && !d.value.Hidden {
			at := d.at(numbersAt, share)
			d.put(at.X, at.Y, around, tickPen, d.look.Quiet, d.value.format(t))
		}
	}
	for angle := 0.0; angle < period; angle += spokeEvery {
		if !crowded(angle, marks, period) {
			d.rim(angle, d.look.Quiet)
		}
	}
}

// crowded reports whether a mark is so near an angle that their numbers would touch.
func crowded(angle float64, marks []float64, period float64) bool {
	return slices.ContainsFunc(marks, func(mark float64) bool {
		return math.Abs(math.Remainder(angle-mark, period)) < 25
	})
}

// marks draws each marked angle as a line from rim to rim, or from the centre where lines do
// not repeat within half a turn, with its number at the rim.
func (d *disc) marks(marks []float64, period float64) {
	style := draw.LineStyle{Color: d.look.Text, Width: 1, Dashes: []vg.Length{4, 3}}
	for _, mark := range marks {
		if math.IsNaN(mark) || math.Abs(mark) > 1e6 {
			continue
		}
		from := d.center
		if period <= 180 {
			from = d.at(mark+180, 1)
		}
		d.StrokeLines(style, []vg.Point{from, d.at(mark, 1)})
		d.rim(mark, d.look.Text)
	}
}

// rim writes an angle's number outside the rim.
func (d *disc) rim(angle float64, c color.Color) {
	words := number(math.Round(angle)) + "°"
	sin, cos := math.Sincos(angle * math.Pi / 180)
	half := tickPen.width(words) / 2
	at := d.at(angle, 1)
	x := at.X + (half+gap/2)*vg.Length(cos)
	y := at.Y + (tickPen.size*capHeight/2+gap/2)*vg.Length(sin)
	d.put(x, y, around, tickPen, c, words)
}
