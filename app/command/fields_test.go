package command

import (
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/npy"
	"unitscope/cnn/onnx"
)

// fieldsBench is a network, with a unit that is never active in conv1, and a folder of pictures.
func fieldsBench(t *testing.T) (net *cnn.Network, model, pictures, folder string) {
	folder = t.TempDir()
	net, _ = saveNetwork(t, folder, "lenet28", 10)
	conv := net.Nodes[0].Layer.(*cnn.Conv2D)
	clear(conv.Weight.Data[2*25 : 3*25])
	conv.Bias.Data[2] = -1
	model = filepath.Join(folder, "m.onnx")
	if err := writeFile(model, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		t.Fatal(err)
	}
	pictures = filepath.Join(folder, "pictures")
	rng := rand.New(rand.NewPCG(4, 0))
	for i := range 7 {
		save(t, pngOf(t, 28, 28, byte(25*i), rng), pictures, fmt.Sprintf("%d.png", i))
	}
	return net, model, pictures, folder
}

// readNpz reads arrays of an .npz file.
func readNpz(t *testing.T, name string) map[string]array {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := npy.OpenArchive(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	arrays := make(map[string]array)
	for _, name := range archive.Names() {
		shape, values, err := npy.Get[float64](archive, name)
		if err != nil {
			t.Fatal(err)
		}
		arrays[name] = array{shape, values}
	}
	return arrays
}

type array struct {
	shape  []int
	values []float64
}

// Arrays have the contract's names and shapes; the strongest pictures are those of a pass over all; a silent unit says so.
func TestFields(t *testing.T) {
	net, model, pictures, folder := fieldsBench(t)
	out := filepath.Join(folder, "f.npz")
	o := mustRun(t, "fields", model, "--images", pictures, "--layer", "conv1", "--top", "3", "--patch", "5", "--stride", "2", "--out", out)
	if !strings.Contains(o.output, "never active: conv1:2") || !strings.Contains(o.output, "theory 5 × 5 px") || !strings.Contains(o.errors, "preprocessing") {
		t.Errorf("%q, %q", o.output, o.errors)
	}
	f := readNpz(t, out)
	units := net.Nodes[0].Shape[0]
	side := 5 + 2*(5/2+2) // the field and what a patch beside it reaches
	for name, shape := range map[string][]int{"mean": {units, side, side}, "count": {units, side, side}, "size": {units}, "top": {units, 3}, "theory": {2}} {
		if !slices.Equal(f[name].shape, shape) {
			t.Errorf("%s: shape %v, want %v", name, f[name].shape, shape)
		}
	}
	if len(f) != 5 || !slices.Equal(f["theory"].values, []float64{5, 5}) {
		t.Errorf("%d arrays, theory %v", len(f), f["theory"].values)
	}
	activations := filepath.Join(folder, "a.npy")
	mustRun(t, "run", model, "--input", pictures, "--layer", "conv1", "--out", activations)
	shape, a := readNpy(t, activations) // pictures × units × rows × columns
	cells := shape[2] * shape[3]
	for u := range units {
		top, size := f["top"].values[3*u:][:3], f["size"].values[u]
		if u == 2 {
			if !slices.Equal(top, []float64{-1, -1, -1}) || !math.IsNaN(size) {
				t.Errorf("the silent unit: pictures %v, size %v", top, size)
			}
			continue
		}
		answer := func(picture int) float32 { return slices.Max(a[(picture*units+u)*cells:][:cells]) }
		for i, picture := range top {
			for other := range 7 {
				if !slices.Contains(top[:i+1], float64(other)) && answer(other) > answer(int(picture)) {
					t.Errorf("unit %d: picture %d before %v", u, other, top)
				}
			}
		}
		if field := f["mean"].values[u*side*side:][:side*side]; slices.Max(f["count"].values[u*side*side:][:side*side]) > 3 || !(size > 0) || !slices.Contains(field, 1) {
			t.Errorf("unit %d: size %v", u, size)
		}
	}
}

// Several layers come under their names; one unit alone is the same as among others; figures bear addresses.
func TestFieldsOfLayersAndUnits(t *testing.T) {
	_, model, pictures, folder := fieldsBench(t)
	out, dir := filepath.Join(folder, "f.npz"), filepath.Join(folder, "figures")
	run := func(arguments ...string) (map[string]array, outcome) {
		o := mustRun(t, append([]string{"fields", model, "--images", pictures, "--patch", "5", "--stride", "3", "--signed", "--out", out}, arguments...)...)
		return readNpz(t, out), o
	}
	both, o := run("--layer", "conv1,conv2", "--top", "2")
	if len(both) != 10 || strings.Count(o.output, "\n") != 2 {
		t.Errorf("%d arrays, %q", len(both), o.output)
	}
	alone, o := run("--layer", "conv2", "--unit", "5", "--top", "2", "--png", dir)
	if !strings.Contains(o.output, "conv2:5: measured") {
		t.Errorf("%q", o.output)
	}
	n := alone["mean"].shape[1] * alone["mean"].shape[2]
	for i, v := range both["conv2/mean"].values[5*n:][:n] {
		if w := alone["mean"].values[i]; math.Abs(v-w) > 1e-4 || (v == v) != (w == w) {
			t.Fatalf("%v at %d, among others %v", w, i, v)
		}
	}
	for _, name := range []string{"conv2-5-field.png", "sizes.png"} {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		file.Close()
	}
	silent, o := run("--layer", "conv1", "--unit", "2", "--png", dir)
	if !strings.Contains(o.output, "conv1:2: never active") || !math.IsNaN(silent["size"].values[0]) {
		t.Errorf("%q, size %v", o.output, silent["size"].values)
	}
	many, o := run("--layer", "conv1", "--unit", "0", "--top", "9")
	if !strings.Contains(o.errors, "--top 9") || !strings.Contains(o.errors, "7 pictures") || !slices.Equal(many["top"].values[7:], []float64{-1, -1}) {
		t.Errorf("%q, pictures %v", o.errors, many["top"].values)
	}
}

// Each kind of bad input is answered by one line that names the culprit, and no file.
func TestFieldsOfBadInput(t *testing.T) {
	net, model, pictures, folder := fieldsBench(t)
	out := filepath.Join(folder, "f.npz")
	broken := filepath.Join(folder, "nan.onnx")
	net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	if err := writeFile(broken, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		status    int
		culprit   string
		model     string
		arguments []string
	}{
		{"a patch larger than the picture", failed, "a patch of 29 pixels on a picture of 28×28", model, []string{"--layer", "conv1", "--patch", "29"}},
		{"stride 0", wrongUsage, "--stride 0", model, []string{"--layer", "conv1", "--stride", "0"}},
		{"no pictures a unit", wrongUsage, "--top 0", model, []string{"--layer", "conv1", "--top", "0"}},
		{"unknown layer", failed, `"conv9"`, model, []string{"--layer", "conv1,conv9"}},
		{"a layer twice", failed, "conv1 is named twice", model, []string{"--layer", "conv1,conv1"}},
		{"unknown unit", failed, "no unit 16", model, []string{"--layer", "conv1", "--unit", "16"}},
		{"a file for figures", failed, "m.onnx: is a file", model, []string{"--layer", "conv1", "--png", model}},
		{"a folder in a file", failed, "m.onnx: is a file", model, []string{"--layer", "conv1", "--png", filepath.Join(model, "figures")}},
		{"NaN weights", failed, "conv1:0", broken, []string{"--layer", "conv1"}},
	} {
		o := unitscope(append([]string{"fields", c.model, "--images", pictures, "--out", out}, c.arguments...)...)
		lines := strings.Split(strings.TrimSpace(o.errors), "\n")
		if last := lines[len(lines)-1]; o.status != c.status || !strings.Contains(last, c.culprit) || strings.Count(o.errors, "unitscope: ") != 1 {
			t.Errorf("%s: status %d, %q", c.name, o.status, o.errors)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: wrote %s", c.name, out)
		}
	}
}
