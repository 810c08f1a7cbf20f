package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// lessonPanel shows the lesson that is given beside whatever room it is about: the step's text, its question, and what leads on.
type lessonPanel struct {
	root *fyne.Container
	act  do

	head     *widget.SectionHead
	dots     *widget.Dots
	title    *widget.Text
	text     *prose
	asked    *lessonQuestion
	done     *widget.Text
	troubles *widget.Text
	faults   *widget.Text
	page     *pile
	rule     fyne.CanvasObject
	foot     *fyne.Container
	again    *widget.Button
	back     *widget.Button
	next     *widget.Button

	lesson   *session.Lesson // that is shown
	at       int             // its step
	said     string          // all that the page says
	answered bool            // an answer stands there,
	follows  bool            // and is kept in sight
	spoken   pace
}

// repeatWords are on the button that sets a step up again, where there is room for words.
const repeatWords = "Set this up again"

// mostFaults is how many of a file's mistakes are told; who writes a lesson mends the first ones first.
const mostFaults = 12

func newLessonPanel(act do) *lessonPanel {
	p := &lessonPanel{act: act, at: -1, spoken: pace{every: wordsEvery}}
	end := widget.NewIconButton(fynetheme.CancelIcon(), "Close the lesson: your own experiment comes back", func() { act(session.CloseLesson{}) })
	p.head = widget.NewSectionHead("Lesson", end)
	p.dots = widget.NewDots(func(step int) { act(session.TurnLesson{Step: step + 1}) })
	p.title = widget.NewText("", widget.TextStyle{Size: theme.Subtitle, Bold: true, Wrap: true})
	p.text = newProse()
	p.asked = newLessonQuestion(act)
	p.done = widget.NewText("", widget.TextStyle{Color: theme.Good, Bold: true})
	p.troubles = widget.NewText("", widget.TextStyle{Color: theme.Bad, Wrap: true})
	p.faults = widget.NewText("", widget.TextStyle{Color: theme.Bad, Size: theme.Small, Wrap: true})
	p.page = newPile(lessonMargin, theme.Grid, p.title, p.text.root, p.asked.root, p.troubles, p.faults)
	p.again = widget.NewButton(repeatWords, icon(assets.Reset), func() { act(session.RepeatStep{}) })
	p.again.SetTip("Bring everything back to how this step begins (R)")
	p.back = widget.NewButton("Back", fynetheme.NavigateBackIcon(), func() { act(session.TurnLesson{By: -1}) })
	p.back.SetTip("The step before (P)")
	p.next = widget.NewButton("Next", fynetheme.NavigateNextIcon(), p.goOn)
	p.page.scroll.OnScrolled = func(fyne.Position) { p.follows = false }
	p.foot = arranged(p.footLeast, p.placeFoot, p.again, p.back, p.next)
	p.rule = newRule()
	p.root = container.NewStack(widget.NewGround(theme.Raised), arranged(p.least, p.place, p.head, p.dots, p.done, p.page.root, p.rule, p.foot))
	return p
}

// Before scaling.
const (
	lessonMargin         = 1.5 * theme.Grid
	lessonPage   float32 = 96 // height of the page at least
)

func (p *lessonPanel) least() fyne.Size {
	height := p.head.MinSize().Height + p.progress(p.head.Size().Width, nowhere) + p.foot.MinSize().Height + theme.Px(4*theme.Grid+lessonPage)
	width := max(p.head.MinSize().Width, p.foot.MinSize().Width, p.page.inside.MinSize().Width-2*theme.Px(lessonMargin))
	return fyne.NewSize(width+2*theme.Px(lessonMargin), height)
}

// place has head, dots and buttons stay where they are while the page between them scrolls.
func (p *lessonPanel) place(size fyne.Size) {
	g, margin := theme.Px(theme.Grid), theme.Px(lessonMargin)
	width := size.Width - 2*margin
	below := g + fitHeight(p.head, margin, g, width)
	top := below + p.progress(width, func(o fyne.CanvasObject, x, y float32, size fyne.Size) {
		put(o, margin+x, below+y, size.Width, size.Height)
	})
	end := size.Height - p.foot.MinSize().Height - 2*g
	put(p.page.root, 0, top, size.Width, max(0, end-top))
	p.showAnswer()
	put(p.rule, 0, end, size.Width, p.rule.MinSize().Height)
	put(p.foot, margin, end+g, width, p.foot.MinSize().Height)
}

// progress has the dots placed, and beside or below them how it stands with the step, and returns their height.
func (p *lessonPanel) progress(width float32, place func(o fyne.CanvasObject, x, y float32, size fyne.Size)) float32 {
	if !p.dots.Visible() {
		return 0
	}
	g := theme.Px(theme.Grid)
	dots := fyne.NewSize(width, p.dots.Lines(width))
	words := p.done.MinSize()
	place(p.dots, 0, g/2, dots)
	switch {
	case !p.done.Visible():
		return g/2 + dots.Height
	case p.dots.LineWidth()+2*g+words.Width <= width:
		place(p.done, width-words.Width, g/2+(dots.Height-words.Height)/2, words)
		return g/2 + max(dots.Height, words.Height)
	}
	place(p.done, 0, g/2+dots.Height, fyne.NewSize(width, words.Height))
	return g/2 + dots.Height + words.Height
}

// oneRow tells whether the buttons at the foot stand in one row, as before a class, where height is scarce.
func (p *lessonPanel) oneRow() bool { return p.again.Text() == "" }

func (p *lessonPanel) footLeast() fyne.Size {
	least := p.next.MinSize()
	if p.oneRow() {
		return least
	}
	return fyne.NewSize(p.again.MinSize().Width, 2*least.Height+theme.Px(theme.Grid)/2)
}

func (p *lessonPanel) placeFoot(size fyne.Size) {
	gap, height, top := theme.Px(theme.Grid)/2, p.next.MinSize().Height, float32(0)
	middle := gap // between back and next
	if p.oneRow() {
		width := p.again.MinSize().Width
		put(p.again, (size.Width-width)/2, 0, width, height)
		middle = width + 2*gap
	} else {
		put(p.again, 0, 0, size.Width, height)
		top = height + gap
	}
	half := (size.Width - middle) / 2
	put(p.back, 0, top, half, height)
	put(p.next, size.Width-half, top, half, height)
}

// goOn leads to the next step, and from the last one out of the lesson.
func (p *lessonPanel) goOn() {
	if p.lesson != nil && p.at == len(p.lesson.Steps)-1 {
		p.act(session.CloseLesson{})
		return
	}
	p.act(session.TurnLesson{By: 1})
}

// leaf scrolls the text by as many heights of what can be seen of it.
func (p *lessonPanel) leaf(by float32) {
	scroll := p.page.scroll
	p.follows = false
	scroll.ScrollToOffset(fyne.NewPos(0, scroll.Offset.Y+by*scroll.Size().Height))
}

// update shows the step of the lesson; without a lesson there is nothing to do.
func (p *lessonPanel) update(f *frame) {
	state := f.lesson
	if state == nil {
		p.lesson, p.at, p.said = nil, -1, ""
		return
	}
	p.again.SetText(map[bool]string{true: "", false: repeatWords}[f.session.Settings.Presenting])
	first := p.lesson == nil
	turned := state.Lesson != p.lesson || state.At != p.at
	if !p.spoken.due(f) && !turned {
		return
	}
	p.lesson, p.at = state.Lesson, state.At
	said := p.show(state, f.session)
	if said == p.said {
		return
	}
	p.said = said
	if turned {
		p.page.scroll.Offset = fyne.Position{}
	}
	p.root.Refresh()
	p.page.settle()
	p.showAnswer()
	if answered := p.asked.root.Visible() && p.asked.answer.root.Visible(); answered != p.answered {
		p.answered, p.follows = answered, answered && (!turned || first)
		p.showAnswer()
	}
}

// showAnswer scrolls an answer that was just asked for into sight, as whoever asked by a key cannot: with its question, where there is
// room for both, else as much of the answer as there is room for. It stays there while the page grows, until it is the person who scrolls.
func (p *lessonPanel) showAnswer() {
	scroll := p.page.scroll
	if !p.follows || scroll.Size().Height <= 0 {
		return
	}
	from, end := p.asked.root.Position().Y, p.page.inside.MinSize().Height
	if end-from > scroll.Size().Height {
		from += p.asked.answer.root.Position().Y - theme.Px(lessonMargin)
	}
	bringInSight(scroll, from, end-from)
}

// show fills the page in and returns all that it says.
func (p *lessonPanel) show(l *session.LessonState, s *session.Session) string {
	p.head.SetNote(fmt.Sprintf("%s · %d min", l.Title, l.Minutes))
	p.showFaults(l.Faults)
	some := len(l.Steps) > 0
	for _, o := range []fyne.CanvasObject{p.dots, p.title, p.text.root, p.again, p.next} {
		show(o, some)
	}
	if !some {
		for _, o := range []fyne.CanvasObject{p.asked.root, p.done, p.troubles, p.back} {
			o.Hide()
		}
		return p.faults.Text()
	}
	step, state := l.Step()
	p.showProgress(l, step, state)
	p.title.SetText(step.Title)
	p.text.set(step.Text.In(s))
	asked := p.asked.show(step, state, s)
	p.showTroubles(state.Troubles)
	return fmt.Sprint(l.At, p.text.said, asked, p.done.Text(), p.troubles.Text(), p.faults.Text(), len(l.Faults))
}

// showProgress says how far lesson and step are, and what leads on.
func (p *lessonPanel) showProgress(l *session.LessonState, step session.LessonStep, state session.StepState) {
	done := make([]bool, len(l.Steps))
	for i, s := range l.Steps {
		done[i] = s.Done || s.Visited && len(l.Lesson.Steps[i].Done) == 0 && i != l.At
	}
	p.dots.Set(done, l.At)
	last := l.At == len(l.Steps)-1
	p.next.SetText(map[bool]string{true: "Finish", false: "Next"}[last])
	p.next.SetTip(map[bool]string{true: "Close the lesson: your own experiment comes back (N)", false: "The next step (N)"}[last])
	p.next.SetPrimary(len(step.Done) == 0 && step.Guess == nil || state.Done || state.Guessed > 0 && len(step.Done) == 0)
	show(p.back, l.At > 0)
	words := ""
	switch {
	case l.SettingUp:
		words = "Setting up …"
	case state.Done:
		words = "Done"
	}
	p.done.SetText(words)
	show(p.done, words != "")
}

// showTroubles says what of the step could not be done.
func (p *lessonPanel) showTroubles(troubles []error) {
	lines := make([]string, len(troubles))
	for i, err := range troubles {
		lines[i] = sentence(err.Error())
	}
	p.troubles.SetText(strings.Join(lines, "\n"))
	show(p.troubles, len(lines) > 0)
}

// showFaults says what of the lesson's file is wrong.
func (p *lessonPanel) showFaults(faults []error) {
	show(p.faults, len(faults) > 0)
	lines := []string{fmt.Sprintf("Mistakes in this lesson's file: %d", len(faults))}
	for i, fault := range faults {
		if i == mostFaults {
			lines = append(lines, fmt.Sprintf("and %d more", len(faults)-i))
			break
		}
		lines = append(lines, "• "+fault.Error())
	}
	p.faults.SetText(strings.Join(lines, "\n"))
}
