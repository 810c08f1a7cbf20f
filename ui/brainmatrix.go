package ui

import (
	"image"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
	"unitscope/viz/rsa"
)

// A matrixPane shows the dissimilarities of one layer or region: as a matrix, or as pictures in a plane.
type matrixPane struct {
	*brainPane
	of      *brainMatrices
	choices *widget.Dropdown
	view    *widget.MapView
	cloud   *widget.PictureCloud
	bar     *widget.ColorBar

	drawn  matrixDrawn
	cells  []float32 // as drawn, row by row
	span   colormap.Range
	points *rsa.Points
}

// matrixDrawn is all that a matrix's pixels depend on.
type matrixDrawn struct {
	matrix *session.BrainMatrix
	order  *session.BrainOrder
	raw    bool
	dark   bool
}

func newMatrixPane(of *brainMatrices, title string, exhibits []session.Exhibit, choices func() []*fyne.MenuItem, ways ...fyne.CanvasObject) *matrixPane {
	p := &matrixPane{of: of}
	p.choices = widget.NewSmallDropdown("", "", choices)
	p.view = widget.NewMapView(p.paint)
	p.view.SetMinEdge(leastSquare)
	p.view.OnHover = func(row, col int, inside bool) {
		if !inside {
			row, col = -1, -1
		}
		of.point(of.picture(row), of.picture(col))
		of.say()
	}
	p.view.OnCell = func(row, col int) { of.pin(of.picture(row), of.picture(col)) }
	p.view.OnSecondary = func(fyne.Position) { of.desk.exportMenu(p.choices, exhibits) }
	p.cloud = widget.NewPictureCloud(func(i int) *image.RGBA { return of.frame.session.Brain.Thumb(i) })
	p.cloud.SetTip("Pictures that are treated alike stand near each other. Where they would cover each other they are moved apart. Click one to look at it")
	p.cloud.OnHover = p.overPicture
	p.cloud.OnPick = func(_, i int) { of.act(session.LookAtBrain{Picture: i}) }
	p.cloud.Hide()
	p.bar = widget.NewColorBar()
	p.brainPane = newBrainPane(of.act, section(widget.NewSectionHead(title, p.choices), wrapping(ways...)), stackOf(p.view, p.cloud), p.bar)
	p.edge = p.snapped
	return p
}

// snapped is the edge of a matrix in a room: whole pixels for each of its cells, where there are any.
func (p *matrixPane) snapped(width, height float32) float32 {
	edge := min(width, height)
	device, cells := widget.DevicePixels(p.view, edge), p.size()
	if p.of.inPlane || cells <= 0 || device < cells {
		return edge
	}
	return edge * float32(device/cells*cells) / float32(device)
}

// size is how many pictures there are.
func (p *matrixPane) size() int {
	if p.drawn.matrix == nil {
		return 0
	}
	return p.drawn.matrix.RDM.Pictures()
}

// turn shows the other form.
func (p *matrixPane) turn() {
	show(p.view, !p.of.inPlane)
	show(p.cloud, p.of.inPlane)
	show(p.bar, !p.of.inPlane && p.shown.Visible())
	p.place(p.root.Size())
}

// update shows a matrix; resized tells that it has another size.
func (p *matrixPane) update(m *session.BrainMatrix, raw bool, painted int) (resized bool) {
	p.view.SetWindow(p.row(painted))
	now := matrixDrawn{m, p.of.order, raw, p.of.frame.dark}
	if now == p.drawn {
		return false
	}
	was := p.size()
	show(p.choices, m != nil)
	p.drawn, p.cells = now, nil
	if m == nil || now.order == nil || len(now.order.Pictures) != p.size() {
		p.view.SetCells(0, 0)
		p.view.Refresh()
		return was != p.size()
	}
	p.choices.SetValue(m.Title)
	p.cells = ordered(m, now.order.Pictures, raw)
	p.span = colormap.Range{High: 1}
	if raw {
		p.span = colormap.AnswersOf(p.cells)
	}
	p.bar.SetRange(p.span, activation(p.span, now.dark))
	p.view.SetCells(p.size(), p.size())
	p.view.Refresh()
	p.mark(p.of.pair())
	return was != p.size()
}

// row is the row of a picture, empty where there is none.
func (p *matrixPane) row(picture int) image.Rectangle {
	if picture < 0 || picture >= len(p.of.places) {
		return image.Rectangle{}
	}
	at := p.of.places[picture]
	return image.Rect(0, at, len(p.of.places), at+1)
}

// ordered is a matrix row by row, its pictures in an order: ranks, or dissimilarities as they are.
func ordered(m *session.BrainMatrix, order []int, raw bool) []float32 {
	n := len(order)
	cells := make([]float32, n*n)
	for row, i := range order {
		for col := range row {
			value, rank := m.At(i, order[col])
			if !raw {
				value = rank
			}
			cells[row*n+col], cells[col*n+row] = float32(value), float32(value)
		}
	}
	return cells
}

func (p *matrixPane) paint(dst *image.RGBA, r image.Rectangle) {
	n := p.size()
	if len(p.cells) != n*n || n == 0 {
		return
	}
	render.Map(dst, r, p.cells, n, n, p.span, gapped(activation(p.span, p.drawn.dark), rgba(theme.Color(theme.Field))))
	if r.Dx() < 2*n { // a line would take more than half of what is beside it
		return
	}
	line := rgba(theme.Color(theme.Background))
	for _, group := range p.drawn.order.Groups {
		if group.From == 0 {
			continue
		}
		x, y := r.Min.X+group.From*r.Dx()/n, r.Min.Y+group.From*r.Dy()/n
		render.Fill(dst, image.Rect(x, r.Min.Y, x+1, r.Max.Y), line)
		render.Fill(dst, image.Rect(r.Min.X, y, r.Max.X, y+1), line)
	}
}

// mark shows a pair of pictures.
func (p *matrixPane) mark(pair [2]int) {
	if pair[0] < 0 || pair[1] < 0 || max(pair[0], pair[1]) >= len(p.of.places) {
		p.view.SetPinned(-1, -1)
	} else {
		p.view.SetPinned(p.of.places[pair[0]], p.of.places[pair[1]])
	}
	p.cloud.SetMarked(pair[0], pair[1])
}

// plot places the pictures in the plane.
func (p *matrixPane) plot(a session.Answer[rsa.Points]) {
	p.cloud.RefreshMissing()
	if a.Value == p.points {
		return
	}
	p.points = a.Value
	var x, y []float64
	if a.Value != nil {
		for i := 0; i+1 < len(a.Value.At); i += 2 {
			x, y = append(x, a.Value.At[i]), append(y, a.Value.At[i+1])
		}
	}
	p.cloud.SetPoints(x, y, p.of.pictureColors(len(x)))
}

// overPicture tells of a picture in the plane, and how far from it the one is that was pinned.
func (p *matrixPane) overPicture(_, i int, inside bool) {
	of := p.of
	if !inside {
		of.point(-1, -1)
		of.hover()
		return
	}
	other := i
	if of.pinned != noPair {
		other = of.pinned[0]
	}
	of.point(other, i)
	if p.points != nil && !math.IsNaN(p.points.Stress) {
		of.hover(pictureName(of.stimuli, i), "stress "+widget.Number(p.points.Stress))
		return
	}
	of.hover(pictureName(of.stimuli, i))
}
