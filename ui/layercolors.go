package ui

import (
	"image/color"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
)

// layerColors tell layers apart: the colours of things without an order, as long as there are enough; beyond that, from dark
// to light by their depth.
func layerColors(n int) []color.Color {
	colors := make([]color.Color, n)
	for k := range colors {
		last := len(colormap.OkabeIto) - 1
		switch {
		case n <= last+1 && k == last: // grey there, as brains are
			colors[k] = theme.Color(theme.Text)
			continue
		case n <= last+1:
			colors[k] = colormap.OkabeIto[k]
			continue
		}
		const from, to = 0.3, 0.95
		colors[k] = colormap.Activation.At(from + (to-from)*float64(k)/float64(n-1))
	}
	return colors
}

// layerDash is how the curve of layer k of n is broken: where colours run by depth, neighbours are much alike, and every second
// one is dashed, every third one dotted.
func layerDash(k, n int) widget.Dash {
	if n <= len(colormap.OkabeIto) {
		return widget.Solid
	}
	return [...]widget.Dash{widget.Solid, widget.Dashed, widget.Dotted}[k%3]
}
