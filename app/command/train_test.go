package command

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The same command twice gives the same bytes; another seed others. The network knows what it learned.
func TestTrainIsRepeatable(t *testing.T) {
	pictures, folder := classFolders(t, 20), t.TempDir()
	train := func(out string, rest ...string) []byte {
		t.Helper()
		name := filepath.Join(folder, out)
		mustRun(t, append([]string{"train", "--data", pictures, "--net", "lenet28", "--epochs", "2", "--batch", "7", "--out", name}, rest...)...)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := train("a.onnx")
	if !bytes.Equal(first, train("b.onnx")) {
		t.Error("the same command gave other bytes")
	}
	if bytes.Equal(first, train("c.onnx", "--seed", "2")) {
		t.Error("another seed gave the same bytes")
	}
	if bytes.Equal(first, train("d.onnx", "--momentum", "0")) {
		t.Error("without momentum the same bytes as with it")
	}
	if !bytes.Equal(first, train("e.onnx", "--momentum", "0.9", "--optimizer", "sgd", "--loss", "cross-entropy")) {
		t.Error("the defaults spelled out gave other bytes")
	}
	net, err := openNetwork(filepath.Join(folder, "a.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	m := net.Meta
	if !cmp.Equal(m.Labels, []string{"dark", "light"}) || m.Task != "class" || m.Source != pictures || m.Seed != 1 || m.Name != "lenet28" {
		t.Errorf("network knows %+v", m)
	}
	if last := net.Nodes[len(net.Nodes)-1]; last.Layer.Kind() != "Softmax" || last.Shape.Size() != 2 {
		t.Errorf("network ends in %s of %v", last.Layer.Kind(), last.Shape)
	}
}

// Dark and light pictures are told apart after few steps; what is printed adds up.
func TestTrainLearnsAndReports(t *testing.T) {
	pictures, folder := classFolders(t, 25), t.TempDir()
	out, log := filepath.Join(folder, "m.onnx"), filepath.Join(folder, "l.csv")
	o := mustRun(t, "train", "--data", pictures, "--net", "lenet28", "--epochs", "3", "--batch", "10", "--lr", "0.002", "--log", log, "--json", "--out", out)
	if !strings.HasPrefix(o.errors, "preprocessing: crop, 0..1") {
		t.Errorf("errors %q", o.errors)
	}
	var got struct {
		Epochs, Steps   int
		Seconds         *float64
		Cost            *float64
		ImagesPerSecond *float64 `json:"images_per_second"`
		TrainAccuracy   *float64 `json:"train_accuracy"`
		HeldOutAccuracy *float64 `json:"heldout_accuracy"`
	}
	decoder := json.NewDecoder(strings.NewReader(o.output))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	// 50 pictures, a fifth held out: 40 in 4 batches, 3 times
	if got.Epochs != 3 || got.Steps != 12 || got.Seconds == nil || got.ImagesPerSecond == nil || got.Cost == nil || got.TrainAccuracy == nil {
		t.Errorf("%s", o.output)
	}
	if got.HeldOutAccuracy == nil || *got.HeldOutAccuracy != 1 {
		t.Errorf("held out: %s, want 1 on pictures that brightness tells apart", o.output)
	}
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 4 || rows[3][0] != "3" || rows[3][1] != "12" || rows[3][4] != "1" {
		t.Errorf("log %v, %v", rows, err)
	}
	// on from the file: already right, so the cost starts low
	o = mustRun(t, "train", "--data", pictures, "--net", out, "--epochs", "1", "--freeze", "conv1,conv2", "--out", filepath.Join(folder, "n.onnx"))
	if !strings.Contains(o.output, "100.0 % held out") {
		t.Errorf("trained further: %q", o.output)
	}
}

// Frozen layers keep their weights, the others do not.
func TestFreeze(t *testing.T) {
	pictures, folder := classFolders(t, 5), t.TempDir()
	before, model := saveNetwork(t, folder, "lenet28", 2)
	out := filepath.Join(folder, "m.onnx")
	mustRun(t, "train", "--data", pictures, "--net", model, "--epochs", "1", "--freeze", "conv2", "--out", out)
	after, err := openNetwork(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range []string{"conv1", "conv2", "output"} {
		i := before.Index(layer)
		same := cmp.Equal(before.Nodes[i].Layer.Params()[0].Value.Data, after.Nodes[i].Layer.Params()[0].Value.Data)
		if same != (layer == "conv2") {
			t.Errorf("%s: weights the same: %v", layer, same)
		}
	}
}

// A cost that is no number any more is null in JSON, and said.
func TestTrainThatDiverges(t *testing.T) {
	o := mustRun(t, "train", "--data", classFolders(t, 5), "--net", "lenet28", "--epochs", "3", "--lr", "1e30", "--json", "--out", filepath.Join(t.TempDir(), "m.onnx"))
	var got map[string]any
	if err := json.Unmarshal([]byte(o.output), &got); err != nil || got["cost"] != nil {
		t.Errorf("%q, %v", o.output, err)
	}
	if !strings.Contains(o.errors, "no longer a number") {
		t.Errorf("errors %q", o.errors)
	}
}

// An interrupt ends a long training within a second and leaves no file.
func TestInterrupt(t *testing.T) {
	folder := t.TempDir()
	ctx, interrupt := context.WithCancel(context.Background())
	var output, errors bytes.Buffer
	p := Program{Output: &output, Errors: &errors}
	status := make(chan int)
	arguments := []string{"train", "--data", classFolders(t, 10), "--net", "lenet28", "--epochs", "1000000", "--out", filepath.Join(folder, "m.onnx")}
	go func() { status <- p.Run(ctx, arguments) }()
	time.Sleep(300 * time.Millisecond)
	interrupt()
	select {
	case got := <-status:
		if got != failed || !strings.Contains(errors.String(), "unitscope: stopped") {
			t.Errorf("status %d, errors %q", got, errors.String())
		}
	case <-time.After(time.Second):
		t.Fatal("still at it after a second")
	}
	if entries, _ := os.ReadDir(folder); len(entries) > 0 {
		t.Errorf("left %v", entries)
	}
}

// Killed at random moments while training and saving, every network that is left opens.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills 20 programs")
	}
	pictures, folder := classFolders(t, 4), t.TempDir()
	out := filepath.Join(folder, "m.onnx")
	command := func() *exec.Cmd {
		c := exec.Command(os.Args[0], "train", "--data", pictures, "--net", "lenet28", "--epochs", "1", "--out", out)
		c.Env = append(os.Environ(), asProgram+"=1")
		return c
	}
	started := time.Now()
	if output, err := command().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	whole := time.Since(started)
	rng := rand.New(rand.NewPCG(11, 0))
	for range 20 {
		c := command()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rng.Int64N(int64(whole))))
		c.Process.Kill()
		c.Wait()
		if _, err := openNetwork(out); err != nil {
			t.Fatal(err)
		}
	}
}
