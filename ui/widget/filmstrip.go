package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
	"unitscope/viz/render"
)

// Filmstrip shows frames side by side: in each a picture, a map of the same size below it, and lines of words. As many
// whole frames stand in it as fit; the arrow keys, dragging, and a click on the bar below move on to the others. (The wheel
// is left to the page that it stands on, see scroller.)
type Filmstrip struct {
	sheet
	focus

	OnPick      func(frame int)
	OnOpen      func(frame int) // double click, or Enter
	OnHover     func(at FilmCell, inside bool)
	OnSecondary func(frame int, at fyne.Position) // position on the canvas, for a menu

	unit     func(dst *image.RGBA, frame int, part FilmPart, r image.Rectangle)
	caption  func(frame int) []string
	count    int
	cells    [2]image.Point // of a picture and of a map: X columns, Y rows
	edge     float32        // a frame's least width, before scaling
	lines    int            // of words under a frame
	first    int            // the leftmost frame that shows
	selected int
	hovered  FilmCell
	dragged  float32 // not yet enough for another frame
	over     *outline
	chosen   *outline
	pen      pen
}

// FilmPart is the picture or the map of a frame.
type FilmPart int

// The parts of a frame, from the top down.
const (
	FilmPicture FilmPart = iota
	FilmMap
)

// FilmCell is a pixel of a frame's picture, or a cell of its map. Frame −1 is none; over the words Row and Col are −1.
type FilmCell struct {
	Frame    int
	Part     FilmPart
	Row, Col int
}

var noFrame = FilmCell{Frame: -1, Row: -1, Col: -1}

// NewFilmstrip returns an empty strip; paint draws a part of a frame into r, device pixels of dst, where render.Fit
// places it.
func NewFilmstrip(paint func(dst *image.RGBA, frame int, part FilmPart, r image.Rectangle)) *Filmstrip {
	s := &Filmstrip{unit: paint, edge: 64, lines: 2, selected: -1, hovered: noFrame, over: newOutline(), chosen: newOutline()}
	s.cells = [2]image.Point{{X: 1, Y: 1}, {X: 1, Y: 1}}
	s.startFocus(s, s.typed)
	s.layers = append(append(s.over.objects(), s.chosen.objects()...), s.ring)
	s.arrange = func(size fyne.Size) {
		s.ring.Resize(size)
		s.styleRing(theme.Accent)
		s.first = min(s.first, s.furthest())
		s.placeOutlines()
	}
	s.start(s, s.minimum, s.draw)
	return s
}

// SetFrames changes the number of frames, the sizes of their pictures and maps, X columns and Y rows, and paints all anew.
func (s *Filmstrip) SetFrames(count int, picture, field image.Point) {
	s.count, s.cells = count, [2]image.Point{picture, field}
	if s.selected >= count {
		s.selected = -1
	}
	s.first, s.hovered = min(s.first, s.furthest()), noFrame
	s.Refresh()
}

// SetEdge changes a frame's least width, before scaling; frames grow so that they fill the strip.
func (s *Filmstrip) SetEdge(least float32) {
	s.edge = least
	s.Refresh()
}

// SetCaptions names what stands under each frame, in at most so many lines.
func (s *Filmstrip) SetCaptions(lines int, text func(frame int) []string) {
	s.lines, s.caption = lines, text
	s.Refresh()
}

// RefreshFrames has what shows painted again.
func (s *Filmstrip) RefreshFrames() { s.repaint() }

// SetSelected frames a picture; -1 frames none.
func (s *Filmstrip) SetSelected(frame int) {
	if s.selected != frame {
		s.selected = frame
		s.placeOutlines()
	}
}

// Selected is the framed picture, -1 for none.
func (s *Filmstrip) Selected() int { return s.selected }

// ScrollTo brings a frame into view.
func (s *Filmstrip) ScrollTo(frame int) {
	if frame < s.first {
		s.move(frame - s.first)
	} else if shown := s.Shown(); frame >= s.first+shown {
		s.move(frame - shown + 1 - s.first)
	}
}

// First is the leftmost frame that shows.
func (s *Filmstrip) First() int { return s.first }

// Shown is how many whole frames fit side by side.
func (s *Filmstrip) Shown() int {
	g, _ := s.grid()
	return g.Cols
}

// grid is how the frames that show lie, words included, and how many device pixels a unit is.
func (s *Filmstrip) grid() (render.Grid, float32) {
	ratio := pixelRatio(s.raster)
	px := func(length float32) int { return int(theme.Px(length)*ratio + 0.5) }
	width, gap := int(s.raster.Size().Width*ratio+0.5), px(theme.Grid)
	cols := max(1, (width+gap)/(px(s.edge)+gap))
	edge := max(1, (width+gap)/cols-gap)
	height := 2*s.height(edge) + px(theme.Grid/2) + s.lines*CaptionHeight(s.raster) + px(theme.Grid)
	return render.Grid{Cols: cols, Cell: image.Pt(edge, height), Gap: gap}, ratio
}

// height is that of a picture, or map, of a width in device pixels.
func (s *Filmstrip) height(edge int) int {
	cells := s.cells[FilmPicture]
	if cells.X <= 0 {
		return edge
	}
	return max(1, edge*cells.Y/cells.X)
}

// part is where a part of the frame lies that stands at a place in the strip.
func (s *Filmstrip) part(g render.Grid, place int, part FilmPart) image.Rectangle {
	r := g.At(place)
	height := s.height(g.Cell.X)
	if part == FilmMap {
		r.Min.Y += height + g.Gap/2
	}
	r.Max.Y = r.Min.Y + height
	return r
}

func (s *Filmstrip) minimum() fyne.Size {
	g, ratio := s.grid()
	if s.raster.Size().Width == 0 {
		return fyne.NewSize(theme.Px(s.edge), 2*theme.Px(s.edge))
	}
	return fyne.NewSize(theme.Px(s.edge), float32(g.Cell.Y)/ratio)
}

func (s *Filmstrip) furthest() int { return max(0, s.count-s.Shown()) }

// move goes on by so many frames; it tells whether it moved.
func (s *Filmstrip) move(by int) bool {
	to := min(max(s.first+by, 0), s.furthest())
	if to == s.first {
		return false
	}
	s.first = to
	s.repaint()
	s.placeOutlines()
	return true
}

func (s *Filmstrip) draw(p *page) {
	p.clear()
	g, _ := s.grid()
	for place := range min(g.Cols, s.count-s.first) {
		frame := s.first + place
		for _, part := range []FilmPart{FilmPicture, FilmMap} {
			if r := s.part(g, place, part); r.In(p.Rect) {
				s.unit(p.RGBA, frame, part, r)
			}
		}
		if s.caption == nil {
			continue
		}
		at := s.part(g, place, FilmMap)
		l, line := p.style(theme.Small, false), CaptionHeight(s.raster)
		for i, text := range s.caption(frame) {
			if i >= s.lines {
				break
			}
			p.text(p.shorten(text, at.Dx(), l), at.Min.X, at.Max.Y+i*line+line/2+p.px(2), fromLeft, l, theme.Color(theme.Quiet))
		}
	}
	s.drawBar(p, g)
}

// drawBar draws along the bottom which frames show, where not all do.
func (s *Filmstrip) drawBar(p *page, g render.Grid) {
	if s.count <= g.Cols {
		return
	}
	track := image.Rect(0, g.Cell.Y-p.px(3), p.Rect.Max.X, g.Cell.Y)
	s.pen.pill(p, track, float32(track.Dy())/2, theme.Color(theme.Field))
	track.Min.X, track.Max.X = s.first*track.Dx()/s.count, (s.first+g.Cols)*track.Dx()/s.count
	s.pen.pill(p, track, float32(track.Dy())/2, theme.Color(theme.Quiet))
}

// onBar tells whether a position is on the bar, or near it.
func (s *Filmstrip) onBar(pos fyne.Position) bool {
	g, ratio := s.grid()
	return s.count > g.Cols && pos.Y*ratio > float32(g.Cell.Y-g.Gap)
}

// jump brings that part of the strip into view that the bar shows at x.
func (s *Filmstrip) jump(x float32) {
	g, _ := s.grid()
	at := int(x / max(s.raster.Size().Width, 1) * float32(s.count))
	s.move(at - g.Cols/2 - s.first)
}

func (s *Filmstrip) placeOutlines() {
	g, ratio := s.grid()
	around := func(o *outline, frame int, part FilmPart, thickness float32, c fyne.ThemeColorName) {
		place := frame - s.first
		if frame < 0 || frame >= s.count || place < 0 || place >= g.Cols {
			o.hide()
			return
		}
		pos, size := view{ratio: ratio}.units(s.part(g, place, part))
		o.show(pos, size, theme.Px(thickness), theme.Color(c))
	}
	hovered := s.hovered.Frame
	if s.hovered.Row < 0 || hovered == s.selected && s.hovered.Part == FilmPicture {
		hovered = -1
	}
	around(s.over, hovered, s.hovered.Part, 1, theme.Quiet)
	around(s.chosen, s.selected, FilmPicture, 2, theme.Accent)
}

// at tells what is at a position in the widget.
func (s *Filmstrip) at(pos fyne.Position) FilmCell {
	g, ratio := s.grid()
	pixel := image.Pt(int(pos.X*ratio), int(pos.Y*ratio))
	place, ok := g.Index(pixel, min(g.Cols, s.count-s.first))
	if !ok || s.onBar(pos) {
		return noFrame
	}
	for _, part := range []FilmPart{FilmPicture, FilmMap} {
		cells := s.cells[part]
		if row, col, ok := render.CellAt(s.part(g, place, part), cells.Y, cells.X, pixel); ok {
			return FilmCell{s.first + place, part, row, col}
		}
	}
	return FilmCell{s.first + place, FilmPicture, -1, -1}
}

// MouseDown implements desktop.Mouseable.
func (s *Filmstrip) MouseDown(ev *desktop.MouseEvent) {
	if s.onBar(ev.Position) {
		s.jump(ev.Position.X)
		return
	}
	if at := s.at(ev.Position); at.Frame >= 0 && ev.Button != desktop.MouseButtonTertiary {
		s.pick(at.Frame)
	}
}

// MouseUp implements desktop.Mouseable.
func (s *Filmstrip) MouseUp(*desktop.MouseEvent) {}

func (s *Filmstrip) pick(frame int) {
	s.SetSelected(frame)
	if s.OnPick != nil {
		s.OnPick(frame)
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (s *Filmstrip) DoubleTapped(ev *fyne.PointEvent) {
	if at := s.at(ev.Position); at.Frame >= 0 && s.OnOpen != nil {
		s.OnOpen(at.Frame)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (s *Filmstrip) TappedSecondary(ev *fyne.PointEvent) {
	if at := s.at(ev.Position); at.Frame >= 0 && s.OnSecondary != nil {
		s.OnSecondary(at.Frame, ev.AbsolutePosition)
	}
}

// Dragged implements fyne.Draggable: the frames follow the mouse, and so does the bar.
func (s *Filmstrip) Dragged(ev *fyne.DragEvent) {
	if s.onBar(ev.Position) {
		s.jump(ev.Position.X)
		return
	}
	g, ratio := s.grid()
	s.dragged -= ev.Dragged.DX
	pitch := float32(g.Cell.X+g.Gap) / ratio
	if steps := int(s.dragged / pitch); steps != 0 {
		s.dragged -= float32(steps) * pitch
		s.move(steps)
	}
}

// DragEnd implements fyne.Draggable.
func (s *Filmstrip) DragEnd() { s.dragged = 0 }

// MouseIn implements desktop.Hoverable.
func (s *Filmstrip) MouseIn(ev *desktop.MouseEvent) { s.hover(s.at(ev.Position)) }

// MouseMoved implements desktop.Hoverable.
func (s *Filmstrip) MouseMoved(ev *desktop.MouseEvent) { s.hover(s.at(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (s *Filmstrip) MouseOut() { s.hover(noFrame) }

func (s *Filmstrip) hover(at FilmCell) {
	if at == s.hovered {
		return
	}
	was := s.hovered
	s.hovered = at
	s.placeOutlines()
	switch {
	case s.OnHover == nil:
	case at.Frame < 0:
		s.OnHover(was, false)
	default:
		s.OnHover(at, true)
	}
}

// typed moves the choice, or opens it.
func (s *Filmstrip) typed(ev *fyne.KeyEvent) bool {
	step, isArrow := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyHome: -s.count, fyne.KeyEnd: s.count}[ev.Name]
	switch {
	case isArrow && s.count > 0:
		next := min(max(s.selected+step, 0), s.count-1)
		s.ScrollTo(next)
		s.pick(next)
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && s.selected >= 0:
		if s.OnOpen != nil {
			s.OnOpen(s.selected)
		}
	default:
		return false
	}
	return true
}
