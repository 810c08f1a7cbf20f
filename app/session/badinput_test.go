package session

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// Whatever a person opens or asks for that cannot be, one notice says what is wrong with it in
// one line, and everything stays as it was.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	badFiles(t, dir)
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "picture 3", "paint 10 10 5 grey", "shift 1 1", "select conv1:3")
	desk, selection, stimulus, shown := s.desk, s.Selection(), s.Stimulus(), s.Training.Shown()
	in := func(name string) string { return filepath.Join(dir, name) }

	for _, c := range []struct{ name, action, culprit string }{
		{"missing picture", "open " + in("none.png"), "none.png: no such file"},
		{"missing network", "open " + in("none.onnx"), "none.onnx: no such file"},
		{"missing folder", "images " + in("none"), "none: no such file"},
		{"a text file named .png", "open " + in("text.png"), "text.png"},
		{"a 1×1 picture", "open " + in("dot.png"), "1×1"},
		{"a 20000×20000 header", "open " + in("huge.png"), "20000×20000"},
		{"truncated IDX", "open " + in("cut-idx"), "train-images-idx3-ubyte"},
		{"labels that do not match", "images " + in("odd-idx"), "train-labels-idx1-ubyte"},
		{"an empty folder", "open " + in("empty"), "empty"},
		{"a file as a folder", "images " + in("text.png"), "no pictures in it; looked for a zip file"},
		{"a network cut in half", "open " + in("half.onnx"), "half.onnx"},
		{"text named .onnx", "open " + in("text.onnx"), "text.onnx"},
		{"a network of no pictures", "open " + in("vector.onnx"), "vector.onnx"},
		{"an experiment cut in half", "open " + in("half.unitscope"), "half.unitscope"},
		{"unknown layer", "select conv9:0", `"conv9"`},
		{"unknown unit", "select conv1:16", "0 to 15"},
		{"unknown cell", "cell 44 0", "(44, 0)"},
		{"unknown row", "show conv9 kernels", `"conv9"`},
		{"unknown picture", "picture 2000", "2000"},
		{"unknown network", "network lenet29", `"lenet29"`},
		{"unknown layer to freeze", "freeze conv9", `"conv9"`},
	} {
		trace.Reset()
		a, err := Parse(c.action)
		if err != nil {
			t.Fatal(err)
		}
		_ = s.Do(a) // an error of what takes its time comes as a notice only
		wait(t, s)
		said := notices(t, &trace)
		if len(said) != 1 || !strings.Contains(said[0], c.culprit) || strings.Contains(said[0], "\n") {
			t.Errorf("%s: notices %q, want one line with %q", c.name, said, c.culprit)
		}
		if n := s.Notice(); n == nil || !n.Bad {
			t.Errorf("%s: notice %+v", c.name, n)
		}
		if !reflect.DeepEqual(s.desk, desk) || !reflect.DeepEqual(s.Selection(), selection) || s.Stimulus() != stimulus || s.Training.Shown() != shown {
			t.Errorf("%s: the desk has changed", c.name)
		}
	}
	perform(t, s, "undo", "undo", "undo")
	if s.CanUndo() || s.Stimulus().Picture.Index != 0 {
		t.Error("what failed can be undone")
	}
}

// notices are the texts of the notices in a trace.
func notices(t *testing.T, trace *bytes.Buffer) (said []string) {
	t.Helper()
	for d := json.NewDecoder(trace); d.More(); {
		var e struct{ Event, Text string }
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		if e.Event == "notice" {
			said = append(said, e.Text)
		}
	}
	return said
}

// badFiles fills a folder with what cannot be opened.
func badFiles(t *testing.T, dir string) {
	t.Helper()
	save := func(contents []byte, path ...string) {
		name := filepath.Join(append([]string{dir}, path...)...)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, contents, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	text := []byte("a shopping list\n")
	save(text, "text.png")
	save(text, "text.onnx")
	save(pngOf(t, 1, 1), "dot.png")
	huge := pngOf(t, 8, 8)
	binary.BigEndian.PutUint32(huge[16:], 20000) // IHDR: width, height
	binary.BigEndian.PutUint32(huge[20:], 20000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29])) // over the chunk's name and content
	save(huge[:33], "huge.png")
	save(idx([]int{3, 28, 28}, 2*784), "cut-idx", "train-images-idx3-ubyte")
	save(idx([]int{3}, 3), "cut-idx", "train-labels-idx1-ubyte")
	save(idx([]int{3, 28, 28}, 3*784), "odd-idx", "train-images-idx3-ubyte")
	save(idx([]int{2}, 2), "odd-idx", "train-labels-idx1-ubyte")
	net, err := cnn.Preset("lenet28", 10)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	whole := onnxOf(t, net)
	save(whole[:len(whole)/2], "half.onnx")
	vector := cnn.NewNetwork(cnn.Shape{4})
	if err := vector.Append("output", &cnn.Dense{Weight: cnn.NewTensor(2, 4), Bias: cnn.NewTensor(2)}); err != nil {
		t.Fatal(err)
	}
	save(onnxOf(t, vector), "vector.onnx")
	experiment := written(t, smallExperiment(t))
	save(experiment[:len(experiment)/2], "half.unitscope")
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
}

func onnxOf(t *testing.T, net *cnn.Network) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := onnx.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// idx is an IDX file of bytes: the numbers of its axes in its header, then n zeros.
func idx(axes []int, n int) []byte {
	b := []byte{0, 0, 8, byte(len(axes))}
	for _, a := range axes {
		b = binary.BigEndian.AppendUint32(b, uint32(a))
	}
	return append(b, make([]byte, n)...)
}
