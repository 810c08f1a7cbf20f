package cnn_test

import (
	"fmt"
	"log"

	"unitscope/cnn"
)

// Stages as text, what they make of 3×32×32 pictures of ten classes, and where they do not fit.
func ExampleSpec() {
	spec, err := cnn.ParseSpec("conv 16@5 | relu | pool 2 | dense 64")
	if err != nil {
		log.Fatal(err)
	}
	for _, stage := range spec.Plan(cnn.Shape{3, 32, 32}, 10).Stages {
		fmt.Println(stage.Name, stage.Shape, stage.Parameters)
	}
	spec.Stages[2].Kernel = [2]int{30, 30}
	fmt.Println(spec.Plan(cnn.Shape{3, 32, 32}, 10).Err)
	// Output:
	// conv1 16×28×28 1216
	// relu1 16×28×28 0
	// pool1 16×14×14 0
	// dense1 64 200768
	// stage 3 (pool 30 stride 2): kernel spans 30×30, more than the padded input 28×28
}
