package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"
	xdraw "golang.org/x/image/draw"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/render"
	"unitscope/viz/tuning"
)

// A topPage shows the pictures that drive the unit most, each with what its
// strongest cell saw.
type topPage struct {
	spec  topSpec
	act   do
	hover func(text ...string)

	head     *widget.SectionHead
	progress *widget.Progress
	tiles    *widget.Tiles
	sheet    *fyne.Container
	note     *widget.Text

	subject *subject
	of      topOf
	top     []tuning.Strongest
	missing bool // some are still being drawn
	width   float32
}

// topOf is what the pictures were chosen by.
type topOf struct {
	responses  *tuning.Responses
	node, unit int
	dark       bool
}

// topPictures is how many the page of its own shows.
const topPictures = 12

// topSpec is how much of them is shown.
type topSpec struct {
	pictures, columns int
	explained         bool // with words on what it is that is shown
}

func newTopPage(act do, hover func(text ...string), spec topSpec) *topPage {
	p := &topPage{spec: spec, act: act, hover: hover}
	p.head = widget.NewSectionHead("Drives it most")
	p.progress = widget.NewProgress()
	p.progress.Hide()
	p.tiles = widget.NewTiles(widget.TileRow{Caption: true}, p.paint)
	p.tiles.SetCaptions(p.caption)
	p.tiles.OnSelect = func(i int) {
		if !p.subject.surveyed.training {
			act(session.ShowPicture{Index: p.top[i].Picture})
		}
	}
	p.tiles.OnHover = p.say
	p.sheet = arranged(p.tiles.MinSize, func(size fyne.Size) {
		if p.width != size.Width {
			p.width = size.Width
			p.fit()
		}
		p.tiles.Resize(size)
	}, p.tiles)
	p.note = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	return p
}

func (p *topPage) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.head, p.progress, p.sheet, p.note}
}

func (p *topPage) update(s *subject) (resized bool) {
	p.subject = s
	resized = showProgress(p.progress, s)
	p.head.SetNote(s.stale())
	now := topOf{s.responses.Responses, s.node, s.unit, s.dark}
	if now != p.of {
		p.of, p.top = now, nil
		if now.responses != nil {
			p.top = s.responses.Top(s.node, s.unit)
			p.top = p.top[:min(p.spec.pictures, len(p.top))]
			if !s.responses.Active(s.node, s.unit) {
				p.top = nil // no picture drives it more than another
			}
		}
		shape := s.net.Input
		p.tiles.SetRow(widget.TileRow{Count: len(p.top), Height: shape[1], Width: shape[2], Caption: true})
		p.fit()
		p.tiles.Refresh()
		p.note.SetText(p.words(s))
		show(p.note, p.spec.explained || len(p.top) == 0)
		resized = true
	} else if p.missing {
		p.tiles.RefreshUnits()
	}
	p.missing = false
	for _, top := range p.top {
		p.missing = p.missing || s.surveyed.thumb(top.Picture) == nil
	}
	return resized
}

// words explain what is shown.
func (p *topPage) words(s *subject) string {
	if len(p.top) == 0 && s.responses.Responses != nil {
		return fmt.Sprintf("It answers none of %s %s pictures.", grouped(s.responses.Pictures), s.surveyed.kind())
	}
	if len(p.top) == 0 {
		return fmt.Sprintf("%s pictures are shown to the network when it rests; then those that drive this unit most stand here.", sentence(s.surveyed.kind()))
	}
	text := fmt.Sprintf("Of %s %s pictures, with the unit's largest answer. ", grouped(s.responses.Pictures), s.surveyed.kind())
	if s.extents[s.node].Whole {
		text += "It sees the whole picture."
	} else {
		text += "Framed: what its strongest cell saw."
	}
	if s.surveyed.training { // only held-out pictures lie in the strip
		return text
	}
	return text + " Click one to lay it under the microscope."
}

// showProgress shows or hides how far the responses are; resized tells whether it came or
// went.
func showProgress(bar *widget.Progress, s *subject) (resized bool) {
	text, working := s.progress()
	if working {
		bar.Set(text, s.responses.Done, s.responses.Total)
	}
	if working != bar.Visible() {
		show(bar, working)
		return true
	}
	return false
}

func (p *topPage) fit() {
	if p.subject == nil || p.width <= 0 {
		return
	}
	gap := widget.DevicePixels(p.tiles, theme.Px(4))
	edge := widget.DevicePixels(p.tiles, p.width)/p.spec.columns - gap
	shape := p.subject.net.Input
	longer := max(shape[1], shape[2])
	p.tiles.SetGap(gap)
	p.tiles.SetTileSize(image.Pt(max(1, edge*shape[2]/longer), max(1, edge*shape[1]/longer)))
}

// paint draws a picture, framed and clear where the unit's strongest cell saw it.
func (p *topPage) paint(dst *image.RGBA, i int, r image.Rectangle) {
	if i >= len(p.top) {
		return
	}
	s := p.subject
	picture := s.surveyed.thumb(p.top[i].Picture)
	if picture == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	h, w := s.net.Input[1], s.net.Input[2]
	at := r
	xdraw.CatmullRom.Scale(dst, at, picture, picture.Rect, xdraw.Src, nil)
	extent := s.extents[s.node]
	if extent.Whole {
		return
	}
	_, columns := session.MapSize(s.net.Nodes[s.node].Shape)
	cell := p.top[i].Cell
	seen := onto(r, h, w, extent.Window(cell/columns, cell%columns))
	render.Dim(dst, at, seen, rgba(theme.Color(theme.Background)), 0.62)
	line := max(1, at.Dx()/64) // around it: small windows have few pixels to lose
	render.Outline(dst, seen.Inset(-line).Intersect(at), line, rgba(theme.Color(theme.Accent)))
}

// onto is where a rectangle of an h×w picture's pixels lies when the picture fills r.
func onto(r image.Rectangle, h, w int, pixels image.Rectangle) image.Rectangle {
	x := func(column int) int { return r.Min.X + (column*r.Dx()+w/2)/w }
	y := func(row int) int { return r.Min.Y + (row*r.Dy()+h/2)/h }
	return image.Rect(x(pixels.Min.X), y(pixels.Min.Y), x(pixels.Max.X), y(pixels.Max.Y)).Intersect(r)
}

func (p *topPage) caption(i int) string {
	if i >= len(p.top) {
		return ""
	}
	return widget.Number(float64(p.top[i].Strength))
}

func (p *topPage) say(i, _, _ int, inside bool) {
	if !inside || i >= len(p.top) {
		p.hover()
		return
	}
	p.hover(append(p.subject.surveyed.describe(p.top[i].Picture, p.subject.task), "answers "+p.caption(i))...)
}
