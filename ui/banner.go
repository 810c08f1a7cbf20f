package ui

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// banner shows the session's notice in place, with the way on; and work that takes long, where the room does not show it.
type banner struct {
	root  *fyne.Container
	said  *widget.Banner
	work  *widget.Progress
	bar   *fyne.Container // around it
	act   do
	shown *session.Notice
	above *fyne.Container // of which the banner is the top
	takes [2]bool         // room, there: what is said, and the work
}

func newBanner(act do) *banner {
	b := &banner{said: widget.NewBanner(), work: newJob(act), act: act}
	b.bar = container.NewStack(widget.NewGround(theme.Field), padded(b.work))
	b.bar.Hide()
	b.root = container.NewVBox(b.said, b.bar)
	b.root.Hide()
	return b
}

// over lays the banner over what is below it.
func (b *banner) over(below fyne.CanvasObject) *fyne.Container {
	b.above = container.NewBorder(b.root, nil, nil, nil, below)
	return b.above
}

func (b *banner) update(f *frame) {
	b.say(f.session.Notice())
	b.showWork(f.session.Probe.Work(), f.selection.Room)
	if takes := [2]bool{b.said.Visible(), b.bar.Visible()}; takes != b.takes { // Fyne leaves the room of what hides empty
		b.takes = takes
		show(b.root, takes[0] || takes[1])
		b.above.Layout.Layout(b.above.Objects, b.above.Size())
	}
}

// showWork shows what every room may have had begun, but for rooms that show whatever is being done.
func (b *banner) showWork(w session.Work, room session.Room) {
	seen := w.Running && w.Anywhere && room != session.ProbeRoom && room != session.RelearnRoom
	show(b.bar, seen)
	show(b.work, seen)
	if seen {
		b.work.SetLeft(w.Left)
		b.work.Set(sentence(w.Name), w.Done, w.Total)
	}
}

// say shows a notice; nil takes it away.
func (b *banner) say(n *session.Notice) {
	if n == b.shown {
		return
	}
	b.shown = n
	if n == nil {
		b.said.Dismiss()
		return
	}
	notice := widget.Notice{Problem: n.Bad, Message: sentence(n.Text), Action: n.Way, OnDismiss: func() { b.act(session.Dismiss{}) }}
	if n.Leads != nil {
		notice.OnAction = func() {
			b.act(session.Dismiss{})
			b.act(n.Leads)
		}
	}
	b.said.Say(notice)
}

// sentence begins with a capital, as errors do not.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
