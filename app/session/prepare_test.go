package session

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// small is a network of few layers that reads C×H×W, of which nobody knows how pictures are prepared.
func small(t *testing.T, input cnn.Shape) *cnn.Network {
	t.Helper()
	spec, err := cnn.ParseSpec("conv 4@3 pad 1 | relu | pool 2")
	if err != nil {
		t.Fatal(err)
	}
	net, err := spec.Build(input, 10)
	if err != nil {
		t.Fatal(err)
	}
	run := randomRun(net, "", 3)
	run.net.Meta.PrepUnknown = true
	return run.net
}

func TestPreparationIsAskedOnce(t *testing.T) {
	s := open(t, Options{StateDir: t.TempDir()})
	perform(t, s, "open "+networkFile(t, small(t, cnn.Shape{3, 32, 32})))
	if page := s.Selection().Page; page != PagePrepare {
		t.Errorf("page %q, want the question", page)
	}
	if got, want := s.desk.run.net.Meta.Prep.String(), "crop, 0..1, mean 0.4914 0.4822 0.4465, deviation 0.247 0.2435 0.2616"; got != want {
		t.Errorf("guessed %q, want CIFAR's as the picture is of its size: %q", got, want)
	}
	perform(t, s, "prepare keep")
	if meta := s.desk.run.net.Meta; meta.PrepUnknown || s.Selection().Page != NoPage {
		t.Errorf("after the answer: unknown %v, page %q", meta.PrepUnknown, s.Selection().Page)
	}
	perform(t, s, "reset 2", "select conv1:1")
	if s.Selection().Page != NoPage {
		t.Error("asked again")
	}
}

func TestPrepare(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "batch 4", "train 3", "paint 20 20 9 grey")
	before := s.desk.run
	plain := s.Analysis.View()
	for _, c := range []struct{ action, want string }{
		{"prepare 0..1", "crop, 0..1"},
		{"prepare range -1 1", "crop, -1..1"},
		{"prepare mean 0.1,0.2,0.3", "crop, -1..1, mean 0.1 0.2 0.3"},
		{"prepare deviation 0.5", "crop, -1..1, mean 0.1 0.2 0.3, deviation 0.5"},
		{"prepare order bgr", "crop, -1..1, mean 0.1 0.2 0.3, deviation 0.5, bgr"},
		{"prepare mean none", "crop, -1..1, deviation 0.5, bgr"},
		{"prepare fit stretch", "stretch, -1..1, deviation 0.5, bgr"},
		{"prepare imagenet", "stretch, 0..1, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225"},
	} {
		perform(t, s, c.action)
		if n := s.Notice(); n != nil {
			t.Fatalf("%s: %s", c.action, n.Text)
		}
		run := s.desk.run
		if got := run.net.Meta.Prep.String(); got != c.want || s.Training.Shown().Net.Meta.Prep.String() != c.want {
			t.Errorf("%s: pictures are prepared as %q, want %q", c.action, got, c.want)
		}
		checkView(t, c.action, s.Analysis.View())
		if run.Step() != 3 || len(run.History().Cost) != 3 || len(run.Snapshots()) != len(before.Snapshots()) {
			t.Errorf("%s: the run is at step %d with %d costs", c.action, run.Step(), len(run.History().Cost))
		}
	}
	if same := s.desk.run.net.SameArchitecture(before.net); !same {
		t.Error("the network has changed")
	}
	perform(t, s, "train 2")
	if s.desk.run.Step() != 5 {
		t.Errorf("two more steps lead to step %d, want 5", s.desk.run.Step())
	}
	for s.desk.run != before {
		perform(t, s, "undo")
	}
	perform(t, s, "scrub live")
	if got, want := s.Analysis.View().Before(0).Data, plain.Before(0).Data; !slices.Equal(got, want) {
		t.Error("undo did not bring the answers back")
	}
	for _, wrong := range []string{"prepare mnist", "prepare mean 1,2", "prepare mean x", "prepare deviation 0", "prepare range 1,1", "prepare fit whole", "prepare order xyz"} {
		a, err := Parse(wrong)
		if err != nil {
			t.Fatal(err)
		}
		if s.Do(a) == nil {
			t.Errorf("%s: no error", wrong)
		}
		wait(t, s)
		if s.desk.run != before {
			t.Errorf("%s: the network has changed", wrong)
		}
	}
}

// Settings that are made one after the other, before the first is in force, are all made.
func TestPrepareTwiceAtOnce(t *testing.T) {
	s := open(t, Options{})
	for _, a := range []Action{Prepare{"range", "0,255"}, Prepare{"mean", "none"}, Prepare{"deviation", "2"}} {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, s)
	if got, want := s.desk.run.net.Meta.Prep.String(), "crop, 0..255, deviation 2"; got != want {
		t.Errorf("pictures are prepared as %q, want %q", got, want)
	}
}

// A network whose pictures have their channels last answers here as it does by itself.
func TestChannelsLast(t *testing.T) {
	inner := small(t, cnn.Shape{3, 20, 24})
	net := cnn.NewNetwork(cnn.Shape{20, 24, 3})
	net.Meta = inner.Meta
	net.Meta.Prep.Layout = cnn.ChannelsLast
	if err := net.Append("first", &cnn.Transpose{Order: []int{2, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	for _, node := range inner.Nodes {
		if err := net.Append(node.Name, node.Layer); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, Options{})
	perform(t, s, "open "+networkFile(t, net))
	if n := s.Notice(); n == nil || n.Bad || !strings.Contains(n.Text, "channels last") {
		t.Fatalf("notice %+v, want one that says where the channels are", n)
	}
	v := s.Analysis.View()
	picture := v.Stimulus.Original
	prep := v.Shown.Net.Meta.Prep
	prep.Layout = cnn.ChannelsLast
	x := cnn.NewTensor(1, 20, 24, 3)
	prep.Apply(x.Data, picture.Data, picture.Shape)
	pass := net.NewPass(1)
	pass.Forward(x)
	if before, _ := v.Output(); !slices.Equal(before, pass.Activation(len(net.Nodes)-1).Data) {
		t.Error("the answers are not the network's")
	}
	perform(t, s, "paint 10 10 5 noise")
	checkView(t, "paint", s.Analysis.View())
}

func TestLabels(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "open "+networkFile(t, small(t, cnn.Shape{3, 32, 32})))
	folder := t.TempDir()
	lines := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
	write := func(name string, lines []string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	perform(t, s, "labels "+write("ten.txt", lines))
	if got := s.desk.run.net.Meta.Labels; !slices.Equal(got, lines) {
		t.Errorf("labels %q, want %q", got, lines)
	}
	perform(t, s, "undo")
	if got := s.desk.run.net.Meta.Labels; slices.Equal(got, lines) {
		t.Error("undo left the labels")
	}
	csv := []string{"index,label"}
	for i := range lines {
		csv = append(csv, string(rune('9'-i))+",class "+lines[9-i])
	}
	perform(t, s, "open "+write("ten.csv", csv))
	if got := s.desk.run.net.Meta.Labels; len(got) != 10 || got[0] != "class a" || got[9] != "class j" {
		t.Errorf("labels %q of a table in another order", got)
	}
	run := s.desk.run
	err := Play(context.Background(), s, []Action{UseLabels{write("nine.txt", lines[:9])}}, func(f func()) { f() })
	if err == nil || !strings.Contains(err.Error(), "9 classes") || s.desk.run != run {
		t.Errorf("nine labels for ten answers: %v", err)
	}
}

// Beginning afresh leaves no question about the network that has gone; it says which that is, and undo brings it back.
func TestFreshAsksNothing(t *testing.T) {
	s := open(t, Options{})
	net := small(t, cnn.Shape{3, 32, 32})
	net.Meta.Name = "theirs"
	perform(t, s, "open "+networkFile(t, net))
	theirs := s.desk.run
	perform(t, s, "fresh")
	n := s.Notice()
	if s.Selection().Page != NoPage || n == nil || n.Bad || !strings.Contains(n.Text, theirs.net.Meta.Name) || n.Leads != (Undo{}) {
		t.Fatalf("page %q, notice %+v", s.Selection().Page, n)
	}
	perform(t, s, n.Leads.String())
	if s.desk.run != theirs {
		t.Error("the way back does not lead there")
	}
}
