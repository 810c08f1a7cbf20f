package onnx_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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

func write(t testing.TB, net *cnn.Network) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := onnx.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
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
	for name, net := range map[string]*cnn.Network{"every layer": everyLayer(t), "toy48": preset, "bare": bare} {
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
	path := filepath.Join(t.TempDir(), "every.onnx")
	if err := os.WriteFile(path, write(t, everyLayer(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	const script = `
import onnx, sys
from onnx import shape_inference
m = onnx.load(sys.argv[1])
onnx.checker.check_model(m, full_check=True)
shape_inference.infer_shapes(m, check_type=True, strict_mode=True, data_prop=True)
assert m.opset_import[0].version == 17 and m.ir_version == 8
print([(d.dim_param or d.dim_value) for d in m.graph.output[0].type.tensor_type.shape.dim])
`
	out, err := exec.Command(python, "-c", script, path).CombinedOutput()
	if err != nil || string(out) != "['N', 3]\n" {
		t.Errorf("checker: %v\n%s", err, out)
	}
}
