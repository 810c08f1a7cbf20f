package session

import (
	"context"
	"slices"
	"testing"
	"time"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// open starts a session without a window, with few pictures where nothing else is said; its goroutine is the test's.
func open(t *testing.T, o Options) *Session {
	t.Helper()
	if o.Toys == (Toys{}) {
		o.Toys = fewToys
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	wait(t, s)
	return s
}

// wait lets everything that is on its way arrive.
func wait(t *testing.T, s *Session) {
	t.Helper()
	eventually(t, "nothing is on its way", s.Idle)
}

// eventually waits for something, however long a machine with much else to do takes: as long as the tests may.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline, limited := t.Deadline()
	for !is() {
		if limited && time.Until(deadline) < 5*time.Second {
			t.Fatalf("it does not come to pass that %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// perform does actions by their lines, each to its end.
func perform(t *testing.T, s *Session, lines ...string) {
	t.Helper()
	for _, line := range lines {
		a, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := Play(context.Background(), s, []Action{a, Wait{}}, func(f func()) { f() }); err != nil {
			t.Fatal(err)
		}
	}
}

// refused does an action by its line that must come to nothing, and say so to Play.
func refused(t *testing.T, s *Session, line string) {
	t.Helper()
	a, err := Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := Play(context.Background(), s, []Action{a}, func(f func()) { f() }); err == nil {
		t.Errorf("%q was played without an error", line)
	}
}

func TestViewIsTheNetworksAnswer(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "picture 3", "paint 20 20 9 grey")
	checkView(t, "one dot", s.Analysis.View())
}

// However paint comes and goes, the view is what full passes of the two pictures give.
func TestViewWhilePainting(t *testing.T) {
	s := open(t, Options{})
	for _, actions := range [][]string{
		{"paint 20 14 7 noise", "paint-to 30 14", "paint-to 47 47"},
		{"paint 0 0 3 grey", "paint 40 5 9 blur", "paint-to 5 40"},
		{"undo", "undo"},
		{"redo", "paint 24 24 60 mean"},
		{"batch 4", "train 1"},
		{"paint 10 30 12 erase", "picture 5", "paint 30 10 5 noise"},
		{"shift 2 1", "paint 20 20 5 grey"},
	} {
		perform(t, s, actions...)
		checkView(t, actions[len(actions)-1], s.Analysis.View())
	}
	perform(t, s, "undo", "undo", "paint 4 4 3 noise", "clear")
	v := s.Analysis.View()
	checkView(t, "clear", v)
	for i, node := range v.Shown.Net.Nodes {
		if !slices.Equal(v.Before(i).Data, v.Now(i).Data) {
			t.Errorf("%s: without paint there is a difference", node.Name)
		}
	}
}

// checkView fails unless a view is a full pass of the picture, and of the painted one within rounding.
func checkView(t *testing.T, after string, v *View) {
	t.Helper()
	net := v.Shown.Net
	for _, which := range []struct {
		name      string
		picture   *cnn.Tensor
		answers   func(node int) *cnn.Tensor
		tolerance float32
	}{{"before", v.Stimulus.Original, v.Before, 0}, {"now", v.Stimulus.Painted, v.Now, 1e-5}} {
		x := cnn.NewTensor(append([]int{1}, net.Input...)...)
		net.Meta.Prep.Apply(x.Data, which.picture.Data, net.Input)
		pass := net.NewPass(1)
		pass.Forward(x)
		for i := -1; i < len(net.Nodes); i++ {
			got, want := which.answers(i).Data, pass.Activation(i).Data
			largest := max(slices.Max(want), -slices.Min(want))
			for k := range want {
				if d := got[k] - want[k]; len(got) != len(want) || max(d, -d) > which.tolerance*largest {
					t.Fatalf("after %s, %s painting, node %d: the view differs from a pass by %g of %g", after, which.name, i, d, largest)
				}
			}
		}
	}
}

func TestUndo(t *testing.T) {
	s := open(t, Options{})
	plain := slices.Clone(s.Stimulus().Painted.Data)
	same := func(want []float32) bool { return slices.Equal(s.Stimulus().Painted.Data, want) }

	perform(t, s, "paint 10 10 5 noise", "paint-to 20 12", "paint-to 30 30")
	stroke := slices.Clone(s.Stimulus().Painted.Data)
	perform(t, s, "paint 40 40 5 grey", "undo")
	if !same(stroke) {
		t.Error("undo did not take the second stroke back")
	}
	perform(t, s, "undo")
	if !same(plain) {
		t.Error("undo did not take the whole first stroke back")
	}
	perform(t, s, "redo")
	if !same(stroke) {
		t.Error("redo did not bring the first stroke back")
	}
	perform(t, s, "shift 3 -2", "undo")
	if s.Stimulus().Shift != [2]int{} || !same(stroke) {
		t.Error("undo did not put the picture back in place")
	}
	perform(t, s, "learning-rate 0.5", "learning-rate 0.6", "undo")
	if rate := s.Training.Status().Hyper.Rate; rate == 0.5 || rate == 0.6 {
		t.Errorf("undo left the learning rate at %g: a slider's way is one change", rate)
	}
	run := s.Training.Status().Run
	perform(t, s, "network lenet28")
	if s.Training.Status().Run == run {
		t.Fatal("the network did not change")
	}
	perform(t, s, "undo")
	if s.Training.Status().Run != run || s.Stimulus().Painted.Shape[2] != 48 {
		t.Error("undo did not bring the network back")
	}
	if err := (Redo{}).perform(s); err != nil {
		t.Errorf("redo: %v", err)
	}
}

// Painting dot by dot, as the mouse does, gives the pixels of painting all at once.
func TestPaintingIsIncremental(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "paint 5 5 7 noise", "paint-to 30 8", "paint-to 31 40", "paint 20 20 4 blur", "paint-to 0 47", "paint 12 9 3 erase")
	want := stimulus.Compose(s.Stimulus().Original, s.desk.marks).Picture()
	if !slices.Equal(s.Stimulus().Painted.Data, want.Data) {
		t.Error("the painted picture is not that of its strokes")
	}
}

func TestTraining(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "reset 1", "train 30")
	status := s.Training.Status()
	if status.Step != 30 || status.Running {
		t.Fatalf("after 30 steps: step %d, running %v", status.Step, status.Running)
	}
	h := status.Run.History()
	if len(h.Cost) != 30 || len(h.Correct) != 30 || len(h.Gradient[0]) != 30 {
		t.Errorf("history has %d costs, %d shares, %d gradients; want 30", len(h.Cost), len(h.Correct), len(h.Gradient[0]))
	}
	if shown := s.Training.Shown(); shown.Step != 30 || s.Analysis.View().Shown.Net != shown.Net {
		t.Error("what is shown is not what was learned")
	}
	after30 := s.Training.Shown().Net.Clone()

	perform(t, s, "scrub 14")
	if shown := s.Training.Shown(); shown.Step != 10 || !shown.Scrubbed {
		t.Errorf("scrubbing to 14 shows step %d; the snapshots are of 0, 10, 20, 30", shown.Step)
	}
	perform(t, s, "scrub live")
	if shown := s.Training.Shown(); shown.Step != 30 || shown.Scrubbed || !equalParams(shown.Net, after30) {
		t.Error("back at the live end the network is not as it was")
	}
	perform(t, s, "scrub 10", "train 5")
	if got := s.Training.Status().Step; got != 15 {
		t.Errorf("training from step 10 on went to %d, want 15", got)
	}
	if steps := snapshotSteps(s); !slices.Equal(steps, []int{0, 10}) {
		t.Errorf("snapshots of %v; the past that was left is not forgotten", steps)
	}
}

// The same seed and settings give the same bits, whoever watches meanwhile.
func TestTrainingIsRepeatable(t *testing.T) {
	var nets []*cnn.Network
	for _, watch := range []string{"wait 0.001", "paint 10 10 9 noise"} {
		s := open(t, Options{})
		perform(t, s, "reset 3", "train 4", watch, "train 4")
		nets = append(nets, s.Training.Shown().Net)
	}
	if !equalParams(nets[0], nets[1]) {
		t.Error("two runs of 8 steps from seed 3 differ")
	}
}

func TestSlowPicture(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "reset 1", "picture 5")
	before := s.Training.Shown().Net.Clone()
	perform(t, s, "slow")
	slow := s.Training.Slow()
	if slow == nil || slow.Stage != StageForward {
		t.Fatalf("no slow picture: %+v", slow)
	}
	_, answers := s.Analysis.View().Output()
	if !slices.Equal(slow.Answers, answers) {
		t.Errorf("its answers %v are not the network's %v", slow.Answers, answers)
	}
	if slow.Wanted[s.Label()] != 1 {
		t.Errorf("wanted %v for class %d", slow.Wanted, s.Label())
	}
	perform(t, s, "stage 3")
	if !equalParams(before, s.Training.Shown().Net) {
		t.Error("the weights moved before the update")
	}
	perform(t, s, "stage 4")
	after := s.Training.Shown()
	if equalParams(before, after.Net) || after.Step != 1 {
		t.Error("the update did not move the weights")
	}
	_, answers = s.Analysis.View().Output()
	if !slices.Equal(slow.After, answers) {
		t.Errorf("after the update the network answers %v, it said %v", answers, slow.After)
	}
	if slow.After[s.Label()] <= slow.Answers[s.Label()] {
		t.Errorf("learning the picture lowered its answer from %g to %g", slow.Answers[s.Label()], slow.After[s.Label()])
	}
	perform(t, s, "stage 2", "stage 4")
	if got := s.Training.Shown().Step; got != 1 {
		t.Errorf("the update was made twice: step %d", got)
	}
}

func TestErrorsLeaveEverything(t *testing.T) {
	s := open(t, Options{})
	before := s.desk
	for _, line := range []string{"select conv9:1", "select conv1:16", "picture 100000", "cell 99 0", "class unicorn", "task love", "learning-rate 100", "batch 0",
		"show conv7 maps", "part conv1 relu2", "paint-to 3 3", "hold-out 2", "centre", "save a.txt", "pen 0 white"} {
		a, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(a); err == nil {
			t.Errorf("%q: no error", line)
		}
		wait(t, s)
		if s.Notice() == nil || !s.Notice().Bad {
			t.Errorf("%q: no notice", line)
		}
		if s.desk.run != before.run || s.desk.picture.Index != before.picture.Index || s.CanUndo() {
			t.Errorf("%q changed the desk", line)
		}
	}
}

func TestChangingTheTask(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "task scene")
	net := s.Training.Shown().Net
	if got := net.Meta.Labels; !slices.Equal(got, s.Pictures.Classes()) || len(got) != 4 {
		t.Errorf("the network answers %v, the scenes are %v", got, s.Pictures.Classes())
	}
	perform(t, s, "train 3")
	if got := s.Training.Status().Step; got != 3 {
		t.Errorf("made %d steps on scenes", got)
	}
}

func equalParams(a, b *cnn.Network) bool {
	for i, node := range a.Nodes {
		theirs := b.Nodes[i].Layer.Params()
		for j, p := range node.Layer.Params() {
			if !slices.Equal(p.Value.Data, theirs[j].Value.Data) {
				return false
			}
		}
	}
	return true
}

func snapshotSteps(s *Session) []int {
	var steps []int
	for _, snapshot := range s.Training.Status().Run.Snapshots() {
		steps = append(steps, snapshot.Step)
	}
	return steps
}
