package cnn_test

import (
	"fmt"
	"image"

	"unitscope/cnn"
)

// A dark pixel on a bright picture changes what the window over it sees, and nothing else.
func ExampleNetwork_NewIncremental() {
	net := cnn.NewNetwork(cnn.Shape{1, 4, 6})
	sum := cnn.NewConv2D(1, 1, [2]int{2, 2}, cnn.ConvOptions{Stride: [2]int{2, 2}}) // adds up 2×2 pixels
	picture := cnn.NewTensor(1, 4, 6)
	for i := range sum.Weight.Data {
		sum.Weight.Data[i] = 1
	}
	for i := range picture.Data {
		picture.Data[i] = 1
	}
	if err := net.Append("sum", sum); err != nil {
		panic(err)
	}
	answers := net.NewIncremental(picture, 0)
	fmt.Println(answers.Activation(0).Data)
	answers.Change(image.Rect(2, 1, 3, 2), []float32{0})
	fmt.Println(answers.Activation(0).Data, "changed within", answers.Changed(0))
	// Output:
	// [4 4 4 4 4 4]
	// [4 3 4 4 4 4] changed within (1,0)-(2,1)
}
