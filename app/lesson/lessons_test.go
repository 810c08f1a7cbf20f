package lesson

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"unitscope/app/lesson/student"
	"unitscope/app/session"
	"unitscope/assets"
)

// Every embedded lesson is played from its start to its end by a student, whose file in testdata/students says what is done at
// each step and what has then to be true: see package student. A step with "done:" must not be done before the
// student acts, and must be done in the end.
func TestLessons(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			lesson, err := Read(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range lesson.Faults {
				t.Error(fault)
			}
			does, err := student.Read(filepath.Join("testdata", "students", name+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			play(t, lesson, does)
		})
	}
}

// player plays one lesson.
type player struct {
	*testing.T
	s *session.Session
}

func play(t *testing.T, lesson *session.Lesson, does map[int][]student.Line) {
	s, err := session.New(session.Options{Demo: assets.DemoNetwork(), ReadLesson: Read})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := &player{t, s}
	p.do(session.TakeLesson{Name: lesson.Name})
	for i := range lesson.Steps {
		if i > 0 {
			p.do(session.TurnLesson{By: 1})
		}
		p.step(i+1, does)
	}
	p.do(session.CloseLesson{})
	if s.Lesson() != nil {
		t.Error("the lesson does not close")
	}
}

// step does what the student does at a step.
func (p *player) step(number int, does map[int][]student.Line) {
	p.Helper()
	lines, ok := does[number]
	if !ok {
		p.Fatalf("the student has nothing of step %d", number)
	}
	step, state := p.s.Lesson().Step()
	p.Logf("step %d, %q", number, step.Title)
	for _, trouble := range state.Troubles {
		p.Errorf("step %d: %v", number, trouble)
	}
	if state.Done {
		p.Errorf("step %d is done before the student acts", number)
	}
	for _, line := range lines {
		p.line(number, line)
	}
	p.filled(number)
	p.s.Take()
	step, state = p.s.Lesson().Step()
	if len(step.Done) > 0 && !state.Done {
		p.Errorf("step %d is not done in the end: %v", number, step.Done)
	}
	if step.Guess != nil && state.Guessed == 0 {
		p.Errorf("step %d: nothing was guessed", number)
	}
}

// line does one line of the student's.
func (p *player) line(step int, line student.Line) {
	p.Helper()
	switch line.Kind {
	case student.Claim:
		p.claim(line)
	case student.Says:
		if text := p.filled(step); !strings.Contains(text, line.Text) {
			p.Errorf("line %d: step %d says\n%s\nwhich has not %q", line.Number, step, text, line.Text)
		}
	case student.Guess:
		choice, _ := strconv.Atoi(line.Text)
		p.do(session.GuessChoice{Choice: choice})
	default:
		a, err := session.Parse(line.Text)
		if err != nil {
			p.Fatalf("line %d: %v", line.Number, err)
		}
		p.do(a)
	}
}

// claim checks what a lesson says, when it is known.
func (p *player) claim(line student.Line) {
	p.Helper()
	text := line.Text
	parsed := &parser{file: "student", lesson: &session.Lesson{}}
	conditions := parsed.condition(nil, &directive{name: "done", text: text, line: line.Number})
	if len(conditions) == 0 {
		p.Fatal(parsed.lesson.Faults)
	}
	c, ok := conditions[0].(comparison)
	if !ok {
		p.Fatalf("line %d: %q compares no value", line.Number, text)
	}
	p.until("line "+strconv.Itoa(line.Number)+": "+text+" is known", func() bool {
		return c.left.read(p.s).text != unknown.text && (c.right == nil || c.right.read(p.s).text != unknown.text)
	})
	left := c.left.read(p.s).text
	if c.right != nil {
		left += " against " + c.right.read(p.s).text
	}
	if !c.MetIn(p.s) {
		p.Errorf("line %d: it is not true that %s: %s", line.Number, text, left)
	}
	p.Logf("  %s: %s", text, left)
}

// filled is all that a step says, once everything in it is known.
func (p *player) filled(number int) string {
	p.Helper()
	var text string
	p.until("all of step "+strconv.Itoa(number)+" is known", func() bool {
		step, _ := p.s.Lesson().Step()
		text = step.Text.In(p.s)
		for _, w := range []session.Words{step.Ask, step.Answer} {
			if w != nil {
				text += "\n" + w.In(p.s)
			}
		}
		if g := step.Guess; g != nil {
			text += "\n" + g.Question.In(p.s)
			if g.Right != nil {
				right := g.Right.In(p.s)
				text += "\n" + right
				if !strings.Contains("|"+strings.Join(g.Choices, "|")+"|", "|"+right+"|") && right != unknown.text {
					p.Fatalf("step %d: right is %q, none of %q", number, right, g.Choices)
				}
			}
		}
		return !strings.Contains(text, unknown.text)
	})
	if strings.Contains(text, "⟨") {
		p.Errorf("step %d says\n%s", number, text)
	}
	return text
}

// do performs an action and waits for what it sets going; for training without an end, until the step is done.
func (p *player) do(a session.Action) {
	p.Helper()
	actions := []session.Action{a, session.Wait{}}
	train, ok := a.(session.TrainSteps)
	endless := ok && train.Steps == 0
	if endless {
		actions = actions[:1]
	}
	if err := session.Play(context.Background(), p.s, actions, func(f func()) { f() }); err != nil {
		p.Errorf("%q: %v", a, err)
	}
	if endless {
		p.until("what is waited for is learned", func() bool { _, state := p.s.Lesson().Step(); return state.Done })
		p.do(session.Pause{})
	}
}

// until waits for something.
func (p *player) until(what string, is func() bool) {
	p.Helper()
	deadline := time.Now().Add(5 * time.Minute)
	for !is() {
		if p.s.Take(); time.Now().After(deadline) {
			p.Fatalf("it does not come to pass that %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
