package command

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"unitscope/cnn"
)

// benchCommand times the engine on fixed work, under the names that others time the same work by.
type benchCommand struct {
	Only    []string `placeholder:"NAME" help:"Only these workloads: ${workloads}."`
	Seconds float64  `default:"3" help:"How long each workload is repeated."`
	Threads int      `placeholder:"N" help:"Processors to use (all)."`
}

// A workload is work to be timed.
type workload struct {
	name  string
	unit  string
	count float64       // units in one go
	make  func() func() // prepares and returns one go
	once  bool          // one go alone is timed: it takes long, and warms up as it goes
}

// workloads are those of the peers' benchmark (PyTorch's networks of the same names), batches of random pictures, and
// what is quick because only a part of it is computed; last, learning from beginning to end.
func workloads() []workload {
	var all []workload
	for _, s := range [][3]int{{32, 784, 25}, {64, 1024, 288}, {256, 256, 256}, {512, 512, 512}, {96, 3025, 363}, {256, 729, 1200}, {1000, 1000, 1000}} {
		m, n, k := s[0], s[1], s[2]
		all = append(all, workload{name: fmt.Sprintf("gemm-%dx%dx%d", m, n, k), unit: "GFLOP", count: 2e-9 * float64(m*n*k), make: func() func() { return gemm(m, n, k) }})
	}
	for _, net := range []string{"lenet28", "vgg32"} {
		all = append(all, workload{name: "train-" + net + "-b64", unit: "image", count: 64, make: func() func() { return trainStep(net, 64) }})
	}
	for _, f := range []struct {
		net   string
		batch int
	}{{"lenet28", 1}, {"vgg32", 64}, {"alexnet", 1}, {"alexnet", 32}} {
		all = append(all, workload{name: fmt.Sprintf("forward-%s-b%d", f.net, f.batch), unit: "image", count: float64(f.batch), make: func() func() { return forward(f.net, f.batch) }})
	}
	return slices.Concat(all, occlusions(), preferences(), relearning(), brushes(), dissimilarities(), searchlights(), learning())
}

// workloadNames lists what --only takes.
func workloadNames() string {
	var names []string
	for _, w := range workloads() {
		names = append(names, w.name)
	}
	return strings.Join(names, ", ")
}

// benchLine is what is printed of a workload.
type benchLine struct {
	Workload  string  `json:"workload"`
	MS        float64 `json:"ms"` // the whole workload once
	PerSecond float64 `json:"per_second"`
	Unit      string  `json:"unit"`
}

// Validate finds names of no workload.
func (c *benchCommand) Validate() error {
	for _, name := range c.Only {
		if !slices.ContainsFunc(workloads(), func(w workload) bool { return w.name == name }) {
			return fmt.Errorf("--only: no workload is named %q; there are %s", name, workloadNames())
		}
	}
	if !(c.Seconds > 0) || c.Threads < 0 {
		return fmt.Errorf("--seconds and --threads are above zero")
	}
	return nil
}

func (c *benchCommand) Run(ctx context.Context, p *Program) error {
	if c.Threads > 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.Threads))
	}
	for _, w := range workloads() {
		if len(c.Only) > 0 && !slices.Contains(c.Only, w.name) {
			continue
		}
		seconds, err := w.timed(ctx, c.Seconds)
		if err != nil {
			return err
		}
		line := benchLine{w.name, round(seconds*1e3, 1e6), round(w.count/seconds, 1e2), w.unit}
		if err := json.NewEncoder(p.Output).Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// timed returns the mean seconds of a go, over goes that fill the time asked for, after two that warm up.
func (w workload) timed(ctx context.Context, seconds float64) (float64, error) {
	once := w.make()
	if !w.once {
		once()
		once()
	}
	started := time.Now()
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		once()
		if passed := time.Since(started).Seconds(); w.once || passed > seconds {
			return passed / float64(n), nil
		}
	}
}

// round keeps 1/steps of a unit.
func round(v, steps float64) float64 { return math.Round(v*steps) / steps }

// gemm multiplies random matrices, m×k by k×n.
func gemm(m, n, k int) func() {
	a, b := general(m, k), general(k, n)
	c := blas32.General{Rows: m, Cols: n, Stride: n, Data: make([]float32, m*n)}
	return func() { blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }
}

func general(rows, columns int) blas32.General {
	return blas32.General{Rows: rows, Cols: columns, Stride: columns, Data: randomNormal(rows, columns).Data}
}

// trainStep is one step of SGD with momentum on a batch of 10 classes.
func trainStep(name string, batch int) func() {
	net := randomNetwork(name, 10)
	trainer := cnn.NewTrainer(net, cnn.Hyper{Loss: cnn.CrossEntropy, Optimizer: cnn.SGD, Rate: 0.01, Momentum: 0.9}, batch, 1)
	x := randomNormal(append([]int{batch}, net.Input...)...)
	labels := make([]int, batch)
	for i := range labels {
		labels[i] = i % 10
	}
	return func() { trainer.Step(x, labels) }
}

// forward is one pass of a batch.
func forward(name string, batch int) func() {
	net, _ := randomScene(name)
	pass := net.NewPass(batch)
	x := randomNormal(append([]int{batch}, net.Input...)...)
	return func() { pass.Forward(x) }
}

// randomNetwork returns a preset with random weights.
func randomNetwork(name string, classes int) *cnn.Network {
	net, err := cnn.Preset(name, classes)
	if err != nil {
		panic("command: " + err.Error()) // the workloads name presets only
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	return net
}

// randomNormal returns numbers of mean 0 and deviation 1.
func randomNormal(dims ...int) *cnn.Tensor {
	rng := rand.New(rand.NewPCG(1, 1))
	t := cnn.NewTensor(dims...)
	for i := range t.Data {
		t.Data[i] = float32(rng.NormFloat64())
	}
	return t
}
