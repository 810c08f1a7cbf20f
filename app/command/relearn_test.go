package command

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stripes makes a folder of two classes: pictures of faint and of strong noise.
func stripes(t *testing.T, each int) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "stripes")
	rng := rand.New(rand.NewPCG(5, 0))
	for i := range each {
		for class, dark := range map[string]byte{"faint": 90, "strong": 10} {
			save(t, pngOf(t, 28, 28, dark+byte(rng.IntN(60)), rng), folder, class, string(rune('a'+i/26))+string(rune('a'+i%26))+".png")
		}
	}
	return folder
}

// learnedNetwork is a small network in a file that tells the dark class folders from the light ones. It has few units, each of which
// a report shows with its pictures.
func learnedNetwork(t *testing.T) (model, pictures string) {
	t.Helper()
	pictures = classFolders(t, 30)
	model = filepath.Join(t.TempDir(), "dark.onnx")
	mustRun(t, "train", "--data", pictures, "--net", "conv 2@5 | relu | pool 4 | dense 3 | relu", "--epochs", "4", "--batch", "8", "--out", model)
	return model, pictures
}

// relearnSummary is what --json prints, as CLI.md has it.
type relearnSummary struct {
	Tasks  map[string]map[string]*float64 `json:"tasks"`
	Layers []struct {
		Name                     string `json:"name"`
		Kept, Retuned, Lost, New *int
		Correlation              *float64 `json:"correlation"`
	} `json:"layers"`
}

func relearn(t *testing.T, arguments ...string) relearnSummary {
	t.Helper()
	o := mustRun(t, append([]string{"relearn", "--json"}, arguments...)...)
	var s relearnSummary
	decoder := json.NewDecoder(strings.NewReader(o.output))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		t.Fatalf("%v in %s", err, o.output)
	}
	if strings.Count(o.errors, "preprocessing: ") != 1 {
		t.Errorf("errors %q", o.errors)
	}
	return s
}

// A relearning with the first layer frozen reports both tasks and every layer, and leaves a folder with the report and the
// network after; the same command twice gives the same numbers, and with a head beside the old one the same again.
func TestRelearn(t *testing.T) {
	model, pictures := learnedNetwork(t)
	other, out := stripes(t, 30), t.TempDir()
	arguments := []string{model, "--data", other, "--freeze", "conv1", "--epochs", "2", "--batch", "8", "--out"}
	s := relearn(t, append(arguments, filepath.Join(out, "a"))...)
	old, new := s.Tasks[filepath.Base(pictures)], s.Tasks["stripes"]
	if len(s.Tasks) != 2 || old["before"] == nil || *old["before"] != 1 || old["after"] == nil || old["refit"] == nil || new["after"] == nil || len(new) != 1 {
		t.Errorf("tasks %v", s.Tasks)
	}
	if len(s.Layers) != 2 || s.Layers[0].Name != "conv1" || *s.Layers[0].Kept != 2 || *s.Layers[0].Correlation != 1 || s.Layers[1].Name != "dense1" ||
		*s.Layers[1].Kept+*s.Layers[1].Retuned+*s.Layers[1].Lost+*s.Layers[1].New != 3 {
		t.Errorf("layers %+v", s.Layers)
	}
	for _, name := range []string{"report.html", "curves.png", "curves.svg", "fates.csv", "units.csv", "before.onnx", "after.onnx", "fields-conv1.png"} {
		if info, err := os.Stat(filepath.Join(out, "a", name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	after, err := openNetwork(filepath.Join(out, "a", "after.onnx"))
	if err != nil || after.Meta.Source != other || strings.Join(after.Meta.Labels, " ") != "faint strong" {
		t.Errorf("the network after: %v, %v", after, err)
	}
	again := relearn(t, append(arguments, filepath.Join(out, "b"), "--head", "add", "--no-fields")...)
	if *again.Tasks["stripes"]["after"] != *new["after"] || *again.Layers[1].Correlation != *s.Layers[1].Correlation {
		t.Errorf("the same again: %+v and %+v", again, s)
	}
	both, err := openNetwork(filepath.Join(out, "b", "after.onnx"))
	if err != nil || both.Index("output") < 0 || both.Index("output_new") < 0 {
		t.Errorf("two heads: %v", err)
	}
}

// What cannot be relearned is refused before anything is done, in one line, and nothing is written.
func TestRelearnErrors(t *testing.T) {
	model, pictures := learnedNetwork(t)
	other, out := stripes(t, 6), t.TempDir()
	file := save(t, []byte("x"), out, "file")
	three := t.TempDir()
	for _, class := range []string{"a", "b", "c"} {
		save(t, pngOf(t, 28, 28, 9, rand.New(rand.NewPCG(1, 1))), three, class, "1.png")
		save(t, pngOf(t, 28, 28, 9, rand.New(rand.NewPCG(1, 1))), three, class, "2.png")
	}
	_, nameless := saveNetwork(t, out, "lenet28", 2)
	target := filepath.Join(out, "report")
	for name, c := range map[string]struct {
		arguments []string
		status    int
		want      string
	}{
		"everything frozen":   {[]string{model, "--data", other, "--freeze", "conv1,dense1,output"}, failed, "frozen"},
		"unknown layer":       {[]string{model, "--data", other, "--freeze", "conv7"}, failed, "conv7"},
		"classes do not fit":  {[]string{model, "--data", other, "--old-data", three}, failed, "2 answers"},
		"other classes":       {[]string{model, "--data", pictures, "--old-data", other}, failed, "answers"},
		"no such task":        {[]string{model, "--data", other, "--task", "smell"}, failed, "smell"},
		"no such file":        {[]string{model, "--data", filepath.Join(out, "none")}, failed, "none"},
		"no old data":         {[]string{nameless, "--data", other}, failed, "--old-data"},
		"folder is a file":    {[]string{model, "--data", other, "--out", file}, failed, "is a file"},
		"folder below a file": {[]string{model, "--data", other, "--out", filepath.Join(file, "x")}, failed, "is a file"},
		"much rehearsal":      {[]string{model, "--data", other, "--rehearsal", "0.7"}, wrongUsage, "0.5"},
		"negative penalty":    {[]string{model, "--data", other, "--elastic=-1"}, wrongUsage, "--elastic"},
		"everything silent":   {[]string{model, "--data", other, "--silent", "1"}, wrongUsage, "--silent"},
		"no epochs":           {[]string{model, "--data", other, "--epochs", "0"}, wrongUsage, "--epochs"},
		"odd head":            {[]string{model, "--data", other, "--head", "off"}, wrongUsage, "head"},
	} {
		arguments := append([]string{"relearn"}, c.arguments...)
		line := strings.Join(arguments, " ")
		if !strings.Contains(line, "--epochs") {
			arguments = append(arguments, "--epochs", "1")
		}
		if !strings.Contains(line, "--out") {
			arguments = append(arguments, "--out", target)
		}
		o := unitscope(arguments...)
		last := o.errors[strings.LastIndex(strings.TrimSpace(o.errors), "\n")+1:]
		if o.status != c.status || !strings.HasPrefix(last, "unitscope: ") || !strings.Contains(last, c.want) || o.output != "" {
			t.Errorf("%s: status %d, %q, %q", name, o.status, o.output, o.errors)
		}
		if _, err := os.Stat(target); err == nil {
			t.Fatalf("%s: something was written", name)
		}
	}
}
