package session

import (
	"fmt"

	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/tuning"
)

func tuningExhibit(b *bench, g *tuning.GratingResponses) *exhibit {
	if g == nil {
		return nil
	}
	return &exhibit{width: 2 * exhibitSide, height: exhibitSide, arrays: gratingArrays(b, g), figure: chart.Orientation(b.name(), g, g.Tuning(b.node, b.unit()))}
}

func gratingsExhibit(b *bench, g *tuning.GratingResponses) *exhibit {
	if g == nil {
		return nil
	}
	return &exhibit{width: 2 * exhibitSide, height: exhibitSide, arrays: gratingArrays(b, g), figure: chart.Gratings(b.name(), g, g.Tuning(b.node, b.unit()))}
}

// gratingArrays are a layer's answers to gratings, under the names that the command line writes.
func gratingArrays(b *bench, g *tuning.GratingResponses) []array {
	units := b.row.Units
	responses := g.Responses(b.node)
	shape := []int{units, len(g.Orientations), len(g.Frequencies), len(g.Phases)}
	var orientation, frequency, selectivity, modulation []float64
	for u := range units {
		t := g.Tuning(b.node, u)
		orientation, frequency = append(orientation, t.Orientation), append(frequency, t.Frequency)
		selectivity, modulation = append(selectivity, t.Selectivity), append(modulation, t.Modulation)
	}
	return []array{{"response", shape, responses}, numbers("orientation", g.Orientations...), numbers("frequency", g.Frequencies...), numbers("phase", g.Phases...),
		numbers("preferred_orientation", orientation...), numbers("preferred_frequency", frequency...), numbers("selectivity", selectivity...),
		numbers("modulation", modulation...)}
}

// curvesExhibit draws the curve that is chosen, size where that is none of these, and writes the
// numbers of all.
func curvesExhibit(b *bench, c *UnitCurves) *exhibit {
	if c == nil {
		return nil
	}
	named := []struct {
		name  string
		of    CurveName
		curve *tuning.Curve
	}{{"size", CurveSize, c.Size}, {"contrast", CurveContrast, c.Contrast}, {"across", CurvePosition, c.Across}, {"down", CurvePosition, c.Down}, {"hue", CurveHue, c.Hue}}
	chosen := orFirst(b.selection.Probe.Curve, CurveSize, CurveContrast, CurvePosition, CurveHue)
	curves := figure.Curves{Title: b.name() + " · " + string(chosen), Y: figure.Axis{Name: "answer", FromZero: true}}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide}
	for _, n := range named {
		if n.curve == nil {
			continue
		}
		if n.of == chosen {
			curves.X.Name = n.curve.Unit
			curves.Lines = append(curves.Lines, figure.Line{Name: n.name, X: n.curve.X, Y: n.curve.Y, Color: colormap.OkabeIto[len(curves.Lines)]})
		}
		e.arrays = append(e.arrays, numbers(n.name+"/x", n.curve.X...), numbers(n.name+"/y", n.curve.Y...))
	}
	if len(curves.Lines) == 0 {
		return nil
	}
	e.figure = curves
	return e
}

func shiftExhibit(s *ShiftCurves) *exhibit {
	if s == nil {
		return nil
	}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide}
	curves := figure.Curves{Title: "answers kept when the picture moves", X: figure.Axis{Name: "shift (px)", Whole: true}, Y: figure.Axis{FromZero: true, Format: figure.Percent}}
	for i, c := range s.Curves {
		curves.Lines = append(curves.Lines, figure.Line{Name: s.Rows[i], X: c.X, Y: c.Y, Color: colormap.OkabeIto[i%len(colormap.OkabeIto)]})
		if i == 0 {
			e.arrays = append(e.arrays, numbers("shift", c.X...))
		}
		e.arrays = append(e.arrays, numbers(s.Rows[i], c.Y...))
	}
	e.figure = curves
	return e
}

func preferredExhibit(b *bench, p *PreferredPicture) *exhibit {
	if p == nil {
		return nil
	}
	title := fmt.Sprintf("%s · preferred stimulus, answer %.3g", b.name(), p.Response)
	return &exhibit{width: exhibitSide, height: exhibitSide + 40,
		figure: figure.Sheet{Title: title, Cells: []figure.Cell{{Image: pictureImage(p.Picture.Data, p.Picture.Shape)}}},
		arrays: []array{{"picture", p.Picture.Shape, p.Picture.Data}, numbers("response", float64(p.Response)), numbers("grey", float64(p.Grey))}}
}

// anyCorrelation is what is known of the selected unit by either noise.
func (p *Probe) anyCorrelation() *UnitCorrelation {
	if c := p.Correlation(tuning.White).Value; c != nil {
		return c
	}
	return p.Correlation(tuning.Sparse).Value
}

// correlationExhibit draws a field channel by channel.
func correlationExhibit(b *bench, c *UnitCorrelation) *exhibit {
	if c == nil {
		return nil
	}
	sheet := figure.Sheet{Title: fmt.Sprintf("%s · mean of %d pictures of %s noise, weighted by its answers", b.name(), c.Pictures, c.Noise)}
	rng := colormap.SignedOf(c.Field)
	for channel := range c.Shape[0] {
		plane := c.Shape[1] * c.Shape[2]
		name := fmt.Sprintf("channel %d", channel)
		if c.Shape[0] == 3 {
			name = []string{"red", "green", "blue"}[channel]
		}
		sheet.Cells = append(sheet.Cells, figure.Cell{Image: mapImage(c.Field[channel*plane:][:plane], c.Shape[1], c.Shape[2], rng), Caption: name})
	}
	return &exhibit{figure: sheet, width: 2 * exhibitSide, height: exhibitSide, arrays: []array{{"field", c.Shape, c.Field}}}
}
