package command

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// peopleLike saves three layers, and five people who are like the first one, with noise.
func peopleLike(t *testing.T, folder string) (model, brain string, models, people []rsa.RDM) {
	t.Helper()
	rng := rand.New(rand.NewPCG(21, 0))
	const n = 9
	var arrays []namedArray
	for _, name := range []string{"conv1", "conv2", "conv3"} {
		r := triangle(n, rng)
		models, arrays = append(models, r), append(arrays, namedArray{name, []int{len(r)}, r})
	}
	var flat []float64
	for range 5 {
		person := triangle(n, rng)
		for i := range person {
			person[i] = 0.5*person[i] + models[0][i]
		}
		people, flat = append(people, person), append(flat, person...)
	}
	model = saveNpz(t, filepath.Join(folder, "m.npz"), nil, arrays...)
	brain = saveNpz(t, filepath.Join(folder, "b.npz"), nil, namedArray{"rdms", []int{5, rsa.Pairs(n)}, flat})
	return model, brain, models, people
}

// Differences, partial correlations, the regression and a figure come where they are asked for, and nowhere else.
func TestRSAAskedForMore(t *testing.T) {
	folder := t.TempDir()
	model, brain, models, people := peopleLike(t, folder)
	drawing := filepath.Join(folder, "f.svg")
	plain := mustRun(t, "rsa", "--json", "--model", model, "--brain", brain)
	for _, key := range []string{"differences", "partial", "regression", "low"} {
		if strings.Contains(plain.output, `"`+key+`"`) {
			t.Errorf("%s was not asked for: %s", key, plain.output)
		}
	}
	s := compared(t, "--model", model, "--brain", brain, "--differences", "--partial", "others", "--regress", "--figure", drawing)
	if len(s.Differences) != 3 || s.Differences[0].First != "conv1" || s.Differences[0].Second != "conv2" || *s.Differences[0].Mean < 0.3 {
		t.Fatalf("%+v", s.Differences)
	}
	if d := *s.Layers[0].Mean - *s.Layers[1].Mean - *s.Differences[0].Mean; math.Abs(d) > 1e-12 {
		t.Errorf("conv1 − conv2 is %g, off by %g", *s.Differences[0].Mean, d)
	}
	for k, person := range people {
		if got, want := *s.Partial.Layers[0].Subjects[k], rsa.Partial(models[0], person, models[1:], rsa.Spearman); math.Abs(got-want) > 1e-12 {
			t.Errorf("person %d: partial %g, want %g", k, got, want)
		}
	}
	fit, err := rsa.Regress(models, rsa.MeanOf(people))
	if err != nil || s.Regression.Weights[0].Name != "conv1" || s.Regression.Weights[0].Weight != fit.Weights[0] || *s.Regression.R != fit.R {
		t.Errorf("%+v, want %+v, %v", s.Regression, fit, err)
	}
	if text, err := os.ReadFile(drawing); err != nil || !strings.Contains(string(text), "<svg") || !strings.Contains(string(text), "noise ceiling") {
		t.Errorf("no drawing: %v", err)
	}
	one := compared(t, "--model", model, "--brain", brain, "--partial", "conv2")
	if got, want := *one.Partial.Layers[0].Subjects[0], rsa.Partial(models[0], people[0], models[1:2], rsa.Spearman); math.Abs(got-want) > 1e-12 {
		t.Errorf("given conv2 alone: %g, want %g", got, want)
	}
	boot := compared(t, "--model", model, "--brain", brain, "--test", "bootstrap-both", "--permutations", "50")
	if l := boot.Layers[0]; l.Low == nil || *l.Low > *l.Mean || *l.High < *l.Mean {
		t.Errorf("%+v", l)
	}
	only := compared(t, "--model", model+":conv2", "--brain", brain)
	if len(only.Layers) != 1 || only.Layers[0].Name != "conv2" || *only.Layers[0].Mean != *s.Layers[1].Mean {
		t.Errorf("%+v", only.Layers)
	}
	text := mustRun(t, "rsa", "--model", model, "--brain", brain, "--differences", "--partial", "others", "--regress")
	for _, says := range []string{"conv1 − conv2", "given all other layers", "weights not negative", "constant"} {
		if !strings.Contains(text.output, says) {
			t.Errorf("no %q in %s", says, text.output)
		}
	}
	for _, c := range []struct {
		arguments []string
		status    int
		says      string
	}{
		{[]string{"--partial", "conv9"}, failed, `"conv9"`},
		{[]string{"--partial", "others", "--compare", "rho-a"}, wrongUsage, "--partial"},
		{[]string{"--differences", "--permutations", "20"}, failed, "difference"},
		{[]string{"--correction", "max-statistic"}, failed, "largest statistic"},
		{[]string{"--figure", filepath.Join(folder, "f.gif")}, wrongUsage, ".png, .svg, .pdf"},
		{[]string{"--figure", filepath.Join(folder, "none", "f.png")}, failed, "none"},
	} {
		if o := unitscope(append([]string{"rsa", "--model", model, "--brain", brain}, c.arguments...)...); o.status != c.status || !strings.Contains(o.errors, c.says) || !oneLine(o.errors) {
			t.Errorf("%q: status %d, %s", c.arguments, o.status, o.errors)
		}
	}
}

// A film's volume is the map of its moment's mean matrix; the peak is the moment of the largest.
func TestSearchlightFilm(t *testing.T) {
	folder := t.TempDir()
	reference := filepath.Join(brainFolder(t), "reference")
	rng := rand.New(rand.NewPCG(22, 0))
	const n, people, moments = 8, 2, 3
	pairs := rsa.Pairs(n)
	var flat []float64
	means := make([]namedArray, moments)
	for t, name := range []string{"first", "second", "third"} {
		means[t] = namedArray{name, []int{pairs}, make([]float64, pairs)}
	}
	for range people {
		for t := range moments {
			r := triangle(n, rng)
			flat = append(flat, r...)
			for i, v := range r {
				means[t].values[i] += v / people
			}
		}
	}
	model := saveNpz(t, filepath.Join(folder, "m.npz"), nil, means...)
	movie := saveNpz(t, filepath.Join(folder, "meg.npz"), nil, namedArray{"rdms", []int{people, moments, pairs}, flat}, namedArray{"times", []int{moments}, []float64{100, 150, 200}})
	out := filepath.Join(folder, "maps")
	arguments := []string{"searchlight", "--patterns", filepath.Join(reference, "haxby_25mm_8cond_mean.nii.gz"), "--mask", filepath.Join(reference, "haxby_25mm_mask.nii.gz"),
		"--radius", "2", "--threshold", "0.5", "--model", model, "--json", "--out", out}
	var s searchlightSummary
	o := mustRun(t, append(arguments, "--film", movie)...)
	if err := json.Unmarshal([]byte(o.output), &s); err != nil || s.Film == nil || !slices.Equal(s.Film.Times, []float64{100, 150, 200}) || len(s.Layers) != moments {
		t.Fatalf("%s, %v", o.output, err)
	}
	read := func(file string) *neuro.Volume {
		v, err := neuro.OpenVolume(os.DirFS(out), file)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	film, peak, best := read("film.nii.gz"), read("peak.nii.gz"), read("best.nii.gz")
	if film.Len() != moments || math.Abs(film.Interval-0.05) > 1e-6 {
		t.Fatalf("%d moments, %g s apart", film.Len(), film.Interval)
	}
	centres := 0
	for k, name := range []string{"first", "second", "third"} {
		for v, want := range read(name + ".nii.gz").Data {
			if got := film.At(k)[v]; math.Abs(got-want) > 1e-6 || math.IsNaN(got) != math.IsNaN(want) {
				t.Fatalf("%s, voxel %d: %g, want %g", name, v, got, want)
			}
			if b := best.Data[v]; !math.IsNaN(b) {
				centres++
				if peak.Data[v] != 50+50*b {
					t.Fatalf("voxel %d: best moment %g, peak at %g ms", v, b, peak.Data[v])
				}
			}
		}
	}
	if centres == 0 {
		t.Error("no centres")
	}
	copy(flat[pairs:], make([]float64, pairs)) // nobody tells pictures apart at the second moment
	copy(flat[(moments+1)*pairs:], make([]float64, pairs))
	blind := saveNpz(t, filepath.Join(folder, "blind.npz"), nil, namedArray{"rdms", []int{people, moments, pairs}, flat}, namedArray{"times", []int{moments}, []float64{100, 150, 200}})
	if o := mustRun(t, append(arguments, "--film", blind)...); !strings.Contains(o.errors, "150 ms: all pairs of pictures are alike") {
		t.Error(o.errors)
	}
	now := read("film.nii.gz")
	for v, first := range film.At(0) {
		if !math.IsNaN(now.At(1)[v]) || now.At(0)[v] != first && !math.IsNaN(first) {
			t.Fatalf("voxel %d: %g at the first moment, now %g, and %g at the second", v, first, now.At(0)[v], now.At(1)[v])
		}
	}
	uneven := saveNpz(t, filepath.Join(folder, "uneven.npz"), nil, namedArray{"times", []int{moments}, []float64{100, 150, 300}})
	if o := mustRun(t, append(arguments, "--film", movie, "--times", uneven)...); !strings.Contains(o.errors, "not evenly spaced") || read("film.nii.gz").Interval != 0 {
		t.Errorf("an interval of %g s of uneven moments; %s", read("film.nii.gz").Interval, o.errors)
	}
	if o := unitscope(append(arguments, "--times", movie)...); o.status != wrongUsage || !strings.Contains(o.errors, "--film") {
		t.Errorf("status %d, %s", o.status, o.errors)
	}
}
