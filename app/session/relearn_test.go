package session

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/plasticity"
)

// fewToys is a Toy World of a few pictures, for tests that would see no more of a larger one.
var fewToys = Toys{Training: 192, HeldOut: 200}

// fewPictures are its pictures, drawn once for all tests.
var fewPictures = sync.OnceValue(func() *data.Source { return data.ToyWorld(fewToys.options()) })

// smallNet is a network of three hidden layers with random weights for the classes of a task.
func smallNet(t testing.TB, task string, seed uint64) *cnn.Network {
	t.Helper()
	labels := fewPictures().Train.Classes(task)
	net := built(t, "conv 4@5 stride 2 | relu | pool 4 | conv 6@3 | relu | dense 8 | relu", len(labels))
	net.Init(rand.New(rand.NewPCG(seed, 0)))
	net.Meta.Name, net.Meta.Task, net.Meta.Labels, net.Meta.Seed = "small", task, labels, seed
	return net
}

// built is a network for pictures of the Toy World.
func built(t testing.TB, spec string, classes int) *cnn.Network {
	t.Helper()
	parsed, err := cnn.ParseSpec(spec)
	if err != nil {
		t.Fatal(err)
	}
	net, err := parsed.Build(cnn.Shape{3, 48, 48}, classes)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// smallStart is a first start with a small network that answers objects, and few pictures. Unlike smallBench's, its experiment can be
// opened again; its pictures are drawn anew.
func smallStart(t testing.TB) Options {
	t.Helper()
	var file bytes.Buffer
	if err := onnx.Write(&file, smallNet(t, "object", 7)); err != nil {
		t.Fatal(err)
	}
	return Options{Demo: file.Bytes(), Toys: fewToys}
}

// smallBench lays a small network that answers objects and few pictures on the bench.
func smallBench(t *testing.T, o Options) *Session {
	t.Helper()
	s := open(t, o)
	d := s.desk
	d.source, d.task = fewPictures(), "object"
	d.run = newRun(smallNet(t, "object", 7), "", 7)
	s.lay(d)
	wait(t, s)
	return s
}

// relearned lets the small network relearn scenes, 3 steps an epoch.
func relearned(t *testing.T, s *Session, settings ...string) *Relearning {
	t.Helper()
	perform(t, s, append(settings, "relearn task scene", "relearn")...)
	l := s.Training.Status().Run.Relearning()
	if l == nil {
		t.Fatalf("nothing relearns: %+v", s.Notice())
	}
	return l
}

// Relearning is a run: all rooms see the new task's network, the timeline scrubs, the curves have all checks, and undo brings the
// old network back, bit by bit.
func TestRelearning(t *testing.T) {
	s := smallBench(t, Options{})
	old := s.Training.Shown()
	l := relearned(t, s, "relearn rate 0.05", "relearn rehearsal 0.25")
	shown := s.Training.Shown()
	scenes := fewPictures().Train.Classes("scene")
	if task, _ := s.Task(); task != "scene" || !slices.Equal(shown.Net.Meta.Labels, scenes) || shown.Net.Nodes[len(shown.Net.Nodes)-1].Shape.Size() != len(scenes) {
		t.Errorf("task %s, labels %q", task, shown.Net.Meta.Labels)
	}
	// 48 new pictures a step: 192 in 4 steps, with a check before each and one at the end
	if l.Steps != 4 || !l.Done() || shown.Step != 4 || len(l.Checks()) != 5 || l.Old != "object" || l.New != "scene" {
		t.Errorf("%d steps, at %d, checks %v", l.Steps, shown.Step, l.Checks())
	}
	if h := shown.Run.History(); len(h.Cost) != 4 || !slices.Contains(h.Layers, "output") || len(h.Gradient[0]) != 4 || !(h.Gradient[len(h.Gradient)-1][3] > 0) {
		t.Errorf("history of %q: %v", h.Layers, h.Gradient)
	}
	if view := s.Analysis.View(); view.Shown.Net != shown.Net {
		t.Error("the rooms do not see the network after")
	}
	if equalParams(l.Before(), old.Net) == false || l.Before() != old.Net {
		t.Error("the old network changed")
	}
	perform(t, s, "scrub 0")
	first := s.Training.Shown()
	if !first.Scrubbed || first.Step != 0 || !slices.Equal(first.Net.Nodes[0].Layer.Params()[0].Value.Data, old.Net.Nodes[0].Layer.Params()[0].Value.Data) {
		t.Errorf("step %d is not the old body", first.Step)
	}
	perform(t, s, "look before")
	if got := s.Training.Shown(); got.Net != old.Net || s.Analysis.View().Shown.Net != old.Net {
		t.Error("the old network is not shown")
	}
	perform(t, s, "look after")
	if got := s.Training.Shown(); got.Net != shown.Net {
		t.Error("looking after does not show the network after")
	}
	perform(t, s, "undo")
	if got := s.Training.Shown(); got.Net != old.Net || got.Run != old.Run {
		t.Error("undo does not bring the old network back")
	}
	perform(t, s, "redo")
	if got := s.Training.Shown(); got.Run.Relearning() != l || got.Step != 4 {
		t.Error("redo does not bring the relearning back")
	}
}

// What is frozen stays, bit by bit, and all of it is kept; the fates tell it of every snapshot; compared with itself, a network
// keeps every unit.
func TestFatesOfARelearning(t *testing.T) {
	s := smallBench(t, Options{})
	relearned(t, s, "relearn rate 0.05", "relearn freeze conv1")
	f := answered(t, s, s.Compare.Fates)
	if f.Err != nil || f.Stale || len(f.Value.Layers) != 3 || !slices.Equal(f.Value.Tasks, []string{"object", "scene"}) || f.Value.Pictures.Len() != fewToys.HeldOut {
		t.Fatalf("fates: %+v", f)
	}
	for u, unit := range f.Value.Layers[0].Of {
		if unit.Fate != plasticity.Kept || unit.Correlation != 1 || unit.Kernel < 1-1e-12 {
			t.Errorf("conv1:%d is frozen, and %+v", u, unit)
		}
	}
	dense := f.Value.Layers[f.Value.Layer("dense1")]
	if order := dense.MostChanged(); dense.Of[order[0]].Correlation > dense.Of[order[7]].Correlation || dense.MeanCorrelation() == 1 {
		t.Errorf("dense1 has not learned: %v", dense.MeanCorrelation())
	}
	if again := s.Compare.Fates(); again.Value != f.Value || again.Working {
		t.Error("the fates are found out again")
	}

	perform(t, s, "relearn threshold 0.999999")
	stricter := answered(t, s, s.Compare.Fates)
	if stricter.Value.Layers[2].Count(plasticity.Kept) > dense.Count(plasticity.Kept) || stricter.Value.Thresholds.Correlation != 0.999999 {
		t.Errorf("a stricter threshold keeps more: %d", stricter.Value.Layers[2].Count(plasticity.Kept))
	}
	perform(t, s, "undo")
	if back := s.Compare.Fates(); back.Value != f.Value || back.Working {
		t.Error("undone, the threshold needs the fates again")
	}

	perform(t, s, "look before")
	same := answered(t, s, s.Compare.Fates)
	for _, l := range same.Value.Layers {
		if l.Count(plasticity.Kept) != l.Units || l.MeanCorrelation() != 1 {
			t.Errorf("the old network against itself: %s keeps %d of %d", l.Name, l.Count(plasticity.Kept), l.Units)
		}
	}
	likeness := answered(t, s, s.Compare.Likeness)
	for k, l := range likeness.Value.Similarities {
		if cka := l.CKA; cka < 1-1e-5 || likeness.Value.Matchings[k].Matched != l.Units {
			t.Errorf("the old network is like itself by %g, %d matched", cka, likeness.Value.Matchings[k].Matched)
		}
	}
}

// Driving pictures, by hand: half of the largest answer drives.
func TestDriving(t *testing.T) {
	set := plasticity.Probe(plasticity.Task{Source: fewPictures(), Name: "object"}, plasticity.Task{Source: fewPictures(), Name: "object"}, 4)
	f := &UnitFates{responses: [2]*plasticity.Responses{
		{Set: set, Layers: []plasticity.Layer{{Units: 1}}, Values: [][]float32{{8, 4, 3, 0}}},
		{Set: set, Layers: []plasticity.Layer{{Units: 1}}, Values: [][]float32{{1, 2, 0, 3}}},
	}}
	d := f.Driving(0, 0, 3)
	// before: 8 and 4 of 8 drive, 3 does not; after: of 3, 2 and 3 do
	before, after := []Drive{{0, 8, 1, false}, {1, 4, 2, true}}, []Drive{{3, 0, 3, false}, {1, 4, 2, true}}
	if !slices.Equal(d.Before, before) || !slices.Equal(d.After, after) || d.Gone != 1 || d.Came != 1 {
		t.Errorf("%+v", d)
	}
	f.responses[1] = f.responses[0]
	if d = f.Driving(0, 0, 3); !slices.Equal(d.Before, d.After) || d.Gone != 0 || d.Came != 0 {
		t.Errorf("of the same network: %+v", d)
	}
}

// While an ordinary training runs, what was known stays and is stale; a rest renews it.
func TestFatesGoStale(t *testing.T) {
	s := smallBench(t, Options{})
	first := answered(t, s, s.Compare.Fates)
	for _, l := range first.Value.Layers { // step 0 against itself
		if l.Count(plasticity.Kept) != l.Units {
			t.Errorf("%s has changed without a step", l.Name)
		}
	}
	perform(t, s, "learning-rate 0.1", "train 2")
	if f := s.Compare.Fates(); !f.Stale || f.Value != first.Value || f.Step != 0 {
		t.Errorf("after training: %+v", f)
	}
	if f := answered(t, s, s.Compare.Fates); f.Stale || f.Step != 2 || f.Value.Before.Step != 0 || len(f.Value.Tasks) != 1 {
		t.Errorf("after a rest: %+v", f)
	}
}

// A relearning stops before its end, also in a check, goes on where it stopped, and when it is scrubbed back goes on from there.
func TestRelearningStopsAndGoesOn(t *testing.T) {
	s := smallBench(t, Options{})
	perform(t, s, "relearn epochs 1000", "relearn task scene")
	if err := s.Do(StartRelearning{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it relearns", func() bool {
		s.Take()
		return s.Training.Status().Run.Relearning() != nil && s.Training.Status().Step >= 3
	})
	l := s.Training.Status().Run.Relearning()
	perform(t, s, "relearn stop")
	if l.plastic.Done() {
		t.Error("stopped when everything was done")
	}
	at := s.Training.Status().Step
	perform(t, s, "train 2")
	if got := s.Training.Status().Step; got != at+2 || l.plastic.At() != at+2 {
		t.Errorf("from step %d on 2 steps are %d", at, got)
	}
	perform(t, s, "scrub 0", "train 1")
	if got := s.Training.Status(); got.Step != 1 || l.plastic.At() != 1 || len(l.Checks()) != 1 || got.Scrubbed {
		t.Errorf("from the start: %+v with checks %v", got, l.Checks())
	}
	perform(t, s, "look before", "train 1")
	if got := s.Training.Status(); got.Step != 1 || s.Training.Shown().Net.Meta.Task != "scene" {
		t.Errorf("from the old network: %+v", got)
	}
	if h := s.Training.Status().Run.History(); len(h.Cost) != 1 {
		t.Errorf("history of %d steps", len(h.Cost))
	}
}

// Bad input is told of, and nothing is lost.
func TestRelearningRefuses(t *testing.T) {
	s := smallBench(t, Options{})
	old := s.Training.Shown()
	other := built(t, "conv 5@5 | relu | globalpool", 10)
	other.Init(rand.New(rand.NewPCG(1, 0)))
	for _, test := range []struct{ lines, words string }{
		{"relearn freeze conv1,conv2,dense1,output\nrelearn", "frozen"},
		{"lesion conv1:2\nrelearn", "silenced"},
		{"compare " + networkFile(t, other), "conv1 5"},
		{"relearn images " + filepath.Join(t.TempDir(), "gone"), "gone"},
		{"report " + t.TempDir(), "relearn first"},
		{"look before", "relearned nothing"},
		{"relearn task colours", "colours"},
		{"relearn rehearsal 0.7", "0.5"},
		{"relearn freeze conv9", "conv9"},
		{"lesion conv1:4", "conv1"},
	} {
		for _, line := range strings.Split(test.lines, "\n") {
			a, err := Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			_ = s.Do(a) // what is refused is told of by a notice
			wait(t, s)
		}
		if n := s.Notice(); n == nil || !n.Bad || !strings.Contains(n.Text, test.words) {
			t.Errorf("%q: %+v", test.lines, n)
		}
		if s.Training.Shown().Run != old.Run || s.desk.against.net != nil {
			t.Errorf("%q lost the network", test.lines)
		}
		perform(t, s, "dismiss", "lesion none", "relearn freeze nothing")
	}
}

// The report holds what the command line's does, and both networks as they are.
func TestReport(t *testing.T) {
	s := smallBench(t, Options{})
	d := s.desk
	flat := built(t, "conv 2@5 stride 4 | relu | globalpool", 10) // one layer with fates: every other one makes the report longer
	flat.Init(rand.New(rand.NewPCG(7, 0)))
	flat.Meta.Task, flat.Meta.Labels = "object", fewPictures().Train.Classes("object")
	d.run = newRun(flat, "", 7)
	s.lay(d)
	wait(t, s)
	l := relearned(t, s)
	in := t.TempDir()
	dir := s.ReportFolder(in)
	if dir != filepath.Join(in, "relearn-object-scene") {
		t.Errorf("the report goes to %s", dir)
	}
	perform(t, s, "report "+dir)
	if another := s.ReportFolder(in); another != dir+"-2" {
		t.Errorf("another report goes to %s", another)
	}
	if n := s.Notice(); n == nil || n.Bad {
		t.Fatalf("notice %+v", n)
	}
	for _, name := range []string{"report.html", "summary.json", "curves.png", "curves.svg", "fates.csv"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	contents, err := os.ReadFile(filepath.Join(dir, "before.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	net, err := onnx.Read(bytes.NewReader(contents))
	if err != nil || !equalParams(net, l.Before()) {
		t.Errorf("before.onnx is not the old network: %v", err)
	}
}

// A relearning that was saved on its way goes on, opened again, with the same bits, and knows its curves, its old network and
// its old head.
func TestRelearningIsKept(t *testing.T) {
	for _, head := range []string{"replace", "add"} {
		t.Run(head, func(t *testing.T) {
			s := smallBench(t, Options{})
			l := relearned(t, s, "relearn rehearsal 0.25", "relearn elastic 1", "relearn epochs 2", "relearn head "+head)
			perform(t, s, "scrub 0", "train 3")
			file := filepath.Join(t.TempDir(), "half.unitscope")
			perform(t, s, "save "+file)
			perform(t, s, "train")

			opened, e, err := loadExperiment(file, fewToys)
			if err != nil || e.ordinary != nil {
				t.Fatal(err, e.ordinary)
			}
			again := opened.run.relearning // measured before the first, second and third step
			if again == nil || again.plastic.At() != 3 || len(again.Checks()) != 3 || !equalParams(again.Before(), l.Before()) || again.Settings.Rehearsal != 0.25 {
				t.Fatalf("opened again: %+v", again)
			}
			// The few pictures are drawn already.
			d := s.desk
			d.run, d.task = opened.run, "scene"
			plastic, err := plasticity.NewRun(again.Before(), plasticity.Task{Source: d.source, Name: "object"}, plasticity.Task{Source: d.source, Name: "scene"}, again.plastic.Options())
			if err != nil {
				t.Fatal(err)
			}
			state := again.plastic.State()
			both, _ := again.known(e.net)
			if err := plastic.Resume(state, both.Net, again.plastic.Snapshots()); err != nil {
				t.Fatal(err)
			}
			again.plastic, again.Steps = plastic, plastic.Steps()
			d.run.relearn(again)
			s.lay(d)
			wait(t, s)
			perform(t, s, "train")
			if !l.Done() || !again.Done() || !equalParams(l.plastic.Live(), plastic.Live()) || !slices.Equal(l.Checks(), again.Checks()) {
				t.Errorf("gone on with, it is another network: %v and %v", l.Checks(), again.Checks())
			}
			perform(t, s, "scrub 0")
			if f := answered(t, s, s.Compare.Fates); f.Value == nil || f.Value.Layers[0].Count(plasticity.Kept) != 4 {
				t.Errorf("the old body is not the old body: %+v", f)
			}
		})
	}
}
