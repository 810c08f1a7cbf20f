package ui

import (
	"fmt"
	"image"
	"math"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
	"unitscope/viz/tuning"
)

// A tuningView shows what the selected unit answers to pictures made to order: a curve or a polar view of one property,
// and the heat map of orientation and spatial frequency.
type tuningView struct {
	hover func(text ...string)

	head   *widget.SectionHead
	choice *widget.Dropdown  // in a room
	curves *widget.Segmented // on a page
	prefer *widget.Text
	curve  *widget.Curve
	polar  *widget.Polar
	heat   *widget.MapView
	axes   *widget.Text // of the heat map
	bar    *widget.ColorBar
	invite *fyne.Container // in the curve's place while there is none: why, and what to do
	note   *widget.Text
	begin  *widget.Button

	frame *frame
	drawn tuningDrawn
	tuned tuning.GratingTuning
	lines []widget.Series // of the curve

	standing string
}

// tuningDrawn is what decides what is shown.
type tuningDrawn struct {
	gratings *tuning.GratingResponses
	curves   *session.UnitCurves
	name     session.CurveName
	node     int
	unit     int
	dark     bool
	note     string
	asked    bool // it is done only when it is asked for
}

const tuningTip = "Orientation selectivity is 1 − circular variance: 0 for a unit that answers all orientations alike, 1 for one that answers a single one. " +
	"Modulation (F1/F0): how much its answer to the preferred grating changes with the phase, by its mean. Orientation is that of the stripes, 0° horizontal, counter-clockwise."

func newTuningView(act do, hover func(text ...string), desk exporter) *tuningView {
	p := &tuningView{hover: hover}
	p.choice = widget.NewDropdown("", "", func() []*fyne.MenuItem { return p.choices(act) })
	p.choice.SetTip("What the unit is shown: gratings, or its preferred one in another size, contrast or place, or colours")
	p.head = widget.NewSectionHead("Tuning", p.choice)
	p.curves = widget.NewSegmented(curveOptions, string(session.CurveOrientation), func(v string) { act(session.ShowCurve{Curve: session.CurveName(v)}) })
	p.prefer = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.curve = widget.NewCurve("")
	p.curve.SetMinSize(120, 96)
	p.curve.SetFromZero(true)
	p.curve.OnHover = p.sayCurve
	p.polar = widget.NewPolar(colormap.OkabeIto[2])
	p.polar.SetMinEdge(96)
	p.polar.OnHover = p.sayPolar
	p.heat = widget.NewMapView(p.paint)
	p.heat.SetMinEdge(64)
	p.heat.OnHover = p.sayHeat
	p.heat.OnOpen = func() { act(session.OpenTab{Tab: session.TabTuning}) }
	p.curve.OnSecondary = func(at fyne.Position) { desk.figureMenu(at, session.ExhibitTuning, session.ExhibitCurves) }
	p.polar.OnSecondary = func(at fyne.Position) { desk.figureMenu(at, session.ExhibitTuning, session.ExhibitGratings) }
	p.heat.OnSecondary = func(at fyne.Position) { desk.figureMenu(at, session.ExhibitGratings, session.ExhibitTuning) }
	p.axes = widget.NewText("180° across; up: finer", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Cut: true})
	p.bar = widget.NewColorBar()
	p.note = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.begin = widget.NewButton("Show gratings", nil, func() { act(session.Measure{Scope: session.MeasureTuning}) })
	p.invite = section(p.note, beside(p.begin))
	return p
}

// curveOptions are the curves that can be shown.
var curveOptions = []widget.Option{
	{Value: string(session.CurveOrientation), Label: "orientation", Tip: "The mean over phases, at its preferred spatial frequency"},
	{Value: string(session.CurvePolar), Label: "polar", Tip: "The same around a circle: each orientation on both sides"},
	{Value: string(session.CurveSize), Label: "size", Tip: "A disc of its preferred grating, ever wider"},
	{Value: string(session.CurveContrast), Label: "contrast", Tip: "Its preferred grating, from faint to full"},
	{Value: string(session.CurvePosition), Label: "position", Tip: "A patch of its preferred grating, moved over the picture"},
	{Value: string(session.CurveHue), Label: "hue", Tip: "A disc of colours around the hue circle"},
}

func (p *tuningView) choices(act do) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, o := range curveOptions {
		item := fyne.NewMenuItem(o.Label, func() { act(session.ShowCurve{Curve: session.CurveName(o.Value)}) })
		item.Checked = o.Value == string(p.drawn.name)
		items = append(items, item)
	}
	return items
}

func (p *tuningView) update(f *frame) (resized bool) {
	p.frame = f
	row, node := f.unit()
	gratings, name := f.session.Probe.Gratings(), f.selection.Probe.Curve
	now := tuningDrawn{gratings: gratings.Value, name: name, node: node, unit: min(f.selection.Unit.Unit, row.Units-1), dark: f.dark}
	var curves session.Answer[session.UnitCurves]
	if ofGratings(name) {
		now.note = tuningNote(gratings, "Gratings of all orientations and spatial frequencies are shown to the network when it rests.", gratings.Value != nil)
		now.asked = gratings.Value == nil && (gratings.OnDemand || gratings.Stopped)
	} else {
		curves = f.session.Probe.Curves()
		now.curves = curves.Value
		now.note = tuningNote(curves, "Measured when the network rests.", linesOf(curves.Value, name) != nil)
		if curves.Value != nil && !curves.Growing && now.note != "" {
			now.note = "This network cannot be asked: it reads no colours."
		}
	}
	stale := standing(gratings)
	if !ofGratings(name) && stale == "" {
		stale = standing(curves)
	}
	if stale != p.standing {
		p.standing = stale
		p.head.SetNote(p.headNote())
	}
	if now == p.drawn {
		return false
	}
	resized = now.note != p.drawn.note || now.name != p.drawn.name
	p.drawn = now
	p.curves.SetValue(string(name))
	p.choice.SetValue(string(name))
	p.show()
	p.head.SetNote(p.headNote())
	return resized
}

// headNote is what the unit prefers, and of what step it is where that is not the last.
func (p *tuningView) headNote() string {
	if p.drawn.gratings == nil || !p.choice.Visible() { // a page says it below
		return p.standing
	}
	said := preference(p.tuned)
	return withStanding(strings.Join(said[:min(2, len(said))], ", "), p.standing)
}

// ofGratings tells whether a curve comes from the gratings of all orientations.
func ofGratings(name session.CurveName) bool {
	return name == session.CurveOrientation || name == session.CurvePolar
}

// tuningNote is what stands in the place of a curve that is not there; empty where it is.
func tuningNote[T any](a session.Answer[T], way string, there bool) string {
	switch {
	case there:
		return ""
	case a.Working && a.Total > 0:
		return fmt.Sprintf("%d of %d pictures shown", a.Done, a.Total)
	case a.Working:
		return "Waits for its turn…"
	case a.OnDemand:
		return "This takes long in so large a network."
	case standing(a) != "":
		return sentence(standing(a))
	}
	return way
}

// linesOf are the lines of one of a unit's curves; none where it is not there.
func linesOf(c *session.UnitCurves, name session.CurveName) []widget.Series {
	if c == nil {
		return nil
	}
	var lines []widget.Series
	add := func(name string, c *tuning.Curve) {
		if c != nil {
			lines = append(lines, widget.Series{Name: name, Color: colormap.OkabeIto[2-2*len(lines)], X: c.X, Y: c.Y})
		}
	}
	switch name {
	case session.CurveSize:
		add("", c.Size)
	case session.CurveContrast:
		add("", c.Contrast)
	case session.CurvePosition:
		add("across", c.Across)
		add("down", c.Down)
	case session.CurveHue:
		add("", c.Hue)
	}
	return lines
}

// show draws what is known.
func (p *tuningView) show() {
	d := p.drawn
	p.tuned = tuning.GratingTuning{}
	if d.gratings != nil {
		p.tuned = d.gratings.Tuning(d.node, d.unit)
		p.heat.SetCells(len(d.gratings.Frequencies), len(d.gratings.Orientations))
		p.bar.SetRange(heatColors(p.tuned, d.dark))
		p.heat.Refresh()
		p.prefer.SetText(sentence(strings.Join(preference(p.tuned), ", ")))
	} else {
		p.prefer.SetText("")
	}
	polar := d.name == session.CurvePolar
	show(p.invite, d.note != "")
	show(p.begin, d.asked)
	p.note.SetText(d.note)
	show(p.curve, d.note == "" && !polar)
	show(p.polar, d.note == "" && polar)
	for _, o := range []fyne.CanvasObject{p.heat, p.axes, p.bar} {
		show(o, d.gratings != nil)
	}
	if d.note != "" {
		return
	}
	if polar {
		p.polar.SetValues(p.tuned.ByOrientation, p.tuned.Orientation)
		return
	}
	p.showCurve()
}

func (p *tuningView) showCurve() {
	d, colour := p.drawn, colormap.OkabeIto[2]
	if d.name == session.CurveOrientation {
		// The last orientation is the first again: the curve ends where it began.
		x, y := append(d.gratings.Orientations[:len(d.gratings.Orientations):len(d.gratings.Orientations)], 180), p.tuned.ByOrientation
		if len(y) > 0 {
			y = append(y[:len(y):len(y)], y[0])
		}
		p.curve.SetXAxis(degrees, 0, 45, 90, 135, 180)
		p.lines = []widget.Series{{Color: colour, X: x, Y: y}}
		p.curve.SetSeries(p.lines...)
		p.curve.SetCursor(p.tuned.Orientation)
		return
	}
	p.curve.SetCursor(math.NaN())
	if d.name == session.CurveHue {
		p.curve.SetXAxis(degrees, 0, 90, 180, 270, 360)
	} else {
		p.curve.SetXAxis(func(v float64) string { return widget.Short(v) + curveUnit[d.name] })
	}
	p.lines = linesOf(d.curves, d.name)
	p.curve.SetSeries(p.lines...)
}

func degrees(v float64) string { return fmt.Sprintf("%.0f°", v) }

// curveUnit is written behind the ticks.
var curveUnit = map[session.CurveName]string{session.CurveSize: " px", session.CurvePosition: " px"}

// heatColors is the range of one unit's heat map, and its colours.
func heatColors(t tuning.GratingTuning, dark bool) (colormap.Range, colormap.Map) {
	values := make([]float32, len(t.Mean))
	for i, v := range t.Mean {
		values[i] = float32(v)
	}
	spans := colormap.AnswersOf(values)
	return spans, activation(spans, dark)
}

// preference says what a unit prefers among gratings.
func preference(t tuning.GratingTuning) []string {
	if !t.Active {
		return []string{"answers no grating"}
	}
	said := []string{fmt.Sprintf("prefers %.0f° at %.2f cycles/px", t.Orientation, t.Frequency)}
	if math.IsNaN(t.Orientation) {
		said[0] = fmt.Sprintf("prefers no orientation, %.2f cycles/px", t.Frequency)
	}
	if !math.IsNaN(t.Selectivity) {
		said = append(said, fmt.Sprintf("selectivity %.2f", t.Selectivity))
	}
	if !math.IsNaN(t.Modulation) {
		said = append(said, fmt.Sprintf("modulation %.2f", t.Modulation))
	}
	return said
}

func (p *tuningView) paint(dst *image.RGBA, r image.Rectangle) {
	g := p.drawn.gratings
	if g == nil {
		return
	}
	paintGratings(dst, r, p.tuned, g, p.drawn.dark)
	if !p.tuned.Active {
		crossOut(dst, render.Fit(r, len(g.Frequencies), len(g.Orientations)))
	}
}

// paintGratings draws what a unit answers to gratings: orientation from left to right, spatial frequency upwards.
func paintGratings(dst *image.RGBA, r image.Rectangle, t tuning.GratingTuning, g *tuning.GratingResponses, dark bool) {
	n, m := len(g.Orientations), len(g.Frequencies)
	if len(t.Mean) != n*m {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	values := make([]float32, n*m)
	for i, v := range t.Mean {
		values[(m-1-i%m)*n+i/m] = float32(v)
	}
	spans, colours := heatColors(t, dark)
	render.Map(dst, r, values, m, n, spans, colours)
}

// gratingAt says what is at a cell of a heat map.
func gratingAt(g *tuning.GratingResponses, t tuning.GratingTuning, row, col int) string {
	n, m := len(g.Orientations), len(g.Frequencies)
	frequency := m - 1 - row
	if col < 0 || col >= n || frequency < 0 || frequency >= m || len(t.Mean) != n*m {
		return ""
	}
	return fmt.Sprintf("%g° at %.3f cycles/px: %s", g.Orientations[col], g.Frequencies[frequency], figure(t.Mean[col*m+frequency]))
}

func (p *tuningView) sayHeat(row, col int, inside bool) {
	if !inside || p.drawn.gratings == nil {
		p.hover()
		return
	}
	p.hover(p.frame.title(p.frame.selection.Unit), gratingAt(p.drawn.gratings, p.tuned, row, col))
}

func (p *tuningView) sayPolar(i int, inside bool) {
	if !inside || i >= len(p.tuned.ByOrientation) {
		p.hover()
		return
	}
	p.hover(p.frame.title(p.frame.selection.Unit), widget.Orientation(i, len(p.tuned.ByOrientation)), "answers "+figure(p.tuned.ByOrientation[i]))
}

func (p *tuningView) sayCurve(x float64, y []float64, inside bool) {
	if !inside || len(y) == 0 {
		p.hover()
		return
	}
	at := fmt.Sprintf("%s %s", p.drawn.name, widget.Number(x)+curveUnit[p.drawn.name])
	if p.drawn.name == session.CurveOrientation || p.drawn.name == session.CurveHue {
		at = fmt.Sprintf("%s %g°", p.drawn.name, x)
	}
	said := []string{p.frame.title(p.frame.selection.Unit), at}
	for i, v := range y {
		if i < len(p.lines) && !math.IsNaN(v) {
			said = append(said, strings.TrimSpace("answers "+figure(v)+" "+p.lines[i].Name))
		}
	}
	p.hover(said...)
}
