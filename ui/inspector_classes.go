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
	all      *widget.SectionHead
	spread   *widget.Histogram // of the index over the layer's units
	note     *widget.Text

	subject *subject
	of      selectivityOf
	indices []float64
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
	p.all = widget.NewSectionHead("Selectivity of all units")
	p.spread = widget.NewHistogram()
	p.spread.OnHover = func(low, high float64, count int, inside bool) {
		if !inside {
			hover()
			return
		}
		hover(fmt.Sprintf("class selectivity %.2f to %.2f", low, high), fmt.Sprintf("%d of %d units of %s", count, len(p.indices), p.subject.row.Title))
	}
	p.note = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	return p
}

func (p *classesPage) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.head, p.progress, p.bars, p.index, p.words, p.all, p.spread, p.note}
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
	for _, o := range []fyne.CanvasObject{p.index, p.all, p.spread, p.note} {
		show(o, known)
	}
	if !known {
		p.words.SetText(fmt.Sprintf("%s pictures are shown to the network when it rests; then the mean answer to each class stands here.", sentence(s.surveyed.kind())))
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
	p.words.SetText(fmt.Sprintf("Bars: the unit's largest answer to a picture, averaged over the class, %s %s pictures in all. ", grouped(s.responses.Pictures), s.surveyed.kind()) + selectivityText)
	p.showLayer(s)
	return true
}

// showLayer puts the unit among the others of its layer.
func (p *classesPage) showLayer(s *subject) {
	p.indices = s.responses.Selectivities(s.node, s.task)
	p.spread.SetValues(p.indices, s.responds.Index)
	most, least := 0, 0
	for unit, index := range p.indices {
		if index > p.indices[most] {
			most = unit
		}
		if index < p.indices[least] {
			least = unit
		}
	}
	p.all.SetNote(s.row.Title)
	p.note.SetText(fmt.Sprintf("How many units of %s have which index; marked: this one. Most selective: unit %d (%.2f), least: unit %d (%.2f). The Probe room sorts its tiles by it.",
		s.row.Title, most, p.indices[most], least, p.indices[least]))
}

func (p *classesPage) say(class int, inside bool) {
	if !inside || p.of.responses == nil || class >= len(p.subject.responds.Mean) {
		p.hover()
		return
	}
	r := p.subject.responds
	said := []string{p.subject.classNames[class], "mean answer " + figure(r.Mean[class])}
	if class < len(r.Quartiles) && r.Count[class] > 0 {
		q := r.Quartiles[class]
		said = append(said, fmt.Sprintf("half of %d pictures between %s and %s, median %s", r.Count[class], figure(q[0]), figure(q[2]), figure(q[1])))
	}
	p.hover(said...)
}
