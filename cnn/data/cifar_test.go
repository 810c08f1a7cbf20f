package data

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// cifarFile is n records with labels of the given limits; picture i is first+i in red, 1 in green, 2 in blue.
func cifarFile(first, n int, limits ...int) []byte {
	var file []byte
	for i := range n {
		for _, limit := range limits {
			file = append(file, byte((first+i)%limit))
		}
		for channel := range 3 {
			v := []byte{byte(first + i), 1, 2}[channel]
			file = append(file, bytes.Repeat([]byte{v}, 1024)...)
		}
	}
	return file
}

// TestCIFAR10: the split of the files' names, the planes in their order, the names beside them.
func TestCIFAR10(t *testing.T) {
	source, err := OpenDir(folder(map[string][]byte{
		"data_batch_1.bin": cifarFile(0, 12, 10), "data_batch_2.bin": cifarFile(12, 8, 10), "test_batch.bin": cifarFile(100, 5, 10),
		"batches.meta.txt": []byte("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"), "weights.bin": []byte("no records"), "readme.html": nil,
	}), "cifar", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := firstBytes(t, source.Train); !slices.Equal(got, count(0, 20)) {
		t.Errorf("training pictures %v", got)
	}
	if got := firstBytes(t, source.HeldOut); !slices.Equal(got, count(100, 105)) {
		t.Errorf("held-out pictures %v", got)
	}
	picture := make([]float32, 3072)
	if err := source.Train.Read(13, picture); err != nil || picture[1024] != 1.0/255 || picture[2048] != 2.0/255 {
		t.Errorf("green %v, blue %v (%v)", picture[1024], picture[2048], err)
	}
	if label, name := source.Train.Label(13, "class"), source.Train.PictureName(13); label != 3 || name != "data_batch_2.bin 1" {
		t.Errorf("label %d of %q", label, name)
	}
	if got := strings.Join(source.HeldOut.Classes("class"), ""); got != "abcdefghij" {
		t.Errorf("classes %s", got)
	}
	if source.Split != "5 of 25 pictures held out by the source" {
		t.Errorf("split %q", source.Split)
	}
}

// TestCIFAR100: records of 3074 bytes carry a superclass before the class.
func TestCIFAR100(t *testing.T) {
	names := strings.Repeat("name\n", 100)
	source, err := OpenDir(folder(map[string][]byte{"train.bin": cifarFile(50, 30, 20, 100), "test.bin": cifarFile(90, 5, 20, 100), "fine_label_names.txt": []byte(names)}),
		"cifar", Options{Input: cnn.Shape{1, 16, 16}})
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 30 || source.HeldOut.Len() != 5 || source.Train.Label(3, "class") != 53 || len(source.Train.Classes("class")) != 100 {
		t.Errorf("%d and %d pictures, label %d", source.Train.Len(), source.HeldOut.Len(), source.Train.Label(3, "class"))
	}
	if want := "32×32 scaled to 16×16, colour turned into luminance"; source.Note != want {
		t.Errorf("note %q, wants %q", source.Note, want)
	}
}

func TestCIFARErrors(t *testing.T) {
	bad := cifarFile(0, 3, 10)
	bad[2*3073] = 10
	for _, c := range []struct {
		what  string
		files map[string][]byte
		want  string
	}{
		{"a label too high", map[string][]byte{"a.bin": bad}, "c: a.bin: record 2 has label 10, where those of CIFAR-10 are below 10"},
		{"cut short", map[string][]byte{"a.bin": bad[:3072]}, "c: no pictures found; looked for IDX pairs (*-images-idx3-ubyte), CIFAR .bin"},
		{"two formats", map[string][]byte{"a.bin": cifarFile(0, 2, 10), "b.bin": cifarFile(0, 2, 20, 100)}, "c: "},
		{"names that do not match", map[string][]byte{"a.bin": cifarFile(0, 2, 10), "batches.meta.txt": []byte("a\nb\n")}, "c: batches.meta.txt: 2 names for the 10 classes"},
	} {
		_, err := OpenDir(folder(c.files), "c", Options{})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, wants %q", c.what, err, c.want)
		}
	}
	_, err := OpenFile(folder(map[string][]byte{"a.bin": bad[:3072]}), "a.bin", "c/a.bin", Options{})
	if want := "c/a.bin: a.bin: 3072 bytes are no whole number of CIFAR-10 records (3073 bytes), nor of those of CIFAR-100 (3074 bytes)"; err == nil || err.Error() != want {
		t.Errorf("%v, wants %s", err, want)
	}
}

// TestCIFARItself: the first thousand pictures of data_batch_1 beside JPEGs of the same classes: the
// labels' counts, known beginnings, and a frog in green and brown.
func TestCIFARItself(t *testing.T) {
	dir := sharedData(t, "cifar10")
	source, err := OpenFile(os.DirFS(dir), "data_batch_1_first1000.bin", "cifar", Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 800 || source.HeldOut.Len() != 200 || source.Split != "200 of 1000 pictures held out by seed 3" {
		t.Fatalf("%d and %d pictures, %q", source.Train.Len(), source.HeldOut.Len(), source.Split)
	}
	classes := source.Train.Classes("class")
	if classes[0] != "airplane" || classes[9] != "truck" {
		t.Errorf("classes %q", classes)
	}
	// the first labels of data_batch_1, as everybody prints them: frog truck truck deer automobile
	want := map[string]string{"0": "frog", "1": "truck", "2": "truck", "3": "deer", "4": "automobile"}
	for _, set := range []Set{source.Train, source.HeldOut} {
		for i := range set.Len() {
			_, number, _ := strings.Cut(set.PictureName(i), " ")
			if class, known := want[number]; known && classes[set.Label(i, "class")] != class {
				t.Errorf("picture %s is a %s, wants %s", number, classes[set.Label(i, "class")], class)
			}
		}
	}
	packed, err := os.ReadFile(filepath.Join(dir, "data_batch_1_first1000.bin"))
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := openZipped(t, zipOf(t, map[string][]byte{"cifar-10-batches-bin/data_batch_1.bin": packed}), Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	a, b := make([]float32, 3072), make([]float32, 3072)
	for _, i := range []int{0, 7, 199} {
		if err := source.HeldOut.Read(i, a); err != nil {
			t.Fatal(err)
		}
		if err := zipped.HeldOut.Read(i, b); err != nil || !slices.Equal(a, b) {
			t.Errorf("picture %d differs out of a zip file (%v)", i, err)
		}
	}
}

func FuzzCIFAR(f *testing.F) {
	f.Add(cifarFile(0, 1, 10), []byte("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n"))
	f.Add(cifarFile(0, 2, 20, 100), []byte("x"))
	f.Add([]byte("short"), []byte{})
	f.Fuzz(func(t *testing.T, file, names []byte) {
		source, err := OpenFile(folder(map[string][]byte{"a.bin": file, "batches.meta.txt": names}), "a.bin", "c", Options{})
		if err != nil {
			return
		}
		readAll(t, source)
	})
}

// readAll reads what a source holds, with every label among its classes.
func readAll(t *testing.T, source *Source) {
	for _, set := range []Set{source.Train, source.HeldOut} {
		picture := make([]float32, set.Shape().Size())
		for i := range min(set.Len(), 20) {
			if err := set.Read(i, picture); err != nil {
				continue
			}
			for _, task := range set.Tasks() {
				if label := set.Label(i, task); label < 0 || label >= len(set.Classes(task)) {
					t.Fatalf("label %d of %d classes", label, len(set.Classes(task)))
				}
			}
			for _, v := range picture {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("%s holds %v", set.PictureName(i), v)
				}
			}
		}
	}
}
