package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// lessonQuestion is what a step asks: a question whose answer is folded, or a guess that is made before the answer is shown.
type lessonQuestion struct {
	root *fyne.Container
	act  do

	question *widget.Text
	choices  *fyne.Container // side by side where they fit
	buttons  []*widget.Button
	results  []*widget.Text // beside them
	fold     *widget.Button
	answer   *prose
}

func newLessonQuestion(act do) *lessonQuestion {
	q := &lessonQuestion{act: act, answer: newProse()}
	q.question = widget.NewText("", widget.TextStyle{Bold: true, Wrap: true})
	q.choices = container.New(&choiceLayout{})
	q.fold = widget.NewButton("", nil, func() { act(session.ShowAnswer{}) })
	q.fold.SetTip("The answer (A)")
	q.root = section(newRule(), q.question, q.choices, container.NewHBox(q.fold), q.answer.root)
	return q
}

// show shows what a step asks, as far as it was answered, and returns all that is said.
func (q *lessonQuestion) show(step session.LessonStep, state session.StepState, s *session.Session) string {
	show(q.root, step.Ask != nil || step.Guess != nil)
	if !q.root.Visible() {
		return ""
	}
	var asked session.Words
	answered := false
	if step.Guess != nil {
		asked, answered = step.Guess.Question, state.Guessed > 0
		q.showChoices(step.Guess, state.Guessed, s)
	} else {
		asked, answered = step.Ask, state.Answered
		q.fold.SetText(map[bool]string{true: "Fold the answer", false: "Show the answer"}[state.Answered])
	}
	show(q.choices, step.Guess != nil)
	show(q.fold, step.Guess == nil)
	q.question.SetText(tied(asked.In(s)))
	show(q.answer.root, answered && step.Answer != nil)
	if q.answer.root.Visible() {
		q.answer.set(step.Answer.In(s))
	}
	return fmt.Sprint(q.question.Text(), step.Guess != nil, state.Guessed, answered, q.answer.said, strings.Join(q.said(), "|"))
}

// showChoices shows what can be guessed, and once it is, what is right beside it.
func (q *lessonQuestion) showChoices(g *session.Guess, guessed int, s *session.Session) {
	if len(q.buttons) != len(g.Choices) {
		q.build(len(g.Choices))
	}
	right := ""
	if g.Right != nil && guessed > 0 {
		right = g.Right.In(s)
	}
	for i, choice := range g.Choices {
		q.buttons[i].SetText(choice)
		q.buttons[i].SetTip(fmt.Sprintf("Guess this (Shift+%d)", i+1))
		q.buttons[i].SetPrimary(i+1 == guessed)
		result, color := "", theme.Quiet
		switch {
		case choice == right && i+1 == guessed:
			result, color = "your guess, and right", theme.Good
		case choice == right:
			result, color = "right", theme.Good
		case i+1 == guessed:
			result = "your guess"
		}
		q.results[i].SetText(result)
		show(q.results[i], result != "")
		q.results[i].SetStyle(widget.TextStyle{Color: color, Bold: true})
	}
}

// build makes buttons for so many choices.
func (q *lessonQuestion) build(n int) {
	q.buttons, q.results = nil, nil
	q.choices.Objects = nil
	for i := range n {
		button := widget.NewButton("", nil, func() { q.act(session.GuessChoice{Choice: i + 1}) })
		result := widget.NewText("", widget.TextStyle{Bold: true})
		q.buttons, q.results = append(q.buttons, button), append(q.results, result)
		q.choices.Add(button)
		q.choices.Add(result)
	}
}

// A choiceLayout lays choices, each a button and what is said beside it, side by side as long as there is room: how it stands with one
// is to be read beside it, or below it where both are too wide together.
type choiceLayout struct{ width float32 }

func (l *choiceLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, o := range objects {
		widest = max(widest, o.MinSize().Width)
	}
	return fyne.NewSize(widest, l.flow(objects, l.width, nowhere))
}

func (l *choiceLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.flow(objects, size.Width, func(o fyne.CanvasObject, x, y float32, size fyne.Size) { put(o, x, y, size.Width, size.Height) })
}

// flow has buttons and words, in turns, placed at a width and returns the height of all.
func (l *choiceLayout) flow(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y float32, size fyne.Size)) (end float32) {
	gap, x, y := theme.Px(theme.Grid), float32(0), float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		button, words := objects[i].MinSize(), fyne.Size{}
		together := button.Width
		if objects[i+1].Visible() {
			words = objects[i+1].MinSize()
			together += gap + words.Width
		}
		if x > 0 && x+together > width {
			x, y = 0, end+gap
		}
		place(objects[i], x, y, button)
		if end = y + button.Height; together > width {
			place(objects[i+1], x, end+gap/2, words)
			end += gap/2 + words.Height
		} else {
			place(objects[i+1], x+button.Width+gap, y, fyne.NewSize(words.Width, button.Height))
		}
		x += together + 1.5*gap
	}
	return end
}

// said is what stands beside the choices.
func (q *lessonQuestion) said() []string {
	all := make([]string, len(q.buttons))
	for i := range q.buttons {
		all[i] = q.buttons[i].Text() + q.results[i].Text()
	}
	return all
}
