package widget

import "fyne.io/fyne/v2"

// secondary is what a right click on a widget asks for; a widget embeds it.
type secondary struct {
	OnSecondary func(at fyne.Position) // position on the canvas, for a menu
}

// TappedSecondary implements fyne.SecondaryTappable.
func (s *secondary) TappedSecondary(ev *fyne.PointEvent) {
	if s.OnSecondary != nil {
		s.OnSecondary(ev.AbsolutePosition)
	}
}
