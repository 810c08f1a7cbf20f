package ui

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// banner shows the session's notice in place, with the way on.
type banner struct {
	root  *widget.Banner
	act   do
	shown *session.Notice
	above *fyne.Container // of which the banner is the top
	takes bool            // room, there
}

func newBanner(act do) *banner { return &banner{root: widget.NewBanner(), act: act} }

// over lays the banner over what is below it.
func (b *banner) over(below fyne.CanvasObject) *fyne.Container {
	b.above = container.NewBorder(b.root, nil, nil, nil, below)
	return b.above
}

func (b *banner) update(f *frame) {
	b.say(f.session.Notice())
	if b.root.Visible() != b.takes { // Fyne leaves the room of what hides empty
		b.takes = !b.takes
		b.above.Layout.Layout(b.above.Objects, b.above.Size())
	}
}

// say shows a notice; nil takes it away.
func (b *banner) say(n *session.Notice) {
	if n == b.shown {
		return
	}
	b.shown = n
	if n == nil {
		b.root.Dismiss()
		return
	}
	notice := widget.Notice{Problem: n.Bad, Message: sentence(n.Text), Action: n.Way, OnDismiss: func() { b.act(session.Dismiss{}) }}
	if n.Leads != nil {
		notice.OnAction = func() {
			b.act(session.Dismiss{})
			b.act(n.Leads)
		}
	}
	b.root.Say(notice)
}

// sentence begins with a capital, as errors do not.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
