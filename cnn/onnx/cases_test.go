package onnx

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	m, err := decodeModel(file)
	if err != nil {
		t.Fatal(err)
	}
	return m, len(file)
}

// readTensor reads a TensorProto file, float32.
func readTensor(t *testing.T, path string) (*tensor, *cnn.Tensor) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := (&decoder{}).tensor(file)
	if err != nil {
		t.Fatal(err)
	}
	values, err := (&builder{budget: 1 << 20}).floats(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return encoded, values
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

// nodeCases are those of the ONNX project's backend tests that hold one operator on maps or units, as a network
// has it. Left out are 1-D and 3-D maps, inputs without a batch, other types than float32, weights that change from example to
// example, and operators on two free inputs (a network has one).
var nodeCases = strings.Fields(`
	node/test_averagepool_2d_ceil node/test_averagepool_2d_ceil_last_window_starts_on_pad node/test_averagepool_2d_default
	node/test_averagepool_2d_pads node/test_averagepool_2d_pads_count_include_pad node/test_averagepool_2d_precomputed_pads
	node/test_averagepool_2d_precomputed_pads_count_include_pad node/test_averagepool_2d_precomputed_same_upper
	node/test_averagepool_2d_precomputed_strides node/test_averagepool_2d_same_lower node/test_averagepool_2d_same_upper
	node/test_averagepool_2d_strides node/test_basic_conv_with_padding node/test_basic_conv_without_padding
	node/test_batchnorm_epsilon node/test_batchnorm_example node/test_conv_with_autopad_same
	node/test_conv_with_strides_and_asymmetric_padding node/test_conv_with_strides_no_padding node/test_conv_with_strides_padding
	node/test_dropout_default node/test_dropout_default_ratio node/test_dropout_random_old
	node/test_flatten_axis1 node/test_flatten_default_axis node/test_flatten_negative_axis3
	node/test_gemm_default_matrix_bias node/test_gemm_default_no_bias node/test_gemm_default_scalar_bias
	node/test_gemm_default_single_elem_vector_bias node/test_gemm_default_vector_bias node/test_gemm_default_zero_bias
	node/test_gemm_alpha node/test_gemm_beta node/test_gemm_transposeB node/test_globalaveragepool
	node/test_globalaveragepool_precomputed node/test_globalmaxpool node/test_globalmaxpool_precomputed
	node/test_identity node/test_leakyrelu node/test_leakyrelu_default node/test_lrn node/test_lrn_default node/test_matmul_2d
	node/test_maxpool_2d_ceil node/test_maxpool_2d_ceil_output_size_reduce_by_one node/test_maxpool_2d_default
	node/test_maxpool_2d_dilations node/test_maxpool_2d_pads node/test_maxpool_2d_precomputed_pads
	node/test_maxpool_2d_precomputed_same_upper node/test_maxpool_2d_precomputed_strides node/test_maxpool_2d_same_lower
	node/test_maxpool_2d_same_upper node/test_maxpool_2d_strides node/test_maxpool_with_argmax_2d_precomputed_pads
	node/test_maxpool_with_argmax_2d_precomputed_strides node/test_relu node/test_sigmoid node/test_softmax_axis_1
	node/test_softmax_example node/test_softmax_large_number node/test_tanh
	pytorch-operator/test_operator_addmm pytorch-operator/test_operator_flatten
`)

// Some of those above are refused all the same, and why.
var refused = map[string]string{
	"node/test_gemm_default_matrix_bias":   "a bias of its own for every example",
	"node/test_identity":                   "nothing is computed",
	"pytorch-operator/test_operator_addmm": "its second factor is what the first Gemm computes",
}

// TestNodeCases feeds the ONNX project's stored inputs to what is read of its one-node models, and wants its
// stored outputs. Their weights are graph inputs; here they become initializers.
func TestNodeCases(t *testing.T) {
	for _, name := range nodeCases {
		t.Run(name, func(t *testing.T) {
			dir := data(t, "onnx", filepath.FromSlash(name))
			m, size := readModel(t, filepath.Join(dir, "model.onnx"))
			_, x := readTensor(t, filepath.Join(dir, "test_data_set_0", "input_0.pb"))
			for i, in := range m.graph.inputs {
				if i == 0 || slices.ContainsFunc(m.graph.initializers, func(t *tensor) bool { return t.name == in.name }) {
					continue
				}
				weight, _ := readTensor(t, filepath.Join(dir, "test_data_set_0", fmt.Sprintf("input_%d.pb", i)))
				weight.name = in.name
				m.graph.initializers = append(m.graph.initializers, weight)
				size += 4096
			}
			net, err := m.network(size)
			if reason, ok := refused[name]; ok {
				if err == nil {
					t.Fatalf("it is read, although: %s", reason)
				}
				t.Logf("refused, as it should be (%s): %v", reason, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			_, want := readTensor(t, filepath.Join(dir, "test_data_set_0", "output_0.pb"))
			pass := net.NewPass(x.Shape[0])
			pass.Forward(x)
			got := pass.Activation(len(net.Nodes) - 1)
			if !got.Shape.Equal(want.Shape) {
				t.Fatalf("output is %v, want %v", got.Shape, want.Shape)
			}
			if err := near(got.Data, want.Data); err != nil {
				t.Error(err)
			}
		})
	}
}

const resnet = "resnet20-cifar10-onnx"

// TestUnsupportedOperatorsAreNamed reads ResNet-20 as PyTorch exports it, with shortcuts that take shapes apart.
func TestUnsupportedOperatorsAreNamed(t *testing.T) {
	f, err := os.Open(data(t, "models", resnet, "resnet20_folded_opset17.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	net, err := Read(f)
	if net != nil || !errors.Is(err, ErrUnsupported) {
		t.Fatalf("error %v, want ErrUnsupported", err)
	}
	for _, op := range []string{"Cast", "ConstantOfShape", "Gather", "Pad", "Reshape", "Shape", "Slice", "Transpose", "Unsqueeze"} {
		if !strings.Contains(err.Error(), op) {
			t.Errorf("%q does not name %s", err, op)
		}
	}
}

// TestResNetAnswersAsPyTorchDoes brings both exports of ResNet-20 into the operators that are read, and wants
// PyTorch's outputs for four pictures: each shortcut (every second cell, empty maps around) becomes the 1×1
// convolution that does the same, a padding by nothing is left out, the reshape before the last layer is a Flatten.
func TestResNetAnswersAsPyTorchDoes(t *testing.T) {
	for _, file := range []string{"resnet20_folded_opset17.onnx", "resnet20_bn_opset13.onnx"} {
		t.Run(file, func(t *testing.T) {
			m, size := readModel(t, data(t, "models", resnet, file))
			plainResNet(t, m.graph)
			net, err := m.network(size)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 4 {
				dir := data(t, "models", resnet, fmt.Sprintf("test_data_set_%d", i))
				_, x := readTensor(t, filepath.Join(dir, "input_0.pb"))
				_, want := readTensor(t, filepath.Join(dir, "output_0.pb"))
				pass := net.NewPass(1)
				pass.Forward(x)
				if err := near(pass.Activation(len(net.Nodes)-1).Data, want.Data); err != nil {
					t.Errorf("picture %d: %v", i, err)
				}
			}
		})
	}
}

// plainResNet rewrites the graph as TestResNetAnswersAsPyTorchDoes says.
func plainResNet(t *testing.T, g *graph) {
	by := map[string]*node{}
	for _, n := range g.nodes {
		by[n.outputs[0]] = n
	}
	for _, n := range g.nodes {
		switch {
		case n.op == "Pad" && strings.Contains(n.name, "shortcut"):
			in, out := 16, 32
			if strings.Contains(n.name, "layer3") {
				in, out = 32, 64
			}
			weight := make([]byte, 0, 4*in*out)
			for o := range out {
				for i := range in {
					one := []byte{0, 0, 0, 0}
					if o-(out-in)/2 == i {
						one = []byte{0, 0, 0x80, 0x3f}
					}
					weight = append(weight, one...)
				}
			}
			g.initializers = append(g.initializers, &tensor{name: n.name, dataType: typeFloat,
				dims: []int64{int64(out), int64(in), 1, 1}, raw: weight})
			first := by[by[n.inputs[0]].inputs[0]]
			if first.op != "Slice" {
				t.Fatalf("%s begins with %s", n.name, first.op)
			}
			n.op, n.inputs = "Conv", []string{first.inputs[0], n.name}
			n.attributes = map[string]attribute{"strides": {ints: []int64{2, 2}}}
		case n.op == "Pad":
			n.op, n.inputs, n.attributes = "Identity", n.inputs[:1], nil
		case n.op == "Reshape" && n.name == "/Reshape":
			n.op, n.inputs, n.attributes = "Flatten", n.inputs[:1], nil
		}
	}
}
