package cnn

// A Pass holds one network's activations, and after Backward its gradients, for a batch of
// examples. It is not for concurrent use; many passes may read one network at once.
type Pass struct {
	net *Network
}

// NewPass returns a pass for batches of up to so many examples (it grows when given more).
func (n *Network) NewPass(batch int) *Pass { return &Pass{net: n} }

// Forward computes every activation for x, N×input.
func (p *Pass) Forward(x *Tensor) {}

// Activation is a node's output, N×shape, valid till the next Forward; -1 is the input.
func (p *Pass) Activation(node int) *Tensor { return nil }

// Backward computes the gradient of Σ(grad·activation[node]).
func (p *Pass) Backward(node int, grad *Tensor) {}

// Gradient is a node's gradient after Backward; -1 is the input's.
func (p *Pass) Gradient(node int) *Tensor { return nil }
