package cnn

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestShapeCheck(t *testing.T) {
	for _, c := range []struct {
		shape Shape
		ok    bool
	}{
		{Shape{3, 48, 48}, true},
		{Shape{}, true}, // a scalar
		{Shape{3, 0, 48}, false},
		{Shape{-3, -4}, false},
		{Shape{1 << 40, 1 << 40}, false},                        // overflows 64 bits
		{Shape{math.MaxInt, math.MaxInt, 2}, false},             // overflows to a small number
		{Shape{1 << 16, 1 << 15}, false},                        // 2^31
		{Shape{1 << 16, 1<<15 - 1}, true},                       // just below
		{Shape{1 << 32, 1 << 32, 1}, false},                     // overflows to 0
		{Shape{1 << 62, 4, 3, 48, 48, 1 << 40, 1, 1, 1}, false}, // overflows on the way
	} {
		if err := c.shape.Check(); (err == nil) != c.ok {
			t.Errorf("%v: %v, wants ok %v", c.shape, err, c.ok)
		}
	}
	if s := (Shape{16, 44, 44}).String(); s != "16×44×44" {
		t.Errorf("String is %q", s)
	}
}

// Output sizes of one axis, by hand.
func TestWindowSize(t *testing.T) {
	for _, c := range []struct {
		name                                        string
		in, kernel, stride, dilation, before, after int
		ceil                                        bool
		want                                        int
	}{
		{"3 on 7", 7, 3, 1, 1, 0, 0, false, 5},                                           // 7-3+1
		{"3 stride 2 pad 1", 7, 3, 2, 1, 1, 1, false, 4},                                 // floor((7+2-3)/2)+1
		{"one-sided padding", 7, 3, 2, 1, 0, 1, false, 3},                                // floor((8-3)/2)+1
		{"dilated 3 spans 5", 9, 3, 1, 2, 0, 0, false, 5},                                // 9-5+1
		{"alexnet's first", 224, 11, 4, 1, 2, 2, false, 55},                              // floor(217/4)+1
		{"floor leaves a cell out", 8, 3, 2, 1, 0, 0, false, 3},                          // windows at 0, 2, 4
		{"ceil takes it in", 8, 3, 2, 1, 0, 0, true, 4},                                  // and at 6
		{"ceil, window would start in the border", 7, 2, 2, 1, 1, 1, true, 4},            // padded 9: at 0, 2, 4, 6; 8 is border
		{"ceil, stride beyond kernel: next start is outside", 3, 1, 4, 1, 0, 0, true, 1}, // at 0; 4 is outside
		{"whole", 5, 5, 1, 1, 0, 0, false, 1},
	} {
		p := Padding{Top: c.before, Bottom: c.after}
		w := newWindow([2]int{c.kernel, 1}, [2]int{c.stride, 1}, [2]int{c.dilation, 1}, p, c.ceil)
		out, err := w.outSize([2]int{c.in, 1})
		if err != nil || out != [2]int{c.want, 1} {
			t.Errorf("%s: %v, %v, wants %d", c.name, out, err, c.want)
		}
	}
}

func TestAppendErrors(t *testing.T) {
	conv := func(in, out, kernel int, o ConvOptions) *Conv2D { return NewConv2D(in, out, [2]int{kernel, kernel}, o) }
	strided := func(stride int) *Conv2D { c := conv(3, 4, 3, ConvOptions{}); c.Stride[0] = stride; return c }
	for _, c := range []struct {
		name   string
		layer  Layer
		inputs []string
		says   []string // the error names the layer and both shapes
	}{
		{"channels", conv(8, 4, 3, ConvOptions{}), nil, []string{`"channels" (Conv)`, "4×8×3×3", "3×9×7"}},
		{"kernel", conv(3, 4, 8, ConvOptions{}), nil, []string{`"kernel" (Conv)`, "8×8", "9×7"}},
		{"barely", conv(3, 4, 10, ConvOptions{Pad: Padding{1, 1, 1, 1}}), nil, []string{"10×10", "11×9"}},
		{"stride0", strided(0), nil, []string{"stride 0"}},
		{"stride-1", strided(-1), nil, []string{"stride -1"}},
		{"hugestride", strided(math.MaxInt), nil, []string{"stride"}},
		{"noweight", &Conv2D{}, nil, []string{"weight"}},
		{"badweight", &Conv2D{Kernel: [2]int{1, 1}, Weight: &Tensor{Shape: Shape{-1, 3, 1, 1}}}, nil, []string{"-1×3×1×1"}},
		{"shortweight", &Conv2D{Kernel: [2]int{1, 1}, Groups: 1, Weight: &Tensor{Shape: Shape{4, 3, 1, 1}}}, nil, []string{"4×3×1×1", "0 elements"}},
		{"pool", NewMaxPool(8, 1), nil, []string{`"pool" (MaxPool)`, "8×8", "9×7"}},
		{"zeropool", &MaxPool{}, nil, []string{"kernel 0"}},
		{"negativepad", &AvgPool{Kernel: [2]int{2, 2}, Stride: [2]int{1, 1}, Pad: Padding{Left: -1}}, nil, []string{"padding -1"}},
		{"dense", NewDense(100, 10), nil, []string{`"dense" (Gemm)`, "3×9×7"}},
		{"denseflat", NewDense(100, 10), []string{"flat"}, []string{"10×100", "10×189"}},
		{"norm", NewBatchNorm(4), nil, []string{`"norm" (BatchNormalization)`, "4", "3"}},
		{"add", &Add{}, []string{"input", "flat"}, []string{"3×9×7", "189"}},
		{"addone", &Add{}, nil, []string{"2 inputs"}},
		{"concat", &Concat{}, []string{"input", "flat"}, []string{"3×9×7", "189"}},
		{"two", &ReLU{}, []string{"input", "flat"}, []string{"1 input"}},
		{"unknown", &ReLU{}, []string{"nowhere"}, []string{"nowhere"}},
		{"flat", &ReLU{}, nil, []string{`"flat"`, "taken"}},
		{"input", &ReLU{}, nil, []string{`"input"`, "taken"}},
		{"", &ReLU{}, nil, []string{"empty"}},
		{"dropout", &Dropout{Rate: 1}, nil, []string{"rate 1"}},
		{"nan", &Dropout{Rate: float32(math.NaN())}, nil, []string{"rate NaN"}},
		{"lrn", &LRN{}, nil, []string{"size 0"}},
		{"nil", nil, nil, []string{`"nil"`}},
	} {
		n := NewNetwork(Shape{3, 9, 7})
		if err := n.Append("flat", &Flatten{}); err != nil {
			t.Fatal(err)
		}
		inputs := c.inputs
		if inputs == nil {
			inputs = []string{InputName}
		}
		err := n.Append(c.name, c.layer, inputs...)
		if err == nil || len(n.Nodes) != 1 {
			t.Errorf("%s: error %v, %d layers, wants an error and 1", c.name, err, len(n.Nodes))
			continue
		}
		for _, words := range c.says {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q does not say %q", c.name, err, words)
			}
		}
	}
	if err := NewNetwork(Shape{3, -1, 2}).Append("relu", &ReLU{}); err == nil {
		t.Error("a network with a negative input takes a layer")
	}
}

// FuzzWindow: whatever the numbers, a layer is refused or computes without a panic.
func FuzzWindow(f *testing.F) {
	f.Add(3, 3, 1, 1, 1, 1, 1, 9, 7, true)
	f.Add(1, 2, 3, 1, 0, 1, 5, 1, 1, false)
	f.Add(math.MaxInt, 1, 1, 1, 1, 1, 1, 1, 1, false)
	f.Add(2, 2, 2, math.MaxInt, 1, 1<<20, 1<<20, 4, 4, true)
	f.Fuzz(func(t *testing.T, kh, kw, stride, dilation, top, left, bottom, h, w int, ceil bool) {
		h, w = min(max(h, 1), 24), min(max(w, 1), 24)
		pool := &MaxPool{[2]int{kh, kw}, [2]int{stride, max(stride, 1)}, [2]int{dilation, 1}, Padding{top, left, bottom, left}, ceil}
		average := &AvgPool{pool.Kernel, pool.Stride, pool.Pad, ceil, top%2 == 0}
		for _, layer := range []Layer{pool, average} {
			n := NewNetwork(Shape{2, h, w})
			if n.Append("pool", layer) != nil || n.Nodes[0].Shape.Size() > 1<<12 || kh > 1<<10 || kw > 1<<10 {
				continue
			}
			p := n.NewPass(1)
			p.Forward(NewTensor(1, 2, h, w))
			p.Backward(0, p.Activation(0).Clone())
		}
	})
}

// Parameters of the presets by hand, AlexNet's as torchvision documents it; conv maps as CLI.md says.
func TestPresets(t *testing.T) {
	for _, c := range []struct {
		name       string
		classes    int
		parameters int
		shapes     map[string]string
	}{
		{"toy48", 10, 1216 + 12832 + 13872 + 27712 + 650, map[string]string{"conv1": "16×44×44", "pool1": "16×22×22", "conv2": "32×18×18",
			"conv3": "48×7×7", "pool3": "48×3×3", "flatten": "432", "dense1": "64", "relu4": "64", "output": "10", "softmax": "10"}},
		{"lenet28", 10, 416 + 12832 + 200832 + 1290, map[string]string{"conv1": "16×28×28", "conv2": "32×14×14", "flatten": "1568", "relu3": "128", "softmax": "10"}},
		{"vgg32", 10, 896 + 9248 + 18496 + 36928 + 40970, map[string]string{"conv4": "64×16×16", "relu4": "64×16×16", "pool2": "64×8×8", "softmax": "10"}},
		{"alexnet", 1000, 61100840, map[string]string{"conv1": "64×55×55", "pool1": "64×27×27", "conv5": "256×13×13", "pool3": "256×6×6", "dense2": "4096", "relu7": "4096", "softmax": "1000"}},
	} {
		net, err := Preset(c.name, c.classes)
		if err != nil {
			t.Fatal(err)
		}
		if got := net.Parameters(); got != c.parameters {
			t.Errorf("%s has %d parameters, wants %d", c.name, got, c.parameters)
		}
		for name, shape := range c.shapes {
			if i := net.Index(name); i < 0 || net.Nodes[i].Shape.String() != shape {
				t.Errorf("%s: %s is at %d of %v, wants shape %s", c.name, name, i, net.Nodes, shape)
			}
		}
		if k := len(net.Nodes); net.Nodes[k-2].Name != "output" || net.Nodes[k-1].Name != "softmax" {
			t.Errorf("%s ends in %s, %s", c.name, net.Nodes[k-2].Name, net.Nodes[k-1].Name)
		}
	}
	for _, bad := range []func() (*Network, error){func() (*Network, error) { return Preset("toy49", 10) }, func() (*Network, error) { return Preset("toy48", 0) }} {
		if net, err := bad(); err == nil || net != nil {
			t.Errorf("a bad preset gives %v, %v", net, err)
		}
	}
}

func TestCloneAndCopyParams(t *testing.T) {
	n := randomised(rand.New(rand.NewPCG(1, 1)), everyLayer(t))
	n.Meta = Meta{Name: "n", Labels: []string{"a"}, Prep: Preprocessing{Mean: []float32{1}}}
	m := n.Clone()
	for i, node := range m.Nodes {
		for k, tensor := range tensors(node.Layer) {
			original := tensors(n.Nodes[i].Layer)[k]
			if &tensor.Data[0] == &original.Data[0] || tensor.Data[0] != original.Data[0] {
				t.Errorf("%s: the clone shares or misses array %d", node.Name, k)
			}
			tensor.Data[0]++
		}
	}
	m.Meta.Labels[0], m.Meta.Prep.Mean[0] = "b", 2
	if n.Meta.Labels[0] != "a" || n.Meta.Prep.Mean[0] != 1 {
		t.Error("the clone shares its labels or preprocessing")
	}
	n.CopyParams(m)
	for i, node := range n.Nodes {
		for k, tensor := range tensors(node.Layer) {
			if tensor.Data[0] != tensors(m.Nodes[i].Layer)[k].Data[0] {
				t.Errorf("%s: array %d is not copied", node.Name, k)
			}
		}
	}
	norm := m.Nodes[m.Index("norm")].Layer.(*BatchNorm)
	norm.Mean.Data[1], norm.Variance.Data[1] = 7, 8
	n.CopyParams(m)
	if to := n.Nodes[n.Index("norm")].Layer.(*BatchNorm); to.Mean.Data[1] != 7 || to.Variance.Data[1] != 8 {
		t.Error("running statistics are not copied")
	}
	defer func() {
		if recover() == nil {
			t.Error("CopyParams between architectures does not panic")
		}
	}()
	n.CopyParams(NewNetwork(Shape{1}))
}

// He's and Glorot's variances, by their formulas; biases zero; the same seed draws the same.
func TestInit(t *testing.T) {
	build := func(seed uint64) *Network {
		n := NewNetwork(Shape{8, 16, 16})
		appendAll(t, n, "he", NewConv2D(8, 64, [2]int{5, 5}, ConvOptions{}), "norm", NewBatchNorm(64), "pool", NewMaxPool(2, 2), "relu", &ReLU{},
			"leakyconv", NewConv2D(64, 32, [2]int{3, 3}, ConvOptions{Groups: 2}), "leaky", &LeakyReLU{Slope: 0.5},
			"flatten", &Flatten{}, "glorot", NewDense(32*4*4, 100), "softmax", &Softmax{})
		n.Init(rand.New(rand.NewPCG(seed, 0)))
		return n
	}
	n, same, other := build(1), build(1), build(2)
	for name, want := range map[string]float64{
		"he":        2.0 / (8 * 25),
		"leakyconv": 2.0 / (1.25 * 32 * 9), // 32 maps a group
		"glorot":    6.0 / (512 + 100) / 3, // variance of a uniform distribution within ±a is a²/3
	} {
		i := n.Index(name)
		params := n.Nodes[i].Layer.Params()
		sum := 0.0
		for _, v := range params[0].Value.Data {
			sum += float64(v) * float64(v)
		}
		if got := sum / float64(len(params[0].Value.Data)); math.Abs(got-want) > 0.05*want {
			t.Errorf("%s: variance %g, wants %g", name, got, want)
		}
		first := params[0].Value.Data[0]
		if first != same.Nodes[i].Layer.Params()[0].Value.Data[0] || first == other.Nodes[i].Layer.Params()[0].Value.Data[0] {
			t.Errorf("%s: weights do not follow the seed", name)
		}
		for _, v := range params[1].Value.Data {
			if v != 0 {
				t.Errorf("%s: bias %g", name, v)
			}
		}
	}
}
