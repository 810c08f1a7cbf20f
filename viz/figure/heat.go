package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// plane draws a matrix whose rows and columns are steps along axes.
func (m Matrix) plane(p *page, height int) {
	down := m.Down.ticks(min(max(int((p.Max.Y-p.Min.Y)/tickRoom), 1), 6))
	left, below := vg.Length(0), vg.Length(0)
	if !m.Down.Hidden {
		left = tickPen.width(m.Down.words(down)...) + gap
		if m.Down.Name != "" {
			left += tickPen.size + gap/2
		}
	}
	if !m.Across.Hidden {
		below = tickPen.size + gap
		if m.Across.Name != "" {
			below += tickPen.size + gap/2
		}
	}
	right := vg.Length(0)
	if !m.NoBar {
		right = gap + barHeight + gap/2 + tickPen.width(m.ends()...)
	}
	cells := p.crop(left, right, below, 0)
	if cells.empty() {
		return
	}
	at := rectangle(p.snap(cells.Min.X), p.snap(cells.Min.Y), p.snap(cells.Max.X), p.snap(cells.Max.Y))
	p.shapes(at, m.Values, height, m.Width, m.Range, m.colors())
	p.axisDown(m.Down, at, down, height)
	p.axisAcross(m.Across, at, m.Width)
	if !m.NoBar {
		p.uprightBar(m, at)
	}
}

// words returns what is written at some ticks.
func (a Axis) words(ticks []float64) []string {
	var words []string
	for _, t := range ticks {
		words = append(words, a.format(t))
	}
	return words
}

// cell returns where a value lies along n cells, as a share of their length: the axis' ends lie
// in the middle of the outer cells.
func (a Axis) cell(v float64, n int) vg.Length {
	return vg.Length((0.5 + a.place(v)*float64(n-1)) / float64(n))
}

// axisDown writes the ticks of the rows at the left of the cells, and the name upwards at their
// left.
func (p *page) axisDown(a Axis, cells vg.Rectangle, ticks []float64, rows int) {
	if a.Hidden {
		return
	}
	for _, t := range ticks {
		y := cells.Max.Y - (cells.Max.Y-cells.Min.Y)*a.cell(t, rows)
		p.put(cells.Min.X-gap/2, y, leftOf, tickPen, p.look.Quiet, a.format(t))
	}
	if a.Name == "" {
		return
	}
	p.Push()
	p.Translate(vg.Point{X: p.Min.X + tickPen.size/2, Y: cells.Max.Y})
	p.Rotate(math.Pi / 2)
	p.put(0, 0, leftOf, tickPen, p.look.Quiet, a.Name)
	p.Pop()
}

// axisAcross writes the ticks of the columns below the cells, and the name below them.
func (p *page) axisAcross(a Axis, cells vg.Rectangle, columns int) {
	if a.Hidden {
		return
	}
	width := cells.Max.X - cells.Min.X
	below := cells.Min.Y - gap/2 - tickPen.size/2
	for _, t := range a.ticks(min(max(int(width/tickRoom), 1), 6)) {
		p.put(cells.Min.X+width*a.cell(t, columns), below, around, tickPen, p.look.Quiet, a.format(t))
	}
	if a.Name != "" {
		p.put(cells.Max.X, below-tickPen.size-gap/2, leftOf, tickPen, p.look.Quiet, a.Name)
	}
}

// ends returns what is written at the ends of the range.
func (m Matrix) ends() []string {
	low, high := m.Range.Ends()
	return Axis{Format: m.Format}.words([]float64{low, high})
}

// uprightBar draws the colours of the range at the right of the cells, and its ends, zero too
// where it is signed.
func (p *page) uprightBar(m Matrix, cells vg.Rectangle) {
	left := p.snap(cells.Max.X + gap)
	at := rectangle(left, max(cells.Min.Y, p.snap(cells.Max.Y-barWidth)), p.snap(left+barHeight), cells.Max.Y)
	if p.pixels != nil {
		render.ColorBar(p.pixels, p.inPixels(at), m.colors())
	} else {
		falling := slices.Clone(ramp)
		slices.Reverse(falling)
		p.shapes(at, falling, len(falling), 1, colormap.Range{High: 1}, m.colors())
	}
	beside := func(y vg.Length, words string) {
		p.put(at.Max.X+gap/2, y, rightOf, tickPen, p.look.Quiet, words)
	}
	words, half := m.ends(), tickPen.size*capHeight/2
	beside(at.Min.Y+half, words[0])
	beside(at.Max.Y-half, words[1])
	if m.Range.Signed && at.Max.Y-at.Min.Y > 4*tickPen.size {
		beside((at.Min.Y+at.Max.Y)/2, Axis{Format: m.Format}.format(0))
	}
}
