package session

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// A preferred stimulus grows in sight, stays as it is when it is stopped, and drives its unit as it says.
func TestPrefer(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "select conv2:3", "prefer")
	net := s.Training.Shown().Net
	node := net.Index("relu2")
	a := s.Probe.Preferred(node, 3)
	if a.Value == nil || a.Growing || a.Value.Unit != 3 || a.Value.Node != net.Index("conv2") {
		t.Fatalf("preferred: %+v", a)
	}
	x := cnn.NewTensor(append([]int{1}, net.Input...)...)
	net.Meta.Prep.Apply(x.Data, a.Value.Picture.Data, net.Input)
	pass := net.NewPass(1)
	pass.Forward(x)
	answers, _, _ := Map(single(pass.Activation(a.Value.Node)), 3)
	if got, want := answers[a.Value.Cell], a.Value.Response; math.Abs(float64(got-want)) > 1e-4*math.Abs(float64(want)) || got <= a.Value.Grey {
		t.Errorf("the picture drives the unit to %g, it says %g; grey %g", got, want, a.Value.Grey)
	}
	perform(t, s, "prefer conv2:3", "prefer layer", "prefer layer")
	for u := range net.Nodes[node].Shape[0] {
		if a := s.Probe.Preferred(node, u); a.Value == nil || a.Growing {
			t.Errorf("unit %d: %+v", u, a)
		}
	}
	if b := s.Probe.Preferred(node, 3); b.Value != a.Value {
		t.Error("what was known was grown again with the layer")
	}
	if got, want := did(t, &trace), []string{"preferred stimulus of conv2:3", "preferred stimuli of conv2"}; !slices.Equal(got, want) {
		t.Errorf("done %q, want %q", got, want)
	}

	if err := s.Do(Prefer{Unit: Address{"conv3", 5}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it grows", func() bool { return s.Probe.Preferred(net.Index("conv3"), 5).Value != nil })
	perform(t, s, "stop")
	if a := s.Probe.Preferred(net.Index("conv3"), 5); a.Value == nil || !a.Growing || a.Working {
		t.Errorf("stopped while it grew: %+v", a)
	}
}

// What would take minutes is not begun because somebody looks.
func TestGratingsOnDemand(t *testing.T) {
	for name, want := range map[string]bool{"toy48": false, "alexnet": true} { // 2e10 and 2e12 multiplications
		net, err := cnn.Preset(name, 10)
		if err != nil {
			t.Fatal(err)
		}
		b := bench{shown: Shown{Net: net}}
		if got := b.gratingsTakeLong(); got != want {
			t.Errorf("%s: takes long %v, want %v", name, got, want)
		}
	}
}

// Tuning is that of tuning.Gratings, and asked for once.
func TestProbeTuning(t *testing.T) {
	var trace bytes.Buffer
	s := smallBench(t, Options{Trace: &trace})
	perform(t, s, "select conv1:3")
	g := answered(t, s, s.Probe.Gratings).Value
	net := s.Training.Shown().Net
	want, err := tuning.Gratings(t.Context(), net, []int{net.Index("relu1")}, tuning.GratingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if node := net.Index("relu1"); !slices.Equal(g.Responses(node), want.Responses(node)) {
		t.Error("the answers to gratings are others")
	}
	c := answered(t, s, s.Probe.Curves).Value
	if c.Size == nil || c.Contrast == nil || c.Across == nil || c.Down == nil || c.Hue == nil {
		t.Errorf("curves %+v", c)
	}
	shift := answered(t, s, s.Probe.Shift).Value
	for i, row := range shift.Rows {
		if kept := shift.Curves[i].Y[0]; math.Abs(kept-1) > 1e-6 {
			t.Errorf("%s keeps %g of its answers to a picture that is not moved", row, kept)
		}
	}
	perform(t, s, "select conv2:3")
	answered(t, s, s.Probe.Curves)
	if got, want := did(t, &trace), []string{"tuning to gratings", "tuning curves of conv1:3", "answers kept under shifts", "tuning curves of conv2:3"}; !slices.Equal(got, want) {
		t.Errorf("done %q, want %q", got, want)
	}
}
