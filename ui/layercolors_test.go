package ui

import (
	"image/color"
	"testing"

	"unitscope/ui/widget"
)

// No two layers' curves look alike, and neighbours among many differ by more than their colours. ResNet-20 has 19 convolutions.
func TestLayerLooks(t *testing.T) {
	type look struct {
		color color.Color
		dash  widget.Dash
	}
	for _, n := range []int{1, 5, 8, 9, 19, 40} {
		seen := map[look]int{}
		for k, c := range layerColors(n) {
			l := look{c, layerDash(k, n)}
			if other, ok := seen[l]; ok {
				t.Errorf("of %d layers, %d looks like %d", n, k, other)
			}
			seen[l] = k
			if n > 8 && k > 0 && l.dash == layerDash(k-1, n) {
				t.Errorf("of %d layers, %d is broken like its neighbour", n, k)
			}
		}
	}
}
