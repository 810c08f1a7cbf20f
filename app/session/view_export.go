package session

import (
	"errors"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// What lies under the microscope, to be written from every room.
const (
	ExhibitPicture Exhibit = "picture" // under the microscope, as it is painted
	ExhibitAnswers Exhibit = "answers" // what the network calls it
	ExhibitMaps    Exhibit = "maps"    // what all units of the selected one's layer answer to it
	ExhibitKernels Exhibit = "kernels" // that layer's weights
)

// ViewExhibits lists what every room has to export of picture and layer.
var ViewExhibits = []Exhibit{ExhibitPicture, ExhibitAnswers, ExhibitMaps, ExhibitKernels}

// errUnanswered says that there is no view yet of the network and the picture that are shown.
var errUnanswered = errors.New("not known yet: wait until the network has answered the picture")

// viewExhibit makes what is seen ready to be written, as Probe.exhibit does.
func (s *Session) viewExhibit(kind Exhibit) (func() (*exhibit, error), error) {
	b := s.bench()
	if kind == ExhibitKernels {
		weight, err := b.weight()
		if err != nil {
			return nil, err
		}
		return func() (*exhibit, error) { return kernelsExhibit(b.row.Name, weight), nil }, nil
	}
	view := s.Analysis.View()
	if view == nil || view.Shown.Net != b.shown.Net {
		return nil, errUnanswered
	}
	switch kind {
	case ExhibitPicture:
		return func() (*exhibit, error) { return pictureExhibit(view.Stimulus, b.shown.Net.Input), nil }, nil
	case ExhibitAnswers:
		if h, w := MapSize(b.shown.Net.Nodes[len(b.shown.Net.Nodes)-1].Shape); h*w > 1 {
			return nil, errors.New("this network ends in maps and names nothing: export the maps of its last layer")
		}
		return func() (*exhibit, error) { return answersExhibit(view), nil }, nil
	}
	return func() (*exhibit, error) { return mapsExhibit(view, b.row, b.node), nil }, nil
}

// weight is the weights of the selected unit's layer, units first.
func (b *bench) weight() (*cnn.Tensor, error) {
	weight, ok := kernelWeight(b.shown.Net, b.row.Parts[0])
	if !ok {
		return nil, fmt.Errorf("%s has no weights: select a unit of another layer", b.row.Name)
	}
	return weight, nil
}

// kernelWeight is the weights of a layer that has kernels, units first.
func kernelWeight(net *cnn.Network, node int) (*cnn.Tensor, bool) {
	switch net.Nodes[node].Layer.(type) {
	case *cnn.Conv2D, *cnn.Dense:
		return net.Nodes[node].Layer.Params()[0].Value, true
	}
	return nil, false
}

// pictureExhibit is the picture, and beside it the painted one where something is painted.
func pictureExhibit(s Stimulus, shape cnn.Shape) *exhibit {
	sheet := figure.Sheet{Title: s.Picture.Name, Cells: []figure.Cell{{Image: pictureImage(s.Original.Data, shape)}}}
	e := &exhibit{width: exhibitSide, height: exhibitSide + 40, arrays: []array{{"picture", shape, s.Original.Data}}}
	if s.Marks > 0 {
		sheet.Cells[0].Caption = "as it was"
		sheet.Cells = append(sheet.Cells, figure.Cell{Image: pictureImage(s.Painted.Data, shape), Caption: "painted"})
		e.width = 2 * exhibitSide
		e.arrays = append(e.arrays, array{"painted", shape, s.Painted.Data})
	}
	e.figure = sheet
	return e
}

// answersExhibit is the answer to each class; where something is painted, before and after.
func answersExhibit(view *View) *exhibit {
	before, now := view.Output()
	labels, painted := view.Shown.Net.Meta.Labels, view.Stimulus.Marks > 0
	bars := figure.Bars{Title: "Answers to " + view.Stimulus.Picture.Name}
	if painted {
		bars.Title += ", before painting (blue) and after"
	}
	for class, answer := range now {
		name := fmt.Sprintf("answer %d", class)
		if class < len(labels) {
			name = labels[class]
		}
		if painted {
			bars.Items = append(bars.Items, figure.Bar{Name: name, Value: float64(before[class]), Color: colormap.OkabeIto[0]})
			name = ""
		}
		bars.Items = append(bars.Items, figure.Bar{Name: name, Value: float64(answer), Color: colormap.OkabeIto[2]})
	}
	return &exhibit{width: exhibitSide + 60, height: 40 + 18*len(bars.Items), figure: bars,
		arrays: []array{{"before", []int{len(before)}, before}, {"now", []int{len(now)}, now}}}
}

// unitColumns is how many units' pictures stand side by side.
const unitColumns = 8

// unitsSheet is a picture of each unit, with its number.
func unitsSheet(title string, units int, shape []int, data []float32, draw func(i int) figure.Cell) *exhibit {
	sheet := figure.Sheet{Title: title, Columns: min(unitColumns, units)}
	for i := range units {
		cell := draw(i)
		cell.Caption = fmt.Sprintf(":%d", i)
		sheet.Cells = append(sheet.Cells, cell)
	}
	return sheetExhibit(sheet, array{"units", append([]int{units}, shape...), data})
}

// sheetExhibit is small pictures in lines, as wide as they need.
func sheetExhibit(sheet figure.Sheet, arrays ...array) *exhibit {
	const side = exhibitSide / 4
	lines := (len(sheet.Cells) + sheet.Columns - 1) / sheet.Columns
	return &exhibit{figure: sheet, width: max(exhibitSide, sheet.Columns*side), height: 40 + lines*(side+16), arrays: arrays}
}

func mapsExhibit(view *View, row Row, node int) *exhibit {
	answers := view.Now(node)
	_, h, w := Map(answers, 0)
	span := colormap.AnswersOf(answers.Data)
	title := fmt.Sprintf("%s at %s: answers to %s, %.3g to %.3g", row.Title, view.Titles[node], view.Stimulus.Picture.Name, span.Low, span.High)
	return unitsSheet(title, row.Units, []int{h, w}, answers.Data, func(i int) figure.Cell {
		return figure.Cell{Image: mapImage(answers.Data[i*h*w:][:h*w], h, w, span)}
	})
}

func kernelsExhibit(name string, weight *cnn.Tensor) *exhibit {
	span, shape := colormap.SignedOf(weight.Data), weight.Shape[1:]
	size := cnn.Shape(shape).Size()
	return unitsSheet(fmt.Sprintf("Kernels of %s, ±%.3g", name, span.Bound()), weight.Shape[0], shape, weight.Data, func(i int) figure.Cell {
		return figure.Cell{Image: kernelImage(weight.Data[i*size:][:size], shape, span)}
	})
}
