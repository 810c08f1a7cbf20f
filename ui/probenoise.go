package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
	"unitscope/viz/tuning"
)

// A noiseView shows the field of the selected unit that its answers to noise give.
type noiseView struct {
	*squarePane
	act   do
	hover func(text ...string)

	title *widget.SectionHead
	view  *widget.MapView
	kinds *widget.Dropdown
	kind  tuning.Noise
	start *widget.Button
	words *widget.Text

	unit  session.Address
	name  string // of the unit, as it is shown
	drawn *session.UnitCorrelation
	asks  bool
}

const noiseTip = "Reverse correlation: pictures of noise, averaged with the unit's answers as weights. What is left is what it weighs pixels by, as far as it only adds them up: clear for early layers."

func newNoiseView(act do, hover func(text ...string), desk exporter) *noiseView {
	p := &noiseView{act: act, hover: hover, kind: tuning.White}
	p.title = widget.NewSectionHead("From noise")
	p.view = widget.NewMapView(p.paint)
	p.view.SetCells(1, 1)
	p.view.SetMinEdge(leastSquare / 2)
	p.view.OnHover = p.say
	p.view.OnSecondary = func(at fyne.Position) { desk.unitMenu(at, p.unit, session.ExhibitCorrelation) }
	p.start = widget.NewIconButton(icon(assets.Play), "Shows it noise", p.askOrStop)
	p.kinds = widget.NewDropdown("", string(p.kind), p.choices)
	p.kinds.SetTip("White: every value of every pixel drawn by lot. Sparse: grey, with a few light and dark pixels")
	p.words = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.squarePane = newSquarePane(widget.NewTip(noiseTip, p.title), p.view, flowing(p.start, p.kinds), p.words)
	return p
}

func otherNoise(kind tuning.Noise) tuning.Noise {
	if kind == tuning.White {
		return tuning.Sparse
	}
	return tuning.White
}

func (p *noiseView) askOrStop() {
	if p.asks {
		p.act(session.StopProbe{})
		return
	}
	p.act(session.Correlate{Noise: p.kind})
}

func (p *noiseView) choices() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, kind := range []tuning.Noise{tuning.White, tuning.Sparse} {
		item := fyne.NewMenuItem(string(kind)+" noise", func() {
			p.kind = kind
			p.act(session.Correlate{Noise: kind})
		})
		item.Checked = kind == p.kind
		items = append(items, item)
	}
	return items
}

func (p *noiseView) update(f *frame) (resized bool) {
	p.unit, p.name = f.selection.Unit, f.title(f.selection.Unit)
	a := f.session.Probe.Correlation(p.kind)
	if other := otherNoise(p.kind); a.Value == nil && !a.Working {
		if b := f.session.Probe.Correlation(other); b.Value != nil || b.Working { // asked for elsewhere
			a, p.kind = b, other
		}
	}
	if a.Working != p.asks {
		p.asks = a.Working
		p.start.SetIcon(icon(map[bool]assets.Name{true: assets.Stop, false: assets.Play}[p.asks]))
		resized = true
	}
	if a.Value != p.drawn {
		p.drawn = a.Value
		h, w := 1, 1
		if c := a.Value; c != nil {
			h, w = c.Shape[1], c.Shape[2]
		}
		p.view.SetCells(h, w)
		p.view.Refresh()
	}
	p.kinds.SetValue(string(p.kind))
	p.title.SetNote(standing(a))
	words := "not asked yet"
	switch c := a.Value; {
	case c == nil && a.Working:
		words = "shows it noise"
	case c != nil && !c.Active:
		words = fmt.Sprintf("after %s pictures: it answers all alike", grouped(c.Pictures))
	case c != nil:
		words = fmt.Sprintf("after %s pictures, ±%s", grouped(c.Pictures), widget.Number(colormap.SignedOf(c.Field).Bound()))
	}
	if words != p.words.Text() {
		p.words.SetText(words)
		resized = true
	}
	return resized
}

func (p *noiseView) paint(dst *image.RGBA, r image.Rectangle) {
	c := p.drawn
	if c == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	span := colormap.SignedOf(c.Field)
	if c.Shape[0] == 3 {
		render.Kernel(dst, r, c.Field, c.Shape[1], c.Shape[2], span)
		return
	}
	render.Map(dst, r, c.Field, c.Shape[1], c.Shape[2], span, signed(theme.Current().Variant() == theme.Dark))
}

func (p *noiseView) say(row, col int, inside bool) {
	c := p.drawn
	if !inside || c == nil || row >= c.Shape[1] || col >= c.Shape[2] {
		p.hover()
		return
	}
	said := []string{p.name, fmt.Sprintf("row %d, column %d", row, col)}
	names := []string{"red", "green", "blue"}
	if c.Shape[0] != len(names) {
		names = []string{"grey"}
	}
	for channel, name := range names {
		said = append(said, name+" "+figure(float64(c.Field[(channel*c.Shape[1]+row)*c.Shape[2]+col])))
	}
	p.hover(said...)
}
