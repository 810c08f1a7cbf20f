package ui

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/app/session"
)

// What is copied in one window and pasted after / in another shows the same there.
func TestCopiedView(t *testing.T) {
	from, queue := openWindow(t, 1100, 720, "picture 5", "paint 20 14 7 grey", "select conv3:9", "room probe", "probe tuning", "tab field")
	from.copyState()
	settle(t, from, queue)
	text := from.app.Clipboard().Content()
	if want, _ := from.session.StateText(); text != want || !strings.Contains(text, "select conv3:9") {
		t.Fatalf("in the clipboard is %q, want %q", text, want)
	}
	to, queue := openWindow(t, 1100, 720)
	actions, err := parseGoTo(text)
	if err != nil {
		t.Fatal(err)
	}
	to.perform(actions)
	for again := ""; again != text; again, _ = to.session.StateText() { // or the test takes too long
		queue.drain()
		to.update()
	}
	if !to.probe.root.Visible() {
		t.Error("the room is another")
	}
}

func TestPictureOfTheWindow(t *testing.T) {
	w, queue := openWindow(t, 1100, 720)
	file, err := w.picture()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "window.png")
	w.session.SavePicture(path, file)
	settle(t, w, queue)
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(written)); err != nil || img.Bounds().Dx() != 1100 || img.Bounds().Dy() != 720 {
		t.Errorf("a picture of %v, %v", img.Bounds(), err)
	}
	w.session.CopyNumbers(session.ExhibitKernels, w.app.Clipboard().SetContent)
	settle(t, w, queue)
	if table := w.app.Clipboard().Content(); !strings.HasPrefix(table, "array,axis 0") {
		t.Errorf("copied numbers begin with %.40q", table)
	}
}
