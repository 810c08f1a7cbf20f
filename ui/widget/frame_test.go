package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"unitscope/ui/theme"
)

func block(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(nil)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		side    Side
		dx, dy  float32 // towards a larger panel
		grow    fyne.KeyName
		restPos fyne.Position
	}{
		{Left, 1, 0, fyne.KeyRight, fyne.NewPos(105, 0)},
		{Right, -1, 0, fyne.KeyLeft, fyne.NewPos(0, 0)},
		{Bottom, 0, -1, fyne.KeyUp, fyne.NewPos(0, 0)},
	} {
		panel, rest := block(10, 10), block(50, 50)
		s := NewSplit(c.side, panel, rest, SplitSpec{Size: 100, Least: 60, Most: 300})
		var heard []string
		s.OnChanged = func(size float32, folded bool) { heard = append(heard, fmt.Sprint(size, folded)) }
		show(t, s, 400, 400, 1)
		along := func(o fyne.CanvasObject) float32 { a, _ := s.axes(o.Size()); return a }
		if along(panel) != 100 || along(rest) != 400-100-5 || rest.Position() != c.restPos {
			t.Fatalf("%s: panel %v, rest %v at %v", c.side, panel.Size(), rest.Size(), rest.Position())
		}
		drag := func(by float32) {
			s.handle.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(c.dx*by/2, c.dy*by/2)})
			s.handle.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(c.dx*by/2, c.dy*by/2)})
			s.handle.DragEnd()
		}
		drag(50)
		drag(500) // beyond Most
		drag(-260)
		drag(-40) // below half of Least: folds
		if !s.Folded() || panel.Visible() || along(rest) != 395 {
			t.Errorf("%s: dragged to nothing, but folded is %v and the rest %v", c.side, s.Folded(), rest.Size())
		}
		s.handle.DoubleTapped(nil)
		press(s.handle, c.grow)
		want := []string{"150 false", "300 false", "60 false", "60 true", "60 false", "76 false"}
		if !slices.Equal(heard, want) {
			t.Errorf("%s: heard %q, want %q", c.side, heard, want)
		}
		s.SetPanelSize(1000)
		if along(panel) != 300 {
			t.Errorf("%s: set beyond Most, the panel is %v", c.side, panel.Size())
		}
	}
}

// A narrow window takes from the panel down to its least size, never from the rest below its own.
func TestSplitGivesWay(t *testing.T) {
	panel, rest := block(10, 10), block(200, 50)
	s := NewSplit(Right, panel, rest, SplitSpec{Size: 300, Least: 60})
	w := show(t, s, 600, 100, 1)
	w.Resize(fyne.NewSize(400, 100))
	if panel.Size().Width != 195 || rest.Size().Width != 200 {
		t.Errorf("in 400: panel %v, rest %v", panel.Size().Width, rest.Size().Width)
	}
	if got := s.MinSize().Width; got != 265 {
		t.Errorf("least width %v, want 60+5+200", got)
	}
	w.Resize(fyne.NewSize(900, 100))
	if panel.Size().Width != 300 {
		t.Errorf("with room again the panel is %v, not as wide as wanted", panel.Size().Width)
	}
}

func TestFold(t *testing.T) {
	var heard []bool
	f := NewFold("Settings", block(100, 80), true)
	f.OnToggled = func(open bool) { heard = append(heard, open) }
	w := show(t, container.NewVBox(f), 200, 200, 1)
	open := f.MinSize().Height
	test.TapCanvas(w.Canvas(), fyne.NewPos(30, 8))
	if shut := f.MinSize().Height; open-shut != 84 || f.IsOpen() || f.content.Visible() {
		t.Errorf("folding saves %v, want 80 and the gap of 4", open-shut)
	}
	press(f.head, fyne.KeySpace)
	if !slices.Equal(heard, []bool{false, true}) {
		t.Errorf("heard %v", heard)
	}
}

func TestBanner(t *testing.T) {
	var heard []string
	b := NewBanner()
	w := show(t, container.NewVBox(b), 500, 200, 1)
	if b.Visible() {
		t.Error("there is a banner before anything was said")
	}
	b.Say(Notice{Problem: true, Message: "net.onnx ends in the middle", Detail: "Nothing was changed.", Action: "Open another…",
		OnAction: func() { heard = append(heard, "action") }, OnDismiss: func() { heard = append(heard, "dismissed") }})
	tall := b.MinSize().Height
	test.Tap(b.dismiss)
	b.Dismiss() // again
	b.Say(Notice{Message: "Saved", OnAction: func() { heard = append(heard, "old action") }})
	if b.action.Visible() || b.detail.Visible() || b.MinSize().Height >= tall {
		t.Error("a shorter notice keeps the parts of the one before")
	}
	b.Say(Notice{Message: "again", Action: "Retry", OnAction: func() { heard = append(heard, "action") }})
	test.Tap(b.action)
	if want := []string{"dismissed", "action"}; !slices.Equal(heard, want) || b.Visible() {
		t.Errorf("heard %q, want %q", heard, want)
	}
	b.Say(Notice{Message: strings.Repeat("a long message ", 12)})
	w.Resize(fyne.NewSize(280, 200))
	if b.MinSize().Height < 4*b.message.measure("M").Height {
		t.Errorf("a long message in a narrow window is only %v high", b.MinSize().Height)
	}
}

func TestProgress(t *testing.T) {
	p := NewProgress()
	clock := time.Unix(0, 0)
	p.now = func() time.Time { return clock }
	show(t, p, 300, 40, 1)
	p.Set("Sweeping", 0, 200)
	clock = clock.Add(10 * time.Second)
	p.Set("Sweeping", 50, 200) // a quarter in 10 s: 30 s are left
	if got := p.Text(); got != "Sweeping  50 of 200 · 31 s left" {
		t.Errorf("says %q", got)
	}
	clock = clock.Add(590 * time.Second)
	p.Set("Sweeping", 100, 200) // half in 600 s: ten minutes
	if got := p.Text(); got != "Sweeping  100 of 200 · 11 min left" {
		t.Errorf("says %q", got)
	}
	p.Set("Opening", 0, 0)
	if got := p.Text(); got != "Opening" {
		t.Errorf("with no total it says %q", got)
	}
	cancelled := false
	p.OnCancel = func() { cancelled = true }
	test.Tap(p.cancel)
	if !cancelled {
		t.Error("cancel is not heard")
	}
}

func TestText(t *testing.T) {
	text := NewText("conv2:17 responds most to house", TextStyle{Cut: true})
	w := show(t, text, 100, 20, 1)
	shown := text.lines[0].Text
	if !strings.HasSuffix(shown, "…") || !strings.HasPrefix("conv2:17 responds most to house", strings.TrimSuffix(shown, "…")) || text.measure(shown).Width > 100 {
		t.Errorf("in 100 units it shows %q", shown)
	}
	w.Resize(fyne.NewSize(600, 20))
	if got := text.lines[0].Text; got != text.Text() {
		t.Errorf("with room it shows %q", got)
	}
	text.SetText("16 units · 5×5 · map 44×44")
	for _, want := range []string{"16 units · 5×5 · map 44×44", "16 units · 5×5", "16 units"} { // whole parts are left out
		w.Resize(fyne.NewSize(text.measure(want).Width, 20))
		if got := text.lines[0].Text; got != want {
			t.Errorf("with room for %q it shows %q", want, got)
		}
	}
	text.SetText("conv2:17 responds most to house")
	text.SetStyle(TextStyle{Wrap: true})
	w.Resize(fyne.NewSize(100, 20))
	lines := text.wrapped(100)
	if strings.Join(lines, " ") != text.Text() || len(lines) < 2 {
		t.Errorf("wrapped as %q", lines)
	}
	for _, line := range lines {
		if text.measure(line).Width > 100 {
			t.Errorf("%q is wider than 100", line)
		}
	}
	if got := text.MinSize().Height; got != float32(len(lines))*text.measure("M").Height {
		t.Errorf("%d lines are %v high", len(lines), got)
	}
}

func TestStatusBar(t *testing.T) {
	s := NewStatusBar()
	show(t, s, 600, 26, 1)
	s.SetLeft("conv2:17", "", "2.314")
	s.SetRight("seed 1")
	if s.Left() != "conv2:17     2.314" || s.Right() != "seed 1" {
		t.Errorf("says %q and %q", s.Left(), s.Right())
	}
	s.SetRight("mean 0.5, deviation 0.25", "seed 1", "saved just now")
	s.SetLeft("conv2:17 at relu2", "row 16, column 17", "sees 14 × 14 px")
	if shown := s.left.cut(s.left.Size().Width); shown != s.Left() || s.right.Text() != "mean 0.5, deviation 0.25     seed 1" {
		t.Errorf("in a narrow bar it shows %q and %q: the readouts whole, and the facts but the last, are wanted", shown, s.right.Text())
	}
	s.SetLeft("conv2:17")
	if s.right.Text() != s.Right() {
		t.Errorf("beside a short readout it shows %q of %q", s.right.Text(), s.Right())
	}
}

func TestReadouts(t *testing.T) {
	r := NewReadouts()
	w := show(t, container.NewVBox(r), 200, 300, 1)
	r.Set(Readout{Name: "at row 9, col 11", Value: "2.314"}, Readout{Name: "before painting", Value: "2.314", Then: "0.862"})
	if two := r.MinSize().Height; two != 2*r.rowHeight() {
		t.Errorf("two readouts are %v high", two)
	}
	paint(w)
	if got := r.rows[1].value.Text() + " " + r.rows[1].then.Text(); got != "2.314 → 0.862" {
		t.Errorf("the second says %q", got)
	}
	r.Set(Readout{Name: "maximum", Value: "2.41"})
	if len(r.face.objects) != 3 {
		t.Errorf("one readout draws %d texts", len(r.face.objects))
	}
}

// The theme can be switched at run time: what is drawn follows, without being told.
func TestThemeSwitch(t *testing.T) {
	head := NewSectionHead("Stimulus")
	w := show(t, container.NewStack(head), 200, 40, 1)
	dark := paint(w)
	theme.Apply(fyne.CurrentApp(), theme.Light, 1)
	light := paint(w)
	changed := 0
	for y := range 40 {
		for x := range 200 {
			if dark.At(x, y) != light.At(x, y) {
				changed++
			}
		}
	}
	if changed != 200*40 {
		t.Errorf("%d of %d pixels follow the theme", changed, 200*40)
	}
	small := head.MinSize()
	theme.Apply(fyne.CurrentApp(), theme.Light, 1.5)
	if got := head.MinSize().Height; got != small.Height*1.5 {
		t.Errorf("at 1.5× the head is %v high, was %v", got, small.Height)
	}
}

// A top bar that is too narrow for all leaves the name out, then narrows what is on the bench; nothing stands on anything.
func TestTopBarNarrows(t *testing.T) {
	pill := func(label, value string) fyne.CanvasObject { return NewDropdown(label, value, nil) }
	left := []fyne.CanvasObject{pill("Network", "a network of a rather long name"), pill("Images", "Toy World"), pill("Task", "object")}
	right := []fyne.CanvasObject{NewButton("Open…", nil, nil), NewButton("Present", nil, nil)}
	bar := NewTopBar("Unitscope", left, right)
	for _, width := range []float32{1200, 800, 640, 500} {
		show(t, bar, width, 44, 1)
		if named := bar.title.Visible(); named != (width == 1200) {
			t.Errorf("at %g the name shows: %v", width, named)
		}
		end := float32(0)
		for i, o := range append(left, right...) {
			if o.Position().X < end || o.Position().X+o.Size().Width > width {
				t.Errorf("at %g object %d lies from %g to %g, the one before ends at %g", width, i, o.Position().X, o.Position().X+o.Size().Width, end)
			}
			end = o.Position().X + o.Size().Width
		}
	}
}
