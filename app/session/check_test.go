package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Pictures of a large folder that cannot be read are told of soon after it is opened, in one notice; what can be
// read is looked at.
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
	if all, err := s.Pictures.Checked(); !all || err == nil {
		t.Errorf("checked: %v, %v", all, err)
	}
	checkNotice(t, s, []string{dir, ".png: not a picture", "1 more", "learning would stop"})
	if s.Notice().Leads.String() != "images "+dir || s.Pictures.Source().HeldOut.Len() != 140 {
		t.Errorf("notice %+v of %d pictures", s.Notice(), s.Pictures.Source().HeldOut.Len())
	}
	perform(t, s, "dismiss", "images toyworld")
	if all, err := s.Pictures.Checked(); !all || err != nil || s.Notice() != nil {
		t.Errorf("the Toy World checked: %v, %v; notice %+v", all, err, s.Notice())
	}
}
