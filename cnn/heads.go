package cnn

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Head finds where a network's head begins: the last layer with weights, from whose input on one layer reads the
// other up to the answers. What comes before it is the network's body. It returns an error where another head could not
// take its place: if that layer is no Dense layer or convolution of one group, or the body reaches the answers past it.
func (n *Network) Head() (first int, err error) {
	first = len(n.Nodes) - 1
	for ; first >= 0 && len(n.Nodes[first].Layer.Params()) == 0; first-- {
		if !slices.Equal(n.Nodes[first].Inputs, []int{first - 1}) {
			return 0, fmt.Errorf("cnn: layer %q, after the last one with weights, does not read the one before it alone", n.Nodes[first].Name)
		}
	}
	if first < 0 {
		return 0, fmt.Errorf("cnn: no layer has weights")
	}
	node := n.Nodes[first]
	switch l := node.Layer.(type) {
	case *Dense:
		return first, nil
	case *Conv2D:
		if l.Groups == 1 {
			return first, nil
		}
	}
	return 0, fmt.Errorf("cnn: the last layer with weights, %q, is a %s, in whose place no other head can be put", node.Name, node.Layer.Kind())
}

// WithHead returns a copy of a network with a second head beside the one it has, of the same layers with other weights, drawn
// as Init does, and so many answers. Its layers come last and are named as suffixed: "output" becomes "output" + suffix.
func (n *Network) WithHead(suffix string, answers int, rng *rand.Rand) (*Network, error) {
	first, err := n.Head()
	if err != nil {
		return nil, err
	}
	if answers < 1 {
		return nil, fmt.Errorf("cnn: a head with %d answers", answers)
	}
	m := n.Clone()
	for i := first; i < len(n.Nodes); i++ {
		node := n.Nodes[i]
		layer, input := node.Layer.Clone(), n.name(node.Inputs[0])
		if i == first {
			layer = widened(node.Layer, answers)
		} else {
			input += suffix
		}
		if err := m.Append(node.Name+suffix, layer, input); err != nil {
			return nil, err
		}
	}
	if got := m.shape(len(m.Nodes) - 1).Size(); got != answers {
		return nil, fmt.Errorf("cnn: the head makes %d answers of %d units", got, answers)
	}
	added := len(n.Nodes)
	switch l := m.Nodes[added].Layer.(type) {
	case *Dense:
		m.draw(rng, added, l.Weight, l.Bias, l.Weight.Shape[1], answers)
	case *Conv2D:
		cells := l.Kernel[0] * l.Kernel[1]
		m.draw(rng, added, l.Weight, l.Bias, l.Weight.Shape[1]*cells, answers*cells)
	}
	return m, nil
}

// widened is a layer like one that Head found, with so many units and no weights.
func widened(layer Layer, units int) Layer {
	switch l := layer.(type) {
	case *Dense:
		w := NewDense(l.Weight.Shape[1], units)
		if l.Bias == nil {
			w.Bias = nil
		}
		return w
	case *Conv2D:
		return NewConv2D(l.Weight.Shape[1], units, l.Kernel, ConvOptions{Stride: l.Stride, Dilation: l.Dilation, Pad: l.Pad, NoBias: l.Bias == nil})
	}
	panic(fmt.Sprintf("cnn: a head that begins with a %s", layer.Kind()))
}

// name is a node's name, that of the network's input being "input".
func (n *Network) name(node int) string {
	if node < 0 {
		return InputName
	}
	return n.Nodes[node].Name
}

// Branch is the part of a network that a node's output needs, that node being its last: one head of several with the body,
// for example. It shares layers and parameters with n, so that it learns what n learns.
func (n *Network) Branch(node int) *Network {
	needed := make([]bool, len(n.Nodes))
	needed[node] = true
	m := *n
	m.Nodes = nil
	for i := node; i >= 0; i-- {
		for _, in := range n.Nodes[i].Inputs {
			if needed[i] && in >= 0 {
				needed[in] = true
			}
		}
	}
	place := make([]int, node+1)
	for i, node := range n.Nodes[:node+1] {
		if !needed[i] {
			continue
		}
		place[i] = len(m.Nodes)
		moved := *node
		moved.Inputs = make([]int, len(node.Inputs))
		for k, in := range node.Inputs {
			moved.Inputs[k] = in
			if in >= 0 {
				moved.Inputs[k] = place[in]
			}
		}
		m.Nodes = append(m.Nodes, &moved)
	}
	return &m
}

// After is what of a network comes after a node, as a network that reads that node's output. It shares layers and parameters
// with n. ok is false where something after the node reads something before it, too.
func (n *Network) After(node int) (after *Network, ok bool) {
	m := *n
	m.Input, m.Nodes = n.Nodes[node].Shape, nil
	place := map[int]int{node: -1}
	for i := node + 1; i < len(n.Nodes); i++ {
		moved := *n.Nodes[i]
		moved.Inputs = slices.Clone(moved.Inputs)
		for k, in := range moved.Inputs {
			at, there := place[in]
			if !there {
				return nil, false
			}
			moved.Inputs[k] = at
		}
		place[i] = len(m.Nodes)
		m.Nodes = append(m.Nodes, &moved)
	}
	return &m, len(m.Nodes) > 0
}
