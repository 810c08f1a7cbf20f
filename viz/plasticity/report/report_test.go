package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/plasticity"
)

// few are the first pictures of a set.
type few struct {
	data.Set
	pictures int
}

func (f few) Len() int { return f.pictures }

// relearned is a short relearning of a small network, and what a report of it is made of.
func relearned(t *testing.T) Contents {
	t.Helper()
	spec, err := cnn.ParseSpec("conv 4@5 | relu | pool 4 | conv 6@3 | relu | dense 8 | relu")
	if err != nil {
		t.Fatal(err)
	}
	toys := data.ToyWorld(data.Options{Seed: 1, Pictures: 150, Input: cnn.Shape{3, 24, 24}})
	source := &data.Source{Name: toys.Name, Train: toys.Train, HeldOut: few{toys.HeldOut, 80}}
	net, err := spec.Build(source.Train.Shape(), len(source.Train.Classes(data.ObjectTask)))
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(4, 4)))
	run, err := plasticity.NewRun(net, plasticity.Task{Source: source, Name: data.ObjectTask}, plasticity.Task{Source: source, Name: data.SceneTask},
		plasticity.Options{Seed: 1, CheckPictures: 20, Head: plasticity.AddHead, Hyper: cnn.Hyper{Frozen: []string{"conv1"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if err := run.Finish(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	snapshots := run.Snapshots()
	last := snapshots[len(snapshots)-1]
	outcome, err := run.Outcome(context.Background(), last, plasticity.OutcomeOptions{Pictures: 60, Fields: true, FieldTop: 1})
	if err != nil {
		t.Fatal(err)
	}
	return Contents{Outcome: outcome, Before: net, After: run.After(last.Net), Settings: []Setting{{"Network", "<small>"}}}
}

var link = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

// Every file is what its ending says, the page is well-formed and refers to files of the report only, each of which is there,
// and the tables have a line a unit.
func TestReport(t *testing.T) {
	c := relearned(t)
	files, err := Render(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]byte{}
	for _, f := range files {
		names[f.Name] = f.Bytes
		switch path.Ext(f.Name) {
		case ".png":
			_, err = png.Decode(bytes.NewReader(f.Bytes))
		case ".svg":
			err = wellFormed(f.Bytes)
		case ".csv":
			_, err = csv.NewReader(bytes.NewReader(f.Bytes)).ReadAll()
		case ".onnx":
			_, err = onnx.Read(bytes.NewReader(f.Bytes))
		case ".json":
			err = json.Unmarshal(f.Bytes, new(any))
		}
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	html := string(names["report.html"])
	for _, m := range link.FindAllStringSubmatch(html, -1) {
		if names[m[1]] == nil {
			t.Errorf("the page refers to %q", m[1])
		}
	}
	if !strings.Contains(html, "&lt;small&gt;") || strings.Contains(html, "<small>") || strings.Contains(html, "http") {
		t.Error("the page is not safe to open anywhere")
	}
	for _, name := range []string{"curves.svg", "fates.csv", "lesions.png", "changed-conv2.svg", "fields-conv1.png", "units.csv", "before.onnx", "after.onnx"} {
		if names[name] == nil {
			t.Errorf("no %s", name)
		}
		if name != "units.csv" && !strings.Contains(html, name) {
			t.Errorf("the page does not show %s", name)
		}
	}
	rows, _ := csv.NewReader(bytes.NewReader(names["units.csv"])).ReadAll()
	if len(rows) != 1+4+6+8 || rows[1][0] != "conv1:0" || rows[1][1] != "kept" || rows[1][2] != "1" {
		t.Errorf("%d lines of units, %v", len(rows), rows[1])
	}
	after, _ := onnx.Read(bytes.NewReader(names["after.onnx"]))
	if after.Index("softmax") < 0 || after.Nodes[len(after.Nodes)-1].Name != "softmax_new" || after.Meta.Task != "scene" {
		t.Error("the network after has not both heads")
	}
}

func wellFormed(svg []byte) error {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// The summary has the names and shapes that scripts rely on, and its counts add up.
func TestSummary(t *testing.T) {
	c := relearned(t)
	b, err := json.Marshal(Summarise(c.Outcome))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Tasks  map[string]map[string]float64
		Layers []map[string]any
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(keys(got.Tasks["object"]), []string{"after", "before", "refit"}) || !cmp.Equal(keys(got.Tasks["scene"]), []string{"after"}) || len(got.Tasks) != 2 {
		t.Errorf("tasks %v", got.Tasks)
	}
	score, err := data.Evaluate(context.Background(), c.Before, c.Outcome.Probe, "object", 0)
	if err != nil {
		t.Fatal(err)
	}
	// 60 of the 80 held-out pictures are in the probe
	if before := got.Tasks["object"]["before"]; before != c.Outcome.Before || before*80 < float64(score.Correct) || before*80 > float64(score.Correct+20) {
		t.Errorf("%g before, %d of 60 right", before, score.Correct)
	}
	for i, units := range []float64{4, 6, 8} {
		l := got.Layers[i]
		sum := 0.0
		for _, fate := range plasticity.FateNames() {
			sum += l[string(fate)].(float64)
		}
		if sum != units || len(l) != 6 {
			t.Errorf("layer %v", l)
		}
	}
	if got.Layers[0]["name"] != "conv1" || got.Layers[0]["kept"].(float64) != 4 || got.Layers[0]["correlation"].(float64) != 1 {
		t.Errorf("a frozen layer: %v", got.Layers[0])
	}
}

func keys(m map[string]float64) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
