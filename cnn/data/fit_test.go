package data

import (
	"image"
	"image/color"
	"math"
	"testing"

	"unitscope/cnn"
)

func TestFitRectangles(t *testing.T) {
	rect := image.Rect
	for _, test := range []struct {
		picture, size image.Point
		fit           cnn.Fit
		from, to      image.Rectangle // by hand
		note          string
	}{
		{image.Pt(640, 480), image.Pt(48, 48), cnn.Crop, rect(80, 0, 560, 480), rect(0, 0, 48, 48), "640×480 cropped to 480×480, scaled to 48×48"},
		{image.Pt(480, 640), image.Pt(48, 48), "", rect(0, 80, 480, 560), rect(0, 0, 48, 48), "480×640 cropped to 480×480, scaled to 48×48"},
		{image.Pt(640, 480), image.Pt(48, 48), cnn.Pad, rect(0, 0, 640, 480), rect(0, 6, 48, 42), "640×480 scaled to 48×36, padded to 48×48"},
		{image.Pt(640, 480), image.Pt(48, 48), cnn.Stretch, rect(0, 0, 640, 480), rect(0, 0, 48, 48), "640×480 stretched to 48×48"},
		{image.Pt(96, 96), image.Pt(48, 48), cnn.Crop, rect(0, 0, 96, 96), rect(0, 0, 48, 48), "96×96 scaled to 48×48"},
		{image.Pt(96, 96), image.Pt(48, 48), cnn.Stretch, rect(0, 0, 96, 96), rect(0, 0, 48, 48), "96×96 scaled to 48×48"},
		{image.Pt(48, 48), image.Pt(48, 48), cnn.Crop, rect(0, 0, 48, 48), rect(0, 0, 48, 48), "48×48"},
		{image.Pt(60, 48), image.Pt(48, 48), cnn.Crop, rect(6, 0, 54, 48), rect(0, 0, 48, 48), "60×48 cropped to 48×48"},
		{image.Pt(48, 20), image.Pt(48, 48), cnn.Pad, rect(0, 0, 48, 20), rect(0, 14, 48, 34), "48×20 padded to 48×48"},
		{image.Pt(5000, 4), image.Pt(48, 48), cnn.Pad, rect(0, 0, 5000, 4), rect(0, 23, 48, 24), "5000×4 scaled to 48×1, padded to 48×48"},
		{image.Pt(100, 100), image.Pt(60, 20), cnn.Crop, rect(0, 33, 100, 66), rect(0, 0, 60, 20), "100×100 cropped to 100×33, scaled to 60×20"},
	} {
		from, to := fitRectangles(image.Rectangle{Max: test.picture}, test.size, test.fit)
		if from != test.from || to != test.to {
			t.Errorf("%v to %v by %q: %v in %v, want %v in %v", test.picture, test.size, test.fit, from, to, test.from, test.to)
		}
		img, shape := image.NewGray(image.Rectangle{Max: test.picture}), cnn.Shape{1, test.size.Y, test.size.X}
		if note := FitNote(img, shape, test.fit); note != test.note {
			t.Errorf("note %q, want %q", note, test.note)
		}
	}
}

// TestFitKeepsColour: a picture of one colour stays so, in each channel and as its luminance, by ITU-R 601.
func TestFitKeepsColour(t *testing.T) {
	img := flatPicture(37, 23, color.RGBA{200, 100, 50, 255})
	luminance := 0.299*200 + 0.587*100 + 0.114*50
	for _, test := range []struct {
		channels int
		want     []float64
	}{{3, []float64{200, 100, 50}}, {1, []float64{luminance}}} {
		for _, fit := range []cnn.Fit{cnn.Crop, cnn.Stretch} {
			x := Fit(img, cnn.Shape{test.channels, 16, 12}, fit)
			for i, v := range x.Data {
				if want := test.want[i/(16*12)]; math.Abs(float64(v)*255-want) > 0.6 {
					t.Fatalf("%d channels, %s: value %d is %v/255, want %v", test.channels, fit, i, v*255, want)
				}
			}
		}
	}
}

// TestFitSameSize: nothing is resampled where nothing has to be.
func TestFitSameSize(t *testing.T) {
	img := image.NewGray(image.Rect(3, 5, 10, 14)) // 7×9, not at the origin
	for i := range img.Pix {
		img.Pix[i] = byte(i * 4)
	}
	x := Fit(img, cnn.Shape{1, 9, 7}, cnn.Crop)
	for i, v := range x.Data {
		if v != float32(img.Pix[i])/255 {
			t.Fatalf("value %d is %v, want %v", i, v*255, img.Pix[i])
		}
	}
}

// TestFitPad: grey above and below, and the picture in between.
func TestFitPad(t *testing.T) {
	x := Fit(flatPicture(40, 20, color.White), cnn.Shape{1, 8, 8}, cnn.Pad)
	for i, v := range x.Data {
		want := float32(1)
		if row := i / 8; row < 2 || row > 5 {
			want = 128.0 / 255
		}
		if v != want {
			t.Errorf("row %d, column %d: %v, want %v", i/8, i%8, v, want)
		}
	}
}

// TestFitTransparent: what is transparent is white, half of it half.
func TestFitTransparent(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range 8 * 8 {
		img.SetNRGBA(i%8, i/8, color.NRGBA{A: uint8(i / 32 * 128)}) // upper half clear, lower half-opaque black
	}
	x := Fit(img, cnn.Shape{1, 8, 8}, cnn.Crop)
	if x.Data[0] != 1 || math.Abs(float64(x.Data[63])-127.0/255) > 0.005 {
		t.Errorf("clear is %v and half-opaque black %v, want 1 and a half", x.Data[0], x.Data[63])
	}
}
