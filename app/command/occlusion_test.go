package command

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// channelOrders are one network twice: as it reads C×H×W, and as it reads H×W×C.
func channelOrders(t *testing.T) (first, last string) {
	t.Helper()
	conv := cnn.NewConv2D(3, 4, [2]int{3, 3}, cnn.ConvOptions{})
	nets := []*cnn.Network{cnn.NewNetwork(cnn.Shape{3, 14, 18}), cnn.NewNetwork(cnn.Shape{14, 18, 3})}
	nets[1].Meta.Prep.Layout = cnn.ChannelsLast
	if err := nets[1].Append("turn", &cnn.Transpose{Order: []int{2, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	for i, net := range nets {
		net.Meta.Prep.High = 1
		for _, l := range []struct {
			name  string
			layer cnn.Layer
		}{{"conv", conv}, {"relu", &cnn.ReLU{}}, {"flatten", &cnn.Flatten{}}} {
			if err := net.Append(l.name, l.layer); err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 {
			net.Init(rand.New(rand.NewPCG(1, 1))) // the other has the same layers
		}
	}
	folder := t.TempDir()
	return savedNetwork(t, nets[0], filepath.Join(folder, "first.onnx")), savedNetwork(t, nets[1], filepath.Join(folder, "last.onnx"))
}

// Hiding parts of a picture does the same to a network that reads channels last, from a picture, from an array in the
// network's own order, and for receptive fields.
func TestOcclusionOfChannelsLast(t *testing.T) {
	first, last := channelOrders(t)
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(2, 2))
	for i := range 6 {
		save(t, pngOf(t, 18, 14, byte(40*i), rng), folder, "pictures", string('a'+rune(i))+".png")
	}
	planar, packed := make([]float32, 3*14*18), make([]float32, 3*14*18)
	for i := range planar {
		planar[i] = rng.Float32()
		packed[i%(14*18)*3+i/(14*18)] = planar[i]
	}
	arrays := map[string]string{first: save(t, npyFile(t, []int{3, 14, 18}, planar), folder, "first.npy"), last: save(t, npyFile(t, []int{14, 18, 3}, packed), folder, "last.npy")}
	results := map[string][][]byte{}
	for _, model := range []string{first, last} {
		for _, arguments := range [][]string{
			{"occlude", model, "--image", filepath.Join(folder, "pictures", "b.png"), "--layer", "relu"},
			{"occlude", model, "--image", arrays[model], "--layer", "relu", "--unit", "2", "--method", "full"},
			{"fields", model, "--images", filepath.Join(folder, "pictures"), "--layer", "relu", "--top", "3"},
		} {
			out := filepath.Join(folder, "out")
			mustRun(t, append(arguments, "--patch", "3", "--stride", "2", "--out", out)...)
			content, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			results[model] = append(results[model], content)
		}
	}
	for i, what := range []string{"a picture", "an array", "fields"} {
		if !bytes.Equal(results[first][i], results[last][i]) {
			t.Errorf("%s: another result with channels last", what)
		}
	}
	o := unitscope("occlude", last, "--image", filepath.Join(folder, "pictures", "b.png"), "--layer", "turn", "--out", filepath.Join(folder, "x.npy"))
	if o.status != failed || !strings.Contains(o.errors, "layer turn puts the channels of pictures first") {
		t.Errorf("%+v", o)
	}
}

// A layer that is not there is answered with names like it and with where to find all, in a short line.
func TestUnknownLayer(t *testing.T) {
	folder := t.TempDir()
	_, model := saveNetwork(t, folder, "lenet28", 10)
	for asked, want := range map[string]string{
		"conv3":  `no layer is named "conv3"; did you mean conv1, conv2? ('unitscope layers `,
		"nought": `no layer is named "nought" ('unitscope layers `,
	} {
		o := unitscope("run", model, "--input", "x.npy", "--layer", asked, "--out", filepath.Join(folder, "y.npy"))
		if o.status != failed || !strings.Contains(o.errors, want) {
			t.Errorf("%s: %+v", asked, o)
		}
	}
}

// What cannot be read of a folder is left out and named in one line on standard error; the rest is in the result.
func TestUnreadablePicturesAreLeftOut(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(3, 3))
	_, model := saveNetwork(t, folder, "lenet28", 10)
	pictures := filepath.Join(folder, "pictures")
	for i := range 6 {
		content := pngOf(t, 28, 28, byte(40*i), rng)
		switch i {
		case 1:
			content = []byte("words")
		case 4:
			content = content[:len(content)/2] // its header is whole
		}
		save(t, content, pictures, string('a'+rune(i))+".png")
	}
	for _, c := range []struct {
		arguments []string
		want      []int // the result's shape
	}{
		{[]string{"run", model, "--input", pictures}, []int{4, 10}},
		{[]string{"rdm", "pixels", "--images", pictures}, nil},
		{[]string{"rdm", model, "--images", pictures, "--layer", "conv1"}, nil},
		{[]string{"fields", model, "--images", pictures, "--layer", "conv1", "--top", "6"}, []int{16, 6}},
	} {
		out := filepath.Join(folder, "out")
		o := mustRun(t, append(c.arguments, "--out", out)...)
		if !strings.Contains(o.errors, pictures+": 2 of 6 pictures cannot be read and are left out: b.png: not a picture") {
			t.Errorf("%v: said %q", c.arguments, o.errors)
		}
		var shape []int
		switch c.arguments[0] {
		case "run":
			shape, _ = readNpy(t, out)
		case "fields":
			shape = readNpz(t, out)["top"].shape
		default:
			if !strings.Contains(o.output, " 4 pictures ") {
				t.Errorf("%v: printed %q", c.arguments, o.output)
			}
		}
		if !cnn.Shape(shape).Equal(c.want) {
			t.Errorf("%v: %v, want %v", c.arguments, shape, c.want)
		}
	}
	if top := readNpz(t, filepath.Join(folder, "out"))["top"].values; slices.Contains(top, 1) || slices.Contains(top, 4) || !slices.Contains(top, 5) {
		t.Errorf("strongest pictures %v: indexes are those of the folder, 1 and 4 cannot be read", top)
	}
}
