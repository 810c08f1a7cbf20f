package plasticity

import (
	"context"
	"slices"
	"testing"
)

// A run that was let go of on the way, and one that was rewound to its beginning, end with the same bits as one that was
// left alone.
func TestRunGoesOn(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(300)
	o := Options{Seed: 3, CheckPictures: 20, Rehearsal: 0.25, Elastic: 10}
	alone := finished(t, net, old, new, o)
	wanted := parameters(alone.Live(), "conv1", "output", "output_new")

	r, err := NewRun(net, old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.At() < 3 {
		if err := r.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	r.Close()
	if err := r.Finish(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(parameters(r.Live(), "conv1", "output", "output_new"), wanted) {
		t.Error("a run that was let go of and taken up again has other weights")
	}

	alone.Rewind(alone.Snapshots()[0])
	if alone.At() != 0 || alone.Done() || len(alone.Checks()) != 1 || len(alone.Snapshots()) != 1 {
		t.Errorf("rewound to step %d with %d checks", alone.At(), len(alone.Checks()))
	}
	if err := alone.Finish(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(parameters(alone.Live(), "conv1", "output", "output_new"), wanted) {
		t.Error("a run that was rewound has other weights")
	}
	if !slices.Equal(alone.Checks(), r.Checks()) {
		t.Errorf("checks %v and %v", alone.Checks(), r.Checks())
	}
}

// Of one task, the probe has one.
func TestProbeOfOneTask(t *testing.T) {
	task, _ := toyTasks(50)
	if got := Probe(task, task, 10); got.Len() != 10 || !slices.Equal(got.Tasks(), []string{task.Name}) || got.Label(1, task.Name) < 0 {
		t.Errorf("%d pictures of tasks %q", got.Len(), got.Tasks())
	}
}
