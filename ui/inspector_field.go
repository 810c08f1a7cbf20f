package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A fieldPage shows what the unit sees: its averaged field, and what hiding each place of the picture under the
// microscope takes from it.
type fieldPage struct {
	hover func(text ...string)

	progress *widget.Progress
	field    *fieldView
	head     *widget.SectionHead
	picture  *widget.MapView
	bar      *widget.ColorBar
	words    *widget.Text
	sheet    *squarePane
	panes    *fyne.Container // field and picture, to be compared: side by side, or below one another

	subject *subject
	drawn   occlusionDrawn
}

// occlusionDrawn is what the picture's map was drawn from.
type occlusionDrawn struct {
	found *session.Discrepancy
	dark  bool
}

const occlusionTip = "Discrepancy map: a patch hides one place after another, and each pixel shows what that takes from the unit's answer, read at the cell where it answers the picture most."

func newFieldPage(act do, hover func(text ...string), desk exporter) *fieldPage {
	p := &fieldPage{hover: hover}
	p.progress = newJob(act)
	p.field = newFieldView(act, hover, desk, true)
	p.head = widget.NewSectionHead("In this picture")
	p.picture = widget.NewMapView(p.paint)
	p.picture.SetMinEdge(leastSquare)
	p.picture.OnHover = p.say
	p.picture.OnSecondary = func(at fyne.Position) { desk.unitMenu(at, p.subject.selection.Unit, session.ExhibitOcclusion) }
	p.bar = widget.NewColorBar()
	p.words = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	p.sheet = newSquarePane(widget.NewTip(occlusionTip, p.head), p.picture, p.bar, p.words)
	p.sheet.cells = func() int {
		if p.subject == nil {
			return 0
		}
		return max(p.subject.net.Input[1], p.subject.net.Input[2])
	}
	p.panes = arranged(p.least, p.place, p.field.root, p.sheet.root)
	return p
}

func (p *fieldPage) objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.progress, p.panes} }

// panesGap is between the panes, before scaling.
const panesGap = 1.5 * theme.Grid

// column is the width of each of the panes, and whether they stand side by side: where none of their pixels is lost then.
func (p *fieldPage) column(width float32) (column float32, beside bool) {
	column = (width - theme.Px(panesGap)) / 2
	if column >= theme.Px(leastSquare) && widget.DevicePixels(p.picture, column) >= p.sheet.cells() {
		return column, true
	}
	return width, false
}

func (p *fieldPage) least() fyne.Size {
	width := p.panes.Size().Width
	if width <= 0 { // not laid out yet
		width = theme.Px(inspectorLeast - 2*inspectorMargin)
	}
	column, beside := p.column(width)
	field, picture := p.field.height(column), p.sheet.height(column)
	if beside {
		return fyne.NewSize(theme.Px(leastSquare), max(field, picture))
	}
	return fyne.NewSize(theme.Px(leastSquare), field+theme.Px(panesGap)+picture)
}

func (p *fieldPage) place(size fyne.Size) {
	column, beside := p.column(size.Width)
	field, picture, gap := p.field.height(column), p.sheet.height(column), theme.Px(panesGap)
	put(p.field.root, 0, 0, column, field)
	if beside {
		put(p.sheet.root, column+gap, 0, column, picture)
	} else {
		put(p.sheet.root, 0, field+gap, column, picture)
	}
}

func (p *fieldPage) update(s *subject) (resized bool) {
	p.subject = s
	field := s.session.Probe.Field()
	resized = under(p.progress, fieldWork(s.frame), field)
	resized = p.field.update(s.frame, field) || resized
	return p.showPicture(s) || resized
}

func (p *fieldPage) showPicture(s *subject) (resized bool) {
	a := s.session.Probe.Occlusion()
	shape := s.net.Input
	if now := (occlusionDrawn{a.Value, s.dark}); now != p.drawn {
		p.drawn = now
		p.picture.SetCells(shape[1], shape[2])
		if d := a.Value; d != nil {
			p.bar.SetRange(p.span(), signed(s.dark))
		}
		p.picture.Refresh()
	}
	p.head.SetNote(standing(a))
	words := "blue: hiding it raises the answer; orange: it lowers it. " // in the colours of the map
	switch d := a.Value; {
	case d == nil && a.Waits:
		words = "Measured when the network rests."
	case d == nil && a.Err != nil:
		words = sentence(a.Err.Error())
	case d == nil && a.Working:
		words = "A patch is being moved over the picture…"
	case d == nil:
		words = ""
	default:
		words += fmt.Sprintf("The unit answers %s to the whole picture; patch of %d px, moved by %d.", figure(float64(d.Original)), d.Patch, d.Stride)
	}
	if words != p.words.Text() {
		p.words.SetText(words)
		resized = true
	}
	return resized
}

func (p *fieldPage) span() colormap.Range {
	bound := float64(p.drawn.found.Largest)
	if bound == 0 {
		bound = 1
	}
	return colormap.Range{Low: -bound, High: bound, Signed: true}
}

func (p *fieldPage) paint(dst *image.RGBA, r image.Rectangle) {
	empty, shape := rgba(theme.Color(theme.Field)), p.subject.net.Input
	d := p.drawn.found
	if d == nil || len(d.Map) != shape[1]*shape[2] {
		render.Fill(dst, r, empty)
		return
	}
	render.Map(dst, r, d.Map, shape[1], shape[2], p.span(), gapped(signed(p.drawn.dark), empty))
}

func (p *fieldPage) say(row, col int, inside bool) {
	d := p.drawn.found
	if !inside || d == nil {
		p.hover()
		return
	}
	p.hover(p.subject.frame.title(p.subject.selection.Unit), discrepancyAt(d.Map, p.subject.net.Input[2], row, col))
}
