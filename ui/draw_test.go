package ui

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/viz/stimulus"
)

// Drawing with the mouse, as painting: the pen is in hand on a blank picture, answers follow, the note says where it
// lies, and the pill puts it into the middle.
func TestDraw(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	p := w.stimulus
	p.blanks()[0].Action()
	settle(t, w, queue)
	if got := p.brush.inHand; got.Fill != stimulus.White || !p.below.root.Visible() || p.below.right.Visible() {
		t.Errorf("in hand %v; the note %q", got, p.below.text.Text())
	}
	p.canvas.OnStrokeStart(10, 10, false)
	p.canvas.OnStrokeMove(10, 30)
	settle(t, w, queue)
	s := w.session.Stimulus()
	if got := s.Painted.Data[20*48+10]; got != 1 || w.stimulus.answer != w.session.Analysis.View() {
		t.Errorf("drawn %g", got)
	}
	dx, dy, _ := s.OffCentre()
	if text := p.below.text.Text(); !strings.Contains(text, fmt.Sprintf("%d px left", -dx)) || !strings.Contains(text, fmt.Sprintf("%d px up", -dy)) || !p.below.right.Visible() {
		t.Errorf("off by %d, %d the note says %q", dx, dy, text)
	}
	p.below.centre.OnChanged("centre")
	settle(t, w, queue)
	if text := p.below.text.Text(); text != "In the middle" || p.below.right.Visible() {
		t.Errorf("centred, the note says %q", text)
	}
	p.brush.fill.OnChanged("#c83232")
	p.canvas.OnWheel(2)
	settle(t, w, queue)
	if got := w.session.Selection(); got.Pen != (session.Brush{Size: 6, Fill: "#c83232"}) || got.Brush.Fill != stimulus.Noise {
		t.Errorf("the pen is %v, the brush %v", got.Pen, got.Brush)
	}
	w.do(session.ShowPicture{Index: 2})
	settle(t, w, queue)
	if p.brush.inHand.Fill != stimulus.Noise || p.below.root.Visible() {
		t.Errorf("on a picture %v is in hand, the note says %q", p.brush.inHand, p.below.text.Text())
	}
}

// Nothing of the column at the left is cut at the smallest window, whatever it has to show: a message, a drawing.
func TestStimulusFits(t *testing.T) {
	w, queue := openWindow(t, leastSize.Width, leastSize.Height)
	fits := func(what string) {
		t.Helper()
		settle(t, w, queue)
		if needs, has := w.stimulus.root.MinSize().Height, w.stimulus.root.Size().Height; needs > has {
			t.Errorf("%s: the column needs %g, it has %g", what, needs, has)
		}
		bottom := float32(0)
		for _, o := range w.stimulus.root.Objects {
			if o.Visible() {
				bottom = max(bottom, o.Position().Y+o.Size().Height)
			}
		}
		if bottom > w.stimulus.root.Size().Height {
			t.Errorf("%s: it ends at %g of %g", what, bottom, w.stimulus.root.Size().Height)
		}
	}
	fits("a picture")
	w.do(session.LayBlank{Fill: stimulus.White})
	fits("a drawing")
	w.do(session.Select{Unit: session.Address{Layer: "conv9"}})
	fits("a drawing and a message")
}

// The menu of pictures names those on the bench, and says how they are divided.
func TestImagesMenu(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"cat/1", "cat/2", "dog/1", "dog/2", "dog/3"} {
		saveTo(t, filepath.Join(folder, name+".png"), func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 20, 20))) })
	}
	w, queue := openWindow(t, 1440, 900)
	menu := func() (labels []string, items []*fyne.MenuItem) {
		settle(t, w, queue)
		items = w.top.sources(w)
		for _, item := range items {
			labels = append(labels, item.Label)
		}
		return labels, items
	}
	if labels, items := menu(); !items[0].Checked || !slices.Contains(labels, grouped(fewToys.HeldOut)+" of "+grouped(fewToys.HeldOut+fewToys.Training)+" pictures held out by the source") {
		t.Errorf("%q", labels)
	}
	w.do(session.Drop{Paths: []string{folder}})
	labels, items := menu()
	at := slices.Index(labels, "Hold out others, by seed 1")
	if !slices.Contains(labels, "1 of 5 pictures held out by seed 0") || !slices.Contains(labels, "20×20 scaled to 48×48") || at < 0 || !items[1].Checked {
		t.Fatalf("%q", labels)
	}
	items[at].Action()
	if labels, _ := menu(); !slices.Contains(labels, "1 of 5 pictures held out by seed 1") {
		t.Errorf("%q", labels)
	}
	w.do(session.UseImages{Ref: filepath.Join(folder, "dog")})
	if labels, _ := menu(); !slices.Contains(labels, "3 pictures without classes: to look at, not to learn") {
		t.Errorf("%q", labels)
	}
}
