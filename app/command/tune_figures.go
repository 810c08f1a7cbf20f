package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"unitscope/viz/chart"
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
	for k, prefers := range t.prefers {
		of := t.address(k)
		for _, f := range []struct {
			kind          string
			figure        figure.Figure
			width, height int
		}{
			{"orientation", chart.Orientation(of, t.GratingResponses, prefers), tuningWidth, tuningHeight},
			{"polar", chart.Polar(of, t.GratingResponses, prefers), polarSide, polarSide},
			{"heatmap", chart.Gratings(of, t.GratingResponses, prefers), tuningWidth, tuningHeight},
		} {
			if err := ctx.Err(); err != nil {
				return err
			}
			name := fmt.Sprintf("%s-%d-%s.png", chart.FileName(t.name), t.units[k], f.kind)
			if err := writeFile(filepath.Join(folder, name), func(w io.Writer) error {
				return figure.WritePNG(w, f.figure, figure.Dark, f.width, f.height, tuningScale)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
