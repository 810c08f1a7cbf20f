package widget

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/go-cmp/cmp"

	"unitscope/viz/colormap"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		n         int
		want      string
	}{
		{0, 2.3, 3, "0 1 2"},                    // 2.3/3 = 0.77, so 1
		{0, 1, 3, "0 0.5 1.0"},                  // 0.33, so 0.5
		{-0.42, 0.42, 4, "−0.4 −0.2 0 0.2 0.4"}, // 0.5 gives one
		{12, 12, 3, ""},
		{0, math.Inf(1), 3, ""},
		{1e16, 1e16 + 4, 3, ""}, // counting up by 1 from 1e16 would never end
	} {
		at, decimals := ticks(c.low, c.high, c.n)
		var words []string
		for _, v := range at {
			words = append(words, fixedText(v, decimals))
		}
		if got := strings.Join(words, " "); got != c.want {
			t.Errorf("%v..%v: %q, want %q", c.low, c.high, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 2.3141: "2.31", 0.8624: "0.862", -0.5: "−0.500", 12.34: "12.3", 2140: "2140", 1.2e7: "1.2e+07", -0.00001: "−1.0e−05",
	} {
		if got := Number(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
	if got := Number(math.NaN()); got != "n/a" {
		t.Errorf("NaN is written %q", got)
	}
}

// No peak may be lost: in every column of pixels the points reach as high and as low as the data.
func TestDecimateKeepsPeaks(t *testing.T) {
	const n = 50_000
	s := decay("noise", nil, n, 1, 2, 3)
	a := axes{area: image.Rect(10, 0, 110, 80), x0: 0, x1: n - 1, low: -3, high: 3}
	px, py := decimate(nil, nil, a, s.X, s.Y)
	if len(px) > 4*101 {
		t.Errorf("%d points for 100 columns", len(px))
	}
	extremes := func(x, y []float32) (low, high map[int]float32) {
		low, high = map[int]float32{}, map[int]float32{}
		for i := range x {
			c := int(x[i])
			if v, ok := low[c]; !ok || y[i] < v {
				low[c] = y[i]
			}
			if v, ok := high[c]; !ok || y[i] > v {
				high[c] = y[i]
			}
		}
		return low, high
	}
	var x, y []float32
	for i := range s.X {
		x, y = append(x, a.x(s.X[i])), append(y, a.y(s.Y[i]))
	}
	wantLow, wantHigh := extremes(x, y)
	gotLow, gotHigh := extremes(px, py)
	if !cmp.Equal(gotLow, wantLow) || !cmp.Equal(gotHigh, wantHigh) {
		t.Error("the extremes of a column differ from the data's")
	}
}

func TestCurveReadout(t *testing.T) {
	c := NewCurve("Cost")
	c.SetSeries(Series{Name: "training", X: []float64{0, 10, 20, 30}, Y: []float64{4, 3, math.NaN(), 1}, Color: colormap.OkabeIto[0]},
		Series{Name: "held out", X: []float64{0, 30}, Y: []float64{5, 2}, Color: colormap.OkabeIto[1]}, Series{Name: "none yet", Color: colormap.OkabeIto[2]})
	var heard string
	c.OnHover = func(x float64, y []float64, inside bool) { heard = fmt.Sprint(x, y, inside) }
	w := show(t, c, 400, 120, 1)
	paint(w)
	at := func(share float64) *desktop.MouseEvent {
		return mouseAt(float32(c.area.Min.X)+float32(share*float64(c.area.Dx()-1)), 50, 0)
	}
	c.MouseIn(at(0.36)) // x = 10.8: nearest is 10, where the second line's nearest is 0
	if heard != "10 [3 5 NaN] true" {
		t.Errorf("heard %q", heard)
	}
	c.MouseMoved(at(0.64)) // 19.2: 20, where the first has a gap
	if heard != "20 [NaN 2 NaN] true" {
		t.Errorf("heard %q", heard)
	}
	paint(w)
	c.MouseOut()
	if heard != "0 [] false" {
		t.Errorf("heard %q", heard)
	}
}

func TestCurveScale(t *testing.T) {
	c := NewCurve("")
	show(t, c, 300, 100, 1)
	c.SetSeries(Series{X: []float64{0, 1, 2}, Y: []float64{0.02, 3, 0}})
	c.SetLogY(true)
	a, ok := c.scale() // 0 has no logarithm; 0.02..3 lies in 10⁻²..10¹
	if !ok || a.low != -2 || a.high != 1 || len(a.ticks) != 4 || a.x1 != 1 {
		t.Errorf("log: %+v", a)
	}
	c.SetLogY(false)
	c.SetRange(-1, 4)
	if a, _ := c.scale(); a.low != -1 || a.high != 4 {
		t.Errorf("fixed: %+v", a)
	}
	c.SetRange(0, 0)
	c.SetFromZero(true)
	c.SetSeries(Series{X: []float64{0, 1}, Y: []float64{2.2, 3.4}})
	if a, _ := c.scale(); a.low != 0 || a.high != 3.4 || len(a.ticks) != 4 { // 0, 1, 2, 3
		t.Errorf("from zero: %+v", a)
	}
	c.SetFromZero(false)
	c.SetSeries(Series{X: []float64{3}, Y: []float64{7}})
	if a, _ := c.scale(); !(a.low < 7 && a.high > 7) {
		t.Errorf("a single value: %+v", a)
	}
	c.SetSeries()
	if _, ok := c.scale(); ok {
		t.Error("nothing counts as something")
	}
}

func TestTimeline(t *testing.T) {
	var heard []string
	l := NewTimeline()
	l.OnScrub = func(s int) { heard = append(heard, fmt.Sprint("to ", s)) }
	l.OnScrubEnd = func(s int) { heard = append(heard, fmt.Sprint("end ", s)) }
	show(t, l, 1020, 32, 1)                                      // 10 at both ends, so that a unit is a step of 1000
	l.SetSteps(564, 564, []int{0, 100, 400})                     // the line ends at 1000
	l.MouseDown(mouseAt(10+240, 10, desktop.MouseButtonPrimary)) // 240: 100 is nearer than 400
	l.Dragged(dragTo(10+260, 10))
	l.SetSteps(570, 570, []int{0, 100, 400}) // training goes on; the hand keeps the knob
	if l.Current() != 400 {
		t.Errorf("while held the knob went to %d", l.Current())
	}
	l.Dragged(dragTo(10+990, 10))
	l.MouseUp(nil)
	l.DragEnd()
	press(l, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyLeft, fyne.KeyEnd)
	want := "to 100,to 400,to 570,end 570,to 400,end 400,to 100,end 100,to 400,end 400,to 0,end 0,to 570,end 570"
	if got := strings.Join(heard, ","); got != want {
		t.Errorf("heard %s\nwant  %s", got, want)
	}
}

func TestMatrix(t *testing.T) {
	var heard []string
	m := NewMatrix(colormap.Activation)
	m.OnHover = func(row, col int, in bool) { heard = append(heard, fmt.Sprint(row, col, in)) }
	m.OnPick = func(row, col int) { heard = append(heard, fmt.Sprint("pick", row, col)) }
	w := show(t, m, 300, 220, 1)
	m.SetCounts([]string{"car", "cup"}, [][]int{{8, 2}, {0, 5}})
	paint(w)
	if got := m.Readout(); got != "13 of 15 right · row: wanted" {
		t.Errorf("at rest it says %q", got)
	}
	g, _ := m.gridNow()
	middle := g.At(1).Min.Add(g.Cell.Div(2)) // wanted car, answered cup
	m.MouseIn(mouseAt(float32(middle.X), float32(middle.Y), 0))
	if got := m.Readout(); got != "car answered as cup: 2 of 10" {
		t.Errorf("there it says %q", got)
	}
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(float32(middle.X), float32(middle.Y))})
	press(m, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	m.MouseOut()
	if want := []string{"0 1 true", "pick0 1", "1 1 true", "pick1 1", "1 1 false"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	m.SetCounts(nil, nil)
	if paint(w); m.Readout() != "" {
		t.Error("an empty matrix says something")
	}
}

func TestAnswers(t *testing.T) {
	a := NewAnswers(2)
	picked := -1
	a.OnPick = func(class int) { picked = class }
	w := show(t, a, 200, 40, 1)
	a.SetValues([]string{"bird", "car", "cat"}, []float64{0.1, 0.7, 0.2}, []float64{0.3, 0.3, math.NaN()})
	if !slices.Equal(a.Order(), []int{1, 0, 2}) { // the bird was 0.3 before painting, and stays in sight
		t.Errorf("sorted: %v", a.Order())
	}
	a.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 30)})
	if picked != 0 {
		t.Errorf("the second row is class %d, want 0", picked)
	}
	a.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -500)}) // to the end: one row of 20 further
	a.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 30)})
	if picked != 2 || a.offset != 20 {
		t.Errorf("scrolled to %v the second row is class %d, want 2", a.offset, picked)
	}
	beyond := &scrollCounter{}
	a.Beyond = beyond
	a.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -5)})
	if beyond.n != 1 {
		t.Error("at its end the list keeps the scrolling for itself")
	}
	a.SetSorted(false)
	if !slices.Equal(a.Order(), []int{0, 1, 2}) {
		t.Errorf("unsorted: %v", a.Order())
	}
	press(a, fyne.KeyUp, fyne.KeyEnter) // from below: the last class
	if picked != 2 {
		t.Errorf("by keyboard picked %d, want 2", picked)
	}
	paint(w)
}

type scrollCounter struct{ n int }

func (s *scrollCounter) Scrolled(*fyne.ScrollEvent) { s.n++ }

// The bar of 0.5 ends in the middle of its track, whose ends are where a full and an empty bar end.
func TestBarLength(t *testing.T) {
	c := NewClassBars()
	track := image.Rect(40, 0, 140, 8)
	for v, want := range map[float64]int{0: 40, 0.5: 90, 1: 140, 7: 140, -1: 40} {
		if got := c.along(track, v); got != want {
			t.Errorf("%v ends at %d, want %d", v, got, want)
		}
	}
	if got := c.along(track, math.NaN()); got != 40 {
		t.Errorf("NaN ends at %d, want nothing", got)
	}
	c.SetShares([]string{"a", "b"}, []float64{3, 6})
	c.SetHigh(0) // the largest
	if got := c.along(track, 3); got != 90 {
		t.Errorf("half of the largest ends at %d, want 90", got)
	}
}

// Ticks 10 pixels apart, whose numbers need 25, keep every third.
func TestTicksStandApart(t *testing.T) {
	a := axes{area: image.Rect(0, 0, 100, 51), low: 0, high: 5}
	if got := a.apart([]float64{0, 1, 2, 3, 4, 5}, 25); !slices.Equal(got, []float64{0, 3}) {
		t.Errorf("kept %v", got)
	}
	if got := a.apart([]float64{0, 1, 2, 3, 4, 5}, 10); len(got) != 6 {
		t.Errorf("kept %v", got)
	}
}

func TestStripAsksOnlyForWhatShows(t *testing.T) {
	asked := map[int]int{}
	s := NewStrip(func(i int) *image.RGBA { asked[i]++; return nil })
	s.SetThumb(46, 46)
	s.SetCount(5000)
	var picked []int
	s.OnPick = func(i int) { picked = append(picked, i) }
	w := show(t, s, 254, 96, 1) // five columns of 46 and gaps of 4, beside the bar; two rows of 50
	paint(w)
	for i := range asked {
		if i >= 15 {
			t.Errorf("picture %d was asked for", i)
		}
	}
	clear(asked)
	s.ScrollTo(2503) // row 500, of which the bottom is at 501·50−4 = 25046
	paint(w)
	if s.offset != 25046-96 || asked[2503] != 1 || len(asked) > 15 {
		t.Errorf("scrolled to %v, asked for %d pictures", s.offset, len(asked))
	}
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(150+10, 90)}) // the fourth column of the last row: 2503
	press(s, fyne.KeyRight, fyne.KeyDown)
	if want := []int{2503, 2504, 2509}; !slices.Equal(picked, want) {
		t.Errorf("picked %v, want %v", picked, want)
	}
	clear(asked)
	s.RefreshThumb(3) // out of sight
	paint(w)
	if asked[3] != 0 {
		t.Error("a picture out of sight was asked for")
	}
	s.SetCount(3)
	if paint(w); s.Selected() != -1 || s.offset != 0 {
		t.Errorf("after fewer pictures: selected %d, scrolled to %v", s.Selected(), s.offset)
	}
}

func TestMapView(t *testing.T) {
	var heard []string
	var painted image.Rectangle
	m := NewMapView(func(_ *image.RGBA, r image.Rectangle) { painted = r })
	m.OnHover = func(row, col int, in bool) { heard = append(heard, fmt.Sprint(row, col, in)) }
	m.OnCell = func(row, col int) { heard = append(heard, fmt.Sprint("cell", row, col)) }
	m.SetCells(10, 18)
	w := show(t, m, 200, 200, 1) // 18 columns of 11 pixels
	paint(w)
	if painted != image.Rect(0, 0, 198, 110) {
		t.Errorf("painted in %v, want 198×110", painted)
	}
	m.SetPinned(9, 11)
	if b := m.pin.bars[2]; b.Position() != fyne.NewPos(11*11-2, 99) { // the bar left of the cell
		t.Errorf("the pin's left bar is at %v", b.Position())
	}
	m.MouseIn(mouseAt(35, 25, 0))
	m.MouseDown(mouseAt(35, 25, desktop.MouseButtonPrimary))
	m.MouseDown(mouseAt(35, 150, desktop.MouseButtonPrimary)) // below the map
	m.MouseOut()
	press(m, fyne.KeyRight, fyne.KeyEnter) // from the pinned cell
	if want := []string{"2 3 true", "cell2 3", "2 3 false", "9 12 true", "cell9 12"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	m.SetWindow(image.Rect(-5, -5, 3, 3))
	if b := m.frame.bars[0]; b.Position() != fyne.NewPos(-2, -2) || b.Size().Width != 33+4 {
		t.Errorf("a window that sticks out is drawn at %v %v", b.Position(), b.Size())
	}
}

func TestColorBar(t *testing.T) {
	c := NewColorBar()
	w := show(t, c, 200, 30, 1)
	c.SetRange(colormap.Range{Low: -0.1, High: 0.42, Signed: true}, colormap.Signed)
	if got, want := c.Labels(), [3]string{"−0.420", "0", "0.420"}; got != want {
		t.Errorf("labels %q, want %q", got, want)
	}
	shot := paint(w)
	left, right := shot.At(0, 3), shot.At(199, 3)
	if r, g, b, _ := left.RGBA(); !equalColor(colormap.Signed.At(0), r, g, b) {
		t.Errorf("the left end is %v", left)
	}
	if r, g, b, _ := right.RGBA(); !equalColor(colormap.Signed.At(1), r, g, b) {
		t.Errorf("the right end is %v", right)
	}
}

func equalColor(c interface{ RGBA() (r, g, b, a uint32) }, r, g, b uint32) bool {
	x, y, z, _ := c.RGBA()
	return x == r && y == g && z == b
}

// Two lines of 5000 points on a 2× display.
func BenchmarkCurve(b *testing.B) {
	c := NewCurve("Cost")
	show(b, c, 450, 100, 2)
	c.SetSeries(decay("training", colormap.OkabeIto[2], 5000, 2.3, 0.1, 1), decay("held out", colormap.OkabeIto[1], 5000, 2.2, 0.1, 2))
	b.ReportAllocs()
	for b.Loop() {
		c.stale = true
		c.generate(900, 200)
	}
}

// Ten answers on a 2× display, whose numbers change.
func BenchmarkAnswers(b *testing.B) {
	a := NewAnswers(10)
	show(b, a, 240, 200, 2)
	now := make([]float64, len(classes))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		now[i%10] = float64(i%100) / 100
		a.SetValues(classes, now, now)
		a.generate(480, 400)
	}
}
