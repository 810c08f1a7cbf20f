package session

import (
	"context"
	"testing"
	"time"

	"unitscope/assets"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
)

// The fate of all units of toy48 between two snapshots, on 1000 pictures that are drawn already: issue 7 allows 0.5 s on two
// cores.
func BenchmarkFates(b *testing.B) {
	source := data.ToyWorld(data.Options{})
	run, err := newRandomRun("toy48", "object", source.HeldOut.Classes("object"), 1)
	if err != nil {
		b.Fatal(err)
	}
	task := plasticity.Task{Source: source, Name: "object"}
	probe := plasticity.Probe(task, plasticity.Task{Source: source, Name: "scene"}, plasticity.ProbePictures)
	ctx := context.Background()
	fates := func() {
		var r [2]*plasticity.Responses
		for i := range r {
			if r[i], err = plasticity.Respond(ctx, run.net, probe, nil); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := plasticity.Fates(r[0], r[1], plasticity.Thresholds{}); err != nil {
			b.Fatal(err)
		}
	}
	fates() // draws the pictures
	for b.Loop() {
		fates()
	}
}

// Scrubbing toy48 from one snapshot to the other, until all its maps are there: issue 7 allows 50 ms.
func BenchmarkScrub(b *testing.B) {
	s, err := New(Options{Demo: assets.DemoNetwork()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ctx, here := context.Background(), func(f func()) { f() }
	if err := Play(ctx, s, []Action{TrainSteps{10}, Wait{}}, here); err != nil {
		b.Fatal(err)
	}
	for step := 0; b.Loop(); step = 10 - step {
		if err := s.Do(Scrub{Step: step}); err != nil {
			b.Fatal(err)
		}
		shown := func() bool {
			s.Take()
			v := s.Analysis.View()
			return v != nil && v.Shown.Step == step
		}
		for !shown() {
			time.Sleep(100 * time.Microsecond)
		}
	}
}
