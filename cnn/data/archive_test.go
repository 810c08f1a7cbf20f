package data

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image/color"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// zipOf is a zip file of these files, in name order.
func zipOf(t testing.TB, files map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry, err := w.Create(name)
		if err == nil {
			_, err = entry.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openZipped(t testing.TB, file []byte, o Options) (*Source, error) {
	t.Helper()
	return OpenFile(folder(map[string][]byte{"x.zip": file}), "x.zip", "x.zip", o)
}

// TestZip: what a folder gives, a zip file of it gives, under a folder of its own too and with what macOS adds.
func TestZip(t *testing.T) {
	picture := func(v byte) []byte { return encoded(t, "png", 8, 8, color.Gray{Y: v}) }
	for _, c := range []struct {
		what  string
		files map[string][]byte
	}{
		{"class folders", map[string][]byte{"ant/a.png": picture(1), "ant/b.png": picture(2), "bee/a.png": picture(3), "bee/b.png": picture(4), "bee/c.png": picture(5)}},
		{"a split", map[string][]byte{"train/ant/a.png": picture(1), "train/bee/b.png": picture(2), "test/ant/a.png": picture(3)}},
		{"pictures", map[string][]byte{"b.png": picture(1), "a.png": picture(2)}},
		{"an IDX pair", map[string][]byte{"train-images-idx3-ubyte.gz": packed(t, idxImages(0, 9)), "train-labels-idx1-ubyte": idxLabels(0, 9, 3)}},
		{"CIFAR-100", map[string][]byte{"train.bin": cifarFile(0, 5, 20, 100), "test.bin": cifarFile(5, 2, 20, 100)}},
	} {
		want, err := OpenDir(folder(c.files), "x", Options{Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		for _, prefix := range []string{"", "set/", "a/b/set/"} {
			files := map[string][]byte{}
			for name, content := range c.files {
				files[prefix+name] = content
				files["__MACOSX/"+prefix+"._"+name[strings.LastIndex(name, "/")+1:]] = []byte("no picture")
			}
			got, err := openZipped(t, zipOf(t, files), Options{Seed: 5})
			if err != nil {
				t.Errorf("%s under %q: %v", c.what, prefix, err)
				continue
			}
			for i, set := range []Set{got.Train, got.HeldOut} {
				other := []Set{want.Train, want.HeldOut}[i]
				if !slices.Equal(firstBytes(t, set), firstBytes(t, other)) || !slices.Equal(set.Classes("class"), other.Classes("class")) {
					t.Errorf("%s under %q differs from the folder", c.what, prefix)
				}
			}
		}
	}
}

// TestZipRefuses: bombs and broken files, each in one line that names the file, in bounded memory.
func TestZipRefuses(t *testing.T) {
	good := encoded(t, "png", 8, 8, color.White)
	overlapping := zipOf(t, map[string][]byte{"a.png": good})
	directory := bytes.LastIndex(overlapping, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(overlapping[directory+20:], 1<<20) // packed size: more than the whole file
	encrypted := zipOf(t, map[string][]byte{"a.png": good})
	encrypted[bytes.LastIndex(encrypted, []byte("PK\x01\x02"))+8] |= 1
	claims := zipOf(t, map[string][]byte{"train-images-idx3-ubyte": idx(make([]byte, 200<<20), 200<<20/16, 4, 4), "train-labels-idx1-ubyte": idxLabels(0, 1, 1)})
	liar := bytes.Clone(claims) // claims to unpack to little
	at := bytes.LastIndex(liar, []byte("train-images")) - 46
	binary.LittleEndian.PutUint32(liar[at+24:], 100)
	half := zipOf(t, map[string][]byte{"a.png": good})
	for _, c := range []struct {
		what string
		file []byte
		want string
	}{
		{"200 MB of zeros", claims, "x.zip: unpacks to more than 100 times its size: refused"},
		{"200 MB that claim to be 100 bytes", liar, "x.zip: train-images-idx3-ubyte: "},
		{"files over one another", overlapping, "x.zip: a zip file whose files lie over one another"},
		{"encrypted", encrypted, "x.zip: a.png: encrypted"},
		{"cut in half", half[:len(half)/2], "x.zip: not a whole zip file"},
		{"a zip file in a zip file", zipOf(t, map[string][]byte{"in.zip": half}), "x.zip: no pictures found"},
		{"pictures that are none", zipOf(t, map[string][]byte{"z/cat/a.png": []byte("more words"), "z/dog/b.png": []byte("words")}), "x.zip: z/cat/a.png: not a picture"},
		{"out of the folder", zipOf(t, map[string][]byte{"../../a.txt": good}), "x.zip: no pictures found"},
	} {
		_, err := openZipped(t, c.file, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, wants %q", c.what, err, c.want)
		}
	}
}

// TestPackedBomb: 400 MB of zeros in a .gz file of 400 kB are refused after the first 64 MB.
func TestPackedBomb(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for _, part := range [][]byte{idx(nil, 400<<20/16, 4, 4), make([]byte, 400<<20)} {
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := OpenDir(folder(map[string][]byte{"train-images-idx3-ubyte.gz": b.Bytes(), "train-labels-idx1-ubyte": idxLabels(0, 1, 1)}), "x", Options{})
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "train-images-idx3-ubyte.gz: ") || !strings.Contains(err.Error(), "more than 100 times its size") {
		t.Errorf("%v", err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 512<<20 {
		t.Errorf("%d MB were allocated in all", took>>20)
	}
}

func FuzzZip(f *testing.F) {
	picture := encoded(f, "png", 6, 6, color.White)
	f.Add(zipOf(f, map[string][]byte{"a/1.png": picture, "b/2.png": picture, "b/3.gif": encoded(f, "gif", 5, 5, color.White)}))
	f.Add(zipOf(f, map[string][]byte{"x/t10k-images-idx3-ubyte": idxImages(0, 3), "x/t10k-labels-idx1-ubyte": idxLabels(0, 3, 2)}))
	f.Add(zipOf(f, map[string][]byte{"data_batch_1.bin": cifarFile(0, 2, 10)}))
	f.Fuzz(func(t *testing.T, file []byte) {
		source, err := openZipped(t, file, Options{Input: cnn.Shape{3, 8, 8}})
		if err == nil {
			readAll(t, source)
		}
	})
}
