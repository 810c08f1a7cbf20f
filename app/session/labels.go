package session

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// UseLabels names the network's answers from a text or CSV file: "labels imagenet.txt".
type UseLabels struct{ Path string }

func (a UseLabels) String() string { return "labels " + a.Path }
func (a UseLabels) perform(s *Session) error {
	file, err := os.Open(a.Path)
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", a.Path, Reason(err))
	}
	defer file.Close()
	labels, err := data.ReadLabels(file, filepath.Base(a.Path))
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", a.Path, err)
	}
	return s.nameAnswers(a, filepath.Base(a.Path), labels)
}

// UseClasses names the network's answers as the pictures' classes are called, in their order: "labels-of-pictures".
type UseClasses struct{}

func (UseClasses) String() string { return "labels-of-pictures" }
func (a UseClasses) perform(s *Session) error {
	classes := s.desk.source.HeldOut.Classes(s.desk.task)
	if len(classes) == 0 {
		return errNoClasses
	}
	return s.nameAnswers(a, s.desk.source.Name, classes)
}

// nameAnswers gives the network on the bench the names of its answers, which come from somewhere.
func (s *Session) nameAnswers(a Action, from string, labels []string) error {
	name := func(net *cnn.Network) error {
		if n := answersOf(net); len(labels) != n {
			return fmt.Errorf("%s names %d classes, the network has %d answers", from, len(labels), n)
		}
		net.Meta.Labels = labels
		return nil
	}
	if now := *s.desk.run.net; name(&now) != nil {
		return name(&now)
	}
	s.describe(a, name) // perhaps another network by then
	return nil
}

// answersOf is how many answers a network gives.
func answersOf(net *cnn.Network) int { return net.Nodes[len(net.Nodes)-1].Shape.Size() }

// classesFit tells whether the pictures' classes may be what a network answers that has no names for its answers: it has
// as many, and the pictures are a person's own.
func (d desk) classesFit() bool {
	net, classes := d.run.net, d.source.HeldOut.Classes(d.task)
	return d.ref != toyWorld && len(net.Meta.Labels)+len(net.Meta.Beyond) == 0 && len(classes) > 0 && len(classes) == answersOf(net)
}

// classesWay are the words for what UseClasses does.
const classesWay = "Name its answers after the classes"

// offerClasses offers the names of the pictures' classes for the answers of a network that has none for them, beside what
// there is to say already, where network or pictures are fresh. An offer that no longer holds is taken back.
func (s *Session) offerClasses(fresh bool) {
	if fits := s.desk.classesFit(); !fits || !fresh {
		if !fits && s.notice != nil && s.notice.Leads == (UseClasses{}) {
			s.notice = nil
		}
		return
	}
	said := fmt.Sprintf("The network's %d answers have no names; the pictures of %s have as many classes", answersOf(s.desk.run.net), s.desk.source.Name)
	n := &Notice{Text: said, Way: classesWay, Leads: UseClasses{}}
	if before := s.notice; before != nil {
		if before.Leads != nil {
			return
		}
		n.Text, n.Bad = before.Text+". "+said, before.Bad
	}
	s.tell(n)
}

// holdsLabels tells from a file's name whether it may hold the names of classes.
func holdsLabels(name string) bool {
	return slices.Contains([]string{".txt", ".csv", ".tsv"}, strings.ToLower(filepath.Ext(name)))
}

func init() {
	register("labels", "PATH", func(w *words) Action { return UseLabels{w.all()} })
	register("labels-of-pictures", "", func(*words) Action { return UseClasses{} })
}
