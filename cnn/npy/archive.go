package npy

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
)

// extension is what NumPy gives the members of an archive.
const extension = ".npy"

// An Archive is an .npz file that is being written: arrays under names. Same arrays, same bytes.
type Archive struct{ zip *zip.Writer }

// NewArchive begins an archive; it is complete after Close.
func NewArchive(w io.Writer) *Archive { return &Archive{zip.NewWriter(w)} }

// Add writes one array under a name, uncompressed as numpy.savez does.
func Add[T Number](a *Archive, name string, shape []int, data []T) error {
	w, err := a.create(name)
	if err != nil {
		return err
	}
	return Write(w, shape, data)
}

// create begins the member of a name.
func (a *Archive) create(name string) (io.Writer, error) {
	return a.zip.CreateHeader(&zip.FileHeader{Name: name + extension, Method: zip.Store})
}

// Close writes the archive's directory; it does not close the writer below.
func (a *Archive) Close() error { return a.zip.Close() }

// An ArchiveReader is an .npz file to read from, compressed or not.
type ArchiveReader struct{ zip *zip.Reader }

// OpenArchive opens an .npz file of the given size in bytes.
func OpenArchive(r io.ReaderAt, size int64) (*ArchiveReader, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("npy: not an .npz file: %w", err)
	}
	return &ArchiveReader{z}, nil
}

// Names lists the arrays in the archive's order.
func (a *ArchiveReader) Names() []string {
	var names []string
	for _, member := range a.zip.File {
		if name, ok := strings.CutSuffix(member.Name, extension); ok {
			names = append(names, name)
		}
	}
	return names
}

// Get reads the array of a name, as Read does; its errors give the name.
func Get[T Float](a *ArchiveReader, name string) (shape []int, data []T, err error) {
	r, err := a.open(name)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	if shape, data, err = Read[T](r); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return shape, data, nil
}

// largest bounds what an array of an archive may unpack to, in bytes.
const largest = 4 << 30

// open opens the member of a name.
func (a *ArchiveReader) open(name string) (io.ReadCloser, error) {
	for _, member := range a.zip.File {
		if member.Name != name+extension {
			continue
		}
		if member.UncompressedSize64 > largest {
			return nil, fmt.Errorf("npy: %s: %w: it unpacks to more than %d GB", name, ErrFormat, largest>>30)
		}
		r, err := member.Open()
		if err != nil {
			return nil, fmt.Errorf("npy: %s: %w", name, err)
		}
		return struct { // a member says how long it is, which need not be true
			io.Reader
			io.Closer
		}{io.LimitReader(r, int64(member.UncompressedSize64)), r}, nil
	}
	return nil, fmt.Errorf("npy: no array is named %q", name)
}
