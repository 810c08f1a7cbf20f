package session

import (
	"errors"
	"fmt"
	"image"
	"math"

	"unitscope/cnn"
	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/field"
	"unitscope/viz/figure"
	"unitscope/viz/render"
)

// changedMaps are one side of a layer's units in two networks, as planes of numbers.
type changedMaps struct {
	what    string
	shape   []int        // of a unit
	units   [2][]float32 // before and after, one unit after another
	span    colormap.Range
	picture func(unit []float32) *image.RGBA
}

// changesExhibit is a layer's units before and after, side by side, those that changed most first.
func (c *Comparison) changesExhibit(f *UnitFates, layer int, tiles ChangeTiles) (func() (*exhibit, error), error) {
	name := f.Layers[layer].Name
	var m *changedMaps
	switch tiles {
	case ChangedFields:
		l := c.Changes(name).Value
		if l == nil {
			return nil, errors.New("not known yet: measure the changes of this layer first")
		}
		m = changedFields(l)
	case ChangedMaps:
		before, after := c.Views()
		if before == nil || after == nil {
			return nil, errors.New("not known yet: wait until both networks have answered the picture")
		}
		m = changedAnswers(before, after, f.Before.Net.Nodes[f.Layers[layer].Answers].Name)
	default:
		m = changedKernels(f, name)
	}
	if m == nil {
		return nil, fmt.Errorf("%s has none", name)
	}
	return func() (*exhibit, error) { return m.exhibit(f, layer), nil }, nil
}

// changesColumns is how many units stand side by side.
const changesColumns = 5

func (m *changedMaps) exhibit(f *UnitFates, layer int) *exhibit {
	of, size := f.Layers[layer], cnn.Shape(m.shape).Size()
	sheet := figure.Sheet{Title: fmt.Sprintf("%s of %s, before and after in one range, most changed first", m.what, of.Name), Columns: 3*changesColumns - 1}
	for place, unit := range of.MostChanged() {
		for side, caption := range [2]string{fmt.Sprintf(":%d", unit), fmt.Sprintf("r %.2f %s", of.Of[unit].Correlation, of.Of[unit].Fate)} {
			sheet.Cells = append(sheet.Cells, figure.Cell{Image: m.picture(m.units[side][unit*size:][:size]), Caption: caption})
		}
		if place%changesColumns < changesColumns-1 {
			sheet.Cells = append(sheet.Cells, figure.Cell{})
		}
	}
	lines, shape := (of.Units+changesColumns-1)/changesColumns, append([]int{of.Units}, m.shape...)
	var correlations []float64
	for _, unit := range of.Of {
		correlations = append(correlations, unit.Correlation)
	}
	return &exhibit{figure: sheet, width: 3 * exhibitSide, height: 40 + lines*(3*exhibitSide/sheet.Columns+16),
		arrays: []array{{"before", shape, m.units[0]}, {"after", shape, m.units[1]}, numbers("correlation", correlations...)}}
}

// changedFields are the measured fields, of each unit in parts of the larger of its two peaks.
func changedFields(l *LayerChanges) *changedMaps {
	m := &changedMaps{what: "fields", shape: []int{l.Before.Height, l.Before.Width}, span: chart.FieldRange(l.Before.Signed)}
	for side, a := range []*field.Averages{l.Before, l.After} {
		for unit := range a.Units {
			mean, _ := a.Unit(unit)
			share := float32(0)
			if most := max(l.Before.Peak[unit], l.After.Peak[unit]); most > 0 && a.Active(unit) {
				share = a.Peak[unit] / most
			}
			for _, v := range mean {
				m.units[side] = append(m.units[side], v*share)
			}
		}
	}
	m.picture = func(unit []float32) *image.RGBA { return mapImage(unit, m.shape[0], m.shape[1], m.span) }
	return m
}

// changedAnswers are what the units answer to the picture under the microscope; nil where a network has no such node.
func changedAnswers(before, after *View, node string) *changedMaps {
	m := &changedMaps{what: "answers"}
	for side, view := range []*View{before, after} {
		at := view.Shown.Net.Index(node)
		if at < 0 {
			return nil
		}
		answers := view.Now(at)
		_, h, w := Map(answers, 0)
		m.shape, m.units[side] = []int{h, w}, answers.Data
	}
	m.span = colormap.AnswersOf(m.units[:]...)
	m.picture = func(unit []float32) *image.RGBA { return mapImage(unit, m.shape[0], m.shape[1], m.span) }
	return m
}

// changedKernels are the weights: kernels that read three colours as pictures, others with their slices side by side.
func changedKernels(f *UnitFates, layer string) *changedMaps {
	m := &changedMaps{what: "kernels"}
	for side, net := range []*cnn.Network{f.Before.Net, f.After.Net} {
		node := net.Index(layer)
		if node < 0 {
			return nil
		}
		weight := net.Nodes[node].Layer.Params()[0].Value
		m.units[side], m.shape = weight.Data, weight.Shape[1:]
	}
	m.span = colormap.SignedOf(m.units[:]...)
	m.picture = func(unit []float32) *image.RGBA { return kernelImage(unit, m.shape, m.span) }
	return m
}

// kernelImage draws a unit's weights, a pixel each: slices of maps, laid out as MapSize does, or a list of numbers.
func kernelImage(weights []float32, shape []int, span colormap.Range) *image.RGBA {
	slices := shape[0]
	h, w := MapSize(shape)
	if slices == 3 && h*w > 1 {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		render.Kernel(img, img.Rect, weights, h, w, span)
		return img
	}
	columns := int(math.Ceil(math.Sqrt(float64(slices) * float64(h+1) / float64(w+1))))
	grid := render.Grid{Cols: columns, Cell: image.Pt(w, h)}
	if h*w > 1 {
		grid.Gap = 1
	}
	img := image.NewRGBA(image.Rectangle{Max: grid.Size(slices)})
	render.Fill(img, img.Rect, figure.Light.Background) // the gaps, of which a film has no clear ones
	render.Maps(img, grid, weights, slices, h, w, span, colormap.Signed)
	return img
}
