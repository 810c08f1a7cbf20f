package session

import (
	"errors"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// What the inspector shows of the selected unit besides what Probe measures.
const (
	ExhibitMap         Exhibit = "map"         // what it answers to the picture, cell by cell
	ExhibitKernel      Exhibit = "kernel"      // its weights, slice by slice
	ExhibitSelectivity Exhibit = "selectivity" // its mean answer to each class
	ExhibitHistory     Exhibit = "history"     // its kernel at the steps on the way
)

// UnitExhibits lists what every room has to export of the selected unit.
var UnitExhibits = []Exhibit{ExhibitMap, ExhibitKernel, ExhibitSelectivity, ExhibitHistory}

// unitExhibit makes what is known of the selected unit ready to be written, as Probe.exhibit does.
func (s *Session) unitExhibit(kind Exhibit) (func() (*exhibit, error), error) {
	b := s.bench()
	switch kind {
	case ExhibitMap:
		view := s.Analysis.View()
		if view == nil || view.Shown.Net != b.shown.Net {
			return nil, errUnanswered
		}
		return func() (*exhibit, error) { return mapExhibit(&b, view), nil }, nil
	case ExhibitSelectivity:
		return s.selectivityExhibit(&b)
	}
	weight, err := b.weight()
	if err != nil {
		return nil, err
	}
	if kind == ExhibitHistory {
		scenes, err := b.shown.Run.scenes(b.row.Name)
		if err != nil {
			return nil, err
		}
		return func() (*exhibit, error) { return historyExhibit(&b, scenes), nil }, nil
	}
	return func() (*exhibit, error) { return kernelExhibit(&b, weight), nil }, nil
}

// mapExhibit is a map in the colours that the window gives it: of the picture as it was and, where something is painted, as it is.
func mapExhibit(b *bench, view *View) *exhibit {
	unit, span := b.unit(), view.Range(b.node, b.unit(), b.selection.Range)
	now, h, w := Map(view.Now(b.node), unit)
	before, _, _ := Map(view.Before(b.node), unit)
	title := fmt.Sprintf("%s at %s: answers to %s", b.name(), view.Titles[b.node], view.Stimulus.Picture.Name)
	if view.Stimulus.Marks > 0 {
		title += ", painted"
	}
	return &exhibit{width: exhibitSide + 60, height: exhibitSide + 60, figure: figure.Matrix{Title: title, Values: now, Width: w, Range: span},
		arrays: []array{{"map", []int{h, w}, now}, {"before", []int{h, w}, before}}}
}

// kernelExhibit is a unit's weights: those over colours as one picture too, those over single numbers as one grid.
func kernelExhibit(b *bench, weight *cnn.Tensor) *exhibit {
	shape := weight.Shape[1:]
	size := cnn.Shape(shape).Size()
	weights := weight.Data[b.unit()*size:][:size]
	span := colormap.SignedOf(weights)
	h, w := MapSize(shape)
	sheet := figure.Sheet{Title: fmt.Sprintf("Kernel of %s, ±%.3g", b.name(), span.Bound()), Columns: 1}
	if h*w == 1 || shape[0] == 3 {
		sheet.Cells = append(sheet.Cells, figure.Cell{Image: kernelImage(weights, shape, span), Caption: "all"})
	}
	if h*w > 1 {
		for slice := range shape[0] {
			sheet.Cells = append(sheet.Cells, figure.Cell{Image: mapImage(weights[slice*h*w:][:h*w], h, w, span), Caption: fmt.Sprintf("over %d", slice)})
		}
	}
	sheet.Columns = min(unitColumns, len(sheet.Cells))
	return sheetExhibit(sheet, array{"kernel", shape, weights})
}

// historyExhibit is a unit's kernel at every snapshot of the timeline.
func historyExhibit(b *bench, s *scenes) *exhibit {
	shape := s.weights[0].Shape[1:]
	size := cnn.Shape(shape).Size()
	sheet := figure.Sheet{Title: fmt.Sprintf("Kernel of %s by step, ±%.3g", b.name(), s.span.Bound()), Columns: min(unitColumns, len(s.steps))}
	var steps []float64
	var all []float32
	for i, weight := range s.weights {
		weights := weight.Data[b.unit()*size:][:size]
		sheet.Cells = append(sheet.Cells, figure.Cell{Image: kernelImage(weights, shape, s.span), Caption: fmt.Sprint(s.steps[i])})
		steps, all = append(steps, float64(s.steps[i])), append(all, weights...)
	}
	return sheetExhibit(sheet, numbers("step", steps...), array{"kernel", append([]int{len(steps)}, shape...), all})
}

// selectivityExhibit is a unit's mean answer to each class as a figure, and how it tells them apart as arrays.
func (s *Session) selectivityExhibit(b *bench) (func() (*exhibit, error), error) {
	responses := s.Units.Responses(b.shown, b.running, b.source)
	if responses.Responses == nil {
		return nil, errors.New("not known yet: wait until the network has been shown the pictures, which it is when it rests")
	}
	if b.task == "" {
		return nil, errors.New("these pictures have no classes")
	}
	classes := survey{training: responses.Training}.set(b.source).Classes(b.task)
	return func() (*exhibit, error) {
		of := responses.Selectivity(b.node, b.unit(), b.task)
		bars := figure.Bars{Title: fmt.Sprintf("%s: mean answer to each %s, selectivity %.2f", b.name(), b.task, of.Index)}
		counts := make([]float64, len(of.Count))
		for class, mean := range of.Mean {
			bars.Items = append(bars.Items, figure.Bar{Name: classes[class], Value: mean})
			counts[class] = float64(of.Count[class])
		}
		return &exhibit{width: exhibitSide + 60, height: 40 + 22*len(bars.Items), figure: bars,
			arrays: []array{numbers("mean", of.Mean...), numbers("pictures", counts...), numbers("selectivity", of.Index),
				numbers("selectivity_of_units", responses.Selectivities(b.node, b.task)...)}}, nil
	}, nil
}
