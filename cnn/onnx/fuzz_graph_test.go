package onnx

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"unitscope/cnn"
)

// A graphMaker makes graphs of operators as they are and as they should not be: from bytes, each a choice.
type graphMaker struct {
	choices []byte
	names   []string
}

func (g *graphMaker) pick(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0]) % n
	g.choices = g.choices[1:]
	return c
}

// small is a number as they stand in attributes, now and then an extreme one.
func (g *graphMaker) small() int64 {
	return []int64{0, 1, 2, 3, -1, 4, 5, -2, 1, 1, 2, 7, -7, 1 << 40, -1 << 63, 1<<63 - 1}[g.pick(16)]
}

func (g *graphMaker) list() []int64 {
	list := make([]int64, g.pick(6))
	for i := range list {
		list[i] = g.small()
	}
	return list
}

func (g *graphMaker) constant() *tensor {
	t := &tensor{name: fmt.Sprint("c", len(g.names)), dataType: typeFloat}
	if g.pick(3) == 0 {
		t.dataType = typeInt64
	}
	size := int64(1)
	for range g.pick(5) {
		d := int64(g.pick(5))
		t.dims = append(t.dims, d)
		size *= d
	}
	for range size {
		if t.integer() {
			t.ints = append(t.ints, g.small())
		} else {
			t.floats = append(t.floats, float32(g.pick(9)-4)/2)
		}
	}
	g.names = append(g.names, t.name)
	return t
}

// attributeNames are those that any operator knows.
var attributeNames = []string{"axis", "axes", "perm", "pads", "strides", "kernel_shape", "dilations", "group", "keepdims", "transA", "transB",
	"alpha", "beta", "starts", "ends", "split", "to", "auto_pad", "mode", "ceil_mode", "count_include_pad", "output_padding", "output_shape",
	"num_outputs", "allowzero", "value", "scales", "coordinate_transformation_mode", "nearest_mode", "size", "shape", "noop_with_empty_axes"}

func (g *graphMaker) node(operators []string) *node {
	n := &node{op: operators[g.pick(len(operators))], outputs: []string{fmt.Sprint("v", len(g.names))}, attributes: map[string]attribute{}}
	for range 1 + g.pick(4) {
		n.inputs = append(n.inputs, g.names[max(len(g.names)-1-g.pick(8), 0)])
	}
	for range g.pick(5) {
		a := attribute{i: g.small(), f: float32(g.pick(5)) / 2, ints: g.list()}
		a.s = []string{"", "SAME_UPPER", "SAME_LOWER", "VALID", "linear", "nearest", "cubic", "reflect", "edge", "align_corners", "tf_crop_and_resize", "asymmetric"}[g.pick(12)]
		for range a.ints {
			a.floats = append(a.floats, float32(g.pick(6))/2)
		}
		if g.pick(4) == 0 {
			a.t = g.constant()
			g.names = g.names[:len(g.names)-1]
		}
		n.attributes[attributeNames[g.pick(len(attributeNames))]] = a
	}
	if n.op == "Split" || g.pick(8) == 0 {
		n.outputs = append(n.outputs, n.outputs[0]+"b")
	}
	g.names = append(g.names, n.outputs...)
	return n
}

func (g *graphMaker) model() *model {
	in := valueInfo{name: "x", elemType: []int64{typeFloat, typeFloat, typeFloat, typeInt32}[g.pick(4)], hasShape: true}
	for range g.pick(6) {
		in.dims = append(in.dims, int64(g.pick(6)))
	}
	g.names = []string{"x"}
	m := &model{opset: int64(firstOpset + g.pick(20)), metadata: map[string]string{}, graph: &graph{inputs: []valueInfo{in}}}
	for range g.pick(4) {
		m.graph.initializers = append(m.graph.initializers, g.constant())
	}
	known := slices.Sorted(maps.Keys(operators))
	for range 1 + g.pick(6) {
		m.graph.nodes = append(m.graph.nodes, g.node(known))
	}
	m.graph.outputs = []valueInfo{{name: g.names[len(g.names)-1]}}
	return m
}

// checkGraph: a graph gives one line of error, or a network that computes, and that is written and read again.
func checkGraph(t *testing.T, choices []byte) (opened bool) {
	m := (&graphMaker{choices: choices}).model()
	net, err := m.network(1<<12, nil)
	if err != nil {
		if !errors.Is(err, ErrUnsupported) && len(err.Error()) == 0 {
			t.Fatal(err)
		}
		return false
	}
	cells := net.Input.Size()
	for _, n := range net.Nodes {
		cells += n.Shape.Size()
	}
	if cells > 1<<18 {
		return true
	}
	x := cnn.NewTensor(append(cnn.Shape{2}, net.Input...)...)
	pass := net.NewPass(2)
	pass.KeepParamGradients()
	pass.Forward(x)
	last := len(net.Nodes) - 1
	pass.Backward(last, pass.Activation(last))
	var file bytes.Buffer
	if err := Write(&file, net); err != nil || len(net.Meta.Notes) > 0 || len(net.Meta.Beyond) > 0 {
		return true
	}
	again, err := Read(&file)
	if err != nil {
		t.Fatalf("written, then read: %v", err)
	}
	got := again.NewPass(2)
	got.Forward(x)
	if err := closeTo(got.Activation(len(again.Nodes)-1).Data, pass.Activation(last).Data, 0, 0); err != nil {
		t.Fatalf("written and read again: %v", err)
	}
	return true
}

func FuzzGraph(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		choices := make([]byte, 200)
		for i := range choices {
			choices[i] = byte(rng.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) { checkGraph(t, choices) })
}

// TestRandomGraphs draws graphs, of which enough must open for this to be a test.
func TestRandomGraphs(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	opened := 0
	const count = 20000
	for range count {
		choices := make([]byte, 300)
		for i := range choices {
			choices[i] = byte(rng.Uint32())
		}
		if checkGraph(t, choices) {
			opened++
		}
	}
	t.Logf("%d of %d opened", opened, count)
	if opened < count/20 {
		t.Errorf("only %d of %d graphs open", opened, count)
	}
}
