package widget

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func heardCanvas(heard *[]string) *Canvas {
	say := func(format string, args ...any) { *heard = append(*heard, fmt.Sprintf(format, args...)) }
	c := NewCanvas()
	c.SetMinEdge(10)
	c.SetPicture(scene(10, 0))
	c.OnStrokeStart = func(x, y int, erase bool) { say("start %d %d %v", x, y, erase) }
	c.OnStrokeMove = func(x, y int) { say("move %d %d", x, y) }
	c.OnStrokeEnd = func() { say("end") }
	return c
}

// 105 units: at 1× a pixel of the 10×10 picture is 10 units wide, at 2× it is 21 device pixels, 10.5 units.
func TestCanvasStrokes(t *testing.T) {
	for scale, pixel := range map[float32]float32{1: 10, 2: 10.5} {
		var heard []string
		c := heardCanvas(&heard)
		show(t, c, 105, 105, scale)
		at := func(x, y int) (float32, float32) { return (float32(x) + 0.5) * pixel, (float32(y) + 0.5) * pixel }
		x, y := at(2, 3)
		c.MouseDown(mouseAt(x, y, desktop.MouseButtonPrimary))
		x, y = at(4, 3)
		c.Dragged(dragTo(x, y))
		c.Dragged(dragTo(x+1, y)) // the same pixel
		x, y = at(12, -1)         // outside: a stroke goes on
		c.Dragged(dragTo(x, y))
		c.MouseUp(mouseAt(x, y, desktop.MouseButtonPrimary))
		c.DragEnd()
		x, y = at(9, 9)
		c.MouseDown(mouseAt(x, y, desktop.MouseButtonSecondary)) // Fyne never drags with the right button
		x, y = at(8, 9)
		c.MouseMoved(mouseAt(x, y, desktop.MouseButtonSecondary))
		c.MouseOut()
		c.MouseUp(mouseAt(x, y, desktop.MouseButtonSecondary))
		c.MouseDown(mouseAt(104.9, 10, desktop.MouseButtonPrimary)) // at 1× right of the picture
		c.MouseUp(nil)
		want := []string{"start 2 3 false", "move 4 3", "move 12 -1", "end", "start 9 9 true", "move 8 9", "end"}
		if scale == 2 {
			want = append(want, "start 9 0 false", "end")
		}
		if !slices.Equal(heard, want) {
			t.Errorf("at %v×: heard %q, want %q", scale, heard, want)
		}
	}
}

func TestCanvasKeyboardPaints(t *testing.T) {
	var heard []string
	c := heardCanvas(&heard)
	show(t, c, 100, 100, 1)
	press(c, fyne.KeyEnter, fyne.KeyRight, fyne.KeyRight, fyne.KeyUp, fyne.KeyEnter)
	if want := []string{"start 6 4 false", "end"}; !slices.Equal(heard, want) { // it begins in the middle, 5 5
		t.Errorf("heard %q, want %q", heard, want)
	}
}

func TestCanvasHover(t *testing.T) {
	var heard []string
	c := NewCanvas()
	c.SetPicture(scene(10, 0))
	c.SetBrush(3)
	c.OnHover = func(x, y int, inside bool) { heard = append(heard, fmt.Sprint(x, y, inside)) }
	show(t, c, 240, 240, 1) // 24 units a pixel
	c.MouseIn(mouseAt(30, 50, 0))
	if o := c.outline[1]; !o.Visible() || o.Position() != fyne.NewPos(0, 24) || o.Size() != fyne.NewSquareSize(72) {
		t.Errorf("a brush of 3 on pixel 1 2 is outlined at %v %v, want pixels 0..2, 1..3", o.Position(), o.Size())
	}
	c.MouseMoved(mouseAt(31, 51, 0))
	c.MouseMoved(mouseAt(30, 80, 0))
	c.MouseOut()
	if want := []string{"1 2 true", "1 3 true", "1 3 false"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	if c.outline[0].Visible() {
		t.Error("the brush's outline stays after the mouse left")
	}
}

func TestCanvasIsCrispAndCutsOverlays(t *testing.T) {
	c := NewCanvas()
	picture := image.NewRGBA(image.Rect(0, 0, 2, 2))
	red, blue := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}
	picture.SetRGBA(0, 0, red)
	picture.SetRGBA(1, 0, blue)
	picture.SetRGBA(0, 1, blue)
	picture.SetRGBA(1, 1, red)
	c.SetMinEdge(10)
	c.SetPicture(picture)
	w := show(t, c, 101, 120, 1) // 50 device pixels a pixel, nothing to the right of 100
	shot := paint(w)
	for at, want := range map[image.Point]color.RGBA{{0, 0}: red, {49, 49}: red, {50, 49}: blue, {49, 50}: blue, {99, 99}: red} {
		if got := color.RGBAModel.Convert(shot.At(at.X, at.Y)); got != want {
			t.Errorf("%v is %v, want %v", at, got, want)
		}
	}
	ground := shot.At(100, 110)
	green := color.NRGBA{0, 255, 0, 255}
	c.SetOverlays(Overlay{Rect: image.Rect(1, 1, 9, 9), Color: green})
	shot = paint(w)
	if got := color.NRGBAModel.Convert(shot.At(50, 75)); got != green {
		t.Errorf("the overlay's left edge is %v", got)
	}
	if got := shot.At(75, 110); got != ground {
		t.Errorf("below the picture the overlay painted %v", got)
	}
	if got := color.RGBAModel.Convert(shot.At(75, 75)); got != red {
		t.Errorf("inside the overlay the picture is %v", got)
	}
}

func TestCanvasShrinksLargePictures(t *testing.T) {
	c := NewCanvas()
	c.SetMinEdge(10)
	c.SetPicture(image.NewRGBA(image.Rect(0, 0, 400, 200)))
	show(t, c, 100, 100, 1)
	if pos, size := c.PictureRect(); pos != fyne.NewPos(0, 0) || size != fyne.NewSize(100, 50) {
		t.Errorf("400×200 in 100×100 lies at %v %v, want 100×50", pos, size)
	}
	if at, ok := c.view().cell(fyne.NewPos(50, 25)); !ok || at != image.Pt(200, 100) {
		t.Errorf("its middle is pixel %v, want 200 100", at)
	}
}

func BenchmarkCanvas(b *testing.B) {
	c := NewCanvas()
	c.SetPicture(scene(48, 0))
	c.SetOverlays(Overlay{Rect: image.Rect(4, 4, 20, 20)}, Overlay{Rect: image.Rect(8, 8, 12, 12), Dashed: true})
	show(b, c, 240, 240, 2)
	b.ReportAllocs()
	for b.Loop() {
		c.stale = true
		c.generate(480, 480)
	}
}
