package widget

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func film(t *testing.T, count int) (*Filmstrip, *[]int) {
	var painted []int
	s := NewFilmstrip(func(_ *image.RGBA, frame int, part FilmPart, _ image.Rectangle) {
		if part == FilmPicture {
			painted = append(painted, frame)
		}
	})
	s.SetEdge(40)
	s.SetCaptions(1, func(int) []string { return []string{"a word"} })
	s.SetFrames(count, image.Pt(10, 10), image.Pt(5, 5))
	show(t, s, 232, 140, 1) // five frames of 40 and four gaps of 8
	return s, &painted
}

func TestFilmstripShowsWholeFrames(t *testing.T) {
	s, painted := film(t, 12)
	if got := s.Shown(); got != 5 {
		t.Fatalf("%d frames of 40 with gaps of 8 stand in 232, want 5", got)
	}
	fyne.CurrentApp().Driver().CanvasForObject(s).Capture()
	if want := []int{0, 1, 2, 3, 4}; !slices.Equal(*painted, want) {
		t.Errorf("painted %v, want %v", *painted, want)
	}
	s.ScrollTo(9)
	if s.First() != 5 {
		t.Errorf("frame 9 of 12 in sight, the first is %d, want 5", s.First())
	}
	s.ScrollTo(2)
	if s.First() != 2 {
		t.Errorf("frame 2 in sight, the first is %d", s.First())
	}
	s.SetFrames(3, image.Pt(10, 10), image.Pt(5, 5))
	if s.First() != 0 {
		t.Errorf("of three frames, the first that shows is %d", s.First())
	}
}

func TestFilmstripFindsItsCells(t *testing.T) {
	s, _ := film(t, 12)
	var at FilmCell
	s.OnHover = func(c FilmCell, _ bool) { at = c }
	for _, c := range []struct {
		x, y float32
		want FilmCell
	}{
		{2, 2, FilmCell{0, FilmPicture, 0, 0}},               // pixels of 4
		{48 + 38, 39, FilmCell{1, FilmPicture, 9, 9}},        // the second frame begins at 40 + 8
		{96 + 12, 44 + 20, FilmCell{2, FilmMap, 2, 1}},       // maps begin 4 below the pictures; cells of 8
		{96 + 12, 44 + 45, FilmCell{2, FilmPicture, -1, -1}}, // the words
	} {
		s.MouseMoved(mouseAt(c.x, c.y, desktop.MouseButtonPrimary))
		if at != c.want {
			t.Errorf("at %g, %g: %+v, want %+v", c.x, c.y, at, c.want)
		}
	}
	var picked, opened []int
	s.OnPick = func(i int) { picked = append(picked, i) }
	s.OnOpen = func(i int) { opened = append(opened, i) }
	s.MouseDown(mouseAt(100, 10, desktop.MouseButtonPrimary))
	press(s, fyne.KeyRight, fyne.KeyEnter, fyne.KeyEnd)
	if want := []int{2, 3, 11}; !slices.Equal(picked, want) || !slices.Equal(opened, []int{3}) {
		t.Errorf("picked %v, want %v; opened %v, want [3]", picked, want, opened)
	}
	if s.First() != 7 {
		t.Errorf("at the end, the first that shows is %d, want 7", s.First())
	}
}

func TestFilmstripIsDragged(t *testing.T) {
	s, _ := film(t, 12)
	for range 5 {
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 20)}, Dragged: fyne.NewDelta(-20, 0)})
	}
	if s.First() != 2 { // 100 of 48 each
		t.Errorf("dragged by 100, the first is %d, want 2", s.First())
	}
	s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 20)}, Dragged: fyne.NewDelta(1000, 0)})
	if s.First() != 0 {
		t.Errorf("dragged back, the first is %d", s.First())
	}
}

func TestSpread(t *testing.T) {
	s := NewSpread()
	w := show(t, s, 200, 150, 1)
	nan := math.NaN()
	s.SetGroups(SpreadGroup{Name: "a", Color: color.White, Values: []float64{1, nan, 3}, Mean: 2, Limit: 5},
		SpreadGroup{Name: "b", Color: color.White, Values: []float64{nan, nan}, Mean: nan, Limit: 10})
	paint(w)
	if s.high != 10.5 { // a twentieth above the largest of all, a limit
		t.Errorf("the plane reaches to %g, want 10.5", s.high)
	}
	var at, picked [2]int
	s.OnHover = func(group, member int, _ bool) { at = [2]int{group, member} }
	s.OnPick = func(group, member int) { picked = [2]int{group, member} }
	for member, v := range map[int]float64{0: 1, 2: 3} {
		x, y := s.dot(0, member)
		if want := s.y(v); y != want {
			t.Errorf("the dot of %g is at %g, want %g", v, y, want)
		}
		s.MouseMoved(mouseAt(x+1, y-1, 0))
		if at != [2]int{0, member} {
			t.Errorf("over the dot of member %d: %v", member, at)
		}
	}
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(150, 60)})
	if picked != [2]int{1, -1} {
		t.Errorf("a click into the second column picks %v, want the column", picked)
	}
	low, high := s.y(1), s.y(3)
	if low <= high {
		t.Errorf("1 is at height %g, 3 at %g", low, high)
	}
}

// Orientations are those of a circle with 90° upwards, and repeat after half a turn.
func TestPolar(t *testing.T) {
	o := NewPolar(color.White)
	show(t, o, 100, 100, 1)
	o.SetValues([]float64{1, 0, 2, 0}, 90) // 0°, 45°, 90°, 135°
	for _, c := range []struct {
		x, y float32
		want int
	}{{90, 50, 0}, {10, 50, 0}, {50, 10, 2}, {50, 90, 2}, {80, 20, 1}, {20, 80, 1}, {20, 20, 3}} {
		if got := o.At(fyne.NewPos(c.x, c.y)); got != c.want {
			t.Errorf("at %g, %g: orientation %d, want %d", c.x, c.y, got, c.want)
		}
	}
	cx, cy, radius := o.disc()
	if x, y := o.point(2, math.Pi/2); math.Abs(float64(x-cx)) > 1e-3 || math.Abs(float64(y-(cy-radius))) > 1e-3 {
		t.Errorf("the largest value at 90° lies at %g, %g, want %g, %g", x, y, cx, cy-radius)
	}
	if x, y := o.point(1, 0); math.Abs(float64(x-(cx+radius/2))) > 1e-3 || y != cy {
		t.Errorf("half of it at 0° lies at %g, %g", x, y)
	}
}

func TestHistogram(t *testing.T) {
	h := NewHistogram()
	show(t, h, 200, 80, 1)
	h.SetValues([]float64{0, 0.049, 0.05, 0.5, 1, -0.1, 2, math.NaN()}, 0.5)
	want := make([]int, 20)
	want[0], want[1], want[10], want[19] = 3, 1, 1, 2 // bars of 0.05
	if !slices.Equal(h.counts, want) || h.marked != 10 {
		t.Errorf("%v, marked %d; want %v, 10", h.counts, h.marked, want)
	}
	low, high, count := 0.0, 0.0, 0
	h.OnHover = func(l, u float64, n int, _ bool) { low, high, count = l, u, n }
	h.MouseMoved(mouseAt(3, 40, 0))
	if low != 0 || high != 0.05 || count != 3 {
		t.Errorf("the first bar: %g to %g, %d", low, high, count)
	}
}

// A map that covers its tile to the edges is found by its share of the tile.
func TestFilledTiles(t *testing.T) {
	tiles := NewTiles(TileRow{Count: 4, Height: 3, Width: 3, Filled: true}, func(*image.RGBA, int, image.Rectangle) {})
	show(t, tiles, 100, 100, 1)
	tiles.SetGap(2)
	tiles.SetTileSize(image.Pt(10, 10))
	for _, c := range []struct {
		x, y           float32
		unit, row, col int
	}{{1, 1, 0, 0, 0}, {10.5, 10.5, 0, 2, 2}, {13 + 4, 1, 1, 0, 1}} {
		if unit, row, col := tiles.TileAt(fyne.NewPos(c.x, c.y)); unit != c.unit || row != c.row || col != c.col {
			t.Errorf("at %g, %g: %d, %d, %d, want %d, %d, %d", c.x, c.y, unit, row, col, c.unit, c.row, c.col)
		}
	}
	sizes := FitTiles([]TileRow{{Count: 4, Height: 7, Width: 7, Filled: true}}, 100, 100, FitOptions{Gap: 2, Largest: 64})
	if sizes[0] != image.Pt(48, 48) { // two lines of two, with their gaps: 2·(48 + 2) = 100
		t.Errorf("four tiles in 100×100 are %v, want 48×48", sizes[0])
	}
}

// Ticks along a curve stand where they are asked for, apart from one another.
func TestCurveXAxis(t *testing.T) {
	c := NewCurve("")
	w := show(t, c, 300, 120, 1)
	var written []float64
	c.SetSeries(Series{Color: color.White, X: []float64{0, 180}, Y: []float64{0, 1}})
	c.SetXAxis(func(v float64) string { written = append(written, v); return "1°" }, 0, 45, 90, 270)
	paint(w)
	if want := []float64{0, 45, 90}; !slices.Equal(written, want) {
		t.Errorf("ticks at %v, want %v: 270 is not on the axis", written, want)
	}
}
