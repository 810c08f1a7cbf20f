package widget

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
)

func TestKeys(t *testing.T) {
	var ran []string
	did := func(name string) func() { return func() { ran = append(ran, name) } }
	held := fyne.KeyModifier(0)
	keys := NewKeys()
	keys.Modifiers = func() fyne.KeyModifier { return held }
	keys.Common().Key(fyne.KeySpace, 0, did("train"))
	keys.Common().Key(fyne.KeyRight, 0, did("next unit"))
	keys.Common().Key(fyne.KeyRight, fyne.KeyModifierShift, did("shift picture"))
	keys.Common().Rune('/', did("jump"))
	room := NewBindings()
	room.Key(fyne.KeySpace, 0, did("pause the lesson"))

	button, entry := NewButton("Step", nil, did("step")), fynewidget.NewEntry()
	w := show(t, container.NewVBox(button, entry), 200, 100, 1)
	keys.Attach(w.Canvas())
	c := w.Canvas()
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeySpace}) // nothing has the focus
	keys.SetRoom(room)
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeySpace})
	keys.SetRoom(nil)
	c.Focus(button)
	press(button, fyne.KeySpace, fyne.KeyRight) // a button uses Space and passes on arrows
	held = fyne.KeyModifierShift
	press(button, fyne.KeyRight)
	held = 0
	button.TypedRune('/')
	c.Focus(entry)
	test.Type(entry, "a/b ")
	press(entry, fyne.KeyRight)
	want := []string{"train", "pause the lesson", "step", "next unit", "shift picture", "jump"}
	if !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
	if entry.Text != "a/b " {
		t.Errorf("the entry has %q, want its keys for itself", entry.Text)
	}
	if keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5}) {
		t.Error("an unbound key counts as used")
	}
}

// In a browser the key B is only what it types.
func TestKeysOfLettersWithoutNames(t *testing.T) {
	keys, ran := NewKeys(), 0
	keys.Modifiers = func() fyne.KeyModifier { return 0 }
	keys.Common().Key(fyne.KeyB, 0, func() { ran++ })
	keys.TypedRune('b') // beside the key itself, which has a name here
	if ran != 0 {
		t.Fatal("a key that has its name runs twice")
	}
	keys.Unnamed = true
	if !keys.TypedRune('b') || !keys.TypedRune('B') || ran != 2 || keys.TypedRune('é') {
		t.Errorf("b and B ran it %d times", ran)
	}
}
