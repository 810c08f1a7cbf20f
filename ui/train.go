package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// A trainRoom shows how a network learns: one picture step by step, the kernels as they come
// to be, and what each layer and class has come to. Its settings stand at the right, under
// the unit.
type trainRoom struct {
	root  *fyne.Container
	hover func(text ...string)
	post  func(func()) // has a function run on the window's goroutine, soon

	slow     *slowPicture
	growth   *growth
	figures  *trainFigures
	settings *trainSettings
	main     *pile
}

func newTrainRoom(act do) *trainRoom {
	p := &trainRoom{hover: func(...string) {}, post: fyne.Do}
	say := func(text ...string) { p.hover(text...) }
	p.slow = newSlowPicture(act, say, func(f func()) { p.post(f) })
	p.growth = newGrowth(act, say)
	p.figures = newTrainFigures(say)
	p.settings = newTrainSettings(act)
	p.main = newPile(2*theme.Grid, 1.5*theme.Grid, p.slow.root, newRule(), p.growth.root, newRule(), p.figures.root)
	p.root = arranged(p.main.root.MinSize, p.place, p.main.root)
	return p
}

func (p *trainRoom) update(f *frame) {
	resized := p.slow.update(f)
	resized = p.growth.update(f) || resized
	resized = p.figures.update(f) || resized
	p.settings.update(f)
	if resized {
		p.place(p.root.Size())
	}
}

// place gives the figures the height that is left.
func (p *trainRoom) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	p.main.root.Resize(size)
	p.main.settle()
	if spare := size.Height - p.main.inside.MinSize().Height; p.figures.stretch(spare) {
		p.main.settle()
	}
}
