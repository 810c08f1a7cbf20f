package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	xdraw "golang.org/x/image/draw"

	"unitscope/ui/theme"
	"unitscope/viz/render"
)

// Strip shows thumbnails of pictures in rows and scrolls to more. Only those that show are asked for.
type Strip struct {
	sheet
	focus
	scroller

	OnPick  func(i int)
	OnHover func(i int, inside bool)
	OnOpen  func(i int) // Enter on the picked one

	thumb    func(i int) *image.RGBA
	caption  func(i int) string
	count    int
	size     fyne.Size // a thumbnail's wanted size, before scaling
	minRows  int
	selected int
	hovered  int
	pen      pen
}

// NewStrip returns an empty strip. thumb gives a picture, or nil while it is being loaded: call RefreshThumb then.
func NewStrip(thumb func(i int) *image.RGBA) *Strip {
	s := &Strip{thumb: thumb, size: fyne.NewSquareSize(44), minRows: 2, selected: -1, hovered: -1}
	s.startFocus(s, s.typed)
	s.scroller.content = func() float32 {
		g, ratio := s.grid()
		lines := (s.count + g.Cols - 1) / g.Cols
		return float32(lines*(g.Cell.Y+g.Gap)-g.Gap) / ratio
	}
	s.scroller.room = func() float32 { return s.raster.Size().Height }
	s.scroller.moved = s.repaint
	s.layers = []fyne.CanvasObject{s.ring}
	s.arrange = func(size fyne.Size) {
		s.ring.Resize(size)
		s.styleRing(theme.Accent)
		s.offset = min(s.offset, s.furthest())
	}
	s.start(s, s.minimum, s.draw)
	return s
}

// SetCount changes the number of pictures; all are asked for anew.
func (s *Strip) SetCount(n int) {
	s.count = n
	if s.selected >= n {
		s.selected = -1
	}
	s.offset = min(s.offset, s.furthest())
	s.repaint()
}

// SetSelected frames a picture; -1 frames none.
func (s *Strip) SetSelected(i int) {
	if s.selected != i {
		s.selected = i
		s.repaint()
	}
}

// Selected is the framed picture, -1 for none.
func (s *Strip) Selected() int { return s.selected }

// SetThumb changes the size of thumbnails, before scaling. They grow a little, so that a row fills the width.
func (s *Strip) SetThumb(width, height float32) {
	s.size = fyne.NewSize(width, height)
	s.Refresh()
}

// SetCaptions names what stands under each thumbnail; nil removes the lines.
func (s *Strip) SetCaptions(text func(i int) string) {
	s.caption = text
	s.Refresh()
}

// SetMinRows changes how many rows show at least.
func (s *Strip) SetMinRows(rows int) {
	s.minRows = rows
	s.Refresh()
}

// RefreshThumb asks for a picture again, if it shows.
func (s *Strip) RefreshThumb(i int) {
	if first, end := s.Shown(); i >= first && i < end {
		s.repaint()
	}
}

// ScrollTo brings a picture into view.
func (s *Strip) ScrollTo(i int) {
	if i < 0 || i >= s.count {
		return
	}
	g, ratio := s.grid()
	r := g.At(i)
	s.scrollTo(float32(r.Min.Y)/ratio, float32(r.Max.Y)/ratio)
}

// grid is how the thumbnails lie in the unscrolled content, captions included, and how many device pixels a unit is.
func (s *Strip) grid() (render.Grid, float32) {
	ratio := pixelRatio(s.raster)
	px := func(length float32) int { return int(theme.Px(length)*ratio + 0.5) }
	width, gap := int(s.raster.Size().Width*ratio+0.5)-px(theme.Grid/2), px(4)
	cols := max(1, (width+gap)/(px(s.size.Width)+gap))
	cell := image.Pt(max(1, (width+gap)/cols-gap), 0)
	cell.Y = int(float32(cell.X)*s.size.Height/s.size.Width + 0.5)
	if s.caption != nil {
		cell.Y += CaptionHeight(s.raster)
	}
	return render.Grid{Cols: cols, Cell: cell, Gap: gap}, ratio
}

// Shown is the range of pictures that can be seen.
func (s *Strip) Shown() (first, end int) {
	g, ratio := s.grid()
	pitch := g.Cell.Y + g.Gap
	first = int(s.offset*ratio) / pitch * g.Cols
	last := int((s.offset+s.room())*ratio) / pitch * g.Cols
	return min(first, s.count), min(last+g.Cols, s.count)
}

func (s *Strip) minimum() fyne.Size {
	g, ratio := s.grid()
	rows := s.minRows
	if s.raster.Size().Width == 0 {
		return fyne.NewSize(theme.Px(s.size.Width), float32(rows)*theme.Px(s.size.Height+4))
	}
	return fyne.NewSize(theme.Px(s.size.Width), float32(rows*(g.Cell.Y+g.Gap)-g.Gap)/ratio)
}

func (s *Strip) draw(p *page) {
	p.clear()
	g, _ := s.grid()
	g.Origin.Y = -int(s.offset * p.ratio)
	first, end := s.Shown()
	for i := first; i < end; i++ {
		s.drawThumb(p, g.At(i), i)
	}
	s.drawBar(p, &s.pen)
}

func (s *Strip) drawThumb(p *page, r image.Rectangle, i int) {
	if s.caption != nil {
		l := p.style(theme.Small, false)
		line := r
		r.Max.Y -= CaptionHeight(s.raster)
		p.text(p.shorten(s.caption(i), r.Dx(), l), r.Min.X, (r.Max.Y+line.Max.Y)/2, fromLeft, l, theme.Color(theme.Quiet))
	}
	if picture := s.thumb(i); picture != nil {
		drawWhole(p.RGBA, r, picture)
	} else {
		p.fill(r, theme.Color(theme.Field))
	}
	switch i {
	case s.selected:
		p.frame(r, max(1, p.px(2)), theme.Color(theme.Accent))
	case s.hovered:
		p.frame(r, max(1, p.px(1)), theme.Color(theme.Text))
	}
}

// drawWhole draws all of a picture into r, its shape kept: as squares where it is a whole multiple, else smoothly.
func drawWhole(dst *image.RGBA, r image.Rectangle, picture *image.RGBA) {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	if w == 0 || h == 0 {
		return
	}
	size := image.Pt(r.Dx(), r.Dx()*h/w)
	if size.Y > r.Dy() {
		size = image.Pt(r.Dy()*w/h, r.Dy())
	}
	corner := r.Min.Add(r.Size().Sub(size).Div(2))
	at := image.Rectangle{Min: corner, Max: corner.Add(size)}
	if at.In(dst.Rect) {
		magnify(dst, at, picture)
	} else { // partly scrolled away
		xdraw.ApproxBiLinear.Scale(dst, at, picture, picture.Rect, xdraw.Src, nil)
	}
}

func (s *Strip) indexAt(pos fyne.Position) int {
	g, ratio := s.grid()
	g.Origin.Y = -int(s.offset * ratio)
	if i, ok := g.Index(image.Pt(int(pos.X*ratio), int(pos.Y*ratio)), s.count); ok {
		return i
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (s *Strip) Tapped(ev *fyne.PointEvent) {
	if i := s.indexAt(ev.Position); i >= 0 {
		s.pick(i)
	}
}

func (s *Strip) pick(i int) {
	s.SetSelected(i)
	if s.OnPick != nil {
		s.OnPick(i)
	}
}

// Scrolled implements fyne.Scrollable.
func (s *Strip) Scrolled(ev *fyne.ScrollEvent) { s.wheel(ev) }

// MouseIn implements desktop.Hoverable.
func (s *Strip) MouseIn(ev *desktop.MouseEvent) { s.hover(s.indexAt(ev.Position)) }

// MouseMoved implements desktop.Hoverable.
func (s *Strip) MouseMoved(ev *desktop.MouseEvent) { s.hover(s.indexAt(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (s *Strip) MouseOut() { s.hover(-1) }

func (s *Strip) hover(i int) {
	if i == s.hovered {
		return
	}
	was := s.hovered
	s.hovered = i
	s.repaint()
	switch {
	case s.OnHover == nil:
	case i < 0:
		s.OnHover(was, false)
	default:
		s.OnHover(i, true)
	}
}

// typed moves the choice, or opens it.
func (s *Strip) typed(ev *fyne.KeyEvent) bool {
	g, _ := s.grid()
	step, isArrow := map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -g.Cols, fyne.KeyDown: g.Cols,
	}[ev.Name]
	switch {
	case isArrow && s.selected < 0 && s.count > 0:
		s.pick(0)
	case isArrow:
		if next := s.selected + step; next >= 0 && next < s.count {
			s.pick(next)
			s.ScrollTo(next)
		}
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && s.selected >= 0:
		if s.OnOpen != nil {
			s.OnOpen(s.selected)
		}
	default:
		return false
	}
	return true
}
