package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/cnn"
)

func TestDraft(t *testing.T) {
	s := open(t, Options{})
	now := func() string {
		d, classes := s.Draft()
		if classes != 10 {
			t.Errorf("%d classes, the Toy World has 10 objects", classes)
		}
		return d.String()
	}
	const toy48 = "3x48x48 conv 16@5 | relu | pool 2 | conv 32@5 | relu | pool 2 | conv 48@3 | relu | pool 2 | dense 64 | relu"
	if got := now(); got != toy48 {
		t.Errorf("first draft %q, want the network on the bench", got)
	}
	for _, c := range []struct{ action, want string }{
		{"draft lenet28", "1x28x28 conv 16@5 pad 2 | relu | pool 2 | conv 32@5 pad 2 | relu | pool 2 | dense 128 | relu"},
		{"draft conv 4@3 | relu", "1x28x28 conv 4@3 | relu"},
		{"draft 3x32x40 conv 4@99", "3x32x40 conv 4@99"}, // does not fit, which is for the page to say
		{"draft 3x32x32", "3x32x32"},
		{"undo", "3x32x40 conv 4@99"},
		{"undo", "1x28x28 conv 4@3 | relu"},
		{"draft", toy48},
	} {
		perform(t, s, c.action)
		if got := now(); got != c.want {
			t.Errorf("after %q the draft is %q, want %q", c.action, got, c.want)
		}
	}
	if s.Selection().Page != PageBuild {
		t.Errorf("page %q", s.Selection().Page)
	}
	for _, wrong := range []string{"draft lenet29", "draft 3x48 relu", "draft 2x48x48 relu", "draft 3x0x48", "draft 3x48x48 conv", "draft 3x99999x99999 relu", "build 3xx relu"} {
		if _, err := Parse(wrong); err == nil {
			t.Errorf("%q: no error", wrong)
		}
	}
}

func TestBuild(t *testing.T) {
	s := open(t, Options{})
	demo := s.desk.run
	perform(t, s, "build 3x32x32 conv 8@3 pad 1 | bn | relu | pool 2 | globalpool", "batch 4", "train 2")
	run := s.desk.run
	if run == demo || !run.net.Input.Equal(cnn.Shape{3, 32, 32}) || run.Step() != 2 {
		t.Fatalf("notice %+v; on the bench lies %s, which reads %v, at step %d", s.Notice(), run.net.Meta.Name, run.net.Input, run.Step())
	}
	// 8 kernels of 3×3×3 with biases, 8 scales and shifts, 10 answers from 8 units
	if got, want := run.net.Parameters(), 8*27+8+16+10*8+10; got != want {
		t.Errorf("%d parameters, want %d", got, want)
	}
	perform(t, s, "task position") // which has another number of classes: the same stages, built anew
	if got, want := s.desk.run.net.Meta.Labels, s.Pictures.Classes(); s.desk.run == run || len(got) != len(want) {
		t.Errorf("for another task: %q, want %q; notice %+v", got, want, s.Notice())
	}
	perform(t, s, "undo", "undo")
	for s.desk.run != demo {
		perform(t, s, "undo")
	}
	perform(t, s, "draft 1x28x28 dense 8", "build")
	if net := s.desk.run.net; !net.Input.Equal(cnn.Shape{1, 28, 28}) || s.Selection().Page != NoPage {
		t.Errorf("the draft was not built: %v, page %q", net.Input, s.Selection().Page)
	}
	perform(t, s, "draft vgg32", "build")
	if got := s.desk.run.Preset; got != "vgg32" {
		t.Errorf("a preset's draft makes %q, want the preset", got)
	}
	a, err := Parse("build 3x8x8 conv 4@9 | relu")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Do(a); err == nil || !strings.Contains(err.Error(), "conv 4@9") {
		t.Errorf("a kernel that does not fit: %v", err)
	}
}

// Pictures of other classes cannot be learned as they are: what is offered keeps the layers that somebody chose.
func TestOtherClassesKeepTheLayers(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png", "cow/0.png", "cow/1.png"} {
		file = filepath.Join(dir, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, pngOf(t, 8, 8), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ network, layers string }{
		{"build 1x8x8 conv 4@3 | relu | dense 6", "conv 4@3 | relu | dense 6"},
		{"network lenet28", "conv 16@5 pad 2 | relu | pool 2 | conv 32@5 pad 2 | relu | pool 2 | dense 128 | relu"},
	} {
		s := open(t, Options{})
		perform(t, s, c.network, "images "+dir)
		if err := s.Do(TrainSteps{Steps: 1}); err != nil {
			t.Fatal(err)
		}
		wait(t, s)
		s.Take()
		n := s.Notice()
		if n == nil || n.Leads == nil {
			t.Fatalf("%s: notice %+v", c.network, n)
		}
		perform(t, s, n.Leads.String())
		spec, err := cnn.SpecOf(s.desk.run.net)
		if got := strings.Join(s.desk.run.net.Meta.Labels, " "); err != nil || spec.String() != c.layers || got != "cat cow dog" {
			t.Errorf("%s: %q leads to %q for %q: %v", c.network, n.Way, spec, got, err)
		}
	}
}
