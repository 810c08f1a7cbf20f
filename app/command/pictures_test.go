package command

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// zipFolder packs a folder under a name of its own.
func zipFolder(t *testing.T, folder, prefix string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		entry, err := w.Create(prefix + name)
		if err == nil {
			_, err = entry.Write(content)
		}
		return err
	})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Layers given as text are trained on pictures of the pictures' own size, or of the size asked for, and
// give the same bytes from a folder and from a zip file of it.
func TestTrainLayersOnAZip(t *testing.T) {
	pictures, folder := classFolders(t, 8), t.TempDir()
	packed := save(t, zipFolder(t, pictures, "set/"), folder, "pictures.zip")
	const layers = "conv 4@3 stride 2 | bn | leaky 0.1 | globalpool | dense 6 | tanh"
	out := filepath.Join(folder, "m.onnx")
	train := func(rest ...string) (*cnn.Network, string) {
		t.Helper()
		o := mustRun(t, append([]string{"train", "--net", layers, "--epochs", "1", "--out", out}, rest...)...)
		net, err := openNetwork(out)
		if err != nil {
			t.Fatal(err)
		}
		return net, o.errors
	}
	names := func(net *cnn.Network) string {
		var all []string
		for _, n := range net.Nodes {
			all = append(all, n.Name)
		}
		return strings.Join(all, " ")
	}
	net, said := train("--data", pictures, "--freeze", "conv1")
	if got, want := names(net), "conv1 bn1 leaky1 globalpool1 flatten dense1 tanh1 output softmax"; got != want {
		t.Errorf("layers %s, want %s", got, want)
	}
	if want := "preprocessing: crop, 0..1, mean 0.5, deviation 0.25; 3 of 16 pictures held out by seed 1\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	zipped, _ := train("--data", packed, "--freeze", "conv1")
	if !net.Input.Equal(cnn.Shape{3, 28, 28}) || !zipped.Input.Equal(net.Input) {
		t.Errorf("inputs %v and %v", net.Input, zipped.Input)
	}
	for i := range net.Nodes {
		for k, p := range net.Nodes[i].Layer.Params() {
			if !cmp.Equal(p.Value.Data, zipped.Nodes[i].Layer.Params()[k].Value.Data) {
				t.Errorf("%s differs when learned from a zip file", net.Nodes[i].Name)
			}
		}
	}
	sized, said := train("--data", packed, "--size", "20x16", "--preprocessing", "imagenet", "--order", "bgr")
	if !sized.Input.Equal(cnn.Shape{3, 20, 16}) || sized.Meta.Prep.Order != cnn.BGR || !strings.Contains(said, "deviation 0.229 0.224 0.225, bgr; ") {
		t.Errorf("input %v, said %q", sized.Input, said)
	}
}

// A preset is built for the size asked for; names of classes come from a file.
func TestTrainPresetAtAnotherSize(t *testing.T) {
	folder := t.TempDir()
	labels := save(t, []byte("index,label\n1,bright\n0,dim\n"), folder, "names.csv")
	out := filepath.Join(folder, "m.onnx")
	mustRun(t, "train", "--data", classFolders(t, 4), "--net", "toy48", "--size", "40x44", "--labels", labels, "--epochs", "1", "--out", out)
	net, err := openNetwork(out)
	if err != nil {
		t.Fatal(err)
	}
	if !net.Input.Equal(cnn.Shape{3, 40, 44}) || net.Meta.Name != "toy48" || !slices.Equal(net.Meta.Labels, []string{"dim", "bright"}) {
		t.Errorf("%v, %+v", net.Input, net.Meta)
	}
}

// savedNetwork writes a network to a file.
func savedNetwork(t *testing.T, net *cnn.Network, name string) string {
	t.Helper()
	if err := writeFile(name, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		t.Fatal(err)
	}
	return name
}

// Flags that prepare pictures: order exchanges the channels that a convolution of one weight each sees;
// size changes the maps; and a network that stores nothing is told what it may want.
func TestPreparationFlags(t *testing.T) {
	folder := t.TempDir()
	spec, err := cnn.ParseSpec("conv 3@1 | globalpool")
	if err != nil {
		t.Fatal(err)
	}
	net, err := spec.Build(cnn.Shape{3, 32, 32}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 { // conv1 passes its input on
		net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[4*i] = 1
	}
	net.Meta.Prep, net.Meta.PrepUnknown = cnn.DefaultPreprocessing(), true
	model := savedNetwork(t, net, filepath.Join(folder, "net.onnx"))
	picture := save(t, pngOf(t, 32, 32, 120, rand.New(rand.NewPCG(3, 0))), folder, "a.png")
	out := filepath.Join(folder, "y.npy")
	run := func(rest ...string) ([]int, []float32, string) {
		o := mustRun(t, append([]string{"run", model, "--input", picture, "--layer", "conv1", "--out", out}, rest...)...)
		shape, values := readNpy(t, out)
		return shape, values, o.errors
	}
	_, plain, said := run()
	if want := "preprocessing: crop, 0..1; 32×32; none is stored with the network, which may want --preprocessing=cifar10 (32×32 in colour, as CIFAR)\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	_, swapped, said := run("--order", "bgr", "--range", "0,255")
	if want := "preprocessing: crop, 0..255, bgr; 32×32\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	for i, v := range swapped {
		if want := plain[(2-i/1024)*1024+i%1024] * 255; v-want > 1e-3 || want-v > 1e-3 {
			t.Fatalf("value %d is %g, want %g", i, v, want)
		}
	}
	if shape, _, _ := run("--size", "20x24"); fmt.Sprint(shape) != "[1 3 20 24]" {
		t.Errorf("shape %v at 20×24", shape)
	}
	for _, bad := range [][]string{{"--preprocessing", "mnist"}, {"--order", "grb"}, {"--size", "20"}, {"--layout", "whc"}} {
		if o := unitscope(append([]string{"run", model, "--input", picture, "--out", out}, bad...)...); o.status != wrongUsage {
			t.Errorf("%v: status %d, %q", bad, o.status, o.errors)
		}
	}
}

// Pictures in a zip file are run on in name order, as those of a folder are.
func TestRunOnAZip(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	rng := rand.New(rand.NewPCG(2, 0))
	pictures := filepath.Join(folder, "pictures")
	for i, name := range []string{"b.png", "a.png", "c.png"} {
		save(t, pngOf(t, 28, 28, byte(80*i), rng), pictures, name)
	}
	packed := save(t, zipFolder(t, pictures, "p/"), folder, "p.zip")
	var outputs [2][]float32
	for i, input := range []string{pictures, packed} {
		out := filepath.Join(folder, "y.npy")
		mustRun(t, "run", model, "--input", input, "--out", out)
		_, outputs[i] = readNpy(t, out)
	}
	if len(outputs[0]) != 30 || !cmp.Equal(outputs[0], outputs[1]) {
		t.Errorf("folder %v, zip file %v", outputs[0], outputs[1])
	}
}
