package chart

import (
	"fmt"

	"unitscope/viz/colormap"
	"unitscope/viz/field"
	"unitscope/viz/figure"
)

// FieldRange is the colours' range of averaged fields, which are in shares of each one's peak.
func FieldRange(signed bool) colormap.Range {
	if signed {
		return colormap.Range{Low: -1, High: 1, Signed: true}
	}
	return colormap.Range{High: 1}
}

// Field is the field of the k-th unit that was averaged, with its size beside the theoretical one.
func Field(of string, a *field.Averages, k int) figure.Figure {
	mean, _ := a.Unit(k)
	axis := func(pixels int) figure.Axis {
		edge := float64(pixels-1) / 2
		return figure.Axis{Name: "pixels from the middle", Low: -edge, High: edge}
	}
	title := of + ": never active"
	if a.Active(k) {
		title = fmt.Sprintf("%s: %.1f px, in theory %g × %g px", of, a.Size[k], a.Theory[0], a.Theory[1])
	}
	return figure.Matrix{Title: title, Values: mean, Width: a.Width, Across: axis(a.Width), Down: axis(a.Height), Range: FieldRange(a.Signed)}
}

// Sizes compares how large the fields of layers' units are with the theory.
func Sizes(layers []field.Sizes) figure.Figure {
	f := figure.Spread{Title: "Side of receptive fields in pixels: measured, and in theory (dashed)", Y: figure.Axis{Name: "px", FromZero: true}}
	for _, l := range layers {
		f.Groups = append(f.Groups, figure.Group{Name: l.Layer, Values: l.Units, Reference: l.Theory})
	}
	return f
}
