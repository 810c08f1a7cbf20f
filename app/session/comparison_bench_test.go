package session

import (
	"context"
	"testing"

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
