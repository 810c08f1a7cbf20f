package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
)

// preparation is the flags that override how a network wants its pictures prepared.
type preparation struct {
	Fit       string    `enum:",crop,pad,stretch" default:"" placeholder:"crop|pad|stretch" help:"How pictures of another size are fitted."`
	Range     []float32 `placeholder:"LOW,HIGH" help:"What black and white become, before the mean is taken off."`
	Mean      []float32 `placeholder:"M,..." help:"Mean, one a channel or one for all."`
	Deviation []float32 `placeholder:"D,..." help:"Standard deviation, one a channel or one for all."`
}

// over returns a network's own preprocessing with the flags' changes.
func (o preparation) over(own cnn.Preprocessing, channels int) (cnn.Preprocessing, error) {
	prep := own
	if o.Fit != "" {
		prep.Fit = cnn.Fit(o.Fit)
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

// input is examples for a network, prepared as it reads them.
type input struct {
	count int
	read  func(i int, dst []float32) error // fills dst, one example long
}

// openInput opens what a network is to see: a .npy array as it is, or a picture or a folder of them, prepared.
func (p *Program) openInput(name string, net *cnn.Network, prep cnn.Preprocessing) (*input, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, about(name, err)
	case info.IsDir():
		return p.openFolder(name, net, prep)
	case strings.EqualFold(filepath.Ext(name), ".npy"):
		return openArray(name, net.Input)
	default:
		return p.openPicture(name, net, prep)
	}
}

// openArray takes an array of the input's shape, with or without the axis of the batch before it.
func openArray(name string, one cnn.Shape) (*input, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, about(name, err)
	}
	defer f.Close()
	shape, values, err := npy.Read[float32](f)
	if err != nil {
		return nil, about(name, err)
	}
	if len(shape) == len(one) {
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
	}}, nil
}

// openPicture takes one picture.
func (p *Program) openPicture(name string, net *cnn.Network, prep cnn.Preprocessing) (*input, error) {
	if err := canSeePictures(net); err != nil {
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
	p.notePreprocessing(prep, data.FitNote(img, net.Input, prep.Fit))
	picture := data.Fit(img, net.Input, prep.Fit)
	return &input{1, func(_ int, dst []float32) error {
		prep.Apply(dst, picture.Data, net.Input)
		return nil
	}}, nil
}

// openFolder takes the pictures of a folder, in name order.
func (p *Program) openFolder(name string, net *cnn.Network, prep cnn.Preprocessing) (*input, error) {
	source, err := data.OpenDir(os.DirFS(name), name, data.Options{Input: net.Input, Prep: prep})
	if err != nil {
		return nil, err
	}
	pictures := source.Train
	if len(pictures.Tasks()) > 0 { // then their order is that of a split for training
		return nil, fmt.Errorf("%s: not a folder of pictures, but of class folders or IDX files", name)
	}
	p.notePreprocessing(prep, source.Note)
	return &input{pictures.Len(), func(i int, dst []float32) error {
		if err := pictures.Read(i, dst); err != nil {
			return about(name, err)
		}
		prep.Apply(dst, dst, net.Input)
		return nil
	}}, nil
}

// canSeePictures fails for a network whose input is no picture of 1 or 3 channels.
func canSeePictures(net *cnn.Network) error {
	if len(net.Input) == 3 && (net.Input[0] == 1 || net.Input[0] == 3) {
		return nil
	}
	return fmt.Errorf("the network reads %s, which is no picture of 1 or 3 channels; give it a .npy array", net.Input)
}
