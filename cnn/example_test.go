package cnn_test

import (
	"fmt"
	"math/rand/v2"

	"unitscope/cnn"
)

// A network is built layer by layer; a layer that does not fit is refused, and says why.
func ExampleNetwork_Append() {
	net := cnn.NewNetwork(cnn.Shape{3, 32, 32})
	check := func(err error) {
		if err != nil {
			fmt.Println(err)
		}
	}
	check(net.Append("conv1", cnn.NewConv2D(3, 8, [2]int{5, 5}, cnn.ConvOptions{})))
	check(net.Append("relu1", &cnn.ReLU{}))
	check(net.Append("pool1", cnn.NewMaxPool(2, 2)))
	check(net.Append("conv2", cnn.NewConv2D(16, 8, [2]int{3, 3}, cnn.ConvOptions{})))
	check(net.Append("conv2", cnn.NewConv2D(8, 8, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}})))
	check(net.Append("sum", &cnn.Add{}, "conv2", "pool1"))
	for _, node := range net.Nodes {
		fmt.Println(node.Name, node.Layer.Kind(), node.Shape)
	}
	// Output:
	// cnn: layer "conv2" (Conv): weight 8×16×3×3 in 1 groups wants 16 input maps, gets 8×14×14
	// conv1 Conv 8×28×28
	// relu1 Relu 8×28×28
	// pool1 MaxPool 8×14×14
	// conv2 Conv 8×14×14
	// sum Add 8×14×14
}

// A pass computes the activations of every layer for a batch of pictures.
func ExamplePass_Forward() {
	net := cnn.NewNetwork(cnn.Shape{1, 2, 2})
	conv := cnn.NewConv2D(1, 1, [2]int{2, 2}, cnn.ConvOptions{})
	copy(conv.Weight.Data, []float32{1, 0, 0, -1})
	if err := net.Append("conv", conv); err != nil {
		fmt.Println(err)
	}
	pass := net.NewPass(2)
	pass.Forward(&cnn.Tensor{Shape: cnn.Shape{2, 1, 2, 2}, Data: []float32{
		5, 1,
		1, 2,

		0, 1,
		1, 4,
	}})
	y := pass.Activation(net.Index("conv"))
	fmt.Println(y.Shape, y.Data)
	// Output: 2×1×1×1 [3 -4]
}

// Backward tells how a unit's activation would change with every pixel.
func ExamplePass_Backward() {
	net := cnn.NewNetwork(cnn.Shape{3})
	dense := cnn.NewDense(3, 2)
	copy(dense.Weight.Data, []float32{1, 2, 3, 4, 5, 6})
	if err := net.Append("dense", dense); err != nil {
		fmt.Println(err)
	}
	pass := net.NewPass(1)
	pass.Forward(cnn.NewTensor(1, 3))
	pass.Backward(0, &cnn.Tensor{Shape: cnn.Shape{1, 2}, Data: []float32{0, 1}}) // unit 1
	fmt.Println(pass.Gradient(-1).Data)
	// Output: [4 5 6]
}

// A trainer changes a network step by step.
func ExampleTrainer_Step() {
	net, err := cnn.Preset("lenet28", 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	rng := rand.New(rand.NewPCG(1, 0))
	net.Init(rng)
	x, labels := cnn.NewTensor(2, 1, 28, 28), []int{3, 7}
	for i := range x.Data {
		x.Data[i] = rng.Float32()
	}
	trainer := cnn.NewTrainer(net, cnn.Hyper{Optimizer: cnn.Adam}, 2, 1)
	first := trainer.Step(x, labels).Cost
	for range 8 {
		trainer.Step(x, labels)
	}
	fmt.Println(trainer.Step(x, labels).Cost < first/2)
	// Output: true
}
