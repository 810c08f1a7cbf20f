package onnx_test

import (
	"bytes"
	"errors"
	"fmt"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

func Example() {
	net := cnn.NewNetwork(cnn.Shape{3, 8, 8})
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{
		{"conv1", cnn.NewConv2D(3, 4, [2]int{3, 3}, cnn.ConvOptions{})},
		{"relu1", &cnn.ReLU{}},
		{"mean", &cnn.GlobalAvgPool{}},
		{"flatten", &cnn.Flatten{}},
		{"output", cnn.NewDense(4, 2)},
		{"softmax", &cnn.Softmax{}},
	} {
		if err := net.Append(l.name, l.layer); err != nil {
			panic(err)
		}
	}
	net.Meta.Labels = []string{"cat", "bird"}

	var file bytes.Buffer
	if err := onnx.Write(&file, net); err != nil {
		panic(err)
	}
	half := file.Bytes()[:file.Len()/2]

	again, err := onnx.Read(&file)
	if err != nil {
		panic(err)
	}
	for _, n := range again.Nodes {
		fmt.Println(n.Name, n.Layer.Kind(), n.Shape)
	}
	fmt.Println(again.Meta.Labels)

	_, err = onnx.Read(bytes.NewReader(half))
	fmt.Println(errors.Is(err, onnx.ErrFormat), err)
	// Output:
	// conv1 Conv 4×6×6
	// relu1 Relu 4×6×6
	// mean GlobalAveragePool 4×1×1
	// flatten Flatten 4
	// output Gemm 2
	// softmax Softmax 2
	// [cat bird]
	// true onnx: not an ONNX file, or not all of one (it ends too early)
}
