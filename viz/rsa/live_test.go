package rsa

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"unitscope/cnn"
)

// After pictures have changed, every matrix is the one that all pictures anew give.
func TestLiveIsLayersAnew(t *testing.T) {
	net, rng := network(t), rand.New(rand.NewPCG(1, 0))
	const n = 6
	nodes := []int{1, 4, len(net.Nodes) - 1}
	x := newExamples(n, net.Input)
	for _, d := range distancesOfPatterns {
		live, err := NewLive(context.Background(), net, x, nodes, d, nil)
		if err != nil {
			t.Fatal(err)
		}
		handed := live.RDMs()[0]
		first := handed.At(2, 3)
		pass := net.NewPass(1)
		for _, i := range []int{2, 5, 0} {
			pattern := x.values[i*x.size:][:x.size]
			for k := range pattern {
				pattern[k] = rng.Float32()
			}
			if i == 5 {
				clear(pattern)
			}
			pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{1}, net.Input...), Data: pattern})
			if err := live.Replace(context.Background(), i, func(k int) []float32 { return pass.Activation(nodes[k]).Data }); err != nil {
				t.Fatal(err)
			}
		}
		if handed.At(2, 3) != first {
			t.Error("a matrix that was handed out has changed")
		}
		want, err := Layers(context.Background(), net, x, nodes, d, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, r := range live.RDMs() {
			for pair := range r {
				near(t, net.Nodes[nodes[k]].Name+" "+string(d), r[pair], want[k][pair], 1e-6*(1+want[k][pair]))
			}
		}
	}
}

func TestLiveRefuses(t *testing.T) {
	net := network(t)
	if _, err := NewLive(context.Background(), net, many{newExamples(2, net.Input)}, []int{0}, PearsonDistance, nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
	if _, err := NewLive(context.Background(), net, newExamples(3, net.Input), []int{0}, CrossnobisDistance, nil); err == nil {
		t.Error("crossnobis without runs")
	}
}

// many claims to be very many pictures.
type many struct{ examples }

func (many) Len() int { return 1e6 }

// A picture of 92 that changes, in all layers.
func BenchmarkReplace(b *testing.B) {
	net := network(b)
	var nodes []int
	for i := range net.Nodes {
		nodes = append(nodes, i)
	}
	x := newExamples(92, net.Input)
	live, err := NewLive(context.Background(), net, x, nodes, PearsonDistance, nil)
	if err != nil {
		b.Fatal(err)
	}
	answers := make([][]float32, len(nodes))
	for k, node := range nodes {
		answers[k] = make([]float32, size(net, node))
		copy(answers[k], x.values)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := live.Replace(context.Background(), 7, func(k int) []float32 { return answers[k] }); err != nil {
			b.Fatal(err)
		}
	}
}
