package cnn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// twoHeads is a preset with a second head of so many answers.
func twoHeads(t testing.TB, preset string, answers, batch int) (n *Network, x *Tensor, labels []int) {
	t.Helper()
	n, x, labels = benchNetwork(t, preset, batch)
	n, err := n.WithHead("_new", answers, rand.New(rand.NewPCG(3, 4)))
	if err != nil {
		t.Fatal(err)
	}
	return n, x, labels
}

// Each head answers what a network of the body and that head alone answers.
func TestHeadsAreBranches(t *testing.T) {
	n, x, _ := twoHeads(t, "toy48", 5, 4)
	both := n.NewPass(4)
	both.Forward(x)
	for name, answers := range map[string]int{"softmax": 10, "softmax_new": 5} {
		branch := n.Branch(n.Index(name))
		p := branch.NewPass(4)
		p.Forward(x)
		last := len(branch.Nodes) - 1
		if branch.Nodes[last].Name != name || branch.Nodes[last].Shape.Size() != answers || len(branch.Nodes) != len(n.Nodes)-2 {
			t.Errorf("%s: branch of %d layers ends in %s %v", name, len(branch.Nodes), branch.Nodes[last].Name, branch.Nodes[last].Shape)
		}
		if !slices.Equal(p.Activation(last).Data, both.Activation(n.Index(name)).Data) {
			t.Errorf("%s: the branch answers something else", name)
		}
	}
}

// A law: a batch whose examples are asked of different heads gives the gradient of the mean cost, which is that of the
// heads' batches, each weighted by its share. The old head alone gives the same bits as a network without the new one.
func TestStepHeads(t *testing.T) {
	const batch, first = 8, 6 // examples of the old head
	n, x, labels := twoHeads(t, "toy48", 5, batch)
	old, new := n.Index("softmax"), n.Index("softmax_new")
	size := n.Input.Size()
	gradient := func(x *Tensor, heads ...Wanted) []float64 {
		tr := NewTrainer(n.Clone(), Hyper{Rate: 1e-9}, batch, 1)
		tr.StepHeads(x, heads)
		return float64s(tr.pass.works[n.Index("conv1")].gradParams[0].Data)
	}
	part := func(from, to int) *Tensor {
		return &Tensor{Shape: append(Shape{to - from}, n.Input...), Data: x.Data[from*size : to*size]}
	}
	asked := [2][]int{slices.Repeat([]int{-1}, batch), slices.Repeat([]int{-1}, batch)}
	copy(asked[0], labels[:first])
	for i := first; i < batch; i++ {
		asked[1][i] = labels[i] % 5
	}
	mixed := gradient(x, Wanted{old, asked[0]}, Wanted{new, asked[1]})
	a, b := gradient(part(0, first), Wanted{old, asked[0][:first]}), gradient(part(first, batch), Wanted{new, asked[1][first:]})
	got := make([]float32, len(mixed))
	for i := range mixed {
		got[i] = float32(mixed[i])
		a[i] = a[i]*first/batch + b[i]*(batch-first)/batch
	}
	closeTo(t, "gradient of conv1", got, a, 1e-5)

	alone := n.Branch(old).Clone()
	NewTrainer(alone, Hyper{}, batch, 1).Step(x, labels)
	both := n.Clone()
	NewTrainer(both, Hyper{}, batch, 1).StepHeads(x, []Wanted{{old, labels}})
	if !slices.Equal(fingerprint(both.Branch(old)), fingerprint(alone)) {
		t.Error("a head that is not asked changes what the other learns")
	}
	if !slices.Equal(fingerprint(both)[len(fingerprint(alone)):], fingerprint(n)[len(fingerprint(alone)):]) {
		t.Error("a head that is not asked learns")
	}
}

// What a head is made of, and what has none.
func TestHead(t *testing.T) {
	n, _, _ := benchNetwork(t, "toy48", 1)
	if first, err := n.Head(); err != nil || n.Nodes[first].Name != "output" {
		t.Errorf("head of toy48 at %d, %v", first, err)
	}
	maps := appendAll(t, NewNetwork(Shape{1, 8, 8}), "conv", NewConv2D(1, 4, [2]int{3, 3}, ConvOptions{}), "pool", &GlobalAvgPool{}, "flatten", &Flatten{})
	wider, err := maps.WithHead("2", 7, rand.New(rand.NewPCG(1, 1)))
	if err != nil || !wider.Nodes[5].Shape.Equal(Shape{7}) {
		t.Errorf("a head of maps: %v", err)
	}
	norm := appendAll(t, NewNetwork(Shape{4}), "dense", NewDense(4, 3), "norm", NewBatchNorm(3))
	if _, err := norm.Head(); err == nil {
		t.Error("a batch normalisation passes for a head")
	}
	if _, err := n.WithHead("2", 0, nil); err == nil {
		t.Error("a head without answers")
	}
}

// A network goes on after any of its layers; not where something goes past the layer.
func TestAfter(t *testing.T) {
	n, x, _ := twoHeads(t, "toy48", 5, 2)
	whole := n.NewPass(2)
	whole.Forward(x)
	for _, name := range []string{"relu1", "pool2", "dense1", "relu4"} {
		at := n.Index(name)
		after, ok := n.After(at)
		if !ok {
			t.Fatalf("nothing after %s", name)
		}
		p := after.NewPass(2)
		p.Forward(whole.Activation(at))
		for _, answers := range []string{"softmax", "softmax_new"} {
			closeTo(t, answers, p.Activation(after.Index(answers)).Data, float64s(whole.Activation(n.Index(answers)).Data), 1e-6)
		}
	}
	if _, ok := n.After(n.Index("output")); ok {
		t.Error("the new head reads past the old one's output")
	}
	if _, ok := n.After(len(n.Nodes) - 1); ok {
		t.Error("something comes after the last layer")
	}
}

// A learning rate of a layer's own is what moves it; the others keep theirs.
func TestRates(t *testing.T) {
	n, x, labels := benchNetwork(t, "lenet28", 4)
	step := func(h Hyper) *Network {
		m := n.Clone()
		NewTrainer(m, h, 4, 1).Step(x, labels)
		return m
	}
	for _, o := range Optimizers() {
		all, one := step(Hyper{Optimizer: o, Rate: 0.01}), step(Hyper{Optimizer: o, Rate: 0.01, Rates: map[string]float32{"conv2": 0.03, "dense1": 0}})
		other := step(Hyper{Optimizer: o, Rate: 0.03})
		for i, node := range n.Nodes {
			want := all
			switch node.Name {
			case "conv2":
				want = other
			case "dense1":
				want = n
			}
			for k, p := range one.Nodes[i].Layer.Params() {
				if !slices.Equal(p.Value.Data, want.Nodes[i].Layer.Params()[k].Value.Data) {
					t.Errorf("%s: %s.%s moved otherwise than its rate says", o, node.Name, p.Name)
				}
			}
		}
	}
	for _, rates := range []map[string]float32{{"conv9": 1}, {"conv1": -1}} {
		if (Hyper{Rates: rates}).Check(n) == nil {
			t.Errorf("%v: no error", rates)
		}
	}
}
