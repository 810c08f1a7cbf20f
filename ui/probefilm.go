package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"
	xdraw "golang.org/x/image/draw"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A probeFilm shows the pictures that drive the selected unit most, and below each what hiding a patch takes from the
// unit's answer, all in one range.
type probeFilm struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)
	desk  exporter

	name     *widget.Text
	about    *widget.Text
	segment  *widget.Chips
	film     *widget.Filmstrip
	bar      *widget.ColorBar
	legend   *widget.Text
	progress *widget.Progress
	nothing  *widget.Text

	frame   *frame
	answer  session.Answer[session.UnitField]
	drawn   filmDrawn
	missing bool // some pictures are still being drawn
	edge    float32
}

// filmDrawn is what the frames were drawn from.
type filmDrawn struct {
	field     *session.UnitField
	segmented bool
	dark      bool
}

const legendWords = "what hiding takes from the answer; one range for all"

func newProbeFilm(act do, hover func(text ...string), desk exporter) *probeFilm {
	p := &probeFilm{act: act, hover: hover, desk: desk}
	p.name = widget.NewText("", widget.TextStyle{Size: theme.Title, Bold: true})
	p.about = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Cut: true})
	p.segment = widget.NewChips([]widget.Option{{Value: "segment", Label: "segmented",
		Tip: "Dims what lies outside of the unit's averaged field, put where it answered most: what of the picture it went by"}}, func(_ string, on bool) {
		p.drawn.segmented = on
		p.film.RefreshFrames()
	})
	p.film = widget.NewFilmstrip(p.paint)
	p.film.SetCaptions(1, p.caption)
	p.film.OnPick = func(i int) {
		if u := p.drawn.field; u != nil && i < len(u.Pictures) && !u.Training {
			act(session.ShowPicture{Index: u.Pictures[i].Picture})
		}
	}
	p.film.OnOpen = func(int) { act(session.OpenTab{Tab: session.TabField}) }
	p.film.OnHover = p.say
	p.film.OnSecondary = func(_ int, at fyne.Position) { desk.unitMenu(at, p.frame.selection.Unit, session.ExhibitTop) }
	p.bar = widget.NewColorBar()
	p.legend = widget.NewText(legendWords, widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.progress = newJob(act)
	p.nothing = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.nothing.Hide()
	p.root = arranged(p.least, p.place, p.name, p.about, oneLine(p.segment), p.film, p.bar, p.legend, p.progress, p.nothing)
	return p
}

func (p *probeFilm) update(f *frame, a session.Answer[session.UnitField]) {
	p.frame, p.answer = f, a
	name := f.title(f.selection.Unit)
	changed := p.name.Text() != name
	p.name.SetText(name)
	p.about.SetText(standingFirst("strongest pictures · what hiding a patch takes", standing(a)))
	now := filmDrawn{a.Value, p.drawn.segmented, f.dark}
	if now != p.drawn {
		p.drawn = now
		p.show()
	} else if p.missing {
		p.film.RefreshFrames()
	}
	p.missing = false
	if u := a.Value; u != nil {
		for i := p.film.First(); i < min(p.film.First()+p.film.Shown(), len(u.Pictures)); i++ {
			p.missing = p.missing || p.surveyed().thumb(u.Pictures[i].Picture) == nil
		}
	}
	changed = under(p.progress, fieldWork(f), a) || changed
	if nothing := p.silence(); nothing != p.nothing.Text() {
		p.nothing.SetText(nothing)
		show(p.nothing, nothing != "")
		show(p.film, nothing == "")
		show(p.bar, nothing == "")
		show(p.legend, nothing == "")
		changed = true
	}
	if changed {
		p.place(p.root.Size())
	}
}

// silence says why there are no pictures; it is empty where there are, or where they are on their way.
func (p *probeFilm) silence() string {
	a := p.answer
	switch {
	case a.Err != nil:
		return sentence(a.Err.Error())
	case a.Value == nil && a.Waits:
		return "The network is learning. Pause it, or press keep up, and the pictures that drive this unit most stand here."
	case a.Value == nil && a.Stopped:
		return "Stopped. Measure layer goes on."
	case a.Value == nil && a.Working && a.Total == 0:
		return "The pictures that drive it most come next."
	case a.Value == nil:
		return "Looking for the pictures that drive it most…"
	case a.Value != nil && !a.Value.Active:
		return fmt.Sprintf("%s is never active: it answers none of the pictures that it was shown.", p.frame.selection.Unit)
	}
	return ""
}

// show draws another unit's pictures, or another state of them.
func (p *probeFilm) show() {
	u, shape := p.drawn.field, p.frame.shown.Net.Input
	count := 0
	if u != nil {
		count = len(u.Pictures)
	}
	picture := image.Pt(shape[2], shape[1])
	p.film.SetFrames(count, picture, picture)
	bound := 1.0
	if u != nil && u.Largest > 0 {
		bound = float64(u.Largest)
	}
	p.bar.SetRange(p.span(bound), signed(p.drawn.dark))
}

func (p *probeFilm) span(bound float64) colormap.Range {
	return colormap.Range{Low: -bound, High: bound, Signed: true}
}

func (p *probeFilm) surveyed() surveyed {
	return surveyed{p.frame.session.Pictures, p.drawn.field.Training}
}

func (p *probeFilm) paint(dst *image.RGBA, i int, part widget.FilmPart, r image.Rectangle) {
	u := p.drawn.field
	if u == nil || i >= len(u.Pictures) {
		return
	}
	if part == widget.FilmMap {
		paintDiscrepancy(dst, r, u.Pictures[i].Map, p.frame.shown.Net.Input, p.span(float64(u.Largest)), p.drawn.dark)
		return
	}
	picture := p.surveyed().thumb(u.Pictures[i].Picture)
	if picture == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	if p.drawn.segmented {
		picture = segmented(picture, u, u.Pictures[i].Cell)
	}
	xdraw.CatmullRom.Scale(dst, r, picture, picture.Rect, xdraw.Src, nil)
	if extent := p.frame.extents[u.Node]; !extent.Whole {
		h, w := p.frame.shown.Net.Input[1], p.frame.shown.Net.Input[2]
		render.Outline(dst, onto(r, h, w, extent.Window(u.Pictures[i].Row, u.Pictures[i].Col)), max(1, r.Dx()/64), rgba(theme.Color(theme.Accent)))
	}
}

// paintDiscrepancy draws what hiding each place of a picture takes from an answer.
func paintDiscrepancy(dst *image.RGBA, r image.Rectangle, values []float32, input cnn.Shape, span colormap.Range, dark bool) {
	empty := rgba(theme.Color(theme.Field))
	h, w := input[1], input[2]
	if len(values) != h*w {
		render.Fill(dst, r, empty)
		return
	}
	filling(dst, r, h, w, func(dst *image.RGBA, r image.Rectangle) {
		render.Map(dst, r, values, h, w, span, gapped(signed(dark), empty))
	})
}

func (p *probeFilm) caption(i int) []string {
	u := p.drawn.field
	if u == nil || i >= len(u.Pictures) {
		return nil
	}
	o := u.Pictures[i]
	lines := []string{widget.Number(float64(o.Original))}
	if h, w := session.MapSize(p.frame.shown.Net.Nodes[u.Node].Shape); h*w > 1 {
		lines = append(lines, fmt.Sprintf("row %d, col %d", o.Row, o.Col))
	}
	return lines
}

func (p *probeFilm) say(at widget.FilmCell, inside bool) {
	u := p.drawn.field
	if !inside || u == nil || at.Frame >= len(u.Pictures) {
		p.hover()
		return
	}
	o := u.Pictures[at.Frame]
	said := append(p.surveyed().describe(o.Picture, p.frame.task), "answers "+figure(float64(o.Original)))
	if at.Part == widget.FilmMap && at.Row >= 0 {
		said = append(said, discrepancyAt(o.Map, p.frame.shown.Net.Input[2], at.Row, at.Col))
	}
	p.hover(said...)
}

// discrepancyAt says what hiding a patch around a pixel does.
func discrepancyAt(values []float32, width, row, col int) string {
	if i := row*width + col; i < len(values) && values[i] == values[i] {
		return fmt.Sprintf("hidden at row %d, column %d: the answer changes by %s", row, col, figure(-float64(values[i])))
	}
	return "not measured here"
}

// filmFrames is how many frames stand side by side where there is room, filmEdge their least width, and wideFrame that
// in which the cell's row and column have room, before scaling.
const (
	filmFrames         = 7
	filmEdge   float32 = 48
	wideFrame  float32 = 84
)

func (p *probeFilm) least() fyne.Size {
	return fyne.NewSize(theme.Px(260), p.height(p.root.Size().Width))
}

// height is what all of it takes at a width.
func (p *probeFilm) height(width float32) float32 {
	g := theme.Px(theme.Grid)
	p.stretch(width)
	return p.name.MinSize().Height + g + p.film.MinSize().Height + g + max(p.bar.MinSize().Height, p.progress.MinSize().Height)
}

// stretch gives the frames the width that lets so many stand side by side.
func (p *probeFilm) stretch(width float32) {
	edge := max(filmEdge, (width/theme.Px(1)+theme.Grid)/filmFrames-theme.Grid-0.5)
	if width <= 0 || edge == p.edge {
		return
	}
	p.edge = edge
	p.film.SetEdge(edge)
	p.film.SetCaptions(map[bool]int{true: 2, false: 1}[edge >= wideFrame], p.caption)
}

func (p *probeFilm) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	g, name := theme.Px(theme.Grid), p.name.MinSize()
	chip := p.root.Objects[2]
	right := size.Width - chip.MinSize().Width
	put(p.name, 0, 0, name.Width, name.Height)
	put(p.about, name.Width+g, 0, max(0, right-name.Width-2*g), name.Height)
	put(chip, right, 0, chip.MinSize().Width, name.Height)
	y := name.Height + g
	fitHeight(p.nothing, 0, y, size.Width) // in the film's place, so that nothing moves
	p.stretch(size.Width)
	y += fitHeight(p.film, 0, y, size.Width) + g
	bar := min(theme.Px(150), size.Width*0.4)
	put(p.bar, 0, y, bar, p.bar.MinSize().Height)
	rest := size.Width - bar - g
	if p.progress.Visible() {
		put(p.progress, bar+g, y-theme.Px(4), rest, p.progress.MinSize().Height)
		p.legend.Hide()
		return
	}
	show(p.legend, !p.nothing.Visible())
	fitHeight(p.legend, bar+g, y-theme.Px(2), rest)
}
