package ui

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// A sizesFigure puts the measured sizes of fields beside the theoretical ones, layer by layer.
type sizesFigure struct {
	act   do
	hover func(text ...string)

	root   *fyne.Container
	head   *widget.SectionHead
	spread *widget.Spread

	known []session.LayerSizes
	drawn pace
	shown string
}

func newSizesFigure(act do, hover func(text ...string)) *sizesFigure {
	p := &sizesFigure{act: act, hover: hover, drawn: pace{every: wordsEvery}}
	p.head = widget.NewSectionHead("Size by layer")
	p.spread = widget.NewSpread()
	p.spread.SetTip("Side in pixels. Dots: a unit's measured field; bar: their mean; dashed line: the theoretical field. " + sizesTip)
	p.spread.OnHover = p.say
	p.spread.OnPick = func(layer, unit int) {
		if unit >= 0 {
			act(session.Select{Unit: session.Address{Layer: p.known[layer].Row.Name, Unit: unit}})
		}
	}
	p.root = below(p.head, p.spread)
	return p
}

func (p *sizesFigure) update(f *frame) {
	if !p.drawn.due(f) {
		return
	}
	p.known = f.session.Probe.Sizes()
	groups, colors, measured, stale, shown := make([]widget.SpreadGroup, len(p.known)), layerColors(len(p.known)), 0, false, ""
	marked := [2]int{-1, -1}
	for i, layer := range p.known {
		groups[i] = widget.SpreadGroup{Name: layer.Row.Title, Color: colors[i], Values: layer.Sizes, Mean: layer.Mean,
			Limit: math.Sqrt(layer.Theory[0] * layer.Theory[1])}
		if layer.Measured == 0 {
			groups[i].Mean = math.NaN()
		}
		measured += layer.Measured
		stale = stale || layer.Stale
		shown += fmt.Sprint(layer.Row.Name, layer.Theory, layer.Sizes, layer.Mean)
		if layer.Row.Name == f.selection.Unit.Layer {
			marked = [2]int{i, f.selection.Unit.Unit}
		}
	}
	switch {
	case measured == 0:
		p.head.SetNote("not measured yet")
	case stale:
		p.head.SetNote("of earlier steps")
	default:
		p.head.SetNote("px")
	}
	if shown != p.shown {
		p.shown = shown
		p.spread.SetGroups(groups...)
	}
	p.spread.SetMarked(marked[0], marked[1])
}

func (p *sizesFigure) say(layer, unit int, inside bool) {
	if !inside || layer < 0 || layer >= len(p.known) {
		p.hover()
		return
	}
	l := p.known[layer]
	theory := "theoretical " + pixels(l.Theory)
	switch {
	case unit >= 0 && unit < len(l.Sizes):
		p.hover(fmt.Sprintf("%s:%d", l.Row.Title, unit), fmt.Sprintf("measured %.1f px", l.Sizes[unit]), theory)
	case l.Measured == 0:
		p.hover(l.Row.Title, "not measured yet", theory)
	default:
		p.hover(l.Row.Title, fmt.Sprintf("measured %.1f ± %.1f px, mean and spread of %d units", l.Mean, l.Spread, l.Measured), theory)
	}
}

// A shiftFigure shows how much of its answers each layer keeps when the picture moves.
type shiftFigure struct {
	hover func(text ...string)

	root   *fyne.Container
	head   *widget.SectionHead
	curve  *widget.Curve
	note   *widget.Text
	drawn  *session.ShiftCurves
	titles []string // of its layers
}

func newShiftFigure(hover func(text ...string)) *shiftFigure {
	p := &shiftFigure{hover: hover}
	p.head = widget.NewSectionHead("Kept when the picture moves")
	p.curve = widget.NewCurve("")
	p.curve.SetEndLabels(true)
	p.curve.SetRange(0, 1)
	p.curve.SetFormat(percent)
	p.curve.SetXAxis(widget.Short)
	p.curve.SetTip("Shift tolerance: how much of their answer a layer's units keep, where they answered most, by how many pixels the picture is moved")
	p.curve.SetMinSize(140, 96)
	p.curve.OnHover = p.say
	p.note = quietNote()
	p.root = below(p.head, p.curve, p.note)
	return p
}

func (p *shiftFigure) update(f *frame) (resized bool) {
	a := f.session.Probe.Shift()
	note := tuningNote(a, "Pictures are moved when the network rests.", a.Value != nil)
	if resized = note != p.note.Text(); resized {
		p.note.SetText(note)
		show(p.note, note != "")
		show(p.curve, note == "")
	}
	p.head.SetNote(withStanding("by pixels", standing(a)))
	if a.Value == p.drawn {
		return resized
	}
	p.drawn = a.Value
	if a.Value == nil {
		return resized
	}
	series, colors := make([]widget.Series, len(a.Value.Curves)), layerColors(len(a.Value.Curves))
	p.titles = make([]string, len(series))
	for i, c := range a.Value.Curves {
		p.titles[i] = f.rowTitle(a.Value.Rows[i])
		series[i] = widget.Series{Name: p.titles[i], Color: colors[i], Dash: layerDash(i, len(series)), X: c.X, Y: c.Y}
	}
	p.curve.SetSeries(series...)
	return resized
}

func (p *shiftFigure) say(x float64, y []float64, inside bool) {
	if !inside || p.drawn == nil {
		p.hover()
		return
	}
	said := []string{fmt.Sprintf("moved by %.0f px", x)}
	for i, v := range y {
		if i < len(p.titles) && !math.IsNaN(v) {
			said = append(said, p.titles[i]+" keeps "+percent(v))
		}
	}
	p.hover(said...)
}
