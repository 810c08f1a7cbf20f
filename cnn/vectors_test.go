package cnn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sharedData finds others' data, or skips the test.
func sharedData(t testing.TB, path ...string) string {
	t.Helper()
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	file := filepath.Join(append([]string{root}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("no test data: %v (set UNITSCOPE_DATA)", err)
	}
	return file
}

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// array is a tensor as make_vectors.py writes it.
type array struct {
	Shape []int
	Data  []float64
	Ints  []int
}

func (a array) tensor() *Tensor {
	t := &Tensor{Shape: a.Shape, Data: make([]float32, len(a.Data))}
	for i, v := range a.Data {
		t.Data[i] = float32(v)
	}
	return t
}

// batched is the tensor with a batch of one before it where it has only one dimension.
func (a array) batched() *Tensor {
	t := a.tensor()
	if len(t.Shape) == 1 {
		t.Shape = append(Shape{1}, t.Shape...)
	}
	return t
}

type opCase struct {
	Op         string
	Attrs      map[string]any
	Inputs     map[string]array
	Output     array
	GradOutput array            `json:"grad_output"`
	Grads      map[string]array `json:"grads"`
	MeanAfter  []float64        `json:"running_mean_after"`
	VarAfter   []float64        `json:"running_var_after"`
}

func (c opCase) number(name string, standard float64) float64 {
	if v, ok := c.Attrs[name].(float64); ok {
		return v
	}
	return standard
}

// pair is an attribute that is one number for both axes or a list of two.
func (c opCase) pair(name string) [2]int {
	switch v := c.Attrs[name].(type) {
	case float64:
		return [2]int{int(v), int(v)}
	case []any:
		return [2]int{int(v[0].(float64)), int(v[1].(float64))}
	}
	return [2]int{1, 1}
}

func (c opCase) flag(name string) bool { v, _ := c.Attrs[name].(bool); return v }

func (c opCase) padding() Padding {
	p := c.pair("padding")
	return Padding{p[0], p[1], p[0], p[1]}
}

func (c opCase) floats(name string) *Tensor {
	a := array{}
	for _, v := range c.Attrs[name].([]any) {
		a.Data = append(a.Data, v.(float64))
	}
	a.Shape = []int{len(a.Data)}
	return a.tensor()
}

// layer builds the case's layer; nil if the engine has none such.
func (c opCase) layer() Layer {
	input := func(name string) *Tensor { return c.Inputs[name].tensor() }
	switch c.Op {
	case "conv2d":
		w := c.Inputs["w"].Shape
		return &Conv2D{Kernel: [2]int{w[2], w[3]}, Stride: c.pair("stride"), Dilation: c.pair("dilation"), Pad: c.padding(),
			Groups: int(c.number("groups", 1)), Weight: input("w"), Bias: input("b")}
	case "max_pool2d":
		return &MaxPool{Kernel: c.pair("kernel"), Stride: c.pair("stride"), Dilation: c.pair("dilation"), Pad: c.padding(), Ceil: c.flag("ceil_mode")}
	case "avg_pool2d":
		return &AvgPool{Kernel: c.pair("kernel"), Stride: c.pair("stride"), Pad: c.padding(), Ceil: c.flag("ceil_mode"), CountPad: c.flag("count_include_pad")}
	case "adaptive_avg_pool2d":
		if c.number("output", 0) == 1 {
			return &GlobalAvgPool{}
		}
	case "linear":
		return &Dense{Weight: input("w"), Bias: input("b")}
	case "relu":
		return &ReLU{}
	case "leaky_relu_0.1":
		return &LeakyReLU{Slope: 0.1}
	case "sigmoid":
		return &Sigmoid{}
	case "tanh":
		return &Tanh{}
	case "batch_norm2d":
		return &BatchNorm{Scale: input("g"), Shift: input("b"), Mean: c.floats("running_mean"), Variance: c.floats("running_var"),
			Epsilon: float32(c.number("eps", 0)), Momentum: float32(c.number("momentum", 0))}
	case "lrn":
		return &LRN{Size: int(c.number("size", 0)), Alpha: float32(c.number("alpha", 0)), Beta: float32(c.number("beta", 0)), Bias: float32(c.number("k", 0))}
	case "softmax":
		return &Softmax{}
	}
	return nil
}

// residual builds y = relu(conv(relu(conv(x,w1)),w2)+x).
func (c opCase) residual(t *testing.T) *Network {
	n := NewNetwork(c.Inputs["x"].Shape[1:])
	conv := func(name string) *Conv2D {
		l := NewConv2D(3, 3, [2]int{3, 3}, ConvOptions{Pad: Padding{1, 1, 1, 1}, NoBias: true})
		copy(l.Weight.Data, c.Inputs[name].tensor().Data)
		return l
	}
	appendAll(t, n, "w1", conv("w1"), "relu1", &ReLU{}, "w2", conv("w2"))
	if err := n.Append("add", &Add{}, "w2", InputName); err != nil {
		t.Fatal(err)
	}
	appendAll(t, n, "relu2", &ReLU{})
	return n
}

// appendAll appends layers given as name, layer, name, layer, …
func appendAll(t testing.TB, n *Network, layers ...any) *Network {
	t.Helper()
	for i := 0; i < len(layers); i += 2 {
		if err := n.Append(layers[i].(string), layers[i+1].(Layer)); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// close fails unless got is within tolerance of want, relative to the largest element of want.
func closeTo(t testing.TB, name string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, wants %d", name, len(got), len(want))
	}
	largest := 1e-6
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i, v := range got {
		if d := math.Abs(float64(v) - want[i]); !(d <= tolerance*largest) {
			t.Fatalf("%s[%d] = %g, wants %g (off by %.2g of the largest, %g)", name, i, v, want[i], d/largest, largest)
		}
	}
}

// tolerance of PyTorch's float64 results, relative.
const peerTolerance = 1e-4

// TestTorchOps holds every layer and loss against PyTorch's forward and backward numbers.
func TestTorchOps(t *testing.T) {
	var file struct{ Cases []opCase }
	readJSON(t, sharedData(t, "torch-vectors", "ops.json"), &file)
	used, skipped := map[string]int{}, map[string]int{}
	for i, c := range file.Cases {
		name := fmt.Sprintf("%d-%s", i, c.Op)
		switch layer := c.layer(); {
		case layer != nil:
			t.Run(name, func(t *testing.T) { c.checkLayer(t, layer) })
		case c.Op == "residual_block":
			t.Run(name, func(t *testing.T) { c.checkResidual(t) })
		case c.Op == "cross_entropy" || c.Op == "mse":
			t.Run(name, func(t *testing.T) { c.checkLoss(t) })
		default:
			skipped[c.Op]++
			continue
		}
		used[c.Op]++
	}
	sum := 0
	for _, n := range used {
		sum += n
	}
	t.Logf("%d cases used: %v", sum, used)
	t.Logf("skipped, no such layer: %v", skipped)
	// 16 convolutions, 10+7+1 pools, linear, 4 activations, 2 batch norms, lrn, softmax, 4+1 losses, residual block
	if sum != 49 {
		t.Errorf("%d cases used (%v), wants 49", sum, slices.Sorted(maps.Keys(used)))
	}
}

func (c opCase) checkLayer(t *testing.T, layer Layer) {
	x := c.Inputs["x"].batched()
	n := appendAll(t, NewNetwork(x.Shape[1:]), c.Op, layer)
	p := n.NewPass(1)
	p.KeepParamGradients()
	p.works[0].training = c.flag("training")
	p.forward(context.Background(), x)
	grad := c.GradOutput.batched()
	grad.Shape = p.Activation(0).Shape
	p.Backward(0, grad)
	closeTo(t, "output", p.Activation(0).Data, c.Output.Data, peerTolerance)
	closeTo(t, "gradient of x", p.Gradient(-1).Data, c.Grads["x"].Data, peerTolerance)
	for i, input := range map[string][]string{"conv2d": {"w", "b"}, "linear": {"w", "b"}, "batch_norm2d": {"g", "b"}}[c.Op] {
		closeTo(t, "gradient of "+input, p.ParamGradients(0)[i].Data, c.Grads[input].Data, peerTolerance)
	}
	if b, ok := layer.(*BatchNorm); ok {
		if c.flag("training") {
			b.follow(p.works[0])
		}
		closeTo(t, "running mean", b.Mean.Data, c.MeanAfter, peerTolerance)
		closeTo(t, "running variance", b.Variance.Data, c.VarAfter, peerTolerance)
	}
}

func (c opCase) checkResidual(t *testing.T) {
	n := c.residual(t)
	p := n.NewPass(1)
	p.KeepParamGradients()
	p.Forward(c.Inputs["x"].tensor())
	last := len(n.Nodes) - 1
	p.Backward(last, c.GradOutput.tensor())
	closeTo(t, "output", p.Activation(last).Data, c.Output.Data, peerTolerance)
	closeTo(t, "gradient of x", p.Gradient(-1).Data, c.Grads["x"].Data, peerTolerance)
	for _, w := range []string{"w1", "w2"} {
		closeTo(t, "gradient of "+w, p.ParamGradients(n.Index(w))[0].Data, c.Grads[w].Data, peerTolerance)
	}
}

func (c opCase) checkLoss(t *testing.T) {
	x := c.Inputs["x"].tensor()
	batch, classes := x.Shape[0], x.Shape[1]
	cost, grad, wanted := 0.0, make([]float32, len(x.Data)), make([]float32, classes)
	count := float64(batch)
	if c.Op == "mse" {
		count *= float64(classes)
	}
	if c.Attrs["reduction"] == "sum" {
		count = 1
	}
	for e := range batch {
		loss := crossEntropy
		if c.Op == "mse" {
			loss = squared
			copy(wanted, c.Inputs["t"].tensor().Data[e*classes:])
		} else {
			wish(wanted, c.Inputs["t"].Ints[e], float32(c.number("label_smoothing", 0)))
		}
		cost += loss(grad[e*classes:][:classes], x.Data[e*classes:][:classes], wanted, float32(1/count)) / count
	}
	closeTo(t, "cost", []float32{float32(cost)}, c.Output.Data, peerTolerance)
	closeTo(t, "gradient of x", grad, c.Grads["x"].Data, peerTolerance)
}

// TestTorchOptimizers holds every optimizer against PyTorch's: two parameters, six steps.
func TestTorchOptimizers(t *testing.T) {
	var file struct {
		P0    [][]float64
		Grads [][][]float64
		Runs  []struct {
			Optimizer  string
			Config     map[string]any
			Trajectory [][][]float64
		}
	}
	readJSON(t, sharedData(t, "torch-vectors", "optimizers.json"), &file)
	names := map[string]Optimizer{"SGD": SGD, "Adam": Adam, "AdamW": AdamW, "NAdam": NAdam, "RMSprop": RMSprop, "Adagrad": Adagrad, "Adadelta": Adadelta}
	if len(file.Runs) != 12 {
		t.Errorf("%d settings, wants 12", len(file.Runs))
	}
	for _, run := range file.Runs {
		t.Run(fmt.Sprint(run.Optimizer, run.Config), func(t *testing.T) {
			number := func(name string) float32 { v, _ := run.Config[name].(float64); return float32(v) }
			h := Hyper{Optimizer: names[run.Optimizer], Rate: number("lr"), Momentum: number("momentum"), Decay: number("weight_decay"),
				Nesterov: run.Config["nesterov"] == true, Beta2: number("alpha") + number("rho")}
			if h.Momentum == 0 {
				h.Momentum = -1
			}
			// Two layers side by side, so that there are parameters of 3 and of 4 elements.
			net := NewNetwork(Shape{1})
			first, second := &Dense{Weight: array{[]int{3, 1}, file.P0[0], nil}.tensor()}, &Dense{Weight: array{[]int{4, 1}, file.P0[1], nil}.tensor()}
			if err := errors.Join(net.Append("a", first, InputName), net.Append("b", second, InputName)); err != nil {
				t.Fatal(err)
			}
			tr := NewTrainer(net, h, 1, 1)
			for step, grads := range file.Grads {
				for i, g := range grads {
					copy(tr.params[i].grad, array{Data: g}.tensor().Data)
				}
				tr.learn()
				closeTo(t, fmt.Sprintf("step %d, first parameter", step), first.Weight.Data, run.Trajectory[step][0], peerTolerance)
				closeTo(t, fmt.Sprintf("step %d, second parameter", step), second.Weight.Data, run.Trajectory[step][1], peerTolerance)
			}
		})
	}
}
