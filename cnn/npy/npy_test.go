package npy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// What numpy.save writes for numpy.zeros((2, 3), 'float32'), by numpy.lib.format's description: 128 bytes before the values.
const numpyHeader = "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"

func TestWriteIsWhatNumPyWrites(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, []int{2, 3}, []float32{1, 0, 0, 0, 0, -2}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), numpyHeader) || b.Bytes()[127] != '\n' || b.Len() != 128+6*4 {
		t.Errorf("wrote %q", b.Bytes())
	}
	if got := b.Bytes()[128:132]; !bytes.Equal(got, []byte{0, 0, 0x80, 0x3f}) { // 1 in IEEE 754, low byte first
		t.Errorf("first value %x", got)
	}
	for shape, want := range map[string][]byte{"()": header(nil, "<f8"), "(3,)": header([]int{3}, "<f8"), "(1, 2, 3)": header([]int{1, 2, 3}, "<f8")} {
		if !strings.Contains(string(want), "'shape': "+shape+", }") || len(want)%alignment != 0 {
			t.Errorf("header %q, want shape %s, a multiple of %d bytes", want, shape, alignment)
		}
	}
}

// Indexes are written as integers, which NumPy can index with.
func TestWriteIntegers(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, []int{2}, []int32{-1, 258}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String()[:128], "'<i4'") || !bytes.Equal(b.Bytes()[128:], []byte{255, 255, 255, 255, 2, 1, 0, 0}) {
		t.Errorf("wrote %q", b.Bytes())
	}
	if _, got, err := Read[float32](&b); err != nil || !cmp.Equal(got, []float32{-1, 258}) {
		t.Errorf("read %v, %v", got, err)
	}
}

func TestReadGivesBackWhatWriteWrote(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {1}, {7}, {3, 1, 5}, {2, 0, 3}, {5, 30001}} { // the last spans several blocks
		n, _ := count(shape)
		data := make([]float64, n)
		for i := range data {
			data[i] = math.Sin(float64(i))
		}
		var b bytes.Buffer
		if err := Write(&b, shape, data); err != nil {
			t.Fatal(err)
		}
		for name, r := range map[string]io.Reader{"whole": &b, "byte by byte": iotest.OneByteReader(bytes.NewReader(b.Bytes()))} {
			gotShape, got, err := Read[float64](r)
			if err != nil || len(gotShape) != len(shape) || !cmp.Equal(append([]int{}, gotShape...), shape) || !cmp.Equal(got, data) {
				t.Errorf("%v %s: got shape %v, %d values, %v", shape, name, gotShape, len(got), err)
			}
		}
	}
}

// raw returns a file with a header and values as they are.
func raw(dictionary string, values ...byte) []byte {
	b := append([]byte(magic), 2, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(dictionary)))
	return append(append(b, dictionary...), values...)
}

func TestReadKinds(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want []float32
	}{
		{"big-endian int16", raw("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }\n", 0xff, 0xfe, 1, 0), []float32{-2, 256}},
		{"bytes", raw("{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", 0, 7, 255), []float32{0, 7, 255}},
		{"signed bytes", raw("{'descr': '|i1', 'fortran_order': False, 'shape': (2,)}", 0x80, 0x7f), []float32{-128, 127}},
		{"booleans", raw("{'descr': '|b1', 'fortran_order': False, 'shape': (2,)}", 0, 1), []float32{0, 1}},
		{"halves", raw("{'descr': '<f2', 'fortran_order': False, 'shape': (4,)}", 0, 0x3e, 0, 0xc0, 0, 0xfc, 1, 0), []float32{1.5, -2, float32(math.Inf(-1)), 0x1p-24}},
		{"keys in another order", raw("{'shape':(1,),'fortran_order':False,'descr':'<f4'}", 0, 0, 0x80, 0xbf), []float32{-1}},
		// numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) lies in memory as 1 4 2 5 3 6
		{"column-major", raw("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 1, 4, 2, 5, 3, 6), []float32{1, 2, 3, 4, 5, 6}},
		// element (i,j,k) of 2×2×3 lies at i + 2j + 4k
		{"column-major, 3 axes", raw("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 3), }", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
			[]float32{0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11}},
	} {
		_, got, err := Read[float32](bytes.NewReader(c.file))
		if err != nil || !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, ErrFormat},
		{"text", []byte("1,2,3\n4,5,6\n"), ErrFormat},
		{"half a header", []byte(numpyHeader[:40]), io.ErrUnexpectedEOF},
		{"no shape", raw("{'descr': '<f4', 'fortran_order': False}"), ErrFormat},
		{"complex", raw("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}"), ErrFormat},
		{"records", raw("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"), ErrFormat},
		{"negative axis", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"), ErrFormat},
		{"axes that overflow", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 16)}"), ErrFormat},
		{"a terabyte claimed, 4 bytes there", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (274877906944,)}", 1, 2, 3, 4), io.ErrUnexpectedEOF},
		{"one byte short", raw("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 1, 2, 3), io.ErrUnexpectedEOF},
	} {
		if _, _, err := Read[float32](bytes.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestArchive(t *testing.T) {
	long := make([]float64, 30000) // beyond what a decompressor hands out at once
	for i := range long {
		long[i] = math.Sqrt(float64(i))
	}
	var stored, deflated bytes.Buffer
	a := NewArchive(&stored)
	if err := errors.Join(Add(a, "conv1", []int{1, 2}, []float32{1, 2}), Add(a, "/deep/rdm", []int{len(long)}, long), a.Close()); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&deflated) // as numpy.savez_compressed
	first, _ := z.Create("conv1.npy")
	err1 := Write(first, []int{1, 2}, []float32{1, 2})
	second, _ := z.Create("/deep/rdm.npy")
	if err := errors.Join(err1, Write(second, []int{len(long)}, long), z.Close()); err != nil {
		t.Fatal(err)
	}
	for _, file := range [][]byte{stored.Bytes(), deflated.Bytes()} {
		r, err := OpenArchive(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		if names := r.Names(); len(names) != 2 || !slices.Contains(names, "conv1") || !slices.Contains(names, "/deep/rdm") {
			t.Errorf("names %q", names)
		}
		if shape, got, err := Get[float32](r, "conv1"); err != nil || !cmp.Equal(shape, []int{1, 2}) || !cmp.Equal(got, []float32{1, 2}) {
			t.Errorf("conv1: %v %v %v", shape, got, err)
		}
		if _, got, err := Get[float64](r, "/deep/rdm"); err != nil || !cmp.Equal(got, long) {
			t.Errorf("/deep/rdm: %d values, %v", len(got), err)
		}
		if _, _, err := Get[float64](r, "conv2"); err == nil {
			t.Error("found an array that is not there")
		}
	}
	if _, err := OpenArchive(strings.NewReader("PK"), 2); err == nil {
		t.Error("took two bytes for an archive")
	}
}

// Texts lie as numpy.array(["a", "né", ""]) writes them, '<U2', and come back; those of bytes are read too.
func TestText(t *testing.T) {
	var file bytes.Buffer
	a := NewArchive(&file)
	texts := []string{"a", "né", "", "𝛼b"}
	if err := errors.Join(AddText(a, "stimuli", texts), AddText(a, "none", nil), a.Close()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file.Bytes(), []byte("'<U2', 'fortran_order': False, 'shape': (4,)")) || !bytes.Contains(file.Bytes(), []byte("n\x00\x00\x00\xe9\x00\x00\x00\x00\x00")) {
		t.Errorf("wrote %q", file.Bytes())
	}
	r, err := OpenArchive(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := GetText(r, "stimuli"); err != nil || !cmp.Equal(got, texts) {
		t.Errorf("read %q, %v", got, err)
	}
	if got, err := GetText(r, "none"); err != nil || len(got) != 0 {
		t.Errorf("read %q, %v", got, err)
	}
	if _, _, err := Get[float64](r, "stimuli"); !errors.Is(err, ErrFormat) {
		t.Errorf("numbers of texts: %v", err)
	}
	for name, c := range map[string]struct {
		file []byte
		want []string
		err  error
	}{
		"bytes":                 {raw("{'descr': '|S3', 'fortran_order': False, 'shape': (2,)}", []byte("abcd\x00\x00")...), []string{"abc", "d"}, nil},
		"big-endian":            {raw("{'descr': '>U1', 'fortran_order': False, 'shape': (1,)}", 0, 0, 0, 'x'), []string{"x"}, nil},
		"numbers":               {raw("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 0, 0, 0, 0), nil, ErrFormat},
		"cut short":             {raw("{'descr': '<U2', 'fortran_order': False, 'shape': (1,)}", 1, 2, 3, 4), nil, io.ErrUnexpectedEOF},
		"longer than any":       {raw("{'descr': '<U4294967295', 'fortran_order': False, 'shape': (1,)}"), nil, ErrFormat},
		"many of no length":     {raw("{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000,)}"), nil, ErrFormat},
		"a width beyond number": {raw("{'descr': '<U99999999999999999999', 'fortran_order': False, 'shape': (1,)}"), nil, ErrFormat},
	} {
		if got, err := readText(bytes.NewReader(c.file)); !errors.Is(err, c.err) || !cmp.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Real files that NumPy wrote: 92 pictures' dissimilarities, 92·91/2 pairs, none negative or beyond 2 (1 − correlation).
func TestReadFilesOfNumPy(t *testing.T) {
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	files, _ := filepath.Glob(filepath.Join(root, "brain/derived_92_from_rsatoolbox/*.npy"))
	if len(files) == 0 {
		t.Skip("no NumPy files at ", root)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		shape, data, err := Read[float64](f)
		f.Close()
		if err != nil || shape[len(shape)-1] != 92*91/2 || len(data)%(92*91/2) != 0 {
			t.Errorf("%s: shape %v, %v", filepath.Base(name), shape, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	Write(&b, []int{2, 2}, []float32{1, 2, 3, 4})
	f.Add(b.Bytes())
	f.Add(raw("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 1), }", 1, 2, 3, 4))
	f.Fuzz(func(t *testing.T, file []byte) {
		shape, data, err := Read[float32](bytes.NewReader(file))
		if n, ok := count(shape); err == nil && (!ok || n != len(data) || len(data) > len(file)) {
			t.Errorf("shape %v, %d values from %d bytes", shape, len(data), len(file))
		}
	})
}
