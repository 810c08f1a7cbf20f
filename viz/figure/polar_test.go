package figure

import (
	"math"
	"testing"
)

// A value at 30° lies that way from the centre, counter-clockwise from the right, and, as an
// orientation, half a turn on as well; a direction does not.
func TestPolarPutsValuesInPlace(t *testing.T) {
	for _, period := range []float64{0, 360} {
		spike := Polar{Period: period, Lines: []Line{{X: []float64{30}, Y: []float64{1}, Color: red}}, Radius: Axis{High: 1, Hidden: true}}
		d := &disc{value: spike.span(), radius: 50}
		d.center.X, d.center.Y = 100, 80
		places := d.pieces(spike.turns()[0])[0]
		want := [][2]float64{{100 + 50*math.Cos(math.Pi/6), 80 + 25}} // sin 30° is a half
		if period == 0 {
			want = append(want, [2]float64{100 - 50*math.Cos(math.Pi/6), 80 - 25})
		}
		want = append(want, want[0]) // closed
		if len(places) != len(want) {
			t.Fatalf("period %g: %d places, want %d", period, len(places), len(want))
		}
		for i, w := range want {
			if math.Hypot(float64(places[i].X)-w[0], float64(places[i].Y)-w[1]) > 1e-9 {
				t.Errorf("period %g: place %d is %v, want %v", period, i, places[i], w)
			}
		}
	}
}

// What is drawn points where the values are: more of it lies along the preferred orientation
// than across, and it looks the same turned by half a turn.
func TestPolarPointsThere(t *testing.T) {
	p := orientation()
	p.Title, p.Marks, p.Lines[0].Color = "", nil, red
	img := Image(p, Look{}, 201, 201, 1)
	reach := func(degrees float64) (furthest int) {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		for r := range 95 {
			if img.RGBAAt(100+int(math.Round(float64(r)*cos)), 100-int(math.Round(float64(r)*sin))).R > 40 {
				furthest = r
			}
		}
		return furthest
	}
	if along, across := reach(42), reach(132); along < 3*across {
		t.Errorf("reaches %d along 42° and %d across it", along, across)
	}
	for _, degrees := range []float64{0, 42, 77, 132} {
		if there, back := reach(degrees), reach(degrees+180); !near(there, back, 2) {
			t.Errorf("reaches %d at %g° and %d half a turn on", there, degrees, back)
		}
	}
}

func TestPolarAnglesWithoutX(t *testing.T) {
	p := Polar{Lines: []Line{{Y: make([]float64, 24)}}}
	if got := p.angle(p.Lines[0], 6); got != 45 { // 6 of 24 steps of 180/24
		t.Errorf("step 6 of 24 lies at %g°, want 45°", got)
	}
	p.Period = 360
	if got := p.angle(p.Lines[0], 6); got != 90 {
		t.Errorf("step 6 of 24 lies at %g°, want 90°", got)
	}
}
