package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"unitscope/viz/colormap"
)

// Spread is groups of values side by side: a dot a value, a bar for the group's mean with a line
// for its error, and a dashed line for what the group is to be compared with.
type Spread struct {
	Title  string
	Y      Axis
	Groups []Group
	Band   Band
}

// Band is what lies between two values, across all groups, with its name at the left. Without
// two that differ there is none.
type Band struct {
	Name      string
	Low, High float64
}

// Group is one column of a Spread. A value that is not finite has no dot and no part in the
// mean.
type Group struct {
	Name      string // written below
	Values    []float64
	Reference float64    // value of the dashed line; 0, or not finite: none
	Error     float64    // of the mean: half the height of the line through its end; 0, or not finite: none
	Mark      string     // written above everything of the group, as a star is
	Color     color.RGBA // without opacity: that of the group's number
}

const (
	barShare   = 0.45
	barWidest  = 56   // points
	lineShare  = 1.55 // of the bar's width: the dashed line is wider
	dotRadius  = 1.9
	dotSmaller = 1.1 // where there are more than manyDots, or the bar is narrow
	manyDots   = 100
	narrowBar  = 16
)

func (s Spread) draw(p *page) {
	p = p.title(s.Title)
	names := make([]string, len(s.Groups))
	for i, g := range s.Groups {
		names[i] = g.Name
	}
	below, upwards := p.groupNamesRoom(names)
	y := s.span()
	plane := p.crop(0, 0, below, 0).axes(Axis{Hidden: true}, y, 0)
	if plane.empty() || len(s.Groups) == 0 {
		return
	}
	plane.band(s.Band, y)
	pitch := (plane.Max.X - plane.Min.X) / vg.Length(len(s.Groups))
	width := min(pitch*barShare, barWidest)
	for i, g := range s.Groups {
		middle := plane.Min.X + pitch*(vg.Length(i)+0.5)
		plane.group(g, groupColor(g, i), middle, width, y)
		plane.groupName(g.Name, middle, upwards)
	}
}

// span returns the axis with its ends set: it holds all values and lines, and zero, where the
// bars begin.
func (s Spread) span() Axis {
	y := s.Y
	y.FromZero = true
	return y.span(func(yield func(float64) bool) {
		for _, g := range s.Groups {
			for _, v := range g.Values {
				if !yield(v) {
					return
				}
			}
			mean := g.mean()
			if !yield(g.Reference) || !yield(mean-g.Error) || !yield(mean+g.Error) {
				return
			}
		}
		if s.Band.is() {
			_ = yield(s.Band.Low) && yield(s.Band.High)
		}
	})
}

// is reports whether there is a band.
func (b Band) is() bool { return b.Low < b.High }

// band fills a band, and writes its name into it where it is high enough, else above.
func (p *page) band(b Band, y Axis) {
	if !b.is() || !y.holds(b.Low) || !y.holds(b.High) {
		return
	}
	low, high := p.Y(min(max(y.place(b.Low), 0), 1)), p.Y(min(max(y.place(b.High), 0), 1))
	p.fill(rectangle(p.Min.X, p.snap(low), p.Max.X, p.snap(high)), p.look.Field)
	middle := (low + high) / 2
	if high-low < tickPen.size {
		middle = high + tickPen.size*0.7
	}
	p.put(p.Min.X+gap/2, middle, rightOf, tickPen, p.look.Quiet, b.Name)
}

func groupColor(g Group, i int) color.RGBA {
	if g.Color.A > 0 {
		return g.Color
	}
	return colormap.OkabeIto[i%len(colormap.OkabeIto)]
}

// mean returns the mean of the finite values, NaN where there are none.
func (g Group) mean() float64 {
	sum, n := 0.0, 0
	for _, v := range g.Values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// group draws a group's bar, dots and dashed line.
func (p *page) group(g Group, c color.RGBA, middle, width vg.Length, y Axis) {
	if mean := g.mean(); y.holds(mean) {
		zero := p.Y(min(max(y.place(max(0, y.Low)), 0), 1))
		top := p.Y(min(max(y.place(mean), 0), 1))
		p.fill(rectangle(p.snap(middle-width/2), p.snap(zero), p.snap(middle+width/2), p.snap(top)), p.look.faint(c))
	}
	glyph := draw.GlyphStyle{Color: c, Radius: dotRadius, Shape: draw.CircleGlyph{}}
	if len(g.Values) > manyDots || width < narrowBar {
		glyph.Radius = dotSmaller
	}
	for i, v := range g.Values {
		at := vg.Point{X: middle + vg.Length(jitter(i))*width, Y: p.Y(y.place(v))}
		if y.holds(v) && p.Contains(at) {
			p.DrawGlyph(glyph, at)
		}
	}
	p.groupError(g, middle, width, y)
	if at := y.place(g.Reference); g.Reference != 0 && y.holds(g.Reference) && at >= 0 && at <= 1 {
		style := draw.LineStyle{Color: p.look.Text, Width: 1, Dashes: []vg.Length{4, 2}}
		level, half := p.snap(p.Y(at)-0.5)+0.5, width*lineShare/2
		p.StrokeLine2(style, p.snap(middle-half), level, p.snap(middle+half), level)
	}
}

// groupError draws the line for the error of a group's mean, and its mark above all of it.
func (p *page) groupError(g Group, middle, width vg.Length, y Axis) {
	mean := g.mean()
	if !y.holds(mean) {
		return
	}
	highest := max(mean, 0)
	if g.Error > 0 && y.holds(mean+g.Error) {
		highest = max(highest, mean+g.Error)
		style := draw.LineStyle{Color: p.look.Text, Width: 1}
		low, high := p.Y(y.place(mean-g.Error)), p.Y(y.place(mean+g.Error))
		x := p.snap(middle-0.5) + 0.5
		p.StrokeLine2(style, x, low, x, high)
		for _, end := range []vg.Length{low, high} {
			p.StrokeLine2(style, x-width/6, end, x+width/6, end)
		}
	}
	for _, v := range g.Values {
		if y.holds(v) {
			highest = max(highest, v)
		}
	}
	top := min(p.Y(y.place(highest))+tickPen.size/2+dotRadius, p.Max.Y)
	p.put(middle, top, around, tickPen, p.look.Text, g.Mark)
}

// jitter is how far dot i is put aside, −0.4 to 0.4 of the bar: even steps of the golden
// ratio, so that neighbours in order do not hide each other and the figure is always the same.
func jitter(i int) float64 {
	const golden = 0.6180339887498949
	_, part := math.Modf(float64(i+1) * golden)
	return 0.8 * (part - 0.5)
}

// groupNamesRoom returns the height that names below the plane take, and whether they are
// written upwards because they do not fit beside one another.
func (p *page) groupNamesRoom(names []string) (below vg.Length, upwards bool) {
	widest := tickPen.width(names...)
	if widest == 0 {
		return 0, false
	}
	plane := p.Max.X - p.Min.X - tickPen.width("0000") - gap
	if widest+gap/2 > plane/vg.Length(len(names)) {
		return min(widest, (p.Max.Y-p.Min.Y)/2) + gap/2, true
	}
	return tickPen.size + gap/2, false
}

// groupName writes a name below the plane.
func (p *page) groupName(name string, middle vg.Length, upwards bool) {
	if !upwards {
		p.put(middle, p.Min.Y-gap-tickPen.size*capHeight/2, around, tickPen, p.look.Quiet, name)
		return
	}
	p.Push()
	p.Translate(vg.Point{X: middle, Y: p.Min.Y - gap})
	p.Rotate(math.Pi / 2)
	p.put(0, 0, leftOf, tickPen, p.look.Quiet, name)
	p.Pop()
}
