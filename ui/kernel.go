package ui

import (
	"image"
	"math"

	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A kernelPicture is one unit's weights laid out to be drawn: for a layer that reads three
// colours the kernel itself, 3×h×w; for others all its slices side by side, one a map that
// it reads, with gaps between them.
type kernelPicture struct {
	data     []float32
	h, w     int // cells, gaps included
	coloured bool
}

// kernelCells is the size of a row's kernel pictures; ok is false for a layer without
// kernels.
func kernelCells(net *cnn.Network, node int) (h, w int, ok bool) {
	k, ok := kernelOf(net, node)
	if !ok {
		return 0, 0, false
	}
	if k.pictured() {
		return k.h, k.w, true
	}
	columns := k.columns()
	rows := (k.slices + columns - 1) / columns
	return rows*(k.h+1) - 1, columns*(k.w+1) - 1, true
}

// kernels are a layer's weights, seen as slices of h×w.
type kernels struct {
	weights      []float32
	slices, h, w int // of one unit
	first        bool
}

// columns is how many slices stand side by side, so that the whole is nearly square.
func (k kernels) columns() int {
	return int(math.Ceil(math.Sqrt(float64(k.slices) * float64(k.h+1) / float64(k.w+1))))
}

// kernelOf finds the weights of a layer. Those of a dense layer are slices of the maps that
// lie before its Flatten, or single weights.
func kernelOf(net *cnn.Network, node int) (kernels, bool) {
	n := net.Nodes[node]
	switch l := n.Layer.(type) {
	case *cnn.Conv2D:
		s := l.Weight.Shape
		return kernels{l.Weight.Data, s[1], s[2], s[3], n.Inputs[0] < 0}, true
	case *cnn.Dense:
		k := kernels{l.Weight.Data, l.Weight.Shape[1], 1, 1, false}
		if before := beforeFlatten(net, node); len(before) == 3 && before.Size() == k.slices {
			k.slices, k.h, k.w = before[0], before[1], before[2]
		}
		return k, true
	}
	return kernels{}, false
}

// beforeFlatten is the shape of the maps that a dense layer reads as one list.
func beforeFlatten(net *cnn.Network, node int) cnn.Shape {
	in := net.Nodes[node].Inputs[0]
	for in >= 0 && (net.Nodes[in].Layer.Kind() == "Flatten" || net.Nodes[in].Layer.Kind() == "Dropout") {
		in = net.Nodes[in].Inputs[0]
	}
	if in < 0 {
		return net.Input
	}
	return net.Nodes[in].Shape
}

// unit lays one unit's weights out.
func (k kernels) unit(unit int) kernelPicture {
	weights := k.ofUnit(unit)
	if k.pictured() {
		return kernelPicture{weights, k.h, k.w, true}
	}
	columns := k.columns()
	rows := (k.slices + columns - 1) / columns
	p := kernelPicture{h: rows*(k.h+1) - 1, w: columns*(k.w+1) - 1}
	p.data = make([]float32, p.h*p.w)
	for i := range p.data {
		p.data[i] = float32(math.NaN()) // gaps are nothing
	}
	for s := range k.slices {
		top, left := s/columns*(k.h+1), s%columns*(k.w+1)
		for y := range k.h {
			copy(p.data[(top+y)*p.w+left:], weights[(s*k.h+y)*k.w:][:k.w])
		}
	}
	return p
}

// paint draws a unit's weights in the colours of a range, on the window's ground.
func (p kernelPicture) paint(dst *image.RGBA, r image.Rectangle, rng colormap.Range, dark bool) {
	if p.coloured {
		render.Kernel(dst, r, p.data, p.h, p.w, rng)
		return
	}
	ground := rgba(theme.Color(theme.Background))
	render.Fill(dst, r, ground)
	render.Map(dst, r, p.data, p.h, p.w, rng, gapped(signed(dark), ground))
}

// ofUnit is one unit's weights, slice after slice.
func (k kernels) ofUnit(unit int) []float32 {
	size := k.slices * k.h * k.w
	return k.weights[unit*size:][:size]
}

// pictured tells whether the kernels are drawn as pictures in colour.
func (k kernels) pictured() bool { return k.first && k.slices == 3 }

// bounds is the range that all kernels of a layer share, centred on zero.
func (k kernels) bounds() colormap.Range { return colormap.SignedOf(k.weights) }
