package field_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/field"
)

// pictures is a set of pictures without labels.
type pictures struct {
	shape  cnn.Shape
	values [][]float32
}

func (p *pictures) Name() string                    { return "pictures" }
func (p *pictures) Len() int                        { return len(p.values) }
func (p *pictures) Shape() cnn.Shape                { return p.shape }
func (p *pictures) Tasks() []string                 { return nil }
func (p *pictures) Classes(string) []string         { return nil }
func (p *pictures) Label(int, string) int           { return -1 }
func (p *pictures) Fault(int) error                 { return nil }
func (p *pictures) PictureName(i int) string        { return fmt.Sprintf("picture %d", i) }
func (p *pictures) Read(i int, dst []float32) error { copy(dst, p.values[i]); return nil }

// flat adds a picture of one value, apart from what draw changes in it, a map of one channel.
func (p *pictures) flat(value float32, draw func(at func(x, y int) *float32)) {
	picture := make([]float32, p.shape.Size())
	for i := range picture {
		picture[i] = value
	}
	draw(func(x, y int) *float32 { return &picture[y*p.shape[2]+x] })
	p.values = append(p.values, picture)
}

// random is so many pictures of noise.
func random(shape cnn.Shape, n int) *pictures {
	rng := rand.New(rand.NewPCG(5, 6))
	p := &pictures{shape: shape}
	for range n {
		picture := make([]float32, shape.Size())
		for i := range picture {
			picture[i] = rng.Float32()
		}
		p.values = append(p.values, picture)
	}
	return p
}

func average(t testing.TB, net *cnn.Network, layer string, set data.Set, top [][]int, o field.AverageOptions) *field.Averages {
	t.Helper()
	a, err := field.Average(context.Background(), net, layer, set, top, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// tent is two convolutions of nothing but ones, 3×3 each, the second in steps of two: a cell, at every second pixel, is the sum of
// 5×5 pixels, weighted by 1 2 3 2 1 each way.
func tent(t testing.TB) *cnn.Network {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 13, 17})}
	b.add("conv1", conv(3, 1, 0))
	b.add("conv2", conv(3, 2, 0))
	return b.Network
}

// blocks are pictures of 0.5 with 5×5 pixels of 1, which make the tent's cell over them the strongest.
func blocks(corners ...image.Point) *pictures {
	p := &pictures{shape: cnn.Shape{1, 13, 17}}
	for _, corner := range corners {
		p.flat(0.5, func(at func(x, y int) *float32) {
			for i := range 25 {
				*at(corner.X+i%5, corner.Y+i/5) = 1
			}
		})
	}
	return p
}

// zeros hides single pixels by nothing: what goes is a pixel's weight times its value.
var zeros = field.Options{Patch: 1, Stride: 1, Fill: field.Zero}

// TestFieldOfKnownSizeAndPlace: wherever in the picture the strongest cell is, the field comes to lie in the middle, and is the
// tent itself. The borders of the picture do not count.
func TestFieldOfKnownSizeAndPlace(t *testing.T) {
	set := blocks(image.Pt(0, 0), image.Pt(6, 4), image.Pt(12, 8)) // two of them in corners
	a := average(t, tent(t), "conv2", set, [][]int{{2, 0, 1}}, field.AverageOptions{Options: zeros})
	if a.Height != 7 || a.Width != 7 || a.Theory != [2]float64{5, 5} { // 5 + 2·(⌊1/2⌋ + 1)
		t.Fatalf("%d×%d pixels, theory %v", a.Height, a.Width, a.Theory)
	}
	weights := [7]float32{0, 1, 2, 3, 2, 1, 0}
	mean, count := a.Unit(0)
	for i := range mean {
		x, y := i%7, i/7
		if want := weights[y] * weights[x] / 9; math.Abs(float64(mean[i]-want)) > 1e-6 {
			t.Errorf("%d, %d: %v, want %v", y, x, mean[i], want)
		}
		want := int32(3)
		if x == 0 || y == 0 { // beyond the picture of one of them
			want--
		}
		if x == 6 || y == 6 {
			want--
		}
		if count[i] != want {
			t.Errorf("%d, %d: %d pictures, want %d", y, x, count[i], want)
		}
	}
	if a.Peak[0] != 9 {
		t.Errorf("the middle takes %v, want 9", a.Peak[0])
	}
	if want := math.Sqrt(5); a.Size[0] != want { // 9 in the middle and 6 beside it, four times, are above 4.5
		t.Errorf("size %v, want %v", a.Size[0], want)
	}
	if s := a.Sizes(); s.Mean != a.Size[0] || s.Theory != 5 || s.Active != 1 || s.Layer != "conv2" {
		t.Errorf("sizes %+v", s)
	}
}

// TestPicturesOutsideWhatAPictureShows: at a corner, what lies beyond the picture is known to nobody.
func TestPicturesOutsideWhatAPictureShows(t *testing.T) {
	a := average(t, tent(t), "conv2", blocks(image.Pt(0, 0)), [][]int{{0}}, field.AverageOptions{Options: zeros})
	mean, count := a.Unit(0)
	for i, v := range mean {
		outside := i%7 == 0 || i/7 == 0
		if outside != (v != v) || outside != (count[i] == 0) {
			t.Errorf("%d, %d: %v of %d pictures", i/7, i%7, v, count[i])
		}
	}
}

// TestNoFieldIsLargerThanInTheory: a patch of 5×5 takes most of 3×3 pixels from two pixels beside their middle, too.
func TestNoFieldIsLargerThanInTheory(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 13, 13})}
	b.add("sum", conv(3, 1, 0))
	set := &pictures{shape: b.Input}
	set.flat(0.5, func(at func(x, y int) *float32) {
		for i := range 9 {
			*at(5+i%3, 5+i/3) = 1
		}
	})
	a := average(t, b.Network, "sum", set, [][]int{{0}}, field.AverageOptions{Options: field.Options{Patch: 5, Stride: 1, Fill: field.Zero}})
	mean, _ := a.Unit(0)
	if beside := mean[a.Height/2*a.Width+a.Width/2+2]; math.Abs(float64(beside)-2.0/3) > 1e-6 { // six of nine pixels hidden
		t.Errorf("two pixels beside the middle: %v, want 2/3", beside)
	}
	if a.Size[0] != 3 {
		t.Errorf("size %v of 3", a.Size[0])
	}
}

// TestUnitThatReadsOneCorner is a dense one: its field is the picture's.
func TestUnitThatReadsOneCorner(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 13, 17})}
	dense := cnn.NewDense(13*17, 2)
	b.add("flatten", &cnn.Flatten{})
	b.add("output", dense)
	for i := range 9 {
		dense.Weight.Data[(10+i/3)*17+14+i%3] = 2 // 3×3 at the bottom right
	}
	set := random(b.Input, 4)
	for _, picture := range set.values {
		for i := range picture {
			picture[i] = 1
		}
	}
	a := average(t, b.Network, "output", set, [][]int{{0, 1, 2, 3}, nil}, field.AverageOptions{Options: zeros})
	if a.Height != 13 || a.Width != 17 || a.Theory != [2]float64{13, 17} {
		t.Fatalf("%d×%d pixels, theory %v", a.Height, a.Width, a.Theory)
	}
	mean, _ := a.Unit(0)
	for i, v := range mean {
		want := float32(0)
		if i%17 >= 14 && i/17 >= 10 {
			want = 1
		}
		if v != want {
			t.Errorf("%d, %d: %v, want %v", i/17, i%17, v, want)
		}
	}
	if a.Size[0] != 3 || a.Peak[0] != 2 {
		t.Errorf("size %v, peak %v, want 3 and 2", a.Size[0], a.Peak[0])
	}
}

// TestUnitsThatAreNeverActive: one without pictures, one whose pictures do nothing to it, one that is silent at them.
func TestUnitsThatAreNeverActive(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 13, 17})}
	c := cnn.NewConv2D(1, 3, [2]int{3, 3}, cnn.ConvOptions{})
	b.add("conv1", c)
	b.add("relu1", &cnn.ReLU{})
	for i := range 9 {
		c.Weight.Data[18+i] = -1 // unit 2 would answer if something dark were hidden by less
	}
	c.Bias.Data[1] = 1 // unit 1 always says the same
	a := average(t, b.Network, "relu1", random(b.Input, 3), [][]int{nil, {0, 1}, {2}}, field.AverageOptions{Options: zeros})
	for k := range 3 {
		if mean, _ := a.Unit(k); a.Active(k) || a.Peak[k] != 0 || !math.IsNaN(a.Size[k]) || k != 1 && mean[0] == mean[0] {
			t.Errorf("unit %d: peak %v, size %v, mean %v", k, a.Peak[k], a.Size[k], mean[:3])
		}
		if slices.Max(a.Mask(k, 0)) != 0 {
			t.Errorf("unit %d: lets something be seen", k)
		}
	}
	if s := a.Sizes(); s.Active != 0 || !math.IsNaN(s.Mean) {
		t.Errorf("sizes %+v", s)
	}
}

// TestFewPicturesDoNotDecide: of three pictures, one alone has the left column of its field within reach of the patch's middle, and in
// that column it is ten times as bright.
func TestFewPicturesDoNotDecide(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 9, 9})}
	b.add("sum", conv(3, 1, 0))
	set := &pictures{shape: b.Input}
	column := func(x int, left float32) {
		set.flat(0, func(at func(x, y int) *float32) {
			for i := range 9 {
				*at(x+i%3, 3+i/3) = 1
			}
			for i := range 3 {
				*at(x, 3+i) = left
			}
		})
	}
	column(0, 1)
	column(0, 1)
	column(4, 10)
	a := average(t, b.Network, "sum", set, [][]int{{0, 1, 2}}, field.AverageOptions{Options: field.Options{Patch: 3, Stride: 1, Fill: field.Zero}})
	// At the middle of the field a patch takes all of it: 9, 9 and 36, on average 18. A column to the left it takes the left two,
	// 33, of the one picture in which it can be there.
	mean, count := a.Unit(0)
	middle := a.Height/2*a.Width + a.Width/2
	if count[middle] != 3 || count[middle-1] != 1 || math.Abs(float64(mean[middle-1])*18-33) > 1e-4 {
		t.Fatalf("middle: %v of %d; left of it: %v of %d", mean[middle], count[middle], mean[middle-1], count[middle-1])
	}
	if a.Peak[0] != 18 || mean[middle] != 1 {
		t.Errorf("the peak is %v, want 18 in the middle, which is at %v", a.Peak[0], mean[middle])
	}
	for i, n := range count {
		if i%a.Width < a.Width/2 && n > 1 {
			t.Errorf("%d, %d: %d pictures", i/a.Width, i%a.Width, n)
		}
	}
}

// TestSignedFieldsCancel: with weights of both signs and a patch over both, what one side loses the other gains.
func TestSignedFieldsCancel(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 9, 9})}
	edge := convOf([2]int{1, 2}, cnn.ConvOptions{})
	edge.Weight.Data[1] = -1
	b.add("edge", edge)
	set := &pictures{shape: b.Input}
	set.flat(0, func(at func(x, y int) *float32) { *at(4, 4), *at(5, 4) = 1, 0.25 })
	for _, signed := range []bool{false, true} {
		a := average(t, b.Network, "edge", set, [][]int{{0}}, field.AverageOptions{Options: zeros, Signed: signed})
		mean, _ := a.Unit(0)
		left, right := mean[a.Height/2*a.Width+a.Width/2-1], mean[a.Height/2*a.Width+a.Width/2]
		want := float32(0.25)
		if signed {
			want = -want
		}
		if left != 1 || right != want || a.Height%2 != 1 || a.Width%2 != 0 {
			t.Errorf("signed %v: %v and %v of %d×%d, want 1 and %v", signed, left, right, a.Height, a.Width, want)
		}
	}
}

// TestAveragesOfNothingBeyondTheField: farther away than a patch that touches the field, nothing changes, exactly.
func TestAveragesOfNothingBeyondTheField(t *testing.T) {
	net, _ := small(t)
	set := random(net.Input, 6)
	top := slices.Repeat([][]int{{0, 3, 5, 1}}, 4)
	a := average(t, net, "conv2", set, top, field.AverageOptions{Options: field.Options{Patch: 3, Stride: 1}})
	beyond, within := 0, 0
	for i, v := range a.Mean {
		x, y := float64(i%a.Width)-float64(a.Width-1)/2, float64(i/a.Width%a.Height)-float64(a.Height-1)/2
		if max(math.Abs(x), math.Abs(y)) > (a.Theory[0]-1)/2+1 && v == v {
			beyond++
			if v != 0 {
				t.Errorf("%v, %v pixels from the middle: %v", y, x, v)
			}
		} else if v > 0 {
			within++
		}
	}
	if beyond == 0 || within == 0 {
		t.Errorf("%d pixels beyond the field, %d within: nothing was tested", beyond, within)
	}
}

// TestAveragesOfAllMethodsAndProcessors: the numbers do not depend on how they are computed.
func TestAveragesOfAllMethodsAndProcessors(t *testing.T) {
	net, _ := small(t)
	set := random(net.Input, 12)
	rng := rand.New(rand.NewPCG(7, 8))
	top := make([][]int, 2)
	for k := range top {
		top[k] = rng.Perm(12)[:5]
	}
	o := field.AverageOptions{Options: field.Options{Patch: 4, Stride: 3, Units: []int{3, 1}}}
	want := average(t, net, "conv2", set, top, o)
	o.Method = field.Full
	full := average(t, net, "conv2", set, top, o)
	for i, v := range full.Mean {
		if d := v - want.Mean[i]; max(d, -d) > 1e-4 || full.Count[i] != want.Count[i] {
			t.Fatalf("in full %v of %d at %d, otherwise %v of %d", v, full.Count[i], i, want.Mean[i], want.Count[i])
		}
	}
	o.Method = field.Incremental
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := average(t, net, "conv2", set, top, o)
	for i, v := range one.Mean {
		if math.Float32bits(v) != math.Float32bits(want.Mean[i]) {
			t.Fatalf("%v on one processor, %v on more", v, want.Mean[i])
		}
	}
}

// TestWatchedFieldsFillIn: every partial result is of more pictures, the last one is the result, and maps are kept in their places.
func TestWatchedFieldsFillIn(t *testing.T) {
	net, _ := small(t)
	set := random(net.Input, 8)
	top := [][]int{{4, 2, 7}, {2, 1}}
	var last []float32
	calls, total := 0, int32(0)
	o := field.AverageOptions{Options: field.Options{Units: []int{0, 2}}, Keep: 2}
	o.Watch = func(partial *field.Averages) {
		calls++
		sum := int32(0)
		for _, n := range partial.Count {
			sum += n
		}
		if sum <= total {
			t.Errorf("%d values after %d", sum, total)
		}
		total, last = sum, slices.Clone(partial.Mean)
	}
	o.Progress = func(done, all int) {
		if done != calls || all != 4 { // pictures 4, 2, 7, 1
			t.Errorf("%d of %d done after %d calls", done, all, calls)
		}
	}
	a := average(t, net, "conv1", set, top, o)
	for i, v := range last {
		if math.Float32bits(v) != math.Float32bits(a.Mean[i]) {
			t.Fatal("the last partial result is not the result")
		}
	}
	for k, list := range top {
		for rank, picture := range list[:2] {
			tensor := &cnn.Tensor{Shape: net.Input, Data: set.values[picture]}
			m := sweep(t, net, tensor, "conv1", field.Options{Units: o.Units[k : k+1]})
			d := a.Maps[k][rank]
			if d.Picture != picture || d.Cell != m.Cells[0] || d.Original != m.Original[0] {
				t.Errorf("unit %d, rank %d: %v", k, rank, d)
			}
			for i, v := range m.Pixels(0, 15, 19) {
				if math.Float32bits(v) != math.Float32bits(d.Map[i]) {
					t.Fatalf("unit %d, rank %d, pixel %d: %v, want %v", k, rank, i, d.Map[i], v)
				}
			}
		}
	}
}

func TestAverageStops(t *testing.T) {
	net, _ := small(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stopped time.Time
	o := field.AverageOptions{Options: field.Options{Patch: 1, Stride: 1}, Watch: func(*field.Averages) { stopped = time.Now(); cancel() }}
	set := random(net.Input, 200)
	all := make([]int, 200)
	for i := range all {
		all[i] = i
	}
	a, err := field.Average(ctx, net, "conv2", set, slices.Repeat([][]int{all}, 4), o)
	if a != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: error %v", err)
	}
	if d := time.Since(stopped); d > time.Second { // 100 ms where nothing else runs
		t.Errorf("stopping took %v", d)
	}
}

// wide is a network of more units than fields could be kept of, each of which sees a large picture.
func wide(t testing.TB) *cnn.Network {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 400, 400})}
	b.add("pool", &cnn.GlobalAvgPool{})
	b.add("flatten", &cnn.Flatten{})
	b.add("output", cnn.NewDense(1, 1000))
	return b.Network
}

func TestAverageErrors(t *testing.T) {
	net, _ := small(t)
	set := random(net.Input, 3)
	four := slices.Repeat([][]int{{0}}, 4)
	noNumber := net.Clone()
	noNumber.Nodes[net.Index("conv2")].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	for _, c := range []struct {
		name  string
		net   *cnn.Network
		layer string
		set   data.Set
		top   [][]int
		o     field.Options
		want  error
	}{
		{"no such layer", net, "conv9", set, four, field.Options{}, field.ErrLayer},
		{"other pictures", net, "conv2", random(cnn.Shape{2, 15, 18}, 1), four, field.Options{}, field.ErrInput},
		{"too few lists", net, "conv2", set, four[:2], field.Options{}, field.ErrUnit},
		{"no such unit", net, "conv2", set, four[:1], field.Options{Units: []int{4}}, field.ErrUnit},
		{"no such picture", net, "conv2", set, slices.Repeat([][]int{{3}}, 4), field.Options{}, field.ErrPictures},
		{"patch too large", net, "conv2", set, four, field.Options{Patch: 16}, field.ErrPatch},
		{"too many units", wide(t), "output", random(cnn.Shape{1, 400, 400}, 1), make([][]int, 1000), field.Options{}, field.ErrMemory},
		{"stride negative", net, "conv2", set, four, field.Options{Stride: -1}, field.ErrStride},
		{"NaN weights", noNumber, "conv2", set, four, field.Options{}, field.ErrNotFinite},
	} {
		if a, err := field.Average(context.Background(), c.net, c.layer, c.set, c.top, field.AverageOptions{Options: c.o}); a != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func ExampleAverage() {
	net := cnn.NewNetwork(cnn.Shape{1, 9, 9})
	if err := net.Append("sum", conv(3, 1, 0)); err != nil { // adds up 3×3 pixels
		panic(err)
	}
	set := &pictures{shape: net.Input}
	set.flat(0.5, func(at func(x, y int) *float32) {}) // grey: the top left cell is the first of equals
	averages, err := field.Average(context.Background(), net, "sum", set, [][]int{{0}}, field.AverageOptions{
		Options: field.Options{Patch: 1, Stride: 1, Fill: field.Zero}})
	if err != nil {
		panic(err)
	}
	fmt.Println("measured", averages.Size[0], "theory", averages.Theory)
	// Output: measured 3 theory [3 3]
}
