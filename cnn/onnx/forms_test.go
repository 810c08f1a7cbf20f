package onnx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"unitscope/cnn"
)

// values is an initializer.
func values(name string, dims []int64, v ...float32) *tensor {
	return &tensor{name: name, dims: dims, dataType: typeFloat, floats: v}
}

// graphOf is a model of nodes from "x", 1×dims, to the last node's output.
func graphOf(dims []int64, initializers []*tensor, nodes ...*node) *model {
	last := nodes[len(nodes)-1]
	return &model{opset: 13, graph: &graph{
		nodes: nodes, initializers: initializers,
		inputs:  []valueInfo{{name: "x", elemType: typeFloat, hasShape: true, dims: append([]int64{-1}, dims...)}},
		outputs: []valueInfo{{name: last.outputs[0]}},
	}}
}

func op(kind, inputs, output string) *node {
	return &node{op: kind, inputs: strings.Fields(inputs), outputs: []string{output}}
}

// TestOtherToolsForms reads what others write and Write does not; the answers for x = (1, 2) are by hand.
func TestOtherToolsForms(t *testing.T) {
	matrix := values("w", []int64{2, 3}, 1, 2, 3, 10, 20, 30) // in×out
	product := []float32{21, 42, 63}
	bias := values("b", []int64{3}, 1, 0, -1)
	constant := op("Constant", "", "b")
	constant.attributes = map[string]attribute{"value": {t: bias}}
	scaled := op("Gemm", "x w b", "y")
	scaled.attributes = map[string]attribute{"alpha": {f: 2}, "beta": {f: 10}}
	named := op("MatMul", "x w", "p")
	named.name = "fc"
	for name, c := range map[string]struct {
		model *model
		want  []float32
		names string
	}{
		"MatMul": {graphOf([]int64{2}, []*tensor{matrix}, op("MatMul", "x w", "y")), product, "y"},
		"MatMul, Add": {graphOf([]int64{2}, []*tensor{matrix, bias}, named, op("Add", "p b", "y")),
			[]float32{22, 42, 62}, "fc"},
		"constants as nodes, bias first": {graphOf([]int64{2}, []*tensor{matrix}, op("MatMul", "x w", "p"), constant, op("Add", "b p", "y")),
			[]float32{22, 42, 62}, "p"},
		"a sum of two layers": {graphOf([]int64{2}, []*tensor{matrix}, op("MatMul", "x w", "p"), op("Add", "p p", "y"), op("Relu", "y", "z")),
			[]float32{42, 84, 126}, "p y z"},
		"alpha and beta": {graphOf([]int64{2}, []*tensor{matrix, bias}, scaled), []float32{52, 84, 116}, "y"},
		"identities": {graphOf([]int64{2}, []*tensor{matrix, bias}, op("Identity", "x", "i"), op("Identity", "w", "v"), op("MatMul", "i v", "y")),
			product, "y"},
		"one name for two nodes": {graphOf([]int64{2}, nil, &node{name: "input", op: "Relu", inputs: []string{"x"}, outputs: []string{"a"}},
			&node{name: "input_2", op: "Relu", inputs: []string{"a"}, outputs: []string{"b"}},
			&node{name: "input", op: "Relu", inputs: []string{"b"}, outputs: []string{"c"}}), []float32{1, 2}, "input_2 input_2_2 input_3"},
		"nodes that lead nowhere": {graphOf([]int64{2}, nil, op("Loop", "x", "a"), op("Relu", "x", "y")), []float32{1, 2}, "y"},
	} {
		t.Run(name, func(t *testing.T) {
			net, err := c.model.network(1000, nil)
			if err != nil {
				t.Fatal(err)
			}
			pass := net.NewPass(1)
			pass.Forward(&cnn.Tensor{Shape: cnn.Shape{1, 2}, Data: []float32{1, 2}})
			if err := near(pass.Activation(len(net.Nodes)-1).Data, c.want); err != nil {
				t.Error(err)
			}
			var names []string
			for _, n := range net.Nodes {
				names = append(names, n.Name)
			}
			if got := strings.Join(names, " "); got != c.names {
				t.Errorf("layers %q, want %q", got, c.names)
			}
		})
	}
}

func TestInitializersMayBeInputsToo(t *testing.T) {
	m := graphOf([]int64{2}, []*tensor{values("w", []int64{2, 1}, 1, 1)}, op("MatMul", "x w", "y"))
	m.graph.inputs = append(m.graph.inputs, valueInfo{name: "w", elemType: typeFloat, dims: []int64{2, 1}})
	if _, err := m.network(1000, nil); err != nil {
		t.Error(err)
	}
}

// TestEncodings decodes what other writers make of the same tensor.
func TestEncodings(t *testing.T) {
	packedDims := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), []byte{2, 1})
	plainDims := appendInt(appendInt(nil, 1, 2), 1, 1)
	two := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, math.Float32bits(1.5)), math.Float32bits(-2))
	single := func(v float32) []byte {
		return protowire.AppendFixed32(protowire.AppendTag(nil, 4, protowire.Fixed32Type), math.Float32bits(v))
	}
	for name, message := range map[string][]byte{
		"raw data, packed dims":  slices.Concat(packedDims, appendInt(nil, 2, typeFloat), appendMessage(nil, 9, two)),
		"float data, packed":     slices.Concat(plainDims, appendInt(nil, 2, typeFloat), appendMessage(nil, 4, two)),
		"float data, one by one": slices.Concat(plainDims, appendInt(nil, 2, typeFloat), single(1.5), single(-2)),
		"float data, in pieces":  slices.Concat(plainDims, appendMessage(nil, 4, two[:4]), appendMessage(nil, 4, two[4:]), appendInt(nil, 2, typeFloat)),
		"with unknown fields":    slices.Concat(plainDims, appendString(nil, 12, "doc"), appendInt(nil, 2, typeFloat), appendMessage(nil, 9, two), appendInt(nil, 99, 5)),
	} {
		before := slices.Clone(message)
		encoded, err := decodeTensor(message)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := (&builder{plan: &plan{}, budget: 2}).keep(encoded)
		if err != nil || !got.Shape.Equal(cnn.Shape{2, 1}) || !slices.Equal(got.Data, []float32{1.5, -2}) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if !bytes.Equal(before, message) {
			t.Errorf("%s: decoding changed the file", name)
		}
	}
}

// with sets attributes of a node.
func with(n *node, attributes map[string]attribute) *node {
	n.attributes = attributes
	return n
}

func ints(v ...int64) attribute { return attribute{ints: v} }

// TestRefusals: what would come out wrong is refused, with the node's name and the reason.
func TestRefusals(t *testing.T) {
	weight := values("w", []int64{1, 1, 2, 2}, 1, 2, 3, 4)
	picture := []int64{1, 6, 6}
	conv := func(a map[string]attribute) *model {
		return graphOf(picture, []*tensor{weight}, with(op("Conv", "x w", "y"), a))
	}
	pool := func(a map[string]attribute) *model {
		return graphOf(picture, nil, with(op("AveragePool", "x", "y"), a))
	}
	one := func(n *node) *model { return graphOf(picture, []*tensor{weight}, n) }
	truth := graphOf(picture, []*tensor{weight}, op("Relu", "x", "y"))
	truth.graph.inputs[0].elemType = typeBool
	whole := graphOf(picture, []*tensor{weight}, op("Sigmoid", "x", "y"))
	whole.graph.inputs[0].elemType = typeInt32
	old := graphOf(picture, nil, op("Relu", "x", "y"))
	old.opset = 5
	dynamic := graphOf([]int64{1, -1, 6}, nil, op("Relu", "x", "y"))
	two := graphOf(picture, nil, op("Relu", "x", "y"))
	two.graph.inputs = append(two.graph.inputs, valueInfo{name: "z", elemType: typeFloat, dims: []int64{1}})
	external := &tensor{name: "w", dataType: typeFloat, dims: []int64{1, 1, 2, 2}, external: map[string]string{}}
	for _, c := range []struct {
		says  string // in the error
		model *model
	}{
		{`com.microsoft::Relu`, graphOf(picture, nil, &node{op: "Relu", domain: "com.microsoft", inputs: []string{"x"}, outputs: []string{"y"}})},
		{`Einsum, Loop (the first is node "a")`, graphOf(picture, nil, op("Loop", "x", "a"), op("Einsum", "a", "y"))},
		{`data type 9`, truth},
		{`integers`, whole},
		{`operator set 5`, old},
		{`not fixed`, dynamic},
		{`2 inputs`, two},
		{`kernel_shape`, conv(map[string]attribute{"kernel_shape": ints(3, 3)})},
		{`pads`, conv(map[string]attribute{"pads": ints(0, 0, -1, 0)})},
		{`pads`, conv(map[string]attribute{"pads": ints(0, 0)})},
		{`strides`, conv(map[string]attribute{"strides": ints(0, 1)})},
		{`strides`, conv(map[string]attribute{"strides": ints(1, 1<<40)})},
		{`group`, conv(map[string]attribute{"group": {i: -1}})},
		{`auto_pad "SOME"`, conv(map[string]attribute{"auto_pad": {s: "SOME"}})},
		{`2 axes`, pool(map[string]attribute{"kernel_shape": ints(2)})},
		{`no kernel_shape`, pool(nil)},
		{`do not go together`, one(op("Add", "x w", "y"))},
		{`computed before`, one(op("Add", "x q", "y"))},
		{`3 inputs`, one(op("Add", "x x x", "y"))},
		{`times`, one(op("Gemm", "x w", "y"))},
		{`size is 0`, one(op("LRN", "x", "y"))},
		{`ratio`, one(with(op("Dropout", "x", "y"), map[string]attribute{"ratio": {f: 1}}))},
		{`training_mode`, one(with(op("BatchNormalization", "x w w w w", "y"), map[string]attribute{"training_mode": {i: 1}}))},
		{`another file`, graphOf(picture, []*tensor{external}, op("Conv", "x w", "y"))},
		{`shape [1 1 2 2]`, graphOf(picture, []*tensor{{name: "w", dataType: typeFloat, dims: []int64{1, 1, 2, 2}, floats: make([]float32, 3)}}, op("Conv", "x w", "y"))},
	} {
		net, err := c.model.network(1000, nil)
		if net != nil || err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want one line with %q", err, c.says)
		}
	}
}

// TestHostileFiles: what is claimed is not believed, and memory stays in proportion to the file.
func TestHostileFiles(t *testing.T) {
	input := encodeValueInfo("x", cnn.Shape{1, 16, 16}, true)
	file := func(graph ...[]byte) []byte {
		opset := appendMessage(nil, 8, appendInt(nil, 2, opsetVersion))
		return appendMessage(opset, 7, slices.Concat(append(graph, appendMessage(nil, 11, input), appendMessage(nil, 12, encodeValueInfo("y", nil, true)))...))
	}
	encode := func(kind, inputs, output string, attributes ...byte) []byte {
		var b []byte
		for _, in := range strings.Fields(inputs) {
			b = appendString(b, 1, in)
		}
		return appendMessage(nil, 1, append(appendString(appendString(b, 2, output), 4, kind), attributes...))
	}
	tensorOf := func(name string, raw int, dims ...int64) []byte {
		var b []byte
		for _, d := range dims {
			b = appendInt(b, 1, d)
		}
		b = appendInt(appendString(b, 8, name), 2, typeFloat)
		return appendMessage(nil, 5, appendMessage(b, 9, make([]byte, raw)))
	}
	shared := [][]byte{tensorOf("w", 4<<16, 1<<8, 1<<8), encode("Flatten", "x", "v0")}
	for i := range 1000 {
		shared = append(shared, encode("Gemm", fmt.Sprintf("v%d w", i), fmt.Sprintf("v%d", i+1)))
	}
	shared = append(shared, encode("Relu", "v1000", "y"))
	growing := [][]byte{}
	for i, from := 0, "x"; i < 60; i++ { // doubles the maps sixty times
		to := fmt.Sprint("c", i)
		growing = append(growing, encode("Concat", from+" "+from, to, appendMessage(nil, 5, appendInt(appendString(nil, 1, "axis"), 3, 1))...))
		from = to
	}
	growing = append(growing, encode("Relu", "c59", "y"))
	chain := [][]byte{}
	for i, from := 0, "x"; i < 20000; i++ {
		to := fmt.Sprint("r", i)
		chain = append(chain, encode("Relu", from, to))
		from = to
	}
	chain = append(chain, encode("Relu", "r19999", "y"))
	for name, f := range map[string][]byte{
		"a weight of 2⁶² values":             file(tensorOf("w", 4, 1<<31, 1<<31), encode("Flatten", "x", "f"), encode("Gemm", "f w", "y")),
		"a weight of a negative size":        file(tensorOf("w", 4, -1, -1), encode("Flatten", "x", "f"), encode("Gemm", "f w", "y")),
		"a weight of no values":              file(tensorOf("w", 0, 256, 0), encode("Flatten", "x", "f"), encode("Gemm", "f w", "y")),
		"one weight in a thousand layers":    file(shared...),
		"maps doubled sixty times":           file(growing...),
		"a node for every two bytes":         file(bytes.Repeat([]byte{0x0a, 0x00}, 2<<20)),
		"an attribute for every two bytes":   file(appendMessage(nil, 1, bytes.Repeat([]byte{0x2a, 0x00}, 2<<20))),
		"an initializer for every two bytes": file(bytes.Repeat([]byte{0x2a, 0x00}, 2<<20)),
		"metadata for every two bytes":       append(bytes.Repeat([]byte{0x72, 0x00}, 2<<20), file()...),
		"twenty thousand layers":             file(chain...),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			net, err := Read(bytes.NewReader(f))
			runtime.ReadMemStats(&after)
			if net != nil || !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) && !strings.Contains(err.Error(), "shape") {
				t.Errorf("error %v", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 80*uint64(len(f))+1<<20 {
				t.Errorf("%d bytes of file took %d bytes of memory", len(f), used)
			}
		})
	}
}

// What a Resize says for modes that it does not have is no part of the network, so that reading, writing and reading
// again gives the same one (found by FuzzRead).
func TestResizeIgnoresOtherModes(t *testing.T) {
	resize := func(attributes map[string]attribute) *cnn.Network {
		n := op("Resize", "x none scales", "y")
		n.attributes = map[string]attribute{"mode": {s: "linear"}, "coordinate_transformation_mode": {s: "half_pixel"}}
		for name, a := range attributes {
			n.attributes[name] = a
		}
		scales := values("scales", []int64{4}, 1, 1, 2, 2)
		n.inputs[1] = ""
		net, err := graphOf([]int64{1, 4, 4}, []*tensor{scales}, n).network(1000, nil)
		if err != nil {
			t.Fatal(err)
		}
		return net
	}
	plain, chatty := resize(nil), resize(map[string]attribute{"extrapolation_value": {f: 3}, "cubic_coeff_a": {f: -0.5}})
	if !plain.SameArchitecture(chatty) || !reflect.DeepEqual(plain.Nodes[0].Layer, chatty.Nodes[0].Layer) {
		t.Errorf("%+v and %+v", plain.Nodes[0].Layer, chatty.Nodes[0].Layer)
	}
}
