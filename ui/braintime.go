package ui

import (
	"fmt"
	"math"
	"slices"

	"unitscope/app/session"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/rsa"
)

// brainTime shows how alike each layer is to the recording over time: curves, and a heat map of layer by time below. The line
// through both is the moment of the film.
type brainTime struct {
	*brainPane
	act   do
	hover func(text ...string)

	curves *widget.TimeCurves
	bar    *widget.ColorBar // of the heat map
	frame  *frame
	known  *rsa.Courses
	dark   bool
	hollow bool // some peaks are not beyond chance
}

func newBrainTime(act do, hover func(text ...string)) *brainTime {
	p := &brainTime{act: act, hover: hover}
	p.curves = widget.NewTimeCurves(colormap.Activation)
	p.curves.OnHover = p.say
	p.curves.OnMoment = func(m int) {
		if p.known != nil && m < len(p.known.Times) {
			act(session.GoToMoment{MS: p.known.Times[m]})
		}
	}
	p.curves.OnLine = func(k int) {
		if k < len(p.frame.rows) {
			act(session.ShowBrainLayer{Layer: p.frame.rows[k].Name})
		}
	}
	p.bar = widget.NewColorBar()
	p.brainPane = newBrainPane(act, widget.NewSectionHead("Layer by time"), p.curves, p.bar)
	return p
}

func (p *brainTime) update(f *frame) (resized bool) {
	p.frame = f
	b := f.session.Brain
	a := b.Courses()
	nothing := "Comparing every layer with every moment…"
	if rec := b.Recording().Value; rec != nil && rec.Movie == nil {
		nothing = "Nothing was recorded over time. Open dissimilarities of MEG or EEG, subject × time × picture × picture, from Brain, above, or drop them on the window."
	}
	resized = paneAnswer(p.brainPane, a, "Comparing with each moment", nothing)
	if a.Value != nil && (a.Value != p.known || f.dark != p.dark) {
		p.known, p.dark = a.Value, f.dark
		p.draw()
	}
	if a.Value == nil {
		p.explain("", "") // what was known is of another network or recording
		return resized
	}
	p.explain(p.words(a))
	p.curves.SetMarked(b.Layer())
	moment, _ := b.Moment()
	p.curves.SetMoment(moment)
	return resized
}

func (p *brainTime) draw() {
	colors := layerColors(len(p.known.Layers))
	lines := make([]widget.TimeLine, len(p.known.Layers))
	var values []float32
	for k, course := range p.known.Layers {
		line := widget.TimeLine{Name: p.frame.layerTitle(k, course.Name), Color: colors[k], Dash: layerDash(k, len(lines)), Mean: course.Mean, SE: course.SE, Peak: -1}
		if course.Peak != nil {
			line.Peak = momentOf(p.known.Times, course.Peak.MS)
		}
		for _, s := range course.Spans {
			if s.P < rsa.Significant {
				line.Spans = append(line.Spans, [2]int{s.From, s.To})
			}
		}
		for _, v := range course.Mean {
			values = append(values, float32(v))
		}
		lines[k] = line
	}
	span := colormap.RangeOf(values).WithZero()
	if span.Low < -span.High/2 {
		span = colormap.SignedOf(values)
	}
	p.curves.SetRange(span, activation(span, p.dark))
	p.bar.SetRange(span, activation(span, p.dark))
	p.hollow = slices.ContainsFunc(lines, func(l widget.TimeLine) bool { return l.Peak >= 0 && !l.PeakBeyondChance() })
	p.curves.SetLines(p.known.Times, lines...)
}

// momentOf is the moment nearest to a time.
func momentOf(times []float64, ms float64) int {
	best := -1
	for i, t := range times {
		if best < 0 || math.Abs(t-ms) < math.Abs(times[best]-ms) {
			best = i
		}
	}
	return best
}

// words say what is shown, and whether deeper layers peak later.
func (p *brainTime) words(a session.Answer[rsa.Courses]) (line, tip string) {
	compare := comparatorWords[p.frame.session.BrainSettings().Compare]
	line = compare + "; dots: peaks"
	if p.hollow {
		line += " (hollow: not beyond chance)"
	}
	if d := p.known.Depth; known(d.Rho) {
		line += ", later with depth: ρ " + correlation(d.Rho)
		if known(d.P) {
			line += ", " + pWords(d.P)
		}
	}
	line = standingFirst(line, standing(a))
	tip = compare + " of each layer and each moment, in ms after the picture appears. Bands: standard error over people; dots: peaks, hollow where they are not beyond chance; lines below: runs of moments beyond chance; below, the same as colours. Click or drag to choose the moment of the film; a row of the colours, to choose the layer"
	if p.known.Method != "" {
		tip += ". " + sentence(p.known.Method)
	}
	return line, tip
}

func (p *brainTime) say(layer, moment int, inside bool) {
	if !inside || p.known == nil || layer >= len(p.known.Layers) || moment < 0 || moment >= len(p.known.Times) {
		p.hover()
		return
	}
	course := p.known.Layers[layer]
	said := []string{p.frame.layerTitle(layer, course.Name), fmt.Sprintf("%s ms", widget.Short(p.known.Times[moment]))}
	if moment < len(course.Mean) {
		value := fine(course.Mean[moment])
		if moment < len(course.SE) && known(course.SE[moment]) {
			value += " ± " + fine(course.SE[moment])
		}
		said = append(said, value)
	}
	p.hover(append(said, latencyWords("peak", course.Peak)+latencyWords(", onset", course.Onset))...)
}

// latencyWords write a latency with its interval: "peak 95 ms (90 to 105)".
func latencyWords(what string, l *rsa.Latency) string {
	if l == nil {
		return ""
	}
	text := fmt.Sprintf("%s %s ms", what, widget.Short(l.MS))
	if l.Low != l.High {
		text += fmt.Sprintf(" (%s to %s)", widget.Short(l.Low), widget.Short(l.High))
	}
	return text
}
