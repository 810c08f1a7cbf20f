package session

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/cnn"
)

// thawed is the value of the setting "freeze" when every layer learns.
const thawed = "nothing"

// FrozenText is the value of the setting "freeze" that freezes these layers.
func FrozenText(layers []string) string {
	if len(layers) == 0 {
		return thawed
	}
	return strings.Join(layers, ",")
}

// frozen reads the value of the setting "freeze": layers of net with weights, joined by
// commas, or "nothing".
func frozen(net *cnn.Network, value string) ([]string, error) {
	if value == thawed {
		return nil, nil
	}
	layers := strings.Split(value, ",")
	for _, name := range layers {
		i := net.Index(name)
		if i < 0 || len(net.Nodes[i].Layer.Params()) == 0 {
			return nil, fmt.Errorf("this network has no layer %q with weights to freeze", name)
		}
	}
	return layers, nil
}

// stillThere leaves out the frozen layers that a network does not have: another network lies
// on the bench.
func stillThere(net *cnn.Network, layers []string) []string {
	if !slices.ContainsFunc(layers, func(name string) bool { return net.Index(name) < 0 }) {
		return layers
	}
	return slices.DeleteFunc(slices.Clone(layers), func(name string) bool { return net.Index(name) < 0 })
}
