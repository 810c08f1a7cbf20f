package onnx

import (
	"math/rand/v2"
	"testing"

	"unitscope/cnn"
)

// TestWhatIsReadCanBeTrained fits ResNet-20, batch normalisation, slices and paddings among its layers, to random pictures
// with random classes: what it could not have learned before, and what only gradients through all of it can teach.
func TestWhatIsReadCanBeTrained(t *testing.T) {
	m, size := readModel(t, data(t, "models", resnet, "resnet20_bn_opset13.onnx"))
	net, err := m.network(size, nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 3))
	const batch = 8
	x, labels := cnn.NewTensor(append(cnn.Shape{batch}, net.Input...)...), make([]int, batch)
	for i := range x.Data {
		x.Data[i] = rng.Float32()
	}
	for i := range labels {
		labels[i] = rng.IntN(10)
	}
	trainer := cnn.NewTrainer(net, cnn.Hyper{Optimizer: cnn.Adam, Rate: 1e-3}, batch, 1)
	var first, last float64
	for step := range 30 {
		if last = trainer.Step(x, labels).Cost; step == 0 {
			first = last
		}
	}
	if !(last < first/10) {
		t.Errorf("cost %.3f after 30 steps, from %.3f", last, first)
	}
	t.Logf("cost %.3f, after 30 steps %.4f", first, last)
}
