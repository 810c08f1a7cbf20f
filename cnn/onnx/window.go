package onnx

import (
	"fmt"

	"unitscope/cnn"
)

// A window is what convolution and pooling have in common: which cells of the map below a cell looks at.
type window struct {
	kernel, stride, dilation [2]int // rows, columns
	pad                      cnn.Padding
}

func readConv(r *nodeReader) (cnn.Layer, error) {
	if err := r.wantMap(); err != nil {
		return nil, err
	}
	weight, err := r.constant(1)
	if err != nil {
		return nil, err
	}
	if weight == nil || len(weight.Shape) != 4 {
		return nil, fmt.Errorf("its weight is not maps × maps × rows × columns: %w", ErrUnsupported)
	}
	kernel := [2]int(weight.Shape[2:])
	win, err := r.window(&kernel)
	if err != nil {
		return nil, err
	}
	if win.kernel != kernel {
		return nil, fmt.Errorf("kernel_shape %v, but a weight of %v", win.kernel, weight.Shape)
	}
	groups, err := r.positive("group", 1)
	if err != nil {
		return nil, err
	}
	bias, err := r.vector(2, weight.Shape[0])
	if err != nil {
		return nil, err
	}
	return &cnn.Conv2D{Kernel: kernel, Stride: win.stride, Dilation: win.dilation, Pad: win.pad, Groups: groups,
		Weight: weight, Bias: bias}, nil
}

func writeConv(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Conv2D)
	w.tensor("weight", l.Weight)
	if l.Bias != nil {
		w.tensor("bias", l.Bias)
	}
	w.window(window{l.Kernel, l.Stride, l.Dilation, l.Pad})
	w.pair("dilations", l.Dilation)
	w.int("group", int64(l.Groups))
}

func readMaxPool(r *nodeReader) (cnn.Layer, error) {
	win, err := r.window(nil)
	if err != nil {
		return nil, err
	}
	return &cnn.MaxPool{Kernel: win.kernel, Stride: win.stride, Dilation: win.dilation, Pad: win.pad,
		Ceil: r.int("ceil_mode", 0) != 0}, nil
}

func writeMaxPool(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.MaxPool)
	w.window(window{l.Kernel, l.Stride, l.Dilation, l.Pad})
	w.pair("dilations", l.Dilation)
	w.flag("ceil_mode", l.Ceil)
}

func readAvgPool(r *nodeReader) (cnn.Layer, error) {
	win, err := r.window(nil)
	if err != nil {
		return nil, err
	}
	if win.dilation != [2]int{1, 1} {
		return nil, fmt.Errorf("dilations %v: %w", win.dilation, ErrUnsupported)
	}
	return &cnn.AvgPool{Kernel: win.kernel, Stride: win.stride, Pad: win.pad,
		Ceil: r.int("ceil_mode", 0) != 0, CountPad: r.int("count_include_pad", 0) != 0}, nil
}

func writeAvgPool(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.AvgPool)
	w.window(window{kernel: l.Kernel, stride: l.Stride, pad: l.Pad})
	w.flag("ceil_mode", l.Ceil)
	w.flag("count_include_pad", l.CountPad)
}

// window reads kernel_shape (which only a convolution may leave out), strides, dilations and padding.
func (r *nodeReader) window(kernel *[2]int) (w window, err error) {
	if err = r.wantMap(); err != nil {
		return w, err
	}
	if _, ok := r.attributes["kernel_shape"]; !ok && kernel == nil {
		return w, fmt.Errorf("it has no kernel_shape")
	}
	if kernel == nil {
		kernel = &[2]int{}
	}
	one := [2]int{1, 1}
	if w.kernel, err = r.pair("kernel_shape", *kernel); err != nil {
		return w, err
	}
	if w.stride, err = r.pair("strides", one); err != nil {
		return w, err
	}
	if w.dilation, err = r.pair("dilations", one); err != nil {
		return w, err
	}
	w.pad, err = r.padding(w)
	return w, err
}

// padding reads pads, or works out what auto_pad asks for.
func (r *nodeReader) padding(w window) (cnn.Padding, error) {
	switch mode := r.attributes["auto_pad"].s; mode {
	case "", "NOTSET":
		return r.pads()
	case "VALID":
		return cnn.Padding{}, nil
	case "SAME_UPPER", "SAME_LOWER":
		top, bottom := w.same(0, r.shapes[0][1], mode == "SAME_UPPER")
		left, right := w.same(1, r.shapes[0][2], mode == "SAME_UPPER")
		return cnn.Padding{Top: top, Left: left, Bottom: bottom, Right: right}, nil
	default:
		return cnn.Padding{}, fmt.Errorf("auto_pad %q: %w", mode, ErrUnsupported)
	}
}

// pads reads the padding in ONNX's order: before each axis, then after each.
func (r *nodeReader) pads() (cnn.Padding, error) {
	a, ok := r.attributes["pads"]
	if !ok {
		return cnn.Padding{}, nil
	}
	if len(a.ints) != 4 {
		return cnn.Padding{}, fmt.Errorf("pads are %v, only two axes are read: %w", a.ints, ErrUnsupported)
	}
	for _, v := range a.ints {
		if v < 0 || v > maxDimension {
			return cnn.Padding{}, fmt.Errorf("pads are %v: %w", a.ints, ErrUnsupported)
		}
	}
	return cnn.Padding{Top: int(a.ints[0]), Left: int(a.ints[1]), Bottom: int(a.ints[2]), Right: int(a.ints[3])}, nil
}

// same is the padding of one axis that makes the output ⌈size/stride⌉ cells; an odd cell goes after the map if
// upper, else before it.
func (w window) same(axis, size int, upper bool) (before, after int) {
	cells := (size + w.stride[axis] - 1) / w.stride[axis]
	extent := (w.kernel[axis]-1)*w.dilation[axis] + 1
	total := max((cells-1)*w.stride[axis]+extent-size, 0)
	before, after = total/2, total-total/2
	if !upper {
		before, after = after, before
	}
	return before, after
}
