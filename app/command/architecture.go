package command

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"unitscope/cnn"
)

// An architecture is what --net asks for: a network from a file, or stages to build one of.
type architecture struct {
	flag string       // as it was written
	net  *cnn.Network // from a file; nil for stages

	spec  cnn.Spec
	input cnn.Shape // of a preset; nil for stages that take the pictures' own size
	prep  cnn.Preprocessing
	name  string // of a preset
}

// openArchitecture reads what --net says: the name of a preset, a file, or stages as cnn.ParseSpec reads them.
func openArchitecture(flag string) (*architecture, error) {
	a := &architecture{flag: flag, prep: cnn.CentredPreprocessing()}
	var err error
	_, missing := os.Stat(flag)
	switch {
	case slices.Contains(cnn.PresetNames, flag):
		a.name = flag
		a.spec, a.input, a.prep, err = cnn.PresetSpec(flag)
	case missing != nil && cnn.LooksLikeSpec(flag):
		if a.spec, err = cnn.ParseSpec(flag); err != nil {
			err = fmt.Errorf("--net: %w", err)
		}
	default:
		a.net, err = openNetwork(flag)
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%s: no file, no preset (%s), and no layers such as 'conv 16@5 | relu | pool 2 | dense 64 | relu'", flag, strings.Join(cnn.PresetNames, ", "))
		}
	}
	return a, err
}

// pictures returns the shape of the pictures that the network reads, nil for the pictures' own, and how
// those of another size are fitted.
func (a *architecture) pictures(flags preparation) (cnn.Shape, cnn.Preprocessing, error) {
	if a.net != nil {
		net, err := flags.apply(a.net)
		if err != nil {
			return nil, a.prep, err
		}
		a.net = net
		return net.Meta.Prep.Picture(net.Input), net.Meta.Prep, nil
	}
	shape, prep := a.input, a.prep
	if flags.Fit != "" {
		prep.Fit = cnn.Fit(flags.Fit)
	}
	if flags.Size == nil {
		return shape, prep, nil
	}
	if len(flags.Size) != 2 {
		return nil, prep, usagef("--size %s: height and width of pictures, as in 48x48", flags.Size)
	}
	channels := 3
	if shape != nil {
		channels = shape[0]
	}
	return cnn.Shape{channels, flags.Size[0], flags.Size[1]}, prep, nil
}

// answering returns a network for pictures of the given shape with so many answers: with random weights, or the
// one from a file if it has them.
func (a *architecture) answering(flags preparation, pictures cnn.Shape, classes int, seed uint64) (*cnn.Network, error) {
	if a.net != nil {
		if answers := a.net.Nodes[len(a.net.Nodes)-1].Shape.Size(); answers != classes {
			return nil, fmt.Errorf("%s: %d answers for %d classes", a.flag, answers, classes)
		}
		a.net.Meta.PrepUnknown = false // it learns with what it is given now
		return a.net, nil
	}
	if flags.Layout == cnn.ChannelsLast {
		return nil, usagef("--layout hwc: networks that are built here have their channels first")
	}
	prep, err := flags.over(a.prep, pictures)
	if err != nil {
		return nil, err
	}
	net, err := a.spec.Build(pictures, classes)
	if err != nil {
		return nil, fmt.Errorf("--net, for pictures of %v (--size says otherwise): %w", pictures, err)
	}
	net.Meta.Name, net.Meta.Prep = a.name, prep
	net.Init(rand.New(rand.NewPCG(seed, 0)))
	return net, nil
}

// learned is the task that a network from a file has learned.
func (a *architecture) learned() string {
	if a.net == nil {
		return ""
	}
	return a.net.Meta.Task
}

// checkLayer returns an error unless a network of the architecture has a layer. It names those of a preset or of stages, as they
// are in no file that 'unitscope layers' could list them of.
func (a *architecture) checkLayer(net *cnn.Network, layer string) error {
	if a.net != nil {
		_, err := findLayer(net, a.flag, layer)
		return err
	}
	if net.Index(layer) >= 0 {
		return nil
	}
	return fmt.Errorf("%s: no layer is named %q%s (there are %s)", a.flag, layer, didYouMean(net, layer), strings.Join(layerNames(net), ", "))
}
