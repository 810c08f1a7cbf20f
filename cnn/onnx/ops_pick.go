package onnx

import (
	"fmt"
	"math"
	"slices"

	"unitscope/cnn"
)

// readSlice finds starts, ends and axes in attributes before operator set 10, in inputs with steps since.
func readSlice(r *nodeReader) (cnn.Layer, error) {
	rank := len(r.shapes[0]) + r.lead()
	var lists [4][]int64 // starts, ends, axes, steps
	for i, name := range []string{"starts", "ends", "axes", "steps"} {
		list, ok, err := r.integers(name, i+1)
		if err != nil {
			return nil, err
		}
		if !ok && i < 2 {
			return nil, fmt.Errorf("it has no %s", name)
		}
		for k := 0; !ok && k < len(lists[0]); k++ {
			list = append(list, []int64{2: int64(k), 3: 1}[i])
		}
		if len(list) != len(lists[0]) && i > 0 {
			return nil, fmt.Errorf("%d starts and %d %s", len(lists[0]), len(list), name)
		}
		lists[i] = list
	}
	l := wholeSlice("Slice", r.shapes[0])
	for i, axis := range lists[2] {
		if axis < 0 {
			axis += int64(rank)
		}
		if axis < 0 || axis >= int64(rank) {
			return nil, fmt.Errorf("axis %d of %d dimensions", axis, rank)
		}
		n := r.dims(r.sources[0])[axis]
		start, step, count, err := sliced(lists[0][i], lists[1][i], lists[3][i], n)
		switch at := int(axis) - r.lead(); {
		case err != nil:
			return nil, err
		case at >= 0:
			l.Start[at], l.Step[at], l.Count[at] = start, step, count
		case start != 0 || step != 1 || count != n || r.dynamic && lists[1][i] < math.MaxInt32:
			return nil, errMixes
		}
	}
	return l, nil
}

// wholeSlice takes everything.
func wholeSlice(as string, in cnn.Shape) *cnn.Slice {
	l := &cnn.Slice{As: as, Start: make([]int, len(in)), Step: make([]int, len(in)), Count: slices.Clone(in)}
	for axis := range in {
		l.Step[axis] = 1
	}
	return l
}

// sliced is which of n cells are taken from start on up to end, which may be beyond them or, if negative,
// counted from the back.
func sliced(start, end, by int64, n int) (first, step, count int, err error) {
	if by == 0 || by > math.MaxInt32 || by < -math.MaxInt32 {
		return 0, 0, 0, fmt.Errorf("step %d", by)
	}
	within := func(v, low, high int64) int64 {
		if v < 0 {
			v += int64(n)
		}
		return min(max(v, low), high)
	}
	var cells int64
	if by > 0 {
		start, end = within(start, 0, int64(n)), within(end, 0, int64(n))
		cells = (end - start + by - 1) / by
	} else {
		start, end = within(start, 0, int64(n)-1), within(end, -1, int64(n)-1)
		cells = (start - end - by - 1) / -by
	}
	if cells < 1 {
		return 0, 0, 0, fmt.Errorf("it takes nothing of %d cells: %w", n, ErrUnsupported)
	}
	return int(start), int(by), int(cells), nil
}

// writeSlice writes all axes of the example.
func writeSlice(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Slice)
	var ends, axes []int
	for axis, start := range l.Start {
		end := start + l.Count[axis]*l.Step[axis]
		if end < 0 { // before the first cell, where -1 would be the last
			end = math.MinInt32
		}
		ends, axes = append(ends, end), append(axes, axis+w.lead())
	}
	w.integers("starts", l.Start...)
	w.integers("ends", ends...)
	w.integers("axes", axes...)
	w.integers("steps", l.Step...)
}

// readSplit makes a layer for each output: parts of sizes that are an attribute before operator set 13 and an input
// since, else equal, the last one smaller if need be.
func readSplit(r *nodeReader) (cnn.Layer, error) {
	axis, err := r.axisOf(0)
	if err != nil {
		return nil, err
	}
	in := r.shapes[0]
	sizes, ok, err := r.integers("split", 1)
	if err != nil {
		return nil, err
	}
	parts := len(r.outputs)
	if !ok {
		parts = int(min(max(r.int("num_outputs", int64(parts)), 1), int64(in[axis])))
		size := int64((in[axis] + parts - 1) / parts)
		for left := int64(in[axis]); left > 0; left -= size {
			sizes = append(sizes, min(size, left))
		}
	}
	if len(sizes) < len(r.outputs) {
		return nil, fmt.Errorf("%d outputs, but %d parts", len(r.outputs), len(sizes))
	}
	layers := make([]*cnn.Slice, len(r.outputs))
	start := int64(0)
	for i, size := range sizes {
		if size < 0 || size > int64(in[axis])-start {
			return nil, fmt.Errorf("parts of %v of %d", sizes, in[axis])
		}
		if i < len(layers) && size > 0 {
			layers[i] = wholeSlice("Split", in)
			layers[i].Start[axis], layers[i].Count[axis] = int(start), int(size)
		}
		start += size
	}
	return nil, r.appendOutputs(layers)
}

// appendOutputs appends a layer for each output that something reads; the network's answer, if it is among them, comes
// last. The first one has the node's name, the others their own.
func (r *nodeReader) appendOutputs(layers []*cnn.Slice) error {
	order := make([]int, len(layers))
	for i := range order {
		order[i] = i
	}
	if at := slices.Index(r.outputs, r.answer); at >= 0 {
		order = append(slices.Delete(order, at, at+1), at)
	}
	for _, i := range order {
		if r.outputs[i] == "" || r.read != nil && !r.read[r.outputs[i]] {
			continue
		}
		if layers[i] == nil { // none of it, which is left for others to pass over
			r.set(i, &tensor{dataType: typeFloat, dims: []int64{0}})
			continue
		}
		label := r.label()
		if i > 0 {
			label = r.outputs[i]
		}
		layer, err := r.append(label, layers[i], r.sources...)
		if err != nil {
			return err
		}
		r.bind(i, layer)
	}
	return nil
}

// writeSplit writes a part and what is before and after it, of which nothing is used.
func writeSplit(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Slice)
	axis := 0
	for i, n := range w.shapes[0] {
		if l.Count[i] != n {
			axis = i
		}
	}
	var sizes []int
	for i, n := range []int{l.Start[axis], l.Count[axis], w.shapes[0][axis] - l.Start[axis] - l.Count[axis]} {
		switch {
		case n == 0:
		case i == 1:
			sizes = append(sizes, n)
			w.outputs = append(w.outputs, w.layer)
		default:
			sizes = append(sizes, n)
			w.outputs = append(w.outputs, w.graph.free(w.layer+[]string{".before", "", ".after"}[i]))
		}
	}
	w.integers("split", sizes...)
	w.axis(axis)
}

// readGather takes slices by constant indices.
func readGather(r *nodeReader) (cnn.Layer, error) {
	axis, err := r.axisOf(0)
	if err != nil {
		return nil, err
	}
	t := r.fixed(1)
	if t == nil || !t.integer() {
		return nil, fmt.Errorf("its indices are no constants: %w", ErrUnsupported)
	}
	to, err := t.shape()
	if err != nil {
		return nil, err
	}
	if err := to.Check(); err != nil {
		return nil, err
	}
	l := &cnn.Gather{Axis: axis, To: to}
	for _, i := range t.ints {
		if i < 0 {
			i += int64(r.shapes[0][axis])
		}
		l.Indices = append(l.Indices, int(i))
	}
	return l, nil
}

func writeGather(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Gather)
	w.indices("indices", l.To, l.Indices)
	w.axis(l.Axis)
}

// readPad finds the border in attributes before operator set 11, in inputs since.
func readPad(r *nodeReader) (cnn.Layer, error) {
	in := r.shapes[0]
	rank := len(in) + r.lead()
	pads, ok, err := r.integers("pads", 1)
	if err != nil || !ok {
		return nil, lacking(err, "it has no pads")
	}
	l := &cnn.Border{Mode: cnn.BorderMode(r.text("mode", "constant")), Before: make([]int, len(in)), After: make([]int, len(in)), Value: r.float("value", 0)}
	if r.has(2) {
		if l.Value, err = r.number(2, 0); err != nil {
			return nil, err
		}
	}
	axes, ok, err := r.integers("axes", 3)
	if err != nil {
		return nil, err
	}
	for axis := 0; !ok && axis < rank; axis++ {
		axes = append(axes, int64(axis))
	}
	if len(pads) != 2*len(axes) {
		return nil, fmt.Errorf("%d pads for %d axes", len(pads), len(axes))
	}
	for i, v := range axes {
		before, after := pads[i], pads[len(axes)+i]
		if max(before, -before, after, -after) > maxDimension {
			return nil, fmt.Errorf("pads are %v", pads)
		}
		axis, err := r.axis(v, rank)
		if err == errMixes && before == 0 && after == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		l.Before[axis], l.After[axis] = int(before), int(after)
	}
	return l, nil
}

func writePad(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Border)
	if l.Mode == cnn.WrapBorder {
		w.since(19)
	}
	none := make([]int, w.lead())
	w.integers("pads", slices.Concat(none, l.Before, none, l.After)...)
	w.scalar("value", l.Value)
	w.text("mode", string(l.Mode))
}
