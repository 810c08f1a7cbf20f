package onnx

import (
	"fmt"
	"slices"

	"unitscope/cnn"
)

// readGemm reads Y = alpha·A·B + beta·C: a dense layer where A is units, B the weights, and C one value for all
// units or one for each; else the steps one by one.
func readGemm(r *nodeReader) (cnn.Layer, error) {
	if len(r.inputs) < 2 {
		return nil, fmt.Errorf("%d inputs, it needs 2", len(r.inputs))
	}
	if !r.dense() {
		return r.gemmSteps()
	}
	weight, err := r.matrix(r.int("transB", 0) != 0)
	if err != nil {
		return nil, err
	}
	weight = scaled(weight, r.float("alpha", 1))
	bias, err := r.constant(2)
	if err != nil {
		return nil, err
	}
	if bias != nil {
		bias = scaled(spread(bias, weight.Shape[0]), r.float("beta", 1))
	}
	return &cnn.Dense{Weight: weight, Bias: bias}, nil
}

// dense tells whether the node is a dense layer.
func (r *nodeReader) dense() bool {
	weight, bias := r.fixed(1), r.fixed(2)
	if !r.batched || r.fixed(0) != nil || len(r.sources) != 1 || len(r.shapes[0]) != 1 ||
		weight == nil || len(weight.dims) != 2 || r.int("transA", 0) != 0 {
		return false
	}
	if bias == nil {
		return !r.has(2)
	}
	units := weight.dims[1]
	if r.int("transB", 0) != 0 {
		units = weight.dims[0]
	}
	shape, err := bias.shape()
	if err != nil {
		return false
	}
	last := fromEnd(shape, 0)
	return last == shape.Size() && (last == 1 || int64(last) == units)
}

func fromEnd(s cnn.Shape, i int) int {
	if i >= len(s) {
		return 1
	}
	return s[len(s)-1-i]
}

// gemmSteps transposes, multiplies, scales and adds.
func (r *nodeReader) gemmSteps() (cnn.Layer, error) {
	var steps []*node
	step := func(name, op string, inputs ...string) string {
		output := r.label() + "/" + name
		steps = append(steps, &node{op: op, name: output, inputs: inputs, outputs: []string{output}})
		return output
	}
	scale := func(name, of string, factor float32) string {
		if factor == 1 {
			return of
		}
		constant := r.label() + "/" + name + "/factor"
		r.values[constant] = value{fixed: &tensor{dataType: typeFloat, floats: []float32{factor}}}
		return step(name, "Mul", of, constant)
	}
	a, b := r.inputs[0], r.inputs[1]
	if r.int("transA", 0) != 0 {
		a = step("a", "Transpose", a)
	}
	if r.int("transB", 0) != 0 {
		b = step("b", "Transpose", b)
	}
	y := scale("scaled", step("product", "MatMul", a, b), r.float("alpha", 1))
	if r.has(2) {
		step("sum", "Add", y, scale("bias", r.inputs[2], r.float("beta", 1)))
	}
	last := steps[len(steps)-1]
	last.name, last.outputs = r.label(), r.outputs
	return r.rewrite(steps...)
}

// readMatMul reads a product of two layers, or of one with weights: a dense layer where it is of units.
func readMatMul(r *nodeReader) (cnn.Layer, error) {
	if len(r.inputs) != 2 {
		return nil, fmt.Errorf("%d inputs, it needs 2", len(r.inputs))
	}
	if r.dense() {
		weight, err := r.matrix(false)
		return &cnn.Dense{Weight: weight}, err
	}
	if len(r.sources) == 2 {
		if r.batched && (len(r.shapes[0]) != len(r.shapes[1]) || len(r.shapes[0]) < 2) {
			return nil, errMixes
		}
		return &cnn.MatMul{}, nil
	}
	l := &cnn.MatMul{Left: r.fixed(0) != nil}
	at := 1
	if l.Left {
		at = 0
	}
	weight, err := r.constant(at)
	if err != nil {
		return nil, err
	}
	rank := len(r.shapes[0]) + r.lead()
	if r.batched && rank == 2 && (l.Left || len(weight.Shape) > 2) {
		return nil, errMixes // the batch is one of the matrix's own dimensions
	}
	if len(weight.Shape) > 2 {
		weight, err = r.over(weight, rank)
	}
	l.Weight = weight
	return l, err
}

func writeMatMul(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.MatMul)
	switch {
	case l.Weight == nil:
	case l.Left:
		w.first("weight", l.Weight)
	default:
		w.tensor("weight", l.Weight)
	}
}

func writeGemm(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Dense)
	w.tensor("weight", l.Weight)
	if l.Bias != nil {
		w.tensor("bias", l.Bias)
	}
	w.int("transB", 1)
}

// matrix is the node's second input as the weights of a dense layer, out×in. In the file they are in×out
// unless transposed.
func (r *nodeReader) matrix(transposed bool) (*cnn.Tensor, error) {
	if transposed {
		return r.constant(1)
	}
	m, err := r.glance(1)
	if err != nil {
		return nil, err
	}
	rows, columns := m.Shape[0], m.Shape[1]
	if err := m.Shape.Check(); err != nil {
		return nil, err
	}
	if r.fixed(1).taken {
		if err := r.spend(len(m.Data)); err != nil {
			return nil, err
		}
	}
	r.fixed(1).taken = true // no other layer will read it, as a rule
	t := cnn.NewTensor(columns, rows)
	for i, v := range m.Data {
		t.Data[i%columns*rows+i/columns] = v
	}
	return t, nil
}

// spread gives every one of n units its bias out of one value for all or one for each.
func spread(bias *cnn.Tensor, n int) *cnn.Tensor {
	if len(bias.Data) == n {
		return &cnn.Tensor{Shape: cnn.Shape{n}, Data: bias.Data}
	}
	return &cnn.Tensor{Shape: cnn.Shape{n}, Data: slices.Repeat(bias.Data[:1], n)}
}

// scaled multiplies by a factor; by one it is the same array, bit for bit.
func scaled(t *cnn.Tensor, factor float32) *cnn.Tensor {
	if factor == 1 {
		return t
	}
	s := t.Clone()
	for i := range s.Data {
		s.Data[i] *= factor
	}
	return s
}
