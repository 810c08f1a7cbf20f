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
	opsetVersion = 17 // or what a layer needs
	producer     = "unitscope"
	batchName    = "N" // the batch's dimension, of any size
)

// irVersion is the format's own version with which an operator set came.
func irVersion(opset int) int64 {
	switch {
	case opset < 19:
		return 8
	case opset < 21:
		return 9
	}
	return 10
}

// Write writes a network as an ONNX file of operator set 17, or a later one where a layer needs it: the same
// bytes for the same network.
//
// The graph's input is "input", N×the network's; every node, and the value it computes, has its layer's name;
// parameters are float32 initializers named LAYER.weight, LAYER.bias and so on, which are encoded piece by piece as
// they are written, so that writing takes little memory whatever the network's size. It returns an error, before
// anything is written, if a layer has no counterpart in ONNX (as a sum of three has none), a name is not UTF-8, or
// labels or preprocessing do not fit the network.
func Write(w io.Writer, net *cnn.Network) error {
	g := &graphWriter{net: net, opset: opsetVersion, needs: opsetVersion}
	if err := g.layers(); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	if g.needs > g.opset { // again, as that operator set has it
		g.opset = g.needs
		if err := g.layers(); err != nil {
			return fmt.Errorf("onnx: %w", err)
		}
	}
	head, err := g.header()
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	g.declare()
	// The graph comes last, so that a file that was cut off anywhere cannot pass for a complete one.
	head = protowire.AppendTag(head, 7, protowire.BytesType)
	head = protowire.AppendVarint(head, uint64(len(g.nodes)+g.tensorBytes+len(g.ends)))
	parts := slices.Concat([]part{{bytes: head}, {bytes: g.nodes}}, g.tensors, []part{{bytes: g.ends}})
	if err := writeParts(w, parts); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

// header is the model without its graph.
func (g *graphWriter) header() ([]byte, error) {
	b := appendInt(nil, 1, irVersion(g.opset))
	b = appendString(b, 2, producer)
	b = appendMessage(b, 8, appendInt(appendString(nil, 1, ""), 2, int64(g.opset)))
	entries, err := metaEntries(g.net)
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
	opset       int             // that is written
	needs       int             // that a layer needs
	nodes       []byte          // NodeProto fields
	tensors     []part          // initializers, each a field by itself: they may be large
	tensorBytes int             // of all of them
	ends        []byte          // name, inputs and outputs
	taken       map[string]bool // names of values
}

// layers encodes every node with its parameters.
func (g *graphWriter) layers() error {
	g.nodes, g.tensors, g.tensorBytes, g.taken = nil, nil, 0, map[string]bool{cnn.InputName: true}
	if len(g.net.Nodes) == 0 {
		return fmt.Errorf("a network without layers: %w", ErrUnsupported)
	}
	if g.net.Lesioned() {
		return fmt.Errorf("lesions, which no ONNX file says: %w", ErrUnsupported)
	}
	for _, n := range g.net.Nodes {
		if n.Name == "" || g.taken[n.Name] || !utf8.ValidString(n.Name) {
			return fmt.Errorf("layer name %q is empty, taken or not UTF-8", n.Name)
		}
		g.taken[n.Name] = true
	}
	for _, n := range g.net.Nodes {
		if err := g.layer(n); err != nil {
			return fmt.Errorf("layer %q (%s): %w", n.Name, n.Layer.Kind(), err)
		}
	}
	return nil
}

// layer encodes a node.
func (g *graphWriter) layer(n *cnn.Node) error {
	op := operators[n.Layer.Kind()]
	layer := n.Layer
	if each, ok := layer.(*cnn.Each); ok {
		layer = each.Layer
	}
	if op.write == nil || layer != n.Layer && (!op.perExample || !g.net.Batchless) || layer == n.Layer && op.perExample && g.net.Batchless {
		return ErrUnsupported
	}
	w := &nodeWriter{graph: g, layer: n.Name}
	for _, i := range n.Inputs {
		w.inputs = append(w.inputs, g.name(i))
		w.shapes = append(w.shapes, g.shape(i))
	}
	op.write(w, layer)
	if w.err != nil {
		return w.err
	}
	if w.outputs == nil {
		w.outputs = []string{n.Name}
	}
	var b []byte
	for _, in := range w.inputs {
		b = appendString(b, 1, in)
	}
	for _, out := range w.outputs {
		b = appendString(b, 2, out)
	}
	b = appendString(b, 3, n.Name)
	b = appendString(b, 4, n.Layer.Kind())
	g.nodes = appendMessage(g.nodes, 1, append(b, w.attributes...))
	return nil
}

// shape is one example's shape at a node; -1 is the input.
func (g *graphWriter) shape(node int) cnn.Shape {
	if node < 0 {
		return g.net.Input
	}
	return g.net.Nodes[node].Shape
}

// free is a name for a value that no other has, as near to name as can be.
func (g *graphWriter) free(name string) string {
	for g.taken[name] {
		name += "_"
	}
	g.taken[name] = true
	return name
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
	g.ends = appendString(g.ends, 2, name)
	g.ends = appendMessage(g.ends, 11, encodeValueInfo(cnn.InputName, g.net.Input, !g.net.Batchless))
	for _, answers := range g.heads() {
		g.ends = appendMessage(g.ends, 12, encodeValueInfo(answers.Name, answers.Shape, !g.net.Batchless))
	}
}

// heads are the nodes that give answers: the last one, which is read back as that, and others that no layer reads.
func (g *graphWriter) heads() []*cnn.Node {
	read := map[int]bool{}
	for _, n := range g.net.Nodes {
		for _, i := range n.Inputs {
			read[i] = true
		}
	}
	last := len(g.net.Nodes) - 1
	heads := []*cnn.Node{g.net.Nodes[last]}
	for i, n := range g.net.Nodes[:last] {
		if !read[i] {
			heads = append(heads, n)
		}
	}
	return heads
}

// encodeValueInfo declares a value of shape float32, or N×shape if it is a batch of them.
func encodeValueInfo(name string, shape cnn.Shape, batch bool) []byte {
	var dims []byte
	if batch {
		dims = appendMessage(nil, 1, appendString(nil, 2, batchName))
	}
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
	shapes     []cnn.Shape // of the layers that it reads, for one example
	inputs     []string    // these layers; then constants
	outputs    []string    // nil: the layer's own
	attributes []byte      // attribute fields
	err        error
}

// lead is how many dimensions the file has before those of an example.
func (w *nodeWriter) lead() int {
	if w.graph.net.Batchless {
		return 0
	}
	return 1
}

// since says that the node needs an operator set.
func (w *nodeWriter) since(opset int) { w.graph.needs = max(w.graph.needs, opset) }

// opset is the operator set that is written.
func (w *nodeWriter) opset() int { return w.graph.opset }

// none leaves out an optional input before others.
func (w *nodeWriter) none() { w.inputs = append(w.inputs, "") }

// tensor adds an initializer as the node's next input.
func (w *nodeWriter) tensor(name string, t *cnn.Tensor) {
	w.inputs = append(w.inputs, w.initializer(name, floatsHead(t.Shape, len(t.Data)), t.Data))
}

// first adds an initializer before all inputs.
func (w *nodeWriter) first(name string, t *cnn.Tensor) {
	w.tensor(name, t)
	last := len(w.inputs) - 1
	w.inputs = append(w.inputs[last:], w.inputs[:last]...)
}

// scalar adds an initializer of no dimensions as the next input.
func (w *nodeWriter) scalar(name string, v float32) {
	w.inputs = append(w.inputs, w.initializer(name, floatsHead(nil, 1), []float32{v}))
}

// vector adds a list of numbers as the next input.
func (w *nodeWriter) vector(name string, list []float32) {
	w.inputs = append(w.inputs, w.initializer(name, floatsHead([]int{len(list)}, len(list)), list))
}

// integers adds a list of integers as the next input.
func (w *nodeWriter) integers(name string, list ...int) {
	w.indices(name, []int{len(list)}, list)
}

// indices adds an array of integers as the next input.
func (w *nodeWriter) indices(name string, shape, list []int) {
	b := encodeDims(shape)
	b = appendInt(b, 2, typeInt64)
	var raw []byte
	for _, v := range list {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	w.inputs = append(w.inputs, w.initializer(name, appendMessage(b, 9, raw), nil))
}

func encodeDims(shape []int) []byte {
	var b []byte
	for _, d := range shape {
		b = appendInt(b, 1, int64(d))
	}
	return b
}

// AttributeProto.AttributeType.
const (
	attributeFloat  = 1
	attributeInt    = 2
	attributeString = 3
	attributeTensor = 4
	attributeInts   = 7
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

// truth writes 0 or 1.
func (w *nodeWriter) truth(name string, set bool) {
	if set {
		w.int(name, 1)
	} else {
		w.int(name, 0)
	}
}

func (w *nodeWriter) text(name, v string) {
	w.attribute(appendString(appendString(nil, 1, name), 4, v), attributeString)
}

// axis writes a dimension of an example as the file counts it.
func (w *nodeWriter) axis(v int) { w.int("axis", int64(v+w.lead())) }

// value writes the array of a Constant, the same for all examples of a batch.
func (w *nodeWriter) value(t *cnn.Tensor) {
	shape := slices.Concat(slices.Repeat([]int{1}, w.lead()), t.Shape)
	encoded := encodeFloats(floatsHead(shape, len(t.Data)), t.Data)
	w.attribute(appendMessage(appendString(nil, 1, "value"), 5, encoded), attributeTensor)
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
