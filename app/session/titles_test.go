package session

import (
	"slices"
	"testing"

	"unitscope/cnn"
)

func TestTitles(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{2, 4, 4})
	for _, name := range []string{
		"/features/features.0/Relu",      // as PyTorch names a layer of a Sequential,
		"/layer1/layer1.0/relu/Relu",     // a layer of a block,
		"/layer1/layer1.0/relu/Relu_1",   // the same one, used again,
		"/layer1/layer1.0/Relu_2",        // a function of a block,
		"/relu2/Relu",                    // a layer of the network,
		"/Relu", "relu3", "block/x/Relu", // a function of it, and names by others
		"taken", "/taken/Relu", "/a/a/Relu",
	} {
		if err := net.Append(name, &cnn.ReLU{}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"features.0", "layer1.0/relu/Relu", "layer1.0/relu/Relu_1", "layer1.0", "relu2", "Relu", "relu3", "block/x/Relu", "taken", "taken/Relu", "a"}
	if got := Titles(net); !slices.Equal(got, want) {
		t.Errorf("titles %q, want %q", got, want)
	}
}
