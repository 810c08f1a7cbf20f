package onnx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// bits compares floats by their bits, so that −0, NaN and the last digit count.
var bits = cmp.Comparer(func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) })

// everyLayer is a graph with every kind of layer, with odd settings, branches and awkward values.
func everyLayer(t testing.TB) *cnn.Network {
	rng := rand.New(rand.NewPCG(7, 7))
	net := cnn.NewNetwork(cnn.Shape{4, 13, 17})
	add := func(name string, layer cnn.Layer, inputs ...string) {
		t.Helper()
		if err := net.Append(name, layer, inputs...); err != nil {
			t.Fatal(err)
		}
	}
	norm := cnn.NewBatchNorm(6)
	norm.Epsilon, norm.Momentum = 3e-4, 0.1 // 1 − (1 − 0.1) is not 0.1 in float32
	add("conv/1", cnn.NewConv2D(4, 6, [2]int{3, 2}, cnn.ConvOptions{Stride: [2]int{1, 2}, Dilation: [2]int{2, 1},
		Pad: cnn.Padding{Top: 1, Left: 0, Bottom: 2, Right: 3}, Groups: 2}))
	add("norm", norm)
	add("relu", &cnn.ReLU{})
	add("conv2", cnn.NewConv2D(6, 6, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}, NoBias: true}))
	add("leaky", &cnn.LeakyReLU{Slope: 0.2})
	add("sigmoid", &cnn.Sigmoid{}, "conv2")
	add("sum", &cnn.Add{}, "leaky", "relu")
	add("product", &cnn.Mul{}, "sum", "sigmoid")
	add("lrn", &cnn.LRN{Size: 3, Alpha: 2e-4, Beta: 0.6, Bias: 1.5})
	add("max", &cnn.MaxPool{Kernel: [2]int{2, 3}, Stride: [2]int{2, 1}, Dilation: [2]int{1, 2}, Pad: cnn.Padding{Right: 1}, Ceil: true})
	add("average", &cnn.AvgPool{Kernel: [2]int{3, 2}, Stride: [2]int{2, 2}, Pad: cnn.Padding{Top: 1}, Ceil: true, CountPad: true})
	add("tanh", &cnn.Tanh{})
	add("mean", &cnn.GlobalAvgPool{}, "tanh")
	add("peak", &cnn.GlobalMaxPool{}, "tanh")
	add("both", &cnn.Concat{}, "mean", "peak")
	add("clip", &cnn.Elementwise{Op: "Clip", A: -3, B: 4})
	add("flatten", &cnn.Flatten{})
	add("dropout", &cnn.Dropout{Rate: 0.3})
	add("dense", &cnn.Dense{Weight: cnn.NewTensor(5, 12)})
	add("output", cnn.NewDense(5, 3))
	add("softmax", &cnn.Softmax{})
	for _, n := range net.Nodes {
		for _, p := range n.Layer.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] = float32(rng.NormFloat64())
			}
		}
	}
	for i := range norm.Mean.Data {
		norm.Mean.Data[i], norm.Variance.Data[i] = rng.Float32(), rng.Float32()
	}
	first := net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data
	first[0], first[1], first[2] = float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32, math.Float32frombits(0x7fc00123)
	net.Meta = cnn.Meta{Name: "every layer", Labels: []string{"a", "Ünï\n\"q\"", ""}, Task: "object", Source: "toyworld", Seed: 1<<64 - 1,
		Prep: cnn.Preprocessing{Fit: cnn.Pad, Low: -1, High: 0.1, Mean: []float32{0.1, 0.2, 0.3, 0.4}, Deviation: []float32{1e-30}}}
	return net
}

// anyRank is a graph of the layers on arrays of any rank, in forms that an operator set from 17 on has.
func anyRank(t testing.TB) *cnn.Network {
	net := cnn.NewNetwork(cnn.Shape{3, 8, 6})
	add := func(name string, layer cnn.Layer, inputs ...string) {
		t.Helper()
		if err := net.Append(name, layer, inputs...); err != nil {
			t.Fatal(err)
		}
	}
	perMap := cnn.NewTensor(3, 1, 1)
	grid := func(kernel, stride, dilation, before, after int, axes int) cnn.Grid {
		list := func(v int) []int { return slices.Repeat([]int{v}, axes) }
		return cnn.Grid{Kernel: list(kernel), Stride: list(stride), Dilation: list(dilation), Before: list(before), After: list(after)}
	}
	for _, op := range []cnn.Function{"Abs", "Neg", "Exp", "Erf", "Softplus", "Softsign", "HardSwish", "Sqrt", "Log"} {
		add(string(op), &cnn.Elementwise{Op: op})
	}
	add("elu", &cnn.Elementwise{Op: "Elu", A: 0.7})
	add("selu", &cnn.Elementwise{Op: "Selu", A: 1.6, B: 1.1})
	add("hard", &cnn.Elementwise{Op: "HardSigmoid", A: 0.3, B: 0.4})
	add("scaled", &cnn.Arithmetic{Op: "Div", Constant: perMap})
	add("from one", &cnn.Arithmetic{Op: "Sub", Constant: &cnn.Tensor{Data: []float32{1}}, First: true})
	add("square", &cnn.Arithmetic{Op: "Pow", Constant: &cnn.Tensor{Shape: cnn.Shape{1}, Data: []float32{2}}})
	add("gate", &cnn.Reduce{Op: cnn.ReduceMean, Axes: []int{1, 2}, Keep: true})
	add("gated", &cnn.Arithmetic{Op: "Mul"}, "square", "gate")
	add("instance", &cnn.InstanceNorm{Scale: cnn.NewTensor(3), Shift: cnn.NewTensor(3), Epsilon: 1e-3})
	add("prelu", &cnn.PReLU{Slope: perMap.Clone()})
	add("sum of three", &cnn.Sum{}, "prelu", "gated", "square")
	add("shortcut", &cnn.Slice{As: "Slice", Start: []int{0, 1, 5}, Step: []int{1, 2, -3}, Count: []int{3, 4, 2}})
	add("border", &cnn.Border{Mode: cnn.ConstantBorder, Before: []int{0, 1, 0}, After: []int{1, 0, 2}, Value: 0.5})
	add("mirror", &cnn.Border{Mode: cnn.ReflectBorder, Before: []int{0, 1, 1}, After: []int{0, 2, 0}})
	add("second half", &cnn.Slice{As: "Split", Start: []int{2, 0, 0}, Step: []int{1, 1, 1}, Count: []int{2, 8, 5}})
	add("chosen", &cnn.Gather{Axis: 0, Indices: []int{1, 0, 1}, To: cnn.Shape{3}})
	add("larger", &cnn.Resize{Scales: []float32{1, 1.5, 2}, Interpolation: cnn.LinearResize, Coordinates: cnn.HalfPixel, Rounding: cnn.RoundPreferFloor})
	add("part", &cnn.Resize{Scales: []float32{1, 1, 0.5}, Interpolation: cnn.CubicResize, Coordinates: cnn.CropAndResize, Rounding: cnn.RoundDown,
		Cubic: -0.5, Start: []float32{0, 0.1, 0}, End: []float32{1, 0.8, 1}, Extrapolation: 3})
	add("up", &cnn.ConvTranspose{Grid: grid(3, 2, 1, 1, 0, 2), Extra: []int{1, 0}, Groups: 1, Weight: cnn.NewTensor(3, 2, 3, 3), Bias: cnn.NewTensor(2)})
	add("axis softmax", &cnn.Softmax{Axis: 2})
	add("log softmax", &cnn.LogSoftmax{})
	add("turned", &cnn.Transpose{Order: []int{1, 2, 0}})
	add("layer norm", &cnn.LayerNorm{Axis: 2, Scale: cnn.NewTensor(2), Shift: cnn.NewTensor(2), Epsilon: 1e-4})
	add("product", &cnn.MatMul{Weight: cnn.NewTensor(2, 4)})
	add("left", &cnn.MatMul{Weight: cnn.NewTensor(5, net.Nodes[len(net.Nodes)-1].Shape[1]), Left: true})
	add("rows", &cnn.Concat{Axis: 1}, "left", "left")
	add("squared", &cnn.Transpose{Order: []int{0, 2, 1}})
	add("pairs", &cnn.MatMul{}, "rows", "squared")
	add("one more", &cnn.Reshape{As: "Unsqueeze", To: slices.Insert(slices.Clone(net.Nodes[len(net.Nodes)-1].Shape), 1, 1)})
	add("cube", &cnn.ConvN{Grid: grid(2, 2, 1, 1, 0, 3), Groups: 1, Weight: cnn.NewTensor(3, net.Nodes[len(net.Nodes)-1].Shape[0], 2, 2, 2)})
	add("cube pool", &cnn.PoolN{Grid: grid(2, 1, 1, 1, 1, 3)})
	add("cube mean", &cnn.PoolN{Grid: grid(2, 2, 1, 0, 0, 3), Average: true})
	add("largest", &cnn.Reduce{Op: cnn.ReduceMax, Axes: []int{2}, Keep: true})
	add("squeezed", &cnn.Reshape{As: "Squeeze", To: slices.Delete(slices.Clone(net.Nodes[len(net.Nodes)-1].Shape), 2, 3)})
	add("total", &cnn.Reduce{Op: cnn.ReduceSum, Axes: []int{2}})
	add("units", &cnn.Reshape{As: "Reshape", To: cnn.Shape{net.Nodes[len(net.Nodes)-1].Shape.Size()}})
	rng := rand.New(rand.NewPCG(8, 8))
	for _, n := range net.Nodes {
		for _, p := range n.Layer.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] = float32(rng.NormFloat64())
			}
		}
	}
	for i := range perMap.Data {
		perMap.Data[i] = float32(1 + i)
	}

	return net
}

func write(t testing.TB, net *cnn.Network) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := onnx.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// newer is a network that needs a later operator set, and has no batch.
func newer(t testing.TB) *cnn.Network {
	net := cnn.NewNetwork(cnn.Shape{4, 2, 6, 6})
	net.Batchless = true
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{
		{"conv", &cnn.Each{Layer: cnn.NewConv2D(2, 3, [2]int{3, 3}, cnn.ConvOptions{})}},
		{"norm", &cnn.Each{Layer: cnn.NewBatchNorm(3)}},
		{"gelu", &cnn.Elementwise{Op: "Gelu", A: 1}},
		{"smooth", &cnn.Resize{Scales: []float32{1, 1, 0.5, 0.5}, Interpolation: cnn.LinearResize, Coordinates: cnn.HalfPixelSymmetric,
			Rounding: cnn.RoundDown, Antialias: true}},
		{"mean", &cnn.Reduce{Op: cnn.ReduceMean, Axes: []int{0}}},
		{"flat", &cnn.Reshape{As: "Flatten", To: cnn.Shape{3, 4}}},
	} {
		if err := net.Append(l.name, l.layer); err != nil {
			t.Fatal(err)
		}
	}
	return net
}

func TestRoundTripKeepsEveryBit(t *testing.T) {
	preset, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	preset.Init(rand.New(rand.NewPCG(1, 1)))
	bare := cnn.NewNetwork(cnn.Shape{5})
	if err := bare.Append("y", &cnn.ReLU{}); err != nil { // the zero Meta, a vector as input
		t.Fatal(err)
	}
	for name, net := range map[string]*cnn.Network{"every layer": everyLayer(t), "any rank": anyRank(t), "newer": newer(t), "toy48": preset, "bare": bare} {
		file := write(t, net)
		got, err := onnx.Read(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(net, got, bits); diff != "" {
			t.Errorf("%s: written, then read (-want +got):\n%s", name, diff)
		}
		if !bytes.Equal(file, write(t, got)) {
			t.Errorf("%s: written again, the bytes differ", name)
		}
	}
}

// TestLayerNamesMayLookLikeParameters has a layer named as another one's weights would be.
func TestLayerNamesMayLookLikeParameters(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{2})
	for _, name := range []string{"a", "a.weight", "a.weight_"} {
		d := cnn.NewDense(2, 2)
		d.Weight.Data[0] = float32(len(name))
		if err := net.Append(name, d); err != nil {
			t.Fatal(err)
		}
	}
	got, err := onnx.Read(bytes.NewReader(write(t, net)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(net, got, bits); diff != "" {
		t.Error(diff)
	}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	file := write(t, everyLayer(t))
	for n := range len(file) {
		if _, err := onnx.Read(bytes.NewReader(file[:n])); !errors.Is(err, onnx.ErrFormat) {
			t.Fatalf("the first %d of %d bytes: error %v, want ErrFormat", n, len(file), err)
		}
	}
}

func TestReadRefusesWhatIsNoNetwork(t *testing.T) {
	for name, content := range map[string]string{
		"nothing":  "",
		"text":     "name,label\ncat,1\n",
		"PNG":      "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"zeros":    string(make([]byte, 1000)),
		"no graph": "\x08\x08\x42\x04\x0a\x00\x10\x11",
	} {
		if net, err := onnx.Read(bytes.NewReader([]byte(content))); net != nil || !errors.Is(err, onnx.ErrFormat) {
			t.Errorf("%s: error %v, want ErrFormat", name, err)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, io.ErrClosedPipe }
func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestErrorsOfTheFileItselfComeThrough(t *testing.T) {
	if _, err := onnx.Read(broken{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read: %v", err)
	}
	if err := onnx.Write(broken{}, everyLayer(t)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Write: %v", err)
	}
}

func TestWriteRefusesBeforeItWrites(t *testing.T) {
	for name, spoil := range map[string]func(*cnn.Network){
		"two labels, three answers": func(n *cnn.Network) { n.Meta.Labels = []string{"a", "b"} },
		"deviation 0":               func(n *cnn.Network) { n.Meta.Prep.Deviation = []float32{0} },
		"a mean that is NaN":        func(n *cnn.Network) { n.Meta.Prep.Mean[0] = float32(math.NaN()) },
		"task not UTF-8":            func(n *cnn.Network) { n.Meta.Task = "\xff" },
		"label not UTF-8":           func(n *cnn.Network) { n.Meta.Labels[0] = "\xff" },
		"name taken":                func(n *cnn.Network) { n.Nodes[1].Name = n.Nodes[0].Name },
		"a sum of three":            func(n *cnn.Network) { i := n.Index("sum"); n.Nodes[i].Inputs = append(n.Nodes[i].Inputs, 2) },
		"no layers":                 func(n *cnn.Network) { n.Nodes, n.Meta = nil, cnn.Meta{} },
	} {
		net := everyLayer(t)
		spoil(net)
		var file bytes.Buffer
		if err := onnx.Write(&file, net); err == nil || file.Len() > 0 {
			t.Errorf("%s: error %v after %d bytes", name, err, file.Len())
		}
	}
}

// TestCheckerAcceptsWhatIsWritten asks the ONNX project's own checker, which also infers all shapes.
func TestCheckerAcceptsWhatIsWritten(t *testing.T) {
	python := ""
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import onnx").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("no Python with the onnx package (Debian: python3-onnx)")
	}
	folder := t.TempDir()
	const script = `
import onnx, sys
from onnx import shape_inference
m = onnx.load(sys.argv[1])
onnx.checker.check_model(m, full_check=True)
shape_inference.infer_shapes(m, check_type=True, strict_mode=True, data_prop=True)
assert m.opset_import[0].version == 17 and m.ir_version == 8
print([(d.dim_param or d.dim_value) for d in m.graph.output[0].type.tensor_type.shape.dim])
`
	for name, c := range map[string]struct {
		net  *cnn.Network
		want string
	}{"every": {everyLayer(t), "['N', 3]\n"}, "any": {anyRank(t), fmt.Sprintf("['N', %d]\n", last(anyRank(t)).Shape[0])}} {
		path := filepath.Join(folder, name+".onnx")
		if err := os.WriteFile(path, write(t, c.net), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(python, "-c", script, path).CombinedOutput()
		if err != nil || string(out) != c.want {
			t.Errorf("checker on %s: %v\n%s", name, err, out)
		}
	}
}

func last(n *cnn.Network) *cnn.Node { return n.Nodes[len(n.Nodes)-1] }

// TestUnitDimensionsSurviveWriting puts dimensions of one cell before, between and after others of one cell.
func TestUnitDimensionsSurviveWriting(t *testing.T) {
	for _, to := range []cnn.Shape{{1, 1, 5, 4}, {1, 5, 1, 4}, {1, 5, 4, 1}, {1, 1, 1, 5, 1, 4, 1}} {
		net := cnn.NewNetwork(cnn.Shape{1, 5, 4})
		if err := errors.Join(net.Append("wide", &cnn.Reshape{As: "Unsqueeze", To: to}),
			net.Append("narrow", &cnn.Reshape{As: "Squeeze", To: cnn.Shape{5, 4}})); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := onnx.Write(&file, net); err != nil {
			t.Fatal(err)
		}
		again, err := onnx.Read(&file)
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Nodes[0].Shape; !got.Equal(to) {
			t.Errorf("%v was written and read as %v", to, got)
		}
		if got := again.Nodes[1].Shape; !got.Equal(cnn.Shape{5, 4}) {
			t.Errorf("%v without its dimensions of one cell was read as %v", to, got)
		}
	}
}

// Writing makes no second copy of the weights.
func TestWriteTakesLittleMemory(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{1000})
	if err := net.Append("dense", cnn.NewDense(1000, 1000)); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := onnx.Write(io.Discard, net); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4_000_000/10 {
		t.Errorf("to write 4 MB of weights, %d bytes were allocated", took)
	}
}
