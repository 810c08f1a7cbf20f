package onnx

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"unitscope/cnn"
)

// errMixes is why examples of a batch cannot be kept apart.
var errMixes = fmt.Errorf("it does not keep the examples of a batch apart: %w", ErrUnsupported)

// errTooLarge is why a file is not opened, however much of it could be.
var errTooLarge = fmt.Errorf("too large: %w", ErrUnsupported)

// A value is what a name of the graph stands for: what a layer computes, or a constant.
type value struct {
	layer   int     // index of the layer that computes it; -1: the network's input
	fixed   *tensor // the constant; layer is then of no meaning
	integer bool    // a layer's numbers are integers in the file
}

// A builder turns a decoded graph into a network, node by node.
type builder struct {
	*plan
	net *cnn.Network

	batched bool // the first dimension of what layers compute is the batch, of which the network knows nothing
	batch   int  // its size in the file; 1 where that is open
	dynamic bool // it is open

	values  map[string]value
	read    map[string]bool // names that nodes or the outputs stand on; nil: all
	absent  map[string]bool // values that cannot be computed
	taken   map[string]int  // how many layers wanted each name
	budget  int             // how many more constants may be made
	cells   int             // activations so far
	mixes   bool            // something is missing that does not keep examples apart
	beyond  []cnn.Missing
	unknown []cnn.Missing // of them, the operators that are not known at all
	refusal error         // the first one
	notes   []string
}

func newBuilder(p *plan, batched bool) *builder {
	b := &builder{plan: p, batched: batched, batch: 1,
		values: map[string]value{}, absent: map[string]bool{}, taken: map[string]int{cnn.InputName: 1},
		// A file may use one tensor in several layers, each of which gets its own copy, or make new ones out of it.
		budget: 4*p.size + 1<<20,
	}
	b.read = map[string]bool{}
	for _, o := range p.graph.outputs {
		b.read[o.name] = true
	}
	for _, n := range p.nodes {
		for _, in := range n.inputs {
			b.read[in] = true
		}
	}
	for _, t := range p.graph.initializers {
		t.taken = false
		b.values[t.name] = value{fixed: t}
	}
	return b
}

// input makes the network's input of the graph's one input that has no fixed value.
func (b *builder) input(inputs []valueInfo) error {
	open := slices.DeleteFunc(slices.Clone(inputs), func(v valueInfo) bool { return b.values[v.name].fixed != nil })
	if len(open) != 1 {
		return fmt.Errorf("a graph with %d inputs: %w", len(open), ErrUnsupported)
	}
	in := open[0]
	if width[in.elemType] == 0 || in.elemType == typeBool {
		return fmt.Errorf("input %q: data type %d: %w", in.name, in.elemType, ErrUnsupported)
	}
	if !in.hasShape {
		return fmt.Errorf("input %q: no shape: %w", in.name, ErrUnsupported)
	}
	shape, err := b.inputShape(in)
	if err != nil {
		return fmt.Errorf("input %q: %w", in.name, err)
	}
	if err := b.count(shape); err != nil {
		return fmt.Errorf("input %q: %w", in.name, err)
	}
	b.net = cnn.NewNetwork(shape)
	b.net.Batchless = !b.batched
	b.values[in.name] = value{layer: -1, integer: !isFloat(in.elemType)}
	return nil
}

// openSide is the side of a picture where the file leaves it open.
const openSide = 224

// inputShape is one example's shape.
func (b *builder) inputShape(in valueInfo) (cnn.Shape, error) {
	dims := slices.Clone(in.dims)
	if len(dims) > 0 && dims[0] <= 0 {
		dims[0], b.dynamic = 1, true
	}
	if len(dims) == 4 && dims[2] <= 0 && dims[3] <= 0 && dims[1] > 0 {
		dims[2], dims[3] = openSide, openSide
		b.notes = append(b.notes, fmt.Sprintf("the file leaves the picture's size open; %d×%d was taken", openSide, openSide))
	}
	if b.batched {
		if len(dims) < 2 {
			return nil, errMixes
		}
		b.batch = int(min(dims[0], maxDimension))
		dims = dims[1:]
	}
	shape := cnn.Shape{}
	for _, d := range dims {
		if d < 1 || d > maxDimension {
			return nil, fmt.Errorf("a size that is not fixed or out of range (%v): %w", in.dims, ErrUnsupported)
		}
		shape = append(shape, int(d))
	}
	return shape, nil
}

// count adds a layer's activations to those so far, and returns an error if they would not fit in memory.
func (b *builder) count(shape cnn.Shape) error {
	if err := shape.Check(); err != nil {
		return err
	}
	if b.cells += shape.Size(); b.cells > maxCells {
		return fmt.Errorf("more than %d activations for one picture: %w", maxCells, errTooLarge)
	}
	return nil
}

// spend takes from the budget of constants.
func (b *builder) spend(size int) error {
	if b.budget -= size; b.budget < 0 {
		return fmt.Errorf("more constants are made of the file's than can be kept: %w", errTooLarge)
	}
	return nil
}

// add appends the node's layers to the network, notes its values if they are fixed or another's, or notes that
// it is missing.
func (b *builder) add(n *node) error {
	if n.parts != nil && !b.fusible(n) {
		for _, part := range n.parts {
			if err := b.add(part); err != nil {
				return err
			}
		}
		return nil
	}
	if slices.ContainsFunc(n.inputs, func(in string) bool { return b.absent[in] }) {
		b.miss(n, "")
		if _, known := operators[n.operator()]; !known {
			b.unknown = append(b.unknown, cnn.Missing{Name: n.label(), Kind: n.operator()})
		}
		return nil
	}
	before := len(b.net.Nodes)
	err := b.try(n)
	if errors.Is(err, ErrUnsupported) && !errors.Is(err, errTooLarge) {
		b.net.Nodes = b.net.Nodes[:before] // what it needed before it
		b.mixes = b.mixes || errors.Is(err, errMixes)
		if b.refusal == nil {
			b.refusal = fmt.Errorf("node %q (%s): %w", n.label(), n.operator(), err)
		}
		b.miss(n, err.Error())
		return nil
	}
	return err
}

func (b *builder) try(n *node) error {
	op, ok := operators[n.operator()]
	if !ok {
		b.unknown = append(b.unknown, cnn.Missing{Name: n.label(), Kind: n.operator()})
		return fmt.Errorf("operator %s: %w", n.operator(), ErrUnsupported)
	}
	if err := b.load(n); err != nil {
		return err
	}
	if len(n.outputs) == 0 || n.outputs[0] == "" {
		return fmt.Errorf("it has no output")
	}
	r := &nodeReader{node: n, builder: b, rule: op}
	if op.fold != nil {
		done, err := op.fold(r)
		if done || err != nil {
			return err
		}
	}
	if r.allFixed() {
		return r.foldByRunning()
	}
	return r.build()
}

// load reads the constants of a node that are in other files.
func (b *builder) load(n *node) error {
	for _, in := range n.inputs {
		t := b.values[in].fixed
		if t == nil || t.external == nil {
			continue
		}
		location := t.external["location"]
		length, size, err := t.load(b.folder)
		if err != nil {
			return fmt.Errorf("constant %q: %w", in, err)
		}
		b.budget += 4 * int(length)
		b.size += int(length)
		if b.loaded[location] += length; b.loaded[location] > 2*size {
			return fmt.Errorf("constant %q: %q is read over and over: %w", in, location, errTooLarge)
		}
	}
	return nil
}

// append adds a layer that reads others (−1: the input), named after a node.
func (b *builder) append(label string, layer cnn.Layer, sources ...int) (int, error) {
	inputs := make([]string, len(sources))
	for i, source := range sources {
		inputs[i] = b.name(source)
	}
	if err := b.net.Append(b.freeName(label), layer, inputs...); err != nil {
		return 0, err
	}
	last := len(b.net.Nodes) - 1
	if b.batched && len(b.net.Nodes[last].Shape) == 0 {
		return 0, errMixes // a number for each example: the batch itself is its only dimension
	}
	return last, b.count(b.net.Nodes[last].Shape)
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

// lead is how many dimensions values of the file have before those of an example.
func (b *builder) lead() int {
	if b.batched {
		return 1
	}
	return 0
}

// dims is a layer's shape as the file has it.
func (b *builder) dims(layer int) cnn.Shape {
	if b.batched {
		return slices.Concat(cnn.Shape{b.batch}, b.shape(layer))
	}
	return b.shape(layer)
}

// freeName is the label, with a number added if another layer has it already.
func (b *builder) freeName(label string) string {
	name := label
	for b.taken[name] > 0 {
		b.taken[label]++
		name = fmt.Sprintf("%s_%d", label, b.taken[label])
	}
	b.taken[name]++
	return name
}

// finish makes sure that the network's last layer is the answer, or as near to it as can be computed.
func (b *builder) finish(p *plan) error {
	answer, ok := b.values[p.answer]
	switch {
	case b.absent[p.answer]:
		if len(b.net.Nodes) == 0 {
			return b.nothing()
		}
		b.notes = append(b.notes, fmt.Sprintf("%s cannot be computed; the answers are those of %s, the last layer that can", p.answer, b.name(len(b.net.Nodes)-1)))
		return nil
	case !ok && len(p.nodes) == 0:
		return fmt.Errorf("%w (nothing is computed)", ErrFormat)
	case !ok:
		return fmt.Errorf("output %q is not computed", p.answer)
	case answer.fixed != nil:
		return b.appendConstant(p, answer.fixed)
	case answer.layer < 0 || answer.layer != len(b.net.Nodes)-1: // the input, or what others' names stand between
		_, err := b.append(p.nodes[len(p.nodes)-1].label(), &cnn.Elementwise{Op: "Identity"}, answer.layer)
		return err
	}
	return nil
}

// appendConstant gives answers that do not depend on the input.
func (b *builder) appendConstant(p *plan, t *tensor) error {
	if b.batched {
		return errMixes
	}
	values, err := b.peek(t)
	if err != nil {
		return err
	}
	label := p.answer
	if len(p.nodes) > 0 {
		label = p.nodes[len(p.nodes)-1].label()
	}
	_, err = b.append(label, &cnn.Constant{Value: values.Clone()}, -1)
	return err
}

// peek is a constant's values as numbers, not to be changed or kept.
func (b *builder) peek(t *tensor) (*cnn.Tensor, error) {
	shape, err := t.shape()
	if err != nil {
		return nil, err
	}
	if !t.integer() {
		return &cnn.Tensor{Shape: shape, Data: t.floats}, nil
	}
	if err := b.spend(len(t.ints)); err != nil {
		return nil, err
	}
	values := &cnn.Tensor{Shape: shape, Data: make([]float32, len(t.ints))}
	for i, v := range t.ints {
		values.Data[i] = float32(v)
	}
	return values, nil
}

// keep is a constant's values for a layer to keep: the file's own the first time, then copies.
func (b *builder) keep(t *tensor) (*cnn.Tensor, error) {
	values, err := b.peek(t)
	if err != nil {
		return nil, err
	}
	if err := values.Shape.Check(); err != nil {
		return nil, err
	}
	if t.integer() || !t.taken {
		t.taken = true
		return values, nil
	}
	if err := b.spend(len(t.floats)); err != nil {
		return nil, err
	}
	return values.Clone(), nil
}

// within is a builder for a part of the graph in which one value is the input.
func (b *builder) within(name string, shape cnn.Shape) *builder {
	inner := &builder{plan: b.plan, batch: 1, values: maps.Clone(b.values), absent: map[string]bool{},
		taken: map[string]int{cnn.InputName: 1}, budget: b.budget, cells: b.cells, net: cnn.NewNetwork(shape)}
	inner.values[name] = value{layer: -1}
	return inner
}
