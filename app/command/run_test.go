package command

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unitscope/cnn"
	"unitscope/cnn/npy"
)

// What layers prints of toy48, by hand: maps 44, 18 and 7 wide, convs that see 5, 14 and 24 pixels.
func TestLayers(t *testing.T) {
	_, model := saveNetwork(t, t.TempDir(), "toy48", 10)
	var list struct {
		Input  []int
		Layers []struct {
			Name, Kind string
			Shape      []int
			Parameters int
			Field      *struct{ Size, Stride, Start []int }
		}
	}
	if err := json.Unmarshal([]byte(mustRun(t, "layers", model, "--json").output), &list); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(list.Input, []int{3, 48, 48}) || len(list.Layers) != 14 {
		t.Fatalf("%+v", list)
	}
	for _, want := range []struct {
		at           int
		name, kind   string
		shape        []int
		parameters   int
		size, stride int // 0: sees everything
	}{
		{0, "conv1", "Conv", []int{16, 44, 44}, 16*3*25 + 16, 5, 1},
		{2, "pool1", "MaxPool", []int{16, 22, 22}, 0, 6, 2},
		{3, "conv2", "Conv", []int{32, 18, 18}, 32*16*25 + 32, 14, 2},
		{6, "conv3", "Conv", []int{48, 7, 7}, 48*32*9 + 48, 24, 4},
		{9, "flatten", "Flatten", []int{432}, 0, 0, 0},
		{10, "dense1", "Gemm", []int{64}, 432*64 + 64, 0, 0},
		{13, "softmax", "Softmax", []int{10}, 0, 0, 0},
	} {
		got := list.Layers[want.at]
		if got.Name != want.name || got.Kind != want.kind || !slices.Equal(got.Shape, want.shape) || got.Parameters != want.parameters {
			t.Errorf("layer %d: %+v, want %+v", want.at, got, want)
		}
		switch {
		case want.size == 0 && got.Field != nil, want.size > 0 && got.Field == nil:
			t.Errorf("%s: field %v", got.Name, got.Field)
		case want.size > 0:
			for _, axis := range []int{0, 1} {
				if got.Field.Size[axis] != want.size || got.Field.Stride[axis] != want.stride || got.Field.Start[axis] != 0 {
					t.Errorf("%s: field %+v, want %d px, stride %d, from 0", got.Name, *got.Field, want.size, want.stride)
				}
			}
		}
	}
	if text := mustRun(t, "layers", model).output; strings.Count(text, "\n") != 14 || !strings.Contains(text, "sees 14 px, stride 2, from 0") {
		t.Errorf("%s", text)
	}
}

// A network without dense layers works at other sizes, and says so per axis.
func TestLayersAtAnotherSize(t *testing.T) {
	folder := t.TempDir()
	net, model := saveNetwork(t, folder, "toy48", 10)
	if o := unitscope("layers", model, "--input", "3x60x50"); o.status != failed || !strings.Contains(o.errors, `"dense1"`) {
		t.Errorf("status %d, %q", o.status, o.errors)
	}
	net.Nodes = net.Nodes[:9]
	changed, err := withInput(net, cnn.Shape{3, 60, 50})
	if err != nil || !changed.Nodes[0].Shape.Equal(cnn.Shape{16, 56, 46}) {
		t.Errorf("%v, %v", changed.Nodes[0].Shape, err)
	}
}

// noise returns n values between 0 and 1.
func noise(n int) []float32 {
	rng := rand.New(rand.NewPCG(9, 0))
	v := make([]float32, n)
	for i := range v {
		v[i] = rng.Float32()
	}
	return v
}

// Many examples, more than go through at once, give what each gives alone; an array without a batch gains one.
func TestRunOfMany(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	const n = examplesAtOnce + 3
	values := noise(n * 784)
	many := save(t, npyFile(t, []int{n, 1, 28, 28}, values), folder, "many.npy")
	out := filepath.Join(folder, "y.npy")
	if o := mustRun(t, "run", model, "--input", many, "--out", out); strings.Contains(o.errors, "preprocessing") {
		t.Errorf("an array was prepared: %q", o.errors)
	}
	shape, all := readNpy(t, out)
	if !slices.Equal(shape, []int{n, 10}) {
		t.Fatalf("shape %v", shape)
	}
	for _, i := range []int{0, examplesAtOnce, n - 1} {
		one := save(t, npyFile(t, []int{1, 28, 28}, values[i*784:(i+1)*784]), folder, "one.npy")
		mustRun(t, "run", model, "--input", one, "--out", out)
		shape, answer := readNpy(t, out)
		sum := 0.0
		for k, v := range answer {
			sum += float64(v)
			if math.Abs(float64(v-all[i*10+k])) > 1e-6 {
				t.Errorf("example %d answers %v alone, %v among others", i, answer, all[i*10:i*10+10])
				break
			}
		}
		if !slices.Equal(shape, []int{1, 10}) || math.Abs(sum-1) > 1e-5 { // the softmax's sum
			t.Errorf("shape %v, sum %g", shape, sum)
		}
	}
}

// A picture goes through the preprocessing: white becomes (high − mean) / deviation. A folder goes in name order.
func TestRunPreparesPictures(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	out := filepath.Join(folder, "y.npy")
	rng := rand.New(rand.NewPCG(2, 0))
	pictures := filepath.Join(folder, "pictures")
	save(t, pngOf(t, 40, 28, 0, rng), pictures, "b.png")
	save(t, pngOf(t, 28, 28, 190, rng), pictures, "a.png")
	run := func(arguments ...string) ([]int, []float32, string) {
		t.Helper()
		o := mustRun(t, append([]string{"run", model, "--out", out, "--layer", "conv1"}, arguments...)...)
		shape, values := readNpy(t, out)
		return shape, values, o.errors
	}
	_, a, said := run("--input", filepath.Join(pictures, "a.png"))
	if said != "preprocessing: crop, 0..1; 28×28\n" {
		t.Errorf("said %q", said)
	}
	_, b, said := run("--input", filepath.Join(pictures, "b.png"), "--fit", "stretch", "--range=-1,1", "--mean", "0.1", "--deviation", "0.5")
	if said != "preprocessing: stretch, -1..1, mean 0.1, deviation 0.5; 40×28 stretched to 28×28\n" {
		t.Errorf("said %q", said)
	}
	if cmp.Equal(a, b) {
		t.Error("two pictures, one answer")
	}
	shape, both, _ := run("--input", pictures)
	if !slices.Equal(shape, []int{2, 16, 28, 28}) || !cmp.Equal(both[:len(a)], a) {
		t.Errorf("shape %v; the folder's first picture is not a.png", shape)
	}
	white := save(t, whitePNG(t, 28), folder, "white.png")
	_, prepared, _ := run("--input", white, "--mean", "0.25", "--deviation", "0.5")
	level := save(t, npyFile(t, []int{1, 28, 28}, slices.Repeat([]float32{1.5}, 784)), folder, "level.npy")
	if _, fed, _ := run("--input", level); !cmp.Equal(prepared, fed) {
		t.Error("white, prepared by (1 − 0.25) / 0.5, is not 1.5")
	}
}

// --layer all holds what each layer holds alone.
func TestRunAllLayers(t *testing.T) {
	folder := t.TempDir()
	net, model := saveNetwork(t, folder, "lenet28", 10)
	in := save(t, npyFile(t, []int{3, 1, 28, 28}, noise(3*784)), folder, "x.npy")
	out := filepath.Join(folder, "y.npz")
	mustRun(t, "run", model, "--input", in, "--layer", "all", "--out", out)
	archive, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if len(archive.File) != len(net.Nodes) {
		t.Fatalf("%d arrays for %d layers", len(archive.File), len(net.Nodes))
	}
	for i, node := range net.Nodes {
		f, err := archive.File[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		shape, values, err := npy.Read[float32](f)
		if err != nil || archive.File[i].Name != node.Name+".npy" || !slices.Equal(shape, append([]int{3}, node.Shape...)) {
			t.Errorf("%s: %s of shape %v, %v", node.Name, archive.File[i].Name, shape, err)
		}
		single := filepath.Join(folder, "single.npy")
		mustRun(t, "run", model, "--input", in, "--layer", node.Name, "--out", single)
		if _, alone := readNpy(t, single); !cmp.Equal(values, alone) {
			t.Errorf("%s differs from what it is alone", node.Name)
		}
	}
}

// Hiding with what is there changes nothing; hiding with something else does. Positions as the contract counts them.
func TestOcclude(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	flat := save(t, npyFile(t, []int{1, 28, 28}, slices.Repeat([]float32{0.5}, 784)), folder, "flat.npy")
	out := filepath.Join(folder, "d.npy")
	occlude := func(arguments ...string) ([]int, []float32) {
		t.Helper()
		mustRun(t, append([]string{"occlude", model, "--image", flat, "--layer", "conv2", "--out", out}, arguments...)...)
		return readNpy(t, out)
	}
	largest := func(values []float32) (most float64) {
		for _, v := range values {
			most = max(most, math.Abs(float64(v)))
		}
		return most
	}
	shape, none := occlude("--fill", "value=0.5", "--patch", "5", "--stride", "2")
	if !slices.Equal(shape, []int{32, 12, 12}) { // ⌊(28 − 5)/2⌋ + 1
		t.Errorf("shape %v", shape)
	}
	if largest(none) > 1e-5 {
		t.Errorf("hiding grey with grey changed %g", largest(none))
	}
	shape, noisy := occlude() // patch max(28/20, 3) = 3, stride 1: 26 positions each way
	if !slices.Equal(shape, []int{32, 26, 26}) || largest(noisy) < 1e-3 {
		t.Errorf("shape %v, largest change %g", shape, largest(noisy))
	}
	const coarse = "--stride=5" // ⌊(28 − 3)/5⌋ + 1 = 6 positions each way
	_, first := occlude(coarse)
	if _, again := occlude(coarse, "--seed", "1"); !cmp.Equal(first, again) {
		t.Error("the same seed gave another map")
	}
	if _, other := occlude(coarse, "--seed", "2"); cmp.Equal(first, other) {
		t.Error("another seed gave the same map")
	}
	near := cmpopts.EquateApprox(0, 1e-5*largest(first))
	if shape, unit := occlude(coarse, "--unit", "7"); !slices.Equal(shape, []int{1, 6, 6}) || !cmp.Equal(unit, first[7*36:8*36], near) {
		t.Errorf("unit 7 alone, %v, is not unit 7 among the others", shape)
	}
	_, full := occlude(coarse, "--method", "full")
	if _, incremental := occlude(coarse, "--method", "incremental"); !cmp.Equal(full, incremental, near) || !cmp.Equal(first, incremental) {
		t.Error("the methods differ, or incremental is not the default")
	}
}

func TestBench(t *testing.T) {
	o := mustRun(t, "bench", "--only", "gemm-512x512x512,forward-vgg32-b64,occlude-vgg32-conv4,brush-toy48", "--seconds", "0.01", "--threads", "1")
	lines := strings.Split(strings.TrimSpace(o.output), "\n")
	if len(lines) != 4 {
		t.Fatalf("%q", o.output)
	}
	for i, want := range []struct {
		workload, unit string
		count          float64
	}{{"gemm-512x512x512", "GFLOP", 2e-9 * 512 * 512 * 512}, {"forward-vgg32-b64", "image", 64}, {"occlude-vgg32-conv4", "position", 784}, {"brush-toy48", "point", 1}} {
		var got benchLine
		if err := json.NewDecoder(bytes.NewReader([]byte(lines[i]))).Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.Workload != want.workload || got.Unit != want.unit || math.Abs(got.PerSecond*got.MS/1e3/want.count-1) > 0.02 {
			t.Errorf("%+v: %g per workload, want %g", got, got.PerSecond*got.MS/1e3, want.count)
		}
	}
}

// Progress appears where it was asked for, on standard error only.
func TestProgress(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	in := save(t, npyFile(t, []int{2, 1, 28, 28}, noise(2*784)), folder, "x.npy")
	for _, flag := range []string{"", "--progress"} {
		o := mustRun(t, strings.Fields(fmt.Sprintf("run %s --input %s --out %s %s", model, in, filepath.Join(folder, "y.npy"), flag))...)
		if shown := strings.Contains(o.errors, "example 2 of 2"); shown != (flag != "") || o.output != "" {
			t.Errorf("%q: errors %q, output %q", flag, o.errors, o.output)
		}
	}
}
