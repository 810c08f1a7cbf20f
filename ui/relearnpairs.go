package ui

import (
	"image"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/viz/colormap"
	"unitscope/viz/field"
	"unitscope/viz/render"
)

// A changePair is one side of a layer's units in two networks: side 0 is before, 1 after.
type changePair interface {
	cells() (h, w int)
	span() colormap.Range // that all units share, before and after
	colors(dark bool) colormap.Map
	paint(dst *image.RGBA, r image.Rectangle, side, unit int, dark bool)
	value(side, unit, row, col int) float64
}

// pair is what the tiles show; nil where it is not known.
func (d changesDrawn) pair() changePair {
	if d.fates == nil || d.fates.Layer(d.layer) < 0 {
		return nil
	}
	switch d.tiles {
	case session.ChangedFields:
		if d.fields == nil || d.fields.Before == nil || d.fields.After == nil {
			return nil
		}
		return newFieldPair(d.fields)
	case session.ChangedMaps:
		if d.views[0] == nil || d.views[1] == nil {
			return nil
		}
		answers := d.fates.Layers[d.fates.Layer(d.layer)].Answers
		return newMapPair(d.views, d.fates.Before.Net.Nodes[answers].Name)
	}
	return newKernelPair(d.fates, d.layer)
}

// A kernelPair is the weights of both networks.
type kernelPair struct {
	of     [2]kernels
	range_ colormap.Range
}

func newKernelPair(fates *session.UnitFates, layer string) changePair {
	p := &kernelPair{}
	for i, side := range []session.Side{fates.Before, fates.After} {
		node := side.Net.Index(layer)
		if node < 0 {
			return nil
		}
		k, ok := kernelOf(side.Net, node)
		if !ok {
			return nil
		}
		p.of[i] = k
	}
	p.range_ = colormap.SignedOf(p.of[0].weights, p.of[1].weights)
	return p
}

func (p *kernelPair) cells() (h, w int) {
	k := p.of[0].unit(0)
	return k.h, k.w
}

func (p *kernelPair) span() colormap.Range          { return p.range_ }
func (p *kernelPair) colors(dark bool) colormap.Map { return signed(dark) }

func (p *kernelPair) paint(dst *image.RGBA, r image.Rectangle, side, unit int, dark bool) {
	p.of[side].unit(unit).paint(dst, r, p.range_, dark)
}

// value is the weight that a cell shows; of a coloured kernel, that of its green part.
func (p *kernelPair) value(side, unit, row, col int) float64 {
	k := p.of[side].unit(unit)
	at := row*k.w + col
	if k.coloured {
		at += k.h * k.w
	}
	return float64(k.data[at])
}

// A fieldPair is the measured fields of a layer in both networks. Of each unit 1 is the larger of its two peaks, so that what
// answers less now is darker.
type fieldPair struct {
	of     [2]*field.Averages
	range_ colormap.Range
}

func newFieldPair(changes *session.LayerChanges) *fieldPair {
	p := &fieldPair{of: [2]*field.Averages{changes.Before, changes.After}}
	p.range_, _ = fieldColors(changes.Before.Signed, false)
	return p
}

func (p *fieldPair) cells() (h, w int)    { return p.of[0].Height, p.of[0].Width }
func (p *fieldPair) span() colormap.Range { return p.range_ }

func (p *fieldPair) colors(dark bool) colormap.Map {
	_, colors := fieldColors(p.range_.Signed, dark)
	return colors
}

// share is what part of the larger peak a side's own is.
func (p *fieldPair) share(side, unit int) float32 {
	most := max(p.of[0].Peak[unit], p.of[1].Peak[unit])
	if most <= 0 {
		return 0
	}
	return p.of[side].Peak[unit] / most
}

func (p *fieldPair) paint(dst *image.RGBA, r image.Rectangle, side, unit int, dark bool) {
	empty := rgba(theme.Color(theme.Field))
	if !p.of[side].Active(unit) {
		render.Fill(dst, r, empty)
		return
	}
	mean, _ := p.of[side].Unit(unit)
	scaled, share := make([]float32, len(mean)), p.share(side, unit)
	for i, v := range mean {
		scaled[i] = v * share
	}
	render.Map(dst, r, scaled, p.of[side].Height, p.of[side].Width, p.range_, gapped(p.colors(dark), empty))
}

func (p *fieldPair) value(side, unit, row, col int) float64 {
	mean, _ := p.of[side].Unit(unit)
	return float64(mean[row*p.of[side].Width+col] * p.share(side, unit))
}

// A mapPair is what both networks' units answer to the picture under the microscope.
type mapPair struct {
	of     [2]*cnn.Tensor // units×rows×columns
	range_ colormap.Range
}

// newMapPair takes the maps of a node, which goes by one name in both networks.
func newMapPair(views [2]*session.View, name string) changePair {
	p := &mapPair{}
	for i, view := range views {
		node := view.Shown.Net.Index(name)
		if node < 0 {
			return nil
		}
		p.of[i] = view.Now(node)
	}
	p.range_ = colormap.AnswersOf(p.of[0].Data, p.of[1].Data)
	return p
}

func (p *mapPair) cells() (h, w int) {
	_, h, w = session.Map(p.of[0], 0)
	return h, w
}

func (p *mapPair) span() colormap.Range          { return p.range_ }
func (p *mapPair) colors(dark bool) colormap.Map { return activation(p.range_, dark) }

func (p *mapPair) paint(dst *image.RGBA, r image.Rectangle, side, unit int, dark bool) {
	data, h, w := session.Map(p.of[side], unit)
	paintMap(dst, r, data, h, w, p.range_, p.colors(dark))
}

func (p *mapPair) value(side, unit, row, col int) float64 {
	data, _, w := session.Map(p.of[side], unit)
	return float64(data[row*w+col])
}
