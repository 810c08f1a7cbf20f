package plasticity

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// A Task is pictures with one of their labels, which is learned.
type Task struct {
	Source *data.Source
	Name   string // of the label: "object", or "class" where pictures have one only
}

// Classes names the task's classes.
func (t Task) Classes() []string { return t.Source.Train.Classes(t.Name) }

// Titles are what the two tasks are called beside each other: the labels' names, or where these are the same those of the
// pictures.
func Titles(old, new Task) (string, string) {
	if old.Name != new.Name {
		return old.Name, new.Name
	}
	a, b := sourceTitle(old.Source.Name), sourceTitle(new.Source.Name)
	if a == b {
		return old.Name, new.Name + " again"
	}
	return a, b
}

// sourceTitle is a source's name without its folders and ending.
func sourceTitle(name string) string {
	base := filepath.Base(filepath.ToSlash(name))
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// check returns an error unless there is something to learn in every class.
func (t Task) check() error {
	classes := t.Classes()
	if len(classes) < 2 {
		return fmt.Errorf("%s: the task %q has %d classes; there is nothing to tell apart", t.Source.Name, t.Name, len(classes))
	}
	counts := make([]int, len(classes))
	for i := range t.Source.Train.Len() {
		if label := t.Source.Train.Label(i, t.Name); label >= 0 && label < len(counts) {
			counts[label]++
		}
	}
	if empty := slices.Index(counts, 0); empty >= 0 {
		return fmt.Errorf("%s: no picture of class %q to learn from", t.Source.Name, classes[empty])
	}
	if t.Source.HeldOut.Len() == 0 {
		return fmt.Errorf("%s: no pictures are held out to measure the task %q with", t.Source.Name, t.Name)
	}
	return nil
}

// ProbePictures is how many pictures units are compared with where nothing else is asked for.
const ProbePictures = 1000

// Probe is a fixed set of held-out pictures of two tasks, at even distances: so many of the one source, or half of each where
// there are two. Its tasks go by their Titles, of which there is one where both are the same; a picture that is not of a task's source has no label of it, -1. Pictures of
// both must have one shape. They are kept once they have been read.
func Probe(old, new Task, pictures int) data.Set {
	p := &probe{tasks: [2]Task{old, new}}
	p.titles[0], p.titles[1] = Titles(old, new)
	sets := []data.Set{data.Sound(old.Source.HeldOut), data.Sound(new.Source.HeldOut)}
	if old.Source == new.Source {
		sets = sets[:1]
	}
	for _, set := range sets {
		n := min(pictures/len(sets), set.Len())
		for i := range n {
			p.pictures = append(p.pictures, probePicture{set, i * set.Len() / n})
		}
	}
	return data.Keep(p)
}

type probe struct {
	tasks    [2]Task
	titles   [2]string
	pictures []probePicture
}

type probePicture struct {
	set   data.Set
	index int
}

func (p *probe) Name() string             { return "probe" }
func (p *probe) Len() int                 { return len(p.pictures) }
func (p *probe) Shape() cnn.Shape         { return p.tasks[0].Source.HeldOut.Shape() }
func (p *probe) Fault(i int) error        { return p.pictures[i].set.Fault(p.pictures[i].index) }
func (p *probe) PictureName(i int) string { return p.pictures[i].set.PictureName(p.pictures[i].index) }

func (p *probe) Tasks() []string {
	if p.tasks[0] == p.tasks[1] {
		return p.titles[:1]
	}
	return p.titles[:]
}

func (p *probe) Read(i int, dst []float32) error {
	return p.pictures[i].set.Read(p.pictures[i].index, dst)
}

func (p *probe) Classes(title string) []string {
	if i := slices.Index(p.titles[:], title); i >= 0 {
		return p.tasks[i].Classes()
	}
	return nil
}

func (p *probe) Label(i int, title string) int {
	k := slices.Index(p.titles[:], title)
	if k < 0 {
		return -1
	}
	picture, task := p.pictures[i], p.tasks[k]
	if picture.set.Name() != task.Source.HeldOut.Name() || !slices.Equal(picture.set.Classes(task.Name), task.Classes()) {
		return -1
	}
	return picture.set.Label(picture.index, task.Name)
}
