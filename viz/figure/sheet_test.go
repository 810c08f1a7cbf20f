package figure

import (
	"bytes"
	"image"
	"image/color"
	"testing"
)

// Every pixel of a picture is one crisp square of its colour, and lies where its cell is.
func TestSheetIsCrisp(t *testing.T) {
	colours := []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 0, 255}}
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	for i, c := range colours {
		img.SetRGBA(i%2, i/2, c)
	}
	// Two cells of 96 points with a gap of 8 between them.
	got := Image(Sheet{Columns: 2, Cells: []Cell{{Image: img}, {Image: img}}}, Dark, 200, 96, 1)
	for cell, left := range []int{0, 104} {
		count := map[color.RGBA]int{}
		for y := range 96 {
			for x := left; x < left+96; x++ {
				count[got.RGBAAt(x, y)]++
			}
		}
		for _, c := range colours {
			if count[c] != 48*48 {
				t.Errorf("cell %d: %d pixels of %v, want %d", cell, count[c], c, 48*48)
			}
		}
	}
	if got.RGBAAt(100, 10) != Dark.Background {
		t.Error("the gap is not the page")
	}
}

func TestSheetOnPaper(t *testing.T) {
	s := Sheet{Title: "top", Columns: 2, Cells: []Cell{{image.NewRGBA(image.Rect(0, 0, 3, 2)), "one"}, {nil, "two"}, {Caption: "three"}}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"svg": func(b *bytes.Buffer) error { return WriteSVG(b, s, Light, 100, 100) },
		"pdf": func(b *bytes.Buffer) error { return WritePDF(b, s, Light, 100, 100) },
		"csv": func(b *bytes.Buffer) error { return WriteCSV(b, s) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil || b.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", name, b.Len(), err)
		}
	}
	Image(s, Dark, 3, 3, 1) // too small for anything, and no panic
	Image(Sheet{}, Dark, 100, 100, 1)
}
