package command

import (
	"context"
	"fmt"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

const (
	learned    = 0.95 // share of the held-out pictures answered right
	mostEpochs = 30   // something is wrong with a network that has not learned by then
)

// learning is a preset's way from random weights to what it is for: Toy World's objects, with the command's own
// settings. Drawing the pictures and scoring after every epoch belong to it.
func learning() []workload {
	return []workload{{name: "learn-toy48", unit: "network", count: 1, once: true, make: func() func() {
		return func() {
			if err := learn("toy48"); err != nil {
				panic("command: " + err.Error()) // nothing in it depends on the user
			}
		}
	}}}
}

// learn trains a preset until it has learned.
func learn(preset string) error {
	c := trainCommand{Data: "toyworld", Task: data.ObjectTask, Net: preset, Seed: 1}
	net, source, task, err := c.prepare()
	if err != nil {
		return err
	}
	const batch = 64
	t := training{net: net, source: source, task: task, epochs: mostEpochs, batch: batch}
	trainer := cnn.NewTrainer(net, c.hyper(), batch, c.Seed)
	feed := data.NewFeed(source.Train, task, net, batch, c.Seed)
	defer feed.Close()
	for epoch := range mostEpochs {
		if _, err := t.epoch(context.Background(), trainer, feed, nil, epoch); err != nil {
			return err
		}
		if score, err := t.score(context.Background()); err != nil || score >= learned {
			return err
		}
	}
	return fmt.Errorf("%s: not %g right after %d epochs", preset, learned, mostEpochs)
}
