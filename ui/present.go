package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// appearance is how the whole window is drawn.
type appearance struct {
	variant theme.Variant
	scale   float32
}

func appearanceOf(s session.Settings) appearance {
	l := appearance{theme.VariantOf(s.Theme != "light", s.Contrast), 1}
	if s.Presenting {
		l.scale = theme.Presented
	}
	return l
}

// A presentation is what shows while the window is presented to a class: in the top bar's place the selected unit's
// name, large, and the keys that are pressed; a ring around the pointer.
type presentation struct {
	root     *fyne.Container
	ring     *widget.Ring
	unit     *widget.Text
	keys     *widget.Badge
	switched *widget.Chips
	on       bool

	hideKeys bool
	post     func(func()) // has a function run on the window's goroutine
	pressed  int          // keys so far
}

// keysShown is how long a key that was pressed is shown.
const keysShown = 2 * time.Second

func newPresentation(act do, post func(func())) *presentation {
	p := &presentation{post: post, ring: widget.NewRing(), keys: widget.NewBadge()}
	p.unit = widget.NewText("", widget.TextStyle{Size: theme.Display, Bold: true, Cut: true})
	p.switched = widget.NewChips([]widget.Option{{Value: "keys", Label: "keys", Tip: "Show the keys that are pressed, or no longer (K)"}},
		func(_ string, on bool) { act(session.ShowKeys{On: on}) })
	leave := widget.NewButton("Leave", nil, func() { act(session.Present{On: false}) })
	leave.SetTip("Back to the whole window (Escape)")
	ground, right := widget.NewGround(theme.Raised), beside(p.keys, oneLine(p.switched), leave)
	p.root = arranged(p.least, func(size fyne.Size) {
		ground.Resize(size)
		margin, least := theme.Px(1.5*theme.Grid), right.MinSize()
		put(right, size.Width-margin-least.Width, (size.Height-least.Height)/2, least.Width, least.Height)
		put(p.unit, margin, 0, size.Width-least.Width-3*margin, size.Height)
	}, ground, p.unit, right)
	p.root.Hide()
	return p
}

// presentHeight is that of the bar, before scaling.
const presentHeight = 40

func (p *presentation) least() fyne.Size { return fyne.NewSize(0, theme.Px(presentHeight)) }

func (p *presentation) update(f *frame) {
	settings := f.session.Settings
	p.hideKeys = settings.HideKeys
	p.switched.Set("keys", !p.hideKeys)
	if p.on = settings.Presenting; !p.on {
		p.ring.Hide()
		return
	}
	if name := f.title(f.selection.Unit); name != p.unit.Text() {
		p.unit.SetText(name)
		p.root.Refresh()
	}
}

// point moves the ring to a place of the window.
func (p *presentation) point(at fyne.Position, pressed bool) {
	if p.on {
		p.ring.Point(at, pressed)
	}
}

// key shows a key that was pressed, for a while.
func (p *presentation) key(name fyne.KeyName, held fyne.KeyModifier) {
	words := keyWords(name, held)
	if !p.on || p.hideKeys || words == "" {
		return
	}
	p.pressed++
	p.say(words)
	last := p.pressed
	time.AfterFunc(keysShown, func() {
		p.post(func() {
			if p.pressed == last {
				p.say("")
			}
		})
	})
}

func (p *presentation) say(words string) {
	p.keys.Set(words, theme.Color(theme.Accent))
	p.root.Refresh()
}

// keySigns are what stands on keys whose names in Fyne are other words; nothing on those that are only held.
var keySigns = map[fyne.KeyName]string{
	fyne.KeyLeft: "←", fyne.KeyRight: "→", fyne.KeyUp: "↑", fyne.KeyDown: "↓", fyne.KeyPageUp: "Page Up", fyne.KeyPageDown: "Page Down",
	fyne.KeyReturn: "Enter", fyne.KeyEnter: "Enter", fyne.KeyBackspace: "Backspace", fyne.KeyUnknown: "",
	desktop.KeyShiftLeft: "", desktop.KeyShiftRight: "", desktop.KeyControlLeft: "", desktop.KeyControlRight: "", desktop.KeyAltLeft: "", desktop.KeyAltRight: "",
	desktop.KeySuperLeft: "", desktop.KeySuperRight: "", desktop.KeyMenu: "", desktop.KeyCapsLock: "",
}

// keyWords names a key with those held along with it, as F1 does: "Ctrl+Z".
func keyWords(name fyne.KeyName, held fyne.KeyModifier) string {
	words, other := keySigns[name]
	if !other {
		words = string(name)
	}
	if words == "" {
		return ""
	}
	var all []string
	for _, m := range []struct {
		modifier fyne.KeyModifier
		word     string
	}{{fyne.KeyModifierControl, "Ctrl"}, {fyne.KeyModifierAlt, "Alt"}, {fyne.KeyModifierShift, "Shift"}} {
		if held&m.modifier != 0 {
			all = append(all, m.word)
		}
	}
	return strings.Join(append(all, words), "+")
}

// dress draws the window in another way.
func (w *Window) dress(l appearance) {
	w.dressed = l
	theme.Apply(w.app, l.variant, l.scale)
}

// A PointerWatch has report called on the window's goroutine wherever the mouse goes, with its place in pixels of the window,
// and as its buttons go down and up. It is called once, while the window is drawn.
type PointerWatch func(report func(x, y float64, pressed bool))

// pointed hears where the mouse is.
func (w *Window) pointed(x, y float64, pressed bool) {
	scale := w.canvas.Scale()
	w.stage.point(fyne.NewPos(float32(x)/scale, float32(y)/scale), pressed)
}
