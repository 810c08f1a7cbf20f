package cnn

import "fmt"

// Padding is the border, in cells, that a layer imagines around its input's maps.
type Padding struct{ Top, Left, Bottom, Right int }

// maxWindow bounds kernels, strides, dilations and paddings, so that their sums and products
// cannot overflow.
const maxWindow = 1 << 20

// window is the geometry that convolution and pooling share: which cells of an input map a cell
// of the output map looks at. Index 0 is rows, index 1 columns.
type window struct {
	kernel, stride, dilation, before, after [2]int
	ceil                                    bool // count a last window that is cut off by the border
}

func newWindow(kernel, stride, dilation [2]int, p Padding, ceil bool) window {
	return window{kernel, stride, dilation, [2]int{p.Top, p.Left}, [2]int{p.Bottom, p.Right}, ceil}
}

// extent is how many cells the kernel spans on an axis, gaps of dilation included.
func (w window) extent(axis int) int { return (w.kernel[axis]-1)*w.dilation[axis] + 1 }

// outSize is the number of windows on each axis over an input of h rows and w columns:
//
//	⌊(in + before + after − extent) / stride⌋ + 1
//
// With ceil the division rounds up, but a window that would start beyond the input and its
// leading border is left out (PyTorch's rule).
func (w window) outSize(in [2]int) ([2]int, error) {
	var out [2]int
	for axis := range out {
		if err := w.check(axis); err != nil {
			return out, err
		}
		room := in[axis] + w.before[axis] + w.after[axis] - w.extent(axis)
		if room < 0 {
			return out, fmt.Errorf("kernel spans %d×%d, more than the padded input %d×%d", w.extent(0), w.extent(1),
				in[0]+w.before[0]+w.after[0], in[1]+w.before[1]+w.after[1])
		}
		out[axis] = room/w.stride[axis] + 1
		if w.ceil && room%w.stride[axis] != 0 && out[axis]*w.stride[axis] < in[axis]+w.before[axis] {
			out[axis]++
		}
	}
	return out, nil
}

func (w window) check(axis int) error {
	for _, v := range []struct {
		name         string
		value, least int
	}{
		{"kernel", w.kernel[axis], 1}, {"stride", w.stride[axis], 1}, {"dilation", w.dilation[axis], 1},
		{"padding", w.before[axis], 0}, {"padding", w.after[axis], 0},
	} {
		if v.value < v.least || v.value > maxWindow {
			return fmt.Errorf("%s %d is outside %d to %d", v.name, v.value, v.least, maxWindow)
		}
	}
	return nil
}

// pool is the output shape of a layer that moves the window over each map by itself.
func (w window) pool(in []Shape) (Shape, error) {
	s, err := one(in, 3)
	if err != nil {
		return nil, err
	}
	out, err := w.outSize([2]int{s[1], s[2]})
	if err != nil {
		return nil, err
	}
	return Shape{s[0], out[0], out[1]}, nil
}

// reach is which input cells on an axis the window of an output cell covers: first, first +
// dilation, … below last. Cells of the border are left out.
func (w window) reach(axis, out, size int) (first, last int) {
	first = out*w.stride[axis] - w.before[axis]
	last = min(first+w.extent(axis), size)
	if first < 0 {
		first += cut(-first, w.dilation[axis]) * w.dilation[axis]
	}
	return first, last
}

// planes is how many maps one part of a pooling layer takes on.
func planes(w *work) int { return max(1, chunk/w.inShape(0)[1:].Size()) }

// pooling is the number of parts, forward and backward, of a layer that works map by map.
func pooling(w *work) (forward, backward int) {
	parts := cut(w.batch*w.shape[0], planes(w))
	return parts, parts
}
