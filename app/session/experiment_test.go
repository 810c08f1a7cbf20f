package session

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/stimulus"
)

// What is written reads back the same, to the bit.
func TestExperimentReadsBack(t *testing.T) {
	want := smallExperiment(t)
	got, err := readBytes(written(t, want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.about, got.about); diff != "" {
		t.Errorf("experiment.json (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.history, got.history); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.optimizer, got.optimizer); diff != "" {
		t.Errorf("optimizer (-want +got):\n%s", diff)
	}
	if !equalParams(want.net, got.net) || !cmp.Equal(want.net.Meta, got.net.Meta) {
		t.Error("the network differs")
	}
	if len(got.snapshots) != len(want.snapshots) {
		t.Fatalf("%d snapshots, want %d", len(got.snapshots), len(want.snapshots))
	}
	for i, s := range want.snapshots {
		if got.snapshots[i].Step != s.Step || !equalParams(got.snapshots[i].Net, s.Net) {
			t.Errorf("snapshot %d differs", i)
		}
	}
}

// A network that is its latest snapshot is written once, and once in memory when it is read.
func TestLatestSnapshotIsTheNetwork(t *testing.T) {
	e := smallExperiment(t)
	apart := len(written(t, e))
	e.snapshots = append(e.snapshots, Snapshot{2, e.net})
	file := written(t, e)
	if more := len(file) - apart; more > 100 { // bytes; the network has some 500
		t.Errorf("the snapshot makes the file %d bytes longer", more)
	}
	got, err := readBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.snapshots) != 2 || got.snapshots[1] != (Snapshot{2, got.net}) || !equalParams(got.net, e.net) || !equalParams(got.snapshots[0].Net, e.snapshots[0].Net) {
		t.Errorf("snapshots %v of %p", got.snapshots, got.net)
	}
}

// A session that was closed and opened again shows what it showed, and goes on learning with
// the same bits as one that was never interrupted.
func TestReopenedAsLeft(t *testing.T) {
	for _, optimizer := range []string{"sgd", "adam"} {
		t.Run(optimizer, func(t *testing.T) {
			prepare := []string{"reset 5", "batch 8", "optimizer " + optimizer, "learning-rate 0.003", "train 23"}
			look := []string{"picture 7", "paint 10 10 5 noise", "paint-to 30 12", "paint 4 40 6 blur", "shift 2 -1", "select conv3:9", "cell 2 3", "show conv1 kernels",
				"range unit", "tab classes", "room train", "theme light", "brush 9 grey", "class bird", "freeze nothing"}
			whole := open(t, Options{})
			perform(t, whole, append(append(prepare, look...), "train 6")...)

			dir := t.TempDir()
			kept := Options{StateDir: dir, Toys: fewToys}
			first, err := New(kept)
			if err != nil {
				t.Fatal(err)
			}
			perform(t, first, append(prepare, look...)...)
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			for range 2 { // opened, looked at and closed again, it loses nothing either
				again, err := New(kept)
				if err != nil {
					t.Fatal(err)
				}
				wait(t, again)
				sameDesk(t, first, again)
				perform(t, again, "tab map", "tab classes")
				if err := again.Close(); err != nil {
					t.Fatal(err)
				}
			}
			second := open(t, kept)
			perform(t, second, "train 6")
			if !equalParams(second.Training.Shown().Net, whole.Training.Shown().Net) {
				t.Error("interrupted, the same steps gave other weights")
			}
			if diff := cmp.Diff(whole.Training.Status().Run.History(), second.Training.Status().Run.History()); diff != "" {
				t.Errorf("the record differs (-whole +interrupted):\n%s", diff)
			}
			if !cmp.Equal(snapshotSteps(second), snapshotSteps(whole)) {
				t.Errorf("snapshots of %v, uninterrupted of %v", snapshotSteps(second), snapshotSteps(whole))
			}
		})
	}
}

// sameDesk compares what two sessions show and hold. The first may be closed already.
func sameDesk(t *testing.T, want, got *Session) {
	t.Helper()
	if diff := cmp.Diff(want.Selection(), got.Selection()); diff != "" {
		t.Errorf("selection (-left +found):\n%s", diff)
	}
	if diff := cmp.Diff(want.Settings, got.Settings); diff != "" {
		t.Errorf("settings (-left +found):\n%s", diff)
	}
	w, g := want.Stimulus(), got.Stimulus()
	if w.Picture.Name != g.Picture.Name || w.Shift != g.Shift || w.Marks != g.Marks || !cmp.Equal(w.Painted.Data, g.Painted.Data) {
		t.Errorf("picture %s moved %v with %d strokes; left %s moved %v with %d", g.Picture.Name, g.Shift, g.Marks, w.Picture.Name, w.Shift, w.Marks)
	}
	ws, gs := want.Training.Status(), got.Training.Status()
	if ws.Step != gs.Step || ws.Epoch != gs.Epoch || ws.Batch != gs.Batch || !cmp.Equal(ws.Hyper, gs.Hyper) || ws.Run.Seed != gs.Run.Seed {
		t.Errorf("training %+v, left %+v", gs, ws)
	}
	if !equalParams(want.Training.Shown().Net, got.Training.Shown().Net) {
		t.Error("the weights differ from those that were left")
	}
	if diff := cmp.Diff(ws.Run.History(), gs.Run.History(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("record (-left +found):\n%s", diff)
	}
	for i, s := range ws.Run.Snapshots() {
		if found := gs.Run.Snapshots(); i >= len(found) || found[i].Step != s.Step || !equalParams(found[i].Net, s.Net) {
			t.Errorf("the snapshot of step %d is not there", s.Step)
		}
	}
}

// An experiment opened by hand lays its desk out, and undo brings back what was there.
func TestOpenExperiment(t *testing.T) {
	dir := t.TempDir()
	made, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, made, "reset 5", "train 3", "picture 4", "paint 10 10 5 grey", "select conv1:2", "theme light")
	if err := made.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{})
	before := s.Training.Status().Run
	perform(t, s, "open "+filepath.Join(dir, autosaveFile))
	if s.Settings.Theme != "dark" {
		t.Error("the theme of the file's window was taken over")
	}
	s.Settings = made.Settings
	sameDesk(t, made, s)
	perform(t, s, "undo")
	if s.Training.Status().Run != before || s.Stimulus().Marks != 0 {
		t.Error("undo did not bring the desk back")
	}
}

// smallExperiment is one that has something in every part, of a network of a few numbers.
func smallExperiment(t testing.TB) *experiment {
	t.Helper()
	net := cnn.NewNetwork(cnn.Shape{1, 4, 4})
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{{"conv1", cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{})}, {"flatten", &cnn.Flatten{}},
		{"output", &cnn.Dense{Weight: cnn.NewTensor(2, 8), Bias: cnn.NewTensor(2)}}, {"softmax", &cnn.Softmax{}}} {
		if err := net.Append(l.name, l.layer); err != nil {
			t.Fatal(err)
		}
	}
	net.Meta = cnn.Meta{Name: "small", Labels: []string{"no", "yes"}, Seed: 3}
	for _, p := range net.Nodes[0].Layer.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(math.Sin(float64(i + 1)))
		}
	}
	h := newHistory(net)
	r := newRun(net, "", 3)
	r.own()
	trainer := cnn.NewTrainer(r.live, cnn.Hyper{}, 2, 3)
	x := cnn.NewTensor(2, 1, 4, 4)
	for i := range x.Data {
		x.Data[i] = float32(i) / 31
	}
	for range 2 {
		r.record(trainer.Step(x, []int{0, 1}), 2, data.Place{Dealt: 2})
	}
	h = r.History()
	h.HeldOut = []Checkpoint{{Step: 2, Cost: 0.5, Correct: 0.25}}
	h.Confusion = [][]int{{1, 2}, {3, 4}}
	state := trainer.State()
	return &experiment{
		about: about{Format: experimentFormat, Images: toyWorld, Task: "living", Seed: 3, Step: 2, Place: data.Place{Dealt: 2}, Gap: 10, Optimizer: state.Steps,
			Updates: state.Updates, Batch: 2, Picture: 1, Strokes: []stimulus.Stroke{{{X: 1, Y: 2, Size: 3, Fill: stimulus.Grey}}}, Confusion: h.Confusion,
			Selection: newSelection(), Settings: Settings{Theme: "dark", Splits: map[string]Split{"footer": {Size: 120}}}},
		net: r.live, optimizer: state, snapshots: r.Snapshots(), history: h,
	}
}

func written(t testing.TB, e *experiment) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := e.write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func readBytes(file []byte) (*experiment, error) {
	return readExperiment(bytes.NewReader(file), int64(len(file)))
}

// rezipped returns the experiment with some of its files replaced; nil removes one.
func rezipped(t testing.TB, file []byte, method uint16, replace map[string][]byte) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var to bytes.Buffer
	z := zip.NewWriter(&to)
	for _, f := range from.File {
		contents, err := read(from, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := replace[f.Name]; ok {
			contents = other
		}
		if contents == nil {
			continue
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: method})
		if err == nil {
			_, err = w.Write(contents)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

func TestReadExperimentRefuses(t *testing.T) {
	whole := smallExperiment(t)
	file := written(t, whole)
	change := func(with func(e *experiment)) []byte {
		e := smallExperiment(t)
		with(e)
		return written(t, e)
	}
	zeros := make([]byte, alwaysUnpacked+1)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                 {nil, "not an experiment"},
		"text":                    {[]byte("a shopping list"), "not an experiment"},
		"a network missing":       {rezipped(t, file, zip.Store, map[string][]byte{"network.onnx": nil}), "network.onnx is missing"},
		"half a network":          {rezipped(t, file, zip.Store, map[string][]byte{"network.onnx": []byte{8, 8, 58}}), "network.onnx"},
		"no JSON":                 {rezipped(t, file, zip.Store, map[string][]byte{"experiment.json": []byte("{")}), "JSON"},
		"another format":          {change(func(e *experiment) { e.about.Format = 2 }), "format 2"},
		"an unknown fill":         {rezipped(t, file, zip.Store, map[string][]byte{"experiment.json": []byte(`{"format":1,"strokes":[[{"Fill":"glitter"}]]}`)}), "glitter"},
		"an unknown optimizer":    {change(func(e *experiment) { e.about.Hyper.Optimizer = "luck" }), "luck"},
		"another's memory":        {change(func(e *experiment) { e.about.Hyper.Optimizer = cnn.Adam }), "optimizer.npz"},
		"a layer frozen":          {change(func(e *experiment) { e.about.Hyper.Frozen = []string{"conv9"} }), "conv9"},
		"a step too few":          {change(func(e *experiment) { e.about.Step = 1 }), "history.npz"},
		"a step below zero":       {change(func(e *experiment) { e.about.Step = -1 }), "step -1"},
		"no batch":                {change(func(e *experiment) { e.about.Batch = 0 }), "batch 0"},
		"a ragged matrix":         {change(func(e *experiment) { e.about.Confusion[1] = []int{1} }), "confusion"},
		"a snapshot from later":   {change(func(e *experiment) { e.snapshots[0].Step = 9 }), "snapshots"},
		"a bomb":                  {rezipped(t, file, zip.Deflate, map[string][]byte{"network.onnx": zeros}), "unpack"},
		"a bomb in the optimizer": {rezipped(t, file, zip.Store, map[string][]byte{"optimizer.npz": npzBomb(t, zeros)}), "unpack"},
	} {
		_, err := readBytes(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", name, err, c.want)
		}
	}
	if _, err := readBytes(rezipped(t, file, zip.Deflate, nil)); err != nil {
		t.Errorf("compressed again by hand: %v", err)
	}
	for n := 0; n < len(file); n += 1 + len(file)/200 {
		if _, err := readBytes(file[:n]); err == nil {
			t.Errorf("cut to %d of %d bytes: no error", n, len(file))
		}
	}
}

// npzBomb is a small archive whose one array unpacks to a lot.
func npzBomb(t *testing.T, zeros []byte) []byte {
	t.Helper()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "conv1.weight.momentum.npy", Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(zeros)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return bomb.Bytes()
}

// A damaged file of the last session is set aside and told of; the start is a first one.
func TestDamagedAutosave(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, autosaveFile)
	file := written(t, smallExperiment(t))
	if err := os.WriteFile(name, file[:len(file)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{StateDir: dir})
	if n := s.Notice(); n == nil || !n.Bad || !strings.Contains(n.Text, "set aside") {
		t.Errorf("notice %+v", n)
	}
	if aside, err := os.ReadFile(filepath.Join(dir, asideFile)); err != nil || !bytes.Equal(aside, file[:len(file)/2]) {
		t.Errorf("the damaged file is gone: %v", err)
	}
	if s.Stimulus().Picture.Name != "toyworld 0" {
		t.Errorf("picture %q", s.Stimulus().Picture.Name)
	}
}

// An experiment whose folder of pictures is away opens with others in their place, and says so; when they are
// back, so is everything.
func TestAutosaveWithoutItsPictures(t *testing.T) {
	dir, pictures := t.TempDir(), filepath.Join(t.TempDir(), "pictures")
	for _, name := range []string{"a", "b"} {
		for i := range 5 {
			file := filepath.Join(pictures, name, fmt.Sprint(i)+".png")
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, pngOf(t, 48, 48), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	first, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, "images "+pictures, "hold-out 3", "network toy48", "batch 2", "train 5", "picture 1", "paint 10 10 5 grey")
	if err := errors.Join(first.Close(), os.Rename(pictures, pictures+" away")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it is not forgotten by being saved meanwhile
		s, err := New(Options{StateDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		wait(t, s)
		if n := s.Notice(); n == nil || !n.Bad || !strings.Contains(n.Text, pictures) || n.Leads.String() != "images "+pictures {
			t.Errorf("notice %+v", n)
		}
		if v := s.Analysis.View(); v == nil || v.Shown.Step != 5 || v.Stimulus.Picture.Name != "toyworld 1" || v.Stimulus.Marks != 1 {
			t.Errorf("view %+v", v)
		}
		perform(t, s, "tab kernel", "tab map")
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(pictures+" away", pictures); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{StateDir: dir})
	sameDesk(t, first, s)
	if s.desk.seed != 3 || s.Pictures.Source().Name != pictures {
		t.Errorf("pictures %s dealt by seed %d", s.Pictures.Source().Name, s.desk.seed)
	}
}

// Whatever is in a file, reading it ends in an experiment that can be written and laid out, or
// in an error. The parts are fuzzed, not the zip around them, whose checksums would stop most.
func FuzzReadExperiment(f *testing.F) {
	file := written(f, smallExperiment(f))
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		f.Fatal(err)
	}
	names := []string{"experiment.json", "network.onnx", "history.npz", "optimizer.npz"}
	var parts [4][]byte
	for i, name := range names {
		if parts[i], err = read(z, name); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(parts[0], parts[1], parts[2], parts[3])
	f.Add([]byte(`{"format":1,"step":2,"batch":1,"strokes":[[{"X":-9223372036854775808,"Size":9223372036854775807}]]}`), parts[1], parts[2], parts[3])
	f.Add(parts[0], parts[1][:len(parts[1])/2], parts[2], parts[3])
	f.Fuzz(func(t *testing.T, about, network, history, optimizer []byte) {
		replaced := map[string][]byte{}
		for i, part := range [][]byte{about, network, history, optimizer} {
			replaced[names[i]] = part
		}
		e, err := readBytes(rezipped(t, file, zip.Store, replaced))
		if err != nil {
			return
		}
		if err := e.write(io.Discard); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
		var p painting
		p.paint(cnn.NewTensor(e.net.Input...), e.about.Strokes)
		selection := e.about.Selection.clone()
		selection.settle(e.net, Rows(e.net))
		e.run()
	})
}
