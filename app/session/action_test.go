package session

import (
	"strings"
	"testing"
)

// Every action's line reads back as the same action: the law that --play and --trace rest on.
func TestActionsReadBack(t *testing.T) {
	lines := []string{
		"select conv2:17", "cell 9 11", "unpin", "show conv1 kernels", "part conv1 pool1", "range unit", "room train", "room probe", "tab history", "tab field", "tab tuning", "class house", "class all",
		"theme light", "dismiss", "picture 12", "paint 20 14 7 noise", "paint 20 14 7 erase", "paint-to 23 15", "clear", "shift -1 3", "tool flashlight",
		"brush 9 blur", "undo", "redo", "train", "train 200", "pause", "slow", "stage 3", "reset 7", "network lenet28", "task scene", "scrub 564", "scrub live",
		"learning-rate 0.01", "batch 32", "momentum 0.9", "decay 0.0001", "loss squared", "optimizer adam", "open /tmp/a file.png", "images toyworld",
		"slide play", "arrange inspector 332 open", "fresh", "wait", "wait 0.5", "quit", "freeze conv1", "freeze nothing", "watch conv1 kernels", "patch 3", "patch strongest",
		"occlude 5 1 noise", "occlude auto auto grey", "occlude 5 auto value=0.25", "noise-seed 3", "signed on", "signed off", "strongest 9", "survey held-out",
		"survey training 10000", "probe tuning", "sort size", "curve hue", "keepup on", "measure layer", "measure all", "measure tuning", "stop", "prefer",
		"prefer conv2:3", "prefer layer", "correlate sparse", "export field /tmp/a field.png",
		"blank black", "blank grey", "pen 2 white", "pen 3 #f0a040", "centre", "paint 3 4 2 #00ff00", "paste", "hold-out 3", "save /tmp/a file.unitscope",
		`drop "/tmp/a file.png" "/tmp/\"b\".onnx"`, `images "/tmp/a.png" "/tmp/b c.png"`,
		"prepare imagenet", "prepare keep", "prepare fit stretch", "prepare range 0,255", "prepare mean 0.5,0.4,0.3", "prepare deviation none", "labels /tmp/a file.txt", "labels-of-pictures",
		"draft", "draft 3x48x48 conv 16@5 | relu | pool 2", "build", "build 1x28x28 dense 8", "page build", "page none",
		"lesion conv1:3 on", "lesion a layer:3 off", "lesion none", "relearn", "relearn stop", "relearn images /tmp/a folder", "relearn images default",
		"relearn freeze conv1,conv2", "relearn layer-rate conv1 0.001", "relearn threshold 0.7", "relearn seed default", "look before", "look after",
		"compare old", "compare 120", "compare /tmp/a file.onnx", "compare 3 b.onnx", "changes fields", "classes-of old", "classes-of new",
		"measure lesions", "measure changes", "measure likeness", "report /tmp/a folder",
		"brain simulated 3", "brain pictures a b.zip", "brain pictures-alone x", "brain regions x.npz:V1", "brain movie x.mat", "brain times t.npy", "brain volume v.nii.gz",
		"brain mask none", "brain events e.tsv", "brain distance euclidean", "brain compare rho-a", "brain test labels", "brain permutations 99", "brain seed 4",
		"brain radius 9 mm", "brain strict on", "brain mask-only off", "brain share 0.5", "brain delay 6", "brain person 2", "brain order similarity", "brain values raw",
		"brain region late", "brain map film", "brain clear off", "brain opacity 0.5", "brain moment 120", "brain place 1 2 3", "brain layer conv2", "brain look 4",
		"brain watch on", "brain every 50", "measure brain", "export brain-map x.nii.gz",
		"film /tmp/a film.gif", "view demo", "fix-range conv1 -0.5 3.25", "fix-range conv2 9.250704", "from toyworld", "from /tmp/a folder", "present on", "keys off", "contrast on",
		"lesson 5", "lesson /tmp/my lesson.md", "lesson-at 3 5-occlusion", "lesson next", "lesson back", "lesson step 3", "lesson again", "lesson guess 2", "lesson answer", "lesson close",
	}
	for _, line := range lines {
		a, err := Parse(line)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if got := a.String(); got != line {
			t.Errorf("%q reads back as %q", line, got)
		}
	}
	// Nothing can be done that has no line here.
	used := map[string]bool{}
	for _, line := range lines {
		name, _, _ := strings.Cut(line, " ")
		used[name] = true
	}
	for name := range verbs {
		if !used[name] {
			t.Errorf("action %q is not tested", name)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"":                      "not an action",
		"dance":                 "not an action",
		"select conv2":          "not a unit's address",
		"select conv2:-1":       "not a unit's address",
		"paint 20 14":           "a word is missing",
		"paint 20 14 7 glitter": "none of noise, grey, mean, blur, black, white",
		"picture twelve":        "not a whole number",
		"brush 7 erase":         "none of noise",
		"blank noise":           "none of black, white, grey",
		`drop "a" b`:            "quotation mark",
		"undo twice":            "too much",
		"range all":             "none of unit, layer, fixed",
		"reset -1":              "not a whole number from 0",
		"occlude 5 0 noise":     "not at least 1",
		"occlude 5 1 glitter":   "unknown fill",
		"measure everything":    "none of layer, all, tuning",
	} {
		if _, err := Parse(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", line, err, want)
		}
	}
}

func TestReadActions(t *testing.T) {
	actions, err := ReadActions(strings.NewReader("# a lesson\n\n select conv1:0 \ntrain 5\n"))
	if err != nil || len(actions) != 2 {
		t.Fatalf("got %v, %v; want 2 actions", actions, err)
	}
	_, err = ReadActions(strings.NewReader("undo\nfly\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v does not name line 2", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("paint 20 14 7 noise")
	f.Add("select a:b:3")
	f.Add("scrub live")
	f.Fuzz(func(t *testing.T, line string) {
		a, err := Parse(line)
		if err != nil {
			return
		}
		again, err := Parse(a.String())
		if err != nil || again.String() != a.String() {
			t.Errorf("%q became %q, which reads back as %v, %v", line, a.String(), again, err)
		}
	})
}
