package widget

import (
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// Matrix shows what was answered for what was wanted: a row for each wanted class, coloured by the share of its
// pictures that got the column's answer. Under the mouse a line below says it in words.
type Matrix struct {
	sheet
	focus
	secondary

	OnHover func(row, col int, inside bool)
	OnPick  func(row, col int)

	names   []string
	counts  [][]int
	colors  colormap.Map
	edge    float32
	hovered image.Point // X column, Y row; -1: none
	names0  int         // device pixels that the names took at the last painting
	mark    *outline
}

// NewMatrix returns an empty matrix in these colours, from none to all.
func NewMatrix(m colormap.Map) *Matrix {
	x := &Matrix{colors: m, edge: 168, hovered: image.Pt(-1, -1), mark: newOutline()}
	x.startFocus(x, x.typed)
	x.layers = append(x.mark.objects(), x.ring)
	x.arrange = func(size fyne.Size) {
		x.ring.Resize(size)
		x.styleRing(theme.Accent)
		x.placeMark()
	}
	x.start(x, func() fyne.Size { return fyne.NewSize(theme.Px(x.edge+56), theme.Px(x.edge+20)) }, x.draw)
	return x
}

// SetCounts shows counts [wanted][answered]; names are the classes'.
func (x *Matrix) SetCounts(names []string, counts [][]int) {
	x.names, x.counts = names, counts
	if n := len(counts); x.hovered.X >= n || x.hovered.Y >= n {
		x.hover(image.Pt(-1, -1))
	}
	x.repaint()
}

// SetMinEdge changes the least width and height of the cells together, before scaling.
func (x *Matrix) SetMinEdge(length float32) {
	x.edge = length
	x.Refresh()
}

// SetColors changes the colours, as when the theme changed.
func (x *Matrix) SetColors(m colormap.Map) {
	x.colors = m
	x.repaint()
}

// Readout is what the line below says: the cell under the mouse in words, or all of them together.
func (x *Matrix) Readout() string {
	right, total := 0, 0
	for row, counts := range x.counts {
		for col, n := range counts {
			total += n
			if row == col {
				right += n
			}
		}
	}
	if row, col := x.hovered.Y, x.hovered.X; row >= 0 && row < len(x.counts) && col >= 0 && col < len(x.counts[row]) {
		return fmt.Sprintf("%s answered as %s: %d of %d", x.names[row], x.names[col], x.counts[row][col], sum(x.counts[row]))
	}
	if total == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d right · row: wanted", right, total)
}

func sum(counts []int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// grid is where the cells are: square, right of the names, above the line of words.
func (x *Matrix) grid(room image.Rectangle, line int) render.Grid {
	n := max(1, len(x.counts))
	edge := max(1, min(room.Dx()-x.names0, room.Dy()-line)/n)
	return render.Grid{Cols: n, Cell: image.Pt(edge-1, edge-1), Gap: 1, Origin: image.Pt(x.names0, 0)}
}

func (x *Matrix) draw(p *page) {
	p.clear()
	l, quiet := p.style(theme.Small, false), theme.Color(theme.Quiet)
	x.names0 = 0
	for _, name := range x.names {
		x.names0 = max(x.names0, p.textWidth(name, l)+p.px(6))
	}
	x.names0 = min(x.names0, p.Rect.Dx()/3)
	g := x.grid(p.Rect, p.px(20))
	for row, counts := range x.counts {
		total := sum(counts)
		for col, n := range counts {
			share := math.NaN() // the colour of what is not known
			if total > 0 {
				share = float64(n) / float64(total)
			}
			p.fill(g.At(row*g.Cols+col), x.colors.At(share))
		}
		if g.Cell.Y >= p.px(9) || len(x.counts) == 1 {
			colour := quiet
			if row == x.hovered.Y {
				colour = theme.Color(theme.Text)
			}
			middle := g.At(row * g.Cols)
			p.text(p.shorten(x.names[row], x.names0-p.px(6), l), x.names0-p.px(6), (middle.Min.Y+middle.Max.Y)/2, fromRight, l, colour)
		}
	}
	bottom := g.Size(len(x.counts)*len(x.counts)).Y + p.px(11)
	p.text(p.shorten(x.Readout(), p.Rect.Dx(), l), 0, bottom, fromLeft, l, quiet)
}

// cellAt returns the cell (X column, Y row) at a position, -1 where there is none.
func (x *Matrix) cellAt(pos fyne.Position) image.Point {
	g, ratio := x.gridNow()
	i, ok := g.Index(image.Pt(int(pos.X*ratio), int(pos.Y*ratio)), len(x.counts)*len(x.counts))
	if !ok {
		return image.Pt(-1, -1)
	}
	return image.Pt(i%g.Cols, i/g.Cols)
}

func (x *Matrix) gridNow() (render.Grid, float32) {
	v := viewOn(x.raster, 1, 1)
	return x.grid(v.room, int(theme.Px(20)*v.ratio+0.5)), v.ratio
}

func (x *Matrix) placeMark() {
	if x.hovered.X < 0 {
		x.mark.hide()
		return
	}
	g, ratio := x.gridNow()
	pos, size := view{ratio: ratio}.units(g.At(x.hovered.Y*g.Cols + x.hovered.X))
	x.mark.show(pos, size, theme.Px(1), theme.Color(theme.Text))
}

// MouseIn implements desktop.Hoverable.
func (x *Matrix) MouseIn(ev *desktop.MouseEvent) { x.hover(x.cellAt(ev.Position)) }

// MouseMoved implements desktop.Hoverable.
func (x *Matrix) MouseMoved(ev *desktop.MouseEvent) { x.hover(x.cellAt(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (x *Matrix) MouseOut() { x.hover(image.Pt(-1, -1)) }

func (x *Matrix) hover(at image.Point) {
	if at == x.hovered {
		return
	}
	was := x.hovered
	x.hovered = at
	x.placeMark()
	x.repaint()
	switch {
	case x.OnHover == nil:
	case at.X < 0:
		x.OnHover(was.Y, was.X, false)
	default:
		x.OnHover(at.Y, at.X, true)
	}
}

// Tapped implements fyne.Tappable.
func (x *Matrix) Tapped(ev *fyne.PointEvent) {
	if at := x.cellAt(ev.Position); at.X >= 0 && x.OnPick != nil {
		x.OnPick(at.Y, at.X)
	}
}

// typed moves over the cells, or picks the one that it reached.
func (x *Matrix) typed(ev *fyne.KeyEvent) bool {
	step, isArrow := map[fyne.KeyName]image.Point{
		fyne.KeyLeft: {X: -1}, fyne.KeyRight: {X: 1}, fyne.KeyUp: {Y: -1}, fyne.KeyDown: {Y: 1},
	}[ev.Name]
	n := len(x.counts)
	switch {
	case isArrow && n > 0:
		at := x.hovered.Add(step)
		x.hover(image.Pt(min(max(at.X, 0), n-1), min(max(at.Y, 0), n-1)))
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && x.hovered.X >= 0:
		if x.OnPick != nil {
			x.OnPick(x.hovered.Y, x.hovered.X)
		}
	default:
		return false
	}
	return true
}
