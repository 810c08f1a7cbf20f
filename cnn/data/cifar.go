package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
)

// cifarPicture is the bytes of a picture: 32×32 red, green, blue, as
// https://www.cs.toronto.edu/~kriz/cifar.html describes the binary version.
const cifarPicture = 3 * 32 * 32

// maxCIFAR is how many bytes the files of one source may hold: six times CIFAR.
const maxCIFAR = 1 << 30

// A cifarFormat is how a record is laid out: some labels, of which the last is the class, and the picture.
type cifarFormat struct {
	name   string
	limits []int // above each label
	names  string
}

var (
	cifar10  = cifarFormat{"CIFAR-10", []int{10}, "batches.meta.txt"}
	cifar100 = cifarFormat{"CIFAR-100", []int{20, 100}, "fine_label_names.txt"} // superclass, class
)

func (f cifarFormat) record() int  { return len(f.limits) + cifarPicture }
func (f cifarFormat) classes() int { return f.limits[len(f.limits)-1] }

// cifarNames are the classes of CIFAR-10, for its own files where the names do not lie beside them.
var cifarNames = []string{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}

// cifarSet is the pictures of .bin files, as they lie in them.
type cifarSet struct {
	sound
	name    string
	format  cifarFormat
	files   []string
	content [][]byte // of each file: whole records
	starts  []int    // index of the first picture of each file
	n       int
	classes []string
}

func (s *cifarSet) Name() string     { return s.name }
func (s *cifarSet) Len() int         { return s.n }
func (s *cifarSet) Shape() cnn.Shape { return cnn.Shape{3, 32, 32} }
func (s *cifarSet) Tasks() []string  { return []string{classTask} }

func (s *cifarSet) Classes(task string) []string {
	if task != classTask {
		return nil
	}
	return s.classes
}

func (s *cifarSet) Label(i int, task string) int {
	if task != classTask {
		return -1
	}
	return int(s.record(i)[len(s.format.limits)-1])
}

func (s *cifarSet) Read(i int, dst []float32) error {
	fromBytes(dst, s.record(i)[len(s.format.limits):])
	return nil
}

func (s *cifarSet) PictureName(i int) string {
	file := s.file(i)
	return s.files[file] + " " + strconv.Itoa(i-s.starts[file])
}

// file returns in which file picture i is.
func (s *cifarSet) file(i int) int {
	file, exact := slices.BinarySearch(s.starts, i)
	if !exact {
		file--
	}
	return file
}

func (s *cifarSet) record(i int) []byte {
	file := s.file(i)
	size := s.format.record()
	return s.content[file][(i-s.starts[file])*size:][:size]
}

// add appends the pictures of a file.
func (s *cifarSet) add(file string, content []byte) {
	s.files, s.content, s.starts = append(s.files, file), append(s.content, content), append(s.starts, s.n)
	s.n += len(content) / s.format.record()
}

// isCIFAR tells whether a file's name and size are those of CIFAR records.
func isCIFAR(name string, size int64) bool {
	return strings.EqualFold(path.Ext(name), ".bin") && size > 0 && (size%int64(cifar10.record()) == 0 || size%int64(cifar100.record()) == 0)
}

// openCIFAR makes a source of .bin files that lie in one folder: those named test are held out where
// others are there. names tells what the classes are called, from the files beside them.
func openCIFAR(fsys fs.FS, name string, files []string, o Options) (*Source, error) {
	content := make([][]byte, len(files))
	total := 0
	for i, file := range files {
		var err error
		if content[i], err = readWhole(fsys, file, maxCIFAR-total); err != nil {
			return nil, err
		}
		total += len(content[i])
	}
	format, err := cifarFormatOf(files, content)
	if err != nil {
		return nil, err
	}
	classes, err := format.classNames(fsys, files)
	if err != nil {
		return nil, err
	}
	train := &cifarSet{name: name, format: format, classes: classes}
	test := &cifarSet{name: name, format: format, classes: classes}
	for i, file := range files {
		if strings.HasPrefix(path.Base(file), "test") {
			test.add(file, content[i])
		} else {
			train.add(file, content[i])
		}
	}
	switch {
	case train.n == 0:
		train, test = test, train
		fallthrough
	case test.n == 0:
		return fitted(splitSource(name, train, o), o), nil
	}
	return fitted(&Source{Name: name, Train: train, HeldOut: test, Split: ownSplit(train, test)}, o), nil
}

// readWhole reads a file of at most so many bytes; what the file says of its size does not count.
func readWhole(fsys fs.FS, name string, most int) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(content) > most {
		return nil, fmt.Errorf("%s: more than %d MB of pictures", name, maxCIFAR>>20)
	}
	return content, nil
}

// cifarFormatOf returns the format that fits every file, in its size and in all its labels.
func cifarFormatOf(files []string, content [][]byte) (cifarFormat, error) {
	var wrong [2]error
	for k, format := range []cifarFormat{cifar10, cifar100} {
		for i := range files {
			if wrong[k] = format.check(content[i]); wrong[k] != nil {
				wrong[k] = fmt.Errorf("%s: %w", files[i], wrong[k])
				break
			}
		}
		if wrong[k] == nil {
			return format, nil
		}
	}
	if errors.Is(wrong[0], errRecords) && errors.Is(wrong[1], errRecords) {
		return cifarFormat{}, fmt.Errorf("%w, nor of those of CIFAR-100 (%d bytes)", wrong[0], cifar100.record())
	}
	if errors.Is(wrong[0], errRecords) {
		return cifarFormat{}, wrong[1]
	}
	return cifarFormat{}, wrong[0]
}

// errRecords says that a file is not so many whole records.
var errRecords = errors.New("no whole number")

// check returns an error unless content is records of the format.
func (f cifarFormat) check(content []byte) error {
	if len(content) == 0 || len(content)%f.record() != 0 {
		return fmt.Errorf("%d bytes are %w of %s records (%d bytes)", len(content), errRecords, f.name, f.record())
	}
	for at := 0; at < len(content); at += f.record() {
		for k, limit := range f.limits {
			if label := int(content[at+k]); label >= limit {
				return fmt.Errorf("record %d has label %d, where those of %s are below %d", at/f.record(), label, f.name, limit)
			}
		}
	}
	return nil
}

// classNames returns what the classes are called: as the file beside the pictures says, as everybody knows of
// CIFAR-10's own files, or else by number.
func (f cifarFormat) classNames(fsys fs.FS, files []string) ([]string, error) {
	beside := path.Join(path.Dir(files[0]), f.names)
	text, err := readWhole(fsys, beside, maxLabelFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if base := path.Base(files[0]); f.classes() == len(cifarNames) && (strings.HasPrefix(base, "data_batch") || strings.HasPrefix(base, "test_batch")) {
			return slices.Clone(cifarNames), nil
		}
		return numbered(f.classes()), nil
	case err != nil:
		return nil, err
	}
	names, err := ReadLabels(bytes.NewReader(text), beside)
	if err == nil && len(names) != f.classes() {
		err = fmt.Errorf("%d names for the %d classes of %s", len(names), f.classes(), f.name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", beside, err)
	}
	return names, nil
}
