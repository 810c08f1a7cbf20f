package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// arrangement is a layout made of two functions: the least size, which may depend on the
// width given last, and the placing.
type arrangement struct {
	least func() fyne.Size
	place func(size fyne.Size)
}

func (a arrangement) MinSize([]fyne.CanvasObject) fyne.Size        { return a.least() }
func (a arrangement) Layout(_ []fyne.CanvasObject, size fyne.Size) { a.place(size) }

func arranged(least func() fyne.Size, place func(size fyne.Size), objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(arrangement{least, place}, objects...)
}

// put moves and resizes in one go.
func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// fitHeight puts an object at a width and lets it be as tall as it then asks for, which it
// returns: texts that wrap and tiles know their height only once they know their width.
func fitHeight(o fyne.CanvasObject, x, y, width float32) float32 {
	put(o, x, y, width, o.MinSize().Height)
	height := o.MinSize().Height
	put(o, x, y, width, height)
	return height
}

// putScroll puts a page that scrolls at a place; the page fills it, or is as tall as it asks for at that width.
func putScroll(scroll *container.Scroll, x, y, width, height float32) {
	page := scroll.Content
	for range 2 { // wrapping changes heights, which may ask for another round
		page.Resize(fyne.NewSize(width, max(height, page.MinSize().Height)))
	}
	put(scroll, x, y, width, height)
	scroll.Refresh()
}

// A pile is a page of a panel: objects below one another, each as wide as the page and as
// tall as it asks for at that width, which scrolls where they are taller than the panel.
type pile struct {
	root   *fyne.Container
	scroll *container.Scroll
	inside *fyne.Container
}

// newPile piles objects up with a margin around them and a gap between them, before scaling.
func newPile(margin, gap float32, objects ...fyne.CanvasObject) *pile {
	p := &pile{inside: container.New(pileLayout{margin, gap}, objects...)}
	p.scroll = container.NewVScroll(p.inside)
	p.root = arranged(p.scroll.MinSize, p.layout, p.scroll)
	return p
}

func (p *pile) layout(size fyne.Size) {
	for range 2 { // wrapping changes heights, which may ask for another round
		p.inside.Resize(fyne.NewSize(size.Width, max(size.Height, p.inside.MinSize().Height)))
	}
	p.scroll.Resize(size)
	p.scroll.Refresh()
}

// settle lays the page out again: something on it has another height.
func (p *pile) settle() {
	if size := p.root.Size(); size.Width > 0 {
		p.layout(size)
	}
}

// pileLayout places visible objects below one another.
type pileLayout struct{ margin, gap float32 }

func (l pileLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width, height := float32(0), 2*theme.Px(l.margin)
	for i, o := range visible(objects) {
		least := o.MinSize()
		width, height = max(width, least.Width), height+least.Height
		if i > 0 {
			height += theme.Px(l.gap)
		}
	}
	return fyne.NewSize(width+2*theme.Px(l.margin), height)
}

func (l pileLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	margin := theme.Px(l.margin)
	y := margin
	for _, o := range visible(objects) {
		y += fitHeight(o, margin, y, size.Width-2*margin) + theme.Px(l.gap)
	}
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	var shown []fyne.CanvasObject
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// section is objects below one another, each as tall as it asks for at the width given.
func section(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(pileLayout{0, theme.Grid}, objects...)
}

// newRule is a line across the page.
func newRule() fyne.CanvasObject {
	line := widget.NewGround(theme.Line)
	return arranged(func() fyne.Size { return fyne.NewSize(0, theme.Px(1)) }, line.Resize, line)
}

// A pace lets something expensive happen every so often while the network learns, and always
// when it rests, so that what stands there in the end is up to date.
type pace struct {
	every time.Duration
	last  time.Time
}

func (p *pace) due(f *frame) bool {
	now := time.Now()
	if f.status.Running && now.Sub(p.last) < p.every {
		return false
	}
	p.last = now
	return true
}

// How often, while the network learns: words are to be read, curves to be watched.
const (
	wordsEvery  = 200 * time.Millisecond
	curvesEvery = 100 * time.Millisecond
)

// bringInSight scrolls as little as shows a piece of what a scroller holds, its top if not all of it fits.
func bringInSight(s *container.Scroll, top, height float32) {
	room, to := s.Size().Height, s.Offset.Y
	if top+height > to+room {
		to = top + height - room
	}
	if to = max(0, min(to, top)); to != s.Offset.Y {
		s.Offset.Y = to
		s.Refresh()
	}
}
