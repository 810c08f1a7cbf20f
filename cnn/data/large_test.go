package data

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"unitscope/cnn"
)

// manyPictures is a folder of two classes with so many pictures in each, made up as they are asked for.
// It counts the files that are opened; number bad is no picture.
type manyPictures struct {
	each, bad int
	picture   []byte
	opened    *atomic.Int64
}

type entry struct {
	name   string
	folder bool
}

func (e entry) Name() string               { return e.name }
func (e entry) IsDir() bool                { return e.folder }
func (e entry) Info() (fs.FileInfo, error) { return nil, fs.ErrNotExist }
func (e entry) Type() fs.FileMode {
	if e.folder {
		return fs.ModeDir
	}
	return 0
}

func (m manyPictures) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "." {
		return []fs.DirEntry{entry{"ant", true}, entry{"bee", true}}, nil
	}
	entries := make([]fs.DirEntry, m.each)
	for i := range entries {
		entries[i] = entry{fmt.Sprintf("%06d.png", i), false}
	}
	return entries, nil
}

func (m manyPictures) Open(name string) (fs.File, error) {
	m.opened.Add(1)
	content := m.picture
	if strings.HasSuffix(name, fmt.Sprintf("bee/%06d.png", m.bad)) {
		content = []byte("words")
	}
	return fstest.MapFS{"x": {Data: content}}.Open("x")
}

// TestManyPictures: 100 000 pictures open at once, without their files being read, and are all there.
func TestManyPictures(t *testing.T) {
	many := manyPictures{50_000, 4321, encoded(t, "png", 8, 8, color.White), new(atomic.Int64)}
	began := time.Now()
	source, err := OpenDir(many, "many", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("opening took %v", took)
	}
	if n := many.opened.Load(); n > lookedAt+1 {
		t.Errorf("%d files were opened", n)
	}
	if source.Train.Len() != 80_000 || source.HeldOut.Len() != 20_000 || !source.Dealt {
		t.Errorf("%d and %d pictures, dealt: %v", source.Train.Len(), source.HeldOut.Len(), source.Dealt)
	}
	if err := source.Check(t.Context()); err != nil || source.Unreadable() != 1 || !strings.HasPrefix(source.LeftOut(), "1 of 100000 pictures cannot be read and is left out: bee/004321.png: not a picture") {
		t.Errorf("the one that is no picture: %v, %q", err, source.LeftOut())
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	many.bad = -1
	if source, err = OpenDir(many, "many", Options{}); err != nil {
		t.Fatal(err)
	}
	if err := source.Check(stopped); err != context.Canceled {
		t.Errorf("stopped: %v", err)
	}
}

// TestKeepsWithinItsRoom: pictures beyond the room are read anew each time, and none is lost.
func TestKeepsWithinItsRoom(t *testing.T) {
	source := counted{ToyWorld(Options{Seed: 1, Pictures: 40}).Train.(*kept).Set, new(atomic.Int64)}
	size := source.Shape().Size()
	set := keepIn(newMemory(int64(10*size)), source)
	picture := make([]float32, size)
	for range 2 {
		for i := range set.Len() {
			if err := set.Read(i, picture); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := source.reads.Load(); n != 70 { // 40, and then the 30 that found no room
		t.Errorf("%d pictures were read, wants 70", n)
	}
	want := make([]float32, size)
	for _, i := range []int{0, 9, 10, 39} {
		if set.Read(i, picture) != nil || source.Set.Read(i, want) != nil || !slices.Equal(picture, want) {
			t.Errorf("picture %d differs", i)
		}
	}
	if left := set.(*kept).room.left.Load(); left != 0 {
		t.Errorf("%d bytes of room left", left)
	}
}

// TestKeepBoundsMemory: reading 600 pictures of 3×640×640, 737 MB of bytes, holds no more than the limit.
func TestKeepBoundsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("fills 512 MB")
	}
	set := Keep(blank{600, cnn.Shape{3, 640, 640}})
	picture := make([]float32, set.Shape().Size())
	var stats runtime.MemStats
	for i := range set.Len() {
		if err := set.Read(i, picture); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&stats)
	if held := stats.HeapAlloc; held > keepLimit+64<<20 || held < keepLimit/2 {
		t.Errorf("%d MB are held, the limit being %d", held>>20, keepLimit>>20)
	}
	runtime.KeepAlive(set)
}

// blank is a Set of black pictures.
type blank struct {
	n     int
	shape cnn.Shape
}

func (b blank) Name() string                  { return "blank" }
func (b blank) Len() int                      { return b.n }
func (b blank) Shape() cnn.Shape              { return b.shape }
func (b blank) Tasks() []string               { return nil }
func (b blank) Classes(string) []string       { return nil }
func (b blank) Label(int, string) int         { return -1 }
func (b blank) Read(_ int, _ []float32) error { return nil }
func (b blank) Fault(int) error               { return nil }
func (b blank) PictureName(int) string        { return "black" }

// TestOpenPictures: a list keeps its order and needs no folder; what is no picture is named.
func TestOpenPictures(t *testing.T) {
	pasted := func(name string, content []byte) PictureFile {
		return PictureFile{name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
	}
	grey := func(v byte) []byte { return encoded(t, "png", 9, 9, color.Gray{Y: v}) }
	source, err := OpenPictures("dropped", []PictureFile{pasted("z.png", grey(9)), pasted("pasted", grey(3)), pasted("a.png", grey(5))}, Options{Input: cnn.Shape{1, 9, 9}})
	if err != nil {
		t.Fatal(err)
	}
	if got := firstBytes(t, source.HeldOut); !slices.Equal(got, []int{9, 3, 5}) || source.HeldOut.PictureName(1) != "pasted" {
		t.Errorf("pictures %v, the second %q", got, source.HeldOut.PictureName(1))
	}
	if _, err := OpenPictures("dropped", []PictureFile{pasted("note.txt", []byte("words"))}, Options{}); err == nil || err.Error() != "dropped: note.txt: "+errNoPicture.Error() {
		t.Errorf("%v", err)
	}
}

// TestOpenFile: a single picture, an IDX file with its labels beside it, and what is neither.
func TestOpenFile(t *testing.T) {
	files := folder(map[string][]byte{
		"a.png": encoded(t, "png", 12, 9, color.Gray{Y: 7}), "notes.txt": []byte("words"), "empty": nil,
		"sub-images-idx3-ubyte": idxImages(0, 5), "sub-labels-idx1-ubyte": idxLabels(0, 5, 2), "b-images-idx3-ubyte": idxImages(0, 2),
		"b.png": encoded(t, "png", 9, 9, color.Black),
	})
	picture, err := OpenFile(files, "a.png", "/x/a.png", Options{})
	if err != nil || picture.HeldOut.Len() != 1 || !picture.HeldOut.Shape().Equal(cnn.Shape{3, 9, 12}) || len(picture.HeldOut.Tasks()) != 0 {
		t.Errorf("%+v, %v", picture, err)
	}
	pair, err := OpenFile(files, "sub-images-idx3-ubyte", "sub", Options{})
	if err != nil || pair.Train.Len() != 4 || pair.HeldOut.Len() != 1 {
		t.Errorf("%+v, %v", pair, err)
	}
	for file, want := range map[string]string{
		"notes.txt": "f: no pictures in it; looked for a zip file", "empty": "f: no pictures in it", "nothing": "f: open nothing",
		"b-images-idx3-ubyte": "f: b-images-idx3-ubyte: no labels beside it",
	} {
		if _, err := OpenFile(files, file, "f", Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, wants %q", file, err, want)
		}
	}
}
