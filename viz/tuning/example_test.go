package tuning_test

import (
	"context"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// edge is a network of one unit, which wants light at its left and dark at its right.
func edge() *cnn.Network {
	net := cnn.NewNetwork(cnn.Shape{1, 6, 6})
	conv := cnn.NewConv2D(1, 1, [2]int{1, 2}, cnn.ConvOptions{NoBias: true})
	copy(conv.Weight.Data, []float32{1, -1})
	if err := net.Append("conv1", conv); err != nil {
		panic(err)
	}
	return net
}

func ExamplePreferred() {
	grown, err := tuning.Preferred(context.Background(), edge(), 0, 0, tuning.PreferredOptions{Norm: 0.5, Blur: -1}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	row := grown.Picture.Data[3*6 : 4*6] // of the centre cell
	fmt.Println(row, "answer", grown.Response)
	// Output: [0.5 0.5 1 0 0.5 0.5] answer 1
}

func ExampleReverseCorrelation() {
	found, err := tuning.ReverseCorrelation(context.Background(), edge(), 0, nil, tuning.NoiseOptions{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %.1f\n", found.Shape, found.Field(0))
	// Output: 1×1×2 [1.0 -1.0]
}
