package command

import (
	"context"
	"fmt"
	"math/rand/v2"

	"unitscope/cnn"
	"unitscope/viz/rsa"
)

// The sizes of the usual experiment: Kriegeskorte's pictures, Cichy's people.
const (
	benchPictures = 92
	benchPeople   = 15
	benchModels   = 8
)

// dissimilarities are matrices of all layers, of one large layer, and label permutations of layers against people.
func dissimilarities() []workload {
	all := []workload{
		{name: "rsa-permutations", unit: "permutation", count: 1000, make: func() func() { return permutations(rsa.Spearman) }},
		{name: "rsa-permutations-kendall", unit: "permutation", count: 1000, once: true, make: func() func() { return permutations(rsa.KendallTauA) }},
	}
	for _, net := range []string{"toy48", "alexnet"} {
		all = append(all, workload{name: fmt.Sprintf("rdm-%s-%d", net, benchPictures), unit: "picture", count: benchPictures, make: func() func() {
			return layerMatrices(randomNetwork(net, 10), benchPictures)
		}})
	}
	const units, pictures = 250_000, 200
	return append(all, workload{name: fmt.Sprintf("rdm-%dx%d", units, pictures), unit: "picture", count: pictures, make: func() func() {
		net := cnn.NewNetwork(cnn.Shape{1, 500, units / 500})
		if err := net.Append("relu", &cnn.ReLU{}); err != nil {
			panic("command: " + err.Error()) // it takes any shape
		}
		return layerMatrices(net, pictures)
	}})
}

// layerMatrices computes the matrices of all a network's layers for random pictures.
func layerMatrices(net *cnn.Network, pictures int) func() {
	x := randomNormal(append([]int{pictures}, net.Input...)...)
	size := net.Input.Size()
	in := &input{count: pictures, read: func(i int, dst []float32) error {
		copy(dst, x.Data[i*size:][:size])
		return nil
	}}
	var nodes []int
	for i := range net.Nodes {
		nodes = append(nodes, i)
	}
	return func() {
		if _, err := rsa.Layers(context.Background(), net, in, nodes, rsa.PearsonDistance, nil); err != nil {
			panic("command: " + err.Error()) // pictures in memory can be read
		}
	}
}

// permutations tests random models against random people.
func permutations(c rsa.Comparator) func() {
	rng := rand.New(rand.NewPCG(1, 2))
	matrix := func() rsa.RDM {
		r := make(rsa.RDM, rsa.Pairs(benchPictures))
		for i := range r {
			r[i] = rng.Float64()
		}
		return r
	}
	var models, people []rsa.RDM
	for range benchModels {
		models = append(models, matrix())
	}
	for range benchPeople {
		people = append(people, matrix())
	}
	names := make([]string, benchModels)
	return func() {
		if _, err := rsa.Infer(context.Background(), models, names, people, rsa.InferOptions{Compare: c, Test: rsa.Labels, Permutations: 1000}); err != nil {
			panic("command: " + err.Error()) // all are of one size
		}
	}
}
