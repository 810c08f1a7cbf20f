package session

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// dropped fills a folder with one or more of everything that can be dropped.
func dropped(t *testing.T) (in func(name string) string) {
	t.Helper()
	dir := t.TempDir()
	in = func(name string) string { return filepath.Join(dir, name) }
	save := func(contents []byte, name string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(in(name)), 0o755), os.WriteFile(in(name), contents, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		save(pngOf(t, 40+i, 30), fmt.Sprintf("picture %d.png", i))
		save(pngOf(t, 20, 20), fmt.Sprintf("folder/cat/%d.png", i))
		save(pngOf(t, 20, 20), fmt.Sprintf("folder/dog/%d.png", i))
	}
	save(idx([]int{5, 28, 28}, 5*784), "train-images-idx3-ubyte")
	save(idx([]int{5}, 5), "train-labels-idx1-ubyte")
	save(idx([]int{3, 28, 28}, 3*784), "t10k-images-idx3-ubyte")
	save(idx([]int{3}, 3), "t10k-labels-idx1-ubyte")
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	if err := errors.Join(z.AddFS(os.DirFS(in("folder"))), z.Close()); err != nil {
		t.Fatal(err)
	}
	save(packed.Bytes(), "packed.zip")
	for _, name := range []string{"one", "two"} {
		net, err := cnn.Preset("lenet28", 10)
		if err != nil {
			t.Fatal(err)
		}
		net.Init(rand.New(rand.NewPCG(1, 0)))
		net.Meta.Name = name
		save(onnxOf(t, net), name+".onnx")
	}
	save([]byte("zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"), "digits.txt")
	save([]byte("a shopping list"), "list.pdf")
	save([]byte("weights"), "one.onnx.data")
	experiment := smallExperiment(t)
	save(written(t, experiment), "small.unitscope")
	return in
}

// Whatever is dropped together, and in which order, ends up on the desk by one rule.
func TestDrop(t *testing.T) {
	in := dropped(t)
	for _, c := range []struct {
		drop                      string // names, joined by commas
		network, pictures, picked string // names; empty: as before
		notice                    []string
	}{
		{drop: "picture 1.png", picked: "picture 1.png"},
		{drop: "picture 2.png,picture 0.png,picture 1.png", pictures: "3 pictures", picked: "picture 2.png"},
		{drop: "folder", pictures: "folder", picked: ""},
		{drop: "packed.zip,one.onnx", network: "one", pictures: "packed.zip"},
		{drop: "picture 0.png,one.onnx,folder", network: "one", pictures: "folder", picked: "picture 0.png"},
		{drop: "digits.txt,one.onnx", network: "one", notice: nil},
		{drop: "one.onnx.data,one.onnx", network: "one"},
		{drop: "two.onnx,one.onnx,packed.zip,folder,picture 0.png,picture 1.png", network: "two", pictures: "packed.zip", picked: "picture 0.png",
			notice: []string{"left alone", "one.onnx", "folder", "picture 1.png"}},
		{drop: "t10k-labels-idx1-ubyte,t10k-images-idx3-ubyte,train-labels-idx1-ubyte,train-images-idx3-ubyte,one.onnx", network: "one", pictures: filepath.Base(in("."))},
		{drop: "t10k-images-idx3-ubyte,one.onnx", network: "one", pictures: "t10k-images-idx3-ubyte"},
		{drop: "small.unitscope,picture 0.png", network: "small", picked: "picture 0.png"},
		{drop: "one.onnx,small.unitscope", network: "one"},
		{drop: "list.pdf", notice: []string{"list.pdf", "not a picture"}},
		{drop: "list.pdf,folder,nowhere", pictures: "folder", notice: []string{"list.pdf", "not a picture", "nowhere", "no such file"}},
		{drop: "list.pdf,picture 0.png", pictures: "2 pictures", picked: "picture 0.png", notice: []string{"list.pdf", "not a picture", "is left out"}},
	} {
		t.Run(c.drop, func(t *testing.T) {
			s := open(t, Options{})
			network, pictures := s.Training.Shown().Net.Meta.Name, "toyworld"
			var paths []string
			for _, name := range strings.Split(c.drop, ",") {
				paths = append(paths, in(name))
			}
			a, err := Parse(Drop{paths}.String())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Do(a); err != nil {
				t.Fatal(err)
			}
			wait(t, s)
			if c.network != "" {
				network = c.network
			}
			if c.pictures != "" {
				pictures = c.pictures
			}
			v := s.Analysis.View()
			if got := v.Shown.Net.Meta.Name; got != network {
				t.Errorf("network %s, want %s", got, network)
			}
			source := s.Pictures.Source()
			if got := filepath.Base(source.Name); got != pictures || !source.HeldOut.Shape().Equal(v.Shown.Net.Input) {
				t.Errorf("pictures %s of %v, want %s", got, source.HeldOut.Shape(), pictures)
			}
			if got := v.Stimulus.Picture.Name; c.picked != "" && got != c.picked {
				t.Errorf("picture %s, want %s", got, c.picked)
			}
			checkNotice(t, s, c.notice)
			if s.CanUndo() != (c.network+c.pictures+c.picked != "") {
				t.Errorf("can be undone: %v", s.CanUndo())
			}
			for s.CanUndo() {
				perform(t, s, "undo")
			}
			if got := s.Analysis.View(); got.Stimulus.Picture.Name != "toyworld 0" || s.Pictures.Source().Name != toyWorld || got.Shown.Net.Meta.Name == c.network {
				t.Error("undo does not take the drop back")
			}
		})
	}
}

// checkNotice compares what a notice says; no words: there is none.
func checkNotice(t *testing.T, s *Session, words []string) {
	t.Helper()
	n := s.Notice()
	if len(words) == 0 {
		if n != nil {
			t.Errorf("notice %q", n.Text)
		}
		return
	}
	if n == nil || strings.Contains(n.Text, "\n") {
		t.Fatalf("notice %+v, want one line", n)
	}
	for _, word := range words {
		if strings.Count(n.Text, word) != 1 {
			t.Errorf("notice %q does not say %q once", n.Text, word)
		}
	}
}

// Names of classes that are dropped with a network are its answers'.
func TestDropLabels(t *testing.T) {
	in := dropped(t)
	s := open(t, Options{})
	perform(t, s, Drop{[]string{in("digits.txt"), in("one.onnx")}}.String())
	if got := s.Training.Shown().Net.Meta.Labels; !slices.Equal(got[:2], []string{"zero", "one"}) {
		t.Errorf("answers %v", got)
	}
	perform(t, s, "network toy48", "open "+in("one.onnx"), "open "+in("digits.txt"))
	if got := s.Training.Shown().Net.Meta.Labels; len(got) != 10 || got[9] != "nine" {
		t.Errorf("answers %v", got)
	}
}

// A list of pictures is saved as such, and opens again.
func TestListedPicturesReopen(t *testing.T) {
	in := dropped(t)
	dir := t.TempDir()
	first, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, Drop{[]string{in("picture 2.png"), in("picture 0.png")}}.String(), "picture 1")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{StateDir: dir})
	sameDesk(t, first, s)
	if got := s.Stimulus().Picture.Name; got != "picture 0.png" {
		t.Errorf("picture %q", got)
	}
}

// The kinds of pictures that people have, through a colour and a grey network: the values are known by hand.
func TestPicturesOfAllKinds(t *testing.T) {
	dir := t.TempDir()
	save := func(name string, img image.Image) string {
		t.Helper()
		path := filepath.Join(dir, name)
		f, err := os.Create(path)
		if err == nil {
			err = errors.Join(png.Encode(f, img), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	fill := func(img interface {
		image.Image
		Set(x, y int, c color.Color)
	}, c color.Color) image.Image {
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				img.Set(x, y, c)
			}
		}
		return img
	}
	size := image.Rect(0, 0, 90, 60)
	for _, c := range []struct {
		path   string
		colour [3]float32 // as a colour network sees it
		grey   float32    // as a grey one does
	}{
		{save("grey.png", fill(image.NewGray(size), color.Gray{51})), [3]float32{0.2, 0.2, 0.2}, 0.2},
		{save("grey16.png", fill(image.NewGray16(size), color.Gray16{0x3333})), [3]float32{0.2, 0.2, 0.2}, 0.2},
		{save("colour16.png", fill(image.NewRGBA64(size), color.RGBA64{0xFFFF, 0, 0, 0xFFFF})), [3]float32{1, 0, 0}, 0.299},
		{save("clear.png", fill(image.NewNRGBA(size), color.NRGBA{255, 0, 0, 0})), [3]float32{1, 1, 1}, 1}, // on white
		{save("half.png", fill(image.NewNRGBA(size), color.NRGBA{0, 0, 0, 51})), [3]float32{0.8, 0.8, 0.8}, 0.8},
		{save("tall.png", fill(image.NewRGBA(image.Rect(0, 0, 30, 200)), color.RGBA{0, 255, 0, 255})), [3]float32{0, 1, 0}, 0.587},
	} {
		s := open(t, Options{})
		for _, network := range []string{"toy48", "lenet28"} {
			perform(t, s, "network "+network, "open "+c.path)
			pixels := s.Stimulus().Painted
			channels, area := pixels.Shape[0], pixels.Shape[1:].Size()
			for i, v := range pixels.Data {
				want := c.grey
				if channels == 3 {
					want = c.colour[i/area]
				}
				if d := v - want; max(d, -d) > 1.0/255 {
					t.Fatalf("%s, %s: value %d is %g, want %g", filepath.Base(c.path), network, i, v, want)
				}
			}
			if s.Stimulus().Picture.Note == "" {
				t.Errorf("%s: nothing says how it was fitted", c.path)
			}
		}
	}
}
