package widget

import (
	"runtime"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys runs functions for keys that are pressed while no text is being typed.
//
// Attach makes it a canvas's handler. Fyne tells the canvas nothing while a widget has the focus, so this package's
// widgets pass on to it the keys that they do not use themselves; text entries keep theirs but for chords. A room's bindings stand
// before the common ones.
type Keys struct {
	// Modifiers tells which modifiers are held, which Fyne's key events do not say; nil asks the driver.
	Modifiers func() fyne.KeyModifier
	// Unnamed tells that keys of letters come as what they type alone, as in a browser, whose keys Fyne does not name.
	Unnamed bool

	common, room *Bindings
}

// Bindings maps keys to functions.
type Bindings struct {
	keys  map[chord]func()
	runes map[rune]func()
}

type chord struct {
	name fyne.KeyName
	mod  fyne.KeyModifier
}

// NewBindings returns an empty set.
func NewBindings() *Bindings {
	return &Bindings{keys: map[chord]func(){}, runes: map[rune]func(){}}
}

// Key binds a key held with exactly these modifiers; Ctrl, Alt and Super chords are menu shortcuts and never come here.
func (b *Bindings) Key(name fyne.KeyName, mod fyne.KeyModifier, act func()) {
	b.keys[chord{name, mod}] = act
}

// Rune binds what a key types, for signs such as / and [ whose key differs between keyboards.
func (b *Bindings) Rune(r rune, act func()) { b.runes[r] = act }

// NewKeys returns a router without bindings.
func NewKeys() *Keys {
	return &Keys{Unnamed: runtime.GOOS == "js", common: NewBindings(), room: NewBindings()}
}

// Common are the bindings that hold in every room.
func (k *Keys) Common() *Bindings { return k.common }

// SetRoom puts the bindings of the room that is shown before the common ones; nil removes them.
func (k *Keys) SetRoom(b *Bindings) {
	if b == nil {
		b = NewBindings()
	}
	k.room = b
}

// Attach makes k the canvas's handler of keys.
func (k *Keys) Attach(c fyne.Canvas) {
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { k.TypedKey(ev) })
	c.SetOnTypedRune(func(r rune) { k.TypedRune(r) })
}

// TypedKey runs what is bound to the key with the modifiers now held, and tells whether anything was.
func (k *Keys) TypedKey(ev *fyne.KeyEvent) bool {
	pressed := chord{ev.Name, k.Held()}
	for _, b := range []*Bindings{k.room, k.common} {
		if act := b.keys[pressed]; act != nil {
			act()
			return true
		}
	}
	return false
}

// TypedRune runs what is bound to the sign, or to the key of a letter that comes without its name, and tells whether
// anything was.
func (k *Keys) TypedRune(r rune) bool {
	for _, b := range []*Bindings{k.room, k.common} {
		if act := b.runes[r]; act != nil {
			act()
			return true
		}
	}
	if r = unicode.ToUpper(r); k.Unnamed && 'A' <= r && r <= 'Z' {
		return k.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(r)})
	}
	return false
}

// Held are the modifiers that are held down now.
func (k *Keys) Held() fyne.KeyModifier {
	if k.Modifiers != nil {
		return k.Modifiers()
	}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
