package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is saved by hand opens as it was, in a window that has something else on its bench, on the snapshot that was
// looked at.
func TestSave(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	s := open(t, Options{})
	perform(t, s, "reset 3", "batch 2", "train 25", "picture 4", "paint 10 10 5 grey", "shift 1 2", "select conv1:3", "scrub 12",
		"save "+in("an experiment.unitscope"), "save "+in("net.onnx"))
	if n := s.Notice(); n == nil || n.Bad || !strings.Contains(n.Text, in("net.onnx")) {
		t.Errorf("notice %+v", n)
	}
	other := open(t, Options{})
	perform(t, other, "open "+in("an experiment.unitscope"))
	other.Settings = s.Settings
	sameDesk(t, s, other)
	if shown := other.Training.Shown(); shown.Step != 10 || !shown.Scrubbed || other.Training.Status().Run.Step() != 25 {
		t.Errorf("step %d is shown, scrubbed: %v, of %d", shown.Step, shown.Scrubbed, other.Training.Status().Run.Step())
	}
	perform(t, other, "undo", "open "+in("net.onnx"))
	if !equalParams(other.Training.Shown().Net, s.Training.Shown().Net) {
		t.Error("the network that was shown is another one")
	}

	perform(t, s, "dismiss")
	refused(t, s, "save "+filepath.Join(dir, "nowhere", "a.unitscope"))
	checkNotice(t, s, []string{"was not saved"})
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d files are left, want 2", len(left))
	}
}
