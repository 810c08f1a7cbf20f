package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// In 100 device pixels, tiles of 14 with gaps of 2 begin at 1 and repeat every 16: 6 columns. A cell of a 7×7 map is 2 px.
func twelveTiles(painted *[]string) *Tiles {
	tiles := NewTiles(TileRow{Count: 12, Height: 7, Width: 7}, func(_ *image.RGBA, unit int, r image.Rectangle) {
		*painted = append(*painted, fmt.Sprint(unit, r))
	})
	tiles.SetTileSize(image.Pt(14, 14))
	tiles.SetGap(2)
	return tiles
}

func TestTilesPaintWhereTheyAre(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		var painted []string
		tiles := twelveTiles(&painted)
		w := show(t, tiles, 100/scale, 50/scale, scale)
		paint(w)
		if len(painted) != 12 || painted[0] != "0 (1,1)-(15,15)" || painted[7] != "7 (17,17)-(31,31)" {
			t.Errorf("at %v×: painted %v", scale, painted)
		}
		at, size := tiles.TileRect(7)
		if want := fyne.NewPos(17/scale, 17/scale); at != want || size != fyne.NewSquareSize(14/scale) {
			t.Errorf("at %v×: unit 7 is at %v %v, want %v", scale, at, size, want)
		}
		if got, want := tiles.MinSize(), fyne.NewSize(16/scale, 33/scale); got != want { // two lines of 16, and half a gap
			t.Errorf("at %v×: least size %v, want %v", scale, got, want)
		}
	}
}

func TestTilesRefreshOnlyWhatIsAsked(t *testing.T) {
	var painted []string
	tiles := twelveTiles(&painted)
	w := show(t, tiles, 100, 50, 1)
	paint(w)
	painted = nil
	paint(w)
	if len(painted) != 0 {
		t.Errorf("nothing changed, but painted %v", painted)
	}
	tiles.RefreshUnits(3, 9, 99, -1)
	paint(w)
	if !slices.Equal(painted, []string{"3 (49,1)-(63,15)", "9 (49,17)-(63,31)"}) {
		t.Errorf("asked for 3 and 9, painted %v", painted)
	}
	painted = nil
	tiles.SetVisible(16, 40) // the second line
	tiles.RefreshUnits()
	paint(w)
	if len(painted) != 6 {
		t.Errorf("the second line is visible, but painted %v", painted)
	}
	painted = nil
	tiles.SetVisible(0, 40)
	paint(w)
	if len(painted) != 6 {
		t.Errorf("the first line came into view, but painted %v", painted)
	}
}

func TestTilesMouse(t *testing.T) {
	var painted, heard []string
	tiles := twelveTiles(&painted)
	say := func(format string, args ...any) { heard = append(heard, fmt.Sprintf(format, args...)) }
	tiles.OnSelect = func(u int) { say("select %d", u) }
	tiles.OnCell = func(u, row, col int) { say("cell %d %d %d", u, row, col) }
	tiles.OnHover = func(u, row, col int, in bool) { say("hover %d %d %d %v", u, row, col, in) }
	tiles.OnOpen = func(u int) { say("open %d", u) }
	tiles.OnSecondary = func(u int, at fyne.Position) { say("menu %d", u) }
	show(t, tiles, 50, 25, 2)
	// Device pixel (17+6, 17+10) is cell column 3, row 5 of unit 7; units are half as many.
	tiles.MouseIn(mouseAt(11.5, 13.5, 0))
	tiles.MouseMoved(mouseAt(11.75, 13.75, 0)) // the same cell
	tiles.MouseDown(mouseAt(11.5, 13.5, desktop.MouseButtonPrimary))
	tiles.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(11.5, 13.5)})
	tiles.MouseDown(mouseAt(8.1, 8.1, desktop.MouseButtonPrimary)) // a gap
	tiles.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(1, 1)})
	tiles.MouseOut()
	want := []string{"hover 7 5 3 true", "select 7", "cell 7 5 3", "open 7", "menu 0", "hover 7 5 3 false"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
	if tiles.Selected() != 7 || !tiles.selection.shown() {
		t.Errorf("unit 7 was clicked, but %d is framed", tiles.Selected())
	}
}

func TestTilesKeyboard(t *testing.T) {
	var painted []string
	tiles := twelveTiles(&painted)
	var selected []int
	tiles.OnSelect = func(u int) { selected = append(selected, u) }
	w := show(t, tiles, 100, 50, 1)
	var passed []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { passed = append(passed, ev.Name) })
	w.Canvas().Focus(tiles)
	if !tiles.Focused() || !tiles.ring.Visible() {
		t.Error("focused, but no ring shows it")
	}
	press(tiles, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeySpace)
	if want := []int{0, 1, 7, 1}; !slices.Equal(selected, want) { // 7 has nothing below it, 1 nothing above
		t.Errorf("selected %v, want %v", selected, want)
	}
	if !slices.Equal(passed, []fyne.KeyName{fyne.KeySpace}) {
		t.Errorf("passed on %v, want only Space", passed)
	}
}

func TestTilesWindow(t *testing.T) {
	tiles := NewTiles(TileRow{Count: 2, Height: 7, Width: 7}, func(dst *image.RGBA, _ int, r image.Rectangle) {
		render.Fill(dst, r, color.RGBA{A: 255})
	})
	tiles.SetTileSize(image.Pt(14, 14))
	tiles.SetGap(2)
	w := show(t, tiles, 100, 20, 1)
	accent := color.NRGBA{0xF0, 0xA0, 0x40, 0xFF}
	at := func(x, y int) color.Color { return color.NRGBAModel.Convert(paint(w).At(x, y)) }
	tiles.SetWindow(-1, image.Rect(1, 2, 4, 5)) // from pixel (1+2, 1+4) of the first tile, 16 more of the second
	if at(3, 5) != accent || at(19, 5) != accent {
		t.Error("the window is not on every tile")
	}
	tiles.SetWindow(1, image.Rect(1, 2, 4, 5))
	if at(3, 5) == accent || at(19, 5) != accent {
		t.Error("the window is not on the second tile alone")
	}
	tiles.SetWindow(1, image.Rect(-3, 2, 4, 5)) // sticks out at the left
	if at(16, 5) == accent || at(20, 5) != accent {
		t.Error("what sticks out is not cut off")
	}
	tiles.SetWindow(-1, image.Rectangle{})
	if at(19, 5) == accent {
		t.Error("the window stays after it was removed")
	}
}

func liveTiles(b testing.TB) *Tiles {
	const edge = 32
	data := blobs(edge, edge, 3)
	tiles := NewTiles(TileRow{Count: 64, Height: edge, Width: edge}, func(dst *image.RGBA, unit int, r image.Rectangle) {
		render.Map(dst, r, data, edge, edge, colormap.Range{High: 1}, colormap.Activation)
	})
	tiles.SetTileSize(image.Pt(64, 64)) // 32 units at 2×
	show(b, tiles, 700, 300, 2)
	tiles.generate(1400, 600)
	return tiles
}

func TestTilesRefreshAllocatesNoPictures(t *testing.T) {
	tiles := liveTiles(t)
	least := math.Inf(1) // of several runs: what else the process does counts as well
	for range 5 {
		least = min(least, testing.AllocsPerRun(20, func() {
			tiles.allDirty()
			tiles.stale = true
			tiles.generate(1400, 600)
		}))
	}
	if least > 2 { // the page that paint functions get
		t.Errorf("a refresh allocates %v times", least)
	}
}

// 64 maps of 32×32 on a 2× display: painting alone, without Fyne's drawing.
func BenchmarkTiles(b *testing.B) {
	for _, edge := range []int{64, 128} {
		b.Run(fmt.Sprintf("%dpx", edge), func(b *testing.B) {
			tiles := liveTiles(b)
			tiles.SetTileSize(image.Pt(edge, edge))
			tiles.generate(1400, 1100)
			b.ReportAllocs()
			for b.Loop() {
				tiles.allDirty()
				tiles.stale = true
				tiles.generate(1400, 1100)
			}
		})
	}
}
