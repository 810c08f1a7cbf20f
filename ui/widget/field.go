package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Field is a label and a text that can be typed, which counts on Enter or when the focus leaves. What is wrong
// with it stands in place of the label, or in the tooltip where that is too short for it, and the text stays to be mended;
// Escape takes back what counted last.
type Field struct {
	fynewidget.BaseWidget
	OnCommit func(text string) error // nil: nothing is wrong
	OnType   func(text string) error // while it is typed; may be nil

	label *Text
	tip   *Tip // around the label
	name  string
	value string
	wrong string  // empty: nothing
	width float32 // of the entry, before scaling; 0: all that the label leaves
	entry *fieldEntry
}

// NewField returns a field with an entry of a width before scaling; 0 is all that the label leaves.
func NewField(label, value string, width float32) *Field {
	f := &Field{name: label, value: value, width: width, label: NewText(label, TextStyle{Color: theme.Quiet})}
	f.tip = NewTip("", f.label)
	f.entry = newFieldEntry(f)
	f.ExtendBaseWidget(f)
	return f
}

// SetText changes the text that counts, without calling back, and takes the place of one that was wrong. What is being typed
// is left alone.
func (f *Field) SetText(text string) {
	if f.value == text && f.wrong == "" {
		return
	}
	f.value = text
	if f.entry.typing {
		return
	}
	f.entry.SetText(text)
	f.say(nil)
}

// Text is the text that counts.
func (f *Field) Text() string { return f.value }

// Type is what a person does who types a text and presses Enter.
func (f *Field) Type(text string) {
	f.entry.SetText(text)
	f.commit()
}

// Wrong is what is said to be wrong, empty for nothing.
func (f *Field) Wrong() string { return f.wrong }

// say shows what is wrong: in place of the label, or else by its colour, with the words in the tooltip.
func (f *Field) say(err error) {
	wrong, style := "", TextStyle{Color: theme.Quiet}
	if err != nil {
		wrong, style = err.Error(), TextStyle{Color: theme.Bad, Wrap: f.width == 0}
	}
	if wrong == f.wrong {
		return
	}
	f.wrong = wrong
	text, tip := f.name, wrong
	if wrong != "" && (f.width == 0 || NewText(wrong, style).FullWidth() <= f.labelWidth(f.Size().Width)) {
		text, tip = wrong, ""
	}
	f.tip.SetTip(tip)
	f.label.SetStyle(style)
	f.label.SetText(text)
	f.Refresh()
}

func (f *Field) commit() {
	text := f.entry.Text
	if text == f.value {
		f.say(nil)
		return
	}
	if f.OnCommit == nil {
		return
	}
	if err := f.OnCommit(text); err != nil {
		f.say(err)
		return
	}
	f.value = text
	f.say(nil)
}

// labelWidth is what the label takes of a field so wide; 0: the entry stands below it.
func (f *Field) labelWidth(width float32) float32 {
	if f.width == 0 {
		return 0
	}
	return max(0, width-theme.Px(f.width)-theme.Px(6))
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		height := f.entry.MinSize().Height
		if f.width == 0 {
			f.label.Resize(fyne.NewSize(size.Width, f.label.Size().Height))
			label := f.label.MinSize().Height
			place(f.tip, 0, 0, size.Width, label)
			place(f.entry, 0, label+theme.Px(2), size.Width, height)
			return
		}
		label := f.labelWidth(size.Width)
		place(f.tip, 0, (size.Height-f.label.MinSize().Height)/2, label, f.label.MinSize().Height)
		place(f.entry, size.Width-theme.Px(f.width), (size.Height-height)/2, theme.Px(f.width), height)
	}
	return &face{
		objects: []fyne.CanvasObject{f.tip, f.entry},
		layout:  layout,
		minimum: f.minimum,
		refresh: func() {
			f.label.Refresh()
			f.entry.Refresh()
			layout(f.Size())
		},
	}
}

func (f *Field) minimum() fyne.Size {
	entry := f.entry.MinSize().Height
	if f.width == 0 {
		return fyne.NewSize(theme.Px(120), f.label.MinSize().Height+theme.Px(2)+entry)
	}
	name := NewText(f.name, TextStyle{}).MinSize().Width
	return fyne.NewSize(name+theme.Px(f.width)+theme.Px(6), max(entry, theme.Px(controlHeight)))
}

// fieldEntry is a field's entry.
type fieldEntry struct {
	fynewidget.Entry
	field  *Field
	typing bool // it has the focus
}

func newFieldEntry(f *Field) *fieldEntry {
	e := &fieldEntry{field: f}
	e.Scroll = fyne.ScrollNone // Fyne's software painter does not clip a scroll within a scroll
	e.ExtendBaseWidget(e)
	e.SetText(f.value)
	e.OnChanged = func(text string) {
		if f.OnType != nil && e.typing {
			f.say(f.OnType(text))
		}
	}
	e.OnSubmitted = func(string) { f.commit() }
	return e
}

// TypedKey implements fyne.Focusable.
func (e *fieldEntry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape {
		e.SetText(e.field.value)
		e.field.say(nil)
		return
	}
	e.Entry.TypedKey(ev)
}

// TypedShortcut implements fyne.Shortcutable.
func (e *fieldEntry) TypedShortcut(s fyne.Shortcut) {
	if !PassChord(e, s) {
		e.Entry.TypedShortcut(s)
	}
}

// FocusGained implements fyne.Focusable.
func (e *fieldEntry) FocusGained() {
	e.typing = true
	e.Entry.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (e *fieldEntry) FocusLost() {
	e.Entry.FocusLost()
	e.field.commit()
	e.typing = false
}
