package session

import (
	"bytes"
	"encoding/csv"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/cnn/npy"
	"unitscope/viz/figure"
)

// Every kind of result is written to every kind of file, once it is known, and nothing before.
func TestExport(t *testing.T) {
	var trace bytes.Buffer
	s := smallBench(t, Options{Trace: &trace})
	dir := t.TempDir()
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 8 8 grey", "strongest 2")
	for _, kind := range []string{"fields", "sizes", "preferred", "correlation"} {
		trace.Reset()
		if s.CanExport(Exhibit(kind)) {
			t.Errorf("%s could be exported before it was known", kind)
		}
		wait(t, s)
		if said := notices(t, &trace); len(said) != 1 || !strings.Contains(said[0], "not known yet") {
			t.Errorf("%s: notices %q", kind, said)
		}
		trace.Reset()
		a, err := Parse("export " + kind + " " + filepath.Join(dir, "x.png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(a); err == nil {
			t.Errorf("%s was exported before it was known", kind)
		}
		wait(t, s)
		if said := notices(t, &trace); len(said) != 1 || !strings.Contains(said[0], "not known yet") {
			t.Errorf("%s: notices %q", kind, said)
		}
	}
	answered(t, s, s.Probe.Field)
	answered(t, s, s.Probe.Occlusion)
	answered(t, s, s.Probe.Curves)
	answered(t, s, s.Probe.Shift)
	perform(t, s, "measure layer", "prefer", "correlate white")
	for _, kind := range ProbeExhibits {
		for _, ending := range ExportEndings {
			path := filepath.Join(dir, s.ExportName(kind, ending))
			perform(t, s, "export "+string(kind)+" "+path)
			checkExported(t, path, ending)
		}
	}
	perform(t, s, "export field "+dir)
	if _, err := os.Stat(filepath.Join(dir, "conv1-3-field.png")); err != nil {
		t.Error(err)
	}
	for _, path := range []string{filepath.Join(dir, "field.doc"), filepath.Join(dir, "none", "field.png")} {
		trace.Reset()
		_ = s.Do(Export{ExhibitField, path})
		wait(t, s)
		if said := notices(t, &trace); len(said) != 1 || !strings.Contains(said[0], "cannot export to "+path) || strings.Contains(said[0], "\n") {
			t.Errorf("%s: notices %q", path, said)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != len(ProbeExhibits)*len(ExportEndings) {
		t.Errorf("%d files, want %d", len(left), len(ProbeExhibits)*len(ExportEndings))
	}
}

// checkExported reads a file with a reader of its kind.
func checkExported(t *testing.T, path, ending string) {
	t.Helper()
	contents, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	switch ending {
	case ".png":
		_, err = png.Decode(bytes.NewReader(contents))
	case ".csv":
		r := csv.NewReader(bytes.NewReader(contents))
		_, err = r.ReadAll()
	case ".npz":
		var z *npy.ArchiveReader
		if z, err = npy.OpenArchive(bytes.NewReader(contents), int64(len(contents))); err == nil && len(z.Names()) == 0 {
			t.Errorf("%s holds nothing", path)
		}
	case ".pdf":
		if !bytes.HasPrefix(contents, []byte("%PDF-")) {
			t.Errorf("%s is no PDF", path)
		}
	case ".svg":
		if !bytes.Contains(contents, []byte("</svg>")) {
			t.Errorf("%s is no SVG", path)
		}
	}
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

// Where the figure is pictures, the table has the numbers of the arrays, each behind its place.
func TestTableOfArrays(t *testing.T) {
	var b bytes.Buffer
	arrays := []array{{"picture", []int{2, 1, 2}, []float32{0, 0.25, float32(math.NaN()), -1}}, numbers("response", 3)}
	if err := (&exhibit{figure: figure.Sheet{}, arrays: arrays}).write(&b, ".csv", 0); err != nil {
		t.Fatal(err)
	}
	want := "array,axis 0,axis 1,axis 2,value\npicture,0,0,0,0\npicture,0,0,1,0.25\npicture,1,0,0,\npicture,1,0,1,-1\nresponse,0,,,3\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// The arrays of a field are what the window shows.
func TestExportedFieldIsTheFieldShown(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 8 8 grey", "strongest 2")
	f := answered(t, s, s.Probe.Field).Value
	path := filepath.Join(t.TempDir(), "a.npz")
	perform(t, s, "export field "+path)
	contents, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := npy.OpenArchive(bytes.NewReader(contents), int64(len(contents)))
	if err != nil {
		t.Fatal(err)
	}
	mean, _ := f.Field()
	shape, values, err := npy.Get[float32](z, "mean")
	if err != nil || !equalNaN(values, mean) || shape[0] != f.Height || shape[1] != f.Width {
		t.Errorf("mean of %v, %v", shape, err)
	}
	_, maps, err := npy.Get[float32](z, "maps")
	if err != nil || !equalNaN(maps[48*48:], f.Pictures[1].Map) {
		t.Errorf("maps: %v", err)
	}
}
