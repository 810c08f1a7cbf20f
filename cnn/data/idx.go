package data

import (
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"unitscope/cnn"
)

// maxIDX is how many bytes of values an IDX file may announce.
const maxIDX = 1 << 30

// An idxFile is what an IDX file of unsigned bytes holds: values, last axis fastest.
//
// The format is described at the foot of http://yann.lecun.com/exdb/mnist/: two zero bytes, the type
// of the values (8: unsigned byte), the number of axes, the length of each as a big-endian 32-bit
// number, the values.
type idxFile struct {
	lengths []int
	values  []byte
}

// readIDX reads an IDX file of unsigned bytes with the given number of axes. What it allocates is
// bounded by what r really holds and by maxIDX, whatever the header says.
func readIDX(r io.Reader, axes int) (*idxFile, error) {
	header := make([]byte, 4+4*axes)
	if _, err := io.ReadFull(r, header[:4]); err != nil {
		return nil, cutShort("IDX header", err)
	}
	if want := [4]byte{0, 0, 8, byte(axes)}; [4]byte(header[:4]) != want {
		return nil, fmt.Errorf("not an IDX file of %d-axis bytes: it starts % x, not % x", axes, header[:4], want)
	}
	if _, err := io.ReadFull(r, header[4:]); err != nil {
		return nil, cutShort("IDX header", err)
	}
	f, size := &idxFile{}, uint64(1)
	for a := range axes {
		length := binary.BigEndian.Uint32(header[4+4*a:])
		f.lengths = append(f.lengths, int(length))
		if size *= uint64(length); size > maxIDX {
			return nil, fmt.Errorf("announces more than %d MB of values", maxIDX>>20)
		}
	}
	var err error
	if f.values, err = io.ReadAll(io.LimitReader(r, int64(size)+1)); err != nil {
		return nil, cutShort("values", err)
	}
	switch n := uint64(len(f.values)); {
	case n < size:
		return nil, fmt.Errorf("cut short: %d values announced, %d there", size, n)
	case n > size:
		return nil, fmt.Errorf("goes on after the %d values that it announces", size)
	}
	return f, nil
}

// cutShort says in one way that a file ended too early, whatever reader noticed it.
func cutShort(what string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("cut short in its %s", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// openIDX reads a file of a folder as IDX, unpacked if its name ends in .gz.
func openIDX(fsys fs.FS, name string, axes int) (*idxFile, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err // an fs.PathError names the file
	}
	defer file.Close()
	r := io.Reader(file)
	if path.Ext(name) == ".gz" {
		packed := &meter{Reader: file}
		if r, err = gzip.NewReader(packed); err != nil {
			return nil, fmt.Errorf("%s: not gzip: %w", name, err)
		}
		r = &guarded{Reader: r, packed: func() int64 { return packed.bytes }}
	}
	f, err := readIDX(r, axes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// An idxPair is the names of an images file and of the labels file that goes with it.
type idxPair struct{ images, labels string }

// trains and tests say whether the pair is named as the training or the test part of a set.
func (p idxPair) trains() bool { return strings.Contains(p.images, "train-images") }
func (p idxPair) tests() bool {
	return strings.Contains(p.images, "t10k-images") || strings.Contains(p.images, "test-images")
}

// findIDXPairs picks the IDX pairs from the file names of a folder, in their order. Either file of a
// pair may be packed; where one is there twice, the unpacked one counts.
func findIDXPairs(names []string) ([]idxPair, error) {
	present := map[string]bool{}
	for _, name := range names {
		present[name] = true
	}
	var pairs []idxPair
	for _, name := range names {
		plain := strings.TrimSuffix(name, ".gz")
		if !strings.Contains(plain, "images") || !strings.Contains(plain, "idx3") || plain != name && present[plain] {
			continue
		}
		labels := strings.NewReplacer("images", "labels", "idx3", "idx1").Replace(plain)
		switch {
		case present[labels]:
		case present[labels+".gz"]:
			labels += ".gz"
		default:
			return nil, fmt.Errorf("%s: no labels beside it (%s, with or without .gz)", name, labels)
		}
		pairs = append(pairs, idxPair{name, labels})
	}
	return pairs, nil
}

// idxSet is the pictures of one or more IDX pairs; its one task is the label.
type idxSet struct {
	sound
	name    string
	shape   cnn.Shape
	images  []byte
	labels  []byte
	names   []string // one per pair
	starts  []int    // index of the first picture of each pair
	classes []string
}

// add reads a pair and appends its pictures.
func (s *idxSet) add(fsys fs.FS, p idxPair) error {
	images, err := openIDX(fsys, p.images, 3)
	if err != nil {
		return err
	}
	labels, err := openIDX(fsys, p.labels, 1)
	if err != nil {
		return err
	}
	n, size := images.lengths[0], image.Pt(images.lengths[2], images.lengths[1])
	if labels.lengths[0] != n {
		return fmt.Errorf("%s: labels that do not match: %d labels for the %d pictures of %s", p.labels, labels.lengths[0], n, p.images)
	}
	if n == 0 {
		return fmt.Errorf("%s: no pictures in it", p.images)
	}
	if err := checkSize(size); err != nil {
		return fmt.Errorf("%s: %w", p.images, err)
	}
	shape := cnn.Shape{1, size.Y, size.X}
	if s.shape != nil && !s.shape.Equal(shape) {
		return fmt.Errorf("%s: pictures of %s where %s has %d×%d", p.images, sizeText(size), s.names[0], s.shape[2], s.shape[1])
	}
	s.shape = shape
	s.starts = append(s.starts, len(s.labels))
	s.names = append(s.names, strings.TrimSuffix(p.images, ".gz"))
	if s.images == nil {
		s.images = images.values // without a second copy of what is mostly the only file
	} else {
		s.images = append(s.images, images.values...)
	}
	s.labels = append(s.labels, labels.values...)
	return nil
}

func (s *idxSet) Name() string     { return s.name }
func (s *idxSet) Len() int         { return len(s.labels) }
func (s *idxSet) Shape() cnn.Shape { return s.shape }
func (s *idxSet) Tasks() []string  { return []string{classTask} }

func (s *idxSet) Classes(task string) []string {
	if task != classTask {
		return nil
	}
	return s.classes
}

func (s *idxSet) Label(i int, task string) int {
	if task != classTask {
		return -1
	}
	return int(s.labels[i])
}

func (s *idxSet) Read(i int, dst []float32) error {
	size := s.shape.Size()
	fromBytes(dst, s.images[i*size:(i+1)*size])
	return nil
}

func (s *idxSet) PictureName(i int) string {
	pair := len(s.starts) - 1
	for s.starts[pair] > i {
		pair--
	}
	return s.names[pair] + " " + strconv.Itoa(i-s.starts[pair])
}

// openIDXPairs makes a source of a folder's IDX pairs: train-* against t10k-* where both are there.
func openIDXPairs(fsys fs.FS, name string, pairs []idxPair, o Options) (*Source, error) {
	all, tests := &idxSet{name: name}, &idxSet{name: name}
	split := false
	for _, p := range pairs {
		split = split || p.trains()
	}
	for _, p := range pairs {
		into := all
		if split && p.tests() {
			into = tests
		}
		if err := into.add(fsys, p); err != nil {
			return nil, err
		}
	}
	if tests.Len() > 0 && !tests.shape.Equal(all.shape) {
		return nil, fmt.Errorf("pictures of %v for training, of %v for testing", all.shape, tests.shape)
	}
	classes := digitClasses(all.labels, tests.labels)
	all.classes, tests.classes = classes, classes
	if tests.Len() == 0 {
		return fitted(splitSource(name, all, o), o), nil
	}
	return fitted(&Source{Name: name, Train: all, HeldOut: tests, Split: ownSplit(all, tests)}, o), nil
}

// digitClasses names the classes that labels need: "0", "1" and so on to the highest one.
func digitClasses(labels ...[]byte) []string {
	highest := byte(0)
	for _, l := range labels {
		for _, v := range l {
			highest = max(highest, v)
		}
	}
	return numbered(int(highest) + 1)
}
