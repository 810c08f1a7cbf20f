package session

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/viz/colormap"
)

// sight is all that a view that is handed on has to give again.
type sight struct {
	Selection Selection
	Picture   int
	Blank     string
	Shift     [2]int
	Painted   []float32
	Lesions   []Address
	Probe     ProbeSettings
	Brain     BrainSettings
	Step      int
	Scrubbed  bool
	Before    string // what is compared with
	Draft     string
	Ranges    []colormap.Range
}

// sightOf is what is to be seen of a session, once it is there. What does not show is left out: the cell and the place that are not chosen.
func sightOf(t *testing.T, s *Session) sight {
	t.Helper()
	wait(t, s)
	shown, view := s.Training.Shown(), s.Analysis.View()
	o := sight{Selection: s.Selection(), Picture: s.desk.picture.Index, Blank: string(s.desk.picture.Blank), Shift: s.desk.shift, Painted: s.Stimulus().Painted.Data,
		Lesions: s.Lesions(), Probe: s.ProbeSettings().Resolved(shown.Net), Brain: s.BrainSettings(), Step: shown.Step, Scrubbed: shown.Scrubbed,
		Before: s.Compare.Sides().Before.Name}
	if o.Selection.Page == PageBuild {
		draft, _ := s.Draft()
		o.Draft = draft.String()
	}
	if !o.Selection.Pinned {
		o.Selection.Cell = [2]int{}
	}
	if !o.Selection.Brain.Placed {
		o.Selection.Brain.Place = [3]int{}
	}
	for node := range shown.Net.Nodes {
		o.Ranges = append(o.Ranges, s.Range(view, node, 0))
	}
	return o
}

// anything is an action that a person may do to what is seen, which may be refused.
func anything(r *rand.Rand) string {
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	row, fill := one("conv1", "conv2", "conv3"), one("noise", "grey", "mean", "blur", "black", "white", "#3c963c")
	return map[string]func() string{
		"picture": func() string { return fmt.Sprint("picture ", r.IntN(30)) }, "blank": func() string { return "blank " + one("black", "white", "grey") },
		"paint": func() string {
			return fmt.Sprintf("paint %d %d %d %s", r.IntN(60)-6, r.IntN(48), 1+r.IntN(12), one(fill, "erase"))
		},
		"paint-to": func() string { return fmt.Sprintf("paint-to %d %d", r.IntN(48), r.IntN(60)-6) }, "clear": func() string { return "clear" },
		"undo": func() string { return one("undo", "redo") }, "shift": func() string { return fmt.Sprintf("shift %d %d", r.IntN(21)-10, r.IntN(21)-10) },
		"select": func() string {
			return fmt.Sprintf("select %s:%d", one("conv1", "relu1", "pool1", "conv2", "relu2", "conv3"), r.IntN(16))
		},
		"cell": func() string { return one("unpin", fmt.Sprintf("cell %d %d", r.IntN(24), r.IntN(24))) }, "slide": func() string { return "slide " + one("play", "pause", "step", "stop") },
		"show": func() string { return "show " + row + " " + one("maps", "kernels", "change") }, "part": func() string {
			return "part " + row + " " + strings.Replace(row, "conv", one("conv", "relu", "pool"), 1)
		},
		"range": func() string { return "range " + one("unit", "layer", "fixed", "fixed") }, "tab": func() string { return "tab " + one("map", "kernel", "field", "top", "tuning", "classes", "history") },
		"class": func() string { return "class " + one("house", "face", "all", "car") }, "tool": func() string { return "tool " + one("paint", "erase", "flashlight") },
		"brush": func() string {
			return fmt.Sprintf("%s %d %s", one("brush", "pen"), 1+r.IntN(20), one("black", "white", "grey", "#102030"))
		},
		"room": func() string { return "room " + one("inspect", "train", "probe", "relearn", "brain") }, "page": func() string { return "page " + one("none", "prepare", "build") },
		"draft": func() string { return one("draft lenet28", "draft conv 8@5 | relu") },
		"watch": func() string { return "watch " + row + " " + one("kernels", "maps", "change") }, "patch": func() string { return "patch " + one("strongest", "0", "2") },
		"lesion": func() string {
			return one("lesion none", fmt.Sprintf("lesion %s:%d", row, r.IntN(16)), fmt.Sprintf("lesion %s:%d off", row, r.IntN(4)))
		},
		"scrub": func() string { return "scrub " + one("live", "0", "5", "10", "12") }, "compare": func() string { return "compare " + one("old", "0", "10") },
		"occlude": func() string {
			return fmt.Sprintf("occlude %s %s %s", one("auto", "5", "9"), one("auto", "2", "3"), one("noise", "grey", "mean", "zero", "value=0.25"))
		},
		"probing": func() string {
			return one("noise-seed 3", "noise-seed 0", "signed on", "signed off", "strongest 9", "survey held-out 20", "survey training 30", "survey held-out")
		},
		"probe": func() string {
			return one("probe fields", "probe tuning", "sort size", "sort index", "sort selectivity", "curve hue", "curve polar", "keepup on", "keepup off", "changes maps", "classes-of new")
		},
		"brain": func() string {
			return "brain " + one("simulated 3", "simulated", "distance euclidean", "compare pearson", "test sign-flip", "test default", "permutations 20", "seed 5", "radius 9 mm", "radius 2", "radius default",
				"strict on", "mask-only off", "mask-only on", fmt.Sprint("share ", float64(r.IntN(1000))/1000), "delay 4.5", "delay default", "person 2", "person mean", "look 4", "order similarity",
				"values raw", "region late", "map film", "map layer", "clear off", "opacity 0.35", "moment 120.5", "place 3 4 2", "watch on", "watch off", "every 7")
		},
	}[one("picture", "blank", "paint", "paint", "paint-to", "paint-to", "clear", "undo", "shift", "select", "cell", "cell", "slide", "show", "part", "range", "range", "tab", "class", "tool", "brush", "room", "page",
		"draft", "watch", "patch", "lesion", "scrub", "compare", "occlude", "probing", "probe", "brain", "brain", "brain")]()
}

// Whatever a person does to what is seen, the text of it gives the same to another, whatever they were looking at, and is the same text
// again there.
func TestAnyViewIsHandedOn(t *testing.T) {
	from, to := open(t, Options{}), open(t, Options{})
	for _, s := range []*Session{from, to} {
		perform(t, s, "batch 4", "train 12")
	}
	on := func(f func()) { f() }
	var done []string
	wander := func(s *Session, r *rand.Rand, steps int) {
		for range steps {
			line := anything(r)
			a, err := Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			if err := Play(context.Background(), s, []Action{a}, on); err == nil && s == from {
				done = append(done, line)
			}
		}
	}
	for walk := range 40 {
		r := rand.New(rand.NewPCG(uint64(walk), 9))
		wander(from, r, 1+r.IntN(12))
		wander(to, r, 6)
		want := sightOf(t, from)
		text, err := from.StateText()
		if err != nil {
			t.Fatal(err)
		}
		actions, err := ReadLine(text)
		if err == nil {
			err = Play(context.Background(), to, actions, on)
		}
		if err != nil {
			t.Fatalf("after %q\n%s\n%v", done, text, err)
		}
		if diff := cmp.Diff(want, sightOf(t, to)); diff != "" {
			t.Fatalf("after %q\n%s\ngives another view: %s", done, text, diff)
		}
		if again, err := to.StateText(); again != text || err != nil {
			t.Fatalf("the text\n%s\nbecomes\n%s, %v", text, again, err)
		}
	}
}
