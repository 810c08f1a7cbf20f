package cnn

import "slices"

// ChannelsFirst returns the network as one that reads pictures as C×H×W, where it reads them as H×W×C; where
// it does not, the network itself. It computes the same and shares layers and parameters with n. Layers that
// only put the channels of the input first are left out; where another layer reads the input, one that puts
// them last comes before all others.
func (n *Network) ChannelsFirst() *Network {
	if n.Meta.Prep.Layout != ChannelsLast || len(n.Input) != 3 {
		return n
	}
	first := &Network{Input: n.Meta.Prep.Picture(n.Input), Meta: n.Meta}
	first.Meta.Prep.Layout = ChannelsFirst
	moved := map[int]int{-1: -1} // where nodes of n stand in first
	reads := func(node *Node) bool { return slices.Contains(node.Inputs, -1) && !n.dispensable(node) }
	if slices.ContainsFunc(n.Nodes, reads) {
		last := &Node{Name: n.unused("channels_last"), Layer: &Transpose{[]int{1, 2, 0}}, Inputs: []int{-1}, Shape: n.Input}
		first.Nodes, moved[-1] = append(first.Nodes, last), 0
	}
	for i, node := range n.Nodes {
		if n.dispensable(node) {
			moved[i] = -1
			continue
		}
		c := *node
		c.Inputs = make([]int, len(node.Inputs))
		for k, in := range node.Inputs {
			c.Inputs[k] = moved[in]
		}
		moved[i] = len(first.Nodes)
		first.Nodes = append(first.Nodes, &c)
	}
	return first
}

// dispensable tells whether a node makes C×H×W of the network's input, H×W×C, and is not the network's answer.
func (n *Network) dispensable(node *Node) bool {
	t, ok := node.Layer.(*Transpose)
	return ok && node.Inputs[0] == -1 && slices.Equal(t.Order, []int{2, 0, 1}) && len(node.Lesions) == 0 && node != n.Nodes[len(n.Nodes)-1]
}

// unused is a name that no node has, name itself if it is free.
func (n *Network) unused(name string) string {
	for n.Index(name) >= 0 {
		name += "_"
	}
	return name
}
