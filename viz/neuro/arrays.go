package neuro

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"unitscope/cnn/npy"
)

// An Array is numbers of a file, row-major.
type Array struct {
	Name   string
	Shape  []int
	Data   []float64
	Labels []string // of the rows, where the file has them; nil otherwise
}

// ErrNoArray is wrapped where a file has no array of a name, or several and none is named.
var ErrNoArray = errors.New("no such array")

// Arrays are the arrays of a file, by name.
type Arrays struct{ source }

// A source is a file of one format.
type source interface {
	// Names lists the arrays of numbers, in the file's order.
	Names() []string
	// get returns one of them.
	get(name string) (Array, error)
	// Text returns texts that the file holds under a name.
	Text(name string) ([]string, error)
}

// mostBytes bounds what is read of a file, and what comes out where it is compressed.
const mostBytes = 1 << 30

// Open opens a file of arrays by its extension: .npy, .npz, .mat (version 5), .csv, .tsv or .txt.
func Open(fsys fs.FS, name string) (*Arrays, error) {
	open, known := openers[strings.ToLower(path.Ext(name))]
	if !known {
		return nil, fmt.Errorf("neuro: arrays are read from .npy, .npz, .mat and .csv files, not from %q", path.Ext(name))
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	stem := path.Base(name)
	s, err := open(f, stem[:len(stem)-len(path.Ext(stem))])
	if err != nil {
		return nil, err
	}
	return &Arrays{s}, nil
}

// openers open a file's format. stem is its name without folder and extension.
var openers = map[string]func(r io.Reader, stem string) (source, error){
	".npy": openNPY, ".npz": openNPZ, ".mat": openMAT, ".csv": openCSV, ".tsv": openCSV, ".txt": openCSV,
}

// SplitName splits FILE:NAME. Without a name of an array, or where the colon is part of the path, name is empty.
func SplitName(s string) (file, name string) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.ContainsAny(s[i:], `/\`) || path.Ext(s[:i]) == "" {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// Get returns the array of a name, or the only one where name is empty. Errors wrap ErrNoArray and list what there is.
//
// In a .mat file the fields of structs are named as in MATLAB: s.field of all elements of s, stacked, s(2).field of one,
// c{3} for a cell; axes of length 1 are left out.
func (a *Arrays) Get(name string) (Array, error) {
	if name == "" {
		names := a.Names()
		if len(names) != 1 {
			return Array{}, fmt.Errorf("%w: name one of %s, as FILE:NAME", ErrNoArray, listed(names))
		}
		name = names[0]
	}
	return a.get(name)
}

// listed lists names for an error, not too many.
func listed(names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return "none, as there are no arrays of numbers"
	case len(names) > most:
		return fmt.Sprintf("%s and %d others", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// noArray is the error for a name that there is not.
func noArray(name string, s source) error {
	return fmt.Errorf("%w: %q; there is %s", ErrNoArray, name, listed(s.Names()))
}

// readBounded reads all of a file, up to mostBytes.
func readBounded(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err == nil && len(b) > mostBytes {
		err = fmt.Errorf("neuro: more than %d MB", mostBytes>>20)
	}
	return b, err
}

// oneArray is a file that holds one.
type oneArray struct{ array Array }

func (o oneArray) Names() []string { return []string{o.array.Name} }

func (o oneArray) get(name string) (Array, error) {
	if name != o.array.Name {
		return Array{}, noArray(name, o)
	}
	return o.array, nil
}

func (o oneArray) Text(name string) ([]string, error) { return nil, noArray(name, o) }

func openNPY(r io.Reader, stem string) (source, error) {
	shape, data, err := npy.Read[float64](r)
	if err != nil {
		return nil, err
	}
	return oneArray{Array{Name: stem, Shape: shape, Data: data}}, nil
}

// npz is a NumPy archive.
type npz struct{ archive *npy.ArchiveReader }

func openNPZ(r io.Reader, _ string) (source, error) {
	b, err := readBounded(r)
	if err != nil {
		return nil, err
	}
	archive, err := npy.OpenArchive(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	return npz{archive}, nil
}

// Names implements source.
func (z npz) Names() []string { return slices.DeleteFunc(z.archive.Names(), z.archive.IsText) }

func (z npz) get(name string) (Array, error) {
	if !slices.Contains(z.Names(), name) {
		return Array{}, noArray(name, z)
	}
	shape, data, err := npy.Get[float64](z.archive, name)
	if err != nil {
		return Array{}, err
	}
	return Array{Name: name, Shape: shape, Data: data}, nil
}

// Text implements source.
func (z npz) Text(name string) ([]string, error) { return npy.GetText(z.archive, name) }
