package data

import (
	"testing"

	"unitscope/cnn"
)

// Few pictures of a network go through it at once where many would take long or much memory.
func TestBatchFor(t *testing.T) {
	for _, c := range []struct {
		name     string
		input    cnn.Shape
		maps     int
		pictures int
	}{
		{"small", cnn.Shape{3, 48, 48}, 8, mostAtOnce},
		{"slow", cnn.Shape{64, 112, 112}, 64, 6},     // (9·64 + 1)·64·112² = 0.46e9 multiplications: 3e9 hold 6
		{"large", cnn.Shape{1, 1024, 1024}, 7, 2},    // (1 + 7)·2²⁰ cells: 2²⁴ hold 2
		{"enormous", cnn.Shape{1, 2048, 2048}, 8, 1}, // 9·2²² cells are more than 2²⁴
	} {
		net := cnn.NewNetwork(c.input)
		if err := net.Append("conv", cnn.NewConv2D(c.input[0], c.maps, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}})); err != nil {
			t.Fatal(err)
		}
		if got := batchFor(net); got != c.pictures {
			t.Errorf("%s: %d pictures at once, want %d", c.name, got, c.pictures)
		}
	}
}
