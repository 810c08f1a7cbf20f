package data

import (
	"errors"
	"fmt"
	"image"
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
var errNothing = errors.New("no pictures found; looked for IDX pairs (*-images-idx3-ubyte), " +
	"a folder for each class, and png, jpeg, gif, webp, bmp or tiff files")

// pictureExtensions are those of files that are taken for pictures.
var pictureExtensions = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"}

// heldOutFolders are the names, beside train, of a folder that holds the pictures to test on.
var heldOutFolders = []string{"test", "val", "valid", "validation", "heldout", "held-out"}

// folderSet is picture files, decoded when they are read.
type folderSet struct {
	name    string
	fsys    fs.FS
	files   []string
	classes []string // nil: no labels
	labels  []int
	shape   cnn.Shape
	fit     cnn.Fit
}

func (s *folderSet) Name() string             { return s.name }
func (s *folderSet) Len() int                 { return len(s.files) }
func (s *folderSet) Shape() cnn.Shape         { return s.shape }
func (s *folderSet) PictureName(i int) string { return s.files[i] }

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
	file, err := s.fsys.Open(s.files[i])
	if err != nil {
		return err // an fs.PathError names the file
	}
	defer file.Close()
	img, err := DecodePicture(file)
	if err != nil {
		return fmt.Errorf("%s: %w", s.files[i], err)
	}
	fitInto(dst, img, s.shape, s.fit)
	return nil
}

// openFolders makes a source of picture files: a split of class folders, class folders, or one folder.
func openFolders(fsys fs.FS, name string, o Options) (*Source, error) {
	s := &folderSet{name: name, fsys: fsys, shape: o.Input, fit: o.Prep.Fit}
	folders, pictures, err := list(fsys, ".")
	if err != nil {
		return nil, err
	}
	training, err := s.addSplit(folders)
	if err == nil && training == 0 {
		s.files, err = classPictures(fsys, folders)
	}
	if err != nil {
		return nil, err
	}
	labelled := s.Len() > 0
	if labelled {
		s.setLabels()
	} else {
		s.files = pictures
	}
	source := &Source{Name: name}
	if source.Note, err = s.measure(); err != nil {
		return nil, err
	}
	if labelled && len(pictures) > 0 {
		source.Note += fmt.Sprintf("; %d pictures beside the class folders left out", len(pictures))
	}
	all := Keep(s)
	switch {
	case !labelled:
		source.Train, source.HeldOut = all, all
	case training > 0:
		source.Train = subset{all, count(0, training)}
		source.HeldOut = subset{all, count(training, s.Len())}
	default:
		source.Train, source.HeldOut = holdOut(all, o.Seed)
	}
	return source, nil
}

// list returns the paths of the folders and of the picture files in a folder, in name order, hidden ones left out.
func list(fsys fs.FS, folder string) (folders, pictures []string, err error) {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			folders = append(folders, name)
		case slices.Contains(pictureExtensions, strings.ToLower(path.Ext(name))):
			pictures = append(pictures, name)
		}
	}
	return folders, pictures, nil
}

// addSplit adds the pictures in the class folders of train and then of its held-out companion, and
// returns how many are for training; it adds nothing where folders holds no such two.
func (s *folderSet) addSplit(folders []string) (training int, err error) {
	at := slices.IndexFunc(heldOutFolders, func(name string) bool { return slices.Contains(folders, name) })
	if at < 0 || !slices.Contains(folders, "train") {
		return 0, nil
	}
	var parts [2][]string
	for i, part := range []string{"train", heldOutFolders[at]} {
		classes, _, err := list(s.fsys, part)
		if err != nil {
			return 0, err
		}
		if parts[i], err = classPictures(s.fsys, classes); err != nil {
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
		_, pictures, err := list(fsys, folder)
		if err != nil {
			return nil, err
		}
		all = append(all, pictures...)
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

// measure reads every picture's header, so that a file that is no picture is found when the folder
// is opened and not in the middle of an epoch. It decides the set's shape, where none was asked for:
// that of its first picture, in RGB. It returns how the pictures are fitted to it.
func (s *folderSet) measure() (note string, err error) {
	if s.Len() == 0 {
		return "", errNothing
	}
	sizes, errs := make([]image.Point, s.Len()), make([]error, s.Len())
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(sizes)); i = next.Add(1) - 1 {
				sizes[i], errs[i] = s.header(int(i))
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return "", err
		}
	}
	if s.shape == nil {
		s.shape = cnn.Shape{3, sizes[0].Y, sizes[0].X}
	}
	return s.sizesNote(sizes), nil
}

// header returns the size that picture i's header gives.
func (s *folderSet) header(i int) (image.Point, error) {
	file, err := s.fsys.Open(s.files[i])
	if err != nil {
		return image.Point{}, err
	}
	defer file.Close()
	size, err := pictureSize(file)
	if err != nil {
		return size, fmt.Errorf("%s: %w", s.files[i], err)
	}
	return size, nil
}

// sizesNote says how pictures of these sizes are fitted.
func (s *folderSet) sizesNote(sizes []image.Point) string {
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
