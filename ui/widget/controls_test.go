package widget

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
)

func TestButton(t *testing.T) {
	taps := 0
	b := NewPrimaryButton("Train", nil, func() { taps++ })
	w := show(t, container.NewVBox(b), 200, 60, 1)
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 10))
	press(b, fyne.KeySpace, fyne.KeyReturn, fyne.KeyA)
	if taps != 3 {
		t.Errorf("a tap, Space and Enter did it %d times", taps)
	}
	b.Disable()
	b.Tapped(nil)
	press(b, fyne.KeySpace)
	if taps != 3 {
		t.Error("a disabled button acts")
	}
	wide := NewButton("A much longer text", nil, nil)
	if wide.MinSize().Width <= b.MinSize().Width {
		t.Error("a button does not grow with its text")
	}
}

func options(values ...string) []Option {
	var o []Option
	for _, v := range values {
		o = append(o, Option{Value: v, Label: v})
	}
	return o
}

func TestSegmented(t *testing.T) {
	var heard []string
	s := NewSegmented(options("maps", "kernels", "change"), "maps", func(v string) { heard = append(heard, v) })
	w := show(t, container.NewVBox(s), 300, 60, 1)
	s.SetValue("change") // not a person's doing
	test.Tap(s.chips[1])
	test.Tap(s.chips[1]) // chosen already
	w.Canvas().Focus(s.chips[1])
	press(s.chips[1], fyne.KeyLeft)
	if w.Canvas().Focused() != s.chips[0] {
		t.Error("the focus does not follow the choice")
	}
	press(s.chips[0], fyne.KeyLeft) // nothing there
	if want := []string{"kernels", "maps"}; !slices.Equal(heard, want) || s.Value() != "maps" {
		t.Errorf("heard %q with %q chosen, want %q", heard, s.Value(), want)
	}
	s.SetOptions(options("unit", "layer"), "layer")
	if s.Value() != "layer" || len(s.chips) != 2 || !s.chips[1].on {
		t.Errorf("after new options %q is chosen", s.Value())
	}
}

func TestPillsBreakIntoLines(t *testing.T) {
	s := NewSegmented(options("one", "two", "three", "four"), "one", nil)
	w := show(t, container.NewVBox(s), 400, 200, 1)
	one := s.chips[0].MinSize().Height
	if got := s.MinSize().Height; got != one {
		t.Errorf("wide enough for one line, but %v high instead of %v", got, one)
	}
	w.Resize(fyne.NewSize(s.chips[2].MinSize().Width+2, 200))
	if got, want := s.MinSize().Height, 4*one+3*4; got != want {
		t.Errorf("one chip a line is %v high, want %v", got, want)
	}
}

func TestChips(t *testing.T) {
	var heard []string
	c := NewChips(options("conv1", "conv2"), func(v string, on bool) { heard = append(heard, fmt.Sprint(v, on)) })
	show(t, c, 200, 40, 1)
	c.Set("conv1", true)
	test.Tap(c.chips[0])
	test.Tap(c.chips[1])
	if want := []string{"conv1false", "conv2true"}; !slices.Equal(heard, want) || c.On("conv1") || !c.On("conv2") || c.On("none") {
		t.Errorf("heard %q", heard)
	}
}

func TestSliderSpec(t *testing.T) {
	linear := SliderSpec{Low: 0, High: 1, Step: 0.05}
	log := SliderSpec{Low: 1e-5, High: 1, Log: true}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"multiples of a step", linear.hold(0.3000001), 0.3},
		{"not 0.15000000000000002", linear.hold(3 * 0.05), 0.15},
		{"bounds", linear.hold(7), 1},
		{"not a number", linear.hold(math.NaN()), 0},
		{"the middle of 10⁻⁵..1 is 10⁻²·⁵, to two digits", log.at(0.5), 0.0032},
		{"share of 0.001 in 10⁻⁵..1: two of five decades", log.share(0.001), 0.4},
		{"a step up", linear.next(0.5, 1), 0.55},
		{"a tenth up", log.next(0.01, 1), 0.011},
		{"no room", SliderSpec{Low: 3, High: 3}.share(3), 0},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	if got := linear.text(0.3); got != "0.30" {
		t.Errorf("a value with steps of 0.05 is written %q, want 0.30", got)
	}
}

func TestSliderRow(t *testing.T) {
	var heard []string
	s := NewSliderRow(SliderSpec{Label: "Brush", Unit: "px", Low: 1, High: 21, Step: 1}, 99)
	s.OnChanged = func(v float64) { heard = append(heard, fmt.Sprint("to ", v)) }
	s.OnChangeEnded = func(v float64) { heard = append(heard, fmt.Sprint("end ", v)) }
	show(t, s, 268, 24, 1) // the track goes from 96 to 268−72 = 196: 5 units a step
	if s.ValueText() != "21 px" {
		t.Errorf("a start out of bounds shows %q, want 21 px", s.ValueText())
	}
	s.SetValue(7)
	s.MouseDown(mouseAt(20, 12, desktop.MouseButtonPrimary)) // the label
	s.MouseUp(nil)
	s.MouseDown(mouseAt(146, 12, desktop.MouseButtonPrimary))
	s.Dragged(dragTo(147, 12)) // still the same step
	s.Dragged(dragTo(900, 12))
	s.MouseUp(nil)
	s.DragEnd()
	press(s, fyne.KeyRight, fyne.KeyLeft, fyne.KeyPageDown)
	want := []string{"to 11", "to 21", "end 21", "to 20", "end 20", "to 10", "end 10"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

func TestStepper(t *testing.T) {
	var heard []float64
	s := NewStepper(SliderSpec{Label: "Batch", Low: 1, High: 512, Step: 1}, 64)
	s.OnChanged = func(v float64) { heard = append(heard, v) }
	w := show(t, container.NewVBox(s, fynewidget.NewEntry()), 300, 100, 1)
	typed := func(text string) string {
		w.Canvas().Focus(s.entry)
		s.entry.SetText(text)
		said := s.label.Text()
		w.Canvas().Unfocus()
		return said
	}
	if got := typed("many"); got != "not a number" {
		t.Errorf("while words are typed the label says %q", got)
	}
	if got := typed("600"); got != "not within 1 to 512" {
		t.Errorf("while too much is typed the label says %q", got)
	}
	if s.Value() != 64 || s.entry.Text != "64" || s.label.Text() != "Batch" {
		t.Errorf("afterwards: %v, %q, %q", s.Value(), s.entry.Text, s.label.Text())
	}
	typed(" 32 ")
	press(s.entry, fyne.KeyUp)
	test.Tap(s.less)
	if want := []float64{32, 33, 32}; !slices.Equal(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}
}

func TestRail(t *testing.T) {
	var heard []string
	r := NewRail([]RailItem{{ID: "inspect", Label: "Inspect"}, {ID: "train", Label: "Train"}}, func(id string) { heard = append(heard, id) })
	w := show(t, r, 72, 300, 1)
	r.SetSelected("inspect")
	test.TapCanvas(w.Canvas(), fyne.NewPos(30, 8+62+20))
	w.Canvas().Focus(r.tabs[1])
	press(r.tabs[1], fyne.KeyUp)
	press(r.tabs[0], fyne.KeyReturn)
	if want := []string{"train", "inspect"}; !slices.Equal(heard, want) || r.Selected() != "inspect" {
		t.Errorf("heard %q with %q chosen, want %q", heard, r.Selected(), want)
	}
}

func TestDropdown(t *testing.T) {
	picked := ""
	d := NewDropdown("Task", "object", func() []*fyne.MenuItem {
		return []*fyne.MenuItem{fyne.NewMenuItem("scene", func() { picked = "scene" })}
	})
	w := show(t, container.NewVBox(container.NewHBox(d)), 300, 200, 1)
	narrow := d.MinSize().Width
	d.SetValue("a far longer task")
	if d.MinSize().Width <= narrow || d.Value() != "a far longer task" {
		t.Error("the pill does not grow with its value")
	}
	press(d, fyne.KeyDown)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("no menu opened")
	}
	press(d.open, fyne.KeyDown, fyne.KeyReturn)
	if picked != "scene" || w.Canvas().Overlays().Top() != nil {
		t.Errorf("picked %q, menu still open: %v", picked, w.Canvas().Overlays().Top() != nil)
	}
}

func TestAccessible(t *testing.T) {
	show(t, NewButton("", nil, nil), 50, 50, 1)
	chips := NewSegmented(options("maps", "kernels"), "maps", nil)
	answers := NewAnswers(2)
	answers.SetValues([]string{"car", "cup"}, []float64{0.25, 0.5}, nil)
	for _, c := range []struct {
		o    fyne.Accessible
		want string
		role fyne.AccessibleRole
	}{
		{NewIconButton(nil, "Undo", nil), "Undo", fyne.AccessibleRoleButton},
		{chips.chips[0], "maps, chosen", fyne.AccessibleRoleButton},
		{NewDropdown("Task", "object", nil), "Task object", fyne.AccessibleRoleButton},
		{NewSliderRow(SliderSpec{Label: "Brush", Unit: "px", High: 9, Step: 1}, 7), "Brush 7 px", fyne.AccessibleRoleText},
		{answers, "cup 0.50, car 0.25", fyne.AccessibleRoleText},
		{NewText("conv2:17", TextStyle{}), "conv2:17", fyne.AccessibleRoleText},
	} {
		if c.o.AccessibilityLabel() != c.want || c.o.AccessibilityRole() != c.role {
			t.Errorf("%T says %q as a %s, want %q", c.o, c.o.AccessibilityLabel(), c.o.AccessibilityRole(), c.want)
		}
	}
}

// The tooltip of what a key hides goes with it, shown or about to; one that comes late to a busy window goes the next time.
func TestDropTip(t *testing.T) {
	b := NewButton("Go", nil, func() {})
	show(t, b, 100, 40, 1)
	entered := &leaver{}
	enterTip(entered, mouseAt(5, 5, 0))
	for i, drop := range []func(){DropTip, DropTip, func() { b.Tapped(nil) }} {
		if drop(); entered.left != i+1 {
			t.Errorf("the tooltip was dropped %d times of %d", entered.left, i+1)
		}
	}
}

// A leaver counts how often the mouse leaves it.
type leaver struct{ left int }

func (l *leaver) MouseIn(*desktop.MouseEvent) {}
func (l *leaver) MouseOut()                   { l.left++ }
