package chart

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/tuning"
)

// Preference says what a unit prefers among gratings, as far as there is any of it: "107.0° at 0.176 cycles/px,
// selectivity 0.95".
func Preference(t tuning.GratingTuning) string {
	if !t.Active {
		return "never active"
	}
	said := OrientationWords(t) + fmt.Sprintf(" at %.3f cycles/px", t.Frequency)
	if !math.IsNaN(t.Selectivity) {
		said += fmt.Sprintf(", selectivity %.2f", t.Selectivity)
	}
	return said
}

// OrientationWords is the orientation that a unit prefers, in degrees, or says that it prefers none.
func OrientationWords(t tuning.GratingTuning) string {
	if math.IsNaN(t.Orientation) {
		return "no orientation"
	}
	return fmt.Sprintf("%.1f°", t.Orientation)
}

// degrees names the axis of orientations.
const degrees = "orientation of the stripes in degrees"

// Orientation is a unit's mean answer over the phases by orientation, at the frequency of its largest; 180 degrees are 0 again.
func Orientation(of string, g *tuning.GratingResponses, t tuning.GratingTuning) figure.Figure {
	x, y := slices.Clone(g.Orientations), slices.Clone(t.ByOrientation)
	return figure.Curves{
		Title: of + ": " + Preference(t),
		X:     figure.Axis{Name: degrees, Low: 0, High: 180, Whole: true},
		Y:     figure.Axis{Name: "answer, mean over phases", FromZero: true},
		Lines: []figure.Line{{X: append(x, 180), Y: append(y, y[0])}},
	}
}

// Polar is Orientation around a centre, with the preferred one marked. The centre is zero, or the least answer where that is
// below it.
func Polar(of string, g *tuning.GratingResponses, t tuning.GratingTuning) figure.Figure {
	f := figure.Polar{Title: of, Lines: []figure.Line{{X: g.Orientations, Y: t.ByOrientation}}}
	if least := floats.Min(t.ByOrientation); least < 0 {
		f.Radius = figure.Axis{Low: least, High: floats.Max(t.ByOrientation)}
	}
	if t.Active {
		f.Marks = []float64{t.Orientation}
	} else {
		f.Title = of + ": " + Preference(t)
	}
	return f
}

// Gratings is a unit's mean answer over the phases to all orientations, from left to right, and frequencies, the finest at the top.
func Gratings(of string, g *tuning.GratingResponses, t tuning.GratingTuning) figure.Figure {
	rows, columns := len(g.Frequencies), len(g.Orientations)
	values := make([]float32, rows*columns)
	for i, v := range t.Mean { // orientations × frequencies
		values[(rows-1-i%rows)*columns+i/rows] = float32(v)
	}
	return figure.Matrix{
		Title: of + ": " + Preference(t), Values: values, Width: columns, Range: colormap.AnswersOf(values),
		Down:   figure.Axis{Name: "cycles/px", Low: g.Frequencies[rows-1], High: g.Frequencies[0], Log: true},
		Across: figure.Axis{Name: degrees, Low: 0, High: g.Orientations[columns-1]},
	}
}
