package field

import (
	"image"

	"unitscope/cnn"
)

// An Extent is the theoretical receptive field of a layer's cells: cell (row, column) sees the Size pixels of
// the input that begin at Start + (row, column)·Stride.
//
// It is what the arithmetic of kernels gives, even where that is larger than the input or sticks out of it.
// At the border of a padded map a cell sees less: Chain says what.
type Extent struct {
	Size, Stride, Start [2]int // rows, columns, in pixels

	// Whole is set where every unit sees the whole input by construction, as after flattening or global
	// pooling. Size is then the input's and Stride 0.
	Whole bool
}

// Window is the rectangle of input pixels that a cell sees.
func (e Extent) Window(row, col int) image.Rectangle {
	x, y := e.Start[1]+col*e.Stride[1], e.Start[0]+row*e.Stride[0]
	return image.Rect(x, y, x+e.Size[1], y+e.Size[0])
}

// Extents returns the extent of every node of a network. Where branches meet, it is the smallest that holds
// what each of them sees; if their strides differ there is none of this form, and it is Whole.
func Extents(net *cnn.Network) []Extent {
	extents := make([]Extent, len(net.Nodes))
	for i, n := range net.Nodes {
		for k, in := range n.Inputs {
			below := Extent{Size: [2]int{1, 1}, Stride: [2]int{1, 1}} // one pixel
			switch {
			case in >= 0:
				below = extents[in]
			case len(net.Input) != 3:
				below = whole(net.Input)
			}
			e := through(below, n.Layer, shapeOf(net, in), net.Input)
			if k > 0 {
				e = union(extents[i], e, net.Input)
			}
			extents[i] = e
		}
	}
	return extents
}

// through is what a cell sees through a layer, given what the layer's input sees.
func through(below Extent, layer cnn.Layer, shape, input cnn.Shape) Extent {
	r := reachOf(layer, shape)
	if below.Whole || r.all {
		return whole(input)
	}
	var e Extent
	for axis := range 2 {
		e.Size[axis] = below.Size[axis] + (r.size[axis]-1)*below.Stride[axis]
		e.Stride[axis] = below.Stride[axis] * r.stride[axis]
		e.Start[axis] = below.Start[axis] - r.before[axis]*below.Stride[axis]
	}
	return e
}

// union is the smallest extent that holds both.
func union(a, b Extent, input cnn.Shape) Extent {
	if a.Whole || b.Whole || a.Stride != b.Stride {
		return whole(input)
	}
	u := a
	for axis := range 2 {
		u.Start[axis] = min(a.Start[axis], b.Start[axis])
		u.Size[axis] = max(a.Start[axis]+a.Size[axis], b.Start[axis]+b.Size[axis]) - u.Start[axis]
	}
	return u
}

// whole is the extent of a unit that sees everything.
func whole(input cnn.Shape) Extent {
	rows, columns := sides(input)
	return Extent{Size: [2]int{rows, columns}, Whole: true}
}

// sides is a shape's rows and columns. N units that are no maps stand in one row.
func sides(shape cnn.Shape) (rows, columns int) {
	if len(shape) == 3 {
		return shape[1], shape[2]
	}
	return 1, shape.Size()
}

// A reach says which cells of a layer's input one of its cells looks at: on each axis size cells, gaps of a
// dilation included, that begin at cell·stride − before. With all it is every cell of the input.
type reach struct {
	size, stride, before [2]int
	all                  bool
}

// reachOf is the reach of a layer on an input of that shape.
func reachOf(layer cnn.Layer, shape cnn.Shape) reach {
	one := [2]int{1, 1}
	switch l := layer.(type) {
	case *cnn.Conv2D:
		return window(l.Kernel, l.Stride, l.Dilation, l.Pad)
	case *cnn.MaxPool:
		return window(l.Kernel, l.Stride, l.Dilation, l.Pad)
	case *cnn.AvgPool:
		return window(l.Kernel, l.Stride, one, l.Pad)
	case *cnn.GlobalAvgPool, *cnn.GlobalMaxPool, *cnn.Flatten, *cnn.Dense:
		return reach{all: true}
	case *cnn.Concat:
		return reach{size: one, stride: one, all: len(shape) != 3 || l.Axis != 0}
	case *cnn.Softmax:
		return reach{size: one, stride: one, all: len(shape) != 3 || l.Axis != 0}
	case *cnn.LRN: // mixes channels, which is everything where units stand in a row
		return reach{size: one, stride: one, all: len(shape) != 3}
	case cnn.Sighted:
		s := l.Sight(shape)
		return reach{size: s.Size, stride: s.Stride, before: s.Before, all: s.Whole}
	default: // element by element
		return reach{size: one, stride: one}
	}
}

func window(kernel, stride, dilation [2]int, pad cnn.Padding) reach {
	r := reach{stride: stride, before: [2]int{pad.Top, pad.Left}}
	for axis := range 2 {
		r.size[axis] = (kernel[axis]-1)*dilation[axis] + 1
	}
	return r
}
