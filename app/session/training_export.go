package session

import (
	"errors"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// What the training came to, to be written from every room.
const (
	ExhibitLearning  Exhibit = "learning"  // cost and correct answers, step by step
	ExhibitGradients Exhibit = "gradients" // how large each layer's was, step by step
	ExhibitConfusion Exhibit = "confusion" // held-out pictures by class and answer
	ExhibitByClass   Exhibit = "by-class"  // share of each class's held-out pictures that is answered right
)

// TrainingExhibits lists what there is to export of the training.
var TrainingExhibits = []Exhibit{ExhibitLearning, ExhibitGradients, ExhibitConfusion, ExhibitByClass}

// trainingExhibit makes what was learned ready to be written, as Probe.exhibit does.
func (s *Session) trainingExhibit(kind Exhibit) (func() (*exhibit, error), error) {
	b := s.bench()
	h := b.shown.Run.History()
	switch counted := kind == ExhibitConfusion || kind == ExhibitByClass; {
	case len(h.Cost) == 0 && !counted, len(h.Confusion) == 0 && counted:
		return nil, errors.New("not known yet: have the network learn first")
	}
	classes := b.source.HeldOut.Classes(b.task)
	if len(classes) != len(h.Confusion) {
		classes = make([]string, len(h.Confusion))
	}
	return func() (*exhibit, error) {
		switch kind {
		case ExhibitGradients:
			return gradientsExhibit(h), nil
		case ExhibitConfusion:
			return confusionExhibit(h.Confusion, classes), nil
		case ExhibitByClass:
			return byClassExhibit(h.Confusion, classes), nil
		}
		return learningExhibit(h), nil
	}, nil
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
	return &exhibit{width: exhibitSide + 60, height: exhibitSide + 40, arrays: []array{{"wanted_answered", []int{n, n}, values}},
		figure: figure.Matrix{Title: "Held-out pictures: wanted (lines) and answered", Rows: classes, Columns: classes, Values: values, Width: n, Range: colormap.AnswersOf(values)}}
}

// gradientsExhibit is the size of each layer's gradient by step.
func gradientsExhibit(h History) *exhibit {
	f := figure.Curves{Title: "Size of the gradient by layer", X: figure.Axis{Name: "step"}, Y: figure.Axis{Name: "gradient", FromZero: true}}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide}
	for i, layer := range h.Layers {
		sizes := make([]float64, len(h.Gradient[i]))
		for step, size := range h.Gradient[i] {
			sizes[step] = float64(size)
		}
		f.Lines = append(f.Lines, figure.Line{Name: layer, Y: sizes, Color: colormap.OkabeIto[i%len(colormap.OkabeIto)]})
		e.arrays = append(e.arrays, numbers(layer, sizes...))
	}
	e.figure = f
	return e
}

// byClassExhibit is the share of each class's pictures that is answered right.
func byClassExhibit(confusion [][]int, classes []string) *exhibit {
	bars := figure.Bars{Title: "Held-out pictures answered right, by class", High: 1, Format: figure.Percent}
	var shares []float64
	for class, answered := range confusion {
		all := 0
		for _, n := range answered {
			all += n
		}
		share := float64(answered[class]) / float64(all) // NaN for a class without pictures
		bars.Items = append(bars.Items, figure.Bar{Name: classes[class], Value: share})
		shares = append(shares, share)
	}
	return &exhibit{width: exhibitSide + 60, height: 40 + 22*len(bars.Items), figure: bars, arrays: []array{numbers("correct", shares...)}}
}
