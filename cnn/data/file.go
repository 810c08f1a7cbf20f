package data

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// OpenFile opens pictures that are one file of a folder: a zip file of anything that OpenDir opens, the
// images file of an IDX pair, a CIFAR .bin file, or a single picture. name is what people call it.
//
// A zip file, which must be an io.ReaderAt as the files of os.DirFS are, stays open for as long as the
// Source is used.
func OpenFile(fsys fs.FS, file, name string, o Options) (*Source, error) {
	return open(name, o, func() (*Source, error) { return openFile(fsys, file, name, o) })
}

// HoldsPictures tells from a file's name whether it is one of those that OpenFile opens and that hold
// many pictures: a zip, IDX images or CIFAR file.
func HoldsPictures(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".zip" || extension == ".bin" || strings.Contains(name, "idx3")
}

// NamesPicture tells from a file's name whether it is said to be a picture that DecodePicture reads.
func NamesPicture(name string) bool {
	return slices.Contains(pictureExtensions, strings.ToLower(path.Ext(name)))
}

func openFile(fsys fs.FS, file, name string, o Options) (*Source, error) {
	begins, err := beginning(fsys, file)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(begins, "PK"):
		return openZip(fsys, file, name, o)
	case strings.HasPrefix(begins, "\x00\x00\x08\x03") || strings.Contains(file, "idx3"):
		return openIDXFile(fsys, file, name, o)
	case strings.EqualFold(path.Ext(file), ".bin"):
		return openCIFAR(fsys, name, []string{file}, o)
	}
	s := newFolderSet(name, fsys, o)
	s.files = []string{file}
	source, err := s.source(0, o)
	if errors.Is(err, errNoPicture) {
		return nil, errNoSource
	}
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), file+": ")) // it is the source's own name
	}
	return source, nil
}

// errNoSource says what OpenFile looks for.
var errNoSource = errors.New("no pictures in it; looked for a zip file, an IDX images file, a CIFAR .bin file, " +
	"and a png, jpeg, gif, webp, bmp or tiff picture")

// beginning returns the first four bytes of a file, fewer where it is shorter.
func beginning(fsys fs.FS, file string) (string, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	start := make([]byte, 4)
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	return string(start[:n]), nil
}

// openZip opens what a zip file holds.
func openZip(fsys fs.FS, file, name string, o Options) (*Source, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	a, err := openArchive(f)
	if err == nil {
		var source *Source
		if source, err = openDir(a, name, o); err == nil {
			return source, nil
		}
	}
	f.Close()
	return nil, err
}

// openIDXFile opens an IDX images file with the labels file of its name beside it.
func openIDXFile(fsys fs.FS, file, name string, o Options) (*Source, error) {
	c, err := list(fsys, path.Dir(file))
	if err != nil {
		return nil, err
	}
	base := path.Base(file)
	pairs, err := findIDXPairs(slices.DeleteFunc(c.others, func(other string) bool { return other != base && strings.Contains(other, "images") }))
	if err != nil {
		return nil, inFolder(path.Dir(file), err)
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("an IDX file of pictures is called NAME-images-idx3-ubyte, with NAME-labels-idx1-ubyte beside it")
	}
	return openIDXPairs(fsys, name, in(path.Dir(file), pairs), o)
}

// in gives the names of pairs their folder.
func in(folder string, pairs []idxPair) []idxPair {
	for i, p := range pairs {
		pairs[i] = idxPair{path.Join(folder, p.images), path.Join(folder, p.labels)}
	}
	return pairs
}

// inFolder puts a folder before an error that begins with a file's name.
func inFolder(folder string, err error) error {
	if folder == "." {
		return err
	}
	return fmt.Errorf("%s/%w", folder, err)
}
