package widget

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"unitscope/ui/theme"
)

func newPage(w, h int) *page { return &page{RGBA: image.NewRGBA(image.Rect(0, 0, w, h)), ratio: 1} }

// ink is how many pixels' worth of opaque colour is in a rectangle.
func ink(p *page, r image.Rectangle) float64 {
	total := 0.0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			total += float64(p.RGBAAt(x, y).A) / 255
		}
	}
	return total
}

func TestShapesCoverTheirArea(t *testing.T) {
	var n pen
	for _, c := range []struct {
		name string
		draw func(p *page)
		want float64
	}{
		{"a disc: πr²", func(p *page) { n.disc(p, 50.3, 49.6, 20, color.White) }, math.Pi * 400},
		{"a pill: a square of 20 and two half discs of 10", func(p *page) {
			n.pill(p, image.Rect(10, 10, 50, 30), 99, color.White)
		}, 400 + math.Pi*100},
		{"a line: length times width, and half a width at each end", func(p *page) {
			n.polyline(p, p.Rect, []float32{10, 70}, []float32{10, 90}, 4, color.White)
		}, (100 + 2) * 4},
		{"a line that turns back covers what it covers once", func(p *page) {
			n.polyline(p, p.Rect, []float32{10, 70, 10}, []float32{50, 50, 50}, 4, color.White)
		}, (60 + 2) * 4},
	} {
		p := newPage(100, 100)
		c.draw(p)
		if got := ink(p, p.Rect); math.Abs(got-c.want) > 0.02*c.want+1 { // the rasterizer flattens curves
			t.Errorf("%s: %.1f pixels, want %.1f", c.name, got, c.want)
		}
	}
}

func TestPolylineStaysInItsClip(t *testing.T) {
	p, clip := newPage(100, 100), image.Rect(20, 20, 80, 80)
	var n pen
	n.polyline(p, clip, []float32{-50, 150}, []float32{-20, 130}, 8, color.White)
	if all, inside := ink(p, p.Rect), ink(p, clip); all != inside || inside == 0 {
		t.Errorf("%.1f pixels, %.1f of them inside", all, inside)
	}
}

func TestMagnify(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	src := image.NewRGBA(image.Rect(0, 0, 5, 3))
	for i := range src.Pix {
		src.Pix[i] = uint8(rng.Uint32())
	}
	for k := 1; k <= 4; k++ {
		dst := image.NewRGBA(image.Rect(0, 0, 30, 20))
		at := image.Rect(3, 2, 3+5*k, 2+3*k)
		magnify(dst, at, src)
		for y := range 20 {
			for x := range 30 {
				want := color.RGBA{}
				if image.Pt(x, y).In(at) {
					want = src.RGBAAt((x-3)/k, (y-2)/k)
				}
				if got := dst.RGBAAt(x, y); got != want {
					t.Fatalf("%d×: pixel %d %d is %v, want %v", k, x, y, got, want)
				}
			}
		}
	}
}

// The cell at the middle of where a cell is drawn is that cell, at any size and scale.
func TestViewRoundTrip(t *testing.T) {
	show(t, canvas.NewRectangle(nil), 10, 10, 1)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		h, w := 1+rng.IntN(60), 1+rng.IntN(60)
		v := view{room: image.Rect(0, 0, 60+rng.IntN(400), 60+rng.IntN(400)), height: h, width: w, ratio: 1 + rng.Float32()}
		cell := image.Pt(rng.IntN(w), rng.IntN(h))
		pos, size := v.units(v.cells(image.Rectangle{Min: cell, Max: cell.Add(image.Pt(1, 1))}))
		middle := fyne.NewPos(pos.X+size.Width/2, pos.Y+size.Height/2)
		if got, inside := v.cell(middle); got != cell || !inside {
			t.Fatalf("%+v: cell %v is drawn around %v, where cell %v is", v, cell, middle, got)
		}
	}
}

func TestLettering(t *testing.T) {
	show(t, canvas.NewRectangle(nil), 10, 10, 1)
	p := newPage(200, 40)
	l := p.style(theme.Body, false)
	for _, s := range []string{"0.418", "1.111", "8.888"} { // tabular figures: numbers do not jump
		if got, want := p.textWidth(s, l), p.textWidth("0.000", l); got != want {
			t.Errorf("%q is %d wide, %q %d", s, got, "0.000", want)
		}
	}
	p.text("H", 100, 20, centred, l, color.White)
	box := image.Rectangle{}
	for y := range 40 {
		for x := range 200 {
			if p.RGBAAt(x, y).A > 0 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if middle := box.Min.Add(box.Max); math.Abs(float64(middle.X)/2-100) > 1 || math.Abs(float64(middle.Y)/2-20) > 1 {
		t.Errorf("a capital centred on 100 20 lies in %v", box)
	}
	for _, r := range "×Σ→←−·±²≈≤…µ°éßЖλ" {
		if known := textCache.facesFor(l); !hasGlyph(known[0], r) {
			t.Errorf("the program's font has no %c", r)
		}
	}
	// A pair stands closer by the same share of any size.
	for _, pair := range []string{"AT", "LA", "To"} {
		r := []rune(pair)
		large, small := float64(kern(textCache.facesFor(l)[0], r[0], r[1], 100)), float64(kern(textCache.facesFor(l)[0], r[0], r[1], 10))
		if large == 0 || math.Abs(large/10-small) > 1 {
			t.Errorf("%s is kerned by %v/64 at 100 px and %v/64 at 10", pair, large, small)
		}
	}
	long := "conv2:17 responds most to house"
	if short := p.shorten(long, 80, l); p.textWidth(short, l) > 80 || len(short) < 5 {
		t.Errorf("shortened to %q, %d wide", short, p.textWidth(short, l))
	}
	if got := p.shorten(long, 1000, l); got != long {
		t.Errorf("shortened to %q though there was room", got)
	}
}

// Of a broken line, so much is drawn as its strokes are long against strokes and gaps, around a corner too.
func TestDashed(t *testing.T) {
	for dash, share := range map[Dash]float64{Solid: 1, Dashed: 5.5 / 9, Dotted: 2.0 / 4} { // by hand, with what strokes reach into gaps
		var n pen
		p := newPage(400, 8)
		n.dashed(p, p.Rect, []float32{0, 170, 400}, []float32{4, 4, 4}, 4, dash, color.White)
		if got := ink(p, p.Rect) / (400 * 4); math.Abs(got-share) > 0.03 {
			t.Errorf("dash %d: %.2f of the line is drawn, want %.2f", dash, got, share)
		}
	}
}
