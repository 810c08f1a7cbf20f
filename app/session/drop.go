package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/cnn/data"
)

// Open opens a file or folder, whatever it is: a network (.onnx), an experiment (.unitscope), a lesson (.md), recordings of a
// brain (.npz, .npy, .mat, .nii), names of classes (.txt, .csv, .tsv), a picture, or a folder, a zip, IDX or CIFAR file of
// pictures: "open photo.jpg".
type Open struct{ Path string }

func (a Open) String() string { return "open " + a.Path }
func (a Open) perform(s *Session) error {
	s.openAll(a, []string{a.Path})
	return nil
}

// Drop opens files and folders together, as they are dropped on the window or named on the command line:
// drop "mine.onnx" "pictures". Whatever their order, an experiment is opened first, then a network, then
// pictures to choose from, then a picture to look at, then names of classes, so that each fits what came
// before it. One of each kind lies on the bench: of several the first is opened, and a notice names the
// others. But several pictures are pictures to choose from where nothing else is that, and IDX or CIFAR files of
// one folder are that folder. Undo takes all of it back; names of classes by themselves.
type Drop struct{ Paths []string }

func (a Drop) String() string { return "drop " + quoted(a.Paths) }
func (a Drop) perform(s *Session) error {
	if len(a.Paths) == 0 {
		return errors.New("nothing was dropped")
	}
	s.openAll(a, a.Paths)
	return nil
}

// Opening is the action that opens files and folders together.
func Opening(paths []string) Action {
	if len(paths) == 1 {
		return Open{paths[0]}
	}
	return Drop{paths}
}

// A kind is what can be opened, in the order in which it is.
type kind int

const (
	experimentKind kind = iota
	networkKind
	sourceKind
	pictureKind
	recordingKind // of a brain; there may be several, which belong together
	labelsKind
	lessonKind // by itself: it begins with a bench of its own
	otherKind  // beside a network its weights, or nothing that anybody knows
)

// kindOf tells what a path leads to by its name, and whether it is a folder.
func kindOf(path string) (kind, error) {
	info, err := os.Stat(path)
	if err != nil {
		return otherKind, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	switch extension := strings.ToLower(filepath.Ext(path)); {
	case info.IsDir() || data.HoldsPictures(filepath.Base(path)):
		return sourceKind, nil
	case extension == ".onnx":
		return networkKind, nil
	case extension == ".unitscope":
		return experimentKind, nil
	case extension == ".md":
		return lessonKind, nil
	case holdsRecordings(path):
		return recordingKind, nil
	case holdsLabels(path):
		return labelsKind, nil
	case data.NamesPicture(path):
		return pictureKind, nil
	}
	return otherKind, nil
}

// A bundle is paths by kind, those in excess of what can be opened together, and why others cannot.
type bundle struct {
	of   [otherKind + 1][]string
	left []string
	errs []error
}

// sorted sorts paths by what is to be done with them.
func sorted(paths []string) *bundle {
	b := &bundle{}
	for _, path := range paths {
		k, err := kindOf(path)
		if err != nil {
			b.errs = append(b.errs, err)
			continue
		}
		b.of[k] = append(b.of[k], path)
	}
	b.join()
	if others := b.of[otherKind]; len(b.of[networkKind]) == 0 {
		b.of[pictureKind] = append(b.of[pictureKind], others...) // opening says what they are not
	} // else a network finds its weights beside itself
	if pictures := b.of[pictureKind]; len(pictures) > 1 && len(b.of[sourceKind]) == 0 {
		b.of[sourceKind], b.of[pictureKind] = []string{quoted(pictures)}, nil
	}
	for k := range b.of[:otherKind] {
		if len(b.of[k]) > 1 && kind(k) != recordingKind {
			b.left = append(b.left, b.of[k][1:]...)
			b.of[k] = b.of[k][:1]
		}
	}
	return b
}

// join takes files of one data set for the folder that they lie in: IDX and CIFAR sets come in several, and
// labels of IDX images in files of their own.
func (b *bundle) join() {
	labels := func(path string) bool { return strings.Contains(filepath.Base(path), "idx1") }
	sets := b.of[sourceKind]
	if len(sets) == 0 {
		return
	}
	folder := filepath.Dir(sets[0])
	apart := slices.ContainsFunc(sets, func(path string) bool {
		info, err := os.Stat(path)
		return filepath.Dir(path) != folder || strings.EqualFold(filepath.Ext(path), ".zip") || err != nil || info.IsDir()
	})
	if len(sets) > 1 && !apart {
		b.of[sourceKind] = []string{folder}
	}
	b.of[otherKind] = slices.DeleteFunc(b.of[otherKind], labels)
}

// openAll opens files and folders as one change of the desk.
func (s *Session) openAll(a Action, paths []string) {
	s.alterThen(a, func(now desk) (func(*desk), func(), error) {
		b := sorted(paths)
		if lessons := b.of[lessonKind]; len(lessons) > 0 {
			return s.openLesson(lessons[0], now, slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return path == lessons[0] }))
		}
		changes, found := b.open(now, s.Brain)
		change := func(d *desk) {
			for _, c := range changes {
				c(d)
			}
		}
		switch {
		case len(changes)+len(b.of[labelsKind]) == 0:
			return nil, nil, b.trouble()
		case len(changes) == 0:
			change = nil // there is nothing to undo yet
		}
		return change, func() { s.opened(b, found) }, nil
	})
}

// open opens what lies on a desk, kind by kind, each for the desk as those before it leave it. It returns what they
// change, and the experiment if there is one; what cannot be opened is noted.
func (b *bundle) open(now desk, brain *Brain) (changes []func(*desk), found *experiment) {
	do := func(k kind, open func(now desk, path string) (func(*desk), error)) {
		for _, path := range b.of[k] {
			change, err := open(now, path)
			if err != nil {
				b.errs = append(b.errs, err)
				continue
			}
			change(&now)
			changes = append(changes, change)
		}
	}
	do(experimentKind, func(now desk, path string) (change func(*desk), err error) {
		change, found, err = openExperiment(path, now.toys)
		return change, err
	})
	do(networkKind, func(now desk, path string) (func(*desk), error) {
		run, err := openNetwork(path)
		if err != nil {
			return nil, err
		}
		return now.placing(run)
	})
	do(sourceKind, func(now desk, ref string) (func(*desk), error) { return now.choosing(ref, now.seed) })
	do(pictureKind, desk.laying)
	do(recordingKind, brain.taking)
	return changes, found
}

// opened does what is left once files lie on the desk.
func (s *Session) opened(b *bundle, found *experiment) {
	if found != nil {
		settings := s.Settings // of this window, not of the one that saved the file
		s.resume(found)
		s.Settings = settings
		s.tellOfLesson()
	}
	if err := b.trouble(); len(b.errs) > 0 {
		s.fail(err)
	} else if err != nil {
		s.report(err) // what was left alone is no failure
	}
	for _, path := range b.of[labelsKind] {
		if err := (UseLabels{path}).perform(s); err != nil {
			s.fail(err)
		}
	}
}

// trouble is what a person has to know of files that were not opened, in one line; nil for nothing.
func (b *bundle) trouble() error {
	errs := b.errs
	if len(b.left) > 0 {
		errs = append(errs, fmt.Errorf("left alone, since one of a kind is opened at a time: %s", strings.Join(some(baseNames(b.left)), ", ")))
	}
	if len(errs) == 0 {
		return nil
	}
	texts := make([]string, len(errs))
	for i, err := range errs {
		texts[i] = err.Error()
	}
	return errors.New(strings.Join(some(texts), "; "))
}

// baseNames are the last parts of paths.
func baseNames(paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(path)
	}
	return names
}

// some is the first few of many texts, and how many more there are.
func some(texts []string) []string {
	const few = 3
	if len(texts) <= few+1 {
		return texts
	}
	return append(slices.Clone(texts[:few]), fmt.Sprintf("and %d more", len(texts)-few))
}

func init() {
	register("open", "PATH", func(w *words) Action { return Open{w.all()} })
	register("drop", `"PATH" "PATH"…`, func(w *words) Action {
		paths, err := unquoted(w.all())
		if err != nil {
			w.fail(err)
		}
		return Drop{paths}
	})
}
