package widget

import (
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
	"unitscope/viz/colormap"
)

// TimeLine is one layer's values over the moments of a recording.
type TimeLine struct {
	Name  string
	Color color.Color
	Dash  Dash
	Mean  []float64 // a moment each; NaN leaves a gap
	SE    []float64 // standard errors, as long; nil or NaN: none
	Peak  int       // index of the moment of the peak, −1: none
	Spans [][2]int  // runs of moments beyond chance, first and last
}

// PeakBeyondChance tells whether the peak lies in one of the runs beyond chance; one that does not is drawn hollow.
func (l TimeLine) PeakBeyondChance() bool {
	return slices.ContainsFunc(l.Spans, func(s [2]int) bool { return s[0] <= l.Peak && l.Peak <= s[1] })
}

// TimeCurves shows layers over time: their curves with standard errors, peaks and what is beyond chance, and below, over the
// same axis, the same values as a heat map, a row a layer. A line through both marks one moment; it can be dragged.
type TimeCurves struct {
	members // a group is a line, a member a moment

	OnMoment func(moment int) // the line was moved
	OnLine   func(line int)   // a row of the heat map was clicked, or Enter pressed on a line

	times  []float64 // ms, rising
	lines  []TimeLine
	marked int // line
	moment int // −1: none
	colors colormap.Map
	span   colormap.Range
	least  fyne.Size
	plane  axes            // at the last painting
	heat   image.Rectangle // of the heat map
	x      []float32       // points of a line, kept between paintings
	upper  []float32
	lower  []float32
}

// NewTimeCurves returns an empty one, its heat map in these colours.
func NewTimeCurves(colors colormap.Map) *TimeCurves {
	c := &TimeCurves{marked: -1, moment: -1, colors: colors, least: fyne.NewSize(220, 150)}
	c.startMembers(c, func() fyne.Size { return fyne.NewSize(theme.Px(c.least.Width), theme.Px(c.least.Height)) }, c.draw, c.nearest, c.next)
	c.members.OnPick = func(line, _ int) { c.pickLine(line) }
	return c
}

// SetLines replaces the lines, and the moments in ms.
func (c *TimeCurves) SetLines(times []float64, lines ...TimeLine) {
	c.times, c.lines, c.hovered = times, lines, noMember
	c.repaint()
}

// SetRange changes the values that the heat map's colours span, and the colours.
func (c *TimeCurves) SetRange(span colormap.Range, colors colormap.Map) {
	if span != c.span || colors != c.colors {
		c.span, c.colors = span, colors
		c.repaint()
	}
}

// SetMarked lifts out a line, the layer's that is selected; −1 none.
func (c *TimeCurves) SetMarked(line int) {
	if line != c.marked {
		c.marked = line
		c.repaint()
	}
}

// SetMoment moves the line to a moment without calling back; −1 takes it away.
func (c *TimeCurves) SetMoment(moment int) {
	if moment != c.moment {
		c.moment = moment
		c.repaint()
	}
}

// Moment is where the line stands, −1 nowhere.
func (c *TimeCurves) Moment() int { return c.moment }

func (c *TimeCurves) choose(moment int) {
	if moment < 0 || moment >= len(c.times) || moment == c.moment {
		return
	}
	c.SetMoment(moment)
	if c.OnMoment != nil {
		c.OnMoment(moment)
	}
}

// ends are the values at the lower and upper edge: those of all lines with their errors, and zero.
func (c *TimeCurves) ends() (low, high float64) {
	for _, l := range c.lines {
		for i, v := range l.Mean {
			if math.IsNaN(v) {
				continue
			}
			e := l.error(i)
			low, high = min(low, v-e), max(high, v+e)
		}
	}
	if high == low {
		return 0, 1
	}
	const room = 0.12 // above, for the moment's name
	return low, high + room*(high-low)
}

func (l TimeLine) error(i int) float64 {
	if i >= len(l.SE) || math.IsNaN(l.SE[i]) {
		return 0
	}
	return l.SE[i]
}

// nearest is the line nearest to a position at its moment, in the plane; in the heat map the row there.
func (c *TimeCurves) nearest(pos fyne.Position) member {
	moment := c.momentAt(pos)
	if moment < 0 || len(c.lines) == 0 {
		return noMember
	}
	y := pos.Y * c.ratio
	if row := c.rowAt(y); row >= 0 {
		return member{row, moment}
	}
	found, nearest := 0, float32(math.Inf(1))
	for i, l := range c.lines {
		if moment >= len(l.Mean) {
			continue
		}
		if d := float32(math.Abs(float64(c.plane.y(l.Mean[moment]) - y))); d < nearest { // not NaN
			found, nearest = i, d
		}
	}
	return member{found, moment}
}

// momentAt is the moment whose time is nearest to a position, −1 outside of the axis.
func (c *TimeCurves) momentAt(pos fyne.Position) int {
	a, x := c.plane.area, pos.X*c.ratio
	if len(c.times) == 0 || a.Dx() <= 1 || x < float32(a.Min.X)-theme.Px(theme.Grid)*c.ratio || x > float32(a.Max.X)+theme.Px(theme.Grid)*c.ratio {
		return -1
	}
	share := float64(x-float32(a.Min.X)) / float64(a.Dx()-1)
	return nearest(c.times, c.plane.x0+min(max(share, 0), 1)*(c.plane.x1-c.plane.x0))
}

// rowAt is the heat map's row at a height in device pixels, −1 outside of it.
func (c *TimeCurves) rowAt(y float32) int {
	if c.heat.Dy() <= 0 || int(y) < c.heat.Min.Y || int(y) >= c.heat.Max.Y {
		return -1
	}
	return min((int(y)-c.heat.Min.Y)*len(c.lines)/c.heat.Dy(), len(c.lines)-1)
}

// next moves the line by a moment, or goes to the layer before or behind.
func (c *TimeCurves) next(key fyne.KeyName) (reached member, used bool) {
	by, used := map[fyne.KeyName][2]int{fyne.KeyLeft: {0, -1}, fyne.KeyRight: {0, 1}, fyne.KeyUp: {-1, 0}, fyne.KeyDown: {1, 0}}[key]
	if !used || len(c.lines) == 0 || len(c.times) == 0 {
		return c.hovered, used
	}
	c.choose(min(max(c.moment+by[1], 0), len(c.times)-1))
	return member{min(max(c.hovered.group+by[0], 0), len(c.lines)-1), max(0, c.moment)}, true
}

// Tapped implements fyne.Tappable.
func (c *TimeCurves) Tapped(ev *fyne.PointEvent) {
	if row := c.rowAt(ev.Position.Y * c.ratio); row >= 0 {
		c.pickLine(row)
	}
}

func (c *TimeCurves) pickLine(line int) {
	if c.OnLine != nil {
		c.OnLine(line)
	}
}

// MouseDown implements desktop.Mouseable: the line goes where the mouse is.
func (c *TimeCurves) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button == desktop.MouseButtonPrimary {
		c.choose(c.momentAt(ev.Position))
	}
}

// MouseUp implements desktop.Mouseable.
func (c *TimeCurves) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (c *TimeCurves) Dragged(ev *fyne.DragEvent) { c.choose(c.momentAt(ev.Position)) }

// DragEnd implements fyne.Draggable.
func (c *TimeCurves) DragEnd() {}
