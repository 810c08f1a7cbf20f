package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"unitscope/app/session"
)

// openWindow builds a window of the given size that is not on a screen, after the actions were performed. The test's
// goroutine is the window's.
func openWindow(t *testing.T, width, height float32, actions ...string) (*Window, *todo) {
	t.Helper()
	queue := &todo{}
	pull := NewPull(queue.add)
	s, err := session.New(session.Options{Changed: pull.Signal, Toys: fewToys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if len(actions) > 0 {
		perform(t, s, actions...)
	}
	w := newWindow(test.NewTempApp(t), s, pull)
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	canvas.SetContent(w.root)
	canvas.Resize(fyne.NewSize(width, height))
	w.canvas = canvas
	settle(t, w, queue)
	return w, queue
}

// fewToys is the Toy World of the tests: drawing and showing all its pictures takes longer than all that most of them do.
var fewToys = session.Toys{Training: 512, HeldOut: 200}

// settle lets everything arrive and be drawn; twice, as drawing asks for more.
func settle(t *testing.T, w *Window, queue *todo) {
	t.Helper()
	size := w.canvas.Size()
	for range 2 {
		if err := w.settle(context.Background(), queue); err != nil {
			t.Fatal(err)
		}
		w.canvas.(software.WindowlessCanvas).Resize(size.AddWidthHeight(1, 1))
		w.canvas.(software.WindowlessCanvas).Resize(size)
		w.canvas.Capture()
	}
}

// resize gives the window another size, and lets it settle there.
func resize(t *testing.T, w *Window, queue *todo, size fyne.Size) {
	t.Helper()
	w.canvas.(software.WindowlessCanvas).Resize(size)
	settle(t, w, queue)
}

func TestRowsFitTheRoom(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	for _, size := range []fyne.Size{fyne.NewSize(1440, 900), fyne.NewSize(1920, 1080)} {
		resize(t, w, queue, size)
		needs, has := w.inspect.list.MinSize().Height, w.inspect.scroll.Size().Height
		if needs > has {
			t.Errorf("at %v the rows need %g, the room has %g", size, needs, has)
			for _, r := range w.inspect.rows {
				t.Logf("%s: root %g tiles %g head %g tile %v", r.row.Name, r.root.MinSize().Height, r.tiles.MinSize().Height, r.head.root.MinSize().Height, r.tiles.TileSize())
			}
		}
	}
}

func TestBrush(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	before := w.session.Analysis.View()
	w.stimulus.canvas.OnStrokeStart(10, 10, false)
	w.stimulus.canvas.OnStrokeMove(20, 12)
	w.stimulus.canvas.OnStrokeStart(12, 10, true)
	settle(t, w, queue)
	s := w.session.Stimulus()
	if s.Marks != 2 {
		t.Errorf("%d strokes lie on the picture, want one of paint and one of the eraser", s.Marks)
	}
	if got, want := s.Painted.Data[10*48+12], s.Original.Data[10*48+12]; got != want {
		t.Errorf("the right button left %g where the picture has %g", got, want)
	}
	if got, was := s.Painted.Data[12*48+20], s.Original.Data[12*48+20]; got == was {
		t.Error("the stroke did not reach its end")
	}
	if w.session.Analysis.View() == before || w.stimulus.answer != w.session.Analysis.View() {
		t.Error("the answers shown are not those to the painted picture")
	}
}

func TestFlashlightFindsItsCell(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	for _, a := range []session.Action{session.Select{Unit: session.Address{Layer: "conv2", Unit: 3}}, session.UseTool{Tool: session.ToolFlashlight}} {
		w.do(a)
	}
	settle(t, w, queue)
	w.stimulus.canvas.OnStrokeStart(24, 24, false)
	settle(t, w, queue)
	// conv2 of toy48 sees 14 px at a stride of 2: cell 9 sees pixels 18 to 31, whose middle
	// is 24.5, the nearest to pixel 24.
	if got := w.session.Selection().Cell; got != [2]int{9, 9} {
		t.Errorf("the flashlight on pixel (24, 24) lights cell %v, want [9 9]", got)
	}
}

func TestKeys(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	w.attachKeys()
	held := fyne.KeyModifier(0)
	w.keys.Modifiers = func() fyne.KeyModifier { return held }
	press := func(name fyne.KeyName, mod fyne.KeyModifier) {
		held = mod
		w.keys.TypedKey(&fyne.KeyEvent{Name: name})
		settle(t, w, queue)
	}
	w.do(session.Select{Unit: session.Address{Layer: "conv2", Unit: 4}})
	settle(t, w, queue)
	press(fyne.KeyRight, 0)
	if got := w.session.Selection().Unit.String(); got != "conv2:5" {
		t.Errorf("→ from conv2:4 selects %s", got)
	}
	press(fyne.KeyPageDown, 0)
	if got := w.session.Selection().Unit.String(); got != "conv3:5" {
		t.Errorf("Page Down from conv2:5 selects %s", got)
	}
	press(fyne.KeyRight, fyne.KeyModifierShift)
	press(fyne.KeyUp, fyne.KeyModifierShift)
	if got := w.session.Stimulus().Shift; got != [2]int{1, -1} {
		t.Errorf("Shift with → and ↑ moved the picture by %v", got)
	}
	w.keys.TypedRune(']')
	settle(t, w, queue)
	if got := w.session.Stimulus().Picture.Index; got != 1 {
		t.Errorf("] from picture 0 shows %d", got)
	}
	press(fyne.Key2, 0)
	if !w.train.root.Visible() || w.inspect.root.Visible() {
		t.Error("2 does not show the train room alone")
	}
	w.do(session.Select{Unit: session.Address{Layer: "conv1", Unit: 2}})
	press(fyne.Key3, 0)
	if !w.probe.root.Visible() || w.train.root.Visible() {
		t.Error("3 does not show the probe room alone")
	}
	press(fyne.KeyRight, 0)
	if got := w.session.Selection().Unit.String(); got != "conv1:3" {
		t.Errorf("→ from the tile of conv1:2 selects %s", got)
	}
	press(fyne.KeyE, 0)
	if got := w.session.Selection().Tool; got != session.ToolErase {
		t.Errorf("E chooses the tool %s", got)
	}
}

// What a notice leads to is one click away, and the notice goes.
func TestBannerLeadsOn(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	settle(t, w, queue)
	below := w.banner.above.Objects[0]
	top := below.Position().Y
	w.do(session.Select{Unit: session.Address{Layer: "conv7", Unit: 0}})
	settle(t, w, queue)
	if !w.banner.root.Visible() || below.Position().Y <= top {
		t.Fatal("no banner for a layer that is not there")
	}
	w.do(session.Dismiss{})
	settle(t, w, queue)
	if w.banner.root.Visible() {
		t.Error("the banner stays when it is dismissed")
	}
	if below.Position().Y != top {
		t.Errorf("the room of the banner stays empty: %g", below.Position().Y-top)
	}
}

func TestGoTo(t *testing.T) {
	for text, want := range map[string]string{" conv2:17 ": "select conv2:17", "picture 12": "picture 12", "train": "train"} {
		a, err := parseGoTo(text)
		if err != nil || len(a) != 1 || a[0].String() != want {
			t.Errorf("%q: %v, %v; want %s", text, a, err, want)
		}
	}
	if _, err := parseGoTo("somewhere"); err == nil {
		t.Error("no error for what is neither an address nor an action")
	}
}

func TestKernelPictures(t *testing.T) {
	w, _ := openWindow(t, 1440, 900)
	net := w.session.Training.Shown().Net
	for _, c := range []struct {
		layer    string
		h, w     int
		coloured bool
	}{
		{"conv1", 5, 5, true},     // three colours, one picture
		{"conv2", 23, 23, false},  // 16 slices of 5×5, 4 by 4, with 3 gaps each way
		{"conv3", 23, 23, false},  // 32 slices of 3×3, 6 by 6: 6·4 − 1
		{"dense1", 27, 27, false}, // 48 maps of 3×3 before Flatten, 7 by 7: 7·4 − 1
		{"output", 15, 15, false}, // 64 single weights, 8 by 8
	} {
		k, ok := kernelOf(net, net.Index(c.layer))
		if !ok {
			t.Fatalf("%s has no kernels", c.layer)
		}
		p := k.unit(1)
		if p.h != c.h || p.w != c.w || p.coloured != c.coloured {
			t.Errorf("%s: %d×%d, coloured %v; want %d×%d, %v", c.layer, p.h, p.w, p.coloured, c.h, c.w, c.coloured)
		}
	}
	if _, ok := kernelOf(net, net.Index("relu1")); ok {
		t.Error("relu1 has kernels")
	}
}
