package command

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
)

// relearning is the questions of viz/plasticity: fate-toy48 tells what became of all units of a network between two snapshots,
// from the pictures of the probe on, which are drawn before.
func relearning() []workload {
	return []workload{{name: "fate-toy48", unit: "picture", count: plasticity.ProbePictures, make: func() func() {
		source := data.ToyWorld(data.Options{Seed: 1})
		probe := plasticity.Probe(plasticity.Task{Source: source, Name: data.ObjectTask}, plasticity.Task{Source: source, Name: data.SceneTask}, plasticity.ProbePictures)
		before := randomNetwork("toy48", 10)
		after := before.Clone()
		cnn.NewTrainer(after, cnn.Hyper{}, 64, 1).Step(randomNormal(append([]int{64}, after.Input...)...), make([]int, 64))
		return func() {
			if err := fates(probe, before, after); err != nil {
				panic("command: " + err.Error()) // drawn pictures can be read
			}
		}
	}}}
}

// fates computes those of all units.
func fates(probe data.Set, before, after *cnn.Network) error {
	var responses [2]*plasticity.Responses
	for side, net := range []*cnn.Network{before, after} {
		var err error
		if responses[side], err = plasticity.Respond(context.Background(), net, probe, nil); err != nil {
			return err
		}
	}
	_, err := plasticity.Fates(responses[0], responses[1], plasticity.Thresholds{})
	return err
}
