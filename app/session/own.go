package session

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// An ownFile is the file of an own picture, as it was when it was opened or pasted: it is decoded again for
// a network of another size, and lies in an experiment, so that it is there when the file has gone.
type ownFile struct {
	name     string
	contents []byte
}

// mostOwnFile is how large the file of an own picture may be for it to be kept, in bytes; a larger one is
// read anew each time.
const mostOwnFile = 16 << 20

// readPicture reads a picture's pixels at the network's input size.
func readPicture(source *data.Source, p Picture, shape cnn.Shape, prep cnn.Preprocessing) (Picture, error) {
	switch {
	case p.Drawing():
		return blank(p.Blank, shape), nil
	case p.Brain.Number > 0:
		return readBrainPicture(p.Brain, shape, prep)
	case p.Own != nil:
		return p.Own.picture(p.Path, shape, prep)
	case p.Path != "":
		return readPictureFile(p.Path, shape, prep)
	}
	set := source.HeldOut
	if p.Index < 0 || p.Index >= set.Len() {
		return p, fmt.Errorf("there are pictures 0 to %d, not %d", set.Len()-1, p.Index)
	}
	pixels := cnn.NewTensor(set.Shape()...)
	if err := set.Read(p.Index, pixels.Data); err != nil {
		return p, fmt.Errorf("%s: %w", set.Name(), err)
	}
	p.Pixels, p.Name, p.Note = pixels, set.PictureName(p.Index), source.Note
	return p, nil
}

// readPictureFile reads an own picture.
func readPictureFile(path string, shape cnn.Shape, prep cnn.Preprocessing) (Picture, error) {
	file, err := os.Open(path)
	if err != nil {
		return Picture{}, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	defer file.Close()
	var kept bytes.Buffer
	if _, err := io.CopyN(&kept, file, mostOwnFile+1); err == nil { // there is more
		picture, err := decodePicture(io.MultiReader(&kept, file), filepath.Base(path), shape, prep)
		if err != nil {
			return Picture{}, fmt.Errorf("cannot open %s: %w", path, err)
		}
		picture.Path = path
		return picture, nil
	} else if err != io.EOF {
		return Picture{}, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	own := &ownFile{filepath.Base(path), kept.Bytes()}
	picture, err := own.picture(path, shape, prep)
	if err != nil {
		return Picture{}, fmt.Errorf("cannot open %s: %w", path, err)
	}
	return picture, nil
}

// picture decodes the file.
func (o *ownFile) picture(path string, shape cnn.Shape, prep cnn.Preprocessing) (Picture, error) {
	picture, err := decodePicture(bytes.NewReader(o.contents), o.name, shape, prep)
	picture.Own, picture.Path = o, path
	return picture, err
}

func decodePicture(r io.Reader, name string, shape cnn.Shape, prep cnn.Preprocessing) (Picture, error) {
	img, err := data.DecodePicture(r)
	if err != nil {
		return Picture{}, err
	}
	return Picture{Index: -1, Name: name, Pixels: data.Fit(img, shape, prep.Fit), Note: data.FitNote(img, shape, prep.Fit)}, nil
}

// ownFolder is where an experiment has the file of an own picture.
const ownFolder = "picture/"

func (o *ownFile) write(w io.Writer) error {
	_, err := w.Write(o.contents)
	return err
}

// readOwn reads the file of an own picture from an experiment that has one. It is decoded when it is shown.
func (e *experiment) readOwn(z *zip.Reader) error {
	for _, f := range z.File {
		name, ok := strings.CutPrefix(f.Name, ownFolder)
		if !ok || name == "" {
			continue
		}
		contents, err := read(z, f.Name)
		if err != nil {
			return err
		}
		e.own = &ownFile{name, contents}
		return nil
	}
	return nil
}
