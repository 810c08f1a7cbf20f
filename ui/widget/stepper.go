package widget

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Stepper is a label and a number that can be typed, with buttons for a step down and up. What is typed counts on Enter
// or when the focus leaves. While it is no number, or out of bounds, the label says so; then it is undone.
type Stepper struct {
	fynewidget.BaseWidget
	OnChanged func(v float64)

	spec       SliderSpec
	value      float64
	label      *Text
	entry      *numberEntry
	less, more *Button
}

// NewStepper returns a row; a value out of bounds is held within. Unit and Log do not matter to it.
func NewStepper(spec SliderSpec, value float64) *Stepper {
	s := &Stepper{spec: spec, value: spec.hold(value),
		label: NewText(spec.Label, TextStyle{Color: theme.Quiet, Cut: true})}
	s.entry = newNumberEntry(s)
	s.less = NewIconButton(fynetheme.ContentRemoveIcon(), "Less", func() { s.step(-1) })
	s.more = NewIconButton(fynetheme.ContentAddIcon(), "More", func() { s.step(1) })
	s.ExtendBaseWidget(s)
	return s
}

// SetValue changes the number without calling back.
func (s *Stepper) SetValue(v float64) {
	s.value = s.spec.hold(v)
	s.entry.SetText(s.write(s.value))
}

// Value is the number that counts, not what is being typed.
func (s *Stepper) Value() float64 { return s.value }

// write gives the plain number that can be typed back.
func (s *Stepper) write(v float64) string {
	if s.spec.Format != nil {
		return s.spec.Format(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// parse reads what was typed.
func (s *Stepper) parse(text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), 64)
	if err != nil {
		return 0, errors.New("not a number")
	}
	if !(v >= s.spec.Low && v <= s.spec.High) {
		return 0, fmt.Errorf("not within %s to %s", s.write(s.spec.Low), s.write(s.spec.High))
	}
	return s.spec.hold(v), nil
}

// judge says in place of the label what is wrong with what is being typed.
func (s *Stepper) judge(text string) {
	if _, err := s.parse(text); err != nil {
		s.label.SetStyle(TextStyle{Color: theme.Bad, Cut: true})
		s.label.SetText(err.Error())
		return
	}
	s.label.SetStyle(TextStyle{Color: theme.Quiet, Cut: true})
	s.label.SetText(s.spec.Label)
}

// commit makes what was typed count.
func (s *Stepper) commit() {
	v, err := s.parse(s.entry.Text)
	if err != nil {
		v = s.value
	}
	s.change(v)
}

func (s *Stepper) step(up float64) { s.change(s.spec.next(s.value, up)) }

func (s *Stepper) change(v float64) {
	changed := v != s.value
	s.SetValue(v)
	if changed && s.OnChanged != nil {
		s.OnChanged(s.value)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Stepper) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		button, entry := theme.Px(controlHeight), theme.Px(76)
		x := size.Width
		for _, part := range []struct {
			o     fyne.CanvasObject
			width float32
		}{{s.more, button}, {s.entry, entry}, {s.less, button}} {
			x -= part.width
			height := min(size.Height, part.o.MinSize().Height)
			place(part.o, x, (size.Height-height)/2, part.width, height)
		}
		place(s.label, 0, 0, max(0, x-theme.Px(theme.Grid)), size.Height)
	}
	return &face{
		objects: []fyne.CanvasObject{s.label, s.less, s.entry, s.more},
		layout:  layout,
		minimum: func() fyne.Size {
			return fyne.NewSize(theme.Px(200), max(theme.Px(controlHeight), s.entry.MinSize().Height))
		},
		refresh: func() {
			for _, o := range []fyne.CanvasObject{s.label, s.less, s.entry, s.more} {
				o.Refresh()
			}
			layout(s.Size())
		},
	}
}

// numberEntry is an entry whose up and down keys step.
type numberEntry struct {
	fynewidget.Entry
	stepper *Stepper
}

func newNumberEntry(s *Stepper) *numberEntry {
	e := &numberEntry{stepper: s}
	e.Scroll = fyne.ScrollNone // Fyne's software painter does not clip a scroll within a scroll
	e.OnChanged = func(text string) { s.judge(text) }
	e.OnSubmitted = func(string) { s.commit() }
	e.ExtendBaseWidget(e)
	e.SetText(s.write(s.value))
	return e
}

// TypedKey implements fyne.Focusable.
func (e *numberEntry) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyUp:
		e.stepper.step(1)
	case fyne.KeyDown:
		e.stepper.step(-1)
	case fyne.KeyEscape:
		e.stepper.SetValue(e.stepper.value)
	default:
		e.Entry.TypedKey(ev)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (e *numberEntry) TypedShortcut(s fyne.Shortcut) {
	if !PassChord(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// FocusLost implements fyne.Focusable.
func (e *numberEntry) FocusLost() {
	e.Entry.FocusLost()
	e.stepper.commit()
}
