package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
)

// preparation is the flags that override how a network wants its pictures prepared.
type preparation struct {
	Preprocessing string           `placeholder:"NAME" help:"A common way to prepare pictures, which the flags below change: imagenet, cifar10, mnist, caffe, centred, 0..1, -1..1 or 0..255."`
	Size          sizeFlag         `placeholder:"HxW" help:"Size of the pictures, for a network that works at several."`
	Fit           string           `enum:",crop,pad,stretch" default:"" placeholder:"crop|pad|stretch" help:"How pictures of another size are fitted."`
	Range         []float32        `placeholder:"LOW,HIGH" help:"What black and white become, before the mean is taken off."`
	Mean          []float32        `placeholder:"M,..." help:"Mean, one a channel or one for all."`
	Deviation     []float32        `placeholder:"D,..." help:"Standard deviation, one a channel or one for all."`
	Order         cnn.ChannelOrder `enum:",rgb,bgr" default:"" placeholder:"rgb|bgr" help:"Order of the network's channels, and of mean and deviation."`
	Layout        cnn.Layout       `enum:",chw,hwc" default:"" placeholder:"chw|hwc" help:"Whether the network's input has its channels first or last."`
}

// apply returns a network that reads pictures of the size and prepared in the way that the flags say.
func (o preparation) apply(net *cnn.Network) (*cnn.Network, error) {
	prep, err := o.over(net.Meta.Prep, net.Input)
	if err != nil {
		return nil, err
	}
	changed := *net
	if o.Size != nil {
		picture := prep.Picture(net.Input)
		if len(picture) != 3 || len(o.Size) != 2 {
			return nil, usagef("--size %s: height and width of pictures, as in 224x224", o.Size)
		}
		input := cnn.Shape{picture[0], o.Size[0], o.Size[1]}
		if prep.Layout == cnn.ChannelsLast {
			input = cnn.Shape{o.Size[0], o.Size[1], picture[0]}
		}
		resized, err := withInput(net, input)
		if err != nil {
			return nil, fmt.Errorf("--size %s: %w", o.Size, err)
		}
		changed = *resized
	}
	changed.Meta.Prep = prep
	if o.Preprocessing != "" || o.Range != nil || o.Mean != nil || o.Deviation != nil {
		changed.Meta.PrepUnknown = false
	}
	return &changed, nil
}

// over returns preprocessing for a network's input with the flags' changes.
func (o preparation) over(own cnn.Preprocessing, input cnn.Shape) (cnn.Preprocessing, error) {
	prep := own
	if o.Layout != "" {
		prep.Layout = o.Layout
	}
	channels := prep.Picture(input)[0]
	if o.Preprocessing != "" {
		presets := cnn.PreprocessingPresets(channels)
		i := slices.IndexFunc(presets, func(c cnn.PreprocessingChoice) bool { return c.Name == o.Preprocessing })
		if i < 0 {
			return prep, usagef("--preprocessing %s: for pictures of %d channels there are %s", o.Preprocessing, channels, choiceNames(presets))
		}
		layout := prep.Layout
		prep = presets[i].Prep
		prep.Layout = layout
	}
	if o.Fit != "" {
		prep.Fit = cnn.Fit(o.Fit)
	}
	if o.Order != "" {
		prep.Order = o.Order
	}
	switch len(o.Range) {
	case 0:
	case 2:
		prep.Low, prep.High = o.Range[0], o.Range[1]
	default:
		return prep, usagef("--range: %d numbers; it takes two, LOW,HIGH", len(o.Range))
	}
	if o.Mean != nil {
		prep.Mean = o.Mean
	}
	if o.Deviation != nil {
		prep.Deviation = o.Deviation
	}
	if err := prep.Check(channels); err != nil {
		return prep, usageError{err}
	}
	return prep, nil
}

func choiceNames(choices []cnn.PreprocessingChoice) string {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// input is examples for a network, prepared as it reads them.
type input struct {
	count int
	read  func(i int, dst []float32) error // fills dst, one example long
	name  func(i int) string               // of a picture's file, or the example's number from 1 up
}

// numbered names examples that have only a place.
func numbered(i int) string { return strconv.Itoa(i + 1) }

// openInput opens what a network is to see: a .npy array as it is, or a picture, or a folder or a zip file
// of them, prepared.
func (p *Program) openInput(ctx context.Context, name string, net *cnn.Network) (*input, error) {
	info, err := os.Stat(name)
	switch extension := strings.ToLower(filepath.Ext(name)); {
	case err != nil:
		return nil, about(name, err)
	case info.IsDir() || extension == ".zip":
		return p.openFolder(ctx, name, net)
	case extension == ".npy":
		return openArray(name, net)
	default:
		return p.openPicture(name, net)
	}
}

// openArray takes an array of the input's shape, with or without the axis of the batch before it. A network without
// a batch reads an array that is several times as long as its input in pieces.
func openArray(name string, net *cnn.Network) (*input, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, about(name, err)
	}
	defer f.Close()
	shape, values, err := npy.Read[float32](f)
	if err != nil {
		return nil, about(name, err)
	}
	one := net.Input
	switch {
	case net.Batchless && len(shape) == len(one) && len(one) > 0 && shape[0]%one[0] == 0:
		shape = append([]int{shape[0] / one[0], one[0]}, shape[1:]...)
	case net.Batchless && len(shape) == len(one)-1:
		shape = append([]int{1, 1}, shape...)
	case len(shape) == len(one):
		shape = append([]int{1}, shape...)
	}
	if len(shape) != len(one)+1 || !one.Equal(shape[1:]) {
		return nil, fmt.Errorf("%s: shape %s, but the network reads %s, or N×%s", name, cnn.Shape(shape), one, one)
	}
	if shape[0] == 0 {
		return nil, fmt.Errorf("%s: holds no examples: shape %s", name, cnn.Shape(shape))
	}
	size := one.Size()
	return &input{shape[0], func(i int, dst []float32) error {
		copy(dst, values[i*size:(i+1)*size])
		return nil
	}, numbered}, nil
}

// openPicture takes one picture.
func (p *Program) openPicture(name string, net *cnn.Network) (*input, error) {
	shape, err := pictureShape(net)
	if err != nil {
		return nil, about(name, err)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, about(name, err)
	}
	defer f.Close()
	img, err := data.DecodePicture(f)
	if err != nil {
		return nil, about(name, err)
	}
	prep := net.Meta.Prep
	p.notePreprocessing(prep, data.FitNote(img, shape, prep.Fit), likelier(net))
	picture := data.Fit(img, shape, prep.Fit)
	return &input{1, func(_ int, dst []float32) error {
		prep.Apply(dst, picture.Data, shape)
		return nil
	}, func(int) string { return filepath.Base(name) }}, nil
}

// openFolder takes the pictures of a folder or a zip file that can be read, in name order.
func (p *Program) openFolder(ctx context.Context, name string, net *cnn.Network) (*input, error) {
	shape, err := pictureShape(net)
	if err != nil {
		return nil, about(name, err)
	}
	prep := net.Meta.Prep
	source, err := openSource(name, data.Options{Input: shape, Prep: prep})
	if err != nil {
		return nil, err
	}
	pictures, err := p.unlabelled(ctx, name, source)
	if err != nil {
		return nil, err
	}
	p.notePreprocessing(prep, source.Note, likelier(net))
	return &input{pictures.Len(), func(i int, dst []float32) error {
		if err := pictures.Read(i, dst); err != nil {
			return about(name, err)
		}
		prep.Apply(dst, dst, shape)
		return nil
	}, pictures.PictureName}, nil
}

// unlabelled returns a source's pictures that can be read. It refuses pictures with labels, whose order is that of a split
// for training.
func (p *Program) unlabelled(ctx context.Context, name string, source *data.Source) (data.Set, error) {
	if len(source.Train.Tasks()) > 0 {
		return nil, fmt.Errorf("%s: not a folder of pictures, but of class folders, IDX or CIFAR files", name)
	}
	pictures, err := data.Readable(ctx, source.Train)
	if err != nil {
		return nil, about(name, err)
	}
	p.noteLeftOut(source, 0)
	return pictures, nil
}

// pictureShape returns C,H,W of the pictures that a network reads, or an error if its input is no picture's.
func pictureShape(net *cnn.Network) (cnn.Shape, error) {
	shape := net.Meta.Prep.Picture(net.Input)
	if len(shape) == 3 && !net.Batchless && (shape[0] == 1 || shape[0] == 3) {
		return shape, nil
	}
	hint := ""
	if len(shape) == 3 && (shape[2] == 1 || shape[2] == 3) {
		hint = " or --layout hwc"
	}
	return nil, fmt.Errorf("the network reads %s, which is no picture of 1 or 3 channels; give it a .npy array%s", shape, hint)
}

// likelier says which preparation a network that stores none may want; "" where there is none to suggest.
func likelier(net *cnn.Network) string {
	choices := cnn.GuessPreprocessing(net)
	if !net.Meta.PrepUnknown || len(choices) == 0 || choices[0].Reason == "" || choices[0].Prep.String() == net.Meta.Prep.String() {
		return ""
	}
	return fmt.Sprintf("none is stored with the network, which may want --preprocessing=%s (%s)", choices[0].Name, choices[0].Reason)
}
