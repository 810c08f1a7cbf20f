package onnx

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"unitscope/cnn"
)

const (
	irVersion    = 8
	opsetVersion = 17
	producer     = "unitscope"
	batchName    = "N" // the batch's dimension, of any size
)

// Write writes a network as an ONNX file: the same bytes for the same network.
//
// The graph's input is "input", N×the network's; every node, and the value it computes, has its layer's name;
// parameters are float32 initializers named LAYER.weight, LAYER.bias and so on. It returns an error, before
// anything is written, if a layer has no counterpart in ONNX (as a sum of three has none), a name is not UTF-8, or
// labels or preprocessing do not fit the network.
func Write(w io.Writer, net *cnn.Network) error {
	g := &graphWriter{net: net, taken: map[string]bool{cnn.InputName: true}}
	if err := g.layers(); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	head, err := header(net)
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	g.declare()
	// The graph comes last, so that a file that was cut off anywhere cannot pass for a complete one.
	head = protowire.AppendTag(head, 7, protowire.BytesType)
	head = protowire.AppendVarint(head, uint64(len(g.nodes)+g.tensorBytes+len(g.ends)))
	for _, part := range slices.Concat([][]byte{head, g.nodes}, g.tensors, [][]byte{g.ends}) {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("onnx: %w", err)
		}
	}
	return nil
}

// header is the model without its graph.
func header(net *cnn.Network) ([]byte, error) {
	b := appendInt(nil, 1, irVersion)
	b = appendString(b, 2, producer)
	b = appendMessage(b, 8, appendInt(appendString(nil, 1, ""), 2, opsetVersion))
	entries, err := metaEntries(net)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b = appendMessage(b, 14, appendString(appendString(nil, 1, e.key), 2, e.value))
	}
	return b, nil
}

// A graphWriter encodes the parts of a graph one after the other.
type graphWriter struct {
	net         *cnn.Network
	nodes       []byte          // NodeProto fields
	tensors     [][]byte        // initializers, each a field by itself: they may be large
	tensorBytes int             // of all of them
	ends        []byte          // name, inputs and outputs
	taken       map[string]bool // names of values
}

// layers encodes every node with its parameters.
func (g *graphWriter) layers() error {
	if len(g.net.Nodes) == 0 {
		return fmt.Errorf("a network without layers: %w", ErrUnsupported)
	}
	for _, n := range g.net.Nodes {
		if n.Name == "" || g.taken[n.Name] || !utf8.ValidString(n.Name) {
			return fmt.Errorf("layer name %q is empty, taken or not UTF-8", n.Name)
		}
		g.taken[n.Name] = true
	}
	for _, n := range g.net.Nodes {
		op, ok := operators[n.Layer.Kind()]
		if !ok {
			return fmt.Errorf("layer %q (%s): %w", n.Name, n.Layer.Kind(), ErrUnsupported)
		}
		if op.maps != 0 && len(n.Inputs) != op.maps {
			return fmt.Errorf("layer %q (%s) of %d inputs: %w", n.Name, n.Layer.Kind(), len(n.Inputs), ErrUnsupported)
		}
		w := &nodeWriter{graph: g, layer: n.Name}
		for _, i := range n.Inputs {
			w.inputs = appendString(w.inputs, 1, g.name(i))
		}
		op.write(w, n.Layer)
		b := appendString(w.inputs, 2, n.Name)
		b = appendString(b, 3, n.Name)
		b = appendString(b, 4, n.Layer.Kind())
		g.nodes = appendMessage(g.nodes, 1, append(b, w.attributes...))
	}
	return nil
}

func (g *graphWriter) name(node int) string {
	if node < 0 {
		return cnn.InputName
	}
	return g.net.Nodes[node].Name
}

// declare encodes the graph's name, input and output.
func (g *graphWriter) declare() {
	name := g.net.Meta.Name
	if name == "" {
		name = "network" // the format wants a name
	}
	last := g.net.Nodes[len(g.net.Nodes)-1]
	g.ends = appendString(g.ends, 2, name)
	g.ends = appendMessage(g.ends, 11, encodeValueInfo(cnn.InputName, g.net.Input))
	g.ends = appendMessage(g.ends, 12, encodeValueInfo(last.Name, last.Shape))
}

// encodeValueInfo declares a value of N×shape float32.
func encodeValueInfo(name string, shape cnn.Shape) []byte {
	dims := appendMessage(nil, 1, appendString(nil, 2, batchName))
	for _, d := range shape {
		dims = appendMessage(dims, 1, appendInt(nil, 1, int64(d)))
	}
	tensorType := appendMessage(appendInt(nil, 1, typeFloat), 2, dims)
	return appendMessage(appendString(nil, 1, name), 2, appendMessage(nil, 1, tensorType))
}

// A nodeWriter takes down what an operator's write function says of one layer.
type nodeWriter struct {
	graph      *graphWriter
	layer      string
	inputs     []byte // input fields
	attributes []byte // attribute fields
}

// tensor adds an initializer as the node's next input.
func (w *nodeWriter) tensor(name string, t *cnn.Tensor) {
	name = w.layer + "." + name
	for w.graph.taken[name] { // by a layer of that name
		name += "_"
	}
	w.graph.taken[name] = true
	w.inputs = appendString(w.inputs, 1, name)

	var b []byte
	for _, d := range t.Shape {
		b = appendInt(b, 1, int64(d))
	}
	b = appendInt(b, 2, typeFloat)
	b = appendString(b, 8, name)
	b = protowire.AppendTag(b, 9, protowire.BytesType)
	b = protowire.AppendVarint(b, uint64(4*len(t.Data)))

	length := len(b) + 4*len(t.Data)
	whole := protowire.AppendTag(make([]byte, 0, length+16), 5, protowire.BytesType)
	whole = append(protowire.AppendVarint(whole, uint64(length)), b...)
	for _, v := range t.Data {
		whole = binary.LittleEndian.AppendUint32(whole, math.Float32bits(v))
	}
	w.graph.tensors = append(w.graph.tensors, whole)
	w.graph.tensorBytes += len(whole)
}

// AttributeProto.AttributeType.
const (
	attributeFloat = 1
	attributeInt   = 2
	attributeInts  = 7
)

func (w *nodeWriter) float(name string, v float32) {
	b := protowire.AppendTag(appendString(nil, 1, name), 2, protowire.Fixed32Type)
	w.attribute(protowire.AppendFixed32(b, math.Float32bits(v)), attributeFloat)
}

func (w *nodeWriter) int(name string, v int64) {
	w.attribute(appendInt(appendString(nil, 1, name), 3, v), attributeInt)
}

func (w *nodeWriter) flag(name string, set bool) {
	if set {
		w.int(name, 1)
	}
}

func (w *nodeWriter) pair(name string, v [2]int) { w.ints(name, v[0], v[1]) }

func (w *nodeWriter) ints(name string, values ...int) {
	b := appendString(nil, 1, name)
	for _, v := range values {
		b = appendInt(b, 8, int64(v))
	}
	w.attribute(b, attributeInts)
}

// window writes what convolution and every kind of pooling have in common.
func (w *nodeWriter) window(win window) {
	w.pair("kernel_shape", win.kernel)
	w.pair("strides", win.stride)
	w.ints("pads", win.pad.Top, win.pad.Left, win.pad.Bottom, win.pad.Right)
}

func (w *nodeWriter) attribute(encoded []byte, kind int64) {
	w.attributes = appendMessage(w.attributes, 5, appendInt(encoded, 20, kind))
}

func appendInt(b []byte, number protowire.Number, v int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), uint64(v))
}

func appendString(b []byte, number protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, number, protowire.BytesType), s)
}

func appendMessage(b []byte, number protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, number, protowire.BytesType), message)
}
