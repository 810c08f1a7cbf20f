package cnn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
	"weak"
)

// lesson is a network with each kind of layer and a batch for it.
func lesson(t testing.TB, batch int) (*Network, *Tensor, []int) {
	rng := rand.New(rand.NewPCG(11, 12))
	net := everyLayer(t)
	net.Init(rng)
	x, labels := noise(rng, append(Shape{batch}, net.Input...)), make([]int, batch)
	for i := range labels {
		labels[i] = rng.IntN(5)
	}
	return net, x, labels
}

// fingerprint is every learned number and running statistic.
func fingerprint(n *Network) (all []float32) {
	for _, node := range n.Nodes {
		for _, t := range tensors(node.Layer) {
			all = append(all, t.Data...)
		}
	}
	return all
}

// A law: the same seed gives the same bits, however many processors there are.
func TestTrainingIsDeterministic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, name := range []string{"every layer", "toy48"} {
		var want []float32
		for _, procs := range []int{1, 2, 8, 2} {
			runtime.GOMAXPROCS(procs)
			net, x, labels := lesson(t, 19)
			if name == "toy48" {
				net, x, labels = benchNetwork(t, name, 3)
			}
			tr := NewTrainer(net, Hyper{Rate: 0.01}, 8, 5)
			for range 3 {
				tr.Step(x, labels)
			}
			got := fingerprint(net)
			if want == nil {
				want = got
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: other bits with GOMAXPROCS %d", name, procs)
			}
		}
	}
}

// Another seed silences other units.
func TestSeedDecidesDropout(t *testing.T) {
	cost := func(seed uint64) float64 {
		net, x, labels := lesson(t, 8)
		return NewTrainer(net, Hyper{}, 8, seed).Step(x, labels).Cost
	}
	if cost(1) != cost(1) || cost(1) == cost(2) {
		t.Errorf("costs by seed: %g, %g, %g", cost(1), cost(1), cost(2))
	}
}

// The share of silenced units is the rate, and the expected value stays.
func TestDropoutRate(t *testing.T) {
	n := appendAll(t, NewNetwork(Shape{50000}), "dropout", &Dropout{Rate: 0.3})
	p := n.NewPass(1)
	x := NewTensor(1, 50000)
	fill(x.Data, 1)
	p.works[0].training, p.works[0].seed = true, 99
	p.forward(context.Background(), x)
	silent, sum := 0, 0.0
	for _, v := range p.Activation(0).Data {
		if v == 0 {
			silent++
		}
		sum += float64(v)
	}
	// Three deviations of a binomial distribution of 50000: 3·√(0.3·0.7/50000) = 0.006.
	if share := float64(silent) / 50000; math.Abs(share-0.3) > 0.006 || math.Abs(sum/50000-1) > 0.01 {
		t.Errorf("a share %g is silent, mean %g, wants 0.3 and 1", share, sum/50000)
	}
}

// A step allocates nothing once warm.
func TestStepAllocates(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2} {
		for _, h := range []Hyper{{}, {Optimizer: Adam, Loss: Squared}} {
			runtime.GOMAXPROCS(procs)
			net, x, labels := lesson(t, 6)
			tr := NewTrainer(net, h, 6, 1)
			least := uint64(math.MaxUint64)
			for try := 0; try < 20 && least > 0; try++ { // the runtime itself allocates now and then
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for range 3 {
					tr.Step(x, labels)
				}
				runtime.ReadMemStats(&after)
				least = min(least, after.Mallocs-before.Mallocs)
			}
			if least != 0 {
				t.Errorf("GOMAXPROCS %d, %v: 3 steps allocate %d times", procs, h, least)
			}
		}
	}
}

// Trainers need no closing: dropped ones go, and leave no goroutines behind.
func TestTrainersLeak(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	drop := func() weak.Pointer[Trainer] {
		net, x, labels := lesson(t, 2)
		tr := NewTrainer(net, Hyper{}, 2, 1)
		tr.Step(x, labels)
		return weak.Make(tr)
	}
	drop()
	before := runtime.NumGoroutine()
	var dropped []weak.Pointer[Trainer]
	for range 10 {
		dropped = append(dropped, drop())
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("10 trainers leave %d goroutines behind", after-before)
	}
	held := func(p weak.Pointer[Trainer]) bool { return p.Value() != nil }
	for try := 0; try < 50 && slices.ContainsFunc(dropped, held); try++ { // a helper may be late in letting go
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	if slices.ContainsFunc(dropped, held) {
		t.Error("a dropped trainer is still held")
	}
}

// By hand: with all weights 0, n answers are 1/n each.
func TestCostByHand(t *testing.T) {
	for _, softmax := range []bool{true, false} {
		for _, c := range []struct {
			loss      Loss
			smoothing float32
			want      float64
		}{
			{CrossEntropy, 0, math.Log(4)},
			{CrossEntropy, 0.2, math.Log(4)},
			{Squared, 0, 0.75*0.75 + 3*0.25*0.25}, // (1/4 − 1)² + 3·(1/4)²
		} {
			n := appendAll(t, NewNetwork(Shape{2}), "output", NewDense(2, 4))
			if softmax {
				appendAll(t, n, "softmax", &Softmax{})
			} else if c.loss == Squared {
				c.want = 1 // answers 0
			}
			got := NewTrainer(n, Hyper{Loss: c.loss, Smoothing: c.smoothing}, 1, 1).Step(&Tensor{Shape{2, 2}, []float32{1, 2, 3, 4}}, []int{0, 3})
			if math.Abs(got.Cost-c.want) > 1e-6 || got.Correct != 1 {
				t.Errorf("softmax %v, %s: cost %g, %d correct; wants %g and 1 (the first of equals)", softmax, c.loss, got.Cost, got.Correct, c.want)
			}
		}
	}
}

// The step's gradients, sent back, are the finite differences of its cost.
func TestErrorSentBack(t *testing.T) {
	for _, loss := range []Loss{CrossEntropy, Squared} {
		rng := rand.New(rand.NewPCG(1, 2))
		n := appendAll(t, NewNetwork(Shape{4}), "hidden", NewDense(4, 6), "tanh", &Tanh{}, "output", NewDense(6, 3), "softmax", &Softmax{})
		randomised(rng, n)
		x, labels := noise(rng, Shape{5, 4}), []int{0, 2, 1, 1, 2}
		bias := n.Nodes[0].Layer.(*Dense).Bias.Data
		cost := func(m *Network) float64 { return NewTrainer(m.Clone(), Hyper{Loss: loss}, 5, 1).Step(x, labels).Cost }
		tr := NewTrainer(n.Clone(), Hyper{Loss: loss}, 5, 1)
		norm := tr.Step(x, labels).GradientNorm[0]
		sent, sum := tr.Pass().Gradient(n.Index("hidden")), 0.0
		for unit := range bias {
			gradient := 0.0
			for e := range 5 {
				gradient += float64(example(sent, e)[unit])
			}
			old := bias[unit]
			bias[unit] = old + 0.01
			above := cost(n)
			bias[unit] = old - 0.01
			below := cost(n)
			bias[unit] = old
			if want := (above - below) / 0.02; math.Abs(gradient-want) > 1e-4 {
				t.Errorf("%s: the bias of unit %d is sent %g, finite differences say %g", loss, unit, gradient, want)
			}
			sum += gradient * gradient
		}
		for _, g := range tr.Pass().ParamGradients(0)[0].Data {
			sum += float64(g) * float64(g)
		}
		if math.Abs(norm-math.Sqrt(sum)) > 1e-6 {
			t.Errorf("%s: gradient norm %g, wants %g", loss, norm, math.Sqrt(sum))
		}
	}
}

// The gradient at the answers, which cross-entropy goes past, is −1/(answer·N) at the wanted one.
func TestErrorAtAnswers(t *testing.T) {
	n := appendAll(t, NewNetwork(Shape{2}), "output", NewDense(2, 4), "softmax", &Softmax{})
	tr := NewTrainer(n, Hyper{}, 2, 1)
	tr.Step(&Tensor{Shape{2, 2}, []float32{1, 2, 3, 4}}, []int{1, 3})
	closeTo(t, "gradient", tr.Pass().Gradient(1).Data, []float64{0, -2, 0, 0, 0, 0, 0, -2}, 1e-6)
}

// A law: frozen layers keep every bit, running statistics included; the others learn.
func TestFrozen(t *testing.T) {
	net, x, labels := lesson(t, 8)
	frozen := []string{"conv1", "norm", "conv3"}
	before := net.Clone()
	tr := NewTrainer(net, Hyper{Frozen: frozen, Decay: 0.1}, 8, 1)
	for range 3 {
		tr.Step(x, labels)
	}
	for i, node := range net.Nodes {
		for k, tensor := range tensors(node.Layer) {
			same := slices.Equal(tensor.Data, tensors(before.Nodes[i].Layer)[k].Data)
			if want := slices.Contains(frozen, node.Name); same != want {
				t.Errorf("%s: array %d is unchanged: %v, wants %v", node.Name, k, same, want)
			}
		}
	}
	if g := tr.Pass().Gradient(net.Index("conv1")); g != nil {
		t.Error("a gradient was computed below the lowest layer that learns")
	}
	if norms := tr.Step(x, labels).GradientNorm; norms[net.Index("conv1")] != 0 || norms[net.Index("output")] == 0 {
		t.Errorf("gradient norms %v: a frozen layer has one, or a learning one has none", norms)
	}
}

// A law: training that stops, is restored elsewhere and goes on gives the bits of training that
// does not stop.
func TestRestore(t *testing.T) {
	for _, o := range Optimizers() {
		net, x, labels := lesson(t, 8)
		h := Hyper{Optimizer: o, Momentum: 0.5}
		tr := NewTrainer(net, h, 8, 3)
		tr.Step(x, labels)
		tr.Step(x, labels)
		state, then := tr.State(), net.Clone()
		tr.Step(x, labels)
		again := NewTrainer(then, h, 8, 3)
		if err := again.Restore(state); err != nil {
			t.Fatal(err)
		}
		again.Step(x, labels)
		if !slices.Equal(fingerprint(net), fingerprint(then)) {
			t.Errorf("%s: restored training goes elsewhere", o)
		}
		delete(state.Tensors, "output.bias."+rules[o].slots[0])
		kept := again.State()
		if err := again.Restore(state); err == nil {
			t.Errorf("%s: a state without the output's bias is taken", o)
		}
		if after := again.State(); after.Steps != kept.Steps || !slices.Equal(after.Tensors["conv1.weight."+rules[o].slots[0]].Data, kept.Tensors["conv1.weight."+rules[o].slots[0]].Data) {
			t.Errorf("%s: a refused state changed something", o)
		}
	}
}

// Settings change between steps and the momentum stays: by hand, v' = 0.9·v + g and w' = w − rate'·v'.
func TestSetHyperKeepsMomentum(t *testing.T) {
	net, x, labels := lesson(t, 8)
	tr := NewTrainer(net, Hyper{}, 8, 1)
	tr.Step(x, labels)
	const name = "output.weight.momentum"
	output := net.Nodes[net.Index("output")].Layer.(*Dense).Weight.Data
	velocity, weight := tr.State().Tensors[name].Data[0], output[0]
	tr.SetHyper(Hyper{Rate: 0.5})
	if v := tr.State().Tensors[name].Data[0]; v != velocity {
		t.Errorf("momentum %g became %g by a new rate", velocity, v)
	}
	tr.Step(x, labels)
	gradient := tr.Pass().ParamGradients(net.Index("output"))[0].Data[0]
	want := weight - 0.5*(0.9*velocity+gradient)
	if math.Abs(float64(output[0]-want)) > 1e-6 {
		t.Errorf("weight %g, wants %g", output[0], want)
	}
	tr.SetHyper(Hyper{Optimizer: Adam})
	if s := tr.State(); s.Updates != 0 || s.Steps != 2 || s.Tensors["output.weight.mean"] == nil {
		t.Errorf("another optimizer starts with %d updates after %d steps", s.Updates, s.Steps)
	}
}

func TestHyperCheck(t *testing.T) {
	net, _, _ := lesson(t, 1)
	nan := float32(math.NaN())
	for _, h := range []Hyper{{Loss: "hinge"}, {Optimizer: "lbfgs"}, {Rate: -1}, {Rate: nan}, {Rate: float32(math.Inf(1))}, {Momentum: 1.5}, {Momentum: nan},
		{Decay: -1}, {Beta1: 2, Optimizer: Adam}, {Smoothing: -0.5}, {Frozen: []string{"conv9"}}} {
		if err := h.Check(net); err == nil {
			t.Errorf("%+v is accepted", h)
		}
	}
	for _, h := range []Hyper{{}, {Momentum: -1}, {Optimizer: NAdam, Rate: 1e-3, Frozen: []string{"conv1"}}} {
		if err := h.Check(net); err != nil {
			t.Errorf("%+v: %v", h, err)
		}
	}
}

// Broken invariants panic with the package's name.
func TestStepPanics(t *testing.T) {
	net, x, labels := lesson(t, 2)
	tr := NewTrainer(net, Hyper{}, 2, 1)
	for name, step := range map[string]func(){
		"label beyond the answers": func() { tr.Step(x, []int{0, 5}) },
		"negative label":           func() { tr.Step(x, []int{0, -1}) },
		"too few labels":           func() { tr.Step(x, labels[:1]) },
		"picture of another size":  func() { tr.Step(NewTensor(2, 3, 13, 11), labels) },
		"backward of another size": func() { tr.Pass().Backward(0, NewTensor(1, 2)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if s := fmt.Sprint(recover()); len(s) < 5 || s[:5] != "cnn: " {
					t.Errorf("panic %q", s)
				}
			}()
			step()
		})
	}
}

// Each optimizer learns what cannot be learned without a hidden layer: which side of a ring a
// point is on.
func TestOptimizersLearn(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	const batch = 64
	x, labels := noise(rng, Shape{batch, 2}), make([]int, batch)
	for e := range labels {
		if p := example(x, e); p[0]*p[0]+p[1]*p[1] > 1.2 {
			labels[e] = 1
		}
	}
	for o, rate := range map[Optimizer]float32{SGD: 0.1, Adam: 0.02, AdamW: 0.02, NAdam: 0.02, RMSprop: 0.01, Adagrad: 0.1, Adadelta: 3} {
		for _, loss := range []Loss{CrossEntropy, Squared} {
			n := appendAll(t, NewNetwork(Shape{2}), "hidden", NewDense(2, 24), "relu", &ReLU{}, "output", NewDense(24, 2), "softmax", &Softmax{})
			n.Init(rand.New(rand.NewPCG(1, 1)))
			tr := NewTrainer(n, Hyper{Optimizer: o, Rate: rate, Loss: loss}, batch, 1)
			var stats StepStats
			for range 200 {
				stats = tr.Step(x, labels)
			}
			if stats.Correct < batch*95/100 {
				t.Errorf("%s, %s: %d of %d right after 200 steps, cost %g", o, loss, stats.Correct, batch, stats.Cost)
			}
		}
	}
}

// endsAfter is a context that ends when somebody has asked so many times whether it has.
type endsAfter struct {
	context.Context
	end  context.CancelFunc
	left int
}

func newEndsAfter(times int) *endsAfter {
	ctx, end := context.WithCancel(context.Background())
	return &endsAfter{ctx, end, times}
}

func (c *endsAfter) Err() error {
	if c.left--; c.left < 0 {
		c.end()
	}
	return c.Context.Err()
}

// A step that is stopped, wherever it is, leaves everything as it was; the next one is made as if nothing had been.
func TestStoppedStep(t *testing.T) {
	for _, h := range []Hyper{{Rate: 0.01}, {Optimizer: Adam, Frozen: []string{"conv1"}}} {
		net, x, labels := lesson(t, 6)
		whole, stopped := NewTrainer(net.Clone(), h, 6, 1), NewTrainer(net, h, 6, 1)
		for range 2 {
			before := fingerprint(net)
			stops := 0
			for {
				ctx := newEndsAfter(stops)
				_, err := stopped.StepContext(ctx, x, labels)
				ctx.end()
				if err == nil {
					break
				}
				stops++
				if !slices.Equal(fingerprint(net), before) {
					t.Fatalf("stopped for the %d. time, the step changed the network", stops)
				}
			}
			whole.Step(x, labels)
			if stops < len(net.Nodes) || !slices.Equal(fingerprint(net), fingerprint(whole.net)) {
				t.Errorf("after %d stops, for %d layers, the step was another", stops, len(net.Nodes))
			}
			if a, b := stopped.State(), whole.State(); a.Steps != b.Steps || a.Updates != b.Updates {
				t.Errorf("%d steps and %d updates; without stops %d and %d", a.Steps, a.Updates, b.Steps, b.Updates)
			}
		}
	}
}

// A pass that is stopped before it begins computes nothing.
func TestStoppedPass(t *testing.T) {
	net, x, _ := lesson(t, 3)
	p := net.NewPass(3)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := p.ForwardContext(ctx, x); err != context.Canceled {
		t.Errorf("error %v", err)
	}
	for i := range net.Nodes {
		if slices.ContainsFunc(p.Activation(i).Data, func(v float32) bool { return v != 0 }) {
			t.Errorf("layer %q was computed", net.Nodes[i].Name)
		}
	}
	if err := p.ForwardContext(context.Background(), x); err != nil {
		t.Errorf("the next pass: %v", err)
	}
	other := net.NewPass(3)
	other.Forward(x)
	last := len(net.Nodes) - 1
	if !slices.Equal(p.Activation(last).Data, other.Activation(last).Data) {
		t.Error("the next pass answers otherwise")
	}
}
