package data

import (
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"math/rand/v2"

	"unitscope/cnn"
)

// classTask is the one task of pictures from files.
const classTask = "class"

// splitStream sets the random numbers that hold pictures out apart from others of the same seed.
const splitStream = 0x73706c6974

// OpenDir opens a folder of pictures, deciding by what lies in it:
//
//   - IDX pairs (train-images-idx3-ubyte, train-labels-idx1-ubyte; .gz or not; each images file goes
//     with the labels file of its own name): train-* is the training, t10k-* the held-out part;
//   - CIFAR-10 or CIFAR-100 .bin files: test* is the held-out part; batches.meta.txt or
//     fine_label_names.txt beside them name the classes;
//   - train and test (or val) folders with class folders in them;
//   - class folders: each folder's name is the class of the pictures in it;
//   - pictures: a Source without labels, in name order;
//   - nothing but one other folder without pictures of its own: what that one is.
//
// Without a split of its own, a fifth is held out after shuffling by o.Seed. Files that are not
// named as a picture are left alone. One that is named so and cannot be read is left out wherever that is found, see
// Source.LeftOut; a source without any that can is an error, as is anything that does not fit together. Every error
// names its file. Pictures are decoded when they are read, and of a large folder only some are looked at
// beforehand: see Source.Check.
func OpenDir(fsys fs.FS, name string, o Options) (*Source, error) {
	return open(name, o, func() (*Source, error) { return openDir(fsys, name, o) })
}

// open checks what every source is asked for, and puts the source's name before errors.
func open(name string, o Options, read func() (*Source, error)) (*Source, error) {
	var source *Source
	var err error
	if o.Input != nil {
		err = CheckInput(o.Input)
	}
	if err == nil {
		source, err = read()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return source, nil
}

// openDir opens what the root of fsys holds, or the folder in it beside which there is nothing.
func openDir(fsys fs.FS, name string, o Options) (*Source, error) {
	c, folder, err := innermost(fsys)
	if err != nil {
		return nil, err
	}
	pairs, err := findIDXPairs(c.others)
	switch {
	case err != nil:
		return nil, inFolder(folder, err)
	case len(pairs) > 0:
		return openIDXPairs(fsys, name, in(folder, pairs), o)
	case len(c.cifar) > 0:
		return openCIFAR(fsys, name, c.cifar, o)
	}
	return openFolders(fsys, name, c, o)
}

// maxNesting is how many folders may lie in one another with nothing beside them.
const maxNesting = 16

// innermost goes down through folders that hold nothing but another one. A single folder of pictures is
// a class of its own, but in a zip file the folder that was packed.
func innermost(fsys fs.FS) (c contents, folder string, err error) {
	_, packed := fsys.(*archive)
	if c, err = list(fsys, "."); err != nil {
		return c, ".", err
	}
	folder = "."
	for range maxNesting {
		if len(c.folders) != 1 || len(c.pictures) > 0 || len(c.cifar) > 0 {
			break
		}
		if pairs, err := findIDXPairs(c.others); err != nil || len(pairs) > 0 {
			break
		}
		inner, err := list(fsys, c.folders[0])
		if err != nil {
			return c, folder, err
		}
		if len(inner.pictures) > 0 && !packed {
			break
		}
		c, folder = inner, c.folders[0]
	}
	return c, folder, nil
}

// holdOut shuffles a set and holds a fifth of it out, at least one picture where there are two.
func holdOut(s Set, seed uint64) (train, heldOut Set) {
	n := s.Len()
	order := rand.New(rand.NewPCG(seed, splitStream)).Perm(n)
	held := n / 5
	if n > 1 {
		held = max(1, held)
	}
	return subset{s, order[held:]}, subset{s, order[:held]}
}

// splitSource makes a source of pictures that come without a split.
func splitSource(name string, s Set, o Options) *Source {
	train, heldOut := holdOut(s, o.Seed)
	return &Source{Name: name, Train: train, HeldOut: heldOut, Dealt: true,
		Split: fmt.Sprintf("%d of %d pictures held out by seed %d", heldOut.Len(), s.Len(), o.Seed)}
}

// ownSplit says how a source with a split of its own is divided.
func ownSplit(train, heldOut Set) string {
	return fmt.Sprintf("%d of %d pictures held out by the source", heldOut.Len(), train.Len()+heldOut.Len())
}

// CheckInput returns an error unless pictures can be brought to a network's input, C,H,W with one channel
// or three. What Fit is given has to pass it.
func CheckInput(input cnn.Shape) error {
	switch {
	case len(input) != 3 || input.Check() != nil:
		return fmt.Errorf("pictures cannot be fitted to a network's input of %v", input)
	case input[0] != 1 && input[0] != 3:
		return fmt.Errorf("pictures have 1 or 3 channels, the network's input has %d", input[0])
	}
	return nil
}

// fitted brings a source whose sets have a shape of their own to the one asked for.
func fitted(s *Source, o Options) *Source {
	own := s.Train.Shape()
	if o.Input == nil || o.Input.Equal(own) {
		return s
	}
	room := newMemory(keepLimit)
	s.Train = keepIn(room, reshaped{s.Train, o.Input, o.Prep.Fit})
	s.HeldOut = keepIn(room, reshaped{s.HeldOut, o.Input, o.Prep.Fit})
	s.Note = reshapeNote(own, o.Input, o.Prep.Fit)
	return s
}

// forInput returns s as a network with this input reads it: itself where its pictures have that shape.
func forInput(s Set, net *cnn.Network) (Set, error) {
	input := net.Meta.Prep.Picture(net.Input)
	if s.Shape().Equal(input) {
		return s, nil
	}
	if err := CheckInput(input); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name(), err)
	}
	return reshaped{s, input, net.Meta.Prep.Fit}, nil
}

// reshaped is a Set with its pictures brought to another shape, which CheckInput allows: fitted in
// size, grey repeated in three channels, colour turned into luminance.
type reshaped struct {
	Set
	shape cnn.Shape
	fit   cnn.Fit
}

func (r reshaped) Shape() cnn.Shape { return r.shape }

func (r reshaped) Read(i int, dst []float32) error {
	own := r.Set.Shape()
	values := make([]float32, own.Size())
	if err := r.Set.Read(i, values); err != nil {
		return err
	}
	fitInto(dst, planarImage(values, own), r.shape, r.fit)
	return nil
}

// planarImage makes an image of planar values from 0 to 1, of one or three channels.
func planarImage(values []float32, shape cnn.Shape) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
	n := shape[1] * shape[2]
	for i := range n {
		var rgb [3]byte
		for c := range rgb {
			rgb[c] = byte(values[min(c, shape[0]-1)*n+i]*255 + 0.5)
		}
		img.SetRGBA(i%shape[2], i/shape[2], color.RGBA{R: rgb[0], G: rgb[1], B: rgb[2], A: 255})
	}
	return img
}

// reshapeNote says what reshaped does to its pictures.
func reshapeNote(own, shape cnn.Shape, fit cnn.Fit) string {
	note := fitNote(image.Pt(own[2], own[1]), image.Pt(shape[2], shape[1]), fit)
	switch {
	case own[0] < shape[0]:
		note += ", grey repeated in 3 channels"
	case own[0] > shape[0]:
		note += ", colour turned into luminance"
	}
	return note
}
