package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A view goes into a text and comes out of it in another session: the same selection, the same pixels, and the same text again,
// whatever was there.
func TestStateRoundTrip(t *testing.T) {
	for name, made := range map[string][]string{
		"first start": nil,
		"painted": {"picture 7", "paint 20 14 7 noise", "paint-to 23 15", "paint-to 30 9", "paint 4 4 3 #3c963c", "shift 3 -2", "select conv2:17", "range unit",
			"show conv1 kernels", "part conv2 conv2", "tab kernel", "tool flashlight", "brush 9 blur", "patch 3", "room train", "watch conv2 kernels", "class house", "cell 4 5"},
		"drawn":   {"blank black", "paint 10 10 3 white", "paint-to 30 30", "pen 4 #c83232", "tool erase"},
		"probing": {"room probe", "probe tuning", "sort size", "curve hue", "occlude 5 2 value=0.25", "noise-seed 3", "signed on", "strongest 9", "survey training 100", "lesion conv1:3", "lesion conv2:1", "task scene"},
		"brain":   {"room brain", "brain order similarity", "brain values raw", "brain map film", "brain clear off", "brain opacity 0.8", "brain moment 120", "changes fields", "classes-of new"},
		"compared": {"brain simulated 3", "brain distance euclidean", "brain compare pearson", "brain test sign-flip", "brain permutations 20", "brain seed 5", "brain radius 9 mm",
			"brain strict on", "brain mask-only off", "brain share 0.7", "brain delay 4.5", "brain person 2", "brain look 4"},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := open(t, Options{}), open(t, Options{})
			perform(t, from, made...)
			text, err := from.StateText()
			if err != nil {
				t.Fatal(err)
			}
			perform(t, to, "picture 3", "paint 9 9 9 grey", "select conv1:1", "room probe", "signed on", "lesion conv3:2", "show conv3 change", "range fixed")
			actions, err := ReadLine(text)
			if err != nil {
				t.Fatal(err)
			}
			kept := to.Pictures.Source()
			if err := Play(context.Background(), to, append(actions, Wait{}), func(f func()) { f() }); err != nil {
				t.Fatal(err)
			}
			wait(t, from)
			if to.Pictures.Source() != kept {
				t.Error("the pictures that were there were opened again")
			}
			if again, err := to.StateText(); again != text || err != nil {
				t.Errorf("the text\n%s\nbecomes\n%s, %v", text, again, err)
			}
			if from.Selection().Pinned != (name == "painted") {
				t.Error("the cell that was chosen is not")
			}
			if diff := cmp.Diff(from.Selection(), to.Selection()); diff != "" {
				t.Errorf("the selection differs: %s", diff)
			}
			if a, b := from.Stimulus(), to.Stimulus(); !slices.Equal(a.Painted.Data, b.Painted.Data) || a.Shift != b.Shift {
				t.Error("another picture lies there")
			}
			if !slices.Equal(from.Lesions(), to.Lesions()) || from.ProbeSettings() != to.ProbeSettings() {
				t.Errorf("silenced are %v, not %v; probed is by %+v, not %+v", to.Lesions(), from.Lesions(), to.ProbeSettings(), from.ProbeSettings())
			}
			if diff := cmp.Diff(from.BrainSettings(), to.BrainSettings()); diff != "" {
				t.Errorf("the comparison with the brain differs: %s", diff)
			}
			if len(text) > 600 {
				t.Errorf("the text has %d letters: %s", len(text), text)
			}
		})
	}
}

// Recordings from files, and a picture of theirs, are handed on by their paths.
func TestStateOfRecordings(t *testing.T) {
	dir := brainFiles(t, 8)
	from, to := open(t, Options{}), open(t, Options{})
	in := func(name string) string { return filepath.Join(dir, name) }
	perform(t, from, "brain permutations 20", "brain pictures "+in("pictures"), "brain regions "+in("regions.npz"), "brain times "+in("times.npz"), "brain movie "+in("movie.npz"),
		"brain volume "+in("bold.nii.gz"), "brain mask "+in("mask.nii.gz"), "brain look 3")
	text, err := from.StateText()
	if err != nil {
		t.Fatal(err)
	}
	perform(t, to, strings.Split(text, "; ")...)
	if diff := cmp.Diff(from.BrainSettings(), to.BrainSettings()); diff != "" {
		t.Errorf("the comparison differs: %s", diff)
	}
	if a, b := from.Stimulus(), to.Stimulus(); !slices.Equal(a.Original.Data, b.Original.Data) || to.Brain.Looked() != 3 {
		t.Error("another picture lies there")
	}
	must(t, os.Rename(in("regions.npz"), in("it; quit.npz")))
	perform(t, from, "brain regions none", "brain regions "+in("it; quit.npz"))
	if text, err := from.StateText(); err == nil {
		t.Errorf("a path in two actions: %s", text)
	}
}

func TestStateOfAnotherNetwork(t *testing.T) {
	s := open(t, Options{})
	before := s.Selection()
	for text, says := range map[string]string{"view lenet28": "view is of the network lenet28", "view": "usage"} {
		actions, err := ReadLine(text)
		if err == nil {
			err = s.Do(actions[0])
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q in it", text, err, says)
		}
	}
	if diff := cmp.Diff(before, s.Selection()); diff != "" {
		t.Errorf("the view of another network changed this one's: %s", diff)
	}
}

func TestReadLine(t *testing.T) {
	actions, err := ReadLine("picture 5; select conv2:1;\nroom train ;")
	if err != nil || len(actions) != 3 || actions[1].String() != "select conv2:1" {
		t.Errorf("read %v, %v", actions, err)
	}
	for _, bad := range []string{"", " ; ", "picture 5; fly"} {
		if _, err := ReadLine(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

// Pictures that were dealt anew are dealt so by who gets the view, and files are found from wherever that one was started.
func TestStateOfDealtPictures(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		file := filepath.Join(dir, "pictures", fmt.Sprint(i%2), fmt.Sprint(i)+".png")
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, pngOf(t, 40+i, 48), 0o644))
	}
	own := filepath.Join(dir, "own.png")
	must(t, os.WriteFile(own, pngOf(t, 60, 40), 0o644))
	t.Chdir(dir)
	from, to := open(t, Options{}), open(t, Options{})
	handOn := func() string {
		t.Helper()
		text, err := from.StateText()
		must(t, err)
		t.Chdir(t.TempDir())
		perform(t, to, strings.Split(text, "; ")...)
		t.Chdir(dir)
		return text
	}
	perform(t, from, "images pictures", "hold-out 7", "picture 2")
	handOn()
	if a, b := from.Stimulus().Picture, to.Stimulus().Picture; a.Name != b.Name || from.HeldOutSeed() != to.HeldOutSeed() {
		t.Errorf("%s of the seed %d is shown, not %s", b.Name, to.HeldOutSeed(), a.Name)
	}
	kept := to.Pictures.Source()
	handOn()
	if to.Pictures.Source() != kept {
		t.Error("the pictures that were there were opened again")
	}
	perform(t, from, "open own.png")
	if text := handOn(); to.Stimulus().Picture.Path != own || !strings.Contains(text, "open "+own) {
		t.Errorf("the own picture is %q, by %s", to.Stimulus().Picture.Path, text)
	}
}

// A view of another network changes nothing, neither pictures nor what was learned.
func TestStateOfAnotherNetworkChangesNothing(t *testing.T) {
	from, to := open(t, Options{}), open(t, Options{})
	perform(t, from, "network lenet28", "task scene", "picture 4")
	text, err := from.StateText()
	must(t, err)
	perform(t, to, "batch 4", "train 2", "picture 9")
	run, before := to.desk.run, to.Selection()
	actions, err := ReadLine(text)
	must(t, err)
	if err := Play(context.Background(), to, actions, func(f func()) { f() }); err == nil || !strings.Contains(err.Error(), "lenet28") {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff(before, to.Selection()); diff != "" || to.desk.run != run || to.desk.picture.Index != 9 {
		t.Errorf("another run %v, picture %d, %s", to.desk.run != run, to.desk.picture.Index, diff)
	}
}

// A fixed range is that of the picture which is shown when it is fixed, not of the one before whose answers are still seen.
func TestRangeIsFixedByThePictureThatIsShown(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "picture 4")
	want := s.Analysis.View().Range(0, 0, RangeLayer)
	perform(t, s, "picture 9")
	for _, line := range []string{"picture 4", "range fixed"} {
		a, err := Parse(line)
		must(t, err)
		must(t, s.Do(a))
		s.Range(s.Analysis.View(), 0, 0) // as the window does meanwhile
	}
	wait(t, s)
	if got := s.Range(s.Analysis.View(), 0, 0); got != want {
		t.Errorf("fixed is %+v, the picture has %+v", got, want)
	}
	for _, bad := range []string{"fix-range conv9 0 1", "fix-range conv1 1 0", "fix-range conv1 0", "fix-range conv1 NaN 1", "fix-range conv1 0 +Inf", "fix-range conv1 -1"} {
		refused(t, s, bad)
	}
}
