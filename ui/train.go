package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// A trainRoom shows how a network learns: one picture step by step, the kernels as they come
// to be, what each layer and class has come to, and the settings.
type trainRoom struct {
	root  *fyne.Container
	hover func(text ...string)
	post  func(func()) // has a function run on the window's goroutine, soon

	lesson   *lesson
	growth   *growth
	figures  *trainFigures
	settings *trainSettings
	main     *pile
	side     *pile // the settings' own column, where the room is wide
	line     fyne.CanvasObject
	wide     bool
}

func newTrainRoom(act do) *trainRoom {
	p := &trainRoom{hover: func(...string) {}, post: fyne.Do}
	say := func(text ...string) { p.hover(text...) }
	p.lesson = newLesson(act, say, func(f func()) { p.post(f) })
	p.growth = newGrowth(act, say)
	p.figures = newTrainFigures(say)
	p.settings = newTrainSettings(act)
	p.main = newPile(2*theme.Grid, 1.5*theme.Grid, p.lesson.root, newRule(), p.growth.root, newRule(), p.figures.root)
	p.side = newPile(2*theme.Grid, 2*theme.Grid)
	p.line = newGround(theme.Line)
	p.root = arranged(p.main.root.MinSize, p.place, p.main.root, p.line, p.side.root)
	p.house(false)
	return p
}

func (p *trainRoom) update(f *frame) {
	resized := p.lesson.update(f)
	resized = p.growth.update(f) || resized
	resized = p.figures.update(f) || resized
	p.settings.update(f)
	if resized {
		p.main.settle()
	}
}

// Before scaling.
const (
	settingsWidth float32 = 272
	wideRoom      float32 = 1000 // from here on the settings have a column of their own
)

func (p *trainRoom) place(size fyne.Size) {
	if wide := size.Width >= theme.Px(wideRoom); wide != p.wide {
		p.house(wide)
	}
	main := size.Width
	if p.wide {
		main -= theme.Px(settingsWidth)
		put(p.line, main, 0, theme.Px(1), size.Height)
		put(p.side.root, main+theme.Px(1), 0, theme.Px(settingsWidth)-theme.Px(1), size.Height)
	}
	put(p.main.root, 0, 0, main, size.Height)
}

// house puts the settings into the column at the right, or below everything else.
func (p *trainRoom) house(wide bool) {
	p.wide = wide
	from, to := p.side, p.main
	if wide {
		from, to = p.main, p.side
	}
	from.inside.Remove(p.settings.root)
	to.inside.Add(p.settings.root)
	show(p.side.root, wide)
	show(p.line, wide)
}
