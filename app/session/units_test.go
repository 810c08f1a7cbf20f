package session

import (
	"testing"

	"unitscope/cnn"
)

func TestUnitPictures(t *testing.T) {
	for name, want := range map[string]int{
		"toy48":   10_000, // all: some 7 million multiplications a picture
		"alexnet": 140,    // 0.71 thousand million, as is well known: 1e11 / 0.71e9
	} {
		net, err := cnn.Preset(name, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if got := unitPictures(net, 10_000); got < want*95/100 || got > want*105/100 {
			t.Errorf("%s: %d pictures, want about %d", name, got, want)
		}
	}
}

// A first start selects a unit that learned: of three kernels, the one with the largest weights.
func TestHeaviest(t *testing.T) {
	conv := cnn.NewConv2D(1, 3, [2]int{1, 2}, cnn.ConvOptions{})
	copy(conv.Weight.Data, []float32{3, 0, -2, -3, 1, 2}) // sums of squares 9, 13, 5
	if got := heaviest(conv); got != 1 {
		t.Errorf("unit %d, want 1", got)
	}
	if got := heaviest(&cnn.ReLU{}); got != 0 {
		t.Errorf("without weights unit %d, want 0", got)
	}
}
