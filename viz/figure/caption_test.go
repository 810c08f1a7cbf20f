package figure

import (
	"bytes"
	"image"
	"image/color"
	"testing"
)

// A caption's words stand below the figure, on as many lines as they take, and the figure has the rest.
func TestCaptionedWrapsBelow(t *testing.T) {
	look := Look{Quiet: color.RGBA{0, 200, 0, 255}, Field: color.RGBA{9, 9, 9, 255}}
	s := Spread{Y: Axis{Low: 0, High: 10, Hidden: true}, Groups: []Group{{Values: []float64{10}, Color: red}}}
	short := Image(Captioned{s, "one line"}, look, 200, 200, 1)
	long := Image(Captioned{s, "words that are many more than would fit on one line of two hundred points"}, look, 200, 200, 1)
	bar := look.faint(red)
	_, above := count(short, bar)
	_, higher := count(long, bar)
	if below := inked(short, above.Max.Y+1, 200); below == 0 {
		t.Errorf("%d pixels of words below the bar at %v", below, above)
	}
	if lines := inked(long, higher.Max.Y+1, 200); higher.Max.Y > above.Max.Y-12 || lines < 2*inked(short, above.Max.Y+1, 200) {
		t.Errorf("%d pixels of words below the bar at %v, of one line below that at %v", lines, higher, above)
	}
	Image(Captioned{s, "no room"}, look, 20, 10, 1) // no panic
	var with, without bytes.Buffer
	if WriteCSV(&with, Captioned{s, "words"}) != nil || WriteCSV(&without, s) != nil || with.String() != without.String() {
		t.Errorf("%q, %q", with.String(), without.String())
	}
}

// The band lies between its values; the error's line spans the mean's error, and the mark stands above everything.
func TestSpreadBandAndErrors(t *testing.T) {
	look := Look{Text: color.RGBA{0, 255, 0, 255}, Field: color.RGBA{0, 0, 255, 255}}
	group := Group{Values: []float64{4, 6}, Color: red, Error: 2}
	draw := func(g Group) Spread {
		return Spread{Y: Axis{Low: 0, High: 10, Hidden: true}, Groups: []Group{g}, Band: Band{Low: 8, High: 9}}
	}
	img := Image(draw(group), look, 120, 210, 1) // 10 points are the ticks' half height: 200 are the plane
	if _, at := count(img, look.Field); !near(at.Min.Y, 25, 1) || !near(at.Max.Y, 45, 1) || at.Dx() < 118 {
		t.Errorf("the band lies at %v, want rows 25 to 45", at)
	}
	if n, at := count(img, look.Text); n == 0 || !near(at.Min.Y, 65, 1) || !near(at.Max.Y, 145, 1) {
		t.Errorf("the error's line lies at %v, want rows 65 (7) to 145 (3)", at)
	}
	group.Mark = "*"
	if marked := Image(draw(group), look, 120, 210, 1); inked(marked, 46, 64) == 0 || inked(img, 46, 64) > 0 {
		t.Error("no mark above the line's end in row 65")
	}
}

// inked counts pixels of some rows, on a clear page, that something was drawn on.
func inked(img *image.RGBA, from, to int) (n int) {
	for y := from; y < to; y++ {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y).A > 0 {
				n++
			}
		}
	}
	return n
}

// Errors of a curve are a band around it, and a column of the table.
func TestCurvesErrors(t *testing.T) {
	c := Curves{X: Axis{Hidden: true}, Y: Axis{Low: 0, High: 10, Hidden: true}, Lines: []Line{{Y: []float64{5, 5, 5}, Error: []float64{2, 2, 2}, Color: color.RGBA{255, 0, 0, 255}}}}
	img := Image(c, Look{Background: color.RGBA{0, 0, 0, 255}}, 100, 210, 1)
	for y, inside := range map[int]bool{50: false, 75: true, 135: true, 160: false} {
		if got := img.RGBAAt(50, y).R > 0; got != inside {
			t.Errorf("row %d is inside the band: %v, want %v (rows 65 to 145)", y, got, inside)
		}
	}
	var table bytes.Buffer
	if err := WriteCSV(&table, c); err != nil || table.String() != "line,x,y,error\n0,0,5,2\n0,1,5,2\n0,2,5,2\n" {
		t.Errorf("%q, %v", table.String(), err)
	}
}
