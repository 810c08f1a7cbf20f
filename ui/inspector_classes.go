package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A classesPage shows how strongly the unit answers to the pictures of each class.
type classesPage struct {
	hover func(text ...string)

	head     *widget.SectionHead
	progress *widget.Progress
	bars     *widget.ClassBars
	index    *widget.Readouts
	words    *widget.Text

	subject *subject
	of      selectivityOf
}

func newClassesPage(act do, hover func(text ...string)) *classesPage {
	p := &classesPage{hover: hover}
	p.head = widget.NewSectionHead("Mean answer by class")
	p.progress = widget.NewProgress()
	p.progress.Hide()
	p.bars = widget.NewClassBars()
	p.bars.SetFormat(widget.Number)
	p.bars.SetHigh(0) // answers have no natural end
	p.bars.OnHover = p.say
	p.bars.OnPick = func(class int) { act(session.FilterClass{Class: p.subject.classNames[class]}) }
	p.index = widget.NewReadouts()
	p.words = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	return p
}

func (p *classesPage) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.head, p.progress, p.bars, p.index, p.words}
}

func (p *classesPage) update(s *subject) (resized bool) {
	p.subject = s
	resized = showProgress(p.progress, s)
	p.head.SetNote(s.stale())
	now := selectivityOf{s.responses.Responses, s.node, s.unit, s.task}
	if now == p.of && p.words.Text() != "" {
		return resized
	}
	p.of = now
	known := now.responses != nil
	show(p.bars, known)
	show(p.index, known)
	if !known {
		p.words.SetText("Held-out pictures are shown to the network when it rests; then the mean answer to each class stands here.")
		return true
	}
	p.bars.SetShares(s.classNames, s.responds.Mean)
	p.bars.SetMarked(s.responds.Best)
	preferred := "none"
	if s.responds.Best >= 0 {
		preferred = s.classNames[s.responds.Best]
	}
	p.index.Set(widget.Readout{Name: "responds most to", Value: preferred},
		widget.Readout{Name: "class selectivity", Value: fmt.Sprintf("%.2f", s.responds.Index)})
	p.words.SetText(fmt.Sprintf("Bars: the unit's largest answer to a picture, averaged over the class, %s held-out pictures in all. ", grouped(s.responses.Pictures)) + selectivityText)
	return true
}

func (p *classesPage) say(class int, inside bool) {
	if !inside || p.of.responses == nil || class >= len(p.subject.responds.Mean) {
		p.hover()
		return
	}
	p.hover(p.subject.classNames[class], "mean answer "+figure(p.subject.responds.Mean[class]))
}
