package onnx

import (
	"fmt"
	"slices"

	"unitscope/cnn"
)

// example is an output shape in the file's terms as that of an example. errMixes says that its first dimension
// is not the batch.
func (b *builder) example(dims []int64) (cnn.Shape, error) {
	if b.batched {
		if len(dims) == 0 || dims[0] != int64(b.batch) {
			return nil, errMixes
		}
		dims = dims[1:]
	}
	shape := cnn.Shape{}
	for _, d := range dims {
		if d < 1 || d > maxCells {
			return nil, fmt.Errorf("shape %v: %w", dims, ErrUnsupported)
		}
		shape = append(shape, int(d))
	}
	return shape, nil
}

// readFlatten makes two dimensions of all; of a batch with axis 1, units.
func readFlatten(r *nodeReader) (cnn.Layer, error) {
	in := r.shapes[0]
	rank := int64(len(in) + r.lead())
	axis := r.int("axis", 1)
	if axis < 0 {
		axis += rank
	}
	switch {
	case axis < 0 || axis > rank:
		return nil, fmt.Errorf("axis %d of %d dimensions", axis, rank)
	case r.batched && axis == 1:
		return &cnn.Flatten{}, nil
	case r.batched:
		return nil, errMixes
	}
	return &cnn.Reshape{As: "Flatten", To: cnn.Shape{in[:axis].Size(), in[axis:].Size()}}, nil
}

func writeFlatten(w *nodeWriter, layer cnn.Layer) {
	l, ok := layer.(*cnn.Reshape)
	if !ok {
		w.int("axis", 1)
		return
	}
	in, axis := w.shapes[0], 0
	for axis < len(in) && in[:axis].Size() != l.To[0] {
		axis++
	}
	w.int("axis", int64(axis))
}

// readReshape finds the shape in an input: 0 is the dimension that was there, unless allowzero, and −1 what is
// left.
func readReshape(r *nodeReader) (cnn.Layer, error) {
	list, ok, err := r.integers("shape", 1)
	if err != nil || !ok {
		return nil, lacking(err, "it has no shape")
	}
	in := slices.Concat(r.batchShape(), r.shapes[0])
	dims, left, open := slices.Clone(list), in.Size(), -1
	for i, d := range dims {
		switch {
		case d == 0 && r.int("allowzero", 0) == 0:
			if i >= len(in) {
				return nil, fmt.Errorf("shape %v of %v", list, in)
			}
			dims[i] = int64(in[i])
		case d == -1 && open < 0:
			open = i
			continue
		case d < 1:
			return nil, fmt.Errorf("shape %v: %w", list, ErrUnsupported)
		}
		if dims[i] > maxCells || left%int(dims[i]) != 0 {
			return nil, fmt.Errorf("%v cannot become %v", in, list)
		}
		left /= int(dims[i])
	}
	if open >= 0 {
		dims[open] = int64(left)
	}
	to, err := r.example(dims)
	return &cnn.Reshape{As: "Reshape", To: to}, err
}

// batchShape is the batch's dimension, where values of the file have one.
func (b *builder) batchShape() cnn.Shape {
	if b.batched {
		return cnn.Shape{b.batch}
	}
	return nil
}

// writeReshape keeps the batch by 0.
func writeReshape(w *nodeWriter, layer cnn.Layer) {
	w.integers("shape", slices.Concat(make([]int, w.lead()), layer.(*cnn.Reshape).To)...)
}

// readSqueeze takes out dimensions of one cell: those named, or all but the batch.
func readSqueeze(r *nodeReader) (cnn.Layer, error) {
	in := r.shapes[0]
	list, ok, err := r.integers("axes", 1)
	if err != nil {
		return nil, err
	}
	axes, err := r.axes(list, len(in)+r.lead())
	if err != nil {
		return nil, err
	}
	to := cnn.Shape{}
	for axis, n := range in {
		gone := slices.Contains(axes, axis) || !ok && n == 1
		if gone && n != 1 {
			return nil, fmt.Errorf("axis %d of %v has more than one cell", axis, in)
		}
		if !gone {
			to = append(to, n)
		}
	}
	return &cnn.Reshape{As: "Squeeze", To: to}, nil
}

func writeSqueeze(w *nodeWriter, layer cnn.Layer) {
	w.integers("axes", w.inserted(w.shapes[0], layer.(*cnn.Reshape).To)...)
}

// inserted lists the dimensions of one cell that long has and short has not, as the file counts them. Of
// several such dimensions side by side it does not matter which of them are listed.
func (w *nodeWriter) inserted(long, short cnn.Shape) []int {
	axes, k := []int{}, 0
	for axis, n := range long {
		if k < len(short) && short[k] == n {
			k++
			continue
		}
		axes = append(axes, axis+w.lead())
	}
	return axes
}

// readUnsqueeze puts dimensions of one cell in, named as they are counted afterwards.
func readUnsqueeze(r *nodeReader) (cnn.Layer, error) {
	in := r.shapes[0]
	list, ok, err := r.integers("axes", 1)
	if err != nil || !ok {
		return nil, lacking(err, "it has no axes")
	}
	axes, err := r.axes(list, len(in)+r.lead()+len(list))
	if err != nil {
		return nil, err
	}
	to := slices.Clone(in)
	for _, axis := range axes {
		to = slices.Insert(to, axis, 1)
	}
	return &cnn.Reshape{As: "Unsqueeze", To: to}, nil
}

func writeUnsqueeze(w *nodeWriter, layer cnn.Layer) {
	w.integers("axes", w.inserted(layer.(*cnn.Reshape).To, w.shapes[0])...)
}

// readTranspose turns the order around by default.
func readTranspose(r *nodeReader) (cnn.Layer, error) {
	rank := len(r.shapes[0]) + r.lead()
	list, ok := r.attributes["perm"]
	perm := list.ints
	if !ok {
		for axis := range rank {
			perm = append(perm, int64(rank-1-axis))
		}
	}
	if len(perm) != rank {
		return nil, fmt.Errorf("perm %v of %d dimensions", perm, rank)
	}
	if r.batched {
		if perm[0] != 0 {
			return nil, errMixes
		}
		perm = perm[1:]
	}
	order := make([]int, len(perm))
	for i, axis := range perm {
		if axis < int64(r.lead()) || axis >= int64(rank) {
			return nil, fmt.Errorf("perm %v of %d dimensions", perm, rank)
		}
		order[i] = int(axis) - r.lead()
	}
	return &cnn.Transpose{Order: order}, nil
}

func writeTranspose(w *nodeWriter, layer cnn.Layer) {
	perm := make([]int, w.lead())
	for _, axis := range layer.(*cnn.Transpose).Order {
		perm = append(perm, axis+w.lead())
	}
	w.ints("perm", perm...)
}

// readConcat puts layers and constants behind each other.
func readConcat(r *nodeReader) (cnn.Layer, error) {
	axis, err := r.axisOf(1)
	if err != nil {
		return nil, err
	}
	rank := len(r.shapes[0]) + r.lead()
	var sources []int
	for i, next := 0, 0; i < len(r.inputs); i++ {
		if r.fixed(i) == nil {
			sources = append(sources, r.sources[next])
			next++
			continue
		}
		if slices.Contains(r.fixed(i).dims, 0) { // nothing
			continue
		}
		constant, err := r.constant(i)
		if err != nil {
			return nil, err
		}
		if len(constant.Shape) != rank {
			return nil, fmt.Errorf("constant %q has %d dimensions, not %d", r.inputs[i], len(constant.Shape), rank)
		}
		if constant, err = r.over(constant, rank); err != nil {
			return nil, err
		}
		layer, err := r.append(r.label()+"/"+r.inputs[i], &cnn.Constant{Value: constant}, r.sources[0])
		if err != nil {
			return nil, err
		}
		sources = append(sources, layer)
	}
	r.sources = sources
	return &cnn.Concat{Axis: axis}, nil
}

func writeConcat(w *nodeWriter, layer cnn.Layer) { w.axis(layer.(*cnn.Concat).Axis) }

// writeConstant writes the array, which is the same for every example of a batch.
func writeConstant(w *nodeWriter, layer cnn.Layer) {
	w.inputs = nil
	w.value(layer.(*cnn.Constant).Value)
}
