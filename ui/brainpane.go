package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A brainPane is one panel of the Brain room: a head, a line that explains, what it shows, and below that what belongs to it.
// Where there is nothing to be shown, words say why, and what to do about it.
type brainPane struct {
	root   *fyne.Container
	head   fyne.CanvasObject
	about  *widget.Text
	tip    *widget.Tip // around the line
	shown  fyne.CanvasObject
	foot   []fyne.CanvasObject
	job    *widget.Progress                    // of what is on its way
	steady bool                                // keeps room for the job, which comes again and again, lest what is shown jumps
	edge   func(width, height float32) float32 // of a square that is shown, in a room; nil: what is shown fills it

	words *widget.Text
	begin *widget.Button
	way   func() // what the button does
	empty *fyne.Container
}

func newBrainPane(act do, head, shown fyne.CanvasObject, foot ...fyne.CanvasObject) *brainPane {
	p := &brainPane{head: head, shown: shown, foot: foot, job: newJob(act)}
	p.about = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Cut: true})
	p.tip = widget.NewTip("", p.about)
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.begin = widget.NewPrimaryButton("Compute", nil, func() { p.way() })
	p.way = func() { act(session.Measure{Scope: session.MeasureBrain}) }
	p.empty = section(p.words, beside(p.begin))
	p.empty.Hide()
	objects := append([]fyne.CanvasObject{head, p.tip, shown, p.empty, p.job}, foot...)
	p.root = arranged(p.least, p.place, objects...)
	return p
}

func (p *brainPane) least() fyne.Size {
	return fyne.NewSize(theme.Px(leastSquare), p.head.MinSize().Height+p.tip.MinSize().Height+theme.Px(leastSquare))
}

func (p *brainPane) place(size fyne.Size) {
	g := theme.Px(theme.Grid / 2)
	y := fitHeight(p.head, 0, 0, size.Width) + g
	put(p.tip, 0, y, size.Width, p.tip.MinSize().Height)
	y += p.tip.MinSize().Height + g
	bottom := size.Height
	for _, o := range append([]fyne.CanvasObject{p.job}, p.foot...) {
		if !o.Visible() && !(o == p.job && p.steady) {
			continue
		}
		height := o.MinSize().Height
		if flows, ok := o.(interface{ HeightAt(width float32) float32 }); ok {
			height = flows.HeightAt(size.Width)
		}
		bottom -= height
		put(o, 0, bottom, size.Width, height)
		bottom -= g
	}
	fitHeight(p.empty, 0, y, size.Width)
	if p.edge == nil {
		put(p.shown, 0, y, size.Width, max(0, bottom-y))
		return
	}
	edge := p.edge(size.Width, max(0, bottom-y))
	put(p.shown, 0, y, edge, edge)
	for _, o := range visible(p.foot) { // follows at once what it belongs to
		at := o.Position()
		put(o, at.X, at.Y-(bottom-y-edge), max(edge, o.MinSize().Width), o.Size().Height)
	}
}

// around is the height of everything but what is shown.
func (p *brainPane) around() float32 {
	g := theme.Px(theme.Grid / 2)
	height := p.head.MinSize().Height + p.tip.MinSize().Height + 2*g
	for _, o := range visible(p.foot) {
		height += o.MinSize().Height + g
	}
	return height
}

// explain says what is shown; the words that do not fit are in the tooltip, or longer ones.
func (p *brainPane) explain(line, tip string) {
	p.about.SetText(line)
	p.tip.SetTip(tip)
}

// say has words stand in the place of what would be shown, and a button where something has to be begun; empty words bring back
// what is shown. It tells whether that changed.
func (p *brainPane) say(words string, offered bool) (changed bool) {
	if words == p.words.Text() && offered == p.begin.Visible() && p.shown.Visible() == (words == "") {
		return false
	}
	p.words.SetText(words)
	show(p.begin, offered)
	show(p.empty, words != "")
	show(p.shown, words == "")
	for _, o := range p.foot {
		show(o, words == "")
	}
	return true
}

// paneAnswer shows how an answer stands; what says what is done for it, nothing what stands there while it is not known. It tells
// whether anything came or went.
func paneAnswer[T any](p *brainPane, a session.Answer[T], what, nothing string) (changed bool) {
	words, offered := brainWords(a, nothing)
	changed = p.say(words, offered)
	return under(p.job, what, a) || changed
}

// brainWords say why there is nothing to be seen, and whether to offer that it is computed; empty where there is something.
func brainWords[T any](a session.Answer[T], nothing string) (words string, offered bool) {
	switch {
	case a.Value != nil:
		return "", false
	case a.Err != nil:
		return sentence(a.Err.Error()), false
	case a.Waits:
		return "The network is learning. Pause it, and this is computed; or train and watch.", false
	case a.OnDemand:
		return "This network is large: showing it the pictures takes a while.", true
	case a.Stopped:
		return "Stopped.", true
	}
	return nothing, false
}

// stackOf lies things over one another.
func stackOf(objects ...fyne.CanvasObject) *fyne.Container { return container.NewStack(objects...) }
