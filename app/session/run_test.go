package session

import (
	"os"
	"path/filepath"
	"runtime"
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

// Opening a large network, looking at it, and keeping it for the next start allocate less than one and
// a half times its size, whatever the garbage collector does.
func TestOpeningTakesLittleMemory(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{3, 48, 48})
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{{"flatten", &cnn.Flatten{}}, {"dense", cnn.NewDense(3*48*48, 1500)}, {"output", cnn.NewDense(1500, 10)}} {
		if err := net.Append(l.name, l.layer); err != nil {
			t.Fatal(err)
		}
	}
	file := networkFile(t, net)
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{StateDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, s)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	perform(t, s, "open "+file)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > uint64(info.Size()+info.Size()/2) {
		t.Errorf("%d bytes were allocated for a file of %d", took, info.Size())
	} else {
		t.Logf("%d MB were allocated for a file of %d", took>>20, info.Size()>>20)
	}
}
