package command

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn/npy"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// brainFolder is where real recordings lie, beside the project.
func brainFolder(t *testing.T) string {
	t.Helper()
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	folder := filepath.Join(root, "brain")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no recordings at ", folder)
	}
	return folder
}

// conditions are what was shown in Haxby's experiment, in the order of the reference's volumes.
var conditions = []string{"bottle", "cat", "chair", "face", "house", "scissors", "scrambledpix", "shoe"}

// haxbyModels writes the reference's two models: which pairs have one animal or face, one face; their pictures' names if asked.
func haxbyModels(t *testing.T, names []string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "models.npz")
	err := writeFile(file, func(w io.Writer) error {
		archive := npy.NewArchive(w)
		var err error
		for _, m := range []struct {
			name string
			in   []string
		}{{"animate", []string{"cat", "face"}}, {"face", []string{"face"}}} {
			var r rsa.RDM
			for i, a := range conditions {
				for _, b := range conditions[i+1:] {
					r = append(r, map[bool]float64{true: 1}[slices.Contains(m.in, a) != slices.Contains(m.in, b)])
				}
			}
			err = errors.Join(err, npy.Add(archive, m.name, []int{len(r)}, []float64(r)))
		}
		if names != nil {
			err = errors.Join(err, npy.AddText(archive, neuro.StimuliArray, names))
		}
		return errors.Join(err, archive.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// mapOf reads a map that was written.
func mapOf(t *testing.T, name string) *neuro.Volume {
	t.Helper()
	v, err := openVolume(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The maps that the field's own arithmetic gives (brain/reference): the same voxels, within 1e-6.
func TestSearchlightReference(t *testing.T) {
	folder := filepath.Join(brainFolder(t), "reference")
	models := haxbyModels(t, nil)
	for _, c := range []struct {
		volume, threshold string
		maskOnly          bool
	}{{"haxby_1slice", "1.0", false}, {"haxby_25mm", "0.5", false}, {"haxby_25mm", "0.5", true}, {"haxby_25mm", "1.0", false}} {
		out := filepath.Join(t.TempDir(), "maps")
		arguments := []string{"searchlight", "--patterns", filepath.Join(folder, c.volume+"_8cond_mean.nii.gz"), "--mask", filepath.Join(folder, c.volume+"_mask.nii.gz"),
			"--model", models, "--radius", "2", "--strict", "--threshold", c.threshold, "--json", "--out", out}
		truncated := "0"
		if c.maskOnly {
			arguments, truncated = append(arguments, "--mask-only"), "1"
		}
		var summary searchlightSummary
		if err := json.Unmarshal([]byte(mustRun(t, arguments...).output), &summary); err != nil {
			t.Fatal(err)
		}
		best := mapOf(t, filepath.Join(out, bestMap))
		maps := map[string]*neuro.Volume{}
		for _, model := range []string{"animate", "face"} {
			got := mapOf(t, filepath.Join(out, model+".nii.gz"))
			maps[model] = got
			want := mapOf(t, filepath.Join(folder, c.volume+"_sl_r2_thr"+c.threshold+"_trunc"+truncated+"_"+model+"_spearman.nii.gz"))
			if got.Affine != want.Affine || !slices.Equal(got.Shape, want.Shape) {
				t.Errorf("%v %s: shape %v and affine %v, want %v and %v", c, model, got.Shape, got.Affine, want.Shape, want.Affine)
			}
			centres := 0
			for v, value := range got.Data {
				if math.IsNaN(value) != math.IsNaN(want.Data[v]) || math.Abs(value-want.Data[v]) > 1e-6 {
					t.Errorf("%v %s: voxel %d is %v, want %v", c, model, v, value, want.Data[v])
				}
				if !math.IsNaN(value) {
					centres++
				}
			}
			if summary.Centres != centres || centres == 0 {
				t.Errorf("%v %s: %d centres, said to be %d", c, model, centres, summary.Centres)
			}
		}
		for v, number := range best.Data {
			a, f := maps["animate"].Data[v], maps["face"].Data[v]
			if want := map[bool]float64{true: 1, false: 2}[a >= f]; !math.IsNaN(a) && number != want || math.IsNaN(a) && !math.IsNaN(number) {
				t.Errorf("%v: voxel %d: the best of %g and %g is said to be %g", c, v, a, f, number)
			}
		}
	}
}

// A recording and its table of events are what their means are.
func TestSearchlightOfEvents(t *testing.T) {
	folder := filepath.Join(brainFolder(t), "pymvpa_haxby2001")
	events := filepath.Join(folder, "attributes_literal.txt")
	recording := filepath.Join(folder, "bold.nii.gz")
	mask := filepath.Join(folder, "mask.nii.gz")
	f, err := os.Open(events)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := neuro.ReadEvents(f)
	if err != nil {
		t.Fatal(err)
	}
	means, err := mapOf(t, recording).Means(neuro.Patterns(table.Lines), conditions)
	if err != nil {
		t.Fatal(err)
	}
	written := filepath.Join(t.TempDir(), "means.nii")
	if err := writeFile(written, func(w io.Writer) error { return neuro.WriteNIfTI(w, means) }); err != nil {
		t.Fatal(err)
	}
	named := make([]string, len(conditions))
	for i, c := range conditions {
		named[i] = "pictures/" + c + ".png"
	}
	one, other := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	mustRun(t, "searchlight", "--patterns", recording, "--events", events, "--mask", mask, "--model", haxbyModels(t, named), "--radius-unit", "mm", "--radius", "8", "--threshold", "0.5", "--out", one)
	mustRun(t, "searchlight", "--patterns", written, "--mask", mask, "--model", haxbyModels(t, nil), "--radius-unit", "mm", "--radius", "8", "--threshold", "0.5", "--out", other)
	a, b := mapOf(t, filepath.Join(one, "face.nii.gz")), mapOf(t, filepath.Join(other, "face.nii.gz"))
	for v := range a.Data {
		if d := math.Abs(a.Data[v] - b.Data[v]); d > 0.02 || math.IsNaN(a.Data[v]) != math.IsNaN(b.Data[v]) { // written as float32, which few ranks notice
			t.Errorf("voxel %d: %g and %g", v, a.Data[v], b.Data[v])
		}
	}
}

func TestSearchlightRefuses(t *testing.T) {
	folder := filepath.Join(brainFolder(t), "reference")
	models := haxbyModels(t, nil)
	patterns, mask := filepath.Join(folder, "haxby_25mm_8cond_mean.nii.gz"), filepath.Join(folder, "haxby_25mm_mask.nii.gz")
	run := func(change ...string) (arguments []string) {
		flags := map[string]string{"--patterns": patterns, "--mask": mask, "--model": models}
		for i := 0; i < len(change); i += 2 {
			flags[change[i]] = change[i+1]
		}
		arguments = []string{"searchlight"}
		for flag, value := range flags {
			arguments = append(arguments, flag, value)
		}
		return arguments
	}
	for _, c := range []struct {
		name   string
		change []string
		status int
		says   string
	}{
		{"another grid's mask", []string{"--mask", filepath.Join(folder, "haxby_1slice_mask.nii.gz")}, failed, "shape"},
		{"no mask there", []string{"--mask", filepath.Join(folder, "none.nii.gz")}, failed, "none.nii.gz"},
		{"volumes for other pictures", []string{"--patterns", mask}, failed, "1 volumes, the models are of 8"},
		{"patterns that are no volumes", []string{"--patterns", models}, failed, "NIfTI"},
		{"models that are none", []string{"--model", mask}, failed, ".gz"},
		{"a recording without that picture", []string{"--events", save(t, []byte("a 1\na 1\na 1\na 1\na 1\na 1\na 1\na 1\n"), t.TempDir(), "e.txt"), "--model", haxbyModels(t, conditions)}, failed, "bottle"},
		{"a radius of 0", []string{"--radius", "0"}, wrongUsage, "radius"},
		{"a threshold of 2", []string{"--threshold", "2"}, wrongUsage, "threshold"},
		{"permutations of tau", []string{"--permutations", "10", "--compare", "kendall-tau-a"}, wrongUsage, "take rho-a"},
	} {
		out := filepath.Join(t.TempDir(), "maps")
		o := unitscope(append(run(c.change...), "--out", out)...)
		if o.status != c.status || !strings.Contains(o.errors, c.says) || c.status == failed && !oneLine(lastLine(o.errors)) {
			t.Errorf("%s: status %d, %q, want %d with %q", c.name, o.status, o.errors, c.status, c.says)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: something was written", c.name)
		}
	}
}

func TestMapFiles(t *testing.T) {
	want := []string{"a_b.nii.gz", "a_b-2.nii.gz", "Best-2.nii.gz", "peak-2.nii.gz"}
	if got := mapFiles([]string{"a/b", "a:b", "Best", "peak"}, filmMap, peakMap); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// lastLine is an error's line, behind notes.
func lastLine(text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	return lines[len(lines)-1] + "\n"
}

// A threshold by permutations is said and counted by.
func TestSearchlightPermutations(t *testing.T) {
	folder := filepath.Join(brainFolder(t), "reference")
	out := filepath.Join(t.TempDir(), "maps")
	var summary searchlightSummary
	o := mustRun(t, "searchlight", "--patterns", filepath.Join(folder, "haxby_1slice_8cond_mean.nii.gz"), "--mask", filepath.Join(folder, "haxby_1slice_mask.nii.gz"),
		"--model", haxbyModels(t, nil), "--radius", "2", "--strict", "--permutations", "99", "--json", "--out", out)
	if err := json.Unmarshal([]byte(o.output), &summary); err != nil {
		t.Fatal(err)
	}
	if summary.Threshold == nil || *summary.Threshold <= 0 || *summary.Threshold > 1 {
		t.Fatalf("%+v", summary)
	}
	for _, l := range summary.Layers {
		above := 0
		for _, v := range mapOf(t, filepath.Join(out, l.File)).Data {
			if v > *summary.Threshold {
				above++
			}
		}
		if l.Significant == nil || *l.Significant != above {
			t.Errorf("%s: %d voxels above %g", l.Name, above, *summary.Threshold)
		}
	}
}
