package widget

import (
	"image"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/viz/colormap"
)

// Parts of a stack lie side by side from left to right, those without members nowhere; together they fill the row.
func TestStacksParts(t *testing.T) {
	s := NewStacks(StackKind{"kept", color.White}, StackKind{"retuned", color.White}, StackKind{"lost", color.White}, StackKind{"new", color.White})
	s.SetRows(StackRow{Name: "conv1", Counts: []int{15, 0, 1, 0}}, StackRow{Name: "conv2", Counts: []int{8, 8, 8, 8}})
	paint(show(t, s, 400, 120, 1))
	left, right, _ := s.track(s.ratio)
	kept, none, lost := s.part(0, 0, s.ratio), s.part(0, 1, s.ratio), s.part(0, 2, s.ratio)
	if !none.Empty() || kept.Min.X != left || lost.Max.X > right || lost.Max.X < right-3 || lost.Min.X < kept.Max.X || kept.Dx() < 8*lost.Dx() {
		t.Errorf("15, 0, 1 of 16 in %d–%d: %v, %v, %v", left, right, kept, none, lost)
	}
	if lost.Dx() < 4 {
		t.Errorf("one of 16 is %d px wide", lost.Dx())
	}
	for k := range 4 {
		if got, want := s.part(1, k, s.ratio).Dx(), (right-left)/4; got < want-3 || got > want+1 {
			t.Errorf("a quarter is %d px wide, want about %d", got, want)
		}
	}
	var picked [2]int
	s.OnPick = func(row, kind int) { picked = [2]int{row, kind} }
	middle := s.part(1, 2, s.ratio)
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(float32(middle.Min.X+middle.Max.X)/2/s.ratio, float32(middle.Min.Y+middle.Max.Y)/2/s.ratio)})
	if picked != [2]int{1, 2} {
		t.Errorf("a click on the third part of the second row picks %v", picked)
	}
	s.hover(member{0, 0})
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if picked != [2]int{1, 0} {
		t.Errorf("Down and Enter pick %v", picked)
	}
}

// A point is found where it is drawn; zero is in sight; what is not a number is nowhere.
func TestScatterPoints(t *testing.T) {
	s := NewScatter()
	s.SetGroups("old", "new", ScatterGroup{Name: "conv1", Color: colormap.OkabeIto[0], X: []float64{2, 8, math.NaN()}, Y: []float64{1, 4, 3}},
		ScatterGroup{Name: "conv2", Color: colormap.OkabeIto[1], X: []float64{5}, Y: []float64{2}})
	paint(show(t, s, 240, 160, 1))
	if a := s.plane; a.x0 > 0 || a.low > 0 || a.x1 < 8 || a.high < 4 {
		t.Errorf("the plane reaches from %g, %g to %g, %g", a.x0, a.low, a.x1, a.high)
	}
	x0, y0 := s.place(0, 0)
	x1, y1 := s.place(0, 1)
	if x1 <= x0 || y1 >= y0 {
		t.Errorf("(2, 1) stands at %g, %g and (8, 4) at %g, %g", x0, y0, x1, y1)
	}
	x, y := s.place(1, 0)
	var picked [2]int
	s.OnPick = func(group, point int) { picked = [2]int{group, point} }
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x/s.ratio, y/s.ratio)})
	if picked != [2]int{1, 0} {
		t.Errorf("a click on the point of the second group picks %v", picked)
	}
	if x, _ := s.place(0, 2); x == x {
		t.Errorf("a point that is no number stands at %g", x)
	}
}

// A dumbbell is as long as the larger value allows, whichever it is.
func TestDumbbellsScale(t *testing.T) {
	d := NewDumbbells()
	d.SetPairs([]string{"car", "house"}, []float64{4, 1}, []float64{2, math.NaN()})
	if got := d.full(); got != 4 {
		t.Errorf("a full track is %g, the largest value 4", got)
	}
	paint(show(t, d, 200, 60, 1))
	if was, is := d.along(image.Rect(0, 0, 100, 1), 4), d.along(image.Rect(0, 0, 100, 1), 2); was != 100 || is != 50 {
		t.Errorf("4 stands at %d and 2 at %d of 100", was, is)
	}
}
