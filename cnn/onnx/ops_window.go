package onnx

import (
	"fmt"
	"slices"

	"unitscope/cnn"
)

func readConv(r *nodeReader) (cnn.Layer, error) {
	weight, bias, groups, err := r.kernels()
	if err != nil {
		return nil, err
	}
	grid, err := r.grid(weight.Shape[2:])
	if err != nil {
		return nil, err
	}
	if len(grid.Kernel) != 2 {
		return &cnn.ConvN{Grid: grid, Groups: groups, Weight: weight, Bias: bias}, nil
	}
	return &cnn.Conv2D{Kernel: [2]int(grid.Kernel), Stride: [2]int(grid.Stride), Dilation: [2]int(grid.Dilation), Pad: padding(grid),
		Groups: groups, Weight: weight, Bias: bias}, nil
}

// kernels are the weight, bias and groups of a convolution.
func (r *nodeReader) kernels() (weight, bias *cnn.Tensor, groups int, err error) {
	if weight, err = r.constant(1); err != nil {
		return nil, nil, 0, err
	}
	if weight == nil || len(weight.Shape) < 3 || len(weight.Shape) != len(r.shapes[0])+1 {
		return nil, nil, 0, fmt.Errorf("its weight is not maps × maps × kernel over %v: %w", r.shapes[0], ErrUnsupported)
	}
	if bias, err = r.constant(2); err != nil {
		return nil, nil, 0, err
	}
	groups, err = r.positive("group", 1)
	return weight, bias, groups, err
}

// padding is the border of a grid of rows and columns.
func padding(g cnn.Grid) cnn.Padding {
	return cnn.Padding{Top: g.Before[0], Left: g.Before[1], Bottom: g.After[0], Right: g.After[1]}
}

// gridOf is the grid of windows over rows and columns.
func gridOf(kernel, stride, dilation [2]int, p cnn.Padding) cnn.Grid {
	return cnn.Grid{Kernel: kernel[:], Stride: stride[:], Dilation: dilation[:], Before: []int{p.Top, p.Left}, After: []int{p.Bottom, p.Right}}
}

func writeConv(w *nodeWriter, layer cnn.Layer) {
	switch l := layer.(type) {
	case *cnn.Conv2D:
		w.convolution(l.Weight, l.Bias, gridOf(l.Kernel, l.Stride, l.Dilation, l.Pad), l.Groups)
	case *cnn.ConvN:
		w.convolution(l.Weight, l.Bias, l.Grid, l.Groups)
	}
}

// convolution writes what convolutions and their adjoints have in common.
func (w *nodeWriter) convolution(weight, bias *cnn.Tensor, g cnn.Grid, groups int) {
	w.tensor("weight", weight)
	if bias != nil {
		w.tensor("bias", bias)
	}
	w.grid(g)
	w.ints("dilations", g.Dilation...)
	w.int("group", int64(groups))
}

func readConvTranspose(r *nodeReader) (cnn.Layer, error) {
	weight, bias, groups, err := r.kernels()
	if err != nil {
		return nil, err
	}
	axes := len(weight.Shape) - 2
	l := &cnn.ConvTranspose{Groups: groups, Weight: weight, Bias: bias}
	if l.Grid, err = r.steps(weight.Shape[2:]); err != nil {
		return nil, err
	}
	if l.Extra, err = r.list("output_padding", axes, 0, 0); err != nil {
		return nil, err
	}
	size, err := r.list("output_shape", axes, 0, 0)
	if err != nil {
		return nil, err
	}
	mode := r.text("auto_pad", "NOTSET")
	if _, sized := r.attributes["output_shape"]; !sized && (mode == "NOTSET" || mode == "VALID") {
		l.Before, l.After, err = r.pads(axes, mode)
		return l, err
	}
	for axis := range axes {
		in := r.shapes[0][1+axis]
		if _, sized := r.attributes["output_shape"]; !sized {
			size[axis] = in * l.Stride[axis]
		}
		total := (in-1)*l.Stride[axis] + l.Extra[axis] + (l.Kernel[axis]-1)*l.Dilation[axis] + 1 - size[axis]
		l.Extra[axis] += max(-total, 0)
		before, after := halves(max(total, 0), mode != "SAME_UPPER")
		l.Before, l.After = append(l.Before, before), append(l.After, after)
	}
	return l, nil
}

func writeConvTranspose(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.ConvTranspose)
	w.convolution(l.Weight, l.Bias, l.Grid, l.Groups)
	w.ints("output_padding", l.Extra...)
}

func readMaxPool(r *nodeReader) (cnn.Layer, error) {
	g, err := r.grid(nil)
	if err != nil {
		return nil, err
	}
	ceil := r.int("ceil_mode", 0) != 0
	if len(g.Kernel) != 2 {
		return &cnn.PoolN{Grid: g, Ceil: ceil}, nil
	}
	return &cnn.MaxPool{Kernel: [2]int(g.Kernel), Stride: [2]int(g.Stride), Dilation: [2]int(g.Dilation), Pad: padding(g), Ceil: ceil}, nil
}

func writeMaxPool(w *nodeWriter, layer cnn.Layer) {
	switch l := layer.(type) {
	case *cnn.MaxPool:
		w.pool(gridOf(l.Kernel, l.Stride, l.Dilation, l.Pad), l.Ceil)
		w.pair("dilations", l.Dilation)
	case *cnn.PoolN:
		w.pool(l.Grid, l.Ceil)
		w.ints("dilations", l.Dilation...)
	}
}

// pool writes what both kinds of pooling have in common.
func (w *nodeWriter) pool(g cnn.Grid, ceil bool) {
	w.grid(g)
	w.flag("ceil_mode", ceil)
}

func readAvgPool(r *nodeReader) (cnn.Layer, error) {
	g, err := r.grid(nil)
	if err != nil {
		return nil, err
	}
	ceil, count := r.int("ceil_mode", 0) != 0, r.int("count_include_pad", 0) != 0
	if len(g.Kernel) != 2 || g.Dilation[0] != 1 || g.Dilation[1] != 1 {
		return &cnn.PoolN{Grid: g, Average: true, Ceil: ceil, CountPad: count}, nil
	}
	return &cnn.AvgPool{Kernel: [2]int(g.Kernel), Stride: [2]int(g.Stride), Pad: padding(g), Ceil: ceil, CountPad: count}, nil
}

func writeAvgPool(w *nodeWriter, layer cnn.Layer) {
	switch l := layer.(type) {
	case *cnn.AvgPool:
		w.pool(gridOf(l.Kernel, l.Stride, [2]int{1, 1}, l.Pad), l.Ceil)
		w.flag("count_include_pad", l.CountPad)
	case *cnn.PoolN:
		w.pool(l.Grid, l.Ceil)
		w.flag("count_include_pad", l.CountPad)
		if slices.Max(l.Dilation) > 1 {
			w.since(19)
			w.ints("dilations", l.Dilation...)
		}
	}
}

// grid reads kernel_shape (which only a convolution may leave out), strides, dilations and padding.
func (r *nodeReader) grid(kernel []int) (g cnn.Grid, err error) {
	if g, err = r.steps(kernel); err != nil {
		return g, err
	}
	axes := len(g.Kernel)
	switch mode := r.text("auto_pad", "NOTSET"); mode {
	case "NOTSET", "VALID":
		g.Before, g.After, err = r.pads(axes, mode)
	case "SAME_UPPER", "SAME_LOWER":
		for axis := range axes {
			before, after := same(g, axis, r.shapes[0][1+axis], mode == "SAME_UPPER")
			g.Before, g.After = append(g.Before, before), append(g.After, after)
		}
	default:
		err = fmt.Errorf("auto_pad %q: %w", mode, ErrUnsupported)
	}
	return g, err
}

// steps reads a grid without its padding.
func (r *nodeReader) steps(kernel []int) (g cnn.Grid, err error) {
	axes := len(r.shapes[0]) - 1
	if axes < 1 {
		return g, fmt.Errorf("it reads %v, which is no maps: %w", r.shapes[0], ErrUnsupported)
	}
	if _, ok := r.attributes["kernel_shape"]; !ok && kernel == nil {
		return g, fmt.Errorf("it has no kernel_shape")
	}
	if g.Kernel, err = r.list("kernel_shape", axes, 1, 1); err != nil {
		return g, err
	}
	if _, ok := r.attributes["kernel_shape"]; !ok {
		g.Kernel = slices.Clone(kernel)
	}
	if kernel != nil && !slices.Equal(kernel, g.Kernel) {
		return g, fmt.Errorf("kernel_shape %v, but a weight for %v", g.Kernel, kernel)
	}
	if g.Stride, err = r.list("strides", axes, 1, 1); err != nil {
		return g, err
	}
	g.Dilation, err = r.list("dilations", axes, 1, 1)
	return g, err
}

// list is an attribute of one number, at least least, for each of some axes.
func (r *nodeReader) list(name string, axes int, otherwise, least int64) ([]int, error) {
	a, ok := r.attributes[name]
	if !ok {
		return slices.Repeat([]int{int(otherwise)}, axes), nil
	}
	if name == "output_shape" && len(a.ints) == axes+2 { // some writers name the batch and the maps too
		a.ints = a.ints[2:]
	}
	if len(a.ints) != axes {
		return nil, fmt.Errorf("%s is %v for %d axes: %w", name, a.ints, axes, ErrUnsupported)
	}
	list := make([]int, axes)
	for i, v := range a.ints {
		if v < least || v > maxDimension {
			return nil, fmt.Errorf("%s is %v", name, a.ints)
		}
		list[i] = int(v)
	}
	return list, nil
}

// pads reads the padding in ONNX's order: before each axis, then after each.
func (r *nodeReader) pads(axes int, mode string) (before, after []int, err error) {
	a, ok := r.attributes["pads"]
	if !ok || mode == "VALID" {
		return make([]int, axes), make([]int, axes), nil
	}
	if len(a.ints) != 2*axes {
		return nil, nil, fmt.Errorf("pads are %v for %d axes: %w", a.ints, axes, ErrUnsupported)
	}
	for _, v := range a.ints {
		if v < 0 || v > maxDimension {
			return nil, nil, fmt.Errorf("pads are %v: %w", a.ints, ErrUnsupported)
		}
		before = append(before, int(v))
	}
	return before[:axes:axes], before[axes:], nil
}

// same is the padding of one axis that makes the output ⌈size/stride⌉ cells; an odd cell goes after the map if
// upper, else before it.
func same(g cnn.Grid, axis, size int, upper bool) (before, after int) {
	cells := (size + g.Stride[axis] - 1) / g.Stride[axis]
	extent := (g.Kernel[axis]-1)*g.Dilation[axis] + 1
	return halves(max((cells-1)*g.Stride[axis]+extent-size, 0), !upper)
}

// halves parts a padding in two, the odd cell going before if first, else after.
func halves(total int, first bool) (before, after int) {
	if first {
		return total - total/2, total / 2
	}
	return total / 2, total - total/2
}

// grid writes a kernel, strides and padding.
func (w *nodeWriter) grid(g cnn.Grid) {
	w.ints("kernel_shape", g.Kernel...)
	w.ints("strides", g.Stride...)
	w.ints("pads", slices.Concat(g.Before, g.After)...)
}
