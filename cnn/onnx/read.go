package onnx

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"unitscope/cnn"
)

// The two ways in which a file cannot be opened.
var (
	ErrFormat      = errors.New("not a complete ONNX file")
	ErrUnsupported = errors.New("not supported")
)

const (
	maxFile      = 1<<31 - 1 // bytes; protobuf's own limit
	firstOpset   = 6
	maxNodes     = 1 << 14
	maxCells     = 1 << 28 // activations of one example in all layers together: 1 GiB
	maxDimension = 1 << 20 // of a picture, kernel, stride, padding or dilation
)

// Read reads a network from an ONNX file.
//
// Layers keep the names of their nodes, or of a node's first output where the node has no name. Labels,
// preprocessing and what else cnn.Meta holds come from the file's metadata_props if Write put them there. The
// network's input is the graph's one input; its last layer is the graph's output.
//
// The error wraps ErrFormat if the file is damaged or of another kind, and ErrUnsupported, naming the
// operators, if the network needs what cannot be read.
func Read(r io.Reader) (*cnn.Network, error) {
	file, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	if len(file) > maxFile {
		return nil, fmt.Errorf("onnx: a file over 2 GiB: %w", ErrUnsupported)
	}
	m, err := decodeModel(file)
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	net, err := m.network(len(file))
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	return net, nil
}

// A builder turns a decoded graph into a network, node by node.
type builder struct {
	net       *cnn.Network
	opset     int64
	layers    map[string]int     // index of the layer that computes a value; -1: the network's input
	constants map[string]*tensor // values that are fixed in the file
	taken     map[string]int     // how many layers wanted each name
	budget    int                // how many parameters may still be copied
	cells     int                // activations so far
}

// network builds the network of a model that was decoded from size bytes.
func (m *model) network(size int) (*cnn.Network, error) {
	switch {
	case m.graph == nil:
		return nil, fmt.Errorf("%w (it holds no graph)", ErrFormat)
	case m.opset == 0:
		return nil, fmt.Errorf("%w (it names no operator set)", ErrFormat)
	case m.opset < firstOpset:
		return nil, fmt.Errorf("operator set %d (the oldest that is read is %d): %w", m.opset, firstOpset, ErrUnsupported)
	}
	g := m.graph
	nodes := needed(fuseMatMulAdd(g), g.outputs)
	if err := checkOperators(nodes); err != nil {
		return nil, err
	}
	b := &builder{
		opset:     m.opset,
		layers:    map[string]int{},
		constants: map[string]*tensor{},
		taken:     map[string]int{cnn.InputName: 1},
		// A file may use one tensor in several layers, each of which gets its own copy.
		budget: 4 * size,
	}
	for _, t := range g.initializers {
		b.constants[t.name] = t
	}
	if err := b.input(g.inputs); err != nil {
		return nil, err
	}
	for _, n := range nodes {
		if err := b.add(n); err != nil {
			return nil, fmt.Errorf("node %q (%s): %w", n.label(), n.operator(), err)
		}
	}
	if err := b.checkOutput(g.outputs); err != nil {
		return nil, err
	}
	return b.net, m.readMeta(b.net)
}

// needed returns the nodes that the outputs depend on, in the file's order.
func needed(nodes []*node, outputs []valueInfo) []*node {
	wanted := map[string]bool{}
	for _, o := range outputs {
		wanted[o.name] = true
	}
	var kept []*node
	for _, n := range slices.Backward(nodes) {
		if slices.ContainsFunc(n.outputs, func(o string) bool { return o != "" && wanted[o] }) {
			kept = append(kept, n)
			for _, in := range n.inputs {
				wanted[in] = true
			}
		}
	}
	slices.Reverse(kept)
	return kept
}

// checkOperators returns an error that names every operator that is not read.
func checkOperators(nodes []*node) error {
	if len(nodes) > maxNodes {
		return fmt.Errorf("%d nodes: %w", len(nodes), ErrUnsupported)
	}
	unknown := map[string]bool{}
	first := ""
	for _, n := range nodes {
		op := n.operator()
		if _, ok := lookup(op); !ok && op != "Constant" && op != "Identity" {
			if len(unknown) == 0 {
				first = n.label()
			}
			unknown[op] = true
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	var names []string
	for name := range unknown {
		names = append(names, name)
	}
	slices.Sort(names)
	return fmt.Errorf("operators %s (the first is node %q): %w", strings.Join(names, ", "), first, ErrUnsupported)
}

// operator is the node's operator with its domain, unless that is the default one.
func (n *node) operator() string {
	if n.domain == "" || n.domain == "ai.onnx" {
		return n.op
	}
	return n.domain + "::" + n.op
}

// label is what errors and layers call the node.
func (n *node) label() string {
	if n.name != "" {
		return n.name
	}
	for _, o := range n.outputs {
		if o != "" {
			return o
		}
	}
	return n.op
}

// input makes the network's input of the graph's one input that has no fixed value.
func (b *builder) input(inputs []valueInfo) error {
	open := slices.DeleteFunc(slices.Clone(inputs), func(v valueInfo) bool { return b.constants[v.name] != nil })
	if len(open) != 1 {
		return fmt.Errorf("a graph with %d inputs: %w", len(open), ErrUnsupported)
	}
	in := open[0]
	if in.elemType != typeFloat {
		return fmt.Errorf("input %q: data type %d, only float32 is read: %w", in.name, in.elemType, ErrUnsupported)
	}
	if !in.hasShape || len(in.dims) < 2 {
		return fmt.Errorf("input %q: no shape of a batch of examples: %w", in.name, ErrUnsupported)
	}
	var shape cnn.Shape
	for _, d := range in.dims[1:] {
		if d < 1 || d > maxDimension {
			return fmt.Errorf("input %q: a size that is not fixed or out of range (%v): %w", in.name, in.dims, ErrUnsupported)
		}
		shape = append(shape, int(d))
	}
	if err := b.count(shape); err != nil {
		return fmt.Errorf("input %q: %w", in.name, err)
	}
	b.net = cnn.NewNetwork(shape)
	b.layers[in.name] = -1
	return nil
}

// count adds a layer's activations to those so far, and returns an error if they would not fit in memory.
func (b *builder) count(shape cnn.Shape) error {
	if err := shape.Check(); err != nil {
		return err
	}
	if b.cells += shape.Size(); b.cells > maxCells {
		return fmt.Errorf("more than %d activations for one picture: %w", maxCells, ErrUnsupported)
	}
	return nil
}

// add appends the node's layer to the network, or notes its value if that is fixed or another's.
func (b *builder) add(n *node) error {
	switch n.operator() {
	case "Constant":
		t := n.attributes["value"].t
		if t == nil || len(n.outputs) == 0 {
			return fmt.Errorf("a constant that is not a tensor: %w", ErrUnsupported)
		}
		b.constants[n.outputs[0]] = t
		return nil
	case "Identity":
		return b.alias(n)
	}
	op, _ := lookup(n.operator())
	nr, err := b.reader(n, op)
	if err != nil {
		return err
	}
	layer, err := op.read(nr)
	if err != nil {
		return err
	}
	inputs := make([]string, len(nr.sources))
	for i, source := range nr.sources {
		inputs[i] = b.name(source)
	}
	name := b.freeName(n)
	if err := b.net.Append(name, layer, inputs...); err != nil {
		return err
	}
	b.layers[n.outputs[0]] = len(b.net.Nodes) - 1
	return b.count(b.net.Nodes[len(b.net.Nodes)-1].Shape)
}

// alias makes an Identity's output another name of its input.
func (b *builder) alias(n *node) error {
	if len(n.inputs) != 1 || len(n.outputs) != 1 {
		return fmt.Errorf("%d inputs and %d outputs", len(n.inputs), len(n.outputs))
	}
	if t := b.constants[n.inputs[0]]; t != nil {
		b.constants[n.outputs[0]] = t
		return nil
	}
	layer, ok := b.layers[n.inputs[0]]
	if !ok {
		return fmt.Errorf("input %q is not computed before it", n.inputs[0])
	}
	b.layers[n.outputs[0]] = layer
	return nil
}

// name is the layer's name, or that of the network's input.
func (b *builder) name(layer int) string {
	if layer < 0 {
		return cnn.InputName
	}
	return b.net.Nodes[layer].Name
}

// shape is what one example's activation of a layer has.
func (b *builder) shape(layer int) cnn.Shape {
	if layer < 0 {
		return b.net.Input
	}
	return b.net.Nodes[layer].Shape
}

// freeName is the node's name, with a number added if another layer has it already.
func (b *builder) freeName(n *node) string {
	label := n.label()
	name := label
	for b.taken[name] > 0 {
		b.taken[label]++
		name = fmt.Sprintf("%s_%d", label, b.taken[label])
	}
	b.taken[name]++
	return name
}

// checkOutput makes sure that the network's last layer is the graph's first output.
func (b *builder) checkOutput(outputs []valueInfo) error {
	if len(outputs) == 0 || len(b.net.Nodes) == 0 {
		return fmt.Errorf("%w (nothing is computed)", ErrFormat)
	}
	layer, ok := b.layers[outputs[0].name]
	switch {
	case !ok:
		return fmt.Errorf("output %q is not computed", outputs[0].name)
	case layer != len(b.net.Nodes)-1:
		return fmt.Errorf("output %q is not what the last node computes: %w", outputs[0].name, ErrUnsupported)
	}
	return nil
}
