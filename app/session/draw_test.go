package session

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// draws is the actions that draw polylines, with points at columns and rows of 28×28 pixels, moved by some.
func draws(pen int, by [2]int, lines ...[][2]int) (actions []string) {
	for _, line := range lines {
		for i, p := range line {
			x, y := p[0]+by[0], p[1]+by[1]
			if i == 0 {
				actions = append(actions, fmt.Sprintf("paint %d %d %d white", x, y, pen))
			} else {
				actions = append(actions, fmt.Sprintf("paint-to %d %d", x, y))
			}
		}
	}
	return actions
}

// digits are strokes as people make them, within the 20 of 28 pixels that MNIST's digits fill.
var digits = [10][][][2]int{
	{{{14, 5}, {10, 7}, {9, 11}, {9, 16}, {10, 20}, {14, 23}, {18, 20}, {19, 16}, {19, 11}, {18, 7}, {14, 5}}},
	{{{14, 4}, {14, 23}}},
	{{{9, 8}, {11, 5}, {15, 5}, {18, 8}, {17, 12}, {13, 17}, {9, 22}, {14, 22}, {20, 22}}},
	{{{9, 6}, {13, 4}, {18, 6}, {18, 10}, {13, 13}, {18, 16}, {19, 20}, {14, 23}, {9, 21}}},
	{{{10, 5}, {9, 14}, {19, 14}}, {{17, 6}, {17, 23}}},
	{{{18, 5}, {10, 5}, {10, 13}, {15, 12}, {18, 15}, {18, 19}, {15, 22}, {9, 22}}},
	{{{16, 4}, {11, 10}, {9, 16}, {11, 22}, {16, 23}, {19, 19}, {16, 15}, {10, 17}}},
	{{{8, 6}, {19, 6}, {15, 13}, {12, 23}}},
	{{{14, 13}, {10, 10}, {11, 5}, {16, 4}, {18, 8}, {14, 13}, {9, 18}, {11, 22}, {16, 22}, {18, 18}, {14, 13}}},
	{{{18, 9}, {14, 12}, {10, 10}, {11, 6}, {15, 5}, {18, 7}, {18, 14}, {16, 23}}},
}

// A network that has learned MNIST's digits takes drawn ones for what they are, with the pen that it is given,
// and those drawn in a corner once they are centred.
func TestDrawnDigits(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	mnist := filepath.Join(root, "mnist")
	if _, err := os.Stat(mnist); err != nil {
		t.Skipf("no test data: %v (set UNITSCOPE_DATA)", err)
	}
	s := open(t, Options{})
	perform(t, s, "open "+mnist, "network lenet28", "train 120")
	asked := func(by [2]int, actions ...string) (right, sure int) {
		for digit, lines := range digits {
			perform(t, s, slices.Concat([]string{"blank black"}, draws(s.Selection().Pen.Size, by, lines...), actions)...)
			_, answers := s.Analysis.View().Output()
			if cnn.Strongest(answers) == digit {
				right++
				if answers[digit] > 0.9 {
					sure++
				}
			}
		}
		return right, sure
	}
	perform(t, s, "blank black")
	if got := s.Selection().Pen; got != (Brush{2, stimulus.White}) {
		t.Errorf("the pen is %v", got)
	}
	inTheMiddle, sure := asked([2]int{}, "centre")
	if inTheMiddle < 9 {
		t.Errorf("%d of 10 drawn digits are recognised", inTheMiddle)
	}
	t.Logf("%d of 10 drawn digits are recognised, %d of them with more than 0.9", inTheMiddle, sure)
	inACorner, _ := asked([2]int{-6, -3})
	if again, _ := asked([2]int{-6, -3}, "centre"); again != inTheMiddle {
		t.Errorf("drawn beside the middle %d of 10 are recognised, centred %d, drawn there %d", inACorner, again, inTheMiddle)
	}
}

// Centring is a law: wherever it is drawn, the centre of mass ends up within half a pixel of the middle, and the
// strokes are the same but for their place.
func TestCentre(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "network lenet28", "blank grey")
	if s.Stimulus().Painted.Data[0] != 0.5 || s.Label() != -1 || s.Stimulus().Picture.Name != "drawing" {
		t.Errorf("the blank picture is %g, class %d", s.Stimulus().Painted.Data[0], s.Label())
	}
	var first []float32
	for _, by := range [][2]int{{0, 0}, {-7, -4}, {5, 3}, {-3, 4}} {
		perform(t, s, append([]string{"blank grey"}, draws(2, by, digits[7]...)...)...)
		drawn := s.Stimulus().Marks
		perform(t, s, "centre")
		got := s.Stimulus()
		if dx, dy, ok := got.OffCentre(); dx != 0 || dy != 0 || !ok || got.Marks != drawn {
			t.Errorf("drawn at %v, it is off by %d, %d", by, dx, dy)
		}
		if first == nil {
			first = got.Painted.Data
		} else if !slices.Equal(got.Painted.Data, first) {
			t.Errorf("drawn at %v, it is another picture once it is centred", by)
		}
		perform(t, s, "undo", "undo")
		if s.Stimulus().Marks != drawn-1 {
			t.Errorf("undo leaves %d strokes of %d", s.Stimulus().Marks, drawn)
		}
	}
	perform(t, s, "blank black", "paint 10 10 1 white", "shift 3 -2")
	if p := s.Stimulus().Painted; p.Data[8*28+13] != 1 || p.Data[10*28+10] != 0 {
		t.Error("the drawing did not move")
	}
	perform(t, s, "undo")
	if p := s.Stimulus().Painted; p.Data[10*28+10] != 1 {
		t.Error("undo did not move it back")
	}
}

// A drawing is the same for a network of another size, as near as pixels go, and after a start.
func TestDrawingStays(t *testing.T) {
	dir := t.TempDir()
	first, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, "network lenet28", "blank white", "paint 7 14 4 black", "paint-to 21 14", "pen 3 #c83232")
	perform(t, first, "network vgg32")
	s := first.Stimulus()
	if s.Painted.Shape[0] != 3 || s.Marks != 1 || !s.Picture.Drawing() {
		t.Fatalf("%d strokes on %v", s.Marks, s.Painted.Shape)
	}
	// By hand: 7, 14 and 21 of 28 are 8, 16 and 24 of 32; 4 of 28 is 4.6, rounded to 5.
	for _, c := range []struct {
		x, y int
		want float32
	}{{8, 16, 0}, {16, 18, 0}, {24, 14, 0}, {16, 20, 1}, {3, 16, 1}, {29, 16, 1}} {
		if got := s.Painted.Data[c.y*32+c.x]; got != c.want {
			t.Errorf("pixel %d, %d is %g, want %g", c.x, c.y, got, c.want)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, Options{StateDir: dir})
	sameDesk(t, first, again)
	if got := again.Selection().InHand(again.Stimulus().Picture); got != (Brush{3, "#c83232"}) {
		t.Errorf("the pen is %v", got)
	}
	perform(t, again, "picture 3")
	if got := again.Selection().InHand(again.Stimulus().Picture); got.Fill != stimulus.Noise {
		t.Errorf("on a picture the brush is %v", got)
	}
	// What is drawn sets the colours' range: nothing is beyond it.
	perform(t, again, "blank black", "paint 16 16 9 white")
	v := again.Analysis.View()
	for i := range v.Shown.Net.Nodes {
		if top := float64(slices.Max(v.Now(i).Data)); top > v.Range(i, 0, RangeLayer).High+1e-6 || math.IsNaN(top) {
			t.Errorf("layer %d answers %g, the range ends at %g", i, top, v.Range(i, 0, RangeLayer).High)
		}
	}
}
