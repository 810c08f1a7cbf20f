package plasticity

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
)

// trained is the network that the program opens with, which knows the Toy World's objects.
func trained(t testing.TB) *cnn.Network {
	t.Helper()
	net, err := onnx.Read(bytes.NewReader(assets.DemoNetwork()))
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// toyTasks are two of the Toy World's labels.
func toyTasks(pictures int) (old, new Task) {
	source := data.ToyWorld(data.Options{Seed: 1, Pictures: pictures})
	return Task{source, data.ObjectTask}, Task{source, data.SceneTask}
}

func respond(t testing.TB, net *cnn.Network, set data.Set) *Responses {
	t.Helper()
	r, err := Respond(context.Background(), net, set, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLayers(t *testing.T) {
	net := trained(t)
	want := []struct {
		name, answers string
		units         int
	}{{"conv1", "relu1", 16}, {"conv2", "relu2", 32}, {"conv3", "relu3", 48}, {"dense1", "relu4", 64}}
	layers := Layers(net)
	if len(layers) != len(want) {
		t.Fatalf("%d layers", len(layers))
	}
	for i, w := range want {
		if l := layers[i]; l.Name != w.name || net.Nodes[l.Answers].Name != w.answers || net.Nodes[l.Weights].Name != w.name || l.Units != w.units {
			t.Errorf("layer %d is %+v, wants %+v", i, l, w)
		}
	}
}

// A snapshot against itself: every unit kept, correlation exactly 1, nothing lost; silent units, too.
func TestNothingHappensToASnapshot(t *testing.T) {
	net := trained(t)
	silenceWeights(net, "conv2", 3)
	r := respond(t, net, toyProbe(200))
	fates, err := Fates(r, respond(t, net.Clone(), r.Set), Thresholds{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range fates {
		for u, f := range l.Of {
			if f.Fate != Kept || f.Correlation != 1 || f.Silent[0] != f.Silent[1] {
				t.Errorf("%s:%d is %+v", l.Name, u, f)
			}
			for _, c := range f.Classes {
				if c.Best[0] != c.Best[1] || c.Selectivity[0] != c.Selectivity[1] {
					t.Errorf("%s:%d prefers %v", l.Name, u, c.Best)
				}
			}
			if dead := l.Name == "conv2" && u == 3; dead != math.IsNaN(f.Kernel) || !dead && math.Abs(f.Kernel-1) > 1e-12 {
				t.Errorf("%s:%d: cosine %g", l.Name, u, f.Kernel)
			}
		}
		if l.Count(Kept) != l.Units || l.MeanCorrelation() != 1 {
			t.Errorf("%s: %d kept, mean correlation %g", l.Name, l.Count(Kept), l.MeanCorrelation())
		}
	}
	if !fates[1].Of[3].Silent[0] {
		t.Error("a unit without weights is not silent")
	}
}

// toyProbe is so many of the Toy World's pictures.
func toyProbe(pictures int) data.Set {
	old, new := toyTasks(1)
	return Probe(old, new, pictures)
}

// silenceWeights takes a unit's weights and bias away.
func silenceWeights(net *cnn.Network, layer string, unit int) {
	params := net.Nodes[net.Index(layer)].Layer.Params()
	size := params[0].Value.Shape[1:].Size()
	clear(params[0].Value.Data[unit*size:][:size])
	params[1].Value.Data[unit] = 0
}

// Fates by hand: a unit that falls silent is lost, one that wakes new, one with its sign turned retuned.
func TestFates(t *testing.T) {
	before := trained(t)
	silenceWeights(before, "conv2", 3)
	after := trained(t)
	silenceWeights(after, "conv2", 5)
	weight := after.Nodes[after.Index("conv2")].Layer.Params()[0].Value
	size := weight.Shape[1:].Size()
	for i := range weight.Data[7*size : 8*size] {
		weight.Data[7*size+i] *= -1
	}
	set := toyProbe(200)
	fates, err := Fates(respond(t, before, set), respond(t, after, set), Thresholds{})
	if err != nil {
		t.Fatal(err)
	}
	conv2 := fates[1]
	for unit, want := range map[int]Fate{3: New, 5: Lost, 7: Retuned, 8: Kept} {
		if f := conv2.Of[unit]; f.Fate != want || want != Kept && want != Retuned && f.Correlation != 0 {
			t.Errorf("conv2:%d is %s (%g), wants %s", unit, f.Fate, f.Correlation, want)
		}
	}
	if c := conv2.Of[7].Kernel; math.Abs(c+1) > 1e-12 {
		t.Errorf("a kernel turned round has cosine %g", c)
	}
	wasPreferred, isPreferred := conv2.Preferring(0)
	if sum(wasPreferred) != 32-1-silentOf(conv2, 0) || sum(isPreferred) != 32-1-silentOf(conv2, 1) {
		t.Errorf("%v and %v prefer classes", wasPreferred, isPreferred)
	}
	strict, err := Fates(respond(t, before, set), respond(t, after, set), Thresholds{Correlation: 1})
	if err != nil || strict[0].Count(Kept) != 16 && strict[0].Count(Kept)+strict[0].Count(Retuned) != 16 {
		t.Errorf("stricter: %v", err)
	}
	if strict[3].Count(Kept) >= fates[3].Count(Kept) {
		t.Error("a higher threshold keeps as many")
	}
}

// silentOf counts the units that are silent on a side, but for the one that the test silences there.
func silentOf(l LayerFate, side int) int {
	n := -1
	for _, u := range l.Of {
		if u.Silent[side] {
			n++
		}
	}
	return n
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func TestOtherArchitectures(t *testing.T) {
	set := toyProbe(20)
	other, err := cnn.ParseSpec("conv 8@5 | relu | pool 2 | dense 64 | relu")
	if err != nil {
		t.Fatal(err)
	}
	net, err := other.Build(cnn.Shape{3, 48, 48}, 10)
	if err != nil {
		t.Fatal(err)
	}
	a, b := respond(t, trained(t), set), respond(t, net, set)
	if _, err := Fates(a, b, Thresholds{}); !errors.Is(err, ErrArchitecture) {
		t.Errorf("fates: %v", err)
	}
	if _, err := Match(context.Background(), a, b, Thresholds{}); !errors.Is(err, ErrArchitecture) {
		t.Errorf("matching: %v", err)
	}
	if _, err := Similarities(context.Background(), a.Net, net, set); !errors.Is(err, ErrArchitecture) {
		t.Errorf("similarities: %v", err)
	}
}

// A lesion's cost is that of the whole network run with the unit silenced.
func TestLesionsEqualWholeRuns(t *testing.T) {
	net := trained(t)
	silenceWeights(net, "conv2", 3)
	task, _ := toyTasks(100)
	ctx := context.Background()
	all, err := Lesions(ctx, net, task, LesionOptions{Pictures: 60})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := data.Evaluate(ctx, net, task.Source.HeldOut, task.Name, 60)
	if err != nil {
		t.Fatal(err)
	}
	for k, l := range all {
		s := &surgery{net: net, task: task, pictures: 60}
		for _, u := range []int{0, 3, l.Units - 1} {
			lesioned, err := net.WithLesions(map[string][]int{net.Nodes[l.Answers].Name: {u}})
			if err != nil {
				t.Fatal(err)
			}
			score, err := data.Evaluate(ctx, lesioned, task.Source.HeldOut, task.Name, 60)
			if err != nil {
				t.Fatal(err)
			}
			got := l.Of[u]
			if math.Abs(got.Correct-(whole.Accuracy()-score.Accuracy())) > 1e-12 || math.Abs(got.Cost-(score.Cost-whole.Cost)) > 1e-5 {
				t.Errorf("%s:%d costs %+v, wants %g and %g", l.Name, u, got, whole.Accuracy()-score.Accuracy(), score.Cost-whole.Cost)
			}
		}
		if k == 2 { // the way for networks with branches gives the same
			slow, err := s.repeat(ctx, l.Layer)
			if err != nil || math.Abs(slow[5].Correct-l.Of[5].Correct) > 1e-12 || math.Abs(slow[5].Cost-l.Of[5].Cost) > 1e-5 {
				t.Errorf("whole runs give %+v, %v; wants %+v", slow[5], err, l.Of[5])
			}
		}
	}
	if all[1].Of[3] != (LesionCost{}) {
		t.Errorf("a silent unit costs %+v", all[1].Of[3])
	}
}

// What a refitted head can and cannot know: it reads the network's own task as well as the old head, about; nothing of random
// labels; and both ways to solve the system give the same head.
func TestRefit(t *testing.T) {
	net := trained(t)
	task, _ := toyTasks(600)
	got, err := Refit(context.Background(), net, task, RefitOptions{Test: 300})
	if err != nil {
		t.Fatal(err)
	}
	score, err := data.Evaluate(context.Background(), net, task.Source.HeldOut, task.Name, 300)
	if err != nil {
		t.Fatal(err)
	}
	if got < score.Accuracy()-0.05 {
		t.Errorf("refitted %g, the head itself %g", got, score.Accuracy())
	}
	position := Task{task.Source, data.PositionTask}
	if p, err := Refit(context.Background(), net, position, RefitOptions{Test: 300}); err != nil || p >= got {
		t.Errorf("of a task never learned: %g, %v", p, err)
	}
}

// Ridge regression against its own equation: (xᵀx + λ)·W = xᵀt, with fewer and with more units than pictures.
func TestRidgeSolvesItsEquation(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for _, size := range [][2]int{{50, 7}, {20, 60}} {
		n, units := size[0], size[1]
		x, labels := newDense(rng, n, units), make([]int, n)
		for i := range labels {
			labels[i] = rng.IntN(3)
		}
		r := fitRidge(x, labels, 3, 0.01)
		lambda := 0.01 * squares(x) / float64(units)
		for u := range units {
			for c := range 3 {
				left := lambda * r.weights.At(u, c)
				for i := range n {
					answer := 0.0
					for v := range units {
						answer += x.At(i, v) * r.weights.At(v, c)
					}
					wanted := -r.constant[c]
					if labels[i] == c {
						wanted++
					}
					left += x.At(i, u) * (answer - wanted)
				}
				if math.Abs(left) > 1e-9 {
					t.Fatalf("%d×%d: the equation of weight %d,%d is off by %g", n, units, u, c, left)
				}
			}
		}
	}
}

func ExampleFates() {
	before, after := readDemo(), readDemo()
	clear(after.Nodes[0].Layer.Params()[0].Value.Data[:75]) // the kernel of conv1:0
	after.Nodes[0].Layer.Params()[1].Value.Data[0] = 0
	source := data.ToyWorld(data.Options{Seed: 1})
	probe := Probe(Task{source, "object"}, Task{source, "scene"}, 100)
	a, _ := Respond(context.Background(), before, probe, nil)
	b, _ := Respond(context.Background(), after, probe, nil)
	fates, err := Fates(a, b, Thresholds{})
	fmt.Println(fates[0].Name, fates[0].Count(Kept), "kept,", fates[0].Count(Lost), "lost", err)
	// Output: conv1 15 kept, 1 lost <nil>
}

func readDemo() *cnn.Network {
	net, err := onnx.Read(bytes.NewReader(assets.DemoNetwork()))
	if err != nil {
		panic(err)
	}
	return net
}

// What drives a unit, by hand.
func TestDrives(t *testing.T) {
	r := &Responses{Set: few{4}, Layers: []Layer{{Units: 2}}, Values: [][]float32{{0, 4, 2, 1.9, 0, 0, 0, 0}}}
	if got := r.Drives(0, 0, []int{1, 2, 3, 0}); !slices.Equal(got, []bool{true, true, false, false}) {
		t.Errorf("%v", got)
	}
	if got := r.Drives(0, 1, []int{0, 1}); slices.Contains(got, true) {
		t.Errorf("a silent unit is driven: %v", got)
	}
	if got := r.Top(0, 0, 3); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("top %v", got)
	}
	if got := r.Driving(0, 0, 3); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("driving %v", got)
	}
	if got := r.Driving(0, 1, 3); len(got) > 0 {
		t.Errorf("a silent unit is driven by %v", got)
	}
}

// few is a set of so many pictures.
type few struct{ pictures int }

func (few) Name() string              { return "few" }
func (f few) Len() int                { return f.pictures }
func (few) Shape() cnn.Shape          { return cnn.Shape{1, 1, 1} }
func (few) Tasks() []string           { return nil }
func (few) Classes(string) []string   { return nil }
func (few) Label(int, string) int     { return -1 }
func (few) Read(int, []float32) error { return nil }
func (few) Fault(int) error           { return nil }
func (few) PictureName(i int) string  { return fmt.Sprint(i) }
