package onnx

import (
	"fmt"
	"math"
	"slices"

	"unitscope/cnn"
)

// set makes a node's output a constant.
func (r *nodeReader) set(output int, t *tensor) {
	r.values[r.outputs[output]] = value{fixed: t}
}

// integersOf is a constant of integers.
func integersOf(list []int64, dims ...int64) *tensor {
	return &tensor{dataType: typeInt64, dims: dims, ints: list}
}

// foldShape takes the dimensions of a value, batch included, as integers.
func foldShape(r *nodeReader) (bool, error) {
	if len(r.inputs) != 1 {
		return false, fmt.Errorf("%d inputs, it needs 1", len(r.inputs))
	}
	var dims cnn.Shape
	v, ok := r.values[r.inputs[0]]
	switch {
	case !ok:
		return false, fmt.Errorf("input %q is not computed before it", r.inputs[0])
	case v.fixed != nil:
		shape, err := v.fixed.shape()
		if err != nil {
			return false, err
		}
		dims = shape
	default:
		dims = r.dims(v.layer)
	}
	rank := int64(len(dims))
	bound := func(name string, otherwise int64) int64 {
		v := r.int(name, otherwise)
		if v < 0 {
			v += rank
		}
		return min(max(v, 0), rank)
	}
	start, end := bound("start", 0), bound("end", rank)
	list := []int64{}
	for i := start; i < end; i++ {
		list = append(list, int64(dims[i]))
	}
	r.set(0, integersOf(list, int64(len(list))))
	return true, nil
}

// foldConstant takes the value that the node itself holds.
func foldConstant(r *nodeReader) (bool, error) {
	for name, a := range r.attributes {
		var t *tensor
		switch name {
		case "value":
			t = a.t
		case "value_float":
			t = &tensor{dataType: typeFloat, floats: []float32{a.f}}
		case "value_floats":
			t = &tensor{dataType: typeFloat, floats: a.floats, dims: []int64{int64(len(a.floats))}}
		case "value_int":
			t = integersOf([]int64{a.i})
		case "value_ints":
			t = integersOf(a.ints, int64(len(a.ints)))
		}
		if t != nil {
			r.set(0, t)
			return true, nil
		}
	}
	return false, fmt.Errorf("a constant that is not a tensor: %w", ErrUnsupported)
}

// foldConstantOfShape makes an array of one value.
func foldConstantOfShape(r *nodeReader) (bool, error) {
	dims, ok, err := r.integers("", 0)
	if err != nil || !ok {
		return false, err
	}
	value := r.attributes["value"].t
	if value == nil {
		value = &tensor{dataType: typeFloat, floats: []float32{0}}
	}
	if len(value.floats)+len(value.ints) != 1 {
		return false, fmt.Errorf("a value of %d numbers", len(value.floats)+len(value.ints))
	}
	count := int64(1)
	for _, d := range dims {
		if d < 0 || d > 0 && count > int64(r.budget)/d {
			return false, fmt.Errorf("an array of %v: %w", dims, ErrUnsupported)
		}
		count *= d
	}
	if err := r.spend(int(count)); err != nil {
		return false, err
	}
	r.set(0, &tensor{dataType: value.dataType, dims: dims, floats: repeated(value.floats, int(count)), ints: repeated(value.ints, int(count))})
	return true, nil
}

// repeated is a list's only element so many times.
func repeated[T any](list []T, count int) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Repeat(list[:1], count)
}

// foldCast turns constants into another type.
func foldCast(r *nodeReader) (bool, error) {
	t, to := r.fixed(0), r.int("to", 0)
	if t == nil {
		return false, nil
	}
	if width[to] == 0 {
		return false, fmt.Errorf("to data type %d: %w", to, ErrUnsupported)
	}
	cast := &tensor{dataType: to, dims: t.dims, floats: t.floats, ints: t.ints}
	if err := r.spend(len(t.ints) + len(t.floats)); err != nil {
		return false, err
	}
	switch {
	case isFloat(to) && t.integer():
		cast.ints = nil
		for _, v := range t.ints {
			cast.floats = append(cast.floats, float32(v))
		}
	case !isFloat(to) && !t.integer():
		cast.floats = nil
		for _, v := range t.floats {
			cast.ints = append(cast.ints, toInteger(v))
		}
	}
	if to == typeBool {
		for i, v := range cast.ints {
			cast.ints[i] = min(max(v, -v), 1)
		}
	}
	cast.floats = slices.Clone(cast.floats)
	r.set(0, cast)
	return true, nil
}

// toInteger cuts off what is after the point.
func toInteger(v float32) int64 {
	return int64(min(max(math.Trunc(float64(v)), math.MinInt32), math.MaxInt32))
}

// foldAlias gives a constant another name.
func foldAlias(r *nodeReader) (bool, error) {
	if len(r.inputs) != 1 {
		return false, fmt.Errorf("%d inputs", len(r.inputs))
	}
	if r.fixed(0) == nil {
		return false, nil
	}
	r.values[r.outputs[0]] = r.values[r.inputs[0]]
	return true, nil
}

// exact is how large integers may be that float32 holds exactly.
const exact = 1 << 24

// foldByRunning computes a node that only reads constants, with the layer that would compute it.
func (r *nodeReader) foldByRunning() error {
	t := r.fixed(0)
	if t == nil {
		return fmt.Errorf("it has no first input")
	}
	shape, err := t.shape()
	if err != nil {
		return fmt.Errorf("constant %q: %w", r.inputs[0], err)
	}
	if shape.Check() != nil {
		return fmt.Errorf("constant %q is empty (%v): %w", r.inputs[0], []int(shape), ErrUnsupported)
	}
	x, order, err := r.operand(t)
	if err != nil {
		return err
	}
	inner := r.within(r.inputs[0], shape)
	run := &nodeReader{node: r.node, builder: inner, rule: r.rule}
	if err := run.build(); err != nil {
		return err
	}
	r.budget, r.cells = inner.budget, inner.cells
	pass := inner.net.NewPass(1)
	pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{1}, shape...), Data: x})
	for _, o := range r.outputs {
		v, ok := inner.values[o]
		if o == "" || !ok {
			continue
		}
		if v.fixed != nil { // a part without a cell
			r.values[o] = v
			continue
		}
		result, err := r.result(t, pass.Activation(v.layer), order)
		if err != nil {
			return err
		}
		r.values[o] = value{fixed: result}
	}
	return nil
}

// operand is a constant as numbers to compute with, or where they are too large integers to be moved only, the
// order of their places.
func (r *nodeReader) operand(t *tensor) (x []float32, order bool, err error) {
	if !t.integer() {
		return t.floats, false, nil
	}
	large := slices.ContainsFunc(t.ints, func(v int64) bool { return v > exact || v < -exact })
	if large && (!r.rule.places || len(t.ints) > exact) {
		return nil, false, fmt.Errorf("integers over %d: %w", exact, ErrUnsupported)
	}
	if err := r.spend(len(t.ints)); err != nil {
		return nil, false, err
	}
	x = make([]float32, len(t.ints))
	for i, v := range t.ints {
		x[i] = float32(v)
		if large {
			x[i] = float32(i)
		}
	}
	return x, large, nil
}

// result is what was computed of t, or in order says which of its values went where, as a constant of its type.
func (r *nodeReader) result(t *tensor, y *cnn.Tensor, order bool) (*tensor, error) {
	if err := r.spend(len(y.Data)); err != nil {
		return nil, err
	}
	c := &tensor{dataType: t.dataType}
	for _, d := range y.Shape[1:] {
		c.dims = append(c.dims, int64(d))
	}
	if !t.integer() {
		c.floats = slices.Clone(y.Data)
		return c, nil
	}
	for _, v := range y.Data {
		switch {
		case order:
			c.ints = append(c.ints, t.ints[int(v)])
		case v > exact || v < -exact || v != v:
			return nil, fmt.Errorf("integers over %d: %w", exact, ErrUnsupported)
		default:
			c.ints = append(c.ints, toInteger(v))
		}
	}
	return c, nil
}
