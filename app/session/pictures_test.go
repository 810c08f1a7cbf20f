package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A window that is drawn while the source changes asks for pictures by the indexes of the larger one before: it gets none.
func TestThumbsBeyondTheSource(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		file := filepath.Join(dir, []string{"cat", "dog"}[i%2], fmt.Sprintf("%02d.png", i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, pngOf(t, 8, 8), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, Options{})
	perform(t, s, "images "+dir)
	for _, thumb := range []struct {
		name string
		draw func(int) bool
		of   int
	}{
		{"held out", func(i int) bool { return s.Pictures.Thumb(i) != nil }, s.Pictures.Source().HeldOut.Len()},
		{"learned", func(i int) bool { return s.Pictures.TrainingThumb(i) != nil }, s.Pictures.Source().Train.Len()},
	} {
		for _, beyond := range []int{-1, thumb.of, 1999} {
			if thumb.draw(beyond) {
				t.Errorf("%s: there is a picture %d of %d", thumb.name, beyond, thumb.of)
			}
		}
		last := thumb.of - 1
		eventually(t, "the last picture is drawn", func() bool { return thumb.draw(last) })
	}
	if !s.Pictures.idle() {
		t.Error("it still waits for pictures that there are none of")
	}
}
