package onnx

import (
	"fmt"
	"slices"

	"unitscope/cnn"
)

// readArithmetic reads an operator on two operands, of which one may be a constant.
func readArithmetic(r *nodeReader) (cnn.Layer, error) {
	if len(r.inputs) != 2 {
		return nil, fmt.Errorf("%d inputs, it needs 2", len(r.inputs))
	}
	if len(r.sources) == 2 {
		return r.arithmeticOfTwo()
	}
	l := &cnn.Arithmetic{Op: cnn.Operation(r.op), First: r.fixed(0) != nil}
	at := 1
	if l.First {
		at = 0
	}
	constant, err := r.constant(at)
	if err != nil {
		return nil, err
	}
	rank := len(r.shapes[0]) + r.lead()
	if r.opset < 7 && !l.First {
		constant = r.placed(constant, rank)
	}
	l.Constant, err = r.over(constant, rank)
	return l, err
}

// placed gives a constant the dimensions that "axis" put above an operand's of so many before operator set 7.
func (r *nodeReader) placed(t *cnn.Tensor, rank int) *cnn.Tensor {
	axis := r.int("axis", int64(rank-len(t.Shape)))
	if axis < 0 {
		axis += int64(rank)
	}
	after := rank - int(axis) - len(t.Shape)
	if after <= 0 || after > rank {
		return t
	}
	return &cnn.Tensor{Shape: slices.Concat(t.Shape, slices.Repeat(cnn.Shape{1}, after)), Data: t.Data}
}

// arithmeticOfTwo combines two layers.
func (r *nodeReader) arithmeticOfTwo() (cnn.Layer, error) {
	a, b := r.shapes[0], r.shapes[1]
	switch {
	case a.Equal(b) && r.op == "Add":
		return &cnn.Add{}, nil
	case a.Equal(b) && r.op == "Mul":
		return &cnn.Mul{}, nil
	case r.batched && len(a) != len(b):
		return nil, errMixes // one's batch lies over another dimension of the other
	}
	return &cnn.Arithmetic{Op: cnn.Operation(r.op)}, nil
}

func writeArithmetic(w *nodeWriter, layer cnn.Layer) {
	l, ok := layer.(*cnn.Arithmetic)
	switch {
	case (!ok || l.Constant == nil) && len(w.inputs) != 2:
		w.err = fmt.Errorf("of %d inputs: %w", len(w.inputs), ErrUnsupported)
	case !ok || l.Constant == nil:
	case l.First:
		w.first("constant", l.Constant)
	default:
		w.tensor("constant", l.Constant)
	}
}

// readSum adds any number of operands, two by two where they are not all layers of one shape.
func readSum(r *nodeReader) (cnn.Layer, error) {
	same := len(r.sources) == len(r.inputs)
	for _, s := range r.shapes {
		same = same && s.Equal(r.shapes[0])
	}
	if same {
		return &cnn.Sum{}, nil
	}
	var steps []*node
	sum := r.inputs[0]
	for i, in := range r.inputs[1:] {
		step := &node{op: "Add", name: fmt.Sprintf("%s/%d", r.label(), i+1), inputs: []string{sum, in}}
		sum = step.name
		step.outputs = []string{sum}
		steps = append(steps, step)
	}
	last := steps[len(steps)-1]
	last.name, last.outputs = r.label(), r.outputs
	return r.rewrite(steps...)
}

// rewrite builds other nodes in place of the reader's.
func (r *nodeReader) rewrite(nodes ...*node) (cnn.Layer, error) {
	for _, n := range nodes {
		if err := r.try(n); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// readReduce finds the axes in an attribute, or in the input since operator set 13 (sums) or 18.
func readReduce(r *nodeReader) (cnn.Layer, error) {
	rank := len(r.shapes[0]) + r.lead()
	list, _, err := r.integers("axes", 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		if r.int("noop_with_empty_axes", 0) != 0 {
			return &cnn.Elementwise{Op: "Identity"}, nil
		}
		for axis := range rank {
			list = append(list, int64(axis))
		}
	}
	axes, err := r.axes(list, rank)
	if err != nil {
		return nil, err
	}
	return &cnn.Reduce{Op: cnn.Reduction(r.op), Axes: axes, Keep: r.int("keepdims", 1) != 0}, nil
}

// writeReduce writes the axes where their operator set has them.
func writeReduce(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Reduce)
	w.truth("keepdims", l.Keep)
	axes := make([]int, len(l.Axes))
	for i, axis := range l.Axes {
		axes[i] = axis + w.lead()
	}
	switch {
	case len(axes) == 0: // nothing is reduced
		w.since(18)
		w.integers("axes", axes...)
		w.int("noop_with_empty_axes", 1)
	case l.Op == cnn.ReduceSum || w.opset() >= 18:
		w.integers("axes", axes...)
	default:
		w.ints("axes", axes...)
	}
}
