package onnx

import (
	"fmt"
	"slices"

	"unitscope/cnn"
)

// A nodeReader gives an operator's read function what the file says of one node.
type nodeReader struct {
	*node
	*builder
	rule    operator
	sources []int       // the layers that the node reads; -1: the network's input
	shapes  []cnn.Shape // what they compute for one example
}

// has tells whether the node has an i-th input.
func (r *nodeReader) has(i int) bool { return i < len(r.inputs) && r.inputs[i] != "" }

// fixed is the node's i-th input if it is a constant.
func (r *nodeReader) fixed(i int) *tensor {
	if !r.has(i) {
		return nil
	}
	return r.values[r.inputs[i]].fixed
}

// allFixed tells whether everything that the node reads is constant.
func (r *nodeReader) allFixed() bool {
	for i := range r.inputs {
		if r.has(i) && r.fixed(i) == nil {
			return false
		}
	}
	return len(r.inputs) > 0
}

// build appends the node's layer, and those that must come before it.
func (r *nodeReader) build() error {
	integer, err := r.sort()
	if err != nil {
		return err
	}
	if integer && !r.rule.moves {
		return fmt.Errorf("it computes with integers: %w", ErrUnsupported)
	}
	slicewise := r.rule.perExample && !r.batched
	if slicewise {
		if len(r.shapes[0]) < 2 {
			return fmt.Errorf("it reads %v, not a batch of maps: %w", r.shapes[0], ErrUnsupported)
		}
		r.shapes[0] = r.shapes[0][1:]
	}
	layer, err := r.rule.read(r)
	if err != nil || layer == nil { // nil: it is done
		return err
	}
	if slicewise {
		layer = &cnn.Each{Layer: layer}
	}
	last, err := r.append(r.label(), layer, r.sources...)
	r.values[r.outputs[0]] = value{layer: last, integer: integer}
	return err
}

// sort puts the node's inputs that are computed into sources.
func (r *nodeReader) sort() (integer bool, err error) {
	count := r.rule.inputs
	if count == 0 {
		count = len(r.inputs)
	}
	if len(r.inputs) < max(count, 1) {
		return false, fmt.Errorf("%d inputs, it needs %d", len(r.inputs), max(count, 1))
	}
	for i, in := range r.inputs {
		v, ok := r.values[in]
		switch {
		case in == "" || v.fixed != nil && (i >= count || r.rule.inputs == 0):
		case v.fixed != nil:
			return false, fmt.Errorf("input %q is a constant: %w", in, ErrUnsupported)
		case !ok:
			return false, fmt.Errorf("input %q is not computed before it", in)
		case i >= count:
			return false, fmt.Errorf("input %q is not a constant of the file: %w", in, ErrUnsupported)
		default:
			integer = integer || v.integer
			r.sources = append(r.sources, v.layer)
			r.shapes = append(r.shapes, r.shape(v.layer))
		}
	}
	if len(r.sources) == 0 {
		return false, fmt.Errorf("it reads nothing that is computed: %w", ErrUnsupported)
	}
	return integer, nil
}

// before appends a layer that the node needs before its own, which then reads it in place of the first source.
func (r *nodeReader) before(step string, layer cnn.Layer) error {
	i, err := r.append(r.label()+"/"+step, layer, r.sources[0])
	if err != nil {
		return err
	}
	r.sources[0], r.shapes[0] = i, r.shape(i)
	return nil
}

// bind makes an output of the node what a layer computes.
func (r *nodeReader) bind(output, layer int) {
	r.values[r.outputs[output]] = value{layer: layer, integer: r.values[r.inputs[0]].integer}
}

// alias makes the first output another name of the first input.
func (r *nodeReader) alias() (cnn.Layer, error) {
	r.values[r.outputs[0]] = r.values[r.inputs[0]]
	return nil, nil
}

// constant is the node's i-th input, which must have a fixed value: the layer's own. It is nil where the node
// has no such input.
func (r *nodeReader) constant(i int) (*cnn.Tensor, error) { return r.tensor(i, r.keep) }

// glance is constant for values that are not kept.
func (r *nodeReader) glance(i int) (*cnn.Tensor, error) { return r.tensor(i, r.peek) }

func (r *nodeReader) tensor(i int, get func(*tensor) (*cnn.Tensor, error)) (*cnn.Tensor, error) {
	if !r.has(i) {
		return nil, nil
	}
	t := r.fixed(i)
	if t == nil {
		return nil, fmt.Errorf("input %q is not a constant of the file: %w", r.inputs[i], ErrUnsupported)
	}
	values, err := get(t)
	if err != nil {
		return nil, fmt.Errorf("constant %q: %w", r.inputs[i], err)
	}
	return values, nil
}

// vector is the node's i-th input, which must be a constant of n values; nil where it is absent.
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

// number is the only value of the node's i-th input, a constant; otherwise where there is none.
func (r *nodeReader) number(i int, otherwise float32) (float32, error) {
	t, err := r.glance(i)
	if t == nil || err != nil {
		return otherwise, err
	}
	if len(t.Data) != 1 {
		return 0, fmt.Errorf("constant %q has %d values, it needs one", r.inputs[i], len(t.Data))
	}
	return t.Data[0], nil
}

// integers is an attribute, or since later operator sets the i-th input, of integers; ok is false where there
// is neither.
func (r *nodeReader) integers(name string, i int) (list []int64, ok bool, err error) {
	if a, ok := r.attributes[name]; ok {
		return a.ints, true, nil
	}
	if !r.has(i) {
		return nil, false, nil
	}
	t := r.fixed(i)
	if t == nil {
		return nil, false, fmt.Errorf("input %q is not a constant of the file: %w", r.inputs[i], ErrUnsupported)
	}
	if _, err := t.shape(); err != nil || !t.integer() {
		return nil, false, fmt.Errorf("constant %q is no list of integers (%w)", r.inputs[i], ErrFormat)
	}
	return t.ints, true, nil
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

// text is a string attribute, or what it is by default.
func (r *nodeReader) text(name, otherwise string) string {
	if a, ok := r.attributes[name]; ok && a.s != "" {
		return a.s
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

// axis is a dimension of rank ones in the file, counted from the front or, if negative, from the back, as that
// of an example. errMixes says that it is the batch.
func (b *builder) axis(v int64, rank int) (int, error) {
	if v < 0 {
		v += int64(rank)
	}
	if v < 0 || v >= int64(rank) {
		return 0, fmt.Errorf("axis %d of %d dimensions", v, rank)
	}
	if b.batched && v == 0 {
		return 0, errMixes
	}
	return int(v) - b.lead(), nil
}

// axisOf is the attribute "axis" as a dimension of the first source's examples.
func (r *nodeReader) axisOf(otherwise int64) (int, error) {
	return r.axis(r.int("axis", otherwise), len(r.shapes[0])+r.lead())
}

// axes is axis for a list, in ascending order.
func (b *builder) axes(list []int64, rank int) ([]int, error) {
	var axes []int
	for _, v := range list {
		axis, err := b.axis(v, rank)
		if err != nil {
			return nil, err
		}
		axes = append(axes, axis)
	}
	slices.Sort(axes)
	if len(slices.Compact(slices.Clone(axes))) != len(axes) {
		return nil, fmt.Errorf("axes %v name one twice", list)
	}
	return axes, nil
}

// over is a constant as an example's operand whose counterpart has so many dimensions in the file.
func (b *builder) over(t *cnn.Tensor, rank int) (*cnn.Tensor, error) {
	switch {
	case !b.batched || len(t.Shape) < rank:
		return t, nil
	case len(t.Shape) == rank && t.Shape[0] == 1:
		return &cnn.Tensor{Shape: t.Shape[1:], Data: t.Data}, nil
	}
	return nil, errMixes
}
