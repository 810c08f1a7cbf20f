package cnn

import (
	"fmt"
	"slices"
)

// A PreprocessingChoice is a way to prepare pictures that networks are commonly trained with.
type PreprocessingChoice struct {
	Name   string // "imagenet"
	Prep   Preprocessing
	Reason string // why it may be the right one; "" for one that is merely common
}

// CentredPreprocessing gives pictures of the Toy World and of CIFAR a mean of about zero and a spread of
// about one: after two epochs toy48 answers 65 % of Toy World's held-out objects so, and 38 % with
// values from 0 to 1.
func CentredPreprocessing() Preprocessing {
	return Preprocessing{Fit: Crop, High: 1, Mean: []float32{0.5}, Deviation: []float32{0.25}}
}

// mnistPreprocessing, cifarPreprocessing and imageNetPreprocessing take the mean and the deviation of those
// pictures' training sets, as usually given.
func mnistPreprocessing() Preprocessing {
	return Preprocessing{Fit: Crop, High: 1, Mean: []float32{0.1307}, Deviation: []float32{0.3081}}
}

func cifarPreprocessing() Preprocessing {
	return Preprocessing{Fit: Crop, High: 1, Mean: []float32{0.4914, 0.4822, 0.4465}, Deviation: []float32{0.2470, 0.2435, 0.2616}}
}

func imageNetPreprocessing() Preprocessing {
	return Preprocessing{Fit: Crop, High: 1, Mean: []float32{0.485, 0.456, 0.406}, Deviation: []float32{0.229, 0.224, 0.225}}
}

// PreprocessingPresets lists the ways that pictures of 1 or 3 channels are commonly prepared.
func PreprocessingPresets(channels int) []PreprocessingChoice {
	plain := []PreprocessingChoice{
		{Name: "0..1", Prep: Preprocessing{Fit: Crop, High: 1}},
		{Name: "-1..1", Prep: Preprocessing{Fit: Crop, Low: -1, High: 1}},
		{Name: "0..255", Prep: Preprocessing{Fit: Crop, High: 255}},
		{Name: "centred", Prep: CentredPreprocessing()},
	}
	if channels == 1 {
		return append(plain, PreprocessingChoice{Name: "mnist", Prep: mnistPreprocessing()})
	}
	return append(plain,
		PreprocessingChoice{Name: "imagenet", Prep: imageNetPreprocessing()},
		PreprocessingChoice{Name: "cifar10", Prep: cifarPreprocessing()},
		PreprocessingChoice{Name: "caffe", Prep: Preprocessing{Fit: Crop, High: 255, Mean: []float32{103.939, 116.779, 123.68}, Order: BGR}},
	)
}

// GuessPreprocessing lists how pictures may have to be prepared for a network, likeliest first and
// each with its reason: what is stored with it, or else what networks of its input usually want. The
// presets that nothing speaks for follow without a reason.
func GuessPreprocessing(net *Network) []PreprocessingChoice {
	var choices []PreprocessingChoice
	if !net.Meta.PrepUnknown {
		choices = append(choices, PreprocessingChoice{"stored", net.Meta.Prep.clone(), "stored with the network"})
	}
	prep := net.Meta.Prep
	if len(net.Input) == 3 && net.Input[2] <= 4 && net.Input[2] < min(net.Input[0], net.Input[1]) {
		prep.Layout = ChannelsLast
	}
	picture := prep.Picture(net.Input)
	if len(picture) != 3 {
		return choices
	}
	presets := PreprocessingPresets(picture[0])
	add := func(name, reason string) {
		i := slices.IndexFunc(presets, func(c PreprocessingChoice) bool { return c.Name == name })
		if i < 0 {
			return
		}
		choice := presets[i]
		choice.Prep.Layout, choice.Reason = prep.Layout, reason
		choices, presets = append(choices, choice), slices.Delete(presets, i, i+1)
	}
	for _, g := range usual(net, picture, prep.Layout) {
		add(g[0], g[1])
	}
	for len(presets) > 0 {
		add(presets[0].Name, "")
	}
	return choices
}

// usual returns the names of presets that something speaks for, each with what that is.
func usual(net *Network, picture Shape, layout Layout) [][2]string {
	answers := 0
	if len(net.Nodes) > 0 {
		answers = net.Nodes[len(net.Nodes)-1].Shape.Size()
	}
	var found [][2]string
	if name := beginsWithNorm(net); name != "" {
		found = append(found, [2]string{name, "the network begins with a normalization of its own, over such values"})
	}
	small := min(picture[1], picture[2]) < 64
	switch {
	case layout == ChannelsLast:
		found = append(found, [2]string{"-1..1", "channels last, as TensorFlow's networks have them"},
			[2]string{"0..1", "channels last, as TensorFlow's networks have them"}, [2]string{"caffe", "Keras's VGG and ResNet read it"})
	case picture[0] == 1 && picture[1] == 28 && picture[2] == 28:
		found = append(found, [2]string{"mnist", "28×28 in grey, as MNIST"}, [2]string{"0..1", "28×28 in grey, as MNIST"})
	case picture[0] == 3 && picture[1] == 32 && picture[2] == 32:
		found = append(found, [2]string{"cifar10", "32×32 in colour, as CIFAR"}, [2]string{"0..1", "32×32 in colour, as CIFAR"})
	case picture[0] == 3 && picture[1] == 299:
		found = append(found, [2]string{"-1..1", "299×299, as Inception"}, [2]string{"imagenet", "299×299, as Inception in PyTorch"})
	case picture[0] == 3 && (answers == 1000 || !small):
		reason := fmt.Sprintf("%d×%d in colour, as most networks for ImageNet", picture[1], picture[2])
		found = append(found, [2]string{"imagenet", reason}, [2]string{"caffe", "networks for ImageNet that came from Caffe"}, [2]string{"-1..1", "networks for ImageNet that came from TensorFlow"})
	}
	return found
}

// beginsWithNorm returns the preset of the values over which a network's first layer, if it is a batch
// normalization, has taken its mean; "" if it is none.
func beginsWithNorm(net *Network) string {
	if len(net.Nodes) == 0 {
		return ""
	}
	norm, ok := net.Nodes[0].Layer.(*BatchNorm)
	if !ok {
		return ""
	}
	if slices.Max(norm.Mean.Data) > 2 {
		return "0..255"
	}
	return "0..1"
}

// ImagePreprocessing reads what ONNX's standard metadata say about a network's pictures: pixel format
// and nominal range (IR.md, "Optional Metadata"). It reports false where they say nothing.
func ImagePreprocessing(metadata map[string]string) (Preprocessing, bool) {
	p, said := DefaultPreprocessing(), false
	switch metadata["Image.BitmapPixelFormat"] {
	case "Bgr8":
		p.Order, said = BGR, true
	case "Rgb8", "Gray8":
		said = true
	}
	switch metadata["Image.NominalPixelRange"] {
	case "NominalRange_0_255":
		p.High, said = 255, true
	case "NominalRange_16_235":
		p.Low, p.High, said = 16, 235, true
	case "Normalized_0_1":
		said = true
	case "Normalized_1_1":
		p.Low, p.High, said = -1, 1, true
	}
	return p, said
}
