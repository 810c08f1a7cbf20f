package session

import (
	"path/filepath"
	"testing"

	"unitscope/cnn"
)

// A network that was opened is in memory once, whoever looks at it, until something changes it; then
// the first snapshot stays as the file has it.
func TestOpenedNetworkIsShared(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{})
	file := colourNet(t, s.Pictures.Classes())
	perform(t, s, "open "+file)
	once := func(when string) {
		t.Helper()
		run, shown := s.desk.run, s.Training.Shown().Net
		for what, net := range map[string]*cnn.Network{"the live network": run.live, "the first snapshot": run.Snapshots()[0].Net, "the view's": s.Analysis.View().Shown.Net, "the saved one": (<-s.capture()).net} {
			if net != shown {
				t.Errorf("%s, %s is another copy", when, what)
			}
		}
	}
	once("opened")
	for _, change := range [][]string{{"train 2"}, {"slow", "stage 4"}, {"scrub 0", "train 1"}} {
		perform(t, s, "open "+file)
		opened := s.Training.Shown().Net.Clone()
		perform(t, s, change...)
		run, shown := s.desk.run, s.Training.Shown().Net
		if !equalParams(run.Snapshots()[0].Net, opened) || !equalParams(run.net, opened) {
			t.Errorf("%v changed the first snapshot", change)
		}
		if equalParams(shown, opened) {
			t.Errorf("%v changed nothing", change)
		}
		if shown == run.live {
			t.Errorf("after %v the window looks at the network that learns", change)
		}
	}
	kept, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, kept, "open "+file)
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{})
	perform(t, s, "open "+filepath.Join(dir, autosaveFile))
	once("opened with its experiment")
}
