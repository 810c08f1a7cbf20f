package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"unitscope/cnn"
)

// idx is an IDX file's content.
func idx(values []byte, lengths ...uint32) []byte {
	file := []byte{0, 0, 8, byte(len(lengths))}
	for _, n := range lengths {
		file = binary.BigEndian.AppendUint32(file, n)
	}
	return append(file, values...)
}

func packed(t testing.TB, file []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// idxImages is n pictures of 4×5, picture i of value first+i throughout.
func idxImages(first, n int) []byte {
	var values []byte
	for i := range n {
		values = append(values, bytes.Repeat([]byte{byte(first + i)}, 20)...)
	}
	return idx(values, uint32(n), 4, 5)
}

// idxLabels is n labels, picture i's being (first+i) modulo classes.
func idxLabels(first, n, classes int) []byte {
	values := make([]byte, n)
	for i := range values {
		values[i] = byte((first + i) % classes)
	}
	return idx(values, uint32(n))
}

func folder(files map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: content}
	}
	return fsys
}

// firstBytes is the first value of every picture, in the Set's order.
func firstBytes(t *testing.T, s Set) []int {
	values, picture := []int{}, make([]float32, s.Shape().Size())
	for i := range s.Len() {
		if err := s.Read(i, picture); err != nil {
			t.Fatal(err)
		}
		values = append(values, int(picture[0]*255+0.5))
	}
	return values
}

func TestIDXSplit(t *testing.T) {
	source, err := OpenDir(folder(map[string][]byte{
		"train-images-idx3-ubyte.gz": packed(t, idxImages(0, 30)),
		"train-labels-idx1-ubyte":    idxLabels(0, 30, 4),
		"t10k-images-idx3-ubyte":     idxImages(100, 6),
		"t10k-labels-idx1-ubyte.gz":  packed(t, idxLabels(0, 6, 5)),
		"SOURCE.txt":                 []byte("where it is from"),
	}), "digits", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := firstBytes(t, source.Train), count(0, 30); !slices.Equal(got, want) {
		t.Errorf("training pictures %v, want %v", got, want)
	}
	if got, want := firstBytes(t, source.HeldOut), count(100, 106); !slices.Equal(got, want) {
		t.Errorf("held-out pictures %v, want %v", got, want)
	}
	for _, s := range []Set{source.Train, source.HeldOut} {
		if got := s.Classes("class"); !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
			t.Errorf("classes %q: those of both parts are wanted", got)
		}
		if !s.Shape().Equal(cnn.Shape{1, 4, 5}) || s.Label(5, "class") != 1 && s.Label(5, "class") != 0 {
			t.Errorf("shape %v, label %d", s.Shape(), s.Label(5, "class"))
		}
		if s.Classes("object") != nil || s.Label(0, "object") != -1 {
			t.Error("a task that is not there has classes or labels")
		}
	}
	if name := source.HeldOut.PictureName(3); name != "t10k-images-idx3-ubyte 3" {
		t.Errorf("picture name %q", name)
	}
}

// TestIDXHoldOut: without a split, a fifth is held out; nothing is lost, nothing is in both parts, the
// seed decides, and labels stay with their pictures.
func TestIDXHoldOut(t *testing.T) {
	fsys := folder(map[string][]byte{
		"sprite-images-idx3-ubyte": idxImages(0, 50), "sprite-labels-idx1-ubyte": idxLabels(0, 50, 10),
		"more-images-idx3-ubyte": idxImages(50, 30), "more-labels-idx1-ubyte": idxLabels(50, 30, 10),
		"train-labels-idx1-ubyte": idxLabels(0, 7, 3), // labels without pictures are nobody's
	})
	source, err := OpenDir(fsys, "sprites", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	train, held := firstBytes(t, source.Train), firstBytes(t, source.HeldOut)
	if len(held) != 16 || len(train) != 64 {
		t.Errorf("%d for training, %d held out, want 64 and 16", len(train), len(held))
	}
	for i, value := range train {
		if source.Train.Label(i, "class") != value%10 {
			t.Errorf("picture %d has label %d", value, source.Train.Label(i, "class"))
		}
	}
	if slices.IsSorted(train) {
		t.Error("not shuffled")
	}
	all := append(slices.Clone(train), held...)
	slices.Sort(all)
	if !slices.Equal(all, count(0, 80)) {
		t.Errorf("both parts together are %v", all)
	}
	other, err := OpenDir(fsys, "sprites", Options{Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(firstBytes(t, other.HeldOut), held) {
		t.Error("another seed holds the same pictures out")
	}
}

// TestIDXFitted: other networks' inputs are served, and the note says how.
func TestIDXFitted(t *testing.T) {
	fsys := folder(map[string][]byte{"x-images-idx3-ubyte": idxImages(7, 4), "x-labels-idx1-ubyte": idxLabels(0, 4, 2)})
	source, err := OpenDir(fsys, "x", Options{Input: cnn.Shape{3, 8, 8}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "5×4 cropped to 4×4, scaled to 8×8, grey repeated in 3 channels"; source.Note != want {
		t.Errorf("note %q, want %q", source.Note, want)
	}
	picture := make([]float32, 3*8*8)
	if err := source.HeldOut.Read(0, picture); err != nil {
		t.Fatal(err)
	}
	if slices.Min(picture) != slices.Max(picture) {
		t.Error("a grey picture is not the same grey throughout")
	}
}

func TestIDXErrors(t *testing.T) {
	images, labels := idxImages(0, 10), idxLabels(0, 10, 3)
	wrongType := slices.Clone(images)
	wrongType[2] = 0x0d // float
	zip := packed(t, images)
	const i, l = "a-images-idx3-ubyte", "a-labels-idx1-ubyte"
	for _, test := range []struct {
		name  string
		files map[string][]byte
		want  string
	}{
		{"cut short", map[string][]byte{i: images[:len(images)-1], l: labels}, i + ": cut short: 200 values announced, 199 there"},
		{"cut in its header", map[string][]byte{i: images[:9], l: labels}, i + ": cut short in its IDX header"},
		{"empty", map[string][]byte{i: nil, l: labels}, i + ": cut short in its IDX header"},
		{"too long", map[string][]byte{i: append(slices.Clone(images), 0), l: labels}, i + ": goes on after the 200 values"},
		{"another type", map[string][]byte{i: wrongType, l: labels}, i + ": not an IDX file of 3-axis bytes: it starts 00 00 0d 03"},
		{"labels as pictures", map[string][]byte{i: labels, l: labels}, i + ": not an IDX file of 3-axis bytes"},
		{"too few labels", map[string][]byte{i: images, l: idxLabels(0, 9, 3)}, l + ": labels that do not match: 9 labels for the 10 pictures"},
		{"no labels", map[string][]byte{i: images}, i + ": no labels beside it (" + l},
		{"no pictures", map[string][]byte{i: idxImages(0, 0), l: idxLabels(0, 0, 1)}, i + ": no pictures in it"},
		{"1×1", map[string][]byte{i: idx([]byte{1, 2}, 2, 1, 1), l: idxLabels(0, 2, 2)}, i + ": 1×1 picture: too small"},
		{"hostile", map[string][]byte{i: idx(nil, 1<<31, 1<<31, 1<<31), l: labels}, i + ": announces more than 1024 MB"},
		{"hostile within the limit", map[string][]byte{i: idx(nil, 1<<20, 32, 32), l: labels}, i + ": cut short: 1073741824 values announced, 0 there"},
		{"no gzip", map[string][]byte{i + ".gz": images, l: labels}, i + ".gz: not gzip"},
		{"gzip cut in half", map[string][]byte{i + ".gz": zip[:len(zip)/2], l: labels}, i + ".gz: cut short in its"},
		{"two sizes", map[string][]byte{i: images, l: labels, "b-images-idx3-ubyte": idx(make([]byte, 72), 2, 6, 6), "b-labels-idx1-ubyte": idxLabels(0, 2, 2)},
			"b-images-idx3-ubyte: pictures of 6×6 where a-images-idx3-ubyte has 5×4"},
	} {
		_, err := OpenDir(folder(test.files), "digits", Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "digits: "+test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line starting %q", test.name, err, "digits: "+test.want)
		}
	}
}

func FuzzReadIDX(f *testing.F) {
	f.Add(idxImages(0, 3))
	f.Add(idx(nil, 1<<31, 1<<31, 1<<31))
	f.Add(idx(nil, 1<<20, 32, 32))
	f.Add(idxImages(0, 3)[:20])
	f.Fuzz(func(t *testing.T, file []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := readIDX(bytes.NewReader(file), 3)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20+8*uint64(len(file)) {
			t.Errorf("%d bytes allocated for a file of %d", grown, len(file))
		}
		if err == nil && !bytes.Equal(idx(got.values, uint32(got.lengths[0]), uint32(got.lengths[1]), uint32(got.lengths[2])), file) {
			t.Error("the file is not what was read from it")
		}
	})
}

// sharedData is the folder of data that the project does not carry; the test is skipped where it is missing.
func sharedData(t *testing.T, name string) string {
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s is not here; UNITSCOPE_DATA says where it is", dir)
	}
	return dir
}

func TestMNISTCounts(t *testing.T) {
	source, err := OpenDir(os.DirFS(sharedData(t, "mnist")), "mnist", Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Digits by class, as the data's own page and every other reader of it counts them.
	for name, want := range map[string][]int{
		"training": {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
		"held out": {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
	} {
		s := source.Train
		if name == "held out" {
			s = source.HeldOut
		}
		got := make([]int, 10)
		for i := range s.Len() {
			got[s.Label(i, "class")]++
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v of each digit, want %v", name, got, want)
		}
		if !s.Shape().Equal(cnn.Shape{1, 28, 28}) {
			t.Errorf("shape %v", s.Shape())
		}
	}
	if got := []int{source.Train.Label(0, "class"), source.Train.Label(1, "class"), source.HeldOut.Label(0, "class")}; !slices.Equal(got, []int{5, 0, 7}) {
		t.Errorf("first labels %v, want 5 0 7", got)
	}
}

func TestFashionSprite(t *testing.T) {
	source, err := OpenDir(os.DirFS(sharedData(t, "fashion-mnist")), "fashion", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 720 || source.HeldOut.Len() != 180 {
		t.Errorf("%d and %d pictures, want 720 and 180", source.Train.Len(), source.HeldOut.Len())
	}
	perClass := make([]int, 10)
	for _, s := range []Set{source.Train, source.HeldOut} {
		for i := range s.Len() {
			perClass[s.Label(i, "class")]++
		}
	}
	if slices.Min(perClass) != 90 || slices.Max(perClass) != 90 {
		t.Errorf("%v of each class, want 90", perClass)
	}
}
