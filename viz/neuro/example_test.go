package neuro_test

import (
	"bytes"
	"context"
	"fmt"
	"testing/fstest"

	"unitscope/cnn/data"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// A table of two people's upper triangles, with names.
func ExampleOpen() {
	files := fstest.MapFS{"people.csv": {Data: []byte("anna,0.2,0.9,0.8\nbert,0.1,0.7,0.9\n")}}
	arrays, err := neuro.Open(files, "people.csv")
	if err != nil {
		panic(err)
	}
	array, err := arrays.Get("")
	if err != nil {
		panic(err)
	}
	people, err := array.Subjects()
	if err != nil {
		panic(err)
	}
	fmt.Println(len(people), "people,", people[0].Pictures(), "pictures")
	fmt.Printf("%.2f\n", rsa.Compare(people[0], people[1], rsa.Spearman))
	// Output:
	// 2 people, 3 pictures
	// 0.50
}

// A simulated person's volumes go into a file and come back, still marked as simulated.
func ExampleSimulate() {
	pictures := data.ToyWorld(data.Options{Seed: 1}).Train
	s, err := neuro.Simulate(context.Background(), pictures, []int{0, 1, 2, 3, 4}, neuro.SimulateOptions{People: 1, Seed: 7})
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	if err := neuro.WriteNIfTIGzip(&file, s.Volumes[0]); err != nil {
		panic(err)
	}
	v, err := neuro.ReadNIfTI(&file)
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Shape, v.VoxelSize(), v.Origin)
	// Output: [13 17 11 5] [8 8 8] simulated, seed 7
}
