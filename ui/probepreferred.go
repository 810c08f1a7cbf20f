package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/render"
)

// A preferredView shows the picture that was grown to drive the selected unit, as it grows.
type preferredView struct {
	*squarePane
	hover func(text ...string)

	title *widget.SectionHead
	view  *widget.MapView
	start *widget.Button
	words *widget.Text

	unit  session.Address
	name  string // of the unit, as it is shown
	drawn *session.PreferredPicture
	grows bool
}

const preferredTip = "A picture that drives the unit: it begins grey, and step after step its pixels move to where the unit's answer grows, held smooth and of bounded contrast (gradient ascent)."

func newPreferredView(act do, hover func(text ...string), desk exporter) *preferredView {
	p := &preferredView{hover: hover}
	p.title = widget.NewSectionHead("Preferred")
	p.view = widget.NewMapView(p.paint)
	p.view.SetCells(1, 1)
	p.view.SetMinEdge(leastSquare / 2)
	p.view.OnHover = func(row, col int, inside bool) {
		if one := p.drawn; inside && one != nil {
			hover(append([]string{p.name, preferredWords(one)}, colourAt(one.Picture, one.Window.Min.Y+row, one.Window.Min.X+col)...)...)
			return
		}
		hover()
	}
	p.view.OnOpen = func() { act(session.OpenTab{Tab: session.TabTuning}) }
	p.view.OnSecondary = func(at fyne.Position) { desk.unitMenu(at, p.unit, session.ExhibitPreferred) }
	p.start = widget.NewButton("Grow", icon(assets.Play), func() {
		if p.grows {
			act(session.StopProbe{})
			return
		}
		act(session.Prefer{Unit: p.unit})
	})
	p.words = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.squarePane = newSquarePane(widget.NewTip(preferredTip, p.title), p.view, beside(p.start), p.words)
	return p
}

func (p *preferredView) update(f *frame, a session.Answer[session.PreferredPicture]) (resized bool) {
	p.unit, p.name = f.selection.Unit, f.title(f.selection.Unit)
	if grows := a.Working; grows != p.grows {
		p.grows = grows
		if grows {
			p.start.SetText("Stop")
			p.start.SetIcon(icon(assets.Stop))
		} else {
			p.start.SetText("Grow")
			p.start.SetIcon(icon(assets.Play))
		}
		resized = true
	}
	if a.Value != p.drawn {
		p.drawn = a.Value
		h, w := 1, 1
		if one := a.Value; one != nil {
			h, w = one.Window.Dy(), one.Window.Dx()
		}
		p.view.SetCells(h, w)
		p.view.Refresh()
	}
	p.title.SetNote(standing(a))
	words := "not grown yet"
	switch {
	case a.Value != nil:
		words = preferredWords(a.Value)
	case a.Working:
		words = "waits for its turn"
	}
	if a.Working && a.Total > 0 {
		words += fmt.Sprintf(" · step %d of %d", a.Done, a.Total)
	}
	if words != p.words.Text() {
		p.words.SetText(words)
		resized = true
	}
	return resized
}

// preferredWords say what came of growing a picture.
func preferredWords(one *session.PreferredPicture) string {
	if one.Silent {
		return "answers this no more than grey"
	}
	return fmt.Sprintf("answers %s, to grey %s", figure(float64(one.Response)), figure(float64(one.Grey)))
}

func (p *preferredView) paint(dst *image.RGBA, r image.Rectangle) {
	if p.drawn == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	paintPart(dst, r, p.drawn.Picture, p.drawn.Window)
}

// paintPart draws a part of a picture of 0..1.
func paintPart(dst *image.RGBA, r image.Rectangle, picture *cnn.Tensor, part image.Rectangle) {
	data := cut(picture.Data, picture.Shape, part)
	render.Picture(dst, r, data, picture.Shape[0], part.Dy(), part.Dx())
}

// cut takes a rectangle out of channels×rows×columns.
func cut(data []float32, shape cnn.Shape, part image.Rectangle) []float32 {
	taken := make([]float32, 0, shape[0]*part.Dx()*part.Dy())
	for c := range shape[0] {
		for y := part.Min.Y; y < part.Max.Y; y++ {
			line := data[(c*shape[1]+y)*shape[2]:][:shape[2]]
			taken = append(taken, line[part.Min.X:part.Max.X]...)
		}
	}
	return taken
}

// colourAt says a pixel's colour.
func colourAt(picture *cnn.Tensor, row, col int) []string {
	shape := picture.Shape
	if row < 0 || col < 0 || row >= shape[1] || col >= shape[2] {
		return nil
	}
	said := []string{fmt.Sprintf("row %d, column %d", row, col)}
	names := []string{"red", "green", "blue"}
	if shape[0] != len(names) {
		names = []string{"grey"}
	}
	for c, name := range names {
		said = append(said, fmt.Sprintf("%s %.2f", name, picture.Data[(c*shape[1]+row)*shape[2]+col]))
	}
	return said
}
