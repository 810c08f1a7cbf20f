package ui

import (
	"fmt"
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A slowPicture shows how one picture is learned, stage by stage: forward, compare, error back,
// update.
type slowPicture struct {
	root *fyne.Container
	act  do

	head       *fyne.Container
	stages     *widget.Segmented
	back, next *widget.Button
	play, end  *widget.Button
	turns      *fyne.Container // those four
	invitation *fyne.Container
	teach      *widget.Button
	board      *slowBoard
	words      *widget.Text

	slow  *session.Slow
	hyper cnn.Hyper
	step  clock // turns to the next stage while playing
	flow  clock // lights the arrows one after the other
	lit   int   // arrows that the error has passed
}

// stageEvery is how long a stage shows while they play, flowEvery how long the error
// takes from one layer to the one before.
const (
	stageEvery = 2 * time.Second
	flowEvery  = 350 * time.Millisecond
)

func newSlowPicture(act do, hover func(text ...string), post func(func())) *slowPicture {
	l := &slowPicture{act: act, step: clock{post: post}, flow: clock{post: post}}
	l.stages = widget.NewSegmented([]widget.Option{
		{Value: "1", Label: "1 forward", Tip: "The picture goes through the layers"},
		{Value: "2", Label: "2 compare", Tip: "The answers beside what was wanted"},
		{Value: "3", Label: "3 error back", Tip: "The error goes back, layer by layer (back-propagation)"},
		{Value: "4", Label: "4 update", Tip: "The weights move against the error (gradient descent)"},
	}, "", func(v string) { l.turn(session.Stage(v[0] - '0')) })
	l.back = widget.NewIconButton(fynetheme.NavigateBackIcon(), "The stage before", func() { l.turn(l.slow.Stage - 1) })
	l.next = widget.NewIconButton(fynetheme.NavigateNextIcon(), "The next stage", func() { l.turn(l.slow.Stage + 1) })
	l.play = widget.NewIconButton(icon(assets.Play), "Go through the stages, two seconds each", l.playOrPause)
	l.end = widget.NewIconButton(fynetheme.CancelIcon(), "End this", func() { act(session.ShowStage{}) })
	l.turns = beside(l.back, l.play, l.next, l.end)
	l.head = headline(widget.NewSectionHead("One picture, step by step"), 2*theme.Grid, l.stages, l.turns)
	l.teach = widget.NewButton("Teach this picture slowly", icon(assets.Slow), func() { act(session.SlowPicture{}) })
	words := widget.NewText("One step of learning, taken apart: what the layers answer, how wrong that is, how the error goes back, how the weights move.",
		widget.TextStyle{Color: theme.Quiet, Wrap: true})
	l.invitation = invitation(l.teach, words)
	l.board = newSlowBoard(hover)
	l.words = widget.NewText("", widget.TextStyle{Wrap: true})
	l.root = section(l.head, l.invitation, l.board.root, l.words)
	l.show(nil)
	return l
}

// invitation is a button with what it leads to beside it, or below it where it is narrow.
func invitation(button *widget.Button, words *widget.Text) *fyne.Container {
	var c *fyne.Container
	left := func(width float32) float32 {
		if beside := button.MinSize().Width + theme.Px(2*theme.Grid); width >= 2*beside {
			return beside
		}
		return 0
	}
	c = arranged(
		func() fyne.Size {
			size, text := button.MinSize(), words.MinSize().Height
			if left(c.Size().Width) > 0 {
				return fyne.NewSize(size.Width, max(size.Height, text))
			}
			return size.AddWidthHeight(0, theme.Px(theme.Grid)+text)
		},
		func(size fyne.Size) {
			least := button.MinSize()
			if x := left(size.Width); x > 0 {
				put(button, 0, (size.Height-least.Height)/2, least.Width, least.Height)
				put(words, x, 0, size.Width-x, size.Height)
				return
			}
			put(button, 0, 0, least.Width, least.Height)
			fitHeight(words, 0, least.Height+theme.Px(theme.Grid), size.Width)
		}, button, words)
	return c
}

// turn goes to a stage.
func (l *slowPicture) turn(to session.Stage) {
	if to >= session.StageForward && to <= session.StageUpdate {
		l.act(session.ShowStage{Stage: int(to)})
	}
}

func (l *slowPicture) playOrPause() {
	switch {
	case l.step.running():
		l.step.stop()
		l.showButtons()
	case l.slow.Stage == session.StageUpdate:
		l.act(session.SlowPicture{})
		l.step.after(stageEvery, l.advance)
	default:
		l.step.after(stageEvery, l.advance)
		l.showButtons()
	}
}

// advance is what happens when the time of a stage is over.
func (l *slowPicture) advance() {
	if l.slow == nil || l.slow.Stage == session.StageUpdate {
		l.showButtons()
		return
	}
	l.turn(l.slow.Stage + 1)
	l.step.after(stageEvery, l.advance)
}

// update shows the stage; resized tells that it takes another height now.
func (l *slowPicture) update(f *frame) (resized bool) {
	slow := f.session.Training.Slow()
	if slow == l.slow {
		return false
	}
	l.hyper = f.status.Hyper
	if slow != nil {
		l.board.show(slow, f)
	}
	l.show(slow)
	return true
}

func (l *slowPicture) show(slow *session.Slow) {
	entered := slow != nil && (l.slow == nil || l.slow.Stage != slow.Stage)
	l.slow = slow
	show(l.invitation, slow == nil)
	for _, o := range []fyne.CanvasObject{l.board.root, l.words, l.stages, l.turns} {
		show(o, slow != nil)
	}
	l.head.Refresh()
	if slow == nil {
		l.step.stop()
		l.flow.stop()
		return
	}
	l.stages.SetValue(fmt.Sprint(int(slow.Stage)))
	l.words.SetText(stageWords(slow, l.hyper, l.board.names))
	l.showButtons()
	if entered {
		l.flow.stop()
		l.lit = 0
		switch slow.Stage {
		case session.StageError:
			l.flow.after(flowEvery, l.flowOn)
		case session.StageUpdate:
			l.lit = len(slow.Layers)
		}
		l.board.light(l.lit)
	}
}

func (l *slowPicture) flowOn() {
	l.lit++
	l.board.light(l.lit)
	if l.slow != nil && l.lit < len(l.slow.Layers) {
		l.flow.after(flowEvery, l.flowOn)
	}
}

func (l *slowPicture) showButtons() {
	if l.slow == nil {
		return
	}
	enable(l.back, l.slow.Stage > session.StageForward)
	enable(l.next, l.slow.Stage < session.StageUpdate)
	if l.step.running() {
		l.play.SetIcon(icon(assets.Pause))
		l.play.SetTip("Stay at this stage")
	} else {
		l.play.SetIcon(icon(assets.Play))
		l.play.SetTip("Go through the stages, two seconds each")
	}
}

// stageWords says in a sentence what happens at a stage.
func stageWords(s *session.Slow, h cnn.Hyper, names []string) string {
	wanted := max(slices.Index(s.Wanted, 1), 0)
	name := names[wanted]
	switch s.Stage {
	case session.StageForward:
		return "The picture goes through the layers: each unit answers where it finds what its kernel looks for, and the last layer gives every class an answer between 0 and 1."
	case session.StageCompare:
		if h.Filled().Loss == cnn.CrossEntropy {
			return fmt.Sprintf("Each answer is compared with what was wanted: 1 for %s, 0 for all others. The cost, cross-entropy, is the surprise at the wanted answer: −log %.3f = %.3f.", name, s.Answers[wanted], s.Cost)
		}
		return fmt.Sprintf("Each answer is compared with what was wanted: 1 for %s, 0 for all others. The squared differences add up to the cost: %.3f.", name, s.Cost)
	case session.StageError:
		return "The error is sent back from the answers: each layer gets the part of it that its units caused. Orange: should answer less; blue: should answer more."
	}
	return fmt.Sprintf("Every weight moves a little against its part of the error (learning rate %g). Asked again, the network answers %s with %.3f; before it was %.3f.",
		h.Filled().Rate, name, s.After[wanted], s.Answers[wanted])
}

// euclidean is the size of a list of numbers.
func euclidean(data []float32) float64 {
	sum := 0.0
	for _, v := range data {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
