package session

import (
	"errors"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// What lies under the microscope and what was learned, to be written from every room.
const (
	ExhibitMaps      Exhibit = "maps"      // what all units of the selected one's layer answer to the picture
	ExhibitKernels   Exhibit = "kernels"   // that layer's weights
	ExhibitLearning  Exhibit = "learning"  // cost and correct answers, step by step
	ExhibitConfusion Exhibit = "confusion" // held-out pictures by class and answer
)

// ViewExhibits lists what every room has to export.
var ViewExhibits = []Exhibit{ExhibitMaps, ExhibitKernels, ExhibitLearning, ExhibitConfusion}

// viewExhibit makes what is seen ready to be written, as Probe.exhibit does.
func (s *Session) viewExhibit(kind Exhibit) (func() (*exhibit, error), error) {
	b := s.bench()
	switch kind {
	case ExhibitMaps:
		view := s.Analysis.View()
		if view == nil || view.Shown.Net != b.shown.Net {
			return nil, errors.New("not known yet: wait until the network has answered the picture")
		}
		return func() (*exhibit, error) { return mapsExhibit(view, b.row, b.node), nil }, nil
	case ExhibitKernels:
		weight, ok := kernelWeight(b.shown.Net, b.row.Parts[0])
		if !ok {
			return nil, fmt.Errorf("%s has no weights: select a unit of another layer", b.row.Name)
		}
		return func() (*exhibit, error) { return kernelsExhibit(b.row.Name, weight), nil }, nil
	case ExhibitConfusion:
		history := b.shown.Run.History()
		if len(history.Confusion) == 0 {
			return nil, errors.New("not known yet: have the network learn first")
		}
		classes := b.source.HeldOut.Classes(b.task)
		return func() (*exhibit, error) { return confusionExhibit(history.Confusion, classes), nil }, nil
	}
	history := b.shown.Run.History()
	if len(history.Cost) == 0 {
		return nil, errors.New("not known yet: have the network learn first")
	}
	return func() (*exhibit, error) { return learningExhibit(history), nil }, nil
}

// kernelWeight is the weights of a layer that has kernels, units first.
func kernelWeight(net *cnn.Network, node int) (*cnn.Tensor, bool) {
	switch net.Nodes[node].Layer.(type) {
	case *cnn.Conv2D, *cnn.Dense:
		return net.Nodes[node].Layer.Params()[0].Value, true
	}
	return nil, false
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
	const side = exhibitSide / 4
	lines := (units + sheet.Columns - 1) / sheet.Columns
	return &exhibit{figure: sheet, width: max(exhibitSide, sheet.Columns*side), height: 40 + lines*(side+16), arrays: []array{{"units", append([]int{units}, shape...), data}}}
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

// learningExhibit is the share of right answers by step, of batches and of held-out pictures; and all numbers.
func learningExhibit(h History) *exhibit {
	correct, cost := make([]float64, len(h.Correct)), make([]float64, len(h.Cost))
	for i := range correct {
		correct[i], cost[i] = float64(h.Correct[i]), float64(h.Cost[i])
	}
	var steps, heldOut, heldCost []float64
	for _, c := range h.HeldOut {
		steps, heldOut, heldCost = append(steps, float64(c.Step)), append(heldOut, c.Correct), append(heldCost, c.Cost)
	}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide, arrays: []array{numbers("cost", cost...), numbers("correct", correct...),
		numbers("held_out_step", steps...), numbers("held_out_correct", heldOut...), numbers("held_out_cost", heldCost...)}}
	lines := []figure.Line{{Name: "training", Y: correct, Color: colormap.OkabeIto[0]}}
	if len(steps) > 1 {
		lines = append(lines, figure.Line{Name: "held out", X: steps, Y: heldOut, Color: colormap.OkabeIto[2]})
	}
	e.figure = figure.Curves{Title: "Share of pictures answered right", X: figure.Axis{Name: "step"}, Y: figure.Axis{Name: "correct", High: 1}, Lines: lines}
	return e
}

func confusionExhibit(confusion [][]int, classes []string) *exhibit {
	var values []float32
	for _, row := range confusion {
		for _, count := range row {
			values = append(values, float32(count))
		}
	}
	n := len(confusion)
	if len(classes) != n {
		classes = nil
	}
	return &exhibit{width: exhibitSide + 60, height: exhibitSide + 40, arrays: []array{{"wanted_answered", []int{n, n}, values}},
		figure: figure.Matrix{Title: "Held-out pictures: wanted (lines) and answered", Rows: classes, Columns: classes, Values: values, Width: n, Range: colormap.AnswersOf(values)}}
}
