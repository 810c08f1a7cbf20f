package session

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// A network without names for its answers is offered the classes of pictures that have as many; taking the offer lets it
// learn from them, and undo takes it back. Pictures of another number of classes offer nothing.
func TestClassesAsLabels(t *testing.T) {
	dir := t.TempDir()
	folder := func(name string, classes ...string) string {
		for i := range 10 * len(classes) {
			file := filepath.Join(dir, name, classes[i%len(classes)], fmt.Sprintf("%d.png", i))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, pngOf(t, 28, 28), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return filepath.Join(dir, name)
	}
	two, three := folder("two", "cat", "dog"), folder("three", "ant", "bee", "cow")
	net, err := cnn.Preset("lenet28", 2)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	model := filepath.Join(dir, "unnamed.onnx")
	if err := os.WriteFile(model, onnxOf(t, net), 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{})
	perform(t, s, "open "+model, "images "+three)
	if n := s.Notice(); n != nil && n.Leads != nil {
		t.Errorf("three classes for two answers: %+v", n)
	}
	perform(t, s, "images "+two)
	n := s.Notice()
	if n == nil || n.Leads == nil || n.Leads.String() != "labels-of-pictures" || !strings.Contains(n.Text, "2 answers have no names") {
		t.Fatalf("two classes: %+v", n)
	}
	perform(t, s, n.Leads.String())
	if got := s.Training.Shown().Net.Meta.Labels; !slices.Equal(got, []string{"cat", "dog"}) {
		t.Errorf("labels %q", got)
	}
	if n := s.Notice(); n != nil && n.Leads != nil {
		t.Errorf("the offer is still there: %+v", n)
	}
	perform(t, s, "train 2")
	if step := s.Training.Status().Step; step != 2 {
		t.Errorf("%d steps were learned, want 2; notice %+v", step, s.Notice())
	}
	perform(t, s, "undo")
	if got := s.Training.Shown().Net.Meta.Labels; got != nil {
		t.Errorf("undone: labels %q", got)
	}
	perform(t, s, "train 1")
	if n := s.Notice(); n == nil || n.Leads == nil || n.Leads.String() != "labels-of-pictures" {
		t.Errorf("learning without names: %+v", n)
	}
}
