// Package cnn is a small engine for convolutional networks: layers, graphs of layers, forward and
// backward passes, losses, optimizers.
//
// Start reading at Network (a graph of named layers), Pass (its activations and gradients for a
// batch of pictures) and Trainer (one training step).
//
// Numbers are float32 in NCHW order, row-major: example, channel, row, column. Layers hold
// parameters only; what a pass computes lives in the Pass, so that many goroutines may read one
// network while its owner trains a copy. A training step allocates nothing once warm, and its
// result has the same bits whatever GOMAXPROCS is.
package cnn

import (
	"fmt"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// Whoever uses the engine multiplies matrices with its kernels elsewhere too, through gonum's blas32.
func init() { kernel.Register() }

// InputName is how Append calls the network's input.
const InputName = "input"

// A Network is a graph of named layers. Nodes are in an order in which each one's inputs come
// before it; the last node gives the network's answers.
type Network struct {
	Input Shape // of one example
	Nodes []*Node
	Meta  Meta

	// Batchless says that the first dimension of what the network's file declares is no batch: Input is all of it,
	// and a batch of examples is something the file knows nothing of.
	Batchless bool
}

// A Node is a layer in its place.
type Node struct {
	Name   string
	Layer  Layer
	Inputs []int // indexes into the network's Nodes; -1 is the network's input
	Shape  Shape // one example's output

	Lesions []int // units whose output is replaced by 0: see WithLesions
}

// Meta is what a network knows about itself beside its layers.
type Meta struct {
	Name   string   // "toy48"
	Labels []string // one an answer
	Task   string   // which labels were learned: "object"
	Source string   // the pictures it learned from: "toyworld"
	Seed   uint64
	Prep   Preprocessing

	PrepUnknown bool // the network's file says nothing of how pictures are prepared, and nobody has said it since

	// What opening the file has to say of it.
	Notes  []string  // what was taken otherwise than the file has it, or cannot be known from it; not saved again
	Beyond []Missing // the operators of the file, or of that which it was saved from, that the network is without
}

// Missing is an operator of a file that has no layer, because it is unknown, used in an unknown way, or reads
// what another one of them computes.
type Missing struct {
	Name, Kind string
	Reason     string // empty where it only reads what is missing
}

// NewNetwork returns a network without layers for examples of the given shape.
func NewNetwork(input Shape) *Network { return &Network{Input: slices.Clone(input)} }

// Append adds a layer that reads the named nodes ("input" is the network's input), or without
// names the last node. On an error, which names the layer and the shapes that do not fit, the
// network is as before.
func (n *Network) Append(name string, layer Layer, inputs ...string) error {
	if err := n.Input.Check(); err != nil {
		return fmt.Errorf("cnn: the network's input: %w", err)
	}
	if name == "" || name == InputName || n.Index(name) >= 0 {
		return fmt.Errorf("cnn: layer name %q is empty or taken", name)
	}
	if layer == nil {
		return fmt.Errorf("cnn: layer %q is nil", name)
	}
	node := &Node{Name: name, Layer: layer}
	if len(inputs) == 0 {
		node.Inputs = []int{len(n.Nodes) - 1}
	}
	for _, input := range inputs {
		i := n.Index(input)
		if i < 0 && input != InputName {
			return fmt.Errorf("cnn: layer %q (%s): no layer is named %q", name, layer.Kind(), input)
		}
		node.Inputs = append(node.Inputs, i)
	}
	in := make([]Shape, len(node.Inputs))
	for k, i := range node.Inputs {
		in[k] = n.shape(i)
	}
	out, err := layer.OutShape(in...)
	if err == nil {
		err = out.Check()
	}
	if err != nil {
		return fmt.Errorf("cnn: layer %q (%s): %w", name, layer.Kind(), err)
	}
	node.Shape = slices.Clone(out)
	n.Nodes = append(n.Nodes, node)
	return nil
}

// shape is one example's shape at a node, -1 being the input.
func (n *Network) shape(node int) Shape {
	if node < 0 {
		return n.Input
	}
	return n.Nodes[node].Shape
}

// Index finds a node by name; -1 when there is none.
func (n *Network) Index(name string) int {
	return slices.IndexFunc(n.Nodes, func(node *Node) bool { return node.Name == name })
}

// Clone is a deep copy.
func (n *Network) Clone() *Network {
	m := &Network{Input: slices.Clone(n.Input), Nodes: make([]*Node, len(n.Nodes)), Meta: n.Meta, Batchless: n.Batchless}
	for i, node := range n.Nodes {
		m.Nodes[i] = &Node{Name: node.Name, Layer: node.Layer.Clone(), Inputs: slices.Clone(node.Inputs), Shape: slices.Clone(node.Shape),
			Lesions: slices.Clone(node.Lesions)}
	}
	m.Meta.Labels = slices.Clone(n.Meta.Labels)
	m.Meta.Prep = n.Meta.Prep.clone()
	m.Meta.Notes, m.Meta.Beyond = slices.Clone(n.Meta.Notes), slices.Clone(n.Meta.Beyond)
	return m
}

// SameArchitecture tells whether two networks have the same layers by name, kind, place and the
// shapes of their outputs and arrays, so that CopyParams between them holds.
func (n *Network) SameArchitecture(m *Network) bool {
	return n.Input.Equal(m.Input) && slices.EqualFunc(n.Nodes, m.Nodes, func(a, b *Node) bool {
		return a.Name == b.Name && a.Layer.Kind() == b.Layer.Kind() && slices.Equal(a.Inputs, b.Inputs) && a.Shape.Equal(b.Shape) &&
			slices.EqualFunc(tensors(a.Layer), tensors(b.Layer), func(t, u *Tensor) bool { return t.Shape.Equal(u.Shape) })
	})
}

// CopyParams sets every learned array and running statistic to that of a network of the same
// architecture. It panics if the architectures differ.
func (n *Network) CopyParams(from *Network) {
	if len(n.Nodes) != len(from.Nodes) {
		panic(fmt.Sprintf("cnn: CopyParams between networks of %d and %d layers", len(n.Nodes), len(from.Nodes)))
	}
	for i, node := range n.Nodes {
		dst, src := tensors(node.Layer), tensors(from.Nodes[i].Layer)
		if len(dst) != len(src) {
			panic(fmt.Sprintf("cnn: CopyParams between %s and %s at layer %q", from.Nodes[i].Layer.Kind(), node.Layer.Kind(), node.Name))
		}
		for k := range dst {
			if !dst[k].Shape.Equal(src[k].Shape) {
				panic(fmt.Sprintf("cnn: CopyParams from %v to %v at layer %q", src[k].Shape, dst[k].Shape, node.Name))
			}
			copy(dst[k].Data, src[k].Data)
		}
	}
}

// tensors lists a layer's learned arrays and running statistics.
func tensors(layer Layer) []*Tensor {
	var ts []*Tensor
	for _, p := range layer.Params() {
		ts = append(ts, p.Value)
	}
	if k, ok := layer.(keeper); ok {
		ts = append(ts, k.statistics()...)
	}
	return ts
}

// Parameters counts the learned numbers.
func (n *Network) Parameters() int {
	count := 0
	for _, node := range n.Nodes {
		for _, p := range node.Layer.Params() {
			count += len(p.Value.Data)
		}
	}
	return count
}
