package plasticity

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

func newDense(rng *rand.Rand, rows, columns int) *mat.Dense {
	values := make([]float64, rows*columns)
	for i := range values {
		values[i] = rng.NormFloat64()
	}
	return mat.NewDense(rows, columns, values)
}

// parameters of some layers of a network, one after the other.
func parameters(net *cnn.Network, layers ...string) (all []float32) {
	for _, name := range layers {
		for _, p := range net.Nodes[net.Index(name)].Layer.Params() {
			all = append(all, p.Value.Data...)
		}
	}
	return all
}

func finished(t testing.TB, net *cnn.Network, old, new Task, o Options) *Run {
	t.Helper()
	r, err := NewRun(net, old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	if err := r.Finish(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return r
}

// A frozen layer is bit-identical and all kept; what is not frozen learns; the old head stays as it is unless it is rehearsed.
func TestFrozenLayerIsKept(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(400)
	before := parameters(net, "conv1", "conv2", "output")
	r := finished(t, net, old, new, Options{Hyper: cnn.Hyper{Frozen: []string{"conv1", "conv2"}}, Seed: 1, CheckPictures: 50})
	snapshots := r.Snapshots()
	after := snapshots[len(snapshots)-1].Net
	if !slices.Equal(parameters(after, "conv1", "conv2", "output"), before) || !slices.Equal(parameters(net, "conv1", "conv2", "output"), before) {
		t.Error("frozen layers or the old head changed")
	}
	if slices.Equal(parameters(after, "conv3"), parameters(net, "conv3")) || slices.Equal(parameters(after, "output_new"), parameters(snapshots[0].Net, "output_new")) {
		t.Error("what is not frozen has learned nothing")
	}
	set := Probe(old, new, 100)
	fates, err := Fates(respond(t, net, set), respond(t, r.New(after), set), Thresholds{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range fates[:2] {
		if l.Count(Kept) != l.Units || l.MeanCorrelation() != 1 {
			t.Errorf("%s: %d of %d kept, mean correlation %g", l.Name, l.Count(Kept), l.Units, l.MeanCorrelation())
		}
	}
	if fates[2].MeanCorrelation() == 1 {
		t.Error("nothing happened to conv3")
	}
}

// The record runs from before the first step to after the last; the same seed gives the same bits, and the network comes
// back under its names with what it is now.
func TestRunIsRepeatable(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(300)
	o := Options{Seed: 3, CheckPictures: 40, CheckEvery: 7, Rehearsal: 0.25, Elastic: 10, Epochs: 2}
	r, again := finished(t, net, old, new, o), finished(t, net, old, new, o)
	// 48 new pictures a step: 300 in 7 steps, twice
	if r.Steps() != 14 || r.At() != 14 || !r.Done() {
		t.Errorf("%d of %d steps", r.At(), r.Steps())
	}
	checks := r.Checks()
	if len(checks) != 3 || checks[0].Step != 0 || checks[2].Step != 14 || !slices.Equal(checks, again.Checks()) {
		t.Errorf("checks %v and %v", checks, again.Checks())
	}
	last := r.Snapshots()[len(r.Snapshots())-1].Net
	a, b := r.After(last), again.After(again.Snapshots()[len(again.Snapshots())-1].Net)
	if !slices.Equal(parameters(a, "conv1", "output"), parameters(b, "conv1", "output")) {
		t.Error("the same seed gave other weights")
	}
	if a.Nodes[len(a.Nodes)-1].Name != "softmax" || a.Meta.Task != "scene" || !slices.Equal(a.Meta.Labels, new.Classes()) || a.Nodes[len(a.Nodes)-1].Shape.Size() != len(new.Classes()) {
		t.Errorf("after: %+v", a.Meta)
	}
	if slices.Equal(parameters(r.Old(last), "output"), parameters(net, "output")) {
		t.Error("a head that is rehearsed has not moved")
	}
	score, err := data.Evaluate(context.Background(), a, new.Source.HeldOut, new.Name, 40)
	if err != nil || score.Accuracy() != checks[2].New {
		t.Errorf("the network after answers %g, %v; the last check says %g", score.Accuracy(), err, checks[2].New)
	}
}

// What relearning is about: free to learn scenes, the network forgets objects, by more than 20 points of its old head; with a fifth of
// old pictures in every batch it forgets less, and learns scenes all the same. This is a third of an epoch; after the three epochs of the
// README's table rehearsal saves nine tenths.
func TestRehearsalForgetsLess(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(3200)
	fall := func(rehearsal float64) float64 {
		r := finished(t, net, old, new, Options{Seed: 1, Rehearsal: rehearsal, CheckEvery: 1000, CheckPictures: 200})
		checks := r.Checks()
		first, last := checks[0], checks[len(checks)-1]
		if last.New < first.New+0.2 {
			t.Errorf("with %g old pictures, scenes go from %g to %g", rehearsal, first.New, last.New)
		}
		return first.Old - last.Old
	}
	free, rehearsed := fall(0), fall(0.2)
	if free < 0.2 || rehearsed > 0.8*free {
		t.Errorf("objects fall by %g, with rehearsal by %g", free, rehearsed)
	}
}

// Measuring takes half the time of learning at most where nothing else is chosen, but there are points enough for a curve. By
// hand: a check shows 500 pictures to each head, 500 to the refitted one and 1000 to fit it, 2500; a step of 64 pictures that are learned
// from counts for 192, half of which is 96.
func TestChecksAreSparse(t *testing.T) {
	for _, c := range []struct{ pictures, epochs, every int }{
		{6400, 10, 50}, // 1000 steps: a twentieth, which is more than 2500/96 = 27
		{6400, 3, 27},  // 300 steps
		{6400, 1, 12},  // 100 steps: an eighth
		{320, 1, 1},
	} {
		old, new := toyTasks(c.pictures)
		r, err := NewRun(trained(t), old, new, Options{Epochs: c.epochs})
		if err != nil {
			t.Fatal(err)
		}
		for step := 1; step < c.every; step++ {
			if r.due(step) {
				t.Errorf("%d pictures, %d epochs: measured after %d steps", c.pictures, c.epochs, step)
			}
		}
		if !r.due(0) || !r.due(c.every) || !r.due(r.Steps()) {
			t.Errorf("%d pictures, %d epochs: not measured every %d steps", c.pictures, c.epochs, c.every)
		}
	}
}

// Snapshots thin out as they grow too many; the first and the last stay.
func TestSnapshotsThin(t *testing.T) {
	old, new := toyTasks(60)
	r := finished(t, trained(t), old, new, Options{Batch: 2, CheckPictures: 10, Snapshots: 6, Hyper: cnn.Hyper{Frozen: []string{"conv1"}}})
	snapshots := r.Snapshots()
	if len(snapshots) > 8 || snapshots[0].Step != 0 || snapshots[len(snapshots)-1].Step != 30 {
		t.Errorf("%d snapshots, from %d to %d", len(snapshots), snapshots[0].Step, snapshots[len(snapshots)-1].Step)
	}
	for i := 1; i < len(snapshots); i++ {
		if snapshots[i].Step <= snapshots[i-1].Step {
			t.Errorf("step %d after %d", snapshots[i].Step, snapshots[i-1].Step)
		}
	}
}

// A random body is that with which the old network's seed begins.
func TestRandomBody(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(100)
	r, err := NewRun(net, old, new, Options{Body: RandomBody})
	if err != nil {
		t.Fatal(err)
	}
	random := net.Clone()
	random.Init(rand.New(rand.NewPCG(net.Meta.Seed, 0)))
	if !slices.Equal(parameters(r.live, "conv1", "dense1"), parameters(random, "conv1", "dense1")) {
		t.Error("other random weights")
	}
}

// A run stops at once, and goes on from where it was.
func TestRunStops(t *testing.T) {
	old, new := toyTasks(200)
	r, err := NewRun(trained(t), old, new, Options{CheckPictures: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.Step(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if r.At() != 0 || len(r.Checks()) != 0 {
		t.Error("something was done")
	}
	if err := r.Finish(context.Background(), nil); err != nil || !r.Done() {
		t.Errorf("not finished: %v", err)
	}
}

// renamed is a task whose classes have other names.
func renamed(t Task) Task {
	source := *t.Source
	source.Train = otherNames{source.Train}
	return Task{&source, t.Name}
}

type otherNames struct{ data.Set }

func (otherNames) Classes(string) []string {
	return []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
}

// emptied is a set in which nothing is of a class.
type emptied struct{ data.Set }

func (e emptied) Label(i int, task string) int { return max(e.Set.Label(i, task), 1) }

func TestRunErrors(t *testing.T) {
	net := trained(t)
	old, new := toyTasks(100)
	empty := Task{&data.Source{Name: "holes", Train: emptied{new.Source.Train}, HeldOut: new.Source.HeldOut}, new.Name}
	small := Task{data.ToyWorld(data.Options{Input: cnn.Shape{3, 24, 24}, Pictures: 100}), new.Name}
	for name, c := range map[string]struct {
		old, new Task
		o        Options
		want     string
	}{
		"classes":   {new, old, Options{}, "10 answers"},
		"names":     {renamed(old), new, Options{}, "answers"},
		"empty":     {old, empty, Options{}, `no picture of class "beach"`},
		"no task":   {old, Task{new.Source, "smell"}, Options{}, "0 classes"},
		"shape":     {old, small, Options{}, "3×24×24"},
		"frozen":    {old, new, Options{Hyper: cnn.Hyper{Frozen: []string{"conv1", "conv2", "conv3", "dense1", "output"}}}, "frozen"},
		"unknown":   {old, new, Options{Hyper: cnn.Hyper{Frozen: []string{"conv9"}}}, "conv9"},
		"rehearsal": {old, new, Options{Rehearsal: 0.6}, "0.6"},
		"elastic":   {old, new, Options{Elastic: -1}, "-1"},
		"pointless": {old, new, Options{Elastic: 1, Body: RandomBody}, "random"},
		"epochs":    {old, new, Options{Epochs: -1}, "epochs"},
		"head":      {old, new, Options{Head: "off"}, "off"},
		"body":      {old, new, Options{Body: "none"}, "none"},
	} {
		if _, err := NewRun(net, c.old, c.new, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, wants %q in it", name, err, c.want)
		}
	}
	frozen := Options{Hyper: cnn.Hyper{Frozen: []string{"conv1", "conv2", "conv3", "dense1", "output"}}}
	if _, err := NewRun(net, old, new, frozen); !errors.Is(err, ErrFrozen) {
		t.Errorf("everything frozen: %v", err)
	}
}

// Pictures of two sources: half of each, with the labels of their own tasks alone.
func TestProbeOfTwoSources(t *testing.T) {
	old, _ := toyTasks(100)
	other := *data.ToyWorld(data.Options{Seed: 2, Pictures: 100})
	other.Name = "elsewhere/others.zip"
	other.HeldOut = named{other.HeldOut}
	set := Probe(old, Task{&other, data.ObjectTask}, 100)
	if set.Len() != 100 || !slices.Equal(set.Tasks(), []string{"toyworld", "others"}) {
		t.Fatalf("%d pictures of %v", set.Len(), set.Tasks())
	}
	for i := range 100 {
		a, b := set.Label(i, "toyworld"), set.Label(i, "others")
		if i < 50 != (a >= 0) || i < 50 == (b >= 0) {
			t.Errorf("picture %d has labels %d and %d", i, a, b)
		}
	}
	if old, new := toyTasks(10); Probe(old, new, 50).Label(3, "scene") < 0 {
		t.Error("a picture of both tasks has one label")
	}
}

type named struct{ data.Set }

func (named) Name() string { return "others" }
