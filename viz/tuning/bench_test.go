package tuning_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

func toy48(b *testing.B) *cnn.Network {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		b.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	return net
}

// BenchmarkRecord surveys pictures that are drawn already.
func BenchmarkRecord(b *testing.B) {
	net := toy48(b)
	set := data.ToyWorld(data.Options{Seed: 1, Pictures: 2000, Input: net.Input}).Train
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tuning.Record(context.Background(), net, set, tuning.RecordOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "pictures/s")
}

func BenchmarkGratings(b *testing.B) {
	net := toy48(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tuning.Gratings(context.Background(), net, nil, tuning.GratingOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
