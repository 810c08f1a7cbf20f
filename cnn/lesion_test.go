package cnn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomLesions silences some units of some layers.
func randomLesions(t testing.TB, rng *rand.Rand, n *Network) *Network {
	t.Helper()
	units := map[string][]int{}
	for range 1 + rng.IntN(3) {
		node := n.Nodes[rng.IntN(len(n.Nodes))]
		units[node.Name] = append(units[node.Name], rng.IntN(node.Shape[0]))
	}
	n, err := n.WithLesions(units)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A law: silencing a unit is the same, for all that comes after it and for all that learns, as taking away the weights by
// which the next layer reads it.
func TestLesionEqualsCutWeights(t *testing.T) {
	n, x, labels := benchNetwork(t, "toy48", 8)
	const unit = 5
	cut := n.Clone()
	reader := cut.Nodes[cut.Index("conv2")].Layer.(*Conv2D)
	taps := reader.Kernel[0] * reader.Kernel[1]
	for out := range reader.Weight.Shape[0] {
		clear(reader.Weight.Data[(out*reader.Weight.Shape[1]+unit)*taps:][:taps])
	}
	lesioned, err := n.WithLesions(map[string][]int{"relu1": {unit, unit}})
	if err != nil {
		t.Fatal(err)
	}
	if n.Lesioned() || !lesioned.Lesioned() || !lesioned.Clone().Lesioned() {
		t.Error("the lesion is not where it belongs")
	}
	a, b := NewTrainer(cut, Hyper{}, 8, 1), NewTrainer(lesioned, Hyper{}, 8, 1)
	silent := true
	a.pass.Forward(x)
	b.pass.Forward(x)
	relu1 := b.pass.Activation(n.Index("relu1"))
	for e := range labels {
		size := relu1.Shape[2:].Size()
		silent = silent && !slices.ContainsFunc(example(relu1, e)[unit*size:(unit+1)*size], func(v float32) bool { return v != 0 })
	}
	if !silent {
		t.Error("the unit is not silent")
	}
	closeTo(t, "answers", b.pass.Activation(len(n.Nodes)-1).Data, float64s(a.pass.Activation(len(n.Nodes)-1).Data), 1e-6)
	a.Step(x, labels)
	b.Step(x, labels)
	for _, layer := range []string{"conv1", "dense1"} {
		i := n.Index(layer)
		closeTo(t, "gradient of "+layer, b.pass.works[i].gradParams[0].Data, float64s(a.pass.works[i].gradParams[0].Data), 1e-5)
	}
}

func TestLesionErrors(t *testing.T) {
	n, _, _ := benchNetwork(t, "toy48", 1)
	for _, units := range []map[string][]int{{"conv9": {0}}, {"conv1": {16}}, {"conv1": {-1}}} {
		if _, err := n.WithLesions(units); err == nil {
			t.Errorf("%v: no error", units)
		}
	}
	n.Batchless = true
	if _, err := n.WithLesions(map[string][]int{"conv1": {0}}); err == nil {
		t.Error("batchless: no error")
	}
}
