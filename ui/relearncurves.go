package ui

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/plasticity"
)

// fateColors are those of what became of units; greys and lightness tell them apart as well.
var fateColors = map[plasticity.Fate]color.Color{
	plasticity.Kept: colormap.OkabeIto[1], plasticity.Retuned: colormap.OkabeIto[2], plasticity.Lost: colormap.OkabeIto[7], plasticity.New: colormap.OkabeIto[0]}

// relearnCurves show how well the network does the new and the old task while it relearns.
type relearnCurves struct {
	root  *fyne.Container
	hover func(text ...string)

	head   *widget.SectionHead
	curve  *widget.Curve
	invite *fyne.Container
	words  *widget.Text

	relearning *session.Relearning
	checks     int
}

func newRelearnCurves(act do, hover func(text ...string)) *relearnCurves {
	p := &relearnCurves{hover: hover}
	p.head = widget.NewSectionHead("Old task, new task")
	p.curve = widget.NewCurve("")
	p.curve.SetEndLabels(true)
	p.curve.SetRange(0, 1)
	p.curve.SetFormat(percent)
	p.curve.SetXAxis(widget.Short)
	p.curve.SetMinSize(140, 96)
	p.curve.SetTip("Held-out pictures that are answered right, by step. Refitted: a new head for the old task, fitted by least squares on the units as they are: what they still know of it")
	p.curve.OnHover = p.say
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	begin := widget.NewPrimaryButton("Relearn", nil, func() { act(session.StartRelearning{}) })
	p.invite = section(p.words, beside(begin))
	p.root = below(p.head, p.curve, p.invite)
	return p
}

// update shows a frame; resized tells that the words take another height.
func (p *relearnCurves) update(f *frame, plan session.RelearnPlan) (resized bool) {
	l := f.status.Run.Relearning()
	resized = p.invite.Visible() != (l == nil)
	show(p.invite, l == nil)
	show(p.curve, l != nil)
	if l == nil {
		p.head.SetNote("")
		words := fmt.Sprintf("This network answers %s. Relearn has it learn %s (%d classes), and follows both tasks here.", plan.Old, plan.New, len(plan.Classes))
		resized = resized || words != p.words.Text()
		p.words.SetText(words)
		p.relearning = nil
		return resized
	}
	checks := l.Checks()
	if l != p.relearning || len(checks) != p.checks {
		p.relearning, p.checks = l, len(checks)
		p.curve.SetSeries(checkSeries(l, checks)...)
	}
	p.curve.SetCursor(float64(f.shown.Step))
	note := fmt.Sprintf("step %s of %s", grouped(f.status.Run.Step()), grouped(l.Steps))
	if l.Done() {
		note = "held out, all steps"
	}
	p.head.SetNote(note)
	return resized
}

// checkSeries are the three curves.
func checkSeries(l *session.Relearning, checks []plasticity.Check) []widget.Series {
	series := []widget.Series{
		{Name: l.New, Color: colormap.OkabeIto[2]},
		{Name: l.Old + ", refitted", Color: colormap.OkabeIto[1]},
		{Name: l.Old + ", old head", Color: colormap.OkabeIto[0]},
	}
	for _, c := range checks {
		for i, v := range []float64{c.New, c.Refit, c.Old} {
			series[i].X, series[i].Y = append(series[i].X, float64(c.Step)), append(series[i].Y, v)
		}
	}
	return series
}

func (p *relearnCurves) say(x float64, y []float64, inside bool) {
	if !inside || p.relearning == nil || len(y) != 3 {
		p.hover()
		return
	}
	l := p.relearning
	p.hover(fmt.Sprintf("step %s", grouped(int(x))), l.New+" "+exactPercent(y[0]), l.Old+" by a refitted head "+exactPercent(y[1]), l.Old+" by its old head "+exactPercent(y[2]))
}

// exactPercent writes a share with a decimal.
func exactPercent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }

// fateBars show what became of the units of each layer.
type fateBars struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	head  *widget.SectionHead
	bars  *widget.Stacks
	note  *widget.Text
	shown session.Answer[session.UnitFates]
	alike *session.Likeness // of the same sides; nil: not known
	drawn [2]any
}

func newFateBars(act do, hover func(text ...string)) *fateBars {
	p := &fateBars{act: act, hover: hover}
	p.head = widget.NewSectionHead("Fate of the units")
	var kinds []widget.StackKind
	for _, fate := range plasticity.FateNames() {
		kinds = append(kinds, widget.StackKind{Name: string(fate), Color: fateColors[fate]})
	}
	p.bars = widget.NewStacks(kinds...)
	p.bars.SetTip("Kept: its answers to the same pictures, before and after, correlate above the threshold. Retuned: below, it answers other pictures. Lost: it is silent now. New: it was silent. " +
		"r: mean correlation; CKA: how alike both networks represent the pictures in this layer (Kornblith et al. 2019), 1: the same. The thresholds stand under the unit, at the right")
	p.bars.OnHover = p.say
	p.bars.OnPick = p.pick
	p.note = quietNote()
	p.root = below(p.head, p.bars, p.note)
	return p
}

// update shows a frame; resized tells that the note came or went.
func (p *fateBars) update(f *frame, a session.Answer[session.UnitFates]) (resized bool) {
	p.shown = a
	p.alike = nil
	if l := f.session.Compare.Likeness(); a.Value != nil && l.Value != nil && l.Value.Same(a.Value.Sides) {
		p.alike = l.Value
	}
	note := fatesNote(a)
	if resized = note != p.note.Text(); resized {
		p.note.SetText(note)
		show(p.note, note != "")
		show(p.bars, note == "")
	}
	if a.Value == nil {
		p.head.SetNote("")
		return resized
	}
	t := a.Value.Thresholds
	said := fmt.Sprintf("%s → %s · kept above r %s", a.Value.Before.Name, a.Value.After.Name, widget.Short(t.Correlation))
	if t.Silent > 0 {
		said += fmt.Sprintf(", silent below %s", percent(t.Silent))
	}
	p.head.SetNote(withStanding(said, standing(a)))
	if now := [2]any{a.Value, p.alike}; now != p.drawn {
		p.drawn = now
		p.bars.SetRows(fateRows(a.Value, p.alike)...)
	}
	p.bars.SetMarked(a.Value.Layer(f.selection.Unit.Layer))
	return resized
}

// fatesNote says why there are no fates; it is empty where there are.
func fatesNote(a session.Answer[session.UnitFates]) string {
	switch {
	case a.Value != nil:
		return ""
	case a.Err != nil:
		return sentence(a.Err.Error())
	case a.Waits:
		return "The network is learning. Pause it, and what became of its units stands here."
	case a.Stopped:
		return "Stopped. Choose what to compare with, and it begins again."
	}
	return "Showing both networks the same pictures…"
}

func fateRows(fates *session.UnitFates, alike *session.Likeness) []widget.StackRow {
	var rows []widget.StackRow
	for i, layer := range fates.Layers {
		row := widget.StackRow{Name: layer.Name, Note: "r " + correlation(layer.MeanCorrelation())}
		for _, fate := range plasticity.FateNames() {
			row.Counts = append(row.Counts, layer.Count(fate))
		}
		if alike != nil && !math.IsNaN(alike.Similarities[i].CKA) {
			row.Note += fmt.Sprintf(" · CKA %.2f", alike.Similarities[i].CKA)
		}
		rows = append(rows, row)
	}
	return rows
}

// correlation writes one with its sign.
func correlation(r float64) string {
	if math.IsNaN(r) {
		return "–"
	}
	return minus(strings.Replace(fmt.Sprintf("%.2f", r), "-0.00", "0.00", 1))
}

// pick selects the unit of a layer, of a fate where one is meant, that changed most.
func (p *fateBars) pick(row, kind int) {
	fates := p.shown.Value
	if fates == nil || row >= len(fates.Layers) {
		return
	}
	layer := fates.Layers[row]
	for _, unit := range layer.MostChanged() {
		if kind < 0 || layer.Of[unit].Fate == plasticity.FateNames()[kind] {
			p.act(session.Select{Unit: session.Address{Layer: layer.Name, Unit: unit}})
			return
		}
	}
}

func (p *fateBars) say(row, kind int, inside bool) {
	fates := p.shown.Value
	if !inside || fates == nil || row >= len(fates.Layers) {
		p.hover()
		return
	}
	layer := fates.Layers[row]
	said := []string{layer.Name}
	for i, fate := range plasticity.FateNames() {
		if kind < 0 || kind == i {
			said = append(said, fmt.Sprintf("%d of %d units %s", layer.Count(fate), layer.Units, fate))
		}
	}
	said = append(said, "mean correlation "+correlation(layer.MeanCorrelation()))
	if p.alike != nil {
		m, s := p.alike.Matchings[row], p.alike.Similarities[row]
		said = append(said, fmt.Sprintf("%d of %d find a match", m.Matched, m.Units))
		if !slices.ContainsFunc([]float64{s.CKA, s.Spearman}, math.IsNaN) {
			said = append(said, fmt.Sprintf("CKA %.3f", s.CKA), "RDMs' Spearman "+correlation(s.Spearman))
		}
	}
	p.hover(said...)
}

// height is what the bars take at least, with their head.
func (p *fateBars) height() float32 {
	return p.head.MinSize().Height + max(p.bars.MinSize().Height, theme.Px(leastSquare)) + theme.Px(theme.Grid/2)
}
