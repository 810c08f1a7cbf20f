package render

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"unitscope/viz/colormap"
)

var (
	nan      = float32(math.NaN())
	sentinel = color.RGBA{1, 2, 3, 4}
)

// blank returns an image of one colour that nothing draws.
func blank(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	Fill(img, img.Rect, sentinel)
	return img
}

func random(rng *rand.Rand, n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = 2*rng.Float32() - 1
	}
	return values
}

// The definition of nearest neighbour, pixel by pixel, for sizes of all kinds: pixel p of
// size shows cell floor(p·n/size).
func TestMapIsNearestNeighbour(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	r := colormap.Range{Low: -1, High: 1}
	for range 300 {
		h, w := 1+rng.IntN(20), 1+rng.IntN(20)
		data := random(rng, h*w)
		img := blank(1+rng.IntN(60), 1+rng.IntN(60))
		Map(img, img.Rect, data, h, w, r, colormap.Activation)
		at := Fit(img.Rect, h, w)
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				want := sentinel
				if image.Pt(x, y).In(at) {
					row, col := (y-at.Min.Y)*h/at.Dy(), (x-at.Min.X)*w/at.Dx()
					want = colormap.Activation.At(r.Norm(float64(data[row*w+col])))
				}
				if got := img.RGBAAt(x, y); got != want {
					t.Fatalf("%d×%d in %v: pixel %d,%d is %v, want %v", h, w, img.Rect, x, y, got, want)
				}
			}
		}
	}
}

// drawings are all that draw into a rectangle.
var drawings = map[string]func(dst *image.RGBA, r image.Rectangle, data []float32){
	"Map": func(dst *image.RGBA, r image.Rectangle, data []float32) {
		Map(dst, r, data, 5, 4, colormap.Range{High: 1}, colormap.Activation)
	},
	"Picture": func(dst *image.RGBA, r image.Rectangle, data []float32) { Picture(dst, r, data, 3, 5, 4) },
	"Kernel": func(dst *image.RGBA, r image.Rectangle, data []float32) {
		Kernel(dst, r, data, 5, 4, colormap.Range{High: 1})
	},
	"Overlay": func(dst *image.RGBA, r image.Rectangle, data []float32) {
		Overlay(dst, r, data, 5, 4, colormap.Range{Low: -2, High: 1}, colormap.Activation, 1)
	},
	"ColorBar": func(dst *image.RGBA, r image.Rectangle, _ []float32) { ColorBar(dst, r, colormap.Signed) },
	"Outline":  func(dst *image.RGBA, r image.Rectangle, _ []float32) { Outline(dst, r, 3, color.RGBA{A: 255}) },
	"Dim": func(dst *image.RGBA, r image.Rectangle, _ []float32) {
		Dim(dst, r, r.Inset(2), color.RGBA{A: 255}, 0.5)
	},
	"Fill": func(dst *image.RGBA, r image.Rectangle, _ []float32) { Fill(dst, r, color.RGBA{A: 255}) },
}

// Rectangles reach over every edge of the image; the image is a part of a larger one, so its
// stride is not its width.
func TestNothingIsDrawnOutside(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	data := random(rng, 60)
	for name, draw := range drawings {
		for range 200 {
			whole := blank(40, 40)
			part := image.Rect(8, 8, 33, 31)
			x, y := rng.IntN(50)-10, rng.IntN(50)-10
			r := image.Rect(x, y, x+rng.IntN(40), y+rng.IntN(40))
			draw(whole.SubImage(part).(*image.RGBA), r, data)
			for i := 0; i < len(whole.Pix); i += 4 {
				at := image.Pt(i/4%40, i/4/40)
				if !at.In(r.Intersect(part)) && whole.RGBAAt(at.X, at.Y) != sentinel {
					t.Fatalf("%s in %v of %v has drawn at %v", name, r, part, at)
				}
			}
		}
	}
}

// What is cut off at the image's edge changes nothing of what is left.
func TestCutOffIsThePartOfTheWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	data := random(rng, 60)
	for name, draw := range drawings {
		for range 50 {
			r := image.Rect(0, 0, 1+rng.IntN(40), 1+rng.IntN(40))
			window := image.Rect(rng.IntN(20), rng.IntN(20), 20+rng.IntN(20), 20+rng.IntN(20))
			whole, part := blank(40, 40), blank(40, 40)
			draw(whole, r, data)
			draw(part.SubImage(window).(*image.RGBA), r, data)
			for y := window.Min.Y; y < window.Max.Y; y++ {
				for x := window.Min.X; x < window.Max.X; x++ {
					if part.RGBAAt(x, y) != whole.RGBAAt(x, y) {
						t.Fatalf("%s in %v: pixel %d,%d differs behind window %v", name, r, x, y, window)
					}
				}
			}
		}
	}
}

func TestNothingAllocates(t *testing.T) {
	img, data := blank(64, 64), random(rand.New(rand.NewPCG(4, 4)), 60)
	for name, draw := range drawings {
		if n := testing.AllocsPerRun(10, func() { draw(img, img.Rect, data) }); n > 0 {
			t.Errorf("%s allocates %g times", name, n)
		}
	}
}

func TestPicture(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	grey := []float32{0, 1, 0.5, nan}
	Picture(img, img.Rect, grey, 1, 2, 2)
	want := []color.RGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {128, 128, 128, 255}, colormap.Grey.Missing()}
	for i, c := range want {
		if got := img.RGBAAt(i%2, i/2); got != c {
			t.Errorf("grey %g is %v, want %v", grey[i], got, c)
		}
	}
	Picture(img, image.Rect(0, 0, 1, 1), []float32{1, 0.2, -3}, 3, 1, 1)
	if got, want := img.RGBAAt(0, 0), (color.RGBA{255, 51, 0, 255}); got != want {
		t.Errorf("colour is %v, want %v", got, want)
	}
}

// 0.5 + w/(2·bound), by hand: no weight is grey, the bound is full, and a range is shared.
func TestKernel(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1, 1))
	tests := []struct {
		weights []float32
		bound   float64
		want    color.RGBA
	}{
		{[]float32{0, 0, 0}, 2, color.RGBA{128, 128, 128, 255}},
		{[]float32{2, -2, 0}, 2, color.RGBA{255, 0, 128, 255}},
		{[]float32{2, -2, 0}, 4, color.RGBA{191, 64, 128, 255}}, // 255·(0.75, 0.25, 0.5), rounded
		{[]float32{0, 0, 0}, 0, color.RGBA{128, 128, 128, 255}}, // a layer without weights
	}
	for _, tt := range tests {
		Kernel(img, img.Rect, tt.weights, 1, 1, colormap.Range{Low: -tt.bound, High: tt.bound})
		if got := img.RGBAAt(0, 0); got != tt.want {
			t.Errorf("%v of ±%g is %v, want %v", tt.weights, tt.bound, got, tt.want)
		}
	}
}

func TestColorBarShowsBothEnds(t *testing.T) {
	for _, n := range []int{1, 2, 100, 254, 255, 600} {
		img := image.NewRGBA(image.Rect(0, 0, n+1, n))
		ColorBar(img, image.Rect(0, 0, n+1, 1), colormap.Signed)
		if img.RGBAAt(0, 0) != colormap.Signed.At(0) || img.RGBAAt(n, 0) != colormap.Signed.At(1) {
			t.Errorf("%d pixels wide: ends are %v and %v", n+1, img.RGBAAt(0, 0), img.RGBAAt(n, 0))
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, 3, 255))
	ColorBar(img, img.Rect, colormap.Activation)
	if img.RGBAAt(1, 254) != colormap.Activation.At(0) || img.RGBAAt(1, 0) != colormap.Activation.At(1) ||
		img.RGBAAt(1, 127) != colormap.Activation.At(0.5) {
		t.Error("an upright bar does not rise")
	}
}

func TestDim(t *testing.T) {
	black := color.RGBA{A: 255}
	for _, tt := range []struct {
		keep   image.Rectangle
		amount float64
		inside uint8
		out    uint8
	}{
		{image.Rect(2, 3, 5, 6), 0.5, 200, 100},
		{image.Rect(2, 3, 5, 6), 1, 200, 0},
		{image.Rect(2, 3, 5, 6), 0, 200, 200},
		{image.Rect(-5, -5, 4, 4), 1, 200, 0},   // reaches over the edge
		{image.Rect(20, 20, 30, 30), 1, 200, 0}, // sees nothing of it
	} {
		img := image.NewRGBA(image.Rect(0, 0, 9, 9))
		Fill(img, img.Rect, color.RGBA{200, 200, 200, 255})
		Dim(img, img.Rect, tt.keep, black, tt.amount)
		for y := range 9 {
			for x := range 9 {
				want := tt.out
				if image.Pt(x, y).In(tt.keep) {
					want = tt.inside
				}
				if got := img.RGBAAt(x, y); got.R != want || got.A != 255 {
					t.Errorf("keep %v, amount %g: pixel %d,%d is %v, want %d", tt.keep, tt.amount, x, y, got, want)
				}
			}
		}
	}
}

func TestOverlay(t *testing.T) {
	ground := color.RGBA{100, 100, 100, 255}
	signed := colormap.Range{Low: -1, High: 1, Signed: true}
	half := func(c color.RGBA) color.RGBA { // halfway from the ground
		mid := func(v uint8) uint8 { return uint8((int(v) + 100 + 1) / 2) }
		return color.RGBA{mid(c.R), mid(c.G), mid(c.B), 255}
	}
	for _, tt := range []struct {
		name    string
		v       float32
		rng     colormap.Range
		opacity float64
		want    color.RGBA
	}{
		{"nothing", 0, colormap.Range{High: 1}, 1, ground},
		{"everything", 1, colormap.Range{High: 1}, 1, colormap.Signed.At(1)},
		{"half opaque", 1, colormap.Range{High: 1}, 0.5, half(colormap.Signed.At(1))},
		{"half strong", 0.5, colormap.Range{High: 1}, 1, half(colormap.Signed.At(0.5))},
		{"signed zero", 0, signed, 1, ground},
		{"most negative", -1, signed, 1, colormap.Signed.At(0)},
		{"not a number", nan, signed, 1, ground},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 3, 3))
		Fill(img, img.Rect, ground)
		Overlay(img, img.Rect, []float32{tt.v}, 1, 1, tt.rng, colormap.Signed, tt.opacity)
		if got := img.RGBAAt(1, 1); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestOutline(t *testing.T) {
	line := color.RGBA{255, 0, 0, 255}
	for _, tt := range []struct {
		r         image.Rectangle
		thickness int
		pixels    int // by hand
	}{
		{image.Rect(1, 1, 9, 7), 1, 2*8 + 2*4},
		{image.Rect(1, 1, 9, 7), 2, 8*6 - 4*2},
		{image.Rect(1, 1, 9, 7), 99, 8 * 6},
		{image.Rect(1, 1, 2, 2), 1, 1},
		{image.Rect(1, 1, 9, 7), 0, 0},
		{image.Rectangle{}, 1, 0},
	} {
		img := blank(10, 10)
		Outline(img, tt.r, tt.thickness, line)
		n := 0
		for i := 0; i < len(img.Pix); i += 4 {
			if img.RGBAAt(i/4%10, i/4/10) == line {
				n++
			}
		}
		if n != tt.pixels {
			t.Errorf("%v, %d thick: %d pixels, want %d", tt.r, tt.thickness, n, tt.pixels)
		}
	}
}
