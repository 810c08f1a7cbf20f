package session

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// Where pictures come from is one line of text, as an action and an experiment hold it: "toyworld", the
// path of a folder or file, or paths of picture files in quotation marks, "a.png" "b.png".

// toyWorld is the name of the embedded pictures.
const toyWorld = "toyworld"

// Toys is how many pictures the Toy World has; 0: as many as data.ToyWorld has by itself. A smaller one has the first ones of that.
// The simulated subject of the Brain room has seen pictures from among the first 200 held-out ones.
type Toys struct{ Training, HeldOut int }

func (t Toys) options() data.Options { return data.Options{Pictures: t.Training, HeldOut: t.HeldOut} }

// quoted writes paths as one line.
func quoted(paths []string) string {
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = strconv.Quote(p)
	}
	return strings.Join(words, " ")
}

// unquoted reads what quoted wrote; a text that does not begin with a quotation mark is one path.
func unquoted(text string) ([]string, error) {
	if !strings.HasPrefix(text, `"`) {
		return []string{text}, nil
	}
	var paths []string
	for rest := text; rest != ""; {
		word, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, errors.New("a path that begins with a quotation mark ends with one, and one blank comes before the next")
		}
		path, err := strconv.Unquote(word)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
		rest = strings.TrimLeft(rest[len(word):], " ")
	}
	return paths, nil
}

// openSource opens pictures by name or path.
func openSource(ref string, o data.Options) (*data.Source, error) {
	if ref == toyWorld {
		o.Seed = 0 // another one would draw others
		return data.ToyWorld(o), nil
	}
	paths, err := unquoted(ref)
	var source *data.Source
	switch {
	case err != nil:
		return nil, err
	case len(paths) == 1:
		source, err = openPath(paths[0], o)
	default:
		source, err = openFiles(paths, o)
	}
	if err != nil {
		return nil, err
	}
	if source.HeldOut.Len() == 0 {
		return nil, fmt.Errorf("cannot open %s: no pictures", ref)
	}
	return source, nil
}

// openPath opens the pictures of a folder or file.
func openPath(path string, o data.Options) (*data.Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	var source *data.Source
	if info.IsDir() {
		source, err = data.OpenDir(os.DirFS(path), path, o)
	} else {
		folder, file := InFolder(path)
		source, err = data.OpenFile(folder, file, path, o)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open %w", err) // it begins with the path
	}
	return source, nil
}

// openFiles opens picture files as one source without labels.
func openFiles(paths []string, o data.Options) (*data.Source, error) {
	files := make([]data.PictureFile, len(paths))
	for i, path := range paths {
		files[i] = data.PictureFile{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	}
	source, err := data.OpenPictures(fmt.Sprintf("%d pictures", len(paths)), files, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open %w", err)
	}
	return source, nil
}

// open opens pictures for a network.
func (d desk) open(ref string, net *cnn.Network) (*data.Source, error) {
	o := d.toys.options()
	o.Input, o.Prep, o.Seed = net.Input, net.Meta.Prep, d.seed
	return openSource(ref, o)
}
