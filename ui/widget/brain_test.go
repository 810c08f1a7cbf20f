package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
	"unitscope/viz/colormap"
)

// Bars stand on zero, side by side in their region, as high as their values; what is negative hangs below.
func TestRegionBars(t *testing.T) {
	b, nan := NewRegionBars(), math.NaN()
	bar := func(value, se, was float64) RegionBar {
		return RegionBar{Color: color.White, Value: value, SE: se, Was: was}
	}
	b.SetRegions(Region{Name: "early", Low: 0.3, High: 0.5, Bars: []RegionBar{bar(0.4, 0.1, nan), bar(-0.1, nan, 0.2)}},
		Region{Name: "late", Low: nan, High: nan, Bars: []RegionBar{bar(0.2, nan, nan), bar(nan, nan, nan)}})
	paint(show(t, b, 400, 200, 1))
	if low, high := b.ends(); low > -0.1 || high < 0.5 || high > 0.6 {
		t.Errorf("from %g to %g for values of −0.1 to 0.5", low, high)
	}
	a := b.plane
	if a.y(0) <= a.y(0.4) || a.y(-0.1) <= a.y(0) {
		t.Errorf("0.4, 0, −0.1 are at heights %g, %g, %g", a.y(0.4), a.y(0), a.y(-0.1))
	}
	last := float32(0)
	for group := range 2 {
		for i := range 2 {
			from, to := b.column(group, i)
			if from < last || to <= from {
				t.Errorf("bar %d of region %d lies %g to %g, after %g", i, group, from, to, last)
			}
			last = to
		}
	}
	var picked [2]int
	b.OnPick = func(region, bar int) { picked = [2]int{region, bar} }
	from, to := b.column(1, 0)
	b.Tapped(&fyne.PointEvent{Position: fyne.NewPos((from+to)/2/b.ratio, 50)})
	if picked != [2]int{1, 0} {
		t.Errorf("a click on the first bar of the second region picks %v", picked)
	}
	var over []string
	b.OnHover = func(region, bar int, inside bool) { over = append(over, fmt.Sprint(region, bar, inside)) }
	press(b, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight) // from nowhere, and no further than the last
	if got, want := fmt.Sprint(over), "[0 0 true 0 1 true 1 0 true 1 1 true]"; got != want {
		t.Errorf("keys go %s, want %s", got, want)
	}
}

// Pictures that would cover each other are moved apart and stay on the page; those far from each other stay where they are.
func TestPictureCloud(t *testing.T) {
	thumb := image.NewRGBA(image.Rect(0, 0, 8, 8))
	c := NewPictureCloud(func(int) *image.RGBA { return thumb })
	x := []float64{0, 0.01, 0.02, 1, math.NaN(), 0}
	y := []float64{0, 0, 0.01, 1, 0, 1}
	white := make([]color.Color, len(x))
	for i := range white {
		white[i] = color.White
	}
	c.SetPoints(x, y, white)
	paint(show(t, c, 200, 200, 1))
	if c.dots {
		t.Fatal("six pictures on 200×200 pixels are dots")
	}
	room := image.Rect(0, 0, c.laid.X, c.laid.Y)
	for i, r := range c.placed {
		if (i == 4) != r.Empty() {
			t.Errorf("picture %d is at %v", i, r)
		}
		if !r.In(room) {
			t.Errorf("picture %d at %v is not on the page %v", i, r, room)
		}
		for j := range i {
			if r.Overlaps(c.placed[j]) {
				t.Errorf("pictures %d and %d cover each other: %v, %v", i, j, r, c.placed[j])
			}
		}
	}
	if up, right := c.placed[5], c.placed[3]; up.Min.Y > 4 || right.Min.Y > 4 || up.Min.X > right.Min.X-100 { // y grows upwards
		t.Errorf("the two far off are at %v and %v", up, right)
	}
	var over int
	c.OnHover = func(_, i int, _ bool) { over = i }
	middle := c.placed[3].Min.Add(c.placed[3].Max).Div(2)
	c.MouseMoved(mouseAt(float32(middle.X)/c.ratio, float32(middle.Y)/c.ratio, 0))
	if over != 3 {
		t.Errorf("the mouse is over picture %d, want 3", over)
	}
	over = -1
	c.SetPoints(x[:2], y[:2], white)
	c.MouseMoved(mouseAt(float32(middle.X)/c.ratio+1, float32(middle.Y)/c.ratio, 0)) // before the others are painted over
	if over == 3 {
		t.Error("the mouse is over a picture that is gone")
	}

	many := make([]float64, 1000)
	c.SetPoints(many, many, make([]color.Color, 1000))
	for i := range many {
		many[i], c.colors[i] = float64(i), color.White
	}
	c.Refresh()
	paint(show(t, c, 200, 200, 1))
	if !c.dots {
		t.Error("a thousand pictures on 200×200 pixels are no dots")
	}
}

// A peak within a run beyond chance is a full dot, any other one hollow.
func TestTimeCurvesPeak(t *testing.T) {
	for _, c := range []struct {
		spans [][2]int
		full  bool
	}{
		{nil, false},
		{[][2]int{{0, 1}}, false},
		{[][2]int{{0, 0}, {2, 3}}, true},
	} {
		curves := NewTimeCurves(colormap.Activation)
		curves.SetLines([]float64{0, 100, 200, 300}, TimeLine{Name: "conv1", Color: color.White, Mean: []float64{0, 0.1, 0.4, 0.2}, Peak: 2, Spans: c.spans})
		paint(show(t, curves, 420, 260, 1))
		at := image.Pt(int(curves.plane.x(200)), int(curves.plane.y(0.4)))
		r, g, b, _ := curves.pixels.At(at.X, at.Y).RGBA()
		gr, gg, gb, _ := theme.Color(theme.Background).RGBA()
		if full := [3]uint32{r, g, b} != [3]uint32{gr, gg, gb}; full != c.full {
			t.Errorf("runs %v: the peak at moment 2 is full: %v, want %v", c.spans, full, c.full)
		}
	}
}

// A click, a drag and keys move the line to the nearest moment, told once each; the heat map stands over the same axis.
func TestTimeCurvesMoment(t *testing.T) {
	c := NewTimeCurves(colormap.Activation)
	c.SetLines([]float64{-100, 0, 100, 200, 300}, TimeLine{Name: "conv1", Color: color.White, Mean: []float64{0, 0, 0.4, 0.2, math.NaN()}, SE: []float64{0.1, 0.1, 0.1, 0.1, math.NaN()}, Peak: 2, Spans: [][2]int{{2, 3}}},
		TimeLine{Name: "conv2", Color: color.White, Mean: []float64{0, 0, 0.1, 0.3, 0.1}, Peak: 3})
	paint(show(t, c, 420, 260, 1))
	if low, high := c.ends(); low != -0.1 || high < 0.5 || high > 0.6 { // of means and errors, by hand, and some room above
		t.Errorf("from %g to %g for −0.1 to 0.5", low, high)
	}
	if c.heat.Min.X != c.plane.area.Min.X || c.heat.Max.X != c.plane.area.Max.X || c.heat.Empty() {
		t.Errorf("the heat map is over %v, the curves over %v", c.heat, c.plane.area)
	}
	var moved []int
	c.OnMoment = func(m int) { moved = append(moved, m) }
	at := func(ms float64) float32 { return (c.plane.x(ms) + 1) / c.ratio }
	c.MouseDown(mouseAt(at(40), 20, desktop.MouseButtonPrimary)) // nearer to 0 than to 100
	c.Dragged(dragTo(at(90), 20))
	c.Dragged(dragTo(at(110), 25)) // still 100
	c.Dragged(dragTo(at(290), 20))
	press(c, fyne.KeyRight, fyne.KeyLeft)
	c.SetMoment(0)
	if got, want := fmt.Sprint(moved), "[1 2 4 3]"; got != want {
		t.Errorf("the line goes to %s, want %s", got, want)
	}
	var over [2]int
	c.OnHover = func(line, moment int, _ bool) { over = [2]int{line, moment} }
	c.MouseMoved(mouseAt(at(100), c.plane.y(0.12)/c.ratio, 0)) // near conv2's 0.1, not conv1's 0.4
	if over != [2]int{1, 2} {
		t.Errorf("over line and moment %v, want 1 2", over)
	}
	c.MouseMoved(mouseAt(at(200), float32(c.heat.Min.Y+2)/c.ratio, 0))
	if over != [2]int{0, 3} {
		t.Errorf("in the heat map's first row over %v, want 0 3", over)
	}
	var picked []int
	c.OnLine = func(line int) { picked = append(picked, line) }
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(at(200), float32(c.heat.Max.Y-2)/c.ratio)})
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(at(200), 20)}) // in the plane, where a click is a moment
	if got := fmt.Sprint(picked); got != "[1]" {
		t.Errorf("clicks pick lines %s, want the heat map's second row alone", got)
	}
}

// Planes stand side by side at one scale; what is under the mouse is the cell that is told.
func TestSlices(t *testing.T) {
	s := NewSlices()
	plane := func(columns, rows int, w, h float64) SlicePlane {
		ground := make([]float64, columns*rows)
		ground[0] = math.NaN()
		return SlicePlane{Columns: columns, Rows: rows, Edge: [2]float64{w, h}, Ground: ground, Cross: [2]int{1, 1}, Sides: [4]string{"L", "R", "P", "A"}}
	}
	s.SetPlanes(plane(20, 30, 3, 3), plane(30, 10, 3, 6), plane(20, 10, 3, 6))
	paint(show(t, s, 700, 300, 1))
	// 3·(20+30+20) = 210 across and 90 up in 700−16 by 300 pixels: 684/210 = 3.25 times, 9.7 pixels a voxel, so 9.
	for i, want := range []image.Point{{180, 270}, {270, 180}, {180, 180}} {
		if got := s.places[i].Size(); got != want {
			t.Errorf("plane %d takes %v, want %v", i, got, want)
		}
	}
	var crosses []string
	s.OnCross = func(plane, column, row int) { crosses = append(crosses, fmt.Sprint(plane, column, row)) }
	s.OnStep = func(plane, by int) { crosses = append(crosses, fmt.Sprint("step ", plane, by)) }
	second := s.places[1]
	s.MouseDown(mouseAt(float32(second.Min.X+9*4+2)/s.ratio, float32(18*3+2)/s.ratio, desktop.MouseButtonPrimary))
	s.Dragged(dragTo(5, 1000)) // beyond the plane in which it was taken
	s.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, 20)}, Scrolled: fyne.Delta{DY: -3}})
	press(s, fyne.KeyRight, fyne.KeyUp, fyne.KeyPageUp, fyne.KeyReturn, fyne.KeyLeft)
	want := "[1 4 3 1 0 9 step 0 -1 0 2 1 0 1 0 step 0 1 1 0 1]"
	if got := fmt.Sprint(crosses); got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	var over []string
	s.OnHover = func(plane, column, row int, inside bool) {
		over = append(over, fmt.Sprint(plane, column, row, inside))
	}
	s.MouseMoved(mouseAt(9*19+1, 9*29+1, 0))
	s.MouseMoved(mouseAt(9*19+2, 9*29+2, 0)) // the same cell
	s.MouseOut()
	s.SetPlanes()
	s.MouseMoved(mouseAt(9*19+1, 9*29+1, 0)) // before the planes that are gone are painted over
	if got, want := fmt.Sprint(over), "[0 19 29 true 0 19 29 false]"; got != want {
		t.Errorf("over %s, want %s", got, want)
	}
	s.SetPlanes(plane(20, 30, 3, 3), plane(30, 10, 3, 6), plane(20, 10, 3, 6))
	for _, narrow := range []float32{120, 40} {
		s.Resize(fyne.NewSize(narrow, 300))
		places := s.fit(image.Pt(int(narrow), 300), 8, leastPlane)
		if places[0].Empty() || places[0].Max.X > int(narrow) || !places[2].Empty() {
			t.Errorf("in a width of %g: %v", narrow, places)
		}
	}
}

// Names go on in a second line; a click picks the one that is there. Where two lines are too little, all colours stand in a row.
func TestLegend(t *testing.T) {
	g := NewLegend()
	var items []LegendItem
	for i := range 6 {
		items = append(items, LegendItem{fmt.Sprint("conv", i), color.White})
	}
	g.SetItems(items...)
	if one, two := NewLegend().HeightAt(200), g.HeightAt(200); two != 2*one {
		t.Errorf("six names take a height of %g, a line is %g", two, one)
	}
	paint(show(t, g, 200, 40, 1))
	second := 0
	for i, r := range g.places {
		if r.Max.X > 200 || r.Max.Y > 36 {
			t.Errorf("%d is at %v", i, r)
		}
		if second == 0 && r.Min.Y > 0 {
			second = i
		}
	}
	picked := -1
	g.OnPick = func(_, i int) { picked = i }
	g.Tapped(&fyne.PointEvent{Position: fyne.NewPos(5, 25)})
	if second == 0 || picked != second {
		t.Errorf("a click at the start of the second line picks %d; it begins with %d", picked, second)
	}
	for i := range 30 {
		items = append(items, LegendItem{fmt.Sprint("conv", 6+i), color.White})
	}
	g.SetItems(items...)
	if one, many := NewLegend().HeightAt(200), g.HeightAt(200); many != one {
		t.Errorf("36 names take a height of %g, a line is %g", many, one)
	}
	paint(show(t, g, 200, 40, 1))
	for i, r := range g.places {
		if r.Empty() || r.Max.X > 200 || i > 0 && r.Min.X < g.places[i-1].Max.X {
			t.Errorf("of 36, %d is at %v", i, r)
		}
	}
}
