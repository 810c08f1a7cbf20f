package ui

import (
	"unicode"
	"unicode/utf8"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// banner shows the session's notice in place, with the way on.
type banner struct {
	root  *widget.Banner
	act   do
	shown *session.Notice
}

func newBanner(act do) *banner { return &banner{root: widget.NewBanner(), act: act} }

func (b *banner) update(f *frame) {
	n := f.session.Notice()
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
