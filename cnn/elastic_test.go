package cnn

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// small is a network of few parameters with a softmax.
func small(t testing.TB) *Network {
	t.Helper()
	n := appendAll(t, NewNetwork(Shape{1, 4, 4}), "conv", NewConv2D(1, 2, [2]int{3, 3}, ConvOptions{}), "tanh", &Tanh{}, "flatten", &Flatten{},
		"dense", NewDense(8, 3), "softmax", &Softmax{})
	return randomised(rand.New(rand.NewPCG(5, 6)), n)
}

// The pull that a step adds to the gradient is the finite difference of the penalty's cost.
func TestElasticGradient(t *testing.T) {
	n := small(t)
	rng := rand.New(rand.NewPCG(7, 8))
	importance := map[string]*Tensor{}
	eachParam(n, func(_ int, name string, value *Tensor) {
		importance[name] = NewTensor(value.Shape...)
		for i := range value.Data {
			importance[name].Data[i] = rng.Float32()
		}
	})
	e := NewElastic(n, importance, 3)
	if e.Cost(n) != 0 {
		t.Errorf("costs %g at the anchor", e.Cost(n))
	}
	randomised(rng, n)
	eachParam(n, func(_ int, name string, value *Tensor) {
		grad := make([]float32, len(value.Data))
		addPull(grad, value.Data, e.Anchor[name].Data, importance[name].Data, e.Strength, 1e-3)
		for i, v := range value.Data {
			const h = 1.0 / 64
			value.Data[i] = v + h
			above := e.Cost(n)
			value.Data[i] = v - h
			below := e.Cost(n)
			value.Data[i] = v
			if want := (above - below) / (2 * h); math.Abs(float64(grad[i])-want) > 1e-4*max(1, math.Abs(want)) {
				t.Errorf("%s[%d]: pull %g, wants %g", name, i, grad[i], want)
			}
		}
	})
}

// A step with the penalty is one with its gradient added: momentum 0, so that the parameters moved by rate·pull more.
func TestElasticStep(t *testing.T) {
	n := small(t)
	importance := map[string]*Tensor{"conv.weight": NewTensor(2, 1, 3, 3)}
	fill(importance["conv.weight"].Data, 2)
	e := NewElastic(n, importance, 0.5)
	randomised(rand.New(rand.NewPCG(9, 9)), n)
	x, labels := noise(rand.New(rand.NewPCG(1, 1)), Shape{2, 1, 4, 4}), []int{0, 2}
	step := func(e *Elastic) (*Network, StepStats) {
		m := n.Clone()
		tr := NewTrainer(m, Hyper{Rate: 0.1, Momentum: -1}, 2, 1)
		if err := tr.SetElastic(e); err != nil {
			t.Fatal(err)
		}
		return m, tr.Step(x, labels)
	}
	free, costs := step(nil)
	held, same := step(e)
	if costs.Cost != same.Cost || !slices.Equal(costs.GradientNorm, same.GradientNorm) {
		t.Error("the penalty is in the statistics")
	}
	for i, v := range n.Nodes[0].Layer.Params()[0].Value.Data {
		pull := 0.1 * 0.5 * 2 * (v - e.Anchor["conv.weight"].Data[i])
		got := free.Nodes[0].Layer.Params()[0].Value.Data[i] - held.Nodes[0].Layer.Params()[0].Value.Data[i]
		if d := got - pull; max(d, -d) > 1e-6 {
			t.Errorf("weight %d is pulled by %g, wants %g", i, got, pull)
		}
	}
	if !slices.Equal(free.Nodes[3].Layer.Params()[0].Value.Data, held.Nodes[3].Layer.Params()[0].Value.Data) {
		t.Error("a layer that the penalty does not name is pulled")
	}
	stiff := NewElastic(n, importance, 1e9)
	for _, p := range stiff.Anchor {
		fill(p.Data, 0)
	}
	held, _ = step(stiff)
	gradient := free.Nodes[0].Layer.Params()[0].Value.Data
	for i, v := range held.Nodes[0].Layer.Params()[0].Value.Data {
		if d := v - (gradient[i] - n.Nodes[0].Layer.Params()[0].Value.Data[i]); max(d, -d) > 1e-5 {
			t.Errorf("a spring of any stiffness leads weight %d to its anchor and the gradient's step, not to %g", i, v)
		}
	}
	if NewTrainer(n, Hyper{}, 1, 1).SetElastic(&Elastic{Strength: 1, Anchor: map[string]*Tensor{"conv.weight": NewTensor(3)}}) == nil {
		t.Error("an anchor of another shape: no error")
	}
}

// The Fisher information of a dense layer with a softmax by hand: of weight (k, i), the mean over pictures of
// x_i² · p_k·(1 − p_k), as log p(y) changes by (y=k) − p_k times x_i.
func TestFisherByHand(t *testing.T) {
	n := appendAll(t, NewNetwork(Shape{2}), "dense", NewDense(2, 3), "softmax", &Softmax{})
	randomised(rand.New(rand.NewPCG(2, 2)), n)
	pictures := [][]float32{{1, -2}, {0.5, 3}}
	const draws = 20_000
	read := func(i int, dst []float32) error { copy(dst, pictures[i%2]); return nil }
	got, err := Fisher(context.Background(), n, draws, read, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float64, 6)
	p := n.NewPass(1)
	for _, x := range pictures {
		p.Forward(&Tensor{Shape: Shape{1, 2}, Data: x})
		for k, v := range p.Activation(1).Data {
			for i := range x {
				want[2*k+i] += float64(x[i]*x[i]*v*(1-v)) / 2
			}
		}
	}
	closeTo(t, "Fisher information", got["dense.weight"].Data, want, 0.03) // 20 000 draws: within a few parts in a hundred
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Fisher(ctx, n, 5, read, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
