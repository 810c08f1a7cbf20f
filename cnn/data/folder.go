package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"unitscope/cnn"
)

// errNothing says what OpenDir looks for.
var errNothing = errors.New("no pictures found; looked for IDX pairs (*-images-idx3-ubyte), CIFAR .bin files, " +
	"a folder for each class, and png, jpeg, gif, webp, bmp or tiff files")

// pictureExtensions are those of files that are taken for pictures.
var pictureExtensions = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"}

// heldOutFolders are the names, beside train, of a folder that holds the pictures to test on.
var heldOutFolders = []string{"test", "val", "valid", "validation", "heldout", "held-out"}

// lookedAt is how many pictures of a folder are looked at when it is opened: each costs the reading of a file.
const lookedAt = 256

// A PictureFile is one picture of a list: a file somewhere, or bytes that were pasted.
type PictureFile struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// folderSet is picture files, decoded when they are read.
type folderSet struct {
	name    string
	open    func(i int) (io.ReadCloser, error)
	files   []string
	classes []string // nil: no labels
	labels  []int
	shape   cnn.Shape
	fit     cnn.Fit
	faults  *faults
}

func (s *folderSet) Name() string             { return s.name }
func (s *folderSet) Len() int                 { return len(s.files) }
func (s *folderSet) Shape() cnn.Shape         { return s.shape }
func (s *folderSet) PictureName(i int) string { return s.files[i] }
func (s *folderSet) Fault(i int) error        { return s.faults.at(i) }

func (s *folderSet) Tasks() []string {
	if s.classes == nil {
		return nil
	}
	return []string{classTask}
}

func (s *folderSet) Classes(task string) []string {
	if task != classTask {
		return nil
	}
	return s.classes
}

func (s *folderSet) Label(i int, task string) int {
	if task != classTask || s.classes == nil {
		return -1
	}
	return s.labels[i]
}

func (s *folderSet) Read(i int, dst []float32) error {
	img, err := s.decode(i)
	if err != nil {
		return err
	}
	fitInto(dst, img, s.shape, s.fit)
	return nil
}

// decode reads picture i. Its error is an ErrUnreadable, which is noted.
func (s *folderSet) decode(i int) (img image.Image, err error) {
	err = s.look(i, func(file io.Reader) error {
		img, err = DecodePicture(file)
		return err
	})
	return img, err
}

// header returns the size that picture i's header gives. Its error is an ErrUnreadable, which is noted.
func (s *folderSet) header(i int) (size image.Point, err error) {
	err = s.look(i, func(file io.Reader) error {
		size, err = pictureSize(file)
		return err
	})
	return size, err
}

// look has read look at a picture's file, unless it is known to be unreadable.
func (s *folderSet) look(i int, read func(io.Reader) error) error {
	if err := s.faults.at(i); err != nil {
		return err
	}
	file, err := s.open(i)
	if err != nil {
		return s.faults.add(i, s.files[i], err)
	}
	defer file.Close()
	if err := read(file); err != nil {
		return s.faults.add(i, s.files[i], err)
	}
	return nil
}

// OpenPictures makes a source without labels of a list of pictures, in its order: files that were dropped
// or pasted.
func OpenPictures(name string, pictures []PictureFile, o Options) (*Source, error) {
	return open(name, o, func() (*Source, error) {
		s := newFolderSet(name, nil, o)
		for _, p := range pictures {
			s.files = append(s.files, p.Name)
		}
		s.open = func(i int) (io.ReadCloser, error) { return pictures[i].Open() }
		return s.source(0, o)
	})
}

// newFolderSet returns a set without pictures that are yet to come out of fsys.
func newFolderSet(name string, fsys fs.FS, o Options) *folderSet {
	s := &folderSet{name: name, shape: o.Input, fit: o.Prep.Fit, faults: new(faults)}
	s.open = func(i int) (io.ReadCloser, error) { return fsys.Open(s.files[i]) }
	return s
}

// openFolders makes a source of picture files: a split of class folders, class folders, or one folder.
func openFolders(fsys fs.FS, name string, c contents, o Options) (*Source, error) {
	s := newFolderSet(name, fsys, o)
	training, err := s.addSplit(fsys, c.folders)
	if err == nil && training == 0 {
		s.files, err = classPictures(fsys, c.folders)
	}
	if err != nil {
		return nil, err
	}
	left := 0
	if s.Len() > 0 {
		s.setLabels()
		left = len(c.pictures)
	} else {
		s.files = c.pictures
	}
	source, err := s.source(training, o)
	if err != nil {
		return nil, err
	}
	if left > 0 {
		source.Note = strings.TrimPrefix(fmt.Sprintf("%s; %d pictures beside the class folders left out", source.Note, left), "; ")
	}
	return source, nil
}

// source makes a source of the set: its first pictures, so many, are for training by a split of its own.
func (s *folderSet) source(training int, o Options) (*Source, error) {
	note, err := s.measure()
	if err != nil {
		return nil, err
	}
	all := Keep(s)
	source := &Source{Name: s.name, Train: all, HeldOut: all}
	switch {
	case s.classes == nil:
	case training > 0:
		source.Train, source.HeldOut = subset{all, count(0, training)}, subset{all, count(training, s.Len())}
		source.Split = ownSplit(source.Train, source.HeldOut)
	default:
		source = splitSource(s.name, all, o)
	}
	source.Note, source.faults, source.files = note, s.faults, s.Len()
	if s.Len() > lookedAt {
		source.check = s.check
	}
	return source, nil
}

// contents is what a folder holds, hidden things left out: paths in name order, and the names of other files.
type contents struct{ folders, pictures, cifar, others []string }

// list reads what a folder holds.
func list(fsys fs.FS, folder string) (contents, error) {
	var c contents
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return c, err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX": // the latter is what macOS adds to zip files
		case e.IsDir():
			c.folders = append(c.folders, name)
		case NamesPicture(name):
			c.pictures = append(c.pictures, name)
		case strings.EqualFold(path.Ext(name), ".bin"):
			info, err := e.Info()
			if err != nil {
				return c, err
			}
			if isCIFAR(name, info.Size()) {
				c.cifar = append(c.cifar, name)
			}
		default:
			c.others = append(c.others, e.Name())
		}
	}
	return c, nil
}

// addSplit adds the pictures in the class folders of train and then of its held-out companion, and
// returns how many are for training; it adds nothing where folders holds no such two.
func (s *folderSet) addSplit(fsys fs.FS, folders []string) (training int, err error) {
	named := func(name string) string {
		if i := slices.IndexFunc(folders, func(f string) bool { return path.Base(f) == name }); i >= 0 {
			return folders[i]
		}
		return ""
	}
	at := slices.IndexFunc(heldOutFolders, func(name string) bool { return named(name) != "" })
	if at < 0 || named("train") == "" {
		return 0, nil
	}
	var parts [2][]string
	for i, part := range []string{"train", heldOutFolders[at]} {
		classes, err := list(fsys, named(part))
		if err != nil {
			return 0, err
		}
		if parts[i], err = classPictures(fsys, classes.folders); err != nil {
			return 0, err
		}
	}
	if len(parts[0]) == 0 || len(parts[1]) == 0 {
		return 0, nil
	}
	s.files = slices.Concat(parts[0], parts[1])
	return len(parts[0]), nil
}

// classPictures returns the pictures that lie in the given folders.
func classPictures(fsys fs.FS, folders []string) ([]string, error) {
	var all []string
	for _, folder := range folders {
		c, err := list(fsys, folder)
		if err != nil {
			return nil, err
		}
		all = append(all, c.pictures...)
	}
	return all, nil
}

// setLabels takes the name of the folder that each picture lies in as its class.
func (s *folderSet) setLabels() {
	class := func(file string) string { return path.Base(path.Dir(file)) }
	for _, file := range s.files {
		s.classes = append(s.classes, class(file))
	}
	slices.Sort(s.classes)
	s.classes = slices.Compact(s.classes)
	for _, file := range s.files {
		label, _ := slices.BinarySearch(s.classes, class(file))
		s.labels = append(s.labels, label)
	}
}

// measure reads the headers of the pictures, of at most lookedAt of them at even distances, so that most
// that cannot be read are found when the folder is opened. It decides the set's shape, where none
// was asked for: that of its first picture, in RGB. It returns how the pictures are fitted to it.
func (s *folderSet) measure() (note string, err error) {
	if s.Len() == 0 {
		return "", errNothing
	}
	some := make([]int, min(s.Len(), lookedAt))
	for i := range some {
		some[i] = i * s.Len() / len(some)
	}
	looked := len(some)
	sizes, err := s.headers(context.Background(), some)
	if err == nil && len(sizes) == 0 { // so look for one that can be read
		looked = s.Len()
		sizes, err = s.headers(context.Background(), count(0, s.Len()))
	}
	switch {
	case err != nil:
		return "", err
	case len(sizes) == 0:
		return "", s.faults.all()
	}
	if err := s.takeShape(); err != nil {
		return "", err
	}
	return s.sizesNote(sizes, looked), nil
}

// takeShape decides the set's shape, where none was asked for, by its first picture that can be read.
func (s *folderSet) takeShape() error {
	for i := 0; s.shape == nil; i++ {
		if i == s.Len() {
			return s.faults.all()
		}
		if img, err := s.decode(i); err == nil {
			s.shape = cnn.Shape{3, img.Bounds().Dy(), img.Bounds().Dx()}
		}
	}
	return nil
}

// check is the Source's Check.
func (s *folderSet) check(ctx context.Context) error {
	sizes, err := s.headers(ctx, count(0, s.Len()))
	if err == nil && len(sizes) == 0 {
		err = s.faults.all()
	}
	return err
}

// headers returns the sizes that pictures' headers give, read on all cores, of those that can be read.
func (s *folderSet) headers(ctx context.Context, pictures []int) ([]image.Point, error) {
	sizes := make([]image.Point, len(pictures))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(sizes)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				if size, err := s.header(pictures[i]); err == nil {
					sizes[i] = size
				} // else it is noted
			}
		})
	}
	workers.Wait()
	return slices.DeleteFunc(sizes, func(size image.Point) bool { return size == image.Point{} }), ctx.Err()
}

// sizesNote says how pictures of these sizes, found among so many that were looked at, are fitted.
func (s *folderSet) sizesNote(sizes []image.Point, looked int) string {
	size := image.Pt(s.shape[2], s.shape[1])
	byArea := func(a, b image.Point) int { return a.X*a.Y - b.X*b.Y }
	least, most := slices.MinFunc(sizes, byArea), slices.MaxFunc(sizes, byArea)
	same := !slices.ContainsFunc(sizes, func(p image.Point) bool { return p != sizes[0] })
	note := ""
	switch {
	case same && sizes[0] == size:
	case same:
		note = fitNote(sizes[0], size, s.fit)
	default:
		how := map[cnn.Fit]string{cnn.Stretch: "stretched", cnn.Pad: "scaled and padded"}[s.fit]
		if how == "" {
			how = "cropped and scaled"
		}
		note = fmt.Sprintf("%s to %s, each %s to %s", sizeText(least), sizeText(most), how, sizeText(size))
		if looked < s.Len() {
			note += fmt.Sprintf(" (%d of %d looked at)", looked, s.Len())
		}
	}
	if s.shape[0] == 1 {
		note = strings.TrimPrefix(note+", colour turned into luminance", ", ")
	}
	return note
}

// count returns the numbers from low to high-1.
func count(low, high int) []int {
	numbers := make([]int, high-low)
	for i := range numbers {
		numbers[i] = low + i
	}
	return numbers
}
