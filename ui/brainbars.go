package ui

import (
	"fmt"
	"math"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// brainBars show how alike every layer is to every region: as it is, or over the steps while the network learned.
type brainBars struct {
	*brainPane
	act   do
	hover func(text ...string)

	bars   *widget.RegionBars
	curve  *widget.Curve
	legend *widget.Legend
	turns  *widget.Segmented

	frame  *frame
	known  *session.BrainBars
	drawn  barsDrawn
	pace   pace
	steps  *session.BrainCurves
	over   bool // training's steps are shown
	watch  bool
	region int
}

// barsDrawn is all that the bars' pixels depend on.
type barsDrawn struct {
	bars *session.BrainBars
	dark bool
}

// What the pane shows.
const (
	barsNow      = "now"
	barsTraining = "while it learned"
)

func newBrainBars(act do, hover func(text ...string)) *brainBars {
	p := &brainBars{act: act, hover: hover, pace: pace{every: curvesEvery}, region: -1}
	p.bars = widget.NewRegionBars()
	p.bars.OnHover = p.say
	p.bars.OnPick = p.pick
	p.curve = widget.NewCurve("")
	p.curve.SetXAxis(func(step float64) string { return grouped(int(math.Round(step))) })
	p.curve.SetMinSize(140, 96)
	p.curve.SetTip("How alike each layer was to the selected region, at the steps that were watched; the line: the step that is shown. Scrub the timeline to move it")
	p.curve.OnHover = p.sayStep
	p.curve.Hide()
	p.legend = widget.NewLegend()
	p.legend.SetTip("The layers, first to last. Click one to choose it")
	p.legend.OnPick = func(_, k int) { p.choose(k) }
	p.turns = widget.NewSegmented([]widget.Option{
		{Value: barsNow, Label: barsNow, Tip: "All regions, for the network as it is shown"},
		{Value: barsTraining, Label: "learning", Tip: "The selected region, over the steps of learning"},
	}, barsNow, func(v string) { p.turn(v == barsTraining) })
	p.turns.Hide()
	p.brainPane = newBrainPane(act, headline(widget.NewSectionHead("Layer by region"), 0, p.turns), stackOf(p.bars, p.curve), p.legend)
	return p
}

// turn shows the bars, or the curves over learning.
func (p *brainBars) turn(over bool) {
	p.over = over
	p.turns.SetValue(map[bool]string{false: barsNow, true: barsTraining}[over])
	show(p.bars, !over)
	show(p.curve, over)
	if p.frame != nil {
		p.describe()
	}
}

func (p *brainBars) update(f *frame) (resized bool) {
	p.frame = f
	b := f.session.Brain
	a, curves := b.Bars(), b.Curves()
	watch := f.selection.Brain.Watch
	if watch && !p.watch || curves == nil && p.over {
		p.turn(watch && curves != nil)
	}
	if p.watch = watch; watch && curves != nil && p.steps == nil {
		p.turn(true)
	}
	resized = p.turns.Visible() != (curves != nil)
	show(p.turns, curves != nil)
	resized = p.settle(a) || resized
	if a.Value != nil && (a.Value == p.known || p.pace.due(f)) {
		p.draw(a.Value)
	}
	p.drawCurves(curves)
	p.legend.SetMarked(b.Layer())
	p.bars.SetMarked(b.Layer())
	p.describe()
	return resized
}

// settle shows how the bars stand, unless the curves are looked at.
func (p *brainBars) settle(a session.Answer[session.BrainBars]) bool {
	if p.over && p.steps != nil {
		show(p.job, false)
		return p.brainPane.say("", false)
	}
	nothing := "Comparing every layer with every region…"
	if rec := p.frame.session.Brain.Recording().Value; rec != nil && len(rec.Regions) == 0 {
		nothing = noRegionWords(rec)
	}
	return paneAnswer(p.brainPane, a, "Testing by permutations", nothing)
}

func (p *brainBars) draw(bars *session.BrainBars) {
	now := barsDrawn{bars, p.frame.dark}
	if now == p.drawn {
		return
	}
	p.drawn, p.known = now, bars
	colors := layerColors(len(bars.Layers))
	regions := make([]widget.Region, len(bars.Regions))
	for i, r := range bars.Regions {
		regions[i] = widget.Region{Name: r.Name, Low: r.Lower, High: r.Upper}
		for k, result := range r.Results {
			regions[i].Bars = append(regions[i].Bars, widget.RegionBar{Name: bars.Layers[k], Color: colors[k], Value: result.Mean, SE: result.SE,
				Was: wasMean(bars.Old, r.Name, bars.Layers[k]), Stars: r.Stars(k)})
		}
	}
	p.bars.SetRegions(regions...)
	p.legend.SetItems(legendOf(p.frame, bars.Layers)...)
}

// wasMean is the old value of a layer in a region; NaN where there is none.
func wasMean(old *session.BrainBars, region, layer string) float64 {
	if old == nil {
		return math.NaN()
	}
	for _, r := range old.Regions {
		for k, name := range old.Layers {
			if r.Name == region && name == layer && k < len(r.Results) {
				return r.Results[k].Mean
			}
		}
	}
	return math.NaN()
}

// drawCurves shows the selected region over the steps.
func (p *brainBars) drawCurves(curves *session.BrainCurves) {
	region := p.frame.session.Brain.Region()
	if curves != nil && region >= 0 && region < len(curves.Of) && (curves != p.steps || region != p.region) {
		colors := layerColors(len(curves.Layers))
		series := make([]widget.Series, len(curves.Layers))
		steps := make([]float64, len(curves.Steps))
		for i, step := range curves.Steps {
			steps[i] = float64(step)
		}
		for k, name := range curves.Layers {
			series[k] = widget.Series{Name: p.frame.layerTitle(k, name), Color: colors[k], Dash: layerDash(k, len(colors)), X: steps, Y: curves.Of[region][k]}
		}
		p.curve.SetEndLabels(len(series) <= mostEndLabels)
		p.curve.SetSeries(series...)
	}
	p.steps, p.region = curves, region
	p.curve.SetCursor(float64(p.frame.shown.Step))
}

// mostEndLabels is how many lines are named at their ends; more would not fit.
const mostEndLabels = 6

// describe says what is shown.
func (p *brainBars) describe() {
	if p.over && p.steps != nil {
		p.describeCurves()
		return
	}
	line, tip := "mean ± standard error; band: noise ceiling", ""
	if !p.shown.Visible() {
		line = ""
	}
	if p.known != nil && len(p.known.Regions) > 0 {
		r := p.known.Regions[0]
		if !known(r.Lower) {
			line = "one person: no standard error, no noise ceiling"
		}
		tip = r.Method
		if p.known.Old != nil {
			line = "lines: before · " + line
		}
	}
	if line != "" {
		line = standingFirst(line, standing(p.frame.session.Brain.Bars()))
	}
	if tip == "" {
		tip = "The noise ceiling is where the best of all models would lie, given how much people differ"
	}
	p.explain(line, sentence(tip)+". Bars: the mean over people; whiskers: its standard error; band: noise ceiling; stars: corrected p below 0.05, 0.01, 0.001")
}

func (p *brainBars) describeCurves() {
	compare := comparatorWords[p.frame.session.BrainSettings().Compare]
	line := compare
	if p.region >= 0 && p.region < len(p.steps.Regions) {
		line = p.steps.Regions[p.region] + ", " + compare
	}
	if p.steps.Share > 0 {
		line += fmt.Sprintf(" · takes %.1f%% of the time", 100*p.steps.Share)
	}
	p.explain(line, fmt.Sprintf("%s with the selected region, every %d steps, or less often where that would take more than a tenth of the time", compare, p.frame.selection.Brain.Every))
}

func (p *brainBars) choose(layer int) {
	if p.known != nil && layer >= 0 && layer < len(p.known.Layers) && layer < len(p.frame.rows) {
		p.act(session.ShowBrainLayer{Layer: p.frame.rows[layer].Name})
	}
}

func (p *brainBars) pick(region, layer int) {
	p.choose(layer)
	if p.known != nil && region < len(p.known.Regions) {
		p.act(session.ShowRegion{Name: p.known.Regions[region].Name})
	}
}

func (p *brainBars) say(region, layer int, inside bool) {
	if !inside || p.known == nil || region >= len(p.known.Regions) {
		p.hover()
		return
	}
	r := p.known.Regions[region]
	said := []string{r.Name}
	if layer >= 0 && layer < len(r.Results) {
		said = []string{p.frame.layerTitle(layer, p.known.Layers[layer]) + " and " + r.Name}
		said = append(said, resultWords(p.frame, r.Results[layer])...)
		if was := wasMean(p.known.Old, r.Name, p.known.Layers[layer]); known(was) {
			said = append(said, "before "+correlation(was))
		}
	}
	if known(r.Lower) {
		said = append(said, "noise ceiling "+correlation(r.Lower)+" to "+correlation(r.Upper))
	}
	p.hover(said...)
}

func (p *brainBars) sayStep(x float64, y []float64, inside bool) {
	if !inside || p.steps == nil {
		p.hover()
		return
	}
	said := []string{"step " + grouped(int(x))}
	for k, v := range y {
		if k < len(p.steps.Layers) && known(v) {
			said = append(said, p.frame.layerTitle(k, p.steps.Layers[k])+" "+correlation(v))
		}
	}
	p.hover(said...)
}
