package session

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
)

// hold keeps the training goroutine busy, as a long step does, until release is called.
func hold(s *Session) (release func()) {
	gate := make(chan struct{})
	s.Training.mail.post(func() { <-gate })
	return func() { close(gate) }
}

// Whatever was still to be done when it was told to learn, it says that it learns while it does.
func TestPauseThenTrain(t *testing.T) {
	s := open(t, Options{})
	release := hold(s)
	for _, a := range []Action{Pause{}, TrainSteps{}} {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	release()
	eventually(t, "it learns", func() bool { return s.Training.Status().Step > 0 })
	if !s.Training.Status().Running {
		t.Error("it learns and says that it rests")
	}
	perform(t, s, "pause")
}

// A run that was replaced shows nothing more of itself, even if a step of it ends later.
func TestReplacedRunShowsNothing(t *testing.T) {
	s := open(t, Options{})
	gate, seen := make(chan struct{}), make(chan *Run, 1)
	s.Training.mail.post(func() {
		<-gate
		s.Training.publish()
		seen <- s.Training.Shown().Run
	})
	if err := s.Do(NewNetwork{"lenet28"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the network is another", func() bool {
		s.Take()
		return s.Training.Status().Run.Preset == "lenet28"
	})
	close(gate)
	if got := <-seen; got.Preset != "lenet28" {
		t.Errorf("%s is shown after lenet28 took its place", got.Preset)
	}
}

// Going on from the past forgets what was found out about the future.
func TestRewindForgetsChecks(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "reset 1", "batch 2", "train 50")
	if h := s.Training.Status().Run.History(); len(h.HeldOut) != 1 || h.Confusion == nil {
		t.Fatalf("after 50 steps: %d checks, confusion %v", len(h.HeldOut), h.Confusion)
	}
	perform(t, s, "scrub 20", "train 1")
	if h := s.Training.Status().Run.History(); len(h.HeldOut) != 0 || h.Confusion != nil {
		t.Errorf("from step 20 on: %d checks, confusion %v; want none", len(h.HeldOut), h.Confusion)
	}
}

// colourNet classifies the Toy World's objects by the mean of ten maps: its answers come after a
// pooling layer, in the row of its only convolution.
func colourNet(t *testing.T, labels []string) string {
	t.Helper()
	net := cnn.NewNetwork(cnn.Shape{3, 48, 48})
	conv := cnn.NewConv2D(3, len(labels), [2]int{5, 5}, cnn.ConvOptions{})
	for i := range conv.Weight.Data {
		conv.Weight.Data[i] = float32(i%7-3) / 50
	}
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{{"conv", conv}, {"mean", &cnn.GlobalAvgPool{}}, {"flatten", &cnn.Flatten{}}, {"softmax", &cnn.Softmax{}}} {
		if err := net.Append(l.name, l.layer); err != nil {
			t.Fatal(err)
		}
	}
	net.Meta.Labels = labels
	return networkFile(t, net)
}

func networkFile(t *testing.T, net *cnn.Network) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "network.onnx")
	if err := os.WriteFile(name, onnxOf(t, net), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestSlowPictureOfMeans(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "open "+colourNet(t, s.Pictures.Classes()), "slow")
	slow := s.Training.Slow()
	_, answers := s.Analysis.View().Output()
	if slow == nil || len(slow.Answers) != len(answers) || len(slow.Wanted) != len(answers) {
		t.Fatalf("a slow picture: %v; it is not of the network's %d answers; notice %+v", slow != nil, len(answers), s.Notice())
	}
}

// Resetting a network from a file leaves the one that learns alone meanwhile. The race detector
// is the judge.
func TestResetWhileLearning(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "open "+colourNet(t, s.Pictures.Classes()))
	was := s.Training.Status().Run
	if err := s.Do(TrainSteps{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it learns", func() bool { return was.Step() > 0 })
	perform(t, s, "reset 4")
	if now := s.Training.Status(); now.Run == was || now.Step != 0 || now.Running {
		t.Errorf("after the reset: step %d, running %v", now.Step, now.Running)
	}
	perform(t, s, "undo")
	if s.Training.Status().Run != was {
		t.Error("undo did not bring the run back")
	}
}

// Pictures that nobody has labelled can be looked at, and what cannot be done with them says why.
func TestPicturesWithoutLabels(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.png", "b.png"} {
		if err := os.WriteFile(filepath.Join(dir, name), pngOf(t, 60, 40), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, Options{})
	perform(t, s, "images "+dir, "picture 1")
	if s.Label() != -1 || len(s.Pictures.Classes()) != 0 || s.Analysis.View().Stimulus.Picture.Name != "b.png" {
		t.Errorf("label %d, classes %q, picture %q", s.Label(), s.Pictures.Classes(), s.Analysis.View().Stimulus.Picture.Name)
	}
	for _, a := range []Action{TrainSteps{1}, Reset{2}, NewNetwork{"toy48"}, SlowPicture{}} {
		s.notice = nil
		_ = s.Do(a)
		wait(t, s)
		if n := s.Notice(); n == nil || !n.Bad || n.Leads != nil || !strings.Contains(n.Text, "nobody has said") {
			t.Errorf("%s: notice %+v", a, n)
		}
	}
}

// One class alone can be learned, though there is nothing to learn.
func TestOneClass(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "cat"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"1.png", "2.png", "3.png"} {
		if err := os.WriteFile(filepath.Join(dir, "cat", name), pngOf(t, 30, 20), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, Options{})
	perform(t, s, "images "+dir, "network lenet28", "train 50", "slow", "stage 4")
	if n := s.Notice(); n != nil {
		t.Fatal(n.Text)
	}
	h := s.Training.Status().Run.History()
	if len(h.Cost) != 51 || h.Correct[0] != 1 || h.HeldOut[0].Correct != 1 || s.Training.Slow().Answers[0] != 1 {
		t.Errorf("%d steps, %g right, held out %v, answer %v", len(h.Cost), h.Correct[0], h.HeldOut, s.Training.Slow().Answers)
	}
}

// A step that something interrupts is made again: the weights and the record are those of steps that nothing did.
func TestInterruptedSteps(t *testing.T) {
	prepare := []string{"reset 4", "batch 256"}
	s := open(t, Options{})
	perform(t, s, prepare...)
	for range 2 {
		if err := s.Do(TrainSteps{1}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(patience) // so that the step is under way, unless the machine has much to do
		began := time.Now()
		<-s.capture()
		t.Logf("reached what learns after %v, %d steps were made", time.Since(began).Round(time.Millisecond), s.desk.run.Step())
		perform(t, s, "pause")
	}
	perform(t, s, "train 1")
	whole := open(t, Options{})
	perform(t, whole, append(prepare, "train "+strconv.Itoa(s.desk.run.Step()))...)
	if !equalParams(s.Training.Shown().Net, whole.Training.Shown().Net) {
		t.Error("the weights are others")
	}
	if diff := cmp.Diff(whole.desk.run.History(), s.desk.run.History()); diff != "" {
		t.Errorf("the record differs (-whole +interrupted):\n%s", diff)
	}
}
