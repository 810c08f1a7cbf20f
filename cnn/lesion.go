package cnn

import (
	"fmt"
	"slices"
)

// WithLesions returns a network in which some units, by layer, are silent: what the layer computes for them is
// replaced by 0, wherever the network is run or trained. It shares layers and parameters with n, which is as before;
// lesions that n has already stay. A unit is a map, or one element of a layer of units; to silence one for the
// layers behind it, name the layer after the activation.
//
// It returns an error for a layer or unit that there is not, and for a Batchless network, whose layers have no units.
func (n *Network) WithLesions(units map[string][]int) (*Network, error) {
	if n.Batchless {
		return nil, fmt.Errorf("cnn: lesions in a network that reads no batch of examples")
	}
	m := *n
	m.Nodes = slices.Clone(n.Nodes)
	for name, list := range units {
		i := n.Index(name)
		if i < 0 {
			return nil, fmt.Errorf("cnn: no layer is named %q, so none of its units can be silenced", name)
		}
		node := *n.Nodes[i]
		node.Lesions = slices.Clone(node.Lesions)
		for _, unit := range list {
			if unit < 0 || unit >= node.Shape[0] {
				return nil, fmt.Errorf("cnn: layer %q has units 0 to %d, not %d", name, node.Shape[0]-1, unit)
			}
			if !slices.Contains(node.Lesions, unit) {
				node.Lesions = append(node.Lesions, unit)
			}
		}
		m.Nodes[i] = &node
	}
	return &m, nil
}

// Lesioned tells whether some unit of the network is silenced.
func (n *Network) Lesioned() bool {
	return slices.ContainsFunc(n.Nodes, func(node *Node) bool { return len(node.Lesions) > 0 })
}

// silence sets units of every example of a batch to 0.
func silence(t *Tensor, units []int) {
	size := t.Shape[2:].Size()
	for e := range t.Shape[0] {
		values := example(t, e)
		for _, unit := range units {
			clear(values[unit*size : (unit+1)*size])
		}
	}
}

// silence sets units of every cell to 0, each of them being so many channels: 1 but in layers that are neither maps
// nor units, whose elements are the channels of one cell.
func (z *zones) silence(units []int, channels int) {
	for at := 0; at < len(z.values); at += z.channels {
		for _, unit := range units {
			clear(z.values[at+unit*channels:][:channels])
		}
	}
}
