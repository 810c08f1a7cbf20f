package command

import (
	"context"

	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

// surveyed is how many Toy World pictures top-toy48 shows.
const surveyed = 10_000

// preferences are the questions of viz/tuning, as the window asks them: top-toy48 finds the strongest pictures of all units
// among Toy World's, which are drawn anew every time; tune-toy48 shows all units 24 orientations × 16 frequencies × 8 phases;
// prefer-toy48 grows the preferred stimuli of all units of conv3.
func preferences() []workload {
	return []workload{
		{name: "top-toy48", unit: "picture", count: surveyed, once: true, make: func() func() {
			net := randomNetwork("toy48", 10)
			return func() {
				source := data.ToyWorld(data.Options{Seed: 1, Pictures: surveyed, Input: net.Input})
				if _, err := tuning.Record(context.Background(), net, source.Train, tuning.RecordOptions{}); err != nil {
					panic("command: " + err.Error()) // drawn pictures can be read
				}
			}
		}},
		{name: "tune-toy48", unit: "grating", count: 24 * 16 * 8, make: func() func() {
			net := randomNetwork("toy48", 10)
			return func() {
				if _, err := tuning.Gratings(context.Background(), net, nil, tuning.GratingOptions{}); err != nil {
					panic("command: " + err.Error()) // the network reads pictures
				}
			}
		}},
		{name: "prefer-toy48", unit: "unit", count: 48, make: func() func() {
			net := randomNetwork("toy48", 10)
			return func() {
				if _, err := tuning.PreferredUnits(context.Background(), net, net.Index("conv3"), nil, tuning.PreferredOptions{}, nil); err != nil {
					panic("command: " + err.Error()) // the network reads pictures
				}
			}
		}},
	}
}
