package ui

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A fieldView shows a unit's averaged field large: what hiding a patch does to it, by where the patch is.
type fieldView struct {
	*squarePane
	hover func(text ...string)

	title *widget.SectionHead
	view  *widget.MapView
	bar   *widget.ColorBar
	sizes *widget.Text
	note  *widget.Text

	explained bool // with words on what is shown
	frame     *frame
	drawn     fieldDrawn
	words     string
}

// fieldDrawn is what the field was drawn from.
type fieldDrawn struct {
	field  *session.UnitField
	signed bool
	dark   bool
}

const (
	fieldTip = "Receptive field, measured: how much hiding a patch changes the unit's answer, by where the patch lies as seen from the middle of what the unit can see; " +
		"averaged over the unit's strongest pictures. Zhou, Khosla, Lapedriza, Oliva and Torralba 2015, section 3.2."
	sizesTip = "Measured: the side of the square that is as large as the area where the effect is above half of its largest. " +
		"Theoretical: what kernels, strides and paddings let the unit see at most."
)

// newFieldView returns a view; explained adds words on what it is that is shown.
func newFieldView(act do, hover func(text ...string), desk exporter, explained bool) *fieldView {
	p := &fieldView{hover: hover}
	p.title = widget.NewSectionHead("Receptive field")
	p.view = widget.NewMapView(p.paint)
	p.view.SetCells(1, 1)
	p.view.SetMinEdge(leastSquare / 2)
	p.view.OnHover = p.say
	p.view.OnOpen = func() { act(session.OpenTab{Tab: session.TabField}) }
	p.view.OnSecondary = func(at fyne.Position) { desk.unitMenu(at, p.frame.selection.Unit, session.ExhibitField) }
	p.bar = widget.NewColorBar()
	p.sizes = widget.NewText("", widget.TextStyle{Size: theme.Small, Wrap: true})
	p.note = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	show(p.note, explained)
	p.explained = explained
	p.squarePane = newSquarePane(widget.NewTip(fieldTip, p.title), p.view, p.bar, widget.NewTip(sizesTip, p.sizes), p.note)
	p.cells = func() int {
		if u := p.drawn.field; u != nil {
			return max(u.Height, u.Width)
		}
		return 0
	}
	return p
}

// update shows the selected unit's field; resized tells that its words take another height.
func (p *fieldView) update(f *frame, a session.Answer[session.UnitField]) (resized bool) {
	p.frame = f
	now := fieldDrawn{a.Value, f.session.ProbeSettings().Signed, f.dark}
	if now != p.drawn {
		p.drawn = now
		h, w := 1, 1
		if a.Value != nil {
			h, w = a.Value.Height, a.Value.Width
		}
		p.view.SetCells(h, w)
		p.view.SetWindow(theoreticalSquare(a.Value))
		p.view.SetWindowColor(squareColor(now.signed, now.dark))
		p.bar.SetRange(fieldColors(now.signed, now.dark))
		p.view.Refresh()
	}
	if p.explained {
		p.title.SetNote(standing(a))
	}
	sizes, note := fieldSizes(a.Value), fieldNote(a)
	if words := sizes + note; words != p.words {
		p.words, resized = words, true
		p.sizes.SetText(sizes)
		p.note.SetText(note)
	}
	return resized
}

// theoreticalSquare is the theoretical field within a measured one, which has it in its middle; empty where it is all of
// it.
func theoreticalSquare(u *session.UnitField) image.Rectangle {
	if u == nil || !u.Active {
		return image.Rectangle{}
	}
	h, w := int(u.Theory[0]+0.5), int(u.Theory[1]+0.5)
	if h >= u.Height && w >= u.Width {
		return image.Rectangle{}
	}
	top, left := (u.Height-h)/2, (u.Width-w)/2
	return image.Rect(left, top, left+w, top+h)
}

// fieldColors is the range and the colours in which fields are drawn: shares of a field's largest value.
func fieldColors(twoSided, dark bool) (colormap.Range, colormap.Map) {
	spans := chart.FieldRange(twoSided)
	return spans, activation(spans, dark)
}

// squareColor is that of the theoretical square: it is to be seen on a field's colours, which are light only where they
// are signed on a light ground.
func squareColor(signed, dark bool) color.RGBA {
	if signed && !dark {
		return color.RGBA{0x54, 0x5B, 0x6A, 255}
	}
	return color.RGBA{0x9A, 0xA1, 0xB1, 255}
}

// fieldSizes compares the measured size with the theoretical one.
func fieldSizes(u *session.UnitField) string {
	switch {
	case u == nil:
		return ""
	case !u.Active:
		return "never active"
	}
	theory := pixels(u.Theory)
	if math.IsNaN(u.Size) {
		return "theoretical " + theory
	}
	return fmt.Sprintf("measured %.1f px of %s", u.Size, theory)
}

// pixels writes a size of rows and columns.
func pixels(size [2]float64) string {
	if size[0] == size[1] {
		return fmt.Sprintf("%.0f px", size[0])
	}
	return fmt.Sprintf("%.0f × %.0f px", size[0], size[1])
}

// fieldNote explains what is shown, or why there is nothing yet.
func fieldNote(a session.Answer[session.UnitField]) string {
	u := a.Value
	switch {
	case u == nil && a.Err == nil && a.Waits:
		return "The network is learning. Pause it, or press keep up."
	case u == nil || !u.Active:
		return ""
	}
	known := 0
	for _, picture := range u.Pictures {
		if picture.Map != nil {
			known++
		}
	}
	if known == 0 {
		known = len(u.Pictures)
	}
	return fmt.Sprintf("Mean of %d pictures, each moved so that its strongest cell is in the middle. Square: the theoretical field, %s.", known, pixels(u.Theory))
}

func (p *fieldView) paint(dst *image.RGBA, r image.Rectangle) {
	paintField(dst, r, p.drawn.field, p.drawn.signed, p.drawn.dark)
}

// paintField draws a unit's field; one that is not known, or never active, is left empty.
func paintField(dst *image.RGBA, r image.Rectangle, u *session.UnitField, twoSided, dark bool) {
	empty := rgba(theme.Color(theme.Field))
	if u == nil || !u.Active {
		render.Fill(dst, r, empty)
		return
	}
	mean, _ := u.Field()
	span, colors := fieldColors(twoSided, dark)
	render.Map(dst, r, mean, u.Height, u.Width, span, gapped(colors, empty))
}

func (p *fieldView) say(row, col int, inside bool) {
	u := p.drawn.field
	if !inside || u == nil {
		p.hover()
		return
	}
	p.hover(append([]string{p.frame.title(p.frame.selection.Unit)}, fieldAt(u, row, col)...)...)
}

// fieldAt says what is at a pixel of a field.
func fieldAt(u *session.UnitField, row, col int) []string {
	if row < 0 || col < 0 || row >= u.Height || col >= u.Width || !u.Active {
		return nil
	}
	mean, count := u.Field()
	i := row*u.Width + col
	at := fromMiddle(col-u.Width/2, "right", "left") + ", " + fromMiddle(row-u.Height/2, "below", "above") + " of the middle"
	if count[i] == 0 {
		return []string{at, "no picture tells"}
	}
	return []string{at, fmt.Sprintf("%.0f %% of the largest effect", 100*mean[i]), fmt.Sprintf("from %d pictures", count[i])}
}

// fromMiddle is a distance in pixels in words.
func fromMiddle(n int, forwards, backwards string) string {
	if n < 0 {
		return fmt.Sprintf("%d px %s", -n, backwards)
	}
	return fmt.Sprintf("%d px %s", n, forwards)
}
