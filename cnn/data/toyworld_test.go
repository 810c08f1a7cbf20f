package data

import (
	"runtime"
	"slices"
	"testing"

	"unitscope/cnn"
)

// TestToyWorldLabels: the labels' names, their balance, and that living is what the object decides.
func TestToyWorldLabels(t *testing.T) {
	source := ToyWorld(Options{Seed: 1, Pictures: 2160})
	if source.Train.Len() != 2160 || source.HeldOut.Len() != 2000 {
		t.Errorf("%d and %d pictures", source.Train.Len(), source.HeldOut.Len())
	}
	for task, classes := range map[string][]string{
		"object":   {"face", "bird", "fish", "cat", "tree", "flower", "house", "car", "cup", "key"},
		"scene":    {"beach", "forest", "street", "room"},
		"colour":   {"red", "orange", "yellow", "green", "blue", "purple"},
		"position": {"top left", "top", "top right", "left", "middle", "right", "bottom left", "bottom", "bottom right"},
	} {
		if !slices.Contains(source.Train.Tasks(), task) || !slices.Equal(source.Train.Classes(task), classes) {
			t.Errorf("%s: classes %q", task, source.Train.Classes(task))
		}
		seen := make([]int, len(classes))
		for i := range source.Train.Len() {
			seen[source.Train.Label(i, task)]++
		}
		if slices.Min(seen) != 2160/len(classes) || slices.Max(seen) != 2160/len(classes) {
			t.Errorf("%s: %v of each class", task, seen)
		}
	}
	for i := range source.Train.Len() {
		alive := source.Train.Label(i, LivingTask) == 1
		object := source.Train.Classes(ObjectTask)[source.Train.Label(i, ObjectTask)]
		if alive == slices.Contains([]string{"house", "car", "cup", "key"}, object) {
			t.Fatalf("a %s: living is %v", object, alive)
		}
	}
	if source.Train.Classes("class") != nil || source.Train.Label(0, "class") != -1 {
		t.Error("a task that is not there has classes or labels")
	}
}

// TestToyWorldSizes: pictures come in the size and channels that a network reads, and show the same.
func TestToyWorldSizes(t *testing.T) {
	read := func(shape cnn.Shape) (mean float64, note string) {
		source := ToyWorld(Options{Seed: 1, Pictures: 3, Input: shape})
		picture := make([]float32, source.Train.Shape().Size())
		if shape != nil && !source.Train.Shape().Equal(shape) {
			t.Errorf("shape %v, want %v", source.Train.Shape(), shape)
		}
		if err := source.Train.Read(2, picture); err != nil {
			t.Fatal(err)
		}
		for _, v := range picture {
			if v < 0 || v > 1 {
				t.Fatalf("value %v", v)
			}
			mean += float64(v) / float64(len(picture))
		}
		return mean, source.Note
	}
	own, note := read(nil)
	if note != "" {
		t.Errorf("the Toy World's own size has a note, %q", note)
	}
	for _, test := range []struct {
		shape cnn.Shape
		note  string
	}{
		{cnn.Shape{3, 32, 32}, ""},
		{cnn.Shape{3, 144, 144}, ""},
		{cnn.Shape{1, 28, 28}, "28×28, colour turned into luminance"},
		{cnn.Shape{3, 40, 60}, "48×48 cropped to 48×32, scaled to 60×40"},
	} {
		mean, note := read(test.shape)
		if note != test.note {
			t.Errorf("%v: note %q, want %q", test.shape, note, test.note)
		}
		drawn := test.shape[0] == 3 && test.shape[1] == test.shape[2]
		if drawn && (mean < own-0.02 || mean > own+0.02) {
			t.Errorf("%v: mean %v, want about %v as at 48×48", test.shape, mean, own)
		}
	}
}

// TestToyWorldSeed: the same seed gives the same pictures, another one others, and held-out pictures
// are not those of training.
func TestToyWorldSeed(t *testing.T) {
	picture := func(s Set) []float32 {
		values := make([]float32, s.Shape().Size())
		if err := s.Read(5, values); err != nil {
			t.Fatal(err)
		}
		return values
	}
	a, b, c := ToyWorld(Options{Seed: 1, Pictures: 10, HeldOut: 20}), ToyWorld(Options{Seed: 1}), ToyWorld(Options{Seed: 2})
	if a.Train.Len() != 10 || a.HeldOut.Len() != 20 {
		t.Errorf("%d and %d pictures, want 10 and 20", a.Train.Len(), a.HeldOut.Len())
	}
	if !slices.Equal(picture(a.Train), picture(b.Train)) || !slices.Equal(picture(a.HeldOut), picture(b.HeldOut)) {
		t.Error("the same picture of the same seed differs with the number of pictures")
	}
	if slices.Equal(picture(a.Train), picture(c.Train)) || slices.Equal(picture(a.Train), picture(a.HeldOut)) {
		t.Error("another seed or the held-out part has the same picture")
	}
}

// BenchmarkToyWorld is the drawing of one picture, on one core.
func BenchmarkToyWorld(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	set := ToyWorld(Options{Seed: 1}).Train.(*kept).Set
	picture := make([]float32, set.Shape().Size())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := set.Read(i%set.Len(), picture); err != nil {
			b.Fatal(err)
		}
	}
}
