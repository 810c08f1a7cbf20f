package cnn

import (
	"slices"
	"testing"
)

// TestOrderAndLayout: a 3×1×2 picture, red 1 2, green 3 4, blue 5 6, by hand; in place too.
func TestOrderAndLayout(t *testing.T) {
	picture := []float32{1, 2, 3, 4, 5, 6}
	for _, c := range []struct {
		prep Preprocessing
		want []float32
		line string
	}{
		{Preprocessing{Order: BGR}, []float32{5, 6, 3, 4, 1, 2}, "crop, 0..1, bgr"},
		{Preprocessing{Layout: ChannelsLast}, []float32{1, 3, 5, 2, 4, 6}, "crop, 0..1, channels last"},
		{Preprocessing{Order: BGR, Layout: ChannelsLast, Mean: []float32{5, 3, 1}}, []float32{0, 0, 0, 1, 1, 1}, "crop, 0..1, mean 5 3 1, bgr, channels last"},
	} {
		got := make([]float32, 6)
		c.prep.Apply(got, picture, Shape{3, 1, 2})
		inPlace := slices.Clone(picture)
		c.prep.Apply(inPlace, inPlace, Shape{3, 1, 2})
		if !slices.Equal(got, c.want) || !slices.Equal(inPlace, c.want) {
			t.Errorf("%v: %v, in place %v, wants %v", c.prep, got, inPlace, c.want)
		}
		if c.prep.String() != c.line {
			t.Errorf("the line is %q, wants %q", c.prep, c.line)
		}
	}
	if s := (Preprocessing{Layout: ChannelsLast}).Picture(Shape{224, 200, 3}); !s.Equal(Shape{3, 224, 200}) {
		t.Errorf("pictures of %v for 224×200×3", s)
	}
	for _, p := range []Preprocessing{{Order: "grb"}, {Layout: "cwh"}} {
		if p.Check(3) == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
	if (Preprocessing{Order: BGR}).Check(1) == nil {
		t.Error("bgr is accepted for grey pictures")
	}
}

// TestPresetPreprocessings: every preset is in order for its pictures, and carries mid-grey to the middle
// of what its networks see.
func TestPresetPreprocessings(t *testing.T) {
	for _, channels := range []int{1, 3} {
		for _, c := range PreprocessingPresets(channels) {
			if err := c.Prep.Check(channels); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
			x := make([]float32, channels)
			c.Prep.Apply(x, x, Shape{channels, 1, 1}) // black
			low, _ := c.Prep.Range()
			for ch, v := range x {
				if want := (low - channel(c.Prep.Mean, ch, 0)) / channel(c.Prep.Deviation, ch, 1); v != want {
					t.Errorf("%s: black is %v in channel %d, wants %v", c.Name, v, ch, want)
				}
			}
		}
	}
}

// TestGuessPreprocessing: the first guess for networks that people bring along, and that all presets
// follow once each.
func TestGuessPreprocessing(t *testing.T) {
	net := func(input ...int) *Network {
		n := NewNetwork(input)
		n.Meta.Prep, n.Meta.PrepUnknown = DefaultPreprocessing(), true
		return n
	}
	stored := net(3, 224, 224)
	stored.Meta.Prep.Mean, stored.Meta.PrepUnknown = []float32{0.4}, false
	plain := net(3, 224, 224)
	plain.Meta.PrepUnknown = false
	norm := net(3, 224, 224)
	batchNorm := NewBatchNorm(3)
	batchNorm.Mean.Data[1] = 117
	if err := norm.Append("norm", batchNorm); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		net  *Network
		want string
		prep Preprocessing
	}{
		{"ImageNet's size", net(3, 224, 224), "imagenet", imageNetPreprocessing()},
		{"CIFAR's size", net(3, 32, 32), "cifar10", cifarPreprocessing()},
		{"MNIST's size", net(1, 28, 28), "mnist", mnistPreprocessing()},
		{"Inception's size", net(3, 299, 299), "-1..1", Preprocessing{Fit: Crop, Low: -1, High: 1}},
		{"TensorFlow's layout", net(224, 224, 3), "-1..1", Preprocessing{Fit: Crop, Low: -1, High: 1, Layout: ChannelsLast}},
		{"none of them", net(3, 48, 48), "0..1", DefaultPreprocessing()},
		{"a mean in the file", stored, "stored", stored.Meta.Prep},
		{"0..1 in the file", plain, "stored", DefaultPreprocessing()},
		{"a normalization over bytes", norm, "0..255", Preprocessing{Fit: Crop, High: 255}},
	} {
		got := GuessPreprocessing(c.net)
		if got[0].Name != c.want || got[0].Prep.String() != c.prep.String() || c.want != "0..1" && got[0].Reason == "" {
			t.Errorf("%s: %+v, wants %s, %v", c.what, got[0], c.want, c.prep)
		}
		var names []string
		for _, g := range got {
			if err := g.Prep.Check(g.Prep.Picture(c.net.Input)[0]); err != nil {
				t.Errorf("%s: %v", c.what, err)
			}
			if g.Name != "stored" {
				names = append(names, g.Name)
			}
		}
		slices.Sort(names)
		if want := len(PreprocessingPresets(c.prep.Picture(c.net.Input)[0])); len(slices.Compact(names)) != want {
			t.Errorf("%s: choices %v, wants %d different ones", c.what, names, want)
		}
	}
	if got := GuessPreprocessing(net(784)); len(got) != 0 {
		t.Errorf("guesses %v for a network that reads no pictures", got)
	}
}

// TestImagePreprocessing: ONNX's standard image metadata.
func TestImagePreprocessing(t *testing.T) {
	p, ok := ImagePreprocessing(map[string]string{"Image.BitmapPixelFormat": "Bgr8", "Image.NominalPixelRange": "NominalRange_0_255"})
	if !ok || p.String() != "crop, 0..255, bgr" {
		t.Errorf("%v, %v", p, ok)
	}
	if p, ok := ImagePreprocessing(map[string]string{"author": "me"}); ok || p.String() != "crop, 0..1" {
		t.Errorf("nothing said: %v, %v", p, ok)
	}
}
