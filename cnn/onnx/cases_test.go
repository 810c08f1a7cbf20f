package onnx

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unitscope/cnn"
)

// data is a file of the real data beside the project; the test skips where there is none.
func data(t *testing.T, elements ...string) string {
	t.Helper()
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{root}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no test data (set UNITSCOPE_DATA): %v", err)
	}
	return path
}

func readModel(t *testing.T, path string) (*model, int) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newDecoder(bytes.NewReader(file)).model()
	if err != nil {
		t.Fatal(err)
	}
	return m, len(file)
}

// readTensor reads a TensorProto file.
func readTensor(t *testing.T, path string) *tensor {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := decodeTensor(file)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

func decodeTensor(file []byte) (*tensor, error) {
	d := newDecoder(bytes.NewReader(file))
	return d.tensor(field{body: &message{d, int64(len(file))}})
}

// numbers are a tensor's values.
func numbers(t *testing.T, x *tensor) *cnn.Tensor {
	t.Helper()
	values, err := (&builder{plan: &plan{}, budget: 1 << 24}).peek(x)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// near returns an error unless both hold the same numbers within 1e-4, relative to those above one.
func near(got, want []float32) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d values, want %d", len(got), len(want))
	}
	for i, w := range want {
		if d := math.Abs(float64(got[i] - w)); !(d <= 1e-4*max(1, math.Abs(float64(w)))) {
			return fmt.Errorf("value %d is %v, want %v", i, got[i], w)
		}
	}
	return nil
}

// TestBackendCases runs every case of the ONNX project's backend tests whose operators are read, and wants the
// stored outputs within the suite's tolerance. The first input is the network's; the others become initializers.
//
// What is left out is so by rules: see inapplicable.
func TestBackendCases(t *testing.T) {
	total := map[string]int{}
	for _, suite := range []string{"node", "simple", "pytorch-operator"} {
		root := data(t, "onnx", suite)
		cases, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			dir := filepath.Join(root, c.Name())
			m, size := readModel(t, filepath.Join(dir, "model.onnx"))
			if reason := inapplicable(t, m, dir); reason != "" {
				total["skipped: "+reason]++
				continue
			}
			if !t.Run(suite+"/"+c.Name(), func(t *testing.T) { runCase(t, m, size, dir) }) {
				total["failed"]++
				continue
			}
			total["passed"]++
		}
	}
	for _, line := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%4d %s", total[line], line)
	}
}

// inapplicable is the rule by which a case is left out: "" for those that run.
func inapplicable(t *testing.T, m *model, dir string) string {
	exact := true // on integers too
	for _, n := range m.graph.nodes {
		op, ok := operators[n.operator()]
		exact = exact && op.moves
		switch {
		case !ok:
			return "an operator that is not read"
		case n.op == "BatchNormalization" && n.attributes["training_mode"].i != 0, n.op == "Dropout" && len(n.inputs) > 2:
			return "training mode"
		}
	}
	inputs, err := filepath.Glob(filepath.Join(dir, "test_data_set_0", "input_*.pb"))
	if err != nil {
		t.Fatal(err)
	}
	if len(inputs) == 0 {
		return "no input"
	}
	x, y := readTensor(t, filepath.Join(dir, "test_data_set_0", "input_0.pb")), readTensor(t, filepath.Join(dir, "test_data_set_0", "output_0.pb"))
	switch {
	case slices.Contains(x.dims, 0) || slices.Contains(y.dims, 0):
		return "an array without elements"
	case x.dataType == typeBool || y.dataType == typeBool:
		return "truth values"
	case x.integer() && !exact:
		return "arithmetic of integers"
	case x.dataType == typeDouble && slices.ContainsFunc(slices.Concat(x.floats, y.floats), func(v float32) bool { return math.IsInf(float64(v), 0) }):
		return "doubles beyond float32"
	}
	return ""
}

func runCase(t *testing.T, m *model, size int, dir string) {
	sets, err := filepath.Glob(filepath.Join(dir, "test_data_set_*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		x := numbers(t, readTensor(t, filepath.Join(set, "input_0.pb")))
		bind(t, m, set)
		net, err := m.network(size+1<<16, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(net.Meta.Beyond) > 0 {
			t.Fatalf("it was opened without %v", net.Meta.Beyond)
		}
		want := numbers(t, readTensor(t, filepath.Join(set, "output_0.pb")))
		got := run(t, net, x)
		if !got.Shape.Equal(want.Shape) {
			t.Fatalf("output is %v, want %v", got.Shape, want.Shape)
		}
		if err := closeTo(got.Data, want.Data, 1e-3, 1e-5); err != nil {
			t.Error(err)
		}
		again := reopened(t, net)
		if again == nil {
			continue
		}
		if err := closeTo(run(t, again, x).Data, got.Data, 0, 0); err != nil {
			t.Errorf("written and read again: %v", err)
		}
	}
}

// bind makes initializers of all inputs but the first.
func bind(t *testing.T, m *model, set string) {
	for i, in := range m.graph.inputs {
		if i == 0 || slices.ContainsFunc(m.graph.initializers, func(t *tensor) bool { return t.name == in.name }) {
			continue
		}
		fixed := readTensor(t, filepath.Join(set, fmt.Sprintf("input_%d.pb", i)))
		fixed.name = in.name
		m.graph.initializers = append(m.graph.initializers, fixed)
	}
}

// run gives a network an array as the file declares it.
func run(t *testing.T, net *cnn.Network, x *cnn.Tensor) *cnn.Tensor {
	t.Helper()
	in := x
	if net.Batchless {
		in = &cnn.Tensor{Shape: append(cnn.Shape{1}, x.Shape...), Data: x.Data}
	}
	pass := net.NewPass(in.Shape[0])
	pass.Forward(in)
	y := pass.Activation(len(net.Nodes) - 1).Clone()
	if net.Batchless {
		y.Shape = y.Shape[1:]
	}
	return y
}

// reopened is the network written and read again; nil where it has no counterpart in the operator sets written.
func reopened(t *testing.T, net *cnn.Network) *cnn.Network {
	t.Helper()
	var file bytes.Buffer
	if err := Write(&file, net); err != nil {
		t.Fatalf("written: %v", err)
	}
	again, err := Read(&file)
	if err != nil {
		t.Fatalf("written, then read: %v", err)
	}
	return again
}

// closeTo returns an error unless both hold the same numbers, but for relative·|want| + absolute.
func closeTo(got, want []float32, relative, absolute float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d values, want %d", len(got), len(want))
	}
	for i, w := range want {
		d := math.Abs(float64(got[i]) - float64(w))
		if got[i] != w && !(d <= relative*math.Abs(float64(w))+absolute) && !(got[i] != got[i] && w != w) {
			return fmt.Errorf("value %d is %v, want %v", i, got[i], w)
		}
	}
	return nil
}

const resnet = "resnet20-cifar10-onnx"

// TestResNetAnswersAsPyTorchDoes wants PyTorch's outputs of both exports of ResNet-20 for four pictures.
func TestResNetAnswersAsPyTorchDoes(t *testing.T) {
	for _, file := range []string{"resnet20_folded_opset17.onnx", "resnet20_bn_opset13.onnx"} {
		t.Run(file, func(t *testing.T) {
			m, size := readModel(t, data(t, "models", resnet, file))
			net, err := m.network(size, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 4 {
				dir := data(t, "models", resnet, fmt.Sprintf("test_data_set_%d", i))
				x := numbers(t, readTensor(t, filepath.Join(dir, "input_0.pb")))
				want := numbers(t, readTensor(t, filepath.Join(dir, "output_0.pb")))
				got := run(t, net, x)
				if err := near(got.Data, want.Data); err != nil {
					t.Errorf("picture %d: %v", i, err)
				}
				if slices.Index(got.Data, slices.Max(got.Data)) != slices.Index(want.Data, slices.Max(want.Data)) {
					t.Errorf("picture %d: another class", i)
				}
			}
		})
	}
}
