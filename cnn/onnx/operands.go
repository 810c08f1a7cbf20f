package onnx

import (
	"encoding/binary"
	"fmt"
	"math"

	"unitscope/cnn"
)

// A nodeReader gives an operator's read function what the file says of one node.
type nodeReader struct {
	*node
	*builder
	sources []int       // the layers that the node reads; -1: the network's input
	shapes  []cnn.Shape // what they compute for one example
}

// reader sorts the node's inputs into layers and constants.
func (b *builder) reader(n *node, op operator) (*nodeReader, error) {
	if len(n.outputs) == 0 || n.outputs[0] == "" {
		return nil, fmt.Errorf("it has no output")
	}
	count := op.maps
	if count == 0 {
		count = len(n.inputs)
	}
	if len(n.inputs) < count || count == 0 {
		return nil, fmt.Errorf("%d inputs, it needs %d", len(n.inputs), max(count, 1))
	}
	r := &nodeReader{node: n, builder: b}
	for _, in := range n.inputs[:count] {
		layer, ok := b.layers[in]
		switch {
		case ok:
		case b.constants[in] != nil:
			return nil, fmt.Errorf("input %q is a constant: %w", in, ErrUnsupported)
		default:
			return nil, fmt.Errorf("input %q is not computed before it", in)
		}
		r.sources = append(r.sources, layer)
		r.shapes = append(r.shapes, b.shape(layer))
	}
	return r, nil
}

// constant decodes the node's i-th input, which must have a fixed value: a copy of its own. It is nil where
// the node has no such input.
func (r *nodeReader) constant(i int) (*cnn.Tensor, error) {
	if i >= len(r.inputs) || r.inputs[i] == "" {
		return nil, nil
	}
	name := r.inputs[i]
	t := r.constants[name]
	if t == nil {
		return nil, fmt.Errorf("input %q is not a constant of the file: %w", name, ErrUnsupported)
	}
	values, err := r.floats(t)
	if err != nil {
		return nil, fmt.Errorf("constant %q: %w", name, err)
	}
	return values, nil
}

// vector decodes the node's i-th input, which must be a constant of n values; nil where it is absent.
func (r *nodeReader) vector(i, n int) (*cnn.Tensor, error) {
	t, err := r.constant(i)
	if t == nil || err != nil {
		return nil, err
	}
	if len(t.Shape) != 1 || t.Shape[0] != n {
		return nil, fmt.Errorf("constant %q has shape %v, it needs [%d]", r.inputs[i], []int(t.Shape), n)
	}
	return t, nil
}

// floats decodes a tensor's values.
func (b *builder) floats(t *tensor) (*cnn.Tensor, error) {
	if t.external {
		return nil, fmt.Errorf("its values are in another file: %w", ErrUnsupported)
	}
	if t.dataType != typeFloat {
		return nil, fmt.Errorf("data type %d, only float32 is read: %w", t.dataType, ErrUnsupported)
	}
	data := t.raw
	if data == nil {
		data = t.packed
	}
	count, dims := 1, make([]int, len(t.dims))
	for i, d := range t.dims {
		if d < 1 || d > int64(len(data)/4/count) {
			return nil, fmt.Errorf("%w (shape %v, %d bytes of values)", ErrFormat, t.dims, len(data))
		}
		dims[i] = int(d)
		count *= int(d)
	}
	if len(data) != 4*count {
		return nil, fmt.Errorf("%w (shape %v, %d bytes of values)", ErrFormat, t.dims, len(data))
	}
	if b.budget -= count; b.budget < 0 {
		return nil, fmt.Errorf("more layers share their weights than can be copied: %w", ErrUnsupported)
	}
	values := cnn.NewTensor(dims...)
	for i := range values.Data {
		values.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values, nil
}

// int is an integer attribute, or what it is by default.
func (r *nodeReader) int(name string, otherwise int64) int64 {
	if a, ok := r.attributes[name]; ok {
		return a.i
	}
	return otherwise
}

// float is a float attribute, or what it is by default.
func (r *nodeReader) float(name string, otherwise float32) float32 {
	if a, ok := r.attributes[name]; ok {
		return a.f
	}
	return otherwise
}

// positive is an integer attribute that must be at least 1.
func (r *nodeReader) positive(name string, otherwise int64) (int, error) {
	v := r.int(name, otherwise)
	if v < 1 || v > maxDimension {
		return 0, fmt.Errorf("%s is %d", name, v)
	}
	return int(v), nil
}

// pair is an attribute of one number, at least 1, for each of the two axes of a map.
func (r *nodeReader) pair(name string, otherwise [2]int) ([2]int, error) {
	a, ok := r.attributes[name]
	if !ok {
		return otherwise, nil
	}
	var p [2]int
	if len(a.ints) != len(p) {
		return p, fmt.Errorf("%s is %v, only two axes are read: %w", name, a.ints, ErrUnsupported)
	}
	for i, v := range a.ints {
		if v < 1 || v > maxDimension {
			return p, fmt.Errorf("%s is %v", name, a.ints)
		}
		p[i] = int(v)
	}
	return p, nil
}

// axis is an attribute that names an axis, batch included, counted from the front.
func (r *nodeReader) axis(otherwise int64) int64 {
	v := r.int("axis", otherwise)
	if v < 0 {
		v += int64(len(r.shapes[0])) + 1
	}
	return v
}

// wantMap returns an error unless the node reads a map C×H×W.
func (r *nodeReader) wantMap() error {
	if len(r.shapes[0]) != 3 {
		return fmt.Errorf("it reads %v, only maps C×H×W are read: %w", r.shapes[0], ErrUnsupported)
	}
	return nil
}
