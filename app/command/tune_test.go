package command

import (
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// gaborBench is a saved network for grey pictures, not square, of three units before and after a rectifier: a Gabor kernel
// of stripes that rise at 30° to the right, 5 pixels apart, one of 120° and 8 pixels, and one that is never active.
func gaborBench(t *testing.T) (net *cnn.Network, model, folder string) {
	t.Helper()
	const side = 15
	conv := cnn.NewConv2D(1, 3, [2]int{side, side}, cnn.ConvOptions{})
	for unit, c := range [][2]float64{{30, 5}, {120, 8}} {
		sin, cos := math.Sincos(c[0] * math.Pi / 180)
		for i := range side * side {
			x, y := float64(i%side-side/2), float64(side/2-i/side) // y upwards
			across := y*cos - x*sin
			conv.Weight.Data[unit*side*side+i] = float32(math.Exp(-(x*x+y*y)/18) * math.Cos(2*math.Pi*across/c[1]))
		}
	}
	conv.Bias.Data[2] = -1
	net = cnn.NewNetwork(cnn.Shape{1, 32, 40})
	if err := errors.Join(net.Append("conv", conv), net.Append("relu", &cnn.ReLU{})); err != nil {
		t.Fatal(err)
	}
	net.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1}
	folder = t.TempDir()
	model = filepath.Join(folder, "gabor.onnx")
	if err := writeFile(model, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		t.Fatal(err)
	}
	return net, model, folder
}

// Arrays have the contract's names and shapes, and known units what they are known for.
func TestTune(t *testing.T) {
	_, model, folder := gaborBench(t)
	out := filepath.Join(folder, "t.npz")
	for _, layer := range []string{"conv", "relu"} {
		o := mustRun(t, "tune", model, "--layer", layer, "--out", out)
		if strings.Count(o.output, "\n") != 3 || !strings.Contains(o.output, layer+":2  never active") || !strings.Contains(o.errors, "preprocessing: crop, -1..1") {
			t.Errorf("%q, %q", o.output, o.errors)
		}
		f := readNpz(t, out)
		for name, shape := range map[string][]int{"response": {3, 24, 16, 8}, "orientation": {24}, "frequency": {16}, "phase": {8},
			"preferred_orientation": {3}, "preferred_frequency": {3}, "selectivity": {3}, "modulation": {3}} {
			if !slices.Equal(f[name].shape, shape) {
				t.Errorf("%s: shape %v, want %v", name, f[name].shape, shape)
			}
		}
		frequency := f["frequency"].values
		if math.Abs(frequency[0]-1.0/32) > 1e-9 || math.Abs(frequency[15]-0.5) > 1e-9 || f["orientation"].values[1] != 7.5 || f["phase"].values[1] != 45 {
			t.Errorf("frequencies %v, orientations %v, phases %v", frequency, f["orientation"].values, f["phase"].values)
		}
		for unit, want := range [][2]float64{{30, 1.0 / 5}, {120, 1.0 / 8}} {
			orientation, frequency := f["preferred_orientation"].values[unit], f["preferred_frequency"].values[unit]
			if math.Abs(math.Remainder(orientation-want[0], 180)) > 3 || math.Abs(frequency/want[1]-1) > 0.1 {
				t.Errorf("%s:%d: %g°, %g, want %v", layer, unit, orientation, frequency, want)
			}
		}
		for _, name := range []string{"preferred_orientation", "preferred_frequency", "selectivity", "modulation"} {
			if v := f[name].values[2]; !math.IsNaN(v) {
				t.Errorf("%s of a unit that is never active: %v", name, v)
			}
		}
	}
}

// What units prefer follows from the responses, as the contract defines it, and one unit alone is the same as among others.
func TestTuneByDefinition(t *testing.T) {
	_, model, folder := gaborBench(t)
	out := filepath.Join(folder, "t.npz")
	grid := []string{"tune", model, "--layer", "relu", "--orientations", "12", "--frequencies", "9", "--phases", "5", "--contrast", "0.5", "--raw", "--out", out}
	o := mustRun(t, grid...)
	if strings.Contains(o.errors, "preprocessing") {
		t.Errorf("raw gratings are said to be preprocessed: %q", o.errors)
	}
	all := readNpz(t, out)
	mustRun(t, append(grid, "--unit", "1")...)
	alone := readNpz(t, out)
	response := all["response"].values[12*9*5:][:12*9*5]
	if !slices.Equal(alone["response"].values, response) || alone["selectivity"].values[0] != all["selectivity"].values[1] {
		t.Error("a unit alone differs from itself among others")
	}
	mean := func(orientation, frequency int) (m float64) {
		for _, r := range response[(orientation*9+frequency)*5:][:5] {
			m += r / 5
		}
		return m
	}
	best := 0
	for i := range 12 * 9 {
		if mean(i/9, i%9) > mean(best/9, best%9) {
			best = i
		}
	}
	var x, y, sum float64
	for k, degrees := range all["orientation"].values {
		m := mean(k, best%9)
		x, y, sum = x+m*math.Cos(degrees*math.Pi/90), y+m*math.Sin(degrees*math.Pi/90), sum+m
	}
	wanted := math.Mod(math.Atan2(y, x)*90/math.Pi+180, 180)
	if got := alone["preferred_orientation"].values[0]; math.Abs(got-wanted) > 1e-6 {
		t.Errorf("orientation %g, want %g", got, wanted)
	}
	if got, want := alone["selectivity"].values[0], math.Hypot(x, y)/sum; math.Abs(got-want) > 1e-9 {
		t.Errorf("selectivity %g, want %g", got, want)
	}
	f := all["frequency"].values
	if got := alone["preferred_frequency"].values[0]; got < f[best%9-1] || got > f[best%9+1] {
		t.Errorf("frequency %g is not between the neighbours of %g", got, f[best%9])
	}
}

// Figures bear the unit's address and can be read again, those of a silent unit too.
func TestTuneFigures(t *testing.T) {
	_, model, folder := gaborBench(t)
	dir := filepath.Join(folder, "figures")
	mustRun(t, "tune", model, "--layer", "relu", "--png", dir, "--out", filepath.Join(folder, "t.npz"))
	mustRun(t, "tune", model, "--layer", "conv", "--unit", "0", "--orientations", "1", "--frequencies", "1", "--phases", "1", "--png", dir, "--out", filepath.Join(folder, "t.npz"))
	silent := mustRun(t, "tune", model, "--layer", "relu", "--unit", "2", "--out", filepath.Join(folder, "t.npz")).output
	if silent != "relu:2  never active\n" {
		t.Errorf("%q", silent)
	}
	for _, unit := range []string{"relu-0", "relu-1", "relu-2", "conv-0"} {
		for _, kind := range []string{"orientation", "polar", "heatmap"} {
			file, err := os.Open(filepath.Join(dir, unit+"-"+kind+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := png.Decode(file); err != nil {
				t.Errorf("%s: %v", file.Name(), err)
			}
			file.Close()
		}
	}
}

// Each kind of bad input is answered by one line that names the culprit, and no file.
func TestTuneOfBadInput(t *testing.T) {
	net, model, folder := gaborBench(t)
	out := filepath.Join(folder, "t.npz")
	net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	broken := filepath.Join(folder, "nan.onnx")
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
		{"no orientation", wrongUsage, "--orientations 0", model, []string{"--layer", "relu", "--orientations", "0"}},
		{"contrast above 1", wrongUsage, "--contrast 2", model, []string{"--layer", "relu", "--contrast", "2"}},
		{"contrast NaN", wrongUsage, "--contrast NaN", model, []string{"--layer", "relu", "--contrast", "NaN"}},
		{"too many", failed, "gratings for relu", model, []string{"--layer", "relu", "--orientations", "1000000", "--frequencies", "1000000"}},
		{"unknown layer", failed, `"conv9"`, model, []string{"--layer", "conv9"}},
		{"unknown unit", failed, "no unit 3", model, []string{"--layer", "relu", "--unit", "3"}},
		{"a file for figures", failed, "gabor.onnx: is a file", model, []string{"--layer", "relu", "--png", model}},
		{"NaN weights", failed, "conv:0 answers NaN", broken, []string{"--layer", "conv"}},
		{"no layer", wrongUsage, "--layer", model, nil},
	} {
		o := unitscope(append([]string{"tune", c.model, "--out", out}, c.arguments...)...)
		lines := strings.Split(strings.TrimSpace(o.errors), "\n")
		if last := lines[len(lines)-1]; o.status != c.status || !strings.Contains(last, c.culprit) || strings.Count(o.errors, "unitscope: ") != 1 {
			t.Errorf("%s: status %d, %q", c.name, o.status, o.errors)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: wrote %s", c.name, out)
		}
	}
}
