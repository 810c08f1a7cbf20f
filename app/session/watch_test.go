package session

import (
	"slices"
	"testing"

	"unitscope/cnn"
)

func TestWatchLayer(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "watch conv2 change", "patch 6")
	if got := s.Selection().Watched; got != (Watched{"conv2", Change}) {
		t.Errorf("watched is %v", got)
	}
	if got := s.Selection().Patch; got != 6 {
		t.Errorf("the patch is map %d, want 6", got)
	}
	perform(t, s, "patch strongest")
	if got := s.Selection().Patch; got != StrongestPatch {
		t.Errorf("the patch is map %d, want the strongest", got)
	}
	for _, row := range []string{"relu1", "conv9"} {
		if err := s.Do(WatchLayer{Watched{row, Kernels}}); err == nil {
			t.Errorf("%s can be watched", row)
		}
	}
	if got := s.Selection().Watched; got != (Watched{"conv2", Change}) {
		t.Errorf("after an error, watched is %v", got)
	}
}

// Frozen layers keep their weights, bit for bit, while the others move.
func TestFreeze(t *testing.T) {
	s := open(t, Options{})
	before := s.Training.Shown().Net
	perform(t, s, "batch 4", "freeze conv1,dense1", "train 2")
	after := s.Training.Shown().Net
	for i, node := range before.Nodes {
		for k, p := range node.Layer.Params() {
			same := slices.Equal(p.Value.Data, after.Nodes[i].Layer.Params()[k].Value.Data)
			if frozen := node.Name == "conv1" || node.Name == "dense1"; same != frozen {
				t.Errorf("%s.%s: unchanged is %v, frozen is %v", node.Name, p.Name, same, frozen)
			}
		}
	}
	perform(t, s, "undo")
	if got := s.Training.Status().Hyper.Frozen; len(got) != 0 {
		t.Errorf("after undo %v are frozen", got)
	}
}

func TestFreezeRefuses(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "freeze conv1")
	for _, layers := range []string{"conv9", "relu1", "conv1,,conv2"} {
		if err := s.Do(Setting{"freeze", layers}); err == nil {
			t.Errorf("%q can be frozen", layers)
		}
	}
	if got := s.Training.Status().Hyper.Frozen; !slices.Equal(got, []string{"conv1"}) {
		t.Errorf("after errors %v are frozen, want conv1", got)
	}
	perform(t, s, "freeze nothing")
	if got := FrozenText(s.Training.Status().Hyper.Frozen); got != "nothing" {
		t.Errorf("frozen: %s", got)
	}
}

// A frozen layer that another network does not have is forgotten, and training goes on.
func TestFrozenLayerGone(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "freeze conv3,conv1", "network lenet28", "batch 4", "train 1")
	if got := s.Training.Status().Hyper.Frozen; !slices.Equal(got, []string{"conv1"}) {
		t.Errorf("%v are frozen, want conv1: lenet28 has no conv3", got)
	}
	if got := s.Training.Status().Step; got != 1 {
		t.Errorf("%d steps were made, want 1", got)
	}
}

func TestNoMomentum(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "momentum 0")
	if got := s.Training.Status().Hyper.Filled().Momentum; got != 0 {
		t.Errorf("momentum 0 trains with %g", got)
	}
}

// A view of the past is the snapshot's own answer to the picture as it is painted now.
func TestPast(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "batch 4", "train 10", "paint 20 20 9 grey")
	run := s.Training.Status().Run
	for _, snapshot := range run.Snapshots() {
		s.Past.View(run, snapshot, s.Stimulus())
	}
	wait(t, s)
	for _, snapshot := range run.Snapshots() {
		v := s.Past.View(run, snapshot, s.Stimulus())
		if v == nil {
			t.Fatalf("no view of step %d", snapshot.Step)
		}
		x := cnn.NewTensor(append([]int{1}, snapshot.Net.Input...)...)
		snapshot.Net.Meta.Prep.Apply(x.Data, s.Stimulus().Painted.Data, snapshot.Net.Input)
		pass := snapshot.Net.NewPass(1)
		pass.Forward(x)
		for i, node := range snapshot.Net.Nodes {
			if !slices.Equal(v.Now(i).Data, pass.Activation(i).Data) {
				t.Errorf("step %d, %s: the view differs from a pass of the snapshot", snapshot.Step, node.Name)
			}
		}
	}
	if len(run.Snapshots()) != 2 {
		t.Errorf("%d snapshots after 10 steps, want those of step 0 and 10", len(run.Snapshots()))
	}
}
