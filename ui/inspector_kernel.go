package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A kernelPage shows all of a unit's weights: a slice for each map that it reads, in one
// range; those of a layer that reads colours also as a coloured picture.
type kernelPage struct {
	act   do
	hover func(text ...string)

	head   *widget.SectionHead
	whole  *widget.MapView // the coloured picture
	words  *widget.Text
	top    *fyne.Container
	slices *widget.Tiles
	sheet  *fyne.Container // the slices at their size
	bar    *widget.ColorBar
	bias   *widget.Text
	none   *widget.Text

	of      kernelOfUnit
	kernel  unitKernel
	dark    bool
	redrawn pace
	width   float32 // the slices' size was made for
}

type kernelOfUnit struct {
	net        *cnn.Network
	head, unit int
	dark       bool
}

// A unitKernel is the weights of one unit, slice by slice.
type unitKernel struct {
	weights      []float32
	slices, h, w int
	first        int                    // map that the first slice reads
	names        func(slice int) string // of what a slice reads
	coloured     bool                   // the slices are red, green and blue
	bias         float32
	span         colormap.Range
}

func newKernelPage(act do, hover func(text ...string)) *kernelPage {
	p := &kernelPage{act: act, hover: hover, redrawn: pace{every: wordsEvery}}
	p.head = widget.NewSectionHead("Kernel")
	p.whole = widget.NewMapView(func(dst *image.RGBA, r image.Rectangle) {
		render.Kernel(dst, r, p.kernel.weights, p.kernel.h, p.kernel.w, p.kernel.span)
	})
	p.whole.SetMinEdge(96)
	p.words = widget.NewText("The three slices as one picture: the colours that it prefers where. Grey is no weight.",
		widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.top = arranged(func() fyne.Size { return p.whole.MinSize() }, func(size fyne.Size) {
		edge := p.whole.MinSize().Width
		put(p.whole, 0, 0, edge, edge)
		put(p.words, edge+theme.Px(2*theme.Grid), 0, size.Width-edge-theme.Px(2*theme.Grid), edge)
	}, p.whole, p.words)
	p.slices = widget.NewTiles(widget.TileRow{}, p.paint)
	p.slices.OnSelect = func(slice int) { act(session.ShowPatch{Map: p.kernel.first + slice}) }
	p.slices.OnOpen = func(int) { act(session.OpenTab{Tab: session.TabMap}) }
	p.slices.OnHover = p.say
	p.slices.SetCaptions(func(slice int) string { return p.kernel.names(slice) })
	p.sheet = arranged(p.slices.MinSize, func(size fyne.Size) {
		if p.width != size.Width {
			p.width = size.Width
			p.fit()
		}
		p.slices.Resize(size)
	}, p.slices)
	p.bar = widget.NewColorBar()
	p.bias = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.none = widget.NewText("This layer has no weights of its own.", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	return p
}

func (p *kernelPage) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.head, p.top, p.sheet, p.bar, p.bias, p.none}
}

func (p *kernelPage) update(s *subject) (resized bool) {
	now := kernelOfUnit{s.net, s.head, s.unit, s.dark}
	sameUnit := now.head == p.of.head && now.unit == p.of.unit && p.of.net != nil && len(p.of.net.Nodes) == len(now.net.Nodes)
	if now != p.of && (!sameUnit || now.dark != p.of.dark || p.redrawn.due(s.frame)) {
		p.of, p.dark = now, s.dark
		kernel, ok := unitKernelOf(s.net, s.head, s.unit)
		resized = !sameUnit
		p.kernel = kernel
		for _, o := range []fyne.CanvasObject{p.head, p.sheet, p.bar, p.bias} {
			show(o, ok)
		}
		show(p.none, !ok)
		show(p.top, ok && kernel.coloured)
		if ok {
			p.draw(!sameUnit)
		}
	}
	selected := -1
	if chosen := s.selection.Patch - p.kernel.first; s.selection.Patch >= 0 && chosen >= 0 && chosen < p.kernel.slices {
		selected = chosen
	}
	p.slices.SetSelected(selected)
	return resized
}

// draw shows the kernel; another one has other slices.
func (p *kernelPage) draw(another bool) {
	k := p.kernel
	note := fmt.Sprintf("%d slices of %d×%d · one colour range for all", k.slices, k.h, k.w)
	if k.slices == 1 {
		note = fmt.Sprintf("%d×%d", k.h, k.w)
	}
	p.head.SetNote(note)
	p.bias.SetText("bias " + figure(float64(k.bias)) + ", added to every cell")
	p.bar.SetRange(k.span, signed(p.dark))
	if another {
		p.slices.SetRow(k.row())
		p.fit()
	}
	p.slices.RefreshUnits()
	if k.coloured {
		p.whole.SetCells(k.h, k.w)
		p.whole.Refresh()
	}
}

// Before scaling.
const (
	sliceEdge  float32 = 88 // of a slice at most
	sliceLeast float32 = 28
)

// row is the slices as tiles; those of colours say which.
func (k unitKernel) row() widget.TileRow {
	return widget.TileRow{Count: k.slices, Height: k.h, Width: k.w, Caption: k.coloured}
}

// fit gives the slices the largest tiles with which few enough lines are needed: colours stand side by side.
func (p *kernelPage) fit() {
	k := p.kernel
	if k.slices == 0 || p.width <= 0 {
		return
	}
	room := widget.DevicePixels(p.slices, p.width)
	gap := widget.DevicePixels(p.slices, theme.Px(4))
	largest := widget.DevicePixels(p.slices, theme.Px(sliceEdge))
	if k.coloured {
		largest = min(largest, room/k.slices-gap)
	}
	sizes := widget.FitTiles([]widget.TileRow{k.row()}, room, room, widget.FitOptions{Gap: gap, Caption: widget.CaptionHeight(p.slices),
		Largest: max(k.h, k.w, largest), Smallest: widget.DevicePixels(p.slices, theme.Px(sliceLeast))})
	p.slices.SetGap(gap)
	p.slices.SetTileSize(sizes[0])
}

func (p *kernelPage) paint(dst *image.RGBA, slice int, r image.Rectangle) {
	k := p.kernel
	if slice < k.slices {
		render.Map(dst, r, k.slice(slice), k.h, k.w, k.span, signed(p.dark))
	}
}

func (k unitKernel) slice(i int) []float32 { return k.weights[i*k.h*k.w:][:k.h*k.w] }

func (p *kernelPage) say(slice, row, col int, inside bool) {
	k := p.kernel
	if !inside || slice >= k.slices {
		p.hover()
		return
	}
	p.hover(fmt.Sprintf("weight over %s", k.names(slice)), fmt.Sprintf("row %d, column %d", row, col), figure(float64(k.slice(slice)[row*k.w+col])))
}

// unitKernelOf takes one unit's weights out of a layer. Those over a list of units are one
// slice, folded to be nearly square.
func unitKernelOf(net *cnn.Network, head, unit int) (unitKernel, bool) {
	layer, ok := kernelOf(net, head)
	if !ok {
		return unitKernel{}, false
	}
	sum := cellSum{net: net, head: head, input: net.Nodes[head].Inputs[0], unit: unit}
	k := unitKernel{weights: layer.ofUnit(unit), slices: layer.slices, h: layer.h, w: layer.w}
	k.coloured = layer.pictured()
	if conv, isConv := net.Nodes[head].Layer.(*cnn.Conv2D); isConv {
		k.first = unit / (conv.Weight.Shape[0] / max(conv.Groups, 1)) * layer.slices
	}
	for m := range layer.slices {
		sum.Maps = append(sum.Maps, k.first+m)
	}
	if layer.h*layer.w == 1 && net.Nodes[head].Layer.Kind() == "Gemm" {
		sum.folded = true
		k.h, k.w = nearlySquare(layer.slices)
		k.slices = 1
	}
	k.names = sum.part
	k.bias = biasOf(net.Nodes[head].Layer, unit)
	k.span = colormap.SignedOf(k.weights)
	return k, true
}

// biasOf is the number that a unit adds to every cell, 0 where it has none.
func biasOf(layer cnn.Layer, unit int) float32 {
	var bias *cnn.Tensor
	switch l := layer.(type) {
	case *cnn.Conv2D:
		bias = l.Bias
	case *cnn.Dense:
		bias = l.Bias
	}
	if bias == nil {
		return 0
	}
	return bias.Data[unit]
}
