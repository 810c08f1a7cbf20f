package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"unitscope/cnn/npy"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// namedArray is one array to be written.
type namedArray struct {
	name   string
	shape  []int
	values []float64
}

// saveNpz writes arrays and, where there are any, the names of pictures.
func saveNpz(t *testing.T, name string, stimuli []string, arrays ...namedArray) string {
	t.Helper()
	err := writeFile(name, func(w io.Writer) error {
		archive := npy.NewArchive(w)
		for _, a := range arrays {
			if err := npy.Add(archive, a.name, a.shape, a.values); err != nil {
				return err
			}
		}
		if stimuli != nil {
			if err := npy.AddText(archive, neuro.StimuliArray, stimuli); err != nil {
				return err
			}
		}
		return archive.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// triangle is random dissimilarities of so many pictures.
func triangle(pictures int, rng *rand.Rand) rsa.RDM {
	r := make(rsa.RDM, rsa.Pairs(pictures))
	for i := range r {
		r[i] = rng.Float64()
	}
	return r
}

// Matrices are the distances of the activations that run writes, in the pictures' order, under the layers' names; those of
// pixels are distances of the pictures' values.
func TestRDM(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(8, 0))
	net, model := saveNetwork(t, folder, "lenet28", 10)
	var stimuli []string
	for i := range 5 {
		name := fmt.Sprintf("p%d.png", i)
		save(t, pngOf(t, 28, 28, byte(20+30*i), rng), folder, "pictures", name)
		stimuli = append(stimuli, name)
	}
	pictures, out := filepath.Join(folder, "pictures"), filepath.Join(folder, "r.npz")
	mustRun(t, "run", model, "--input", pictures, "--layer", "conv1", "--out", filepath.Join(folder, "conv1.npy"))
	_, activations := readNpy(t, filepath.Join(folder, "conv1.npy"))
	patterns := make([][]float64, 5)
	for i := range patterns {
		for _, v := range activations[i*len(activations)/5:][:len(activations)/5] {
			patterns[i] = append(patterns[i], float64(v))
		}
	}
	for distance, between := range map[string]func(x, y []float64) float64{
		"pearson":     func(x, y []float64) float64 { return 1 - stat.Correlation(x, y, nil) },
		"euclidean":   func(x, y []float64) float64 { return floats.Distance(x, y, 2) },
		"sqeuclidean": func(x, y []float64) float64 { return math.Pow(floats.Distance(x, y, 2), 2) },
		"cosine":      func(x, y []float64) float64 { return 1 - floats.Dot(x, y)/floats.Norm(x, 2)/floats.Norm(y, 2) },
	} {
		o := mustRun(t, "rdm", model, "--images", pictures, "--layer", "conv1,dense1", "--distance", distance, "--out", out)
		arrays, err := openMatrices(out)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(arrays.names, []string{"conv1", "dense1"}) || !slices.Equal(arrays.stimuli, stimuli) || !strings.Contains(o.errors, "preprocessing: ") {
			t.Errorf("%q of %q; %s", arrays.names, arrays.stimuli, o.errors)
		}
		for i := range 5 {
			for j := range i {
				if got, want := arrays.rdms[0].At(i, j), between(patterns[i], patterns[j]); math.Abs(got-want) > 1e-10*(1+want) {
					t.Errorf("%s of %d and %d: %g, want %g", distance, i, j, got, want)
				}
			}
		}
	}
	mustRun(t, "rdm", model, "--images", pictures, "--out", out)
	if arrays, err := openMatrices(out); err != nil || len(arrays.rdms) != len(net.Nodes) {
		t.Errorf("%q, %v", arrays.names, err)
	}
	mustRun(t, "rdm", "pixels", "--images", pictures, "--distance", "euclidean", "--out", out)
	arrays, err := openMatrices(out)
	if err != nil || !slices.Equal(arrays.names, []string{"pixels"}) || len(arrays.rdms[0]) != 10 {
		t.Fatalf("%+v, %v", arrays, err)
	}
	// 120 levels of grey apart in 3·28² values, and noise of 0 … 59 in each
	if d := arrays.rdms[0].At(0, 4) / 28 / math.Sqrt(3); d < 120*0.9 || d > 120*1.2 {
		t.Errorf("distance of the darkest and the lightest picture: %g", d)
	}
}

// Layers whose names differ in what file names cannot have are drawn to a file each.
func TestRDMDrawsEveryMatrix(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "png")
	m := &matrices{names: []string{"a/b", "a:b"}, rdms: []rsa.RDM{{1, 2, 3}, {3, 2, 1}}}
	if err := m.draw(context.Background(), folder); err != nil {
		t.Fatal(err)
	}
	one, err := os.ReadFile(filepath.Join(folder, "a_b.png"))
	other, otherErr := os.ReadFile(filepath.Join(folder, "a_b-2.png"))
	if err != nil || otherErr != nil || bytes.Equal(one, other) {
		t.Errorf("%v, %v; %d and %d bytes", err, otherErr, len(one), len(other))
	}
}

func TestRDMRefuses(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(9, 0))
	_, model := saveNetwork(t, folder, "lenet28", 10)
	save(t, pngOf(t, 28, 28, 9, rng), folder, "one", "p.png")
	labelled := classFolders(t, 2)
	out := filepath.Join(folder, "r.npz")
	for _, c := range []struct {
		arguments []string
		status    int
		says      string
	}{
		{[]string{model, "--images", filepath.Join(folder, "one")}, failed, "at least two"},
		{[]string{"pixels", "--images", filepath.Join(folder, "one")}, failed, "at least two"},
		{[]string{model, "--images", labelled}, failed, "not a folder of pictures"},
		{[]string{"pixels", "--images", labelled}, failed, "not a folder of pictures"},
		{[]string{"pixels", "--images", filepath.Join(folder, "none")}, failed, "no such file"},
		{[]string{model, "--images", filepath.Join(folder, "one"), "--layer", "conv9"}, failed, `"conv9"`},
		{[]string{"pixels", "--images", filepath.Join(folder, "one"), "--layer", "conv1"}, wrongUsage, "no layers"},
		{[]string{"pixels", "--images", filepath.Join(folder, "one"), "--distance", "crossnobis"}, wrongUsage, "--distance"},
	} {
		o := unitscope(append([]string{"rdm", "--out", out}, c.arguments...)...)
		if o.status != c.status || !strings.Contains(o.errors, c.says) {
			t.Errorf("%q: status %d, %s", c.arguments, o.status, o.errors)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%q: wrote a file", c.arguments)
		}
	}
}

// compared is what `rsa --json` prints.
func compared(t *testing.T, arguments ...string) (s rsaSummary) {
	t.Helper()
	o := mustRun(t, append([]string{"rsa", "--json"}, arguments...)...)
	if err := json.Unmarshal([]byte(o.output), &s); err != nil {
		t.Fatalf("%v: %s", err, o.output)
	}
	return s
}

// The forms in which people's matrices come are the same people; the JSON has the contract's keys and numbers.
func TestRSAForms(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(10, 0))
	const n = 7
	first, dead := triangle(n, rng), make(rsa.RDM, rsa.Pairs(n))
	for i := range dead {
		dead[i] = math.NaN()
	}
	pairs := rsa.Pairs(n)
	model := saveNpz(t, filepath.Join(folder, "m.npz"), nil, namedArray{"conv1", []int{pairs}, first}, namedArray{"dead", []int{pairs}, dead})
	var flat, squares, sessions []float64
	var people []rsa.RDM
	for range 3 {
		person, other := triangle(n, rng), triangle(n, rng)
		people = append(people, person)
		flat = append(flat, person...)
		squares = append(squares, person.Square()...)
		for _, sign := range []float64{1, -1} { // the mean of person ± other
			session := slices.Clone(person)
			floats.AddScaled(session, sign, other)
			sessions = append(sessions, session...)
		}
	}
	brain := saveNpz(t, filepath.Join(folder, "b.npz"), nil, namedArray{"one", []int{pairs}, flat[:pairs]}, namedArray{"two", []int{3, pairs}, flat},
		namedArray{"square", []int{3, n, n}, squares}, namedArray{"sessions", []int{3, 2, pairs}, sessions})
	for _, c := range []struct {
		name   string
		people int
	}{{"one", 1}, {"two", 3}, {"square", 3}, {"sessions", 3}} {
		s := compared(t, "--model", model, "--brain", brain+":"+c.name, "--compare", "pearson")
		if len(s.Layers) != 2 || s.Layers[0].Name != "conv1" || len(s.Layers[0].Subjects) != c.people || s.Pairs != pairs || s.Compare != "pearson" {
			t.Fatalf("%s: %+v", c.name, s)
		}
		for k, v := range s.Layers[0].Subjects {
			if want := stat.Correlation(first, people[k], nil); math.Abs(*v-want) > 1e-12 {
				t.Errorf("%s: person %d: %g, want %g", c.name, k, *v, want)
			}
		}
		if one := c.people == 1; one != (s.Ceiling == nil) || one != (s.Layers[0].SE == nil) || s.Layers[0].P == nil || *s.Layers[0].PCorrected > 1 {
			t.Errorf("%s: %+v", c.name, s)
		}
		if l := s.Layers[1]; l.Subjects[0] != nil || l.Mean != nil || l.P != nil || l.PCorrected != nil {
			t.Errorf("%s: of a dead layer: %+v", c.name, l)
		}
	}
	text := mustRun(t, "rsa", "--model", model, "--brain", brain+":two", "--permutations", "50", "--seed", "3")
	if !strings.Contains(text.output, "noise ceiling") || !strings.Contains(text.output, "50 exchanges of the pictures' labels, seed 3") || !strings.Contains(text.errors, "dead: 7 of the pictures") {
		t.Errorf("%s%s", text.output, text.errors)
	}
	a, b := compared(t, "--model", model, "--brain", brain+":two", "--permutations", "50"), compared(t, "--model", model, "--brain", brain+":two", "--permutations", "50")
	if *a.Layers[0].P != *b.Layers[0].P || *a.Layers[0].P < 1./51 {
		t.Errorf("p %g and %g", *a.Layers[0].P, *b.Layers[0].P)
	}
}

// What does not fit together is one clear line.
func TestRSARefuses(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(11, 0))
	model := saveNpz(t, filepath.Join(folder, "m.npz"), []string{"b/1.png", "2.png", "3.png", "4.png"}, namedArray{"conv1", []int{6}, triangle(4, rng)})
	sizes := saveNpz(t, filepath.Join(folder, "s.npz"), nil, namedArray{"a", []int{6}, triangle(4, rng)}, namedArray{"b", []int{10}, triangle(5, rng)})
	same := saveNpz(t, filepath.Join(folder, "same.npz"), []string{"1.jpg", "2.jpg", "3.jpg", "4.jpg"}, namedArray{"x", []int{6}, triangle(4, rng)})
	moved := saveNpz(t, filepath.Join(folder, "moved.npz"), []string{"1", "3", "2", "4"}, namedArray{"x", []int{6}, triangle(4, rng)})
	mustRun(t, "rsa", "--model", model, "--brain", same)
	for _, c := range []struct {
		arguments []string
		status    int
		says      string
	}{
		{[]string{"--model", model, "--brain", sizes + ":b"}, failed, "5 pictures (10 pairs), the models of 4 (6 pairs)"},
		{[]string{"--model", sizes, "--brain", model}, failed, "a is of 4 pictures, b of 5"},
		{[]string{"--model", model, "--brain", sizes}, failed, "a, b"},
		{[]string{"--model", model, "--brain", sizes + ":c"}, failed, `"c"`},
		{[]string{"--model", model, "--brain", moved}, failed, `from number 2 on ["3" "2" "4"], not ["2.png" "3.png" "4.png"]`},
		{[]string{"--model", filepath.Join(folder, "none.npz"), "--brain", same}, failed, "no such file"},
		{[]string{"--model", save(t, []byte("PK"), folder, "bad.npz"), "--brain", same}, failed, "bad.npz"},
		{[]string{"--model", model, "--brain", same, "--test", "sign-flip"}, failed, "people"},
		{[]string{"--model", model, "--brain", same, "--compare", "r"}, wrongUsage, "--compare"},
		{[]string{"--model", model, "--brain", same, "--permutations", "-1"}, wrongUsage, "--permutations"},
		{[]string{"--model", model}, wrongUsage, "--brain"},
	} {
		if o := unitscope(append([]string{"rsa"}, c.arguments...)...); o.status != c.status || !strings.Contains(o.errors, c.says) || o.output != "" || !oneLine(o.errors) {
			t.Errorf("%q: status %d, %s%s", c.arguments, o.status, o.output, o.errors)
		}
	}
}

// recording is people × moments of matrices in which the first model is strong at the moment of 200 ms.
func recording(people, pictures int, models []rsa.RDM) (times, values []float64) {
	rng := rand.New(rand.NewPCG(12, 0))
	for ms := -100.; ms <= 500; ms += 50 {
		times = append(times, ms)
	}
	for range people {
		for _, ms := range times {
			r := triangle(pictures, rng)
			if ms >= 150 {
				floats.AddScaled(r, 3*math.Exp(-math.Abs(ms-200)/100), models[0])
			}
			values = append(values, r...)
		}
	}
	return times, values
}

func TestTimecourse(t *testing.T) {
	folder, rng := t.TempDir(), rand.New(rand.NewPCG(13, 0))
	const n, people = 16, 6
	pairs := rsa.Pairs(n)
	models := []rsa.RDM{triangle(n, rng), triangle(n, rng)}
	model := saveNpz(t, filepath.Join(folder, "m.npz"), nil, namedArray{"conv1", []int{pairs}, models[0]}, namedArray{"conv2", []int{pairs}, models[1]})
	times, values := recording(people, n, models)
	moments := len(times)
	var squares []float64
	for r := range slices.Chunk(values, pairs) {
		squares = append(squares, rsa.RDM(r).Square()...)
	}
	movies := namedArray{"rdms", []int{people, moments, pairs}, values}
	at := namedArray{"times", []int{moments}, times}
	whole := saveNpz(t, filepath.Join(folder, "b.npz"), nil, movies, at)
	full := saveNpz(t, filepath.Join(folder, "full.npz"), nil, namedArray{"rdms", []int{people, moments, n, n}, squares}, at)
	bare := saveNpz(t, filepath.Join(folder, "bare.npz"), nil, movies)
	apart := saveNpz(t, filepath.Join(folder, "t.npz"), nil, at)
	table := filepath.Join(folder, "t.csv")
	var first string
	for _, arguments := range [][]string{{"--brain", whole, "--out", table}, {"--brain", full}, {"--brain", bare, "--times", apart}, {"--brain", whole + ":rdms"}} {
		o := mustRun(t, append([]string{"timecourse", "--json", "--permutations", "200", "--model", model}, arguments...)...)
		if first == "" {
			first = o.output
		}
		if o.output != first {
			t.Errorf("%q: %s, want %s", arguments, o.output, first)
		}
	}
	var s timeSummary
	if err := json.Unmarshal([]byte(first), &s); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Times, times) || len(s.Layers) != 2 || len(s.Layers[0].Mean) != moments || len(s.Layers[0].SE) != moments {
		t.Fatalf("%s", first)
	}
	l := s.Layers[0]
	if l.Name != "conv1" || l.Onset == nil || l.Onset.MS != 150 || l.Peak.MS != 200 || l.Peak.Low > 200 || l.Peak.High < 200 {
		t.Errorf("%+v, onset %+v, peak %+v", l, l.Onset, l.Peak)
	}
	want := 0.0
	for k := range people {
		want += rsa.Compare(models[0], values[(k*moments+6)*pairs:][:pairs], rsa.Spearman) / people
	}
	if math.Abs(*l.Mean[6]-want) > 1e-12 {
		t.Errorf("at 200 ms %g, want %g", *l.Mean[6], want)
	}
	text, err := os.ReadFile(table)
	if lines := strings.Split(strings.TrimSpace(string(text)), "\n"); err != nil || len(lines) != 1+2*moments || lines[0] != "layer,ms,mean,se" || !strings.HasPrefix(lines[7], "conv1,200,") {
		t.Errorf("%s, %v", text, err)
	}
	if o := mustRun(t, "timecourse", "--permutations", "200", "--model", model, "--brain", whole); !strings.Contains(o.output, "onset 150 ms") || !strings.Contains(o.output, "bootstrap") {
		t.Errorf("%s", o.output)
	}
	for _, c := range []struct {
		arguments []string
		says      string
	}{
		{[]string{"--brain", bare}, "--times"},
		{[]string{"--brain", whole, "--times", saveNpz(t, filepath.Join(folder, "few.npz"), nil, namedArray{"times", []int{2}, []float64{1, 2}})}, "2 times for 13 moments"},
		{[]string{"--brain", model + ":conv1"}, "subjects × times × pairs"},
		{[]string{"--brain", whole, "--times", saveNpz(t, filepath.Join(folder, "falling.npz"), nil, namedArray{"times", []int{moments}, make([]float64, moments)})}, "must rise"},
	} {
		if o := unitscope(append([]string{"timecourse", "--model", model}, c.arguments...)...); o.status != failed || !strings.Contains(o.errors, c.says) || !oneLine(o.errors) {
			t.Errorf("%q: status %d, %s", c.arguments, o.status, o.errors)
		}
	}
}
