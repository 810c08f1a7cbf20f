package cnn

import (
	"fmt"
	"slices"
	"strings"
)

// A preset is a known network: what it is made of and what its pictures are.
type preset struct {
	name  string
	input Shape
	spec  string
	prep  Preprocessing
}

var presets = []preset{
	{"toy48", Shape{3, 48, 48}, "conv 16@5 | relu | pool 2 | conv 32@5 | relu | pool 2 | conv 48@3 | relu | pool 2 | dense 64 | relu",
		CentredPreprocessing()},
	{"lenet28", Shape{1, 28, 28}, "conv 16@5 pad 2 | relu | pool 2 | conv 32@5 pad 2 | relu | pool 2 | dense 128 | relu",
		mnistPreprocessing()},
	{"vgg32", Shape{3, 32, 32}, "conv 32@3 pad 1 | relu | conv 32@3 pad 1 | relu | pool 2 | conv 64@3 pad 1 | relu | conv 64@3 pad 1 | relu | pool 2",
		CentredPreprocessing()},
	{"alexnet", Shape{3, 224, 224}, "conv 64@11 stride 4 pad 2 | relu | pool 3 stride 2 | conv 192@5 pad 2 | relu | pool 3 stride 2 | " +
		"conv 384@3 pad 1 | relu | conv 256@3 pad 1 | relu | conv 256@3 pad 1 | relu | pool 3 stride 2 | dense 4096 | relu | dense 4096 | relu",
		imageNetPreprocessing()},
}

// PresetNames lists what Preset knows.
var PresetNames = presetNames()

func presetNames() []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.name
	}
	return names
}

// findPreset returns the preset of a name, or an error that lists what there is.
func findPreset(name string) (preset, error) {
	i := slices.IndexFunc(presets, func(p preset) bool { return p.name == name })
	if i < 0 {
		return preset{}, fmt.Errorf("cnn: no preset is named %q; there are %s", name, strings.Join(PresetNames, ", "))
	}
	return presets[i], nil
}

// PresetSpec returns what one of the known networks is made of, to begin a list of layers with or to
// build it for pictures of another size: its stages, its input and how its pictures are prepared.
func PresetSpec(name string) (Spec, Shape, Preprocessing, error) {
	p, err := findPreset(name)
	if err != nil {
		return Spec{}, nil, Preprocessing{}, err
	}
	s, err := ParseSpec(p.spec)
	if err != nil {
		return Spec{}, nil, Preprocessing{}, fmt.Errorf("cnn: preset %s: %w", name, err)
	}
	return s, slices.Clone(p.input), p.prep.clone(), nil
}

// Preset builds one of the known networks with so many answers, as Spec.Build does. It returns an
// error for an unknown name or fewer than one class.
func Preset(name string, classes int) (*Network, error) {
	s, input, prep, err := PresetSpec(name)
	if err != nil {
		return nil, err
	}
	net, err := s.Build(input, classes)
	if err != nil {
		return nil, fmt.Errorf("cnn: preset %s with %d classes: %w", name, classes, err)
	}
	net.Meta.Name, net.Meta.Prep = name, prep
	return net, nil
}
