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
		return fmt.Errorf("cannot open %s: %w", a.Path, reason(err))
	}
	defer file.Close()
	labels, err := data.ReadLabels(file, filepath.Base(a.Path))
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", a.Path, err)
	}
	name := func(net *cnn.Network) error {
		if answers := net.Nodes[len(net.Nodes)-1].Shape.Size(); len(labels) != answers {
			return fmt.Errorf("%s names %d classes, the network has %d answers", filepath.Base(a.Path), len(labels), answers)
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

// holdsLabels tells from a file's name whether it may hold the names of classes.
func holdsLabels(name string) bool {
	return slices.Contains([]string{".txt", ".csv", ".tsv"}, strings.ToLower(filepath.Ext(name)))
}

func init() { register("labels", "PATH", func(w *words) Action { return UseLabels{w.all()} }) }
