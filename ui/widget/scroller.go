package widget

import (
	"image"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// scroller moves a painted widget's content up and down. Lengths are Fyne's units.
type scroller struct {
	// Beyond gets the scrolling that is not used here, because everything shows or the end is reached.
	Beyond fyne.Scrollable

	offset  float32
	content func() float32 // height of everything
	room    func() float32 // height of what shows
	moved   func()
}

func (s *scroller) furthest() float32 { return max(0, s.content()-s.room()) }

// scrollTo moves so that top..bottom of the content shows.
func (s *scroller) scrollTo(top, bottom float32) {
	to := s.offset
	if bottom > to+s.room() {
		to = bottom - s.room()
	}
	s.move(min(to, top))
}

func (s *scroller) move(to float32) bool {
	to = min(max(to, 0), s.furthest())
	if to == s.offset {
		return false
	}
	s.offset = to
	s.moved()
	return true
}

// wheel is what fyne.Scrollable's Scrolled does in widgets that scroll. Those that show everything do not implement it:
// Fyne would clip them to themselves, and not to the page that they are on.
func (s *scroller) wheel(ev *fyne.ScrollEvent) {
	if !s.move(s.offset-ev.Scrolled.DY) && s.Beyond != nil {
		s.Beyond.Scrolled(ev)
	}
}

// drawBar draws a thin bar at the right edge of the page where not everything shows.
func (s *scroller) drawBar(p *page, n *pen) {
	content, room := s.content(), s.room()
	if content <= room+0.5 || room <= 0 {
		return
	}
	height := float32(p.Rect.Dy())
	length := max(room/content*height, p.exact(2*theme.Grid))
	top := s.offset / (content - room) * (height - length)
	bar := image.Rect(p.Rect.Max.X-p.px(3), int(top), p.Rect.Max.X, int(top+length))
	n.pill(p, bar, float32(bar.Dx())/2, theme.Color(theme.Quiet))
}
