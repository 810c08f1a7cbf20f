package field

import (
	"fmt"

	"unitscope/cnn"
)

// Restore makes Averages of what was measured before and kept: mean and count, units×h×w, peak and size, one a unit, as the fields of
// Averages say. Of o the Units, Patch, Stride and Signed count. It returns an error that wraps ErrLayer, or says what does not
// fit a network of this architecture.
func Restore(net *cnn.Network, layer string, o AverageOptions, mean []float32, count []int32, peak []float32, size []float64) (*Averages, error) {
	node := net.Index(layer)
	if node < 0 {
		return nil, fmt.Errorf("field: layer %q: %w", layer, ErrLayer)
	}
	for _, unit := range o.Units {
		if unit < 0 || unit >= net.Nodes[node].Shape.Units() {
			return nil, fmt.Errorf("field: %s:%d: %w", layer, unit, ErrUnit)
		}
	}
	if h, w := sides(net.Input); o.Patch < 1 || o.Patch > min(h, w) || o.Stride < 1 || o.Stride > min(h, w) {
		return nil, fmt.Errorf("field: %s: a patch of %d with a stride of %d: %w", layer, o.Patch, o.Stride, ErrPatch)
	}
	a, err := newAverages(net, node, o.Units, o)
	if err != nil {
		return nil, err
	}
	if len(mean) != len(a.Mean) || len(count) != len(a.Count) || len(peak) != len(a.Peak) || len(size) != len(a.Size) {
		return nil, fmt.Errorf("field: %s: %d values, %d counts, %d peaks and %d sizes for %d fields of %d×%d pixels",
			layer, len(mean), len(count), len(peak), len(size), len(o.Units), a.Height, a.Width)
	}
	a.Mean, a.Count, a.Peak, a.Size = mean, count, peak, size
	return a, nil
}
