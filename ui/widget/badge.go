package widget

import (
	"image/color"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// Badge is a word on a coloured pill.
type Badge struct {
	sheet
	text   string
	ground color.Color
	pen    pen
}

// NewBadge returns an empty one.
func NewBadge() *Badge {
	b := &Badge{ground: color.Transparent}
	b.start(b, b.minimum, b.draw)
	return b
}

// Set changes the word and the colour under it.
func (b *Badge) Set(text string, ground color.Color) {
	if b.text == text && b.ground == ground {
		return
	}
	b.text, b.ground = text, ground
	b.Refresh()
}

// Text is what the badge says.
func (b *Badge) Text() string { return b.text }

func (b *Badge) minimum() fyne.Size {
	if b.text == "" {
		return fyne.Size{}
	}
	width := float32((&page{ratio: 1}).textWidth(b.text, lettering{size: theme.Size(theme.Small), bold: true}))
	return fyne.NewSize(width+theme.Px(2*theme.Grid), theme.Px(20))
}

func (b *Badge) draw(p *page) {
	p.clear()
	if b.text == "" {
		return
	}
	l, height := p.style(theme.Small, true), p.px(20)
	r := p.Rect
	r.Min.Y = max(r.Min.Y, (r.Dy()-height)/2)
	r.Max.Y = min(r.Max.Y, r.Min.Y+height)
	b.pen.pill(p, r, float32(r.Dy())/2, b.ground)
	p.text(b.text, r.Dx()/2, (r.Min.Y+r.Max.Y)/2, centred, l, inkOn(b.ground))
}
