package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"unitscope/app/lesson"
	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// taught starts a session in which a lesson of this text is open.
func taught(t *testing.T, text string) *session.Session {
	t.Helper()
	theme.Apply(test.NewTempApp(t), theme.Dark, 1)
	s, err := session.New(session.Options{Toys: fewToys, ReadLesson: func(name string) (*session.Lesson, error) {
		if name != "it" {
			return nil, errors.New("no lesson")
		}
		read, _ := lesson.Parse("it.md", text)
		return read, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	perform(t, s, "lesson it")
	return s
}

const twoSteps = `# Two steps
3 minutes

## The first
It sees {sees conv1} pixels, **no more**.

- ask: Why?
- answer: The kernel is {kernel conv1} wide.
- done: select conv2:3

## The second
Guess.

- guess: Which? this | that
- right: that
- answer: That is {units conv1}.
`

func TestLessonPanel(t *testing.T) {
	s := taught(t, twoSteps)
	var did deeds
	p := newLessonPanel(did.do)
	p.update(newFrame(s))
	if p.title.Text() != "The first" || p.text.said != "It sees 5 pixels, **no more**." {
		t.Errorf("%q, %q", p.title.Text(), p.text.said)
	}
	if p.asked.answer.root.Visible() || p.done.Visible() || p.back.Visible() {
		t.Error("an answer or the end of the step shows at its beginning, or there is a way back")
	}
	p.asked.fold.Tapped(nil)
	p.next.Tapped(nil)
	p.again.Tapped(nil)
	did.want(t, "the page", "lesson answer", "lesson next", "lesson again")
	perform(t, s, "lesson answer", "select conv2:3")
	p.update(newFrame(s))
	if !p.asked.answer.root.Visible() || p.asked.answer.said != "The kernel is 5 wide." || !p.done.Visible() {
		t.Errorf("answer %q shows: %v; done: %v", p.asked.answer.said, p.asked.answer.root.Visible(), p.done.Visible())
	}
	perform(t, s, "lesson next")
	p.update(newFrame(s))
	p.asked.buttons[0].Tapped(nil)
	p.back.Tapped(nil)
	p.next.Tapped(nil) // which is "Finish" here
	did.want(t, "the second page", "lesson guess 1", "lesson back", "lesson close")
	perform(t, s, "lesson guess 1")
	p.update(newFrame(s))
	if got := []string{p.asked.results[0].Text(), p.asked.results[1].Text(), p.asked.answer.said}; !slices.Equal(got, []string{"your guess", "right", "That is 16."}) {
		t.Errorf("beside the guess: %q", got)
	}
}

// Of a broken lesson the mistakes are told, with file and line, and what is good of it shows.
func TestBrokenLesson(t *testing.T) {
	s := taught(t, strings.Replace(twoSteps, "- done: select conv2:3", "- do: dnce\n- done: nonsense > 3", 1))
	p := newLessonPanel(func(session.Action) {})
	p.update(newFrame(s))
	for _, want := range []string{"it.md:9:", "it.md:10:"} {
		if !p.faults.Visible() || !strings.Contains(p.faults.Text(), want) {
			t.Errorf("mistakes told: %q, want %s", p.faults.Text(), want)
		}
	}
	if p.title.Text() != "The first" || !p.next.Visible() {
		t.Error("the good steps do not show")
	}
	s = taught(t, "# No question\n1 minutes\n\n## Long\nLook.\n\n"+strings.Repeat("- do: dnce\n", 9))
	p = newLessonPanel(func(session.Action) {})
	p.root.Resize(fyne.NewSize(260, 400))
	p.update(newFrame(s))
	if p.page.scroll.Offset.Y != 0 || strings.Count(p.faults.Text(), "• it.md:") != 9 {
		t.Errorf("a page without a question is scrolled by %g; of nine mistakes it says %q", p.page.scroll.Offset.Y, p.faults.Text())
	}
	s = taught(t, "")
	p.update(newFrame(s))
	if p.title.Visible() || p.next.Visible() || !strings.Contains(p.faults.Text(), "no steps") {
		t.Errorf("of a lesson without steps: %q", p.faults.Text())
	}
}

// pointing is a lesson whose first step points at something.
func pointing(points ...string) string {
	return strings.Replace(twoSteps, "- ask", fmt.Sprintf("- point: %s\n- ask", strings.Join(points, ", ")), 1)
}

// lessonWindow is a window with a lesson of this text open.
func lessonWindow(t *testing.T, text string) (*Window, *todo) {
	t.Helper()
	s := taught(t, text)
	queue := &todo{}
	w := newWindow(test.NewTempApp(t), s, NewPull(queue.add))
	window := test.NewTempWindow(t, w.root) // of which Fyne can tell where things are
	window.SetPadded(false)
	window.Resize(fyne.NewSize(1440, 900))
	w.canvas = window.Canvas()
	for range 2 {
		w.update()
		w.canvas.Capture()
	}
	return w, queue
}

// Everything that a lesson may point at is something of the window.
func TestTargets(t *testing.T) {
	w, _ := lessonWindow(t, pointing("picture", "conv1:3"))
	objects := w.targets()
	named := map[string]bool{}
	for _, target := range lesson.Targets() {
		named[target.Name] = true
		first, _, _ := strings.Cut(target.Name, " ")
		if _, ok := objects[target.Name]; !ok && first != "room" && first != "tab" && target.Name != "picture" {
			t.Errorf("nothing of the window is %q", target.Name)
		}
	}
	for name := range objects {
		if !named[name] {
			t.Errorf("%q can be pointed at and is not among the lessons' targets", name)
		}
	}
	for _, name := range []string{"picture", "conv1:3", "room train", "tab kernel", "train", "room", "lessons", "inspector"} {
		at, ok := w.target(name)
		if whole := w.root.Size(); !ok || at.pos.X < 0 || at.pos.X+at.size.Width > whole.Width || at.pos.Y+at.size.Height > whole.Height {
			t.Errorf("%s is seen: %v, at %v of %v", name, ok, at, whole)
		}
	}
	for _, name := range []string{"batch", "relearn", "conv9:1", "conv1:99"} { // of other rooms and networks
		if at, ok := w.target(name); ok {
			t.Errorf("%s is seen at %v", name, at)
		}
	}
}

// What a lesson points at can be seen while it is presented, whatever else a projector has no room for, inside the window.
func TestPresentedTargets(t *testing.T) {
	in := map[session.Room][]string{
		session.Inspect:     {"picture, answers, conv1:3", "inspector, tools", "tab kernel, inspector", "strip", "stimulus", "room train", "network, task", "inspector, cost, timeline"},
		session.Train:       {"train, cost, correct, timeline, room", "step, answers", "step, batch"},
		session.ProbeRoom:   {"room, inspector", "prefer", "room probe", "picture, room"},
		session.RelearnRoom: {"room, correct", "silence, inspector", "relearn curves, timeline"},
	}
	for _, room := range session.RoomNames {
		text := "# All\n1 minutes\n"
		for _, points := range in[room] {
			text += fmt.Sprintf("\n## At\nThere.\n\n- do: room %s\n- point: %s\n", room, points)
		}
		if len(in[room]) > 0 {
			presentedTargets(t, text, in[room])
		}
	}
}

// presentedTargets looks at every step of a lesson, of which it is told what they point at.
func presentedTargets(t *testing.T, text string, steps []string) {
	t.Helper()
	w, queue := lessonWindow(t, text)
	perform(t, w.session, "present on", "theme light")
	for i, points := range steps {
		perform(t, w.session, fmt.Sprintf("lesson step %d", i+1))
		resize(t, w, queue, projector)
		if least := w.root.MinSize(); least.Width > projector.Width || least.Height > projector.Height {
			t.Errorf("with %q pointed at, the window takes %v, a projector has %v", points, least, projector)
		}
		for _, name := range strings.Split(points, ", ") {
			at, ok := w.target(name)
			if whole := w.root.Size(); !ok || at.pos.X < 0 || at.pos.Y < 0 || at.pos.X+at.size.Width > whole.Width || at.pos.Y+at.size.Height > whole.Height {
				t.Errorf("%s of %q is seen: %v, at %v of %v", name, points, ok, at, whole)
			}
		}
		if n := readable(t, points, w.root, w.canvas.Capture()); n < 10 {
			t.Errorf("%q: only %d texts found", points, n)
		}
	}
}

// The ring is around what is pointed at, follows it, and goes when the lesson closes.
func TestRing(t *testing.T) {
	w, queue := lessonWindow(t, pointing("inspector"))
	around := func() (x float32) {
		t.Helper()
		if len(w.ring.root.Objects) != 2 {
			t.Fatalf("%d lines around the inspector", len(w.ring.root.Objects))
		}
		return w.ring.root.Objects[1].Position().X
	}
	before := around()
	if at, _ := w.target("inspector"); before > at.pos.X || before < at.pos.X-8 {
		t.Errorf("the ring begins at %g, the inspector at %g", before, at.pos.X)
	}
	w.splits["inspector"].SetPanelSize(400)
	w.ring.place()
	if now := around(); now >= before-50 {
		t.Errorf("the inspector was made wider, the ring begins at %g, before at %g", now, before)
	}
	perform(t, w.session, "lesson close")
	queue.drain()
	w.update()
	if len(w.ring.root.Objects) != 0 || w.lesson.root.Visible() {
		t.Error("ring or panel stay when the lesson closes")
	}
}

// Keys turn the pages.
func TestLessonKeys(t *testing.T) {
	w, _ := lessonWindow(t, pointing("room"))
	w.bindLesson()
	held := fyne.KeyModifier(0)
	w.keys.Modifiers = func() fyne.KeyModifier { return held }
	press := func(key fyne.KeyName, mod fyne.KeyModifier) {
		held = mod
		w.keys.TypedKey(&fyne.KeyEvent{Name: key})
		perform(t, w.session)
		w.update()
	}
	press(fyne.KeyA, 0)
	if _, state := w.session.Lesson().Step(); !state.Answered {
		t.Error("A does not show the answer")
	}
	press(fyne.KeyN, 0)
	press(fyne.Key2, fyne.KeyModifierShift)
	if l := w.session.Lesson(); l.At != 1 || l.Steps[1].Guessed != 2 {
		t.Errorf("step %d, guessed %d", l.At, l.Steps[1].Guessed)
	}
	press(fyne.KeyR, 0)
	press(fyne.KeyP, 0)
	if l := w.session.Lesson(); l.At != 0 || l.Steps[1].Guessed != 0 {
		t.Errorf("step %d, guessed %d", l.At, l.Steps[1].Guessed)
	}
	press(fyne.KeyN, 0)
	press(fyne.KeyN, 0)
	if w.session.Lesson() != nil {
		t.Error("the last step's N does not end the lesson")
	}
	press(fyne.KeyN, 0) // does nothing
}

// An answer that is asked for by a key is seen, however long the step's text is.
func TestAnswerIsSeen(t *testing.T) {
	s := taught(t, strings.Replace(twoSteps, "**no more**", strings.Repeat("no more ", 60), 1))
	p := newLessonPanel(func(session.Action) {})
	p.root.Resize(fyne.NewSize(300, 400))
	p.update(newFrame(s))
	if p.page.scroll.Offset.Y != 0 {
		t.Errorf("the page begins at %g", p.page.scroll.Offset.Y)
	}
	perform(t, s, "lesson answer")
	p.update(newFrame(s))
	if below, seen := p.page.inside.MinSize().Height, p.page.scroll.Offset.Y+p.page.scroll.Size().Height; seen < below-1 {
		t.Errorf("the page is seen to %g of %g", seen, below)
	}
	p.leaf(-1)
	if p.page.scroll.Offset.Y != 0 {
		t.Errorf("a page further up it begins at %g", p.page.scroll.Offset.Y)
	}
	p.leaf(1)
	if p.page.scroll.Offset.Y <= 0 || p.page.scroll.Offset.Y > p.page.inside.MinSize().Height-p.page.scroll.Size().Height+1 {
		t.Errorf("a page further down it begins at %g", p.page.scroll.Offset.Y)
	}
}

// What is said beside a guess makes the panel no wider: all the window would move.
func TestGuessWraps(t *testing.T) {
	s := taught(t, strings.Replace(twoSteps, "this | that\n- right: that", "more than twice as much | that\n- right: more than twice as much", 1))
	p := newLessonPanel(func(session.Action) {})
	perform(t, s, "lesson next")
	p.update(newFrame(s))
	p.root.Resize(fyne.NewSize(260, 600))
	perform(t, s, "lesson guess 1")
	p.update(newFrame(s))
	p.root.Resize(fyne.NewSize(260, 601))
	if width := p.root.MinSize().Width; width > 260 {
		t.Errorf("it takes %g of 260", width)
	}
	if button, said := p.asked.buttons[0], p.asked.results[0]; said.Position().Y < button.Position().Y+button.Size().Height {
		t.Errorf("the button at %v of %v, %q at %v", button.Position(), button.Size(), said.Text(), said.Position())
	}
}

// The text wraps at whatever width and does not stand out of the panel.
func TestLessonTextWraps(t *testing.T) {
	theme.Apply(test.NewTempApp(t), theme.Dark, 1)
	p := newProse()
	p.set(strings.Repeat("several words ", 40))
	p.root.Resize(fyne.NewSize(260, 100))
	wide := p.root.MinSize().Height
	p.root.Resize(fyne.NewSize(160, 100))
	if narrow := p.root.MinSize(); narrow.Height <= wide || narrow.Width > 160 {
		t.Errorf("%g high at 260, %v at 160", wide, narrow)
	}
}

// Numbers stay with their units, and what follows a word in another style with the word, at whatever width.
func TestLessonTextIsNotParted(t *testing.T) {
	theme.Apply(test.NewTempApp(t), theme.Dark, 1)
	p := newProse()
	p.set("Here 6 % of 12 × 12 px fall, and *Step*: **bold**, 7 % more, 8 %, of 3 × 3 px.")
	for width := float32(120); width < 400; width += 3 { // from what "12 × 12 px" takes
		p.root.Resize(fyne.NewSize(width, 400))
		begins := map[float32]*canvas.Text{} // by the line's height
		walk(p.root, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
			if text, ok := o.(*canvas.Text); ok && text.Text != "" && (begins[at.Y] == nil || at.X < begins[at.Y].Position().X) {
				begins[at.Y] = text
			}
		})
		for _, line := range begins {
			if strings.ContainsAny(line.Text[:1], "%,.: ") || strings.HasPrefix(line.Text, "×") || strings.HasPrefix(line.Text, "px") {
				t.Errorf("at %g a line begins with %q", width, line.Text)
			}
		}
	}
	question := widget.NewText(tied("By 6 %, 6 %, 6 %, 6 %?"), widget.TextStyle{Wrap: true})
	question.Resize(fyne.NewSize(60, 200))
	walk(question, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if line, ok := o.(*canvas.Text); ok && strings.HasPrefix(line.Text, "%") {
			t.Errorf("a line of a question begins with %q", line.Text)
		}
	})
}

// Steps, however many, make the panel no wider, and each can be clicked.
func TestManySteps(t *testing.T) {
	for _, steps := range []int{6, 15, 30} {
		text := "# Many\n3 minutes\n"
		for i := range steps {
			text += fmt.Sprintf("\n## Step %d\nLook.\n", i+1)
		}
		s := taught(t, text)
		var did deeds
		p := newLessonPanel(did.do)
		p.update(newFrame(s))
		p.root.Resize(fyne.NewSize(260, 600))
		p.root.Resize(fyne.NewSize(260, 601))
		if least := p.root.MinSize().Width; least > 260 {
			t.Errorf("%d steps take %g of 260", steps, least)
		}
		var want []string
		walk(p.dots, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
			if _, ok := o.(*canvas.Rectangle); !ok {
				return
			}
			if at.X+o.Size().Width > p.dots.Size().Width || at.Y+o.Size().Height > p.dots.Size().Height {
				t.Errorf("%d steps: one is at %v of %v", steps, at, p.dots.Size())
			}
			p.dots.Tapped(&fyne.PointEvent{Position: at.Add(fyne.NewPos(4, 4))})
			want = append(want, fmt.Sprintf("lesson step %d", len(want)+1))
		})
		if len(want) != steps {
			t.Errorf("%d steps have %d dots", steps, len(want))
		}
		did.want(t, "the dots", want...)
		if page := p.page.root; page.Position().Y < p.dots.Position().Y+p.dots.Size().Height || page.Size().Height < 200 {
			t.Errorf("%d steps: the page is at %v, %v", steps, page.Position(), page.Size())
		}
	}
}

// An answer is in sight with its question as soon as it is asked for, and stays there while its values come, until the person scrolls.
func TestAnswerStaysInSight(t *testing.T) {
	s := taught(t, strings.Replace(strings.Replace(twoSteps, "**no more**", strings.Repeat("no more ", 60), 1), "wide.", "wide."+strings.Repeat(" Yes.", 70), 1))
	p := newLessonPanel(func(session.Action) {})
	p.root.Resize(fyne.NewSize(300, 560))
	p.update(newFrame(s))
	perform(t, s, "lesson answer")
	p.update(newFrame(s))
	top := func() float32 { return p.asked.root.Position().Y - p.page.scroll.Offset.Y }
	bottom := func() float32 { return p.page.inside.MinSize().Height - p.page.scroll.Offset.Y }
	if top() < 0 || bottom() > p.page.scroll.Size().Height+1 {
		t.Errorf("question and answer are from %g to %g of %g", top(), bottom(), p.page.scroll.Size().Height)
	}
	p.root.Resize(fyne.NewSize(300, 480))
	if top() > 1 && bottom() > p.page.scroll.Size().Height+1 {
		t.Errorf("in a lower window they are from %g to %g of %g", top(), bottom(), p.page.scroll.Size().Height)
	}
	p.page.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 1000}})
	p.root.Resize(fyne.NewSize(300, 481))
	if p.page.scroll.Offset.Y != 0 {
		t.Error("the page is taken from the person who scrolls")
	}
}
