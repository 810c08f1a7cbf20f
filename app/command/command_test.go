package command

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// asProgram in the environment makes the test binary the program itself, to be killed from outside.
const asProgram = "UNITSCOPE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		p := Program{Output: os.Stdout, Errors: os.Stderr}
		os.Exit(p.Run(context.Background(), os.Args[1:]))
	}
	os.Exit(m.Run())
}

// outcome is what a command left behind.
type outcome struct {
	status         int
	output, errors string
}

// unitscope runs a command line.
func unitscope(arguments ...string) outcome {
	var output, errors bytes.Buffer
	p := Program{Output: &output, Errors: &errors}
	status := p.Run(context.Background(), arguments)
	return outcome{status, output.String(), errors.String()}
}

// mustRun fails the test unless the command is done.
func mustRun(t *testing.T, arguments ...string) outcome {
	t.Helper()
	o := unitscope(arguments...)
	if o.status != done {
		t.Fatalf("unitscope %s: status %d\n%s", strings.Join(arguments, " "), o.status, o.errors)
	}
	return o
}

// saveNetwork writes a preset with random weights, for pictures of 0..1, to a file and returns both.
func saveNetwork(t *testing.T, folder, preset string, classes int) (*cnn.Network, string) {
	t.Helper()
	net, err := cnn.Preset(preset, classes)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(7, 0)))
	net.Meta.Prep = cnn.DefaultPreprocessing()
	name := filepath.Join(folder, preset+".onnx")
	if err := writeFile(name, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		t.Fatal(err)
	}
	return net, name
}

// save writes a file into a folder that may have to be made, and returns its name.
func save(t *testing.T, content []byte, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, content, 0o666)); err != nil {
		t.Fatal(err)
	}
	return name
}

// pngOf returns a PNG of noise around a level of grey.
func pngOf(t *testing.T, width, height int, level byte, rng *rand.Rand) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetGray(x, y, color.Gray{Y: level + byte(rng.IntN(60))})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// classFolders makes a folder of two classes, dark and light pictures, so many of each.
func classFolders(t *testing.T, each int) string {
	t.Helper()
	folder := t.TempDir()
	rng := rand.New(rand.NewPCG(3, 0))
	for class, level := range map[string]byte{"dark": 20, "light": 170} {
		for i := range each {
			save(t, pngOf(t, 28, 28, level, rng), folder, class, fmt.Sprintf("%03d.png", i))
		}
	}
	return folder
}

// idx returns an IDX file: the numbers of its axes in its header, then values.
func idx(axes []int, values []byte) []byte {
	b := []byte{0, 0, 8, byte(len(axes))}
	for _, n := range axes {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return append(b, values...)
}

// hugeHeader returns the beginning of a PNG of 20000×20000 pixels.
func hugeHeader(t *testing.T) []byte {
	t.Helper()
	b := pngOf(t, 8, 8, 0, rand.New(rand.NewPCG(1, 0)))
	binary.BigEndian.PutUint32(b[16:], 20000) // IHDR: width, height
	binary.BigEndian.PutUint32(b[20:], 20000)
	binary.BigEndian.PutUint32(b[29:], crc(b[12:29])) // over the chunk's name and content
	return b[:33]
}

func TestHelp(t *testing.T) {
	for _, command := range []string{"", "layers", "train", "run", "occlude", "fields", "bench"} {
		arguments := strings.Fields(command + " --help")
		if o := unitscope(arguments...); o.status != done || !strings.Contains(o.output, "Usage: unitscope "+command) || o.errors != "" {
			t.Errorf("%v: status %d, output %q, errors %q", arguments, o.status, o.output, o.errors)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, line := range []string{
		"layers",
		"layers m.onnx --input 3x224",
		"layers m.onnx --colour red",
		"layers m.onnx --input 0x3x3",
		"run m.onnx --out y.npy",
		"train --net toy48 --epochs 1 --out m.onnx",
		"train --data toyworld --net toy48 --out m.onnx",
		"train --data toyworld --net toy48 --epochs 0 --out m.onnx",
		"train --data toyworld --net toy48 --epochs many --out m.onnx",
		"train --data toyworld --net toy48 --epochs 1 --batch 0 --out m.onnx",
		"train --data toyworld --net toy48 --epochs 1 --lr -1 --out m.onnx",
		"train --data toyworld --net toy48 --epochs 1 --lr nan --out m.onnx",
		"train --data toyworld --net toy48 --epochs 1 --momentum 1 --out m.onnx",
		"train --data toyworld --net toy48 --epochs 1 --loss hinge --out m.onnx",
		"occlude m.onnx --image x.png --layer conv1 --fill fog --out d.npy",
		"occlude m.onnx --image x.png --layer conv1 --patch -3 --out d.npy",
		"occlude m.onnx --image x.png --layer conv1 --method fast --out d.npy",
		"bench --only guess",
		"bench --seconds 0",
	} {
		o := unitscope(strings.Fields(line)...)
		if o.status != wrongUsage || !oneLine(o.errors) || o.output != "" {
			t.Errorf("%s: status %d, output %q, errors %q", line, o.status, o.output, o.errors)
		}
	}
}

// oneLine reports whether text is an error as the command line's contract wants it.
func oneLine(text string) bool {
	return strings.HasPrefix(text, "unitscope: ") && strings.Count(text, "\n") == 1 && strings.HasSuffix(text, "\n")
}

// badFiles fills a folder with what a command should refuse, and a few files that are fine for others to fail beside.
func badFiles(t *testing.T, folder, model string) {
	t.Helper()
	at := func(name string) string { return filepath.Join(folder, name) }
	whole, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 0))
	save(t, whole[:len(whole)/2], at("half.onnx"))
	save(t, []byte("a shopping list\n"), at("text.png"))
	save(t, pngOf(t, 1, 1, 9, rng), at("dot.png"))
	save(t, pngOf(t, 28, 28, 9, rng), at("fine.png"))
	save(t, hugeHeader(t), at("huge.png"))
	save(t, []byte("1 2 3\n"), at("text.npy"))
	save(t, npyFile(t, []int{1, 1, 20, 28}, make([]float32, 560)), at("wrong.npy"))
	save(t, npyFile(t, []int{2, 1, 28, 28}, make([]float32, 2*784)), at("two.npy"))
	save(t, npyFile(t, []int{1, 28, 28}, make([]float32, 784))[:400], at("cut.npy"))
	save(t, idx([]int{3, 28, 28}, make([]byte, 2*784)), at("cut-idx"), "train-images-idx3-ubyte")
	save(t, idx([]int{3}, []byte{0, 1, 2}), at("cut-idx"), "train-labels-idx1-ubyte")
	save(t, idx([]int{3, 28, 28}, make([]byte, 3*784)), at("odd-idx"), "train-images-idx3-ubyte")
	save(t, idx([]int{2}, []byte{0, 1}), at("odd-idx"), "train-labels-idx1-ubyte")
	save(t, pngOf(t, 28, 28, 9, rng), at("flat"), "a.png")
	save(t, []byte("dark\n"), at("one.txt"))
	if err := os.Mkdir(at("empty"), 0o777); err != nil {
		t.Fatal(err)
	}
}

// Each kind of bad input is answered by one line that names the culprit, status 1, and no file.
func TestBadInput(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "out")
	at := func(name string) string { return filepath.Join(folder, name) }
	_, model := saveNetwork(t, folder, "lenet28", 10)
	badFiles(t, folder, model)
	classes := classFolders(t, 3)

	train := func(rest ...string) []string {
		return append([]string{"train", "--epochs", "1", "--out", out}, rest...)
	}
	for _, c := range []struct {
		name      string
		arguments []string
		culprit   string // what the line must name
	}{
		{"missing network", []string{"layers", at("none.onnx")}, "none.onnx: no such file"},
		{"network cut in half", []string{"layers", at("half.onnx")}, "half.onnx"},
		{"a picture as a network", []string{"layers", at("fine.png")}, "fine.png"},
		{"an input that does not fit", []string{"layers", model, "--input", "3x28x28"}, "conv1"},
		{"missing picture", []string{"run", model, "--input", at("none.png"), "--out", out}, "none.png: no such file"},
		{"a text file named .png", []string{"run", model, "--input", at("text.png"), "--out", out}, "text.png"},
		{"a 1×1 picture", []string{"run", model, "--input", at("dot.png"), "--out", out}, "1×1"},
		{"a 20000×20000 header", []string{"run", model, "--input", at("huge.png"), "--out", out}, "20000×20000"},
		{"an empty folder", []string{"run", model, "--input", at("empty"), "--out", out}, "empty"},
		{"class folders to run on", []string{"run", model, "--input", classes, "--out", out}, classes},
		{"text named .npy", []string{"run", model, "--input", at("text.npy"), "--out", out}, "text.npy"},
		{"an array of another shape", []string{"run", model, "--input", at("wrong.npy"), "--out", out}, "1×1×20×28"},
		{"an array that is cut short", []string{"run", model, "--input", at("cut.npy"), "--out", out}, "cut.npy"},
		{"unknown layer to run", []string{"run", model, "--input", at("fine.png"), "--layer", "conv9", "--out", out}, `"conv9"`},
		{"no folder to write to", []string{"run", model, "--input", at("fine.png"), "--out", at("none/y.npy")}, "none/y.npy"},
		{"unknown layer to occlude", []string{"occlude", model, "--image", at("fine.png"), "--layer", "conv9", "--out", out}, `"conv9"`},
		{"unknown unit", []string{"occlude", model, "--image", at("fine.png"), "--layer", "conv1", "--unit", "16", "--out", out}, "no unit 16"},
		{"a unit below zero", []string{"occlude", model, "--image", at("fine.png"), "--layer", "conv1", "--unit=-1", "--out", out}, "no unit -1"},
		{"a patch that does not fit", []string{"occlude", model, "--image", at("fine.png"), "--layer", "conv1", "--patch", "29", "--out", out}, "29"},
		{"two pictures to occlude", []string{"occlude", model, "--image", at("two.npy"), "--layer", "conv1", "--out", out}, "two.npy"},
		{"missing source", train("--data", at("none"), "--net", "lenet28"), "none: no such file"},
		{"a picture as a source", train("--data", at("fine.png"), "--net", "lenet28"), "fine.png: these pictures have no labels"},
		{"a text as a source", train("--data", at("text.png"), "--net", "lenet28"), "text.png: no pictures in it; looked for a zip file"},
		{"layers that are none", train("--data", classes, "--net", "conv 8@3 | pol 2"), `stage 2 (pol 2): "pol" is no kind of layer`},
		{"layers that do not fit", train("--data", classes, "--net", "conv 8@3 | conv 8@99"), "stage 2 (conv 8@99): kernel spans 99×99"},
		{"too few names", train("--data", classes, "--net", "lenet28", "--labels", at("one.txt")), "1 names for 2 classes"},
		{"a size that dense layers do not take", []string{"run", model, "--input", at("fine.png"), "--size", "32x32", "--out", out}, `--size 32x32: cnn: layer "dense1"`},
		{"truncated IDX", train("--data", at("cut-idx"), "--net", "lenet28"), "train-images-idx3-ubyte"},
		{"labels that do not match", train("--data", at("odd-idx"), "--net", "lenet28"), "train-labels-idx1-ubyte"},
		{"pictures without labels", train("--data", at("flat"), "--net", "lenet28"), "no labels"},
		{"unknown task", train("--data", classes, "--net", "lenet28", "--task", "smell"), `"smell"`},
		{"unknown preset", train("--data", classes, "--net", "lenet29"), "lenet29"},
		{"classes that a network has no answers for", train("--data", classes, "--net", model), "2 classes"},
		{"unknown layer to freeze", train("--data", classes, "--net", "lenet28", "--freeze", "conv9"), `"conv9"; did you mean conv1, conv2? (there are conv1, `},
		{"a log without a folder", train("--data", classes, "--net", "lenet28", "--log", at("none/l.csv")), "none/l.csv"},
		{"nothing of that name", []string{"lears"}, "lears"},
	} {
		o := unitscope(c.arguments...)
		line := o.errors
		if rest, prepared := strings.CutPrefix(line, "preprocessing: "); prepared {
			_, line, _ = strings.Cut(rest, "\n")
		}
		if o.status != failed || !oneLine(line) || !strings.Contains(line, c.culprit) || o.output != "" {
			t.Errorf("%s: status %d, output %q, errors %q, want %q in one line", c.name, o.status, o.output, o.errors, c.culprit)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: left an output file", c.name)
			os.Remove(out)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
