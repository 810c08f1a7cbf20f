package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// ErrorBar is how much of an error reached a layer, with an arrow at its left to where the error is sent on.
type ErrorBar struct {
	sheet
	pen     pen
	share   float64
	caption string
	arrow   Arrow
}

// Arrow is how an ErrorBar's arrow looks.
type Arrow int

// The arrows.
const (
	NoArrow  Arrow = iota
	DimArrow       // the error has not gone this way yet
	LitArrow
)

// NewErrorBar returns an empty bar.
func NewErrorBar() *ErrorBar {
	b := &ErrorBar{}
	b.start(b, func() fyne.Size { return fyne.NewSize(theme.Px(40), theme.Px(36)) }, b.draw)
	return b
}

// Set fills a share, 0 to 1, of the bar and writes a caption below it.
func (b *ErrorBar) Set(share float64, caption string, arrow Arrow) {
	if b.share != share || b.caption != caption || b.arrow != arrow {
		b.share, b.caption, b.arrow = share, caption, arrow
		b.repaint()
	}
}

// Caption is what stands below the bar.
func (b *ErrorBar) Caption() string { return b.caption }

// Arrow is how the arrow looks.
func (b *ErrorBar) Arrow() Arrow { return b.arrow }

// ErrorBarInset is how far a bar begins from the widget's left edge, where the arrow is, before scaling.
const ErrorBarInset = 20

func (b *ErrorBar) draw(p *page) {
	p.clear()
	track := image.Rect(p.px(ErrorBarInset), p.px(3), p.Rect.Dx(), p.px(13))
	p.fill(track, theme.Color(theme.Field))
	done := track
	done.Max.X = track.Min.X + int(min(1, max(0, b.share))*float64(track.Dx())+0.5)
	p.fill(done, theme.Color(theme.Bad))
	if b.arrow != NoArrow {
		colour := theme.Line
		if b.arrow == LitArrow {
			colour = theme.Bad
		}
		b.pen.arrowLeft(p, image.Rect(p.px(3), p.px(1), p.px(15), p.px(15)), theme.Color(colour))
	}
	l := p.style(theme.Small, false)
	p.text(p.shorten(b.caption, track.Dx(), l), track.Min.X, p.px(25), fromLeft, l, theme.Color(theme.Quiet))
}

// arrowLeft fills a triangle that points to the left.
func (n *pen) arrowLeft(p *page, r image.Rectangle, c color.Color) {
	r = r.Intersect(p.Rect)
	if r.Empty() {
		return
	}
	w, h := float32(r.Dx()), float32(r.Dy())
	n.raster.Reset(r.Dx(), r.Dy())
	n.raster.MoveTo(w, 0)
	n.raster.LineTo(w, h)
	n.raster.LineTo(0, h/2)
	n.raster.ClosePath()
	n.apply(p, r, c)
}
