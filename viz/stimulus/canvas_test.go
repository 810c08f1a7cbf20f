package stimulus_test

import (
	"encoding/json"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

func picture(channels, height, width int) *cnn.Tensor {
	rng := rand.New(rand.NewPCG(3, 4))
	t := cnn.NewTensor(channels, height, width)
	for i := range t.Data {
		t.Data[i] = rng.Float32()
	}
	return t
}

// drawn is a mask as text, a row a line.
func drawn(mask []bool, width int) string {
	text := ""
	for i, on := range mask {
		if i > 0 && i%width == 0 {
			text += "\n"
		}
		text += map[bool]string{true: "#", false: "."}[on]
	}
	return text
}

func TestBrushCoversWholePixels(t *testing.T) {
	for _, c := range []struct {
		size int
		want string // on 9×9, touched at (4, 4); by hand: pixel centres at most size/2 away
	}{
		{1, ".........\n.........\n.........\n.........\n....#....\n.........\n.........\n.........\n........."},
		{2, ".........\n.........\n.........\n...##....\n...##....\n.........\n.........\n.........\n........."},
		{3, ".........\n.........\n.........\n...###...\n...###...\n...###...\n.........\n.........\n........."},
		{4, ".........\n.........\n...##....\n..####...\n..####...\n...##....\n.........\n.........\n........."},
		{5, ".........\n.........\n...###...\n..#####..\n..#####..\n..#####..\n...###...\n.........\n........."},
		{7, ".........\n...###...\n..#####..\n.#######.\n.#######.\n.#######.\n..#####..\n...###...\n........."},
		{0, ".........\n.........\n.........\n.........\n.........\n.........\n.........\n.........\n........."},
	} {
		dot := stimulus.Dot{X: 4, Y: 4, Size: c.size}
		canvas := stimulus.Compose(picture(1, 9, 9), []stimulus.Stroke{{dot}})
		if got := drawn(canvas.Mask(), 9); got != c.want {
			t.Errorf("size %d:\n%s\nwant:\n%s", c.size, got, c.want)
		}
	}
}

func TestLinesHaveNoGaps(t *testing.T) {
	got := drawn(stimulus.Compose(picture(1, 4, 9), []stimulus.Stroke{{{X: 0, Y: 0, Size: 1}, {X: 8, Y: 3, Size: 1}}}).Mask(), 9)
	const want = "##.......\n..###....\n....###..\n.......##" // nearest pixels of y = 3x/8, by hand; both of a tie
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestFills(t *testing.T) {
	base := picture(3, 32, 40)
	canvas := func(fill stimulus.Fill, seed uint64) *cnn.Tensor {
		return stimulus.Compose(base, []stimulus.Stroke{{{X: 20, Y: 16, Size: 200, Fill: fill, Seed: seed}}}).Picture()
	}
	area := 32 * 40
	for channel := range 3 {
		below := base.Data[channel*area:][:area]
		sum := float32(0)
		for _, v := range below {
			sum += v
		}
		for fill, want := range map[stimulus.Fill]float32{stimulus.Grey: 0.5, stimulus.Mean: sum / float32(area)} {
			got := canvas(fill, 0).Data[channel*area:][:area]
			if math.Abs(float64(slices.Max(got)-want)) > 1e-5 || slices.Max(got) != slices.Min(got) {
				t.Errorf("%s, channel %d: %v..%v, want %v", fill, channel, slices.Min(got), slices.Max(got), want)
			}
		}
	}
	if !slices.Equal(canvas(stimulus.Noise, 1).Data, canvas("", 1).Data) || slices.Equal(canvas(stimulus.Noise, 1).Data, canvas(stimulus.Noise, 2).Data) {
		t.Error("noise is not a matter of the seed alone")
	}
	if !slices.Equal(canvas(stimulus.Erase, 0).Data, base.Data) {
		t.Error("the eraser changes an unpainted picture")
	}
}

// Plain colours are the same on every picture, in a picture of one channel by their luminance: Rec. 601's, by hand.
func TestPlainFills(t *testing.T) {
	for _, c := range []struct {
		fill  stimulus.Fill
		want  [3]float64
		light float64
	}{
		{stimulus.Black, [3]float64{0, 0, 0}, 0}, {stimulus.White, [3]float64{1, 1, 1}, 1}, {stimulus.Grey, [3]float64{0.5, 0.5, 0.5}, 0.5},
		{"#ff8000", [3]float64{1, 128.0 / 255, 0}, 0.299 + 0.587*128/255}, {"#333333", [3]float64{0.2, 0.2, 0.2}, 0.2},
	} {
		dot := []stimulus.Stroke{{{X: 1, Y: 1, Size: 3, Fill: c.fill}}}
		colour, grey := stimulus.Compose(picture(3, 4, 5), dot).Picture().Data, stimulus.Compose(picture(1, 4, 5), dot).Picture().Data
		blank := stimulus.Blank(cnn.Shape{3, 4, 5}, c.fill).Data
		for channel, want := range c.want {
			if got := float64(colour[channel*20+6]); math.Abs(got-want) > 1e-6 || colour[channel*20+6] != blank[channel*20+19] {
				t.Errorf("%s, channel %d: %g painted, %g blank, want %g", c.fill, channel, got, blank[channel*20+19], want)
			}
		}
		if got := float64(grey[6]); math.Abs(got-c.light) > 1e-6 {
			t.Errorf("%s in a grey picture: %g, want %g", c.fill, got, c.light)
		}
	}
	for _, fill := range []stimulus.Fill{"", stimulus.Noise, stimulus.Blur, "#12345", "#12345g", "123456", "#+12345"} {
		if rgb, ok := fill.Colour(); ok {
			t.Errorf("%q is the colour %v", fill, rgb)
		}
	}
}

// TestBlurIsAGaussian checks the law of an impulse: blurred, it keeps its sum and has the deviation asked for,
// and a flat picture stays as it is up to the border.
func TestBlurIsAGaussian(t *testing.T) {
	everywhere := []stimulus.Stroke{{{X: 32, Y: 32, Size: 500, Fill: stimulus.Blur}}}
	impulse := cnn.NewTensor(1, 64, 80)
	impulse.Data[32*80+40] = 1
	sum, square := 0.0, 0.0
	for i, v := range stimulus.Compose(impulse, everywhere).Picture().Data {
		x := float64(i%80 - 40)
		sum, square = sum+float64(v), square+float64(v)*x*x
	}
	if math.Abs(sum-1) > 1e-4 || math.Abs(math.Sqrt(square)-4) > 0.1 { // a sixteenth of 64
		t.Errorf("an impulse of sum %v and deviation %v, want 1 and 4", sum, math.Sqrt(square))
	}
	flat := cnn.NewTensor(1, 16, 16)
	for i := range flat.Data {
		flat.Data[i] = 0.25
	}
	for i, v := range stimulus.Compose(flat, everywhere).Picture().Data {
		if math.Abs(float64(v)-0.25) > 1e-6 {
			t.Fatalf("a flat picture becomes %v at %d", v, i)
		}
	}
}

// TestNoiseIsUniformAndIndependent looks at moments over pixels, channels and seeds.
func TestNoiseIsUniformAndIndependent(t *testing.T) {
	const n = 40000
	var sum, square, right, down, across, seeds float64
	for i := range n {
		y, x := i/200, i%200
		v := func(seed uint64, channel, y, x int) float64 {
			return float64(stimulus.NoiseAt(seed, channel, y, x)) - 0.5
		}
		here := v(1, 0, y, x)
		sum, square = sum+here, square+here*here
		right += here * v(1, 0, y, x+1)
		down += here * v(1, 0, y+1, x)
		across += here * v(1, 1, y, x)
		seeds += here * v(2, 0, y, x)
	}
	// Five standard errors of each mean: 0.289 and 1/12 and 0.0745 over √n.
	if math.Abs(sum/n) > 0.0072 || math.Abs(square/n-1.0/12) > 0.0019 {
		t.Errorf("mean %v and variance %v of uniform numbers", sum/n, square/n)
	}
	for name, c := range map[string]float64{"right": right, "down": down, "channel": across, "seed": seeds} {
		if math.Abs(c/n) > 0.0021 {
			t.Errorf("covariance with the next %s: %v", name, c/n)
		}
	}
}

func randomStrokes(rng *rand.Rand, n int) []stimulus.Stroke {
	fills := []stimulus.Fill{stimulus.Noise, stimulus.Grey, stimulus.Mean, stimulus.Blur, stimulus.Erase}
	strokes := make([]stimulus.Stroke, n)
	for i := range strokes {
		for range 1 + rng.IntN(4) {
			strokes[i] = append(strokes[i], stimulus.Dot{X: rng.IntN(40) - 8, Y: rng.IntN(36) - 8, Size: rng.IntN(9),
				Fill: fills[rng.IntN(len(fills))], Seed: uint64(rng.IntN(3))})
		}
	}
	return strokes
}

// TestPaintingOnEqualsComposingAgain paints dot by dot, keeps the list, and compares; every change must lie in
// the rectangle returned, and that within the stroke's bounds.
func TestPaintingOnEqualsComposingAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	base := picture(3, 20, 24)
	untouched := slices.Clone(base.Data)
	strokes := randomStrokes(rng, 60)
	canvas := stimulus.Compose(base, nil)
	for n, s := range strokes {
		for i, dot := range s {
			before := slices.Clone(canvas.Picture().Data)
			var changed image.Rectangle
			if i == 0 {
				changed = canvas.Dot(dot)
			} else {
				changed = canvas.Line(s[i-1], dot)
			}
			if !changed.In(image.Rect(0, 0, 24, 20)) || !changed.In(s.Bounds()) {
				t.Fatalf("stroke %d says that %v changed", n, changed)
			}
			for k, v := range canvas.Picture().Data {
				if v != before[k] && !image.Pt(k%24, k/24%20).In(changed) {
					t.Fatalf("stroke %d changed pixel %d, %d outside %v", n, k%24, k/24%20, changed)
				}
			}
		}
		again := stimulus.Compose(base, strokes[:n+1])
		if !slices.Equal(again.Picture().Data, canvas.Picture().Data) || !slices.Equal(again.Mask(), canvas.Mask()) {
			t.Fatalf("after stroke %d the pictures differ", n)
		}
	}
	if !slices.Equal(base.Data, untouched) {
		t.Error("painting changed the picture below")
	}
	for i, on := range canvas.Mask() {
		if !on && canvas.Picture().Data[i] != base.Data[i] {
			t.Fatalf("pixel %d is painted but not in the mask", i)
		}
	}
}

func TestShiftRepeatsTheEdge(t *testing.T) {
	base := &cnn.Tensor{Shape: cnn.Shape{1, 2, 3}, Data: []float32{
		1, 2, 3,
		4, 5, 6}}
	for _, c := range []struct {
		dx, dy int
		want   []float32
	}{
		{0, 0, []float32{1, 2, 3, 4, 5, 6}},
		{1, 0, []float32{1, 1, 2, 4, 4, 5}},
		{-1, 1, []float32{2, 3, 3, 2, 3, 3}},
		{9, -9, []float32{4, 4, 4, 4, 4, 4}},
	} {
		if got := stimulus.Shift(base, c.dx, c.dy); !slices.Equal(got.Data, c.want) {
			t.Errorf("by %d, %d: %v, want %v", c.dx, c.dy, got.Data, c.want)
		}
	}
}

// TestStrokesComeBackFromJSON: strokes are stored in files, which may hold anything.
func TestStrokesComeBackFromJSON(t *testing.T) {
	strokes := append(randomStrokes(rand.New(rand.NewPCG(1, 2)), 20), stimulus.Stroke{{Size: 1}})
	text, err := json.Marshal(strokes)
	if err != nil {
		t.Fatal(err)
	}
	var again []stimulus.Stroke
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, strokes) {
		t.Errorf("%v, then %v (%v)", strokes, again, err)
	}
	for _, fill := range []string{"gray", "Noise"} {
		if err := json.Unmarshal([]byte(`[[{"X":1,"Y":1,"Size":3,"Fill":"`+fill+`"}]]`), &again); err == nil {
			t.Errorf("fill %q is taken", fill)
		}
	}
}

func ExampleCompose() {
	grey := cnn.NewTensor(1, 5, 7)
	strokes := []stimulus.Stroke{
		{{X: 1, Y: 2, Size: 3, Fill: stimulus.Noise, Seed: 1}, {X: 5, Y: 2, Size: 3, Fill: stimulus.Noise, Seed: 1}}, // a drag
		{{X: 3, Y: 2, Size: 1, Fill: stimulus.Erase}},
	}
	fmt.Println(drawn(stimulus.Compose(grey, strokes).Mask(), 7))
	fmt.Println("undone:")
	fmt.Println(drawn(stimulus.Compose(grey, strokes[:1]).Mask(), 7))
	// Output:
	// .......
	// #######
	// ###.###
	// #######
	// .......
	// undone:
	// .......
	// #######
	// #######
	// #######
	// .......
}

func ExampleCanvas_Dot() {
	canvas := stimulus.Compose(cnn.NewTensor(3, 48, 48), nil)
	fmt.Println("redraw", canvas.Dot(stimulus.Dot{X: 46, Y: 10, Size: 7, Fill: stimulus.Grey}))
	// Output: redraw (43,7)-(48,14)
}

func ExampleShift() {
	row := &cnn.Tensor{Shape: cnn.Shape{1, 1, 4}, Data: []float32{0.1, 0.2, 0.3, 0.4}}
	fmt.Println(stimulus.Shift(row, 2, 0).Data)
	// Output: [0.1 0.1 0.1 0.2]
}
