package session

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/plasticity"
)

// Every figure of the Relearn room is written to every kind of file, once it is known, and nothing before.
func TestExportRelearning(t *testing.T) {
	s := smallBench(t, Options{})
	dir := t.TempDir()
	for _, kind := range []Exhibit{ExhibitTasks, ExhibitLesions} {
		if s.CanExport(kind) {
			t.Errorf("%s could be exported before it was known", kind)
		}
		wait(t, s)
		if n := s.Notice(); n == nil || !n.Bad || !strings.Contains(n.Text, "not known yet") {
			t.Errorf("%s: %+v", kind, n)
		}
		perform(t, s, "dismiss")
	}
	relearned(t, s, "relearn rate 0.05", "relearn freeze conv1")
	answered(t, s, s.Compare.Fates)
	perform(t, s, "select conv2:1", "measure lesions", "measure changes")
	for _, kind := range RelearnExhibits {
		for _, ending := range ExportEndings {
			path := filepath.Join(dir, s.ExportName(kind, ending))
			perform(t, s, "export "+string(kind)+" "+path)
			checkExported(t, path, ending)
		}
	}
	for _, tiles := range []string{"fields", "maps"} {
		path := filepath.Join(dir, tiles+".png")
		perform(t, s, "changes "+tiles)
		s.Compare.Views() // has both networks answer the picture, as the room does
		wait(t, s)
		perform(t, s, "export changes "+path)
		checkExported(t, path, ".png")
	}
	perform(t, s, "select output:0")
	if s.CanExport(ExhibitDriving) {
		t.Error("an answer has a fate")
	}
}

// What is written is what is known: the weights of both networks, and of a frozen layer fates that are all "kept", which is 0.
func TestExportedNumbers(t *testing.T) {
	s := smallBench(t, Options{})
	l := relearned(t, s, "relearn rate 0.05", "relearn freeze conv1")
	f := answered(t, s, s.Compare.Fates).Value
	dir := t.TempDir()
	perform(t, s, "select conv2:1", "export changes "+filepath.Join(dir, "changes.npz"), "export fates "+filepath.Join(dir, "fates.npz"), "export tasks "+filepath.Join(dir, "tasks.npz"))
	kernels := exported(t, filepath.Join(dir, "changes.npz"))
	for side, net := range map[string][]float32{"before": kernelsOf(l.Before(), "conv2"), "after": kernelsOf(s.Training.Shown().Net, "conv2")} {
		if !slices.Equal(kernels[side], net) {
			t.Errorf("the kernels %s are others", side)
		}
	}
	fates := exported(t, filepath.Join(dir, "fates.npz"))
	if got := fates["conv1/fate"]; len(got) != 4 || slices.Max(got) != 0 {
		t.Errorf("fates of a frozen layer: %v", got)
	}
	for unit, of := range f.Layers[1].Of {
		if fates["conv2/correlation"][unit] != float32(of.Correlation) || plasticity.FateNames()[int(fates["conv2/fate"][unit])] != of.Fate {
			t.Errorf("conv2:%d is written as %v, %v", unit, fates["conv2/correlation"][unit], fates["conv2/fate"][unit])
		}
	}
	tasks, checks := exported(t, filepath.Join(dir, "tasks.npz")), l.Checks()
	for i, c := range checks {
		if tasks["step"][i] != float32(c.Step) || tasks["new"][i] != float32(c.New) || tasks["old"][i] != float32(c.Old) || tasks["refit"][i] != float32(c.Refit) {
			t.Errorf("check %d is written as %v", i, tasks)
		}
	}
}

// kernelsOf are a layer's weights.
func kernelsOf(net *cnn.Network, layer string) []float32 {
	return net.Nodes[net.Index(layer)].Layer.Params()[0].Value.Data
}

// exported reads all arrays of an .npz file.
func exported(t *testing.T, path string) map[string][]float32 {
	t.Helper()
	contents, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tensors, err := readTensors(contents)
	if err != nil {
		t.Fatal(err)
	}
	arrays := make(map[string][]float32)
	for name, tensor := range tensors {
		arrays[name] = tensor.Data
	}
	return arrays
}
