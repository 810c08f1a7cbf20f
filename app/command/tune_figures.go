package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// Measures of a unit's figures, in points: curves and heat maps, and the square of a polar curve.
const (
	tuningWidth, tuningHeight = 480, 320
	polarSide                 = 360
	tuningScale               = 2
)

// draw writes three figures of every unit.
func (t *tunedLayer) draw(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return about(folder, err)
	}
	for k := range t.units {
		for _, f := range []struct {
			kind          string
			figure        figure.Figure
			width, height int
		}{
			{"orientation", t.orientationCurve(k), tuningWidth, tuningHeight},
			{"polar", t.polarCurve(k), polarSide, polarSide},
			{"heatmap", t.heatMap(k), tuningWidth, tuningHeight},
		} {
			if err := ctx.Err(); err != nil {
				return err
			}
			name := fmt.Sprintf("%s-%d-%s.png", fileSafe(t.name), t.units[k], f.kind)
			if err := writeFile(filepath.Join(folder, name), func(w io.Writer) error {
				return figure.WritePNG(w, f.figure, figure.Dark, f.width, f.height, tuningScale)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// title says what the k-th unit prefers.
func (t *tunedLayer) title(k int) string {
	p := t.prefers[k]
	if !p.Active {
		return t.address(k) + ": never active"
	}
	return fmt.Sprintf("%s: %s, %.3f cycles/px, selectivity %.2f", t.address(k), orientationWords(p), p.Frequency, p.Selectivity)
}

// orientationCurve is the mean over the phases at the frequency of the largest; 180 degrees are 0 again.
func (t *tunedLayer) orientationCurve(k int) figure.Figure {
	mean := t.prefers[k].ByOrientation
	return figure.Curves{
		Title: t.title(k),
		X:     figure.Axis{Name: "orientation of the stripes in degrees", Low: 0, High: 180, Whole: true},
		Y:     figure.Axis{Name: "mean answer", FromZero: true},
		Lines: []figure.Line{{X: append(t.Orientations[:len(t.Orientations):len(t.Orientations)], 180), Y: append(mean[:len(mean):len(mean)], mean[0])}},
	}
}

func (t *tunedLayer) polarCurve(k int) figure.Figure {
	p := t.prefers[k]
	f := figure.Polar{Title: t.address(k), Lines: []figure.Line{{X: t.Orientations, Y: p.ByOrientation}}}
	if p.Active {
		f.Marks = []float64{p.Orientation}
	} else {
		f.Title = t.title(k)
	}
	return f
}

// heatMap is the mean over the phases of all orientations and frequencies.
func (t *tunedLayer) heatMap(k int) figure.Figure {
	rows, columns := len(t.Frequencies), len(t.Orientations)
	values := make([]float32, rows*columns)
	for i, v := range t.prefers[k].Mean { // orientations × frequencies
		values[i%rows*columns+i/rows] = float32(v)
	}
	spans := colormap.RangeOf(values)
	spans.Low = 0
	return figure.Matrix{
		Title: t.title(k), Values: values, Width: columns, Range: spans,
		Down:   figure.Axis{Name: "cycles/px", Low: t.Frequencies[0], High: t.Frequencies[rows-1], Log: true},
		Across: figure.Axis{Name: "orientation of the stripes in degrees", Low: 0, High: t.Orientations[columns-1]},
	}
}
