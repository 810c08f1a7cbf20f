package field_test

import (
	"bytes"
	"cmp"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/field"
)

// strongest finds the pictures, among the first so many of a set, that drive each unit of a layer most.
func strongest(t testing.TB, net *cnn.Network, set data.Set, layer string, among, most int) [][]int {
	t.Helper()
	node := net.Index(layer)
	answers := make([][]float32, net.Nodes[node].Shape[0]) // per unit and picture
	pass := net.NewPass(1)
	x := cnn.NewTensor(append([]int{1}, net.Input...)...)
	for i := range among {
		if err := set.Read(i, x.Data); err != nil {
			t.Fatal(err)
		}
		net.Meta.Prep.Apply(x.Data, x.Data, net.Input)
		pass.Forward(x)
		values := pass.Activation(node).Data
		cells := len(values) / len(answers)
		for u := range answers {
			answers[u] = append(answers[u], slices.Max(values[u*cells:][:cells]))
		}
	}
	top := make([][]int, len(answers))
	for u, of := range answers {
		order := make([]int, among)
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of[b], of[a]) })
		top[u] = order[:most]
	}
	return top
}

// checkSizes: every unit's field is at most as large as in theory, and layers see more and more.
func checkSizes(t *testing.T, net *cnn.Network, set data.Set, layers []string, pictures int) {
	t.Helper()
	before := 0.0
	for _, layer := range layers {
		top := strongest(t, net, set, layer, min(200, set.Len()), pictures)
		s := average(t, net, layer, set, top, field.AverageOptions{Options: field.Options{Seed: 1}}).Sizes()
		t.Logf("%s: measured %.2f ± %.2f px (%d of %d units), theory %.0f", layer, s.Mean, s.Deviation, s.Active, len(s.Units), s.Theory)
		for u, size := range s.Units {
			if !math.IsNaN(size) && (size > s.Theory || size <= 0) {
				t.Errorf("%s:%d measures %v px, %v in theory", layer, u, size, s.Theory)
			}
		}
		if s.Mean <= before || s.Active < len(s.Units)/2 {
			t.Errorf("%s: %v px on average of %d units, after %v", layer, s.Mean, s.Active, before)
		}
		before = s.Mean
	}
}

// TestSizesOfTheNetworkOfToyWorld takes the network that the program opens with, on pictures that it has not learned from.
func TestSizesOfTheNetworkOfToyWorld(t *testing.T) {
	net, err := onnx.Read(bytes.NewReader(assets.DemoNetwork()))
	if err != nil {
		t.Fatal(err)
	}
	set := data.ToyWorld(data.Options{Input: net.Input, Seed: net.Meta.Seed}).HeldOut
	checkSizes(t, net, set, []string{"conv1", "conv2", "conv3"}, 5)
}

// TestSizesOnMNIST trains lenet28 on digits until it knows most of them.
func TestSizesOnMNIST(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for some seconds")
	}
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	folder := filepath.Join(root, "mnist")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no test data: %v (set UNITSCOPE_DATA)", err)
	}
	source, err := data.OpenDir(os.DirFS(folder), folder, data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	net, err := cnn.Preset("lenet28", 10)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	const batch, steps = 64, 120
	trainer := cnn.NewTrainer(net, cnn.Hyper{}, batch, 1)
	feed := data.NewFeed(source.Train, source.Train.Tasks()[0], net, batch, 1)
	defer feed.Close()
	right, asked := 0, 0
	for step := range steps {
		b, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if stats := trainer.Step(b.X, b.Labels); step >= steps-20 {
			right, asked = right+stats.Correct, asked+len(b.Labels)
		}
	}
	if share := float64(right) / float64(asked); share < 0.85 {
		t.Fatalf("%.0f %% right after %d steps: nothing was learned whose fields could be measured", 100*share, steps)
	}
	checkSizes(t, net, source.HeldOut, []string{"conv1", "conv2"}, 5)
}
