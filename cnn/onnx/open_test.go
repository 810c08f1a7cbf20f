package onnx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"google.golang.org/protobuf/encoding/protowire"

	"unitscope/cnn"
)

// encodedTensor is a TensorProto field of the graph.
func encodedTensor(name string, dataType int64, dims []int64, rest ...byte) []byte {
	var b []byte
	for _, d := range dims {
		b = appendInt(b, 1, d)
	}
	return appendMessage(nil, 5, append(appendString(appendInt(b, 2, dataType), 8, name), rest...))
}

// encodedNode is a NodeProto field of the graph.
func encodedNode(kind, inputs, output string, attributes ...byte) []byte {
	var b []byte
	for _, in := range strings.Fields(inputs) {
		b = appendString(b, 1, in)
	}
	return appendMessage(nil, 1, append(appendString(appendString(b, 2, output), 4, kind), attributes...))
}

// encodedModel is a file whose graph goes from "x" to "y".
func encodedModel(opset int64, in cnn.Shape, graph ...[]byte) []byte {
	b := appendMessage(nil, 8, appendInt(nil, 2, opset))
	graph = append(graph, appendMessage(nil, 11, encodeValueInfo("x", in, true)), appendMessage(nil, 12, encodeValueInfo("y", nil, true)))
	return appendMessage(b, 7, slices.Concat(graph...))
}

// TestWeightsOfOtherWidths: 1.5, −2 and 6·10⁻⁸ (a half's smallest step), by the formats' definitions.
func TestWeightsOfOtherWidths(t *testing.T) {
	little := func(size int, bits ...uint64) []byte {
		var b []byte
		for _, v := range bits {
			b = append(b, binary.LittleEndian.AppendUint64(nil, v)[:size]...)
		}
		return b
	}
	raw := func(b []byte) []byte { return appendMessage(nil, 9, b) }
	packed := func(v ...uint64) []byte {
		var b []byte
		for _, x := range v {
			b = protowire.AppendVarint(b, x)
		}
		return appendMessage(nil, 5, b)
	}
	double := []uint64{math.Float64bits(1.5), math.Float64bits(-2), math.Float64bits(0x1p-24)}
	for name, c := range map[string]struct {
		dataType int64
		values   []byte
	}{
		"half, raw":         {typeFloat16, raw(little(2, 0x3e00, 0xc000, 0x0001))},
		"half, as integers": {typeFloat16, packed(0x3e00, 0xc000, 0x0001)},
		"bfloat16, raw":     {typeBfloat16, raw(little(2, 0x3fc0, 0xc000, 0x3380))},
		"double, raw":       {typeDouble, raw(little(8, double...))},
		"double, as a list": {typeDouble, appendMessage(nil, 10, little(8, double...))},
		"single, as a list": {typeFloat, appendMessage(nil, 4, little(4, 0x3fc00000, 0xc0000000, 0x33800000))},
	} {
		file := encodedModel(17, cnn.Shape{3}, encodedTensor("w", c.dataType, []int64{3}, c.values...), encodedNode("Mul", "x w", "y"))
		net, err := Read(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := run(t, net, &cnn.Tensor{Shape: cnn.Shape{1, 3}, Data: []float32{1, 1, 0x1p24}})
		if !slices.Equal(got.Data, []float32{1.5, -2, 1}) {
			t.Errorf("%s: %v", name, got.Data)
		}
	}
}

// elsewhere is a model whose weights, 2 and 3, are said to be in another file.
func elsewhere(entries ...string) []byte {
	var b []byte
	for i := 0; i < len(entries); i += 2 {
		b = appendMessage(b, 13, appendString(appendString(nil, 1, entries[i]), 2, entries[i+1]))
	}
	b = appendInt(b, 14, 1)
	return encodedModel(17, cnn.Shape{2}, encodedTensor("w", typeFloat, []int64{2}, b...), encodedNode("Mul", "x w", "y"))
}

func TestExternalData(t *testing.T) {
	weights := []byte{9, 9, 9, 9, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40}
	folder := fstest.MapFS{"weights.bin": {Data: weights}, "sub/w.bin": {Data: weights[4:]}, "short.bin": {Data: weights[:8]}, "dir/a": {}}
	for _, c := range []struct {
		entries []string
		err     error // nil: it is read
	}{
		{[]string{"location", "weights.bin", "offset", "4", "length", "8"}, nil},
		{[]string{"location", "weights.bin", "offset", "4"}, nil},
		{[]string{"location", "./sub/w.bin"}, nil},
		{[]string{"location", "sub/../sub/w.bin"}, nil},
		{[]string{"location", "../weights.bin"}, ErrUnsupported},
		{[]string{"location", "sub/../../weights.bin"}, ErrUnsupported},
		{[]string{"location", "/etc/passwd"}, ErrUnsupported},
		{[]string{"location", ""}, ErrUnsupported},
		{nil, ErrUnsupported},
		{[]string{"location", "dir"}, ErrUnsupported},
		{[]string{"location", "gone.bin"}, fs.ErrNotExist},
		{[]string{"location", "short.bin", "offset", "4"}, ErrFormat},
		{[]string{"location", "weights.bin", "offset", "-4"}, ErrFormat},
		{[]string{"location", "weights.bin", "offset", "9223372036854775807"}, ErrFormat},
		{[]string{"location", "weights.bin", "length", "12"}, ErrFormat},
		{[]string{"location", "weights.bin", "offset", "four"}, ErrFormat},
	} {
		net, err := ReadBeside(bytes.NewReader(elsewhere(c.entries...)), folder)
		if !errors.Is(err, c.err) {
			t.Errorf("%v: error %v, want %v", c.entries, err, c.err)
		}
		if err == nil {
			if got := run(t, net, &cnn.Tensor{Shape: cnn.Shape{1, 2}, Data: []float32{1, 1}}).Data; !slices.Equal(got, []float32{2, 3}) {
				t.Errorf("%v: %v", c.entries, got)
			}
		}
	}
	if _, err := Read(bytes.NewReader(elsewhere("location", "weights.bin"))); !errors.Is(err, ErrUnsupported) {
		t.Errorf("without a folder: %v", err)
	}
}

// A hundred constants that all are the same megabyte of one file would be a hundred megabytes.
func TestExternalDataIsNotReadOverAndOver(t *testing.T) {
	folder := fstest.MapFS{"w.bin": {Data: make([]byte, 1<<20)}}
	where := appendMessage(nil, 13, appendString(appendString(nil, 1, "location"), 2, "w.bin"))
	var graph [][]byte
	from := "x"
	for i := range 100 {
		name, to := fmt.Sprint("w", i), fmt.Sprint("v", i)
		graph = append(graph, encodedTensor(name, typeFloat, []int64{1 << 18}, where...), encodedNode("Mul", from+" "+name, to))
		from = to
	}
	graph = append(graph, encodedNode("Relu", from, "y"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadBeside(bytes.NewReader(encodedModel(17, cnn.Shape{1 << 18}, graph...)), folder)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, errTooLarge) || used > 8<<20 {
		t.Errorf("%d bytes, error %v, want errTooLarge", used, err)
	}
}

// A link out of the folder is not followed.
func TestExternalDataStaysInItsFolder(t *testing.T) {
	base := t.TempDir()
	if err := os.WriteFile(filepath.Join(base, "secret.bin"), make([]byte, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(base, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("..", "secret.bin"), filepath.Join(folder, "w.bin")); err != nil {
		t.Skip("no links here")
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := ReadBeside(bytes.NewReader(elsewhere("location", "w.bin")), root.FS()); err == nil {
		t.Error("it was followed")
	}
}

// Where an operator is missing, the network opens up to there and says what it lacks.
func TestOpensUpToWhatIsMissing(t *testing.T) {
	m := graphOf([]int64{2}, nil, op("Relu", "x", "a"), op("Einsum", "a", "b"), op("Tanh", "b", "c"), op("Loop", "c", "d"), op("Relu", "d", "y"))
	m.metadata = map[string]string{keyLabels: `["cat", "bird", "cup"]`}
	net, err := m.network(1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	var beyond []string
	for _, b := range net.Meta.Beyond {
		beyond = append(beyond, b.Name+" "+b.Kind)
	}
	if got := strings.Join(beyond, ", "); got != "b Einsum, c Tanh, d Loop, y Relu" {
		t.Errorf("beyond: %s", got)
	}
	if len(net.Nodes) != 1 || net.Nodes[0].Name != "a" || len(net.Meta.Notes) != 1 || net.Meta.Labels != nil {
		t.Errorf("layers %v, notes %q, labels %q", net.Nodes, net.Meta.Notes, net.Meta.Labels)
	}
	var saved bytes.Buffer
	if err := Write(&saved, net); err != nil {
		t.Fatal(err)
	}
	again, err := Read(&saved)
	if err != nil || !slices.Equal(again.Meta.Beyond, net.Meta.Beyond) {
		t.Errorf("saved and read again: beyond %v, %v; want %v", again.Meta.Beyond, err, net.Meta.Beyond)
	}
}

func TestNewerOperatorSetsAreReadWithANote(t *testing.T) {
	m := graphOf([]int64{2}, nil, op("Relu", "x", "y"))
	m.opset = newestOpset + 7
	net, err := m.network(1000, nil)
	if err != nil || len(net.Meta.Notes) != 1 || !strings.Contains(net.Meta.Notes[0], fmt.Sprint(m.opset)) {
		t.Errorf("%v, %v", net.Meta.Notes, err)
	}
}

// What reads the answers cannot come before them, and is left out; what else the file gives out comes before.
func TestTheFirstOutputIsTheAnswer(t *testing.T) {
	m := graphOf([]int64{2}, nil, op("Relu", "x", "r"), op("Tanh", "r", "t"), op("Sigmoid", "x", "s"))
	m.graph.outputs = []valueInfo{{name: "r"}, {name: "t"}, {name: "s"}}
	net, err := m.network(1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(net.Nodes) != 2 || net.Nodes[0].Name != "s" || net.Nodes[1].Name != "r" || len(net.Meta.Notes) != 1 {
		t.Errorf("layers %v, notes %q", net.Nodes, net.Meta.Notes)
	}
}

// A view of the batch that its size was computed for, as PyTorch writes x.view(x.size(0), −1), holds for any batch.
func TestShapesOfAnOpenBatchAreFolded(t *testing.T) {
	zero := &tensor{name: "zero", dataType: typeInt64, ints: []int64{0}}
	rest := &tensor{name: "rest", dataType: typeInt64, dims: []int64{1}, ints: []int64{-1}}
	axes := &tensor{name: "axes", dataType: typeInt64, dims: []int64{1}, ints: []int64{0}}
	m := graphOf([]int64{2, 3}, []*tensor{zero, rest, axes}, op("Shape", "x", "s"), op("Gather", "s zero", "n"), op("Unsqueeze", "n axes", "n1"),
		with(op("Concat", "n1 rest", "to"), map[string]attribute{"axis": {}}), op("Reshape", "x to", "y"))
	net, err := m.network(1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(net.Nodes) != 1 || net.Batchless {
		t.Fatalf("layers %v", net.Nodes)
	}
	x := cnn.NewTensor(5, 2, 3)
	if got := run(t, net, x); !got.Shape.Equal(cnn.Shape{5, 6}) {
		t.Errorf("%v", got.Shape)
	}
}

// stream hides how much there is to read.
type stream struct{ io.Reader }

// Weights are not kept twice: what is read takes hardly more than the file, where that tells its size, and no more
// than the pieces it grows by where it does not.
func TestWeightsAreNotKeptTwice(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{2048})
	for i := range 4 {
		if err := net.Append(fmt.Sprint("dense", i), cnn.NewDense(2048, 2048)); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := Write(&file, net); err != nil {
		t.Fatal(err)
	}
	size := uint64(file.Len())
	for name, c := range map[string]struct {
		r    io.Reader
		most uint64
	}{"of a known size": {bytes.NewReader(file.Bytes()), size * 11 / 10}, "of an unknown size": {stream{bytes.NewReader(file.Bytes())}, 8 * size}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Read(c.r); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > c.most {
			t.Errorf("a file %s and %d bytes took %d", name, size, used)
		}
	}
}
