package cnn

// Multiplications is how many a pass over one example takes, about: every learned number is used once for every
// cell of its layer's maps.
func (n *Network) Multiplications() int {
	count := 0
	for _, node := range n.Nodes {
		for _, p := range node.Layer.Params() {
			count += len(p.Value.Data) * node.Shape[1:].Size()
		}
	}
	return count
}
