package plasticity

import (
	"errors"
	"fmt"
	"slices"

	"unitscope/cnn"
)

// ErrArchitecture says that two networks' units are not the same units.
var ErrArchitecture = errors.New("the networks' hidden layers are not the same")

// A Layer is the units that a hidden layer with weights makes, as they are after their activation.
type Layer struct {
	Name    string // of the layer with the weights
	Weights int    // its node
	Answers int    // the node after normalisation and activation, before pooling
	Units   int
}

// Layers lists the hidden layers of a network with one head. The output is not among them.
func Layers(net *cnn.Network) []Layer {
	var layers []Layer
	for i, node := range net.Nodes {
		params := node.Layer.Params()
		if len(params) == 0 || params[0].Name != "weight" || params[0].Value.Shape[0] != node.Shape[0] {
			continue
		}
		layers = append(layers, Layer{Name: node.Name, Weights: i, Answers: follow(net, i, activates), Units: node.Shape[0]})
	}
	if len(layers) > 0 {
		layers = layers[:len(layers)-1]
	}
	return layers
}

// follow goes on from a node as long as one layer alone reads it that is of a kind, and returns where that ends.
func follow(net *cnn.Network, node int, of func(cnn.Layer) bool) int {
	for {
		next, readers := -1, 0
		for i := node + 1; i < len(net.Nodes); i++ {
			if slices.Contains(net.Nodes[i].Inputs, node) {
				next = i
				readers++
			}
		}
		if readers != 1 || len(net.Nodes[next].Inputs) != 1 || net.Nodes[next].Shape[0] != net.Nodes[node].Shape[0] || !of(net.Nodes[next].Layer) {
			return node
		}
		node = next
	}
}

// activates tells whether a layer belongs to the units of the layer before it: normalisation and activation.
func activates(layer cnn.Layer) bool {
	switch layer.(type) {
	case *cnn.BatchNorm, *cnn.ReLU, *cnn.LeakyReLU, *cnn.PReLU, *cnn.Sigmoid, *cnn.Tanh, *cnn.Elementwise:
		return true
	}
	return false
}

// sameLayers returns an error unless units of both lists can be compared one by one.
func sameLayers(a, b []Layer) error {
	if !slices.EqualFunc(a, b, func(x, y Layer) bool { return x.Name == y.Name && x.Units == y.Units }) {
		return fmt.Errorf("plasticity: %w: %s and %s", ErrArchitecture, layerWords(a), layerWords(b))
	}
	return nil
}

// Comparable returns an error unless the units of two networks with one head can be compared one by one, on the same pictures:
// ErrArchitecture where their hidden layers differ.
func Comparable(a, b *cnn.Network) error {
	if in, other := a.Meta.Prep.Picture(a.Input), b.Meta.Prep.Picture(b.Input); !in.Equal(other) {
		return fmt.Errorf("plasticity: %w: one reads %v, the other %v", ErrArchitecture, in, other)
	}
	return sameLayers(Layers(a), Layers(b))
}

// layerWords lists layers as "conv1 16, conv2 32".
func layerWords(layers []Layer) string {
	words := ""
	for i, l := range layers {
		if i > 0 {
			words += ", "
		}
		words += fmt.Sprintf("%s %d", l.Name, l.Units)
	}
	if words == "" {
		return "none"
	}
	return words
}

// Body names all layers with weights before a network's head; none where it has no head that could be replaced.
func Body(net *cnn.Network) []string {
	first, err := net.Head()
	if err != nil {
		return nil
	}
	var names []string
	for _, node := range net.Nodes[:first] {
		if len(node.Layer.Params()) > 0 {
			names = append(names, node.Name)
		}
	}
	return names
}
