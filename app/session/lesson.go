package session

import (
	"errors"
	"fmt"
	"strings"
)

// A Lesson is a class about the program, inside it: steps, each with a text, a state of the bench to look at, and something to
// do. Package lesson reads one from a file and knows what may stand there; the session gives it: it brings the bench into a
// step's state, and sees what the student does. Nobody changes a lesson.
type Lesson struct {
	Name    string // by which it is opened: an embedded one's, or a path
	Title   string
	Minutes int
	Steps   []LessonStep
	Faults  []error // what of the file is wrong, each with file and line; the rest is good
}

// A LessonStep is one page of a lesson.
type LessonStep struct {
	Title  string
	Text   Words
	Do     []Action // bring the bench into its state
	Points []string // what the window draws a ring around, by name
	Guess  *Guess   // nil: none
	Ask    Words    // a question; nil: none
	Answer Words    // to Ask, or to Guess; nil: none
	Done   []Condition
}

// A Guess is a prediction that the class makes before it sees what happens.
type Guess struct {
	Question Words
	Choices  []string
	Reveal   []Action // what shows which is right, done once the guess is made
	Right    Words    // the choice that is; nil: the answer tells
}

// Words are a text with what the program fills in.
type Words interface{ In(s *Session) string }

// A Condition is something that a student does, or that comes to hold.
type Condition interface {
	String() string
	MetBy(a Action) bool   // the student did it
	MetIn(s *Session) bool // it holds
}

// LessonState is how far a lesson is.
type LessonState struct {
	*Lesson
	At        int // the step that is shown
	SettingUp bool
	Steps     []StepState
}

// StepState is what became of one step of a lesson.
type StepState struct {
	Visited  bool
	Done     bool    // all its conditions were met
	Guessed  int     // the choice, counted from 1; 0: none yet
	Revealed bool    // what shows the answer was done
	Answered bool    // the answer is unfolded
	Troubles []error // actions of it that could not be done
}

// Step is the step that is shown, of a lesson that has some.
func (l *LessonState) Step() (LessonStep, StepState) { return l.Lesson.Steps[l.At], l.Steps[l.At] }

// Lesson returns the lesson that is given, nil when none is.
func (s *Session) Lesson() *LessonState {
	l := s.lesson
	if l == nil {
		return nil
	}
	state := &LessonState{Lesson: l.lesson, At: l.at, SettingUp: l.busy(), Steps: make([]StepState, len(l.steps))}
	for i := range l.steps {
		state.Steps[i] = l.steps[i].StepState
	}
	return state
}

// errNoLesson says that there is nothing to go on with.
var errNoLesson = errors.New("no lesson is open")

// step is what stands at the step that is shown, of which there is none without a lesson that has steps.
func (l *lessonPlay) step() (step *LessonStep, state *StepState, err error) {
	switch {
	case l == nil:
		return nil, nil, errNoLesson
	case len(l.steps) == 0:
		return nil, nil, errors.New("this lesson has no steps")
	}
	return &l.lesson.Steps[l.at], &l.steps[l.at].StepState, nil
}

// TakeLesson opens a lesson by its name, its number or the path of its file: "lesson 5", "lesson my.md". The experiment on the
// bench is put aside until CloseLesson.
type TakeLesson struct{ Name string }

func (a TakeLesson) String() string { return "lesson " + a.Name }
func (a TakeLesson) perform(s *Session) error {
	s.alterThen(a, func(now desk) (func(*desk), func(), error) { return s.openLesson(a.Name, now, nil) })
	return nil
}

// openLesson reads a lesson, and the bench that it begins with: that of a first start. What lies on the bench now is put aside; files
// that came with the lesson are left alone, and told of.
func (s *Session) openLesson(name string, now desk, left []string) (change func(*desk), then func(), err error) {
	if s.options.ReadLesson == nil {
		return nil, nil, errors.New("lessons cannot be read here")
	}
	lesson, err := s.options.ReadLesson(name)
	if err != nil {
		return nil, nil, err
	}
	bench, err := s.first()
	if err != nil {
		return nil, nil, err
	}
	if now.ref == bench.ref && now.absent == nil && now.source.HeldOut.Shape().Equal(bench.source.HeldOut.Shape()) {
		bench.source = now.source // whose pictures are drawn already
	}
	return nil, func() {
		s.beginLesson(lesson, bench)
		if len(left) > 0 {
			s.report(fmt.Errorf("left alone, since a lesson begins with a bench of its own: %s", strings.Join(some(baseNames(left)), ", ")))
		}
	}, nil
}

// TurnLesson goes to a step: "lesson next", "lesson back", "lesson step 3". One that was not there yet follows those before it,
// which are set up in their order.
type TurnLesson struct {
	By   int // 1, −1; 0: to Step
	Step int // counted from 1
}

func (a TurnLesson) String() string {
	switch a.By {
	case 1:
		return "lesson next"
	case -1:
		return "lesson back"
	}
	return fmt.Sprintf("lesson step %d", a.Step)
}

func (a TurnLesson) perform(s *Session) error {
	l := s.lesson
	if l == nil {
		return errNoLesson
	}
	to := a.Step - 1
	if a.By != 0 {
		to = l.at + a.By
	}
	if to < 0 || to >= len(l.steps) {
		return fmt.Errorf("this lesson has steps 1 to %d, not %d", len(l.steps), to+1)
	}
	s.turnLesson(to)
	return nil
}

// RepeatStep sets the step of the lesson up again: "lesson again".
type RepeatStep struct{}

func (RepeatStep) String() string { return "lesson again" }
func (RepeatStep) perform(s *Session) error {
	if _, _, err := s.lesson.step(); err != nil {
		return err
	}
	s.repeatStep()
	return nil
}

// GuessChoice says what the class guesses, counted from 1: "lesson guess 2". The answer follows.
type GuessChoice struct{ Choice int }

func (a GuessChoice) String() string { return fmt.Sprintf("lesson guess %d", a.Choice) }
func (a GuessChoice) perform(s *Session) error {
	step, state, err := s.lesson.step()
	switch {
	case err != nil:
		return err
	case step.Guess == nil:
		return errors.New("there is nothing to guess at this step")
	case a.Choice < 1 || a.Choice > len(step.Guess.Choices):
		return fmt.Errorf("there are choices 1 to %d, not %d", len(step.Guess.Choices), a.Choice)
	}
	state.Guessed = a.Choice
	if !state.Revealed {
		state.Revealed = true
		s.lesson.plan(s.lesson.at, step.Guess.Reveal)
	}
	return nil
}

// ShowAnswer unfolds the answer to a step's question, or folds it: "lesson answer".
type ShowAnswer struct{}

func (ShowAnswer) String() string { return "lesson answer" }
func (ShowAnswer) perform(s *Session) error {
	step, state, err := s.lesson.step()
	switch {
	case err != nil:
		return err
	case step.Ask == nil:
		return errors.New("there is no question at this step")
	}
	state.Answered = !state.Answered
	return nil
}

// CloseLesson ends the lesson: "lesson close". The experiment that was put aside comes back.
type CloseLesson struct{}

func (CloseLesson) String() string { return "lesson close" }
func (a CloseLesson) perform(s *Session) error {
	if s.lesson == nil {
		return errNoLesson
	}
	s.lesson.drop()
	s.lesson.closing = true
	s.forgetLesson()
	// Behind what the lesson still opens, which would land on the experiment otherwise.
	s.alterThen(a, func(desk) (func(*desk), func(), error) { return nil, s.endLesson, nil })
	return nil
}

// ofLesson marks the actions that turn a lesson's pages: they are none of the experiment's.
func ofLesson(a Action) bool {
	switch a.(type) {
	case TakeLesson, ReturnToLesson, TurnLesson, RepeatStep, GuessChoice, ShowAnswer, CloseLesson:
		return true
	}
	return false
}

func init() {
	register("lesson", "NAME|PATH|next|back|step N|again|guess N|answer|close", func(w *words) Action {
		switch what := w.all(); what {
		case "next":
			return TurnLesson{By: 1}
		case "back":
			return TurnLesson{By: -1}
		case "again":
			return RepeatStep{}
		case "answer":
			return ShowAnswer{}
		case "close":
			return CloseLesson{}
		default:
			return counted(w, what)
		}
	})
}

// counted reads what takes a number, else the name of a lesson.
func counted(w *words, what string) Action {
	n := 0
	if _, err := fmt.Sscanf(what, "step %d", &n); err == nil && what == fmt.Sprintf("step %d", n) {
		return TurnLesson{Step: n}
	}
	if _, err := fmt.Sscanf(what, "guess %d", &n); err == nil && what == fmt.Sprintf("guess %d", n) {
		return GuessChoice{n}
	}
	return TakeLesson{what}
}
