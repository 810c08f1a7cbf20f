package onnx

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"testing"

	"unitscope/cnn"
)

const tinyVGG = "tiny-vgg-cnn-explainer"

// tinyVGGGraph is the network of CNN Explainer as converters from Keras write it: pictures with channels last, weights as
// rows × columns × in × out, turned around by the graph itself.
func tinyVGGGraph(t *testing.T) *model {
	file, err := os.ReadFile(data(t, "models", tinyVGG, "group1-shard1of1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	take := func(name string, dims ...int64) *tensor {
		size := 1
		for _, d := range dims {
			size *= int(d)
		}
		w := &tensor{name: name, dataType: typeFloat, dims: dims, floats: make([]float32, size)}
		for i := range w.floats {
			w.floats[i] = math.Float32frombits(binary.LittleEndian.Uint32(file[4*i:]))
		}
		file = file[4*size:]
		return w
	}
	var weights []*tensor
	perm := func(v ...int64) map[string]attribute { return map[string]attribute{"perm": ints(v...)} }
	nodes := []*node{with(op("Transpose", "x", "channels first"), perm(0, 3, 1, 2))}
	from, in := "channels first", int64(3)
	add := func(n *node) {
		n.inputs[0], from = from, n.outputs[0]
		nodes = append(nodes, n)
	}
	for i, name := range []string{"1_1", "1_2", "2_1", "2_2"} {
		weights = append(weights, take("kernel"+name, 3, 3, in, 10), take("bias"+name, 10))
		in = 10
		nodes = append(nodes, with(op("Transpose", "kernel"+name, "oihw"+name), perm(3, 2, 0, 1)))
		add(op("Conv", "x oihw"+name+" bias"+name, "conv_"+name))
		add(op("Relu", "x", "relu_"+name))
		if i%2 == 1 {
			add(with(op("MaxPool", "x", "pool_"+name), map[string]attribute{"kernel_shape": ints(2, 2), "strides": ints(2, 2)}))
		}
	}
	add(with(op("Transpose", "x", "channels_last"), perm(0, 2, 3, 1)))
	weights = append(weights, take("kernel", 1690, 10), take("bias", 10), &tensor{name: "shape", dataType: typeInt64, dims: []int64{2}, ints: []int64{-1, 1690}})
	add(op("Reshape", "x shape", "flatten"))
	add(op("MatMul", "x kernel", "product"))
	add(op("Add", "x bias", "output"))
	add(op("Softmax", "x", "probabilities"))
	if len(file) > 0 {
		t.Fatalf("%d bytes of weights are left", len(file))
	}
	return graphOf([]int64{64, 64, 3}, weights, nodes...)
}

// TestTinyVGGAnswersAsPyTorchDoes wants the answers that PyTorch had for the same weights and pixels. The pixels are
// libjpeg's, by Pillow: those of Go's decoder differ by some steps of 255, and the answers by a few percent.
func TestTinyVGGAnswersAsPyTorchDoes(t *testing.T) {
	net, err := tinyVGGGraph(t).network(1<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(data(t, "models", tinyVGG, "expected_outputs.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Images map[string]struct{ Probs []float32 }
	}
	if err := json.Unmarshal(file, &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Images) < 20 {
		t.Fatalf("%d pictures", len(expected.Images))
	}
	python := pythonWith(t, "PIL.Image")
	const decode = "import sys, PIL.Image; sys.stdout.buffer.write(PIL.Image.open(sys.argv[1]).convert('RGB').tobytes())"
	for name, want := range expected.Images {
		pixels, err := exec.Command(python, "-c", decode, data(t, "models", tinyVGG, "img", name)).Output()
		if err != nil || len(pixels) != 64*64*3 {
			t.Fatalf("%s: %d bytes, %v", name, len(pixels), err)
		}
		x := cnn.NewTensor(1, 64, 64, 3)
		for i, v := range pixels {
			x.Data[i] = float32(v) / 255
		}
		if err := closeTo(run(t, net, x).Data, want.Probs, 0, 1e-4); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
