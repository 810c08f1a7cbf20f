package cnn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// An Elastic holds parameters near their Anchor, each the more firmly the more it matters: it adds to the cost
//
//	Strength/2 · Σ Importance·(parameter − Anchor)²
//
// over the parameters that it names, "conv1.weight". With the diagonal of the Fisher information of a task learned
// before as Importance (see Fisher), a network that learns another task forgets the first one less.
//
// Kirkpatrick et al. 2017, "Overcoming catastrophic forgetting in neural networks", equation 3.
type Elastic struct {
	Strength           float32
	Anchor, Importance map[string]*Tensor
}

// NewElastic returns a penalty that anchors a network's parameters, as far as importance names them, where they are.
func NewElastic(net *Network, importance map[string]*Tensor, strength float32) *Elastic {
	e := &Elastic{Strength: strength, Anchor: map[string]*Tensor{}, Importance: importance}
	eachParam(net, func(_ int, name string, value *Tensor) {
		if importance[name] != nil {
			e.Anchor[name] = value.Clone()
		}
	})
	return e
}

// eachParam calls f with every learned array of a network by its name, "conv1.weight".
func eachParam(net *Network, f func(node int, name string, value *Tensor)) {
	for i, node := range net.Nodes {
		for _, p := range node.Layer.Params() {
			f(i, node.Name+"."+p.Name, p.Value)
		}
	}
}

// Cost is what the penalty adds to the cost of net as it is.
func (e *Elastic) Cost(net *Network) float64 {
	sum := 0.0
	eachParam(net, func(_ int, name string, value *Tensor) {
		anchor, importance := e.Anchor[name], e.Importance[name]
		if anchor == nil || importance == nil {
			return
		}
		for i, v := range value.Data {
			d := float64(v) - float64(anchor.Data[i])
			sum += float64(importance.Data[i]) * d * d
		}
	})
	return float64(e.Strength) / 2 * sum
}

// check returns an error unless the penalty fits a network's parameters, as far as it names them.
func (e *Elastic) check(net *Network) error {
	if !(e.Strength >= 0 && e.Strength <= math.MaxFloat32) {
		return fmt.Errorf("cnn: an elastic penalty of strength %g", e.Strength)
	}
	var err error
	eachParam(net, func(_ int, name string, value *Tensor) {
		if e.Anchor[name] == nil || err != nil {
			return
		}
		if err = e.Anchor[name].check("anchor of "+name, value.Shape...); err == nil {
			err = e.Importance[name].check("importance of "+name, value.Shape...)
		}
	})
	if err != nil {
		err = fmt.Errorf("cnn: elastic penalty: %w", err)
	}
	return err
}

// SetElastic adds a penalty to what is made small from the next step on; nil is none. StepStats tell of the cost and the
// gradient without it. It returns an error, and changes nothing, if the penalty does not fit the network.
func (t *Trainer) SetElastic(e *Elastic) error {
	if e == nil {
		e = &Elastic{}
	}
	if err := e.check(t.net); err != nil {
		return err
	}
	t.elastic = e.Strength
	for _, p := range t.params {
		p.anchor, p.importance = nil, nil
		if anchor := e.Anchor[p.name]; anchor != nil && e.Strength > 0 {
			p.anchor, p.importance = anchor.Data, e.Importance[p.name].Data
		}
	}
	t.freeze()
	return nil
}

// addPull adds the penalty's gradient, strength·importance·(p − anchor). A spring that is stiffer than 1/rate would throw
// a parameter past its anchor at every step, farther each time, so that none is: one step at most leads back.
func addPull(grad, p, anchor, importance []float32, strength, rate float32) {
	stiffest := float32(math.Inf(1))
	if rate > 0 {
		stiffest = 1 / rate
	}
	for i, v := range p {
		grad[i] += min(strength*importance[i], stiffest) * (v - anchor[i])
	}
}

// Fisher estimates the diagonal of the Fisher information of a network's answers, by parameter ("conv1.weight"): how
// much an answer's log probability changes with the parameter, squared, on average over pictures and over the answers that
// the network itself gives to them:
//
//	E_x E_{y ~ p(y|x)} (∂ log p(y|x) / ∂parameter)²
//
// Of every one of count examples, which read fills in, one answer is drawn, by seed. The network ends in N units, with or without
// a Softmax. It returns the error of read, and ctx's if stopped.
//
// Kirkpatrick et al. 2017 (see Elastic); Pascanu and Bengio 2014, "Revisiting natural gradient for deep networks".
func Fisher(ctx context.Context, net *Network, count int, read func(i int, dst []float32) error, seed uint64) (map[string]*Tensor, error) {
	pass := net.NewPass(1)
	pass.KeepParamGradients()
	logits := len(net.Nodes) - 1
	if _, ok := net.Nodes[logits].Layer.(*Softmax); ok {
		logits = net.Nodes[logits].Inputs[0]
	}
	sums := map[string][]float64{}
	x := NewTensor(append(Shape{1}, net.Input...)...)
	rng := rand.New(rand.NewPCG(seed, 0))
	grad, wanted := NewTensor(append(Shape{1}, net.shape(logits)...)...), make([]float32, net.shape(logits).Size())
	for i := range count {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := read(i, x.Data); err != nil {
			return nil, err
		}
		pass.Forward(x)
		answers := pass.Activation(logits).Data
		wish(wanted, drawAnswer(rng, answers), 0)
		crossEntropy(grad.Data, answers, wanted, 1)
		pass.Backward(logits, grad)
		addSquares(sums, net, pass)
	}
	return meansOf(sums, net, count), nil
}

// drawAnswer draws an answer with its probability, softmax(logits).
func drawAnswer(rng *rand.Rand, logits []float32) int {
	highest, sum := float64(Largest(logits)), 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v) - highest)
	}
	at := rng.Float64() * sum
	for i, v := range logits {
		if at -= math.Exp(float64(v) - highest); at < 0 {
			return i
		}
	}
	return Strongest(logits) // rounding left a little over
}

// addSquares adds the squares of a pass' gradients of parameters.
func addSquares(sums map[string][]float64, net *Network, pass *Pass) {
	for i, node := range net.Nodes {
		if !pass.reached[i+1] {
			continue
		}
		for k, p := range node.Layer.Params() {
			name, grad := node.Name+"."+p.Name, pass.works[i].gradParams[k].Data
			if sums[name] == nil {
				sums[name] = make([]float64, len(grad))
			}
			for j, g := range grad {
				sums[name][j] += float64(g) * float64(g)
			}
		}
	}
}

func meansOf(sums map[string][]float64, net *Network, count int) map[string]*Tensor {
	means := map[string]*Tensor{}
	eachParam(net, func(_ int, name string, value *Tensor) {
		t := NewTensor(value.Shape...)
		for i, s := range sums[name] { // none where no answer depends on it
			t.Data[i] = float32(s / float64(count))
		}
		means[name] = t
	})
	return means
}
