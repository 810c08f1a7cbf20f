package toyworld

import (
	"bytes"
	"math"
	"slices"
	"sync"
	"testing"
)

// TestPlanBalance: in every 2160 pictures each combination of labels comes once, so that all
// labels are balanced and independent; shorter plans are the beginning of longer ones.
func TestPlanBalance(t *testing.T) {
	const combinations = 10 * 4 * 6 * 9
	plan := Plan(3, Training, 2*combinations+100)
	for half := range 2 {
		seen := map[Picture]int{}
		for _, p := range plan[half*combinations:][:combinations] {
			seen[p]++
		}
		if len(seen) != combinations {
			t.Errorf("part %d: %d combinations, want %d", half, len(seen), combinations)
		}
	}
	if len(plan) != 2*combinations+100 {
		t.Errorf("%d pictures planned", len(plan))
	}
	if slices.Equal(plan[:200], Plan(3, HeldOut, 200)) || slices.Equal(plan[:200], Plan(4, Training, 200)) {
		t.Error("another stream or seed has the same plan")
	}
}

// TestPaintDependsOnNothingElse: a picture is the same whatever was painted before it, by whom, and
// in whichever goroutine; other indexes, streams and seeds give others.
func TestPaintDependsOnNothingElse(t *testing.T) {
	plan := Plan(1, Training, 24)
	inOrder := make([][]byte, len(plan))
	p := NewPainter(Size)
	for i, picture := range plan {
		inOrder[i] = bytes.Clone(p.Paint(picture, 1, Training, i))
	}
	var painters sync.WaitGroup
	for start := range 4 {
		painters.Go(func() {
			p := NewPainter(Size)
			for i := len(plan) - 1 - start; i >= 0; i -= 4 {
				if !bytes.Equal(p.Paint(plan[i], 1, Training, i), inOrder[i]) {
					t.Errorf("picture %d differs when painted in another order", i)
				}
			}
		})
	}
	painters.Wait()
	for name, other := range map[string][]byte{
		"index":  bytes.Clone(p.Paint(plan[0], 1, Training, 1)),
		"stream": bytes.Clone(p.Paint(plan[0], 1, HeldOut, 0)),
		"seed":   bytes.Clone(p.Paint(plan[0], 2, Training, 0)),
	} {
		if bytes.Equal(other, inOrder[0]) {
			t.Errorf("another %s gives the same picture", name)
		}
	}
}

// TestBackgroundTellsNothing: away from the object, a picture is the same whatever object of whatever
// colour is in it.
func TestBackgroundTellsNothing(t *testing.T) {
	// At the bottom right, a box whose corner turns upwards reaches no higher or further left than this.
	reach := Size/2 + pitch - drift - 1.07*math.Sqrt2*largest - 1
	away := int(reach)
	if away < 2 {
		t.Fatal("the object's box leaves nothing free: the test tests nothing")
	}
	p := NewPainter(Size)
	for scene := range Scenes {
		background := func(object, colour int) (free []byte) {
			pix := p.Paint(Picture{object, scene, colour, 8}, 5, Training, scene)
			for i := range Size * Size {
				if i/Size < away || i%Size < away {
					free = append(free, pix[4*i:4*i+4]...)
				}
			}
			return free
		}
		first := background(0, 0)
		for object := range Objects {
			if !bytes.Equal(background(object, object%len(Colours)), first) {
				t.Errorf("the %s changes with the %s in it", Scenes[scene], Objects[object])
			}
		}
	}
}

// TestPositions: the object's pixels lie around its place in the grid, three by three.
func TestPositions(t *testing.T) {
	p := NewPainter(Size)
	for object := range Objects {
		for position := range Positions {
			p.object.begin(uint64(object), uint64(position))
			p.object.paintObject(Picture{Object: object, Position: position})
			var sum, x, y float64
			for i := range Size * Size {
				a := float64(p.object.pix[4*i+3])
				sum, x, y = sum+a, x+a*float64(i%Size), y+a*float64(i/Size)
			}
			wantX, wantY := float64(centre+pitch*float32(position%3-1)), float64(centre+pitch*float32(position/3-1))
			if math.Abs(x/sum-wantX) > pitch/2+drift || math.Abs(y/sum-wantY) > pitch/2+drift {
				t.Errorf("%s at %s: centre of mass (%.1f, %.1f), want near (%v, %v)", Objects[object], Positions[position], x/sum, y/sum, wantX, wantY)
			}
			if sum < 120 {
				t.Errorf("%s at %s covers %.0f pixels, too few to be seen", Objects[object], Positions[position], sum)
			}
		}
	}
}

// TestColours: the six colours stay apart, hue by hue, however they vary.
func TestColours(t *testing.T) {
	a := newArtist(8)
	a.begin(1, 1)
	var hues [6][2]float64 // lowest and highest
	for kind := range Colours {
		low, high := math.Inf(1), math.Inf(-1)
		for range 500 {
			c := a.objectColour(kind)
			h := hue(c)
			if kind == 0 && h > 180 {
				h -= 360
			}
			low, high = min(low, h), max(high, h)
		}
		hues[kind] = [2]float64{low, high}
		if kind > 0 && low <= hues[kind-1][1] {
			t.Errorf("%s from hue %.0f meets %s up to %.0f", Colours[kind], low, Colours[kind-1], hues[kind-1][1])
		}
	}
}

// hue is a colour's hue on the usual hexagon, in degrees.
func hue(c colour) float64 {
	r, g, b := float64(c.r), float64(c.g), float64(c.b)
	high, low := max(r, g, b), min(r, g, b)
	switch high {
	case r:
		return math.Mod(60*(g-b)/(high-low)+360, 360)
	case g:
		return 60*(b-r)/(high-low) + 120
	default:
		return 60*(r-g)/(high-low) + 240
	}
}

// TestCoverage: what a path covers is its area, by hand, whatever pixels its edges cut.
func TestCoverage(t *testing.T) {
	tests := []struct {
		name string
		draw func(c *canvas)
		area float64 // square units
	}{
		{"rectangle across pixels", func(c *canvas) { c.rectangle(3.3, 4.6, 10.8, 9.1); c.fill(black) }, 7.5 * 4.5},
		{"circle", func(c *canvas) { c.circle(20, 20, 9.3); c.fill(black) }, math.Pi * 9.3 * 9.3},
		{"ring", func(c *canvas) { c.circle(20, 20, 9); c.hole(20, 20, 5, 4); c.fill(black) }, math.Pi * (81 - 20)},
		{"line with round ends", func(c *canvas) { c.polygon(10, 10, 30, 10); c.stroke(4, black) }, 20*4 + 8*math.Sqrt2}, // an octagon at the ends
		{"half off the canvas", func(c *canvas) { c.rectangle(-10, 10, 10, 20); c.fill(black) }, 100},
		{"off the canvas", func(c *canvas) { c.circle(-30, 10, 5); c.fill(black) }, 0},
		{"turned and flipped", func(c *canvas) { c.move(24, 24, 30, -2, 3); c.rectangle(-2, -1, 2, 1); c.fill(black) }, 8 * 6},
	}
	for _, pixels := range []int{48, 96} {
		for _, test := range tests {
			c := newCanvas(pixels)
			c.reset()
			test.draw(c)
			area := 0.0
			for i := 3; i < len(c.pix); i += 4 {
				area += float64(c.pix[i])
			}
			area *= Size / float64(pixels) * Size / float64(pixels)
			if math.Abs(area-test.area) > 0.018*test.area+0.01 { // curves are polygons
				t.Errorf("%s at %d pixels: %.2f square units, want %.2f", test.name, pixels, area, test.area)
			}
		}
	}
}

// TestOKLCH against the colours that Ottosson's conversion gives for sRGB's own primaries.
func TestOKLCH(t *testing.T) {
	for _, test := range []struct {
		l, c, h float32
		want    colour
	}{
		{1, 0, 0, white},
		{0, 0, 0, black},
		{0.62796, 0.25768, 29.234, colour{1, 0, 0, 1}},
		{0.86644, 0.29483, 142.495, colour{0, 1, 0, 1}},
		{0.45201, 0.31321, 264.052, colour{0, 0, 1, 1}},
	} {
		got := oklch(test.l, test.c, test.h)
		for _, d := range []float32{got.r - test.want.r, got.g - test.want.g, got.b - test.want.b} {
			if math.Abs(float64(d)) > 0.01 {
				t.Errorf("oklch(%v, %v, %v) = %v, want %v", test.l, test.c, test.h, got, test.want)
			}
		}
	}
}

func BenchmarkPaint(b *testing.B) {
	p := NewPainter(Size)
	plan := Plan(1, Training, 2160)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Paint(plan[i%len(plan)], 1, Training, i)
	}
}
