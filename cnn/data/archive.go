package data

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// What packed files may unpack to: anything up to freelyUnpacked bytes, more only up to mostUnpacked times
// what they take packed. Pictures come nowhere near it; files made to fill a memory are far beyond.
const (
	freelyUnpacked = 64 << 20
	mostUnpacked   = 100
)

// errBomb is the answer to a file that unpacks to more.
var errBomb = fmt.Errorf("unpacks to more than %d times its size: refused", mostUnpacked)

// guarded reads what is unpacked from a source of which packed tells how many bytes it has taken.
type guarded struct {
	io.Reader
	packed func() int64
	read   int64
}

func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.Reader.Read(p)
	g.read += int64(n)
	if g.read > freelyUnpacked && g.read/mostUnpacked > g.packed() {
		return 0, errBomb
	}
	return n, err
}

// A meter counts what is read through it.
type meter struct {
	io.Reader
	bytes int64
}

func (c *meter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += int64(n)
	return n, err
}

// archive is a zip file as a file system. What its directory claims is trusted nowhere: files unpack as
// they are read, within the limits above, and folders of other zip files are not looked into.
type archive struct {
	*zip.Reader
	size int64
}

// openArchive reads a zip file's directory and refuses one whose files lie over one another or claim to
// unpack to more than they may. file stays open for as long as its pictures are read.
func openArchive(file fs.File) (*archive, error) {
	at, ok := file.(io.ReaderAt)
	if !ok {
		return nil, errors.New("a zip file within another cannot be opened")
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(at, info.Size())
	if err != nil {
		return nil, fmt.Errorf("not a whole zip file: %w", err)
	}
	var packed, unpacked uint64
	for _, f := range r.File {
		packed, unpacked = sum(packed, f.CompressedSize64), sum(unpacked, f.UncompressedSize64)
	}
	switch size := uint64(info.Size()); {
	case packed > size:
		return nil, errors.New("a zip file whose files lie over one another: refused")
	case unpacked > freelyUnpacked && unpacked/mostUnpacked > size:
		return nil, errBomb
	}
	return &archive{r, info.Size()}, nil
}

// sum adds without overflow.
func sum(a, b uint64) uint64 {
	if a+b < a {
		return ^uint64(0)
	}
	return a + b
}

// Open opens a file or folder of the archive.
func (a *archive) Open(name string) (fs.File, error) {
	file, err := a.Reader.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	header, ok := info.Sys().(*zip.FileHeader)
	if !ok {
		return file, nil
	}
	if header.Flags&1 != 0 {
		file.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("encrypted")}
	}
	packed := min(int64(min(header.CompressedSize64, 1<<62)), a.size)
	return &packedFile{file, guarded{Reader: file, packed: func() int64 { return packed }}}, nil
}

// packedFile is a file of an archive, read within the limits.
type packedFile struct {
	fs.File
	content guarded
}

func (f *packedFile) Read(p []byte) (int, error) { return f.content.Read(p) }
