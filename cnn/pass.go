package cnn

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// A Pass holds one network's activations, and after Backward its gradients, for a batch of
// examples. It is not for concurrent use; many passes may read one network at once, as long as
// nobody changes the network's parameters meanwhile.
type Pass struct {
	net      *Network
	works    []*work
	capacity int // examples that the arrays have room for
	batch    int // examples in them

	// By node + 1, so that 0 is the input.
	activations []*Tensor
	gradients   []*Tensor // nil until a backward pass needs them
	reached     []bool    // the gradient is that of the last backward pass
	all         []bool    // true throughout

	spares     [][]*Tensor // by node and input: gradients to be added to one that is there already
	crew       *crew
	current    *work // what the crew works on
	doForward  func(part int, d *desk)
	doBackward func(part int, d *desk)
	doCollect  func(part int, d *desk)
	scratch    int // floats that parts need at most
}

// NewPass returns a pass for batches of up to so many examples; it grows when it is given more.
// Layers appended to the network later are not part of it.
func (n *Network) NewPass(batch int) *Pass {
	p := &Pass{net: n, activations: make([]*Tensor, len(n.Nodes)+1), gradients: make([]*Tensor, len(n.Nodes)+1),
		reached: make([]bool, len(n.Nodes)+1), all: make([]bool, len(n.Nodes)+1), spares: make([][]*Tensor, len(n.Nodes))}
	for i := range p.activations {
		p.activations[i] = &Tensor{Shape: append(Shape{0}, n.shape(i-1)...)}
		p.all[i] = true
	}
	for i, node := range n.Nodes {
		w := &work{layer: node.Layer, shape: node.Shape, silent: node.Lesions, out: p.activations[i+1], gradIn: make([]*Tensor, len(node.Inputs))}
		for _, in := range node.Inputs {
			w.in = append(w.in, p.activations[in+1])
		}
		if r, ok := node.Layer.(rememberer); ok {
			w.memory = make([]float32, r.remembers(w))
		}
		p.works = append(p.works, w)
		p.spares[i] = make([]*Tensor, len(node.Inputs))
	}
	p.doForward = func(part int, d *desk) { p.current.layer.forward(p.current, part, d) }
	p.doBackward = func(part int, d *desk) { p.current.layer.backward(p.current, part, d) }
	p.doCollect = func(part int, _ *desk) { p.current.layer.(collector).collect(p.current, part) }
	p.grow(max(batch, 1))
	return p
}

// grow makes room for so many examples and forgets what was computed.
func (p *Pass) grow(capacity int) {
	p.capacity = capacity
	for _, t := range p.activations[1:] {
		t.Data = make([]float32, capacity*t.Shape[1:].Size())
	}
	clear(p.gradients)
	clear(p.reached)
	for _, spares := range p.spares {
		clear(spares)
	}
	p.resize(capacity)
}

// Switch has the pass compute another network of the same architecture, such as the one it has as it was
// later, in the arrays that it has. What was computed stays until the next Forward. It is not for the pass of a
// Trainer. It panics if the architectures differ.
func (p *Pass) Switch(net *Network) {
	if !p.net.SameArchitecture(net) {
		panic("cnn: a pass is switched to a network of another architecture")
	}
	p.net = net
	for i, node := range net.Nodes {
		p.works[i].layer, p.works[i].silent = node.Layer, node.Lesions
	}
}

// resize sets the number of examples in every array.
func (p *Pass) resize(batch int) {
	if batch == p.batch {
		return
	}
	p.batch = batch
	for _, t := range p.activations[1:] {
		t.resize(batch)
	}
	for _, t := range p.gradients {
		t.resize(batch)
	}
	for _, spares := range p.spares {
		for _, t := range spares {
			t.resize(batch)
		}
	}
	for _, w := range p.works {
		w.batch = batch
	}
	p.plan()
}

// plan has layers plan their work on a batch of this size.
func (p *Pass) plan() {
	for _, w := range p.works {
		if l, ok := w.layer.(planner); ok {
			l.plan(w)
		}
		if l, ok := w.layer.(scratcher); ok {
			p.scratch = max(p.scratch, l.scratch(w))
		}
	}
}

// resize sets the first dimension of an array with room for it.
func (t *Tensor) resize(batch int) {
	if t != nil {
		t.Shape[0] = batch
		t.Data = t.Data[:t.Shape.Size()]
	}
}

// Forward computes every activation for x, N×input, with running statistics and without dropout.
// x is not copied: it must stay as it is until Backward, if there is one, has returned. Forward
// panics if x has another shape than the network's input with a batch in front.
func (p *Pass) Forward(x *Tensor) {
	_ = p.ForwardContext(context.Background(), x) // which never ends
}

// ForwardContext is Forward until ctx ends. It then returns ctx's error as soon as the parts of a layer are done
// that goroutines are at, some milliseconds, and the activations are those of no picture.
func (p *Pass) ForwardContext(ctx context.Context, x *Tensor) error {
	for _, w := range p.works {
		w.training = false
	}
	return p.forward(ctx, x)
}

func (p *Pass) forward(ctx context.Context, x *Tensor) error {
	if len(x.Shape) == 0 || x.Shape[0] < 1 || !x.Shape[1:].Equal(p.net.Input) {
		panic(fmt.Sprintf("cnn: a pass over %v is given %v", append(Shape{p.capacity}, p.net.Input...), x.Shape))
	}
	if x.Shape[0] > p.capacity {
		p.grow(x.Shape[0])
	}
	p.resize(x.Shape[0])
	input := p.activations[0]
	input.Shape[0], input.Data = x.Shape[0], x.Data
	clear(p.reached)
	p.gather(ctx)
	for _, w := range p.works {
		p.current = w
		parts, _ := w.layer.parts(w)
		p.crew.run(parts, p.doForward)
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(w.silent) > 0 {
			silence(w.out, w.silent)
		}
	}
	return nil
}

// gather calls a crew for the processors there are now, which works until ctx ends.
func (p *Pass) gather(ctx context.Context) {
	if p.crew == nil || p.crew.width != runtime.GOMAXPROCS(0) || p.crew.scratch < p.scratch {
		p.crew = newCrew(p.scratch)
	}
	p.crew.stop = ctx.Done()
}

// Activation is a node's output, N×shape, valid until the next Forward; -1 is the input.
func (p *Pass) Activation(node int) *Tensor { return p.activations[node+1] }

// Gradient is the gradient that the last Backward found for a node's output, N×shape; -1 is the
// network's input. It is nil where the gradient did not get: nodes after the one it started from
// or beside its ancestors and, in a Trainer, everything below the lowest layer that learns.
func (p *Pass) Gradient(node int) *Tensor {
	if !p.reached[node+1] {
		return nil
	}
	return p.gradients[node+1]
}

// Backward computes, from the last Forward's activations, the gradients of Σ(grad·activation)
// of a node with respect to everything before it. grad has the shape of Activation(node).
func (p *Pass) Backward(node int, grad *Tensor) {
	if !grad.Shape.Equal(p.activations[node+1].Shape) {
		panic(fmt.Sprintf("cnn: Backward from activations %v is given a gradient %v", p.activations[node+1].Shape, grad.Shape))
	}
	copy(p.gradient(node).Data, grad.Data)
	p.backward(node, p.all)
}

// gradient is the array for a node's gradient.
func (p *Pass) gradient(node int) *Tensor {
	if p.gradients[node+1] == nil {
		p.gradients[node+1] = p.like(node)
	}
	return p.gradients[node+1]
}

// like returns an array for a node's batch with room for the pass's capacity.
func (p *Pass) like(node int) *Tensor {
	t := NewTensor(append(Shape{p.capacity}, p.net.shape(node)...)...)
	t.resize(p.batch)
	return t
}

// backward sends the gradient of a node, which is set, back to the wanted ones of its ancestors
// (by node + 1) and to the parameters that works want.
func (p *Pass) backward(node int, wanted []bool) {
	clear(p.reached)
	p.reached[node+1] = true
	_ = p.descend(context.Background(), node, wanted) // which never ends
}

// descend is backward from all nodes up to one that are marked as reached, whose gradients are set. It returns ctx's
// error if that ends.
func (p *Pass) descend(ctx context.Context, node int, wanted []bool) error {
	p.gather(ctx)
	for i := node; i >= 0; i-- {
		if !p.reached[i+1] {
			continue
		}
		w := p.works[i]
		w.gradOut = p.gradients[i+1]
		if len(w.silent) > 0 {
			silence(w.gradOut, w.silent)
		}
		useful := p.aim(i, wanted)
		if !useful && !w.wantsParams {
			continue
		}
		p.current = w
		_, parts := w.layer.parts(w)
		p.crew.run(parts, p.doBackward)
		if c, ok := w.layer.(collector); ok && w.wantsParams {
			p.crew.run(c.collectParts(w), p.doCollect)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p.addSpares(i)
	}
	return nil
}

// aim sets where node i puts its inputs' gradients: into the input's own array the first time, a
// spare one if another node has been there. It reports whether any is wanted.
func (p *Pass) aim(i int, wanted []bool) (useful bool) {
	for k, in := range p.net.Nodes[i].Inputs {
		w := p.works[i]
		switch {
		case !wanted[in+1]:
			w.gradIn[k] = nil
			continue
		case !p.reached[in+1]:
			w.gradIn[k] = p.gradient(in)
			p.reached[in+1] = true
		default:
			if p.spares[i][k] == nil {
				p.spares[i][k] = p.like(in)
			}
			w.gradIn[k] = p.spares[i][k]
		}
		useful = true
	}
	return useful
}

// addSpares adds what node i put into spare arrays to its inputs' gradients.
func (p *Pass) addSpares(i int) {
	for k, in := range p.net.Nodes[i].Inputs {
		spare := p.spares[i][k]
		if spare == nil || p.works[i].gradIn[k] != spare {
			continue
		}
		kernel.Axpy(p.gradients[in+1].Data, 1, spare.Data)
	}
}

// KeepParamGradients makes Backward compute the gradients of parameters as well.
func (p *Pass) KeepParamGradients() {
	for _, w := range p.works {
		w.wantsParams = len(w.layer.Params()) > 0
		if w.gradParams != nil {
			continue
		}
		for _, param := range w.layer.Params() {
			w.gradParams = append(w.gradParams, NewTensor(param.Value.Shape...))
		}
	}
	p.plan()
}

// ParamGradients are the last Backward's gradients of a node's Params, in their order: sums over
// the batch. It is nil without KeepParamGradients.
func (p *Pass) ParamGradients(node int) []*Tensor { return slices.Clone(p.works[node].gradParams) }
