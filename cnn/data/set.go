package data

import (
	"context"
	"fmt"

	"unitscope/cnn"
)

// A Set is pictures with labels. Any index from 0 to Len()-1 may be read at any time and from any
// number of goroutines at once; an index out of that range panics.
type Set interface {
	Name() string
	Len() int
	// Shape is C,H,W of every picture as Read gives it.
	Shape() cnn.Shape
	// Tasks names the labels that every picture carries; a Set without labels has none.
	Tasks() []string
	// Classes names the values that a task's label can take; nil for a task that is not there.
	Classes(task string) []string
	// Label is the index into Classes(task) of picture i; -1 for a task that is not there.
	Label(i int, task string) int
	// Read fills dst, Shape().Size() long, with picture i. An ErrUnreadable is about that picture alone.
	Read(i int, dst []float32) error
	// Fault is the ErrUnreadable that reading picture i gives; nil as long as nobody has found that it does.
	Fault(i int) error
	// PictureName is what people call picture i: its file's name, or "toyworld 12".
	PictureName(i int) string
}

// A Source is pictures to learn from and others, of the same tasks and shape, to be tested on.
//
// A source without labels has no split either: its Train and HeldOut are both all its pictures.
type Source struct {
	Name           string
	Train, HeldOut Set
	Note           string // how the pictures were made to fit, "" where nothing had to be done
	Split          string // how many are held out and who chose them, "" where there are no labels to learn
	Dealt          bool   // Options.Seed chose them; another one holds others out

	check  func(ctx context.Context) error // nil where nothing is left to be checked
	faults *faults                         // of picture files; nil of other sources
	files  int                             // so many
}

// Check reads the headers of the pictures that opening a large folder has left unread, so that files
// that are no pictures are found before a long training and not in the middle of it: see LeftOut. It returns an error
// if no picture can be read, and ctx's if stopped.
func (s *Source) Check(ctx context.Context) error {
	if s.check == nil {
		return nil
	}
	return s.check(ctx)
}

// Rename gives the classes of a source of one task other names, one each; its classes may only have
// had numbers. It returns an error for fewer names than classes.
func (s *Source) Rename(names []string) error {
	tasks := s.Train.Tasks()
	if len(tasks) != 1 {
		return fmt.Errorf("%s: names for the classes of %d tasks; they are for one", s.Name, len(tasks))
	}
	if classes := s.Train.Classes(tasks[0]); len(names) < len(classes) {
		return fmt.Errorf("%s: %d names for %d classes", s.Name, len(names), len(classes))
	}
	s.Train, s.HeldOut = renamed{s.Train, names}, renamed{s.HeldOut, names}
	return nil
}

// renamed is a Set of one task whose classes have other names.
type renamed struct {
	Set
	classes []string
}

func (r renamed) Classes(task string) []string {
	if r.Set.Classes(task) == nil {
		return nil
	}
	return r.classes
}

// Options say how a source is opened; the zero value takes it as it is.
type Options struct {
	Input    cnn.Shape         // C,H,W that Sets should have; nil: the source's own
	Prep     cnn.Preprocessing // its Fit says how pictures of other sizes are fitted
	Seed     uint64            // decides the Toy World's pictures, and which are held out
	Pictures int               // training pictures of the Toy World; 0: 10 000
	HeldOut  int               // its held-out pictures; 0: 2 000
}

// subset is some pictures of a Set, in an order of its own.
type subset struct {
	Set
	indexes []int
}

func (s subset) Len() int                        { return len(s.indexes) }
func (s subset) Label(i int, task string) int    { return s.Set.Label(s.indexes[i], task) }
func (s subset) Read(i int, dst []float32) error { return s.Set.Read(s.indexes[i], dst) }
func (s subset) Fault(i int) error               { return s.Set.Fault(s.indexes[i]) }
func (s subset) PictureName(i int) string        { return s.Set.PictureName(s.indexes[i]) }
