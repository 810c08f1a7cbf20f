package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Pictures of a large folder that cannot be read are told of soon after it is opened, in one notice, and left out; what
// can be read is looked at, and learned from.
func TestUnreadablePictures(t *testing.T) {
	dir := t.TempDir()
	for i := range 700 {
		contents := pngOf(t, 8, 8)
		if i == 2 || i == 6 { // cat 1 and 3, between those that opening looks at: 0, 2, 5, …
			contents = []byte("a shopping list")
		}
		file := filepath.Join(dir, []string{"cat", "dog"}[i%2], fmt.Sprintf("%03d.png", i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, contents, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, Options{})
	perform(t, s, "images "+dir)
	if !s.Pictures.Checked() {
		t.Error("idle before all pictures were looked at")
	}
	checkNotice(t, s, []string{dir, "2 of 700 pictures cannot be read and are left out", "cat/002.png, cat/006.png: not a picture"})
	if s.Notice().Leads.String() != "images "+dir || s.Pictures.Source().HeldOut.Len() != 140 {
		t.Errorf("notice %+v of %d pictures", s.Notice(), s.Pictures.Source().HeldOut.Len())
	}
	perform(t, s, "dismiss", "images toyworld")
	if !s.Pictures.Checked() || s.Notice() != nil {
		t.Errorf("the Toy World checked: %v; notice %+v", s.Pictures.Checked(), s.Notice())
	}
}

// damagedPictures writes pictures of two classes, of which the first so many end behind their header.
func damagedPictures(t *testing.T, pictures, damaged int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for i := range pictures {
		contents := pngOf(t, 8, 8)
		if i < damaged {
			contents = contents[:45] // the header is whole
		}
		file := filepath.Join(dir, []string{"cat", "dog"}[i%2], fmt.Sprintf("%03d.png", i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, contents, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Damage that only decoding shows is found wherever pictures are read: by the strip, under the microscope, by the units' survey
// and by learning. Each leaves such a picture out and goes on, and one notice tells of all.
func TestDamagedPictures(t *testing.T) {
	const damaged = 10
	dir := damagedPictures(t, 40, damaged)
	s := open(t, Options{})
	perform(t, s, "images "+dir, "network lenet28")
	source := s.Pictures.Source()
	var bad []int
	for i := range source.HeldOut.Len() {
		var number int
		if _, err := fmt.Sscanf(filepath.Base(source.HeldOut.PictureName(i)), "%d.png", &number); err != nil {
			t.Fatal(err)
		}
		if number < damaged {
			bad = append(bad, i)
		}
	}
	if len(bad) == 0 || len(bad) == source.HeldOut.Len() {
		t.Fatalf("%d of %d held-out pictures are damaged; choose other files", len(bad), source.HeldOut.Len())
	}
	perform(t, s, fmt.Sprintf("picture %d", bad[0]))
	if shown := s.Stimulus().Picture; source.HeldOut.Fault(shown.Index) != nil || shown.Pixels == nil {
		t.Errorf("picture %d lies under the microscope", shown.Index)
	}
	perform(t, s, "train 12")
	if got := s.Training.Status(); got.Step != 12 {
		t.Errorf("%d steps were made, want 12; notice %+v", got.Step, s.Notice())
	}
	checkNotice(t, s, []string{"of 40 pictures cannot be read and are left out", "cat/000.png, cat/002.png, cat/004.png: png picture cannot be decoded"})
	for _, i := range s.Pictures.Of(-1) {
		if slices.Contains(bad, i) && source.HeldOut.Fault(i) != nil {
			t.Errorf("the strip shows picture %d, which cannot be read", i)
		}
	}
}

// A picture whose damage is found while two networks are compared is left out, and the comparison goes on with the others.
func TestDamagedPicturesAreNotCompared(t *testing.T) {
	dir := damagedPictures(t, 40, 10)
	s := open(t, Options{})
	perform(t, s, "network lenet28")
	if err := s.Do(UseImages{dir}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the pictures lie on the bench", func() bool { s.Take(); return s.desk.ref == dir })
	b := s.Compare.bench()
	unaware := s.Compare.sidesOf(&b).Pictures // before anybody has come upon the damage, as a rule
	fates := answered(t, s, s.Compare.Fates)
	if fates.Err != nil {
		t.Fatal(fates.Err)
	}
	if n := fates.Value.Pictures.Len(); n == 0 || n > unaware.Len() {
		t.Errorf("compared by %d of %d pictures", n, unaware.Len())
	}
}
