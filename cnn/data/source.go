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
//   - train and test (or val) folders with class folders in them;
//   - class folders: each folder's name is the class of the pictures in it;
//   - pictures: a Source without labels, in name order.
//
// Without a split of its own, a fifth is held out after shuffling by o.Seed. Files that are not
// named as a picture are left alone; one that is named so and is none is an error, as is anything
// that does not fit together. Every error names its file.
func OpenDir(fsys fs.FS, name string, o Options) (*Source, error) {
	source, err := openDir(fsys, name, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return source, nil
}

func openDir(fsys fs.FS, name string, o Options) (*Source, error) {
	if o.Input != nil {
		if err := CheckInput(o.Input); err != nil {
			return nil, err
		}
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, e.Name())
		}
	}
	pairs, err := findIDXPairs(files)
	if err != nil {
		return nil, err
	}
	if len(pairs) > 0 {
		return openIDXPairs(fsys, name, pairs, o)
	}
	return openFolders(fsys, name, o)
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
	s.Train = Keep(reshaped{s.Train, o.Input, o.Prep.Fit})
	s.HeldOut = Keep(reshaped{s.HeldOut, o.Input, o.Prep.Fit})
	s.Note = reshapeNote(own, o.Input, o.Prep.Fit)
	return s
}

// forInput returns s as a network with this input reads it: itself where its pictures have that shape.
func forInput(s Set, net *cnn.Network) (Set, error) {
	if s.Shape().Equal(net.Input) {
		return s, nil
	}
	if err := CheckInput(net.Input); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name(), err)
	}
	return reshaped{s, net.Input, net.Meta.Prep.Fit}, nil
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
