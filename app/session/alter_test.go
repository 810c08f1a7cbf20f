package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func pictureFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "own.png")
	if err := os.WriteFile(name, pngOf(t, 60, 40), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// What is asked for while something else is opened ends up on the desk too, each fitted to the
// other: a network and a folder dropped on the window together.
func TestOpenedTogether(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.png"), pngOf(t, 60, 40), 0o644); err != nil {
		t.Fatal(err)
	}
	network, images := NewNetwork{"lenet28"}, UseImages{folder}
	for _, order := range [][]Action{{network, images}, {images, network}} {
		s := open(t, Options{})
		for _, a := range order {
			if err := s.Do(a); err != nil {
				t.Fatal(err)
			}
		}
		wait(t, s)
		if order[0] == network {
			if got := s.Training.Shown().Net.Meta.Name; got != "lenet28" {
				t.Errorf("network first: %s is shown", got)
			}
		} else if n := s.Notice(); n == nil { // a network of no classes
			t.Error("pictures first: no notice")
		}
		if got := s.Pictures.Source(); got.HeldOut.Len() != 1 || s.desk.ref != folder || !got.HeldOut.Shape().Equal(s.Training.Shown().Net.Input) {
			t.Errorf("pictures %s of %v, from %s, for a network of %v", got.Name, got.HeldOut.Shape(), s.desk.ref, s.Training.Shown().Net.Input)
		}
	}
}

// What was opened for one network is opened again for the one that an undo brought meanwhile.
func TestOpenedDuringUndo(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "network lenet28")
	if err := s.Do(Open{pictureFile(t)}); err != nil {
		t.Fatal(err)
	}
	before := s.desk // not by Do, which would take the picture first if it is there already
	if err := (Undo{}).perform(s); err != nil {
		t.Fatal(err)
	}
	s.arrange(before)
	wait(t, s)
	if got := s.Stimulus(); got.Picture.Name != "own.png" || !got.Painted.Shape.Equal(s.Training.Shown().Net.Input) || got.Painted.Shape[2] != 48 {
		t.Errorf("picture %q of %v", got.Picture.Name, got.Painted.Shape)
	}
}

// A picture chosen while a network is opened stays.
func TestChosenWhileOpening(t *testing.T) {
	s := open(t, Options{})
	for _, a := range []Action{NewNetwork{"lenet28"}, ShowPicture{7}} {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, s)
	if got := s.Stimulus().Picture.Index; got != 7 || s.Training.Shown().Net.Meta.Name != "lenet28" {
		t.Errorf("picture %d under %s", got, s.Training.Shown().Net.Meta.Name)
	}
}

// What arrives after its action counts as a change that is to be kept.
func TestOpenedLaterIsSaved(t *testing.T) {
	s := open(t, Options{})
	if err := s.Do(Open{pictureFile(t)}); err != nil {
		t.Fatal(err)
	}
	asked := s.state()
	wait(t, s)
	if s.Stimulus().Picture.Name != "own.png" || s.state() == asked {
		t.Errorf("picture %q; changed: %v", s.Stimulus().Picture.Name, s.state() != asked)
	}
}

// An own picture whose file has gone is still there: the experiment has it, and reads it anew for a network of
// another size. One that is too large to be kept gives way to one that there is.
func TestOwnPictureGone(t *testing.T) {
	for _, kept := range []bool{true, false} {
		dir, name := t.TempDir(), pictureFile(t)
		first, err := New(Options{StateDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		perform(t, first, "open "+name)
		if !kept {
			first.desk.picture.Own = nil
		}
		perform(t, first, "paint 10 10 5 grey")
		if err := errors.Join(first.Close(), os.Remove(name)); err != nil {
			t.Fatal(err)
		}
		s := open(t, Options{StateDir: dir})
		if kept {
			sameDesk(t, first, s)
			perform(t, s, "network lenet28")
			if v := s.Analysis.View(); v.Stimulus.Picture.Name != "own.png" || v.Shown.Net.Meta.Name != "lenet28" || s.Notice() != nil {
				t.Errorf("picture %q under %s, notice %+v", v.Stimulus.Picture.Name, v.Shown.Net.Meta.Name, s.Notice())
			}
			continue
		}
		if n := s.Notice(); n == nil || !n.Bad || strings.Count(n.Text, name) != 1 {
			t.Errorf("notice %+v, want one that names the file once", n)
		}
		if v := s.Analysis.View(); v == nil || v.Stimulus.Picture.Name != "toyworld 0" || v.Stimulus.Marks != 0 {
			t.Errorf("view %+v", v)
		}
	}
}

// Nobody is taught a picture under the name of another that is still being read.
func TestSlowBeforeThePicture(t *testing.T) {
	s := open(t, Options{})
	if err := (ShowPicture{5}).perform(s); err != nil {
		t.Fatal(err)
	}
	if err := (SlowPicture{}).perform(s); err == nil || !strings.Contains(err.Error(), "not there yet") {
		t.Errorf("error %v", err)
	}
}
