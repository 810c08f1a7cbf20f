package session

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// everythingFound asks for everything that goes with an experiment, and returns it.
func everythingFound(s *Session) map[string]any {
	field, gratings, curves, shift := s.Probe.Field(), s.Probe.Gratings(), s.Probe.Curves(), s.Probe.Shift()
	b := s.Probe.bench()
	preferred, correlation := s.Probe.Preferred(b.head(b.node), b.unit()), s.Probe.Correlation(tuning.White)
	all := map[string]any{"field": field.whole(), "gratings": gratings.whole(), "curves": curves.whole(), "shift": shift.whole(),
		"preferred": preferred.whole(), "correlation": correlation.whole()}
	for name, v := range all {
		if reflect.ValueOf(v).IsNil() {
			delete(all, name)
		}
	}
	if r := s.Units.Responses(b.shown, b.running, b.source); r.Responses != nil && !r.Stale {
		all["survey"] = r.Top(b.node, b.unit())
		all["selectivity"] = r.Selectivities(b.node, b.task)
	}
	return all
}

// What was found out about units is there again when an experiment is opened, at once and to the bit, and nothing of it is
// computed anew; what is of networks that are not there is left out.
func TestFoundAgain(t *testing.T) {
	dir := t.TempDir()
	var did bytes.Buffer
	o := smallStart(t)
	o.StateDir = dir
	first, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, "survey held-out 60", "occlude 9 4 noise", "strongest 4", "batch 2", "train 13", "select conv2:3", "scrub 10", "prefer", "correlate white")
	want := everythingFound(first)
	for range 6 { // curves wait for gratings, and fields for the strongest pictures
		wait(t, first)
		want = everythingFound(first)
	}
	if len(want) != 8 {
		t.Fatalf("found %v", want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	o.Trace = &did
	again := open(t, o)
	got := everythingFound(again)
	exact := cmp.Options{sameFloats[float32](), sameFloats[float64](), cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true }),
		cmpopts.IgnoreFields(UnitField{}, "Averages", "K")}
	for name, w := range want {
		if name == "field" {
			sameField(t, w.(*UnitField), got[name].(*UnitField))
		}
		if diff := cmp.Diff(w, got[name], exact); diff != "" {
			t.Errorf("%s (-left +found): %.600s", name, diff)
		}
	}
	wait(t, again)
	if strings.Contains(did.String(), `"event":"probe"`) {
		t.Errorf("it was computed anew: %s", did.String())
	}
	perform(t, again, "scrub live")
	if f := again.Probe.Field(); f.Value != nil && !f.Stale {
		t.Error("what was found of step 10 is shown as that of step 13")
	}
}

// sameFloats has cmp compare lists of numbers, NaN equal to NaN, as one thing: one by one it takes thousands of times as long.
func sameFloats[T float32 | float64]() cmp.Option {
	return cmp.FilterValues(func(a, b []T) bool { return len(a)+len(b) > 0 }, cmp.Comparer(equalNaN[T]))
}

// sameField compares fields, one of which may be of many units that were measured together.
func sameField(t *testing.T, want, got *UnitField) {
	t.Helper()
	wantMean, wantCount := want.Field()
	gotMean, gotCount := got.Field()
	if !equalNaN(wantMean, gotMean) {
		t.Errorf("field %.300v, left %.300v", gotMean, wantMean)
	}
	if !cmp.Equal(wantCount, gotCount) || !cmp.Equal(want.Averages.Mask(want.K, 5), got.Averages.Mask(got.K, 5)) || len(want.Pictures[0].Map) == 0 {
		t.Error("counts, masks or maps differ")
	}
}

// Pictures that are others by now say nothing of what was found with those before.
func TestFoundOfOtherPictures(t *testing.T) {
	dir, pictures := t.TempDir(), t.TempDir()
	save := func(name string) {
		t.Helper()
		file := filepath.Join(pictures, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, pngOf(t, 48, 48), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 6 {
		save(fmt.Sprintf("%d.png", i))
	}
	first, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, "images "+pictures, "occlude 9 4 grey", "select conv1:3")
	for range 4 {
		everythingFound(first)
		wait(t, first)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	save("7.png")
	again := open(t, Options{StateDir: dir})
	if again.Units.kept(again.desk.run).Responses != nil {
		t.Error("there is a survey of pictures that were others")
	}
	got := everythingFound(again)
	if got["field"] != nil || got["shift"] != nil {
		t.Errorf("found %v", got)
	}
	if got["gratings"] == nil {
		t.Error("answers to gratings are gone, which have nothing to do with pictures")
	}
}

// Damaged findings are an error, never a panic; unknown ones are left out.
func TestFoundRefuses(t *testing.T) {
	e := smallExperiment(t)
	net := e.net
	averages, err := field.Restore(net, "conv1", field.AverageOptions{Options: field.Options{Patch: 1, Stride: 1, Units: []int{1}}}, make([]float32, 25), make([]int32, 25), []float32{1}, []float64{2})
	if err != nil {
		t.Fatal(err)
	}
	f := newUnitField(averages, 0, 0, []tuning.Strongest{{Picture: 1, Cell: 3, Strength: 2}})
	f.place(net)
	q := question{topic: fieldTopic, node: 0, unit: 1}
	e.found = &findings{source: toySource(t, net), results: []*result{{asked: asked{q, net, net}, step: e.about.Step, value: f, bytes: f.bytes()}}}
	file := written(t, e)
	read1, err := readBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(read1.found.read) != 1 {
		t.Fatalf("%d findings", len(read1.found.read))
	}
	cells := func(cell float64) []byte {
		var b bytes.Buffer
		z := npy.NewArchive(&b)
		err := errors.Join(npy.Add(z, "mean", []int{5, 5}, make([]float32, 25)), npy.Add(z, "count", []int{5, 5}, make([]int32, 25)), npy.Add(z, "size", []int{1}, []float64{1}),
			npy.Add(z, "peak", []int{1}, []float32{1}), npy.Add(z, "pictures", []int{1, 3}, []float64{0, cell, 1}), npy.Add(z, "maps", []int{0, 4, 4}, []float32{}), z.Close())
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	index := func(text string) map[string][]byte { return map[string][]byte{"found/index.json": []byte(text)} }
	for name, c := range map[string]struct {
		replace map[string][]byte
		want    string // empty: it is left out
	}{
		"no JSON":            {index("{"), "index.json"},
		"null":               {index(`{"found":[null]}`), ""},
		"an unknown topic":   {index(`{"found":[{"topic":"weather","step":2}]}`), ""},
		"an unknown layer":   {index(`{"found":[{"topic":"field","step":2,"layer":"conv9"}]}`), ""},
		"an unknown step":    {index(`{"found":[{"topic":"field","step":7,"layer":"conv1"}]}`), ""},
		"a missing file":     {index(`{"found":[{"topic":"field","step":2,"layer":"conv1","file":"x.npz"}]}`), "missing"},
		"a unit too many":    {index(`{"found":[{"topic":"field","step":2,"layer":"conv1","unit":2,"file":"0000-field.npz","about":{"patch":1,"stride":1}}]}`), "no such unit"},
		"no layer":           {index(`{"found":[{"topic":"field","step":2,"file":"0000-field.npz","about":{"patch":1,"stride":1}}]}`), "no layer"},
		"no patch":           {index(`{"found":[{"topic":"field","step":2,"layer":"conv1","file":"0000-field.npz","about":{}}]}`), "patch"},
		"another topic":      {index(`{"found":[{"topic":"preferred","step":2,"layer":"conv1","file":"0000-field.npz","about":{}}]}`), "picture"},
		"no curves":          {index(`{"found":[{"topic":"shift","step":2,"file":"0000-field.npz","about":{}}]}`), "rows"},
		"half an archive":    {map[string][]byte{"found/0000-field.npz": file[:50]}, "0000-field.npz"},
		"a cell too many":    {map[string][]byte{"found/0000-field.npz": cells(4)}, "cell 4 of 4"},
		"a cell that is NaN": {map[string][]byte{"found/0000-field.npz": cells(-1e300)}, "cell"},
	} {
		got, err := readBytes(rezipped(t, file, zip.Store, c.replace))
		if c.want == "" {
			if err != nil || len(got.found.read) != 0 {
				t.Errorf("%s: %v", name, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line with %q", name, err, c.want)
		}
	}
}

// toySource is the Toy World for a network.
func toySource(t *testing.T, net *cnn.Network) *data.Source {
	t.Helper()
	source, err := openSource(toyWorld, data.Options{Input: net.Input})
	if err != nil {
		t.Fatal(err)
	}
	return source
}
