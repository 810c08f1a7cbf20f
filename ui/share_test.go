package ui

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/draw"

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

// What is drawn anew is what the screen shows; at two pixels a point too, twice as fine, and a part of it is its part.
func TestPictureOfTheWindow(t *testing.T) {
	w, queue := openWindow(t, 1100, 720, "select conv2:5", "tab kernel")
	settle(t, w, queue)
	shown, once, twice := w.canvas.Capture(), w.redrawn(1, nil), w.redrawn(2, nil)
	if once.Bounds() != shown.Bounds() || twice.Bounds().Size() != shown.Bounds().Size().Mul(2) {
		t.Fatalf("the screen has %v, drawn anew is %v, and finer %v", shown.Bounds(), once.Bounds(), twice.Bounds())
	}
	if share := differing(shown, once); share > 0.001 {
		t.Errorf("%.2f %% of the pixels are others than on the screen", 100*share)
	}
	small := image.NewRGBA(shown.Bounds())
	draw.CatmullRom.Scale(small, small.Rect, twice, twice.Bounds(), draw.Src, nil)
	if share := differing(shown, small); share > 0.2 { // letters have other edges, tiles may have other sizes
		t.Errorf("%.0f %% of the pixels are others when it is drawn finer", 100*share)
	}
	at := w.app.Driver().AbsolutePositionForObject(w.rooms)
	room := w.redrawn(1, w.rooms)
	whole := image.Rectangle{Min: image.Pt(int(at.X), int(at.Y))}
	whole.Max = whole.Min.Add(room.Bounds().Size())
	if part := shown.(interface {
		SubImage(r image.Rectangle) image.Image
	}).SubImage(whole); room.Bounds().Dx() < 300 || differing(part, room) > 0.001 {
		t.Error("the room is no part of the window")
	}
	path := filepath.Join(t.TempDir(), "window@1x.png")
	w.session.SavePicture(path, once)
	settle(t, w, queue)
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(written)); err != nil || differing(once, img) > 0 {
		t.Errorf("another picture is written, %v", err)
	}
}

// differing is the share of pixels of two pictures of one size that differ visibly.
func differing(a, b image.Image) float64 {
	size, differ := a.Bounds().Size(), 0
	for y := range size.Y {
		for x := range size.X {
			r, g, bl, _ := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r2, g2, bl2, _ := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			if max(r, r2)-min(r, r2) > 0x2000 || max(g, g2)-min(g, g2) > 0x2000 || max(bl, bl2)-min(bl, bl2) > 0x2000 {
				differ++
			}
		}
	}
	return float64(differ) / float64(size.X*size.Y)
}

// Each result has a name and a menu of every file that it can be written to, and its numbers can be copied.
func TestExportMenu(t *testing.T) {
	w, queue := openWindow(t, 1100, 720)
	for _, exhibit := range session.Exhibits {
		item := w.exhibitItem(exhibit, nil)
		if item.Label == "" || len(item.ChildMenu.Items) != len(exhibit.Endings())+1+3 { // @1x.png; a line, a picture and numbers for the clipboard
			t.Errorf("%s is %q with %d entries", exhibit, item.Label, len(item.ChildMenu.Items))
		}
	}
	selected := false
	items := w.exhibitItem(session.ExhibitKernels, func() { selected = true }).ChildMenu.Items
	items[len(items)-1].Action()
	settle(t, w, queue)
	if table := w.app.Clipboard().Content(); !strings.HasPrefix(table, "array,axis 0") || !selected {
		t.Errorf("copied numbers begin with %.40q", table)
	}
	w.do(session.Present{On: true})
	for _, item := range w.exhibitItem(session.ExhibitKernels, nil).ChildMenu.Items {
		if strings.HasSuffix(item.Label, "…") {
			t.Errorf("%q would open a dialog before a class", item.Label)
		}
	}
}
