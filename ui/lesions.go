package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// silenced are the units of a row that are silenced, by their numbers.
func (f *frame) silenced(row string) []int {
	var units []int
	for _, unit := range f.session.Lesions() {
		if unit.Layer == row {
			units = append(units, unit.Unit)
		}
	}
	return units
}

// lesionLine silences the selected unit, or lets it answer again, and says what all lesions cost the network.
type lesionLine struct {
	root   *fyne.Container
	act    do
	toggle *widget.Button // stands beside the unit's name
	words  *widget.Text
	none   *widget.Button

	unit   session.Address
	silent bool
}

func newLesionLine(act do) *lesionLine {
	p := &lesionLine{act: act}
	p.toggle = widget.NewButton("Silence", nil, func() { act(session.Lesion{Unit: p.unit, Off: p.silent}) })
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Bad, Wrap: true})
	p.none = widget.NewButton("Let all answer", nil, func() { act(session.EndLesions{}) })
	p.root = arranged(p.least, p.place, p.words, p.none)
	p.root.Hide()
	p.tell()
	return p
}

// tell says on the button what it does.
func (p *lesionLine) tell() {
	if p.silent {
		p.toggle.SetText("Let it answer")
		p.toggle.SetTip("The unit is silenced: it answers nothing, in all rooms. Ends that")
		return
	}
	p.toggle.SetText("Silence")
	p.toggle.SetTip("A lesion: the unit answers nothing any more, in all rooms, and what that costs is shown here at once")
}

// update shows a frame; resized tells that the line takes another height now.
func (p *lesionLine) update(f *frame) (resized bool) {
	p.unit = f.selection.Unit
	if silent := f.session.Lesioned(p.unit); silent != p.silent {
		p.silent, resized = silent, true
		p.tell()
	}
	words := lesionCost(f)
	if words != p.words.Text() {
		p.words.SetText(words)
		show(p.root, words != "")
		resized = true
	}
	return resized
}

// lesionCost says which units are silenced, and what that costs; empty where none is.
func lesionCost(f *frame) string {
	lesions := f.session.Lesions()
	if len(lesions) == 0 {
		return ""
	}
	words := fmt.Sprintf("%d units silenced", len(lesions))
	if len(lesions) == 1 {
		words = f.title(lesions[0]) + " silenced"
	}
	a := f.session.Compare.Scores()
	switch {
	case a.Value != nil:
		var tasks []string
		for _, t := range a.Value.Tasks {
			tasks = append(tasks, fmt.Sprintf("%s %s → %s", t.Task, exactPercent(t.Whole), exactPercent(t.Lesioned)))
		}
		return withStanding(words+": "+strings.Join(tasks, ", "), standing(a))
	case a.Working:
		return words + ": testing…"
	}
	return withStanding(words, standing(a))
}

func (p *lesionLine) least() fyne.Size {
	return fyne.NewSize(theme.Px(inspectorLeast), max(p.words.MinSize().Height, p.none.MinSize().Height))
}

func (p *lesionLine) place(size fyne.Size) {
	button := p.none.MinSize()
	width := size.Width - button.Width - theme.Px(theme.Grid)
	put(p.none, size.Width-button.Width, 0, button.Width, button.Height)
	fitHeight(p.words, 0, 0, width)
}

// placesOf are where units stand among tiles of an order.
func placesOf(order, units []int) []int {
	var places []int
	for _, unit := range units {
		if place := slices.Index(order, unit); place >= 0 {
			places = append(places, place)
		}
	}
	return places
}
