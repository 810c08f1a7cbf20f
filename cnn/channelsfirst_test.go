package cnn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func noError(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A network with its channels put first answers a picture as it did with them last.
func TestChannelsFirst(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	toFirst := func() Layer { return &Transpose{[]int{2, 0, 1}} }
	conv := func() Layer { return NewConv2D(3, 4, [2]int{3, 3}, ConvOptions{}) }
	for _, c := range []struct {
		name  string
		nodes func(net *Network)
		want  []string
	}{
		{"a transposition first", func(net *Network) {
			noError(t, net.Append("first", toFirst()), net.Append("conv", conv()), net.Append("relu", &ReLU{}))
		}, []string{"conv", "relu"}},
		{"something before it", func(net *Network) {
			noError(t, net.Append("scale", &Elementwise{Op: "Neg"}), net.Append("first", toFirst()), net.Append("conv", conv()))
		}, []string{"channels_last", "scale", "first", "conv"}},
		{"both, by two readers", func(net *Network) {
			noError(t, net.Append("first", toFirst(), "input"), net.Append("last", &Elementwise{Op: "Abs"}, "input"), net.Append("again", toFirst(), "last"),
				net.Append("sum", &Add{}, "first", "again"), net.Append("conv", conv()))
		}, []string{"channels_last", "last", "again", "sum", "conv"}},
		{"nothing but a transposition", func(net *Network) { noError(t, net.Append("first", toFirst())) }, []string{"channels_last", "first"}},
	} {
		net := NewNetwork(Shape{5, 7, 3})
		net.Meta.Prep = Preprocessing{Fit: Stretch, Low: -1, High: 1, Mean: []float32{0.1, 0.2, 0.3}, Order: BGR, Layout: ChannelsLast}
		c.nodes(net)
		net.Init(rng)
		first := net.ChannelsFirst()
		var names []string
		for _, node := range first.Nodes {
			names = append(names, node.Name)
		}
		if !slices.Equal(names, c.want) || !first.Input.Equal(Shape{3, 5, 7}) {
			t.Errorf("%s: input %v, layers %q, want %q", c.name, first.Input, names, c.want)
		}
		picture := NewTensor(3, 5, 7)
		for i := range picture.Data {
			picture.Data[i] = rng.Float32()
		}
		answer := func(n *Network) []float32 {
			x := NewTensor(append([]int{1}, n.Input...)...)
			n.Meta.Prep.Apply(x.Data, picture.Data, picture.Shape)
			pass := n.NewPass(1)
			pass.Forward(x)
			return pass.Activation(len(n.Nodes) - 1).Data
		}
		if got, want := answer(first), answer(net); !slices.Equal(got, want) {
			t.Errorf("%s: answers %v, want %v", c.name, got, want)
		}
	}
	plain := NewNetwork(Shape{3, 5, 7})
	if plain.ChannelsFirst() != plain {
		t.Error("a network that has its channels first was changed")
	}
}
