package report

import (
	"fmt"
	"image/color"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/plasticity"
)

// fateColors tell the fates apart, in every figure alike.
var fateColors = map[plasticity.Fate]color.RGBA{
	plasticity.Kept:    colormap.OkabeIto[1],
	plasticity.Retuned: colormap.OkabeIto[2],
	plasticity.Lost:    colormap.OkabeIto[7],
	plasticity.New:     colormap.OkabeIto[0],
}

// Measures of the figures, in points.
const (
	curvesWidth, curvesHeight = 640, 320
	fatesWidth, fatesRow      = 640, 36
	fatesHead                 = 64
	scatterSide               = 420
)

// exhibits are the figures of numbers.
func exhibits(o *plasticity.Outcome) []exhibit {
	return []exhibit{
		{name: "curves", title: "Old task, new task", figure: Curves(o.Old, o.New, o.Checks), width: curvesWidth, height: curvesHeight,
			words: fmt.Sprintf("Held-out pictures answered right while the network relearns. Refitted: %s by a linear head that is fitted anew (ridge regression) on the units as they are at that step.", o.Old)},
		{name: "fates", title: "Fate of the units", figure: Fates(o.Fates), width: fatesWidth, height: fatesHead + fatesRow*len(o.Fates), words: FateWords(o.Thresholds)},
		{name: "lesions", title: "What each unit is for", figure: Lesions(o.Old, o.New, o.OldLesions, o.NewLesions), width: scatterSide + 60, height: scatterSide,
			words: fmt.Sprintf("Points of accuracy that are lost when the unit alone is removed: %s in the network before, across; %s in the network after, up.", o.Old, o.New)},
	}
}

// FateWords says what the fates are at some thresholds.
func FateWords(t plasticity.Thresholds) string {
	t = t.Filled()
	silent := "it answers none of the pictures"
	if t.Silent > 0 {
		silent = fmt.Sprintf("its answers never exceed %s of the layer's largest", figure.Percent(t.Silent))
	}
	return fmt.Sprintf("Kept: answers before and after correlate above %.2g. Retuned: below that, still active. Lost: silent now (%s). New: was silent.", t.Correlation, silent)
}

// Curves are how well both tasks are answered by step, where the tasks are called old and new.
func Curves(old, new string, checks []plasticity.Check) figure.Figure {
	lines := []figure.Line{
		{Name: new, Color: colormap.OkabeIto[2]},
		{Name: old + ", refitted", Color: colormap.OkabeIto[1]},
		{Name: old + ", old head", Color: colormap.OkabeIto[0]},
	}
	for _, c := range checks {
		for i, v := range []float64{c.New, c.Refit, c.Old} {
			lines[i].X, lines[i].Y = append(lines[i].X, float64(c.Step)), append(lines[i].Y, v)
		}
	}
	return figure.Curves{X: figure.Axis{Name: "step", Whole: true}, Y: figure.Axis{Name: "correct", Low: 0, High: 1, Format: figure.Percent}, Lines: lines}
}

// Fates are how many units of each layer had which fate.
func Fates(layers []plasticity.LayerFate) figure.Figure {
	var p figure.Parts
	for _, f := range plasticity.FateNames() {
		p.Kinds = append(p.Kinds, figure.Kind{Name: string(f), Color: fateColors[f]})
	}
	for _, l := range layers {
		row := figure.PartsRow{Name: l.Name}
		for _, f := range plasticity.FateNames() {
			row.Counts = append(row.Counts, l.Count(f))
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// Lesions are what each unit costs the old task in the network before, across, and the new one in that after, up; layers are in one
// order.
func Lesions(old, new string, before, after []plasticity.LayerLesions) figure.Figure {
	s := figure.Scatter{X: figure.Axis{Name: old + ": points lost, before", FromZero: true}, Y: figure.Axis{Name: new + ": points lost, after", FromZero: true}}
	for k, l := range before {
		c := figure.Cloud{Name: l.Name}
		for u := range l.Of {
			c.X, c.Y = append(c.X, 100*l.Of[u].Correct), append(c.Y, 100*after[k].Of[u].Correct)
			c.Names = append(c.Names, fmt.Sprintf("%s:%d", l.Name, u))
		}
		s.Clouds = append(s.Clouds, c)
	}
	return s
}
