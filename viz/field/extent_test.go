package field_test

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// builder appends layers and fails the test where they do not fit.
type builder struct {
	testing.TB
	*cnn.Network
}

func (b builder) add(name string, layer cnn.Layer, inputs ...string) {
	b.Helper()
	if err := b.Append(name, layer, inputs...); err != nil {
		b.Fatal(err)
	}
}

// conv is a convolution with one map in and out, all weights 1.
func conv(kernel, stride, pad int) *cnn.Conv2D {
	return convOf([2]int{kernel, kernel}, cnn.ConvOptions{Stride: [2]int{stride, stride}, Pad: cnn.Padding{Top: pad, Left: pad, Bottom: pad, Right: pad}})
}

func convOf(kernel [2]int, o cnn.ConvOptions) *cnn.Conv2D {
	c := cnn.NewConv2D(1, 1, kernel, o)
	for i := range c.Weight.Data {
		c.Weight.Data[i] = 1
	}
	return c
}

func both(v int) [2]int { return [2]int{v, v} }

func square(size, stride, start int) field.Extent {
	return field.Extent{Size: both(size), Stride: both(stride), Start: both(start)}
}

func TestExtentsOfPresets(t *testing.T) {
	for _, c := range []struct {
		preset, layer string
		want          field.Extent
	}{
		// CLI.md: the convolutions of toy48 see 5, 14 and 24 px.
		{"toy48", "conv1", square(5, 1, 0)},
		{"toy48", "relu1", square(5, 1, 0)},
		{"toy48", "pool1", square(6, 2, 0)},
		{"toy48", "conv2", square(14, 2, 0)},
		{"toy48", "conv3", square(24, 4, 0)},
		{"toy48", "pool3", square(28, 8, 0)},
		{"toy48", "flatten", field.Extent{Size: both(48), Whole: true}},
		{"toy48", "softmax", field.Extent{Size: both(48), Whole: true}},
		// AlexNet: 195 px at stride 32 before flattening (Araujo, Norris, Sim 2019, "Computing Receptive Fields of
		// Convolutional Neural Networks", Distill, table 1: size 195, stride 32, padding 64 without conv1's 2); the
		// layers before it by the same recurrence, by hand.
		{"alexnet", "conv1", square(11, 4, -2)},
		{"alexnet", "pool1", square(19, 8, -2)},
		{"alexnet", "conv2", square(51, 8, -18)},
		{"alexnet", "pool2", square(67, 16, -18)},
		{"alexnet", "conv3", square(99, 16, -34)},
		{"alexnet", "conv4", square(131, 16, -50)},
		{"alexnet", "conv5", square(163, 16, -66)},
		{"alexnet", "pool3", square(195, 32, -66)},
	} {
		net, err := cnn.Preset(c.preset, 10)
		if err != nil {
			t.Fatal(err)
		}
		if got := field.Extents(net)[net.Index(c.layer)]; got != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.preset, c.layer, got, c.want)
		}
	}
}

// TestExtentOfVGG16 has the same table's size 212, stride 32, padding 90 for VGG-16's last pool.
func TestExtentOfVGG16(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 224, 224})}
	for i, convs := range []int{2, 2, 3, 3, 3} {
		for j := range convs {
			b.add(fmt.Sprintf("conv%d_%d", i, j), conv(3, 1, 1))
		}
		b.add(fmt.Sprint("pool", i), cnn.NewMaxPool(2, 2))
	}
	extents := field.Extents(b.Network)
	if got, want := extents[len(extents)-1], square(212, 32, -90); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestExtentsPerAxisAndBranch(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 20, 30})}
	b.add("stem", convOf([2]int{3, 1}, cnn.ConvOptions{Stride: [2]int{1, 2}, Dilation: [2]int{2, 1}, Pad: cnn.Padding{Top: 2, Bottom: 2}}))
	b.add("left", convOf([2]int{1, 3}, cnn.ConvOptions{Pad: cnn.Padding{Left: 2}}))           // only to the left
	b.add("down", convOf([2]int{3, 1}, cnn.ConvOptions{Pad: cnn.Padding{Bottom: 2}}), "stem") // only downwards
	b.add("sum", &cnn.Add{}, "left", "down")
	b.add("turned", &cnn.Add{}, "down", "left")
	b.add("short", &cnn.Concat{}, "sum", "stem")
	b.add("coarse", conv(1, 2, 0), "sum")
	b.add("fine", convOf([2]int{11, 1}, cnn.ConvOptions{Stride: [2]int{1, 2}}), "sum") // as large as coarse, another stride
	b.add("unlike", &cnn.Mul{}, "coarse", "fine")
	b.add("peak", &cnn.GlobalMaxPool{}, "sum")
	b.add("soft", &cnn.Softmax{}, "sum")
	extents := field.Extents(b.Network)
	for layer, want := range map[string]field.Extent{ // by hand; rows, columns
		"stem":   {Size: [2]int{5, 1}, Stride: [2]int{1, 2}, Start: [2]int{-2, 0}},
		"left":   {Size: [2]int{5, 5}, Stride: [2]int{1, 2}, Start: [2]int{-2, -4}},
		"down":   {Size: [2]int{7, 1}, Stride: [2]int{1, 2}, Start: [2]int{-2, 0}},
		"sum":    {Size: [2]int{7, 5}, Stride: [2]int{1, 2}, Start: [2]int{-2, -4}},
		"turned": {Size: [2]int{7, 5}, Stride: [2]int{1, 2}, Start: [2]int{-2, -4}},
		"short":  {Size: [2]int{7, 5}, Stride: [2]int{1, 2}, Start: [2]int{-2, -4}},
		"soft":   {Size: [2]int{7, 5}, Stride: [2]int{1, 2}, Start: [2]int{-2, -4}},
		"unlike": {Size: [2]int{20, 30}, Whole: true},
		"peak":   {Size: [2]int{20, 30}, Whole: true},
	} {
		if got := extents[b.Index(layer)]; got != want {
			t.Errorf("%s: %+v, want %+v", layer, got, want)
		}
	}
}

// randomNet is a network with odd kernels, strides, dilations, one-sided padding and a branch, all of whose
// weights are positive. Dense is set where no layer skips a cell: no dilation and no stride beyond the kernel.
func randomNet(t testing.TB, rng *rand.Rand) (net *cnn.Network, dense bool) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 13 + rng.IntN(6), 12 + rng.IntN(7)})}
	dense = true
	random := func() *cnn.Conv2D {
		o := cnn.ConvOptions{Stride: [2]int{1 + rng.IntN(2), 1 + rng.IntN(3)}, Dilation: [2]int{1, 1 + rng.IntN(8)/7},
			Pad: cnn.Padding{Top: rng.IntN(3), Left: rng.IntN(2), Bottom: rng.IntN(2), Right: rng.IntN(3)}}
		kernel := [2]int{1 + rng.IntN(3), 1 + rng.IntN(3)}
		dense = dense && o.Dilation[1] == 1 && o.Stride[0] <= kernel[0] && o.Stride[1] <= kernel[1]
		return convOf(kernel, o)
	}
	b.add("first", random())
	b.add("relu", &cnn.ReLU{})
	b.add("pool", &cnn.AvgPool{Kernel: [2]int{2, 3}, Stride: [2]int{2, 1}, Pad: cnn.Padding{Top: 1, Right: 1}, Ceil: rng.IntN(2) == 0})
	b.add("wide", conv(3, 1, 1))
	b.add("sum", &cnn.Add{}, "wide", "pool")
	b.add("last", random())
	return b.Network, dense
}

// TestGradientFillsTheField: the gradient of a cell with respect to the input is zero outside what Chain says,
// and with positive weights nowhere zero inside. What Extent says holds it, the two being the same where no padding is in reach.
func TestGradientFillsTheField(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	exact, reached := 0, 0
	for range 40 {
		net, dense := randomNet(t, rng)
		input := image.Rect(0, 0, net.Input[2], net.Input[1])
		x := cnn.NewTensor(1, 1, net.Input[1], net.Input[2])
		for i := range x.Data {
			x.Data[i] = 0.5 + rng.Float32()
		}
		pass := net.NewPass(1)
		pass.Forward(x)
		node := len(net.Nodes) - 1
		shape := net.Nodes[node].Shape
		extent := field.Extents(net)[node]
		for cell := range shape[1] * shape[2] {
			row, col := cell/shape[2], cell%shape[2]
			chain := field.Chain(net, node, row, col)
			window := image.Rectangle{}
			if last := chain[len(chain)-1]; last.Node == -1 {
				window = last.Rect.Intersect(input)
			}
			if !window.In(extent.Window(row, col)) {
				t.Fatalf("cell %d, %d: the chain ends in %v, the extent is %v", row, col, window, extent.Window(row, col))
			}
			if extent.Window(row, col).In(input) && inside(net, chain) {
				exact++
				if window != extent.Window(row, col) {
					t.Fatalf("cell %d, %d away from the border: chain %v, extent %v", row, col, window, extent.Window(row, col))
				}
			}
			grad := cnn.NewTensor(1, shape[0], shape[1], shape[2])
			grad.Data[cell] = 1
			pass.Backward(node, grad)
			var bounds image.Rectangle
			for i, g := range pass.Gradient(-1).Data {
				p := image.Pt(i%net.Input[2], i/net.Input[2])
				if g != 0 {
					reached++
					bounds = bounds.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
				}
				if in := p.In(window); g != 0 && !in || g == 0 && in && dense {
					t.Fatalf("cell %d, %d: gradient %v at %v, window %v", row, col, g, p, window)
				}
			}
			if dense && bounds != window {
				t.Fatalf("cell %d, %d: gradient within %v, window %v", row, col, bounds, window)
			}
		}
	}
	if exact == 0 || reached == 0 {
		t.Errorf("%d cells away from the border, %d pixels reached: nothing was tested", exact, reached)
	}
}

// inside tells whether no rectangle of a chain sticks out of its map.
func inside(net *cnn.Network, chain []field.Window) bool {
	for _, w := range chain[:len(chain)-1] {
		if s := net.Nodes[w.Node].Shape; !w.Rect.In(image.Rect(0, 0, s[2], s[1])) {
			return false
		}
	}
	return true
}

func TestChain(t *testing.T) {
	b := builder{t, cnn.NewNetwork(cnn.Shape{1, 12, 12})}
	b.add("conv1", conv(3, 1, 1))
	b.add("aside", conv(1, 1, 0), "input") // not below what follows
	b.add("pool", cnn.NewMaxPool(2, 2), "conv1")
	b.add("conv2", conv(3, 1, 1))
	b.add("flatten", &cnn.Flatten{})
	b.add("dense", cnn.NewDense(36, 4))
	b.add("relu", &cnn.ReLU{})
	for _, c := range []struct {
		layer    string
		row, col int
		want     string // by hand
	}{
		{"conv2", 2, 3, "conv2 (3,2)-(4,3), pool (2,1)-(5,4), conv1 (4,2)-(10,8), input (3,1)-(11,9)"},
		// In the corner, conv2 looks one cell beyond the pool's map; below that only its real cells count.
		{"conv2", 0, 0, "conv2 (0,0)-(1,1), pool (-1,-1)-(2,2), conv1 (0,0)-(4,4), input (-1,-1)-(5,5)"},
		{"flatten", 0, 15, "flatten (15,0)-(16,1), conv2 (3,2)-(4,3), pool (2,1)-(5,4), conv1 (4,2)-(10,8), input (3,1)-(11,9)"},
		{"relu", 0, 2, "relu (2,0)-(3,1), dense (2,0)-(3,1), flatten (0,0)-(36,1), conv2 (0,0)-(6,6), pool (-1,-1)-(7,7), conv1 (0,0)-(12,12), input (-1,-1)-(13,13)"},
	} {
		if got := describe(b.Network, field.Chain(b.Network, b.Index(c.layer), c.row, c.col)); got != c.want {
			t.Errorf("%s %d, %d:\n%s, want\n%s", c.layer, c.row, c.col, got, c.want)
		}
	}
}

func describe(net *cnn.Network, chain []field.Window) string {
	text := ""
	for i, w := range chain {
		if i > 0 {
			text += ", "
		}
		name := "input"
		if w.Node >= 0 {
			name = net.Nodes[w.Node].Name
		}
		text += fmt.Sprint(name, " ", w.Rect)
	}
	return text
}

func ExampleExtents() {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		panic(err)
	}
	for i, e := range field.Extents(net) {
		if net.Nodes[i].Layer.Kind() == "Conv" {
			fmt.Printf("%s: %d px at stride %d; cell (2, 3) sees %v\n", net.Nodes[i].Name, e.Size[0], e.Stride[0], e.Window(2, 3))
		}
	}
	// Output:
	// conv1: 5 px at stride 1; cell (2, 3) sees (3,2)-(8,7)
	// conv2: 14 px at stride 2; cell (2, 3) sees (6,4)-(20,18)
	// conv3: 24 px at stride 4; cell (2, 3) sees (12,8)-(36,32)
}

func ExampleChain() {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		panic(err)
	}
	fmt.Println(describe(net, field.Chain(net, net.Index("pool2"), 0, 1)))
	// Output:
	// pool2 (1,0)-(2,1), relu2 (2,0)-(4,2), conv2 (2,0)-(4,2), pool1 (2,0)-(8,6), relu1 (4,0)-(16,12), conv1 (4,0)-(16,12), input (4,0)-(20,16)
}
