package data

import (
	"image/color"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"unitscope/cnn"
)

// classFolders is three classes of pictures of one colour, in several formats.
func classFolders(t testing.TB) fstest.MapFS {
	files := map[string][]byte{"README.md": []byte("words"), "ant/.hidden.png": []byte("no picture")}
	formats := []string{"png", "jpeg", "gif", "bmp", "tiff"}
	for class, c := range map[string]color.RGBA{"bee": {255, 0, 0, 255}, "ant": {0, 255, 0, 255}, "cow": {0, 0, 255, 255}} {
		for i, format := range formats {
			files[class+"/"+string(rune('a'+i))+"."+strings.ToUpper(format)] = encoded(t, format, 12, 10, c)
		}
	}
	return folder(files)
}

func TestClassFolders(t *testing.T) {
	source, err := OpenDir(classFolders(t), "zoo", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 12 || source.HeldOut.Len() != 3 {
		t.Errorf("%d and %d pictures, want 12 and 3", source.Train.Len(), source.HeldOut.Len())
	}
	if !source.Train.Shape().Equal(cnn.Shape{3, 10, 12}) || source.Note != "" {
		t.Errorf("shape %v, note %q: the pictures' own size is wanted", source.Train.Shape(), source.Note)
	}
	classes := source.Train.Classes("class")
	if !slices.Equal(classes, []string{"ant", "bee", "cow"}) {
		t.Errorf("classes %q", classes)
	}
	var names []string
	for _, s := range []Set{source.Train, source.HeldOut} {
		picture := make([]float32, s.Shape().Size())
		for i := range s.Len() {
			if err := s.Read(i, picture); err != nil {
				t.Fatal(err)
			}
			name := s.PictureName(i)
			names = append(names, name)
			if class := classes[s.Label(i, "class")]; !strings.HasPrefix(name, class+"/") {
				t.Errorf("%s is labelled %s", name, class)
			}
			channel := map[byte]int{'b': 0, 'a': 1, 'c': 2}[name[0]] // red bees, green ants, blue cows
			if picture[channel*120+60] < 0.95 {
				t.Errorf("%s: channel %d is %v", name, channel, picture[channel*120+60])
			}
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != 15 {
		t.Errorf("pictures %q, want 15 different ones", names)
	}
}

func TestFlatFolder(t *testing.T) {
	source, err := OpenDir(folder(map[string][]byte{
		"b.png": encoded(t, "png", 100, 60, color.White),
		"a.jpg": encoded(t, "jpeg", 30, 30, color.Black),
		"c.txt": []byte("words"),
	}), "pile", Options{Input: cnn.Shape{1, 16, 16}})
	if err != nil {
		t.Fatal(err)
	}
	s := source.HeldOut
	if s.Len() != 2 || source.Train.Len() != 2 || s.PictureName(0) != "a.jpg" || s.PictureName(1) != "b.png" {
		t.Errorf("%d pictures, first %q: both in name order are wanted", s.Len(), s.PictureName(0))
	}
	if len(s.Tasks()) != 0 || s.Classes("class") != nil || s.Label(0, "class") != -1 {
		t.Error("pictures without labels have some")
	}
	if want := "30×30 to 100×60, each cropped and scaled to 16×16, colour turned into luminance"; source.Note != want {
		t.Errorf("note %q, want %q", source.Note, want)
	}
	picture := make([]float32, 16*16)
	for i, want := range []float32{0, 1} {
		if err := s.Read(i, picture); err != nil || picture[100] != want {
			t.Errorf("%s is %v (%v), want %v", s.PictureName(i), picture[100], err, want)
		}
	}
}

func TestSplitFolders(t *testing.T) {
	dot := func(v byte) []byte { return encoded(t, "png", 8, 8, color.Gray{Y: v}) }
	source, err := OpenDir(folder(map[string][]byte{
		"train/yes/1.png": dot(1), "train/yes/2.png": dot(2), "train/no/3.png": dot(3),
		"val/yes/4.png": dot(4), "val/no/5.png": dot(5), "sheet.png": dot(9),
	}), "answers", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := firstBytes(t, source.Train); !slices.Equal(got, []int{3, 1, 2}) {
		t.Errorf("training pictures %v", got)
	}
	if got := firstBytes(t, source.HeldOut); !slices.Equal(got, []int{5, 4}) {
		t.Errorf("held-out pictures %v", got)
	}
	if got := source.HeldOut.Classes("class"); !slices.Equal(got, []string{"no", "yes"}) || source.HeldOut.Label(1, "class") != 1 {
		t.Errorf("classes %q, label of 4.png %d", got, source.HeldOut.Label(1, "class"))
	}
	if !strings.Contains(source.Note, "1 pictures beside the class folders left out") {
		t.Errorf("note %q does not speak of the picture left out", source.Note)
	}
}

func TestOpenDirErrors(t *testing.T) {
	good := encoded(t, "png", 8, 8, color.White)
	for _, test := range []struct {
		name  string
		files map[string][]byte
		input cnn.Shape
		want  string
	}{
		{"empty", nil, nil, "pile: no pictures found; looked for IDX pairs"},
		{"words only", map[string][]byte{"a.txt": good}, nil, "pile: no pictures found"},
		{"text named .png", map[string][]byte{"b.png": []byte("words")}, nil, "pile: b.png: not a picture in one of the formats"},
		{"in class folders", map[string][]byte{"cat/a.jpg": []byte("words"), "dog/b.jpg": []byte("words")}, nil, "pile: cat/a.jpg: not a picture in one of the formats png, jpeg, gif, webp, bmp, tiff (and 1 more that cannot be read)"},
		{"1×1", map[string][]byte{"a.png": encoded(t, "png", 1, 1, color.White)}, nil, "pile: a.png: 1×1 picture: too small"},
		{"20000×20000", map[string][]byte{"a.png": pngHeader(20000, 20000)}, nil, "pile: a.png: 20000×20000 picture: too large"},
		{"two channels", map[string][]byte{"a.png": good}, cnn.Shape{2, 8, 8}, "pile: pictures have 1 or 3 channels, the network's input has 2"},
		{"no picture's input", map[string][]byte{"a.png": good}, cnn.Shape{784}, "pile: pictures cannot be fitted to a network's input of 784"},
	} {
		_, err := OpenDir(folder(test.files), "pile", Options{Input: test.input})
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line starting %q", test.name, err, test.want)
		}
	}
	if _, err := OpenDir(os.DirFS("no such folder"), "pile", Options{}); err == nil {
		t.Error("a folder that is not there opens")
	}
}

func TestCIFARFolders(t *testing.T) {
	source, err := OpenDir(os.DirFS(sharedData(t, "cifar10/jpg-test-1000")), "cifar", Options{Seed: 1, Input: cnn.Shape{3, 48, 48}})
	if err != nil {
		t.Fatal(err)
	}
	if source.Train.Len() != 800 || source.HeldOut.Len() != 200 || len(source.Train.Classes("class")) != 10 {
		t.Errorf("%d and %d pictures of %d classes, want 800, 200, 10", source.Train.Len(), source.HeldOut.Len(), len(source.Train.Classes("class")))
	}
	if want := "32×32 scaled to 48×48"; source.Note != want {
		t.Errorf("note %q, want %q", source.Note, want)
	}
}
