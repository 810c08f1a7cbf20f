package session

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// said is a text without values.
type said string

func (w said) In(*Session) string { return string(w) }

// deedDone and reached are the two kinds of conditions.
type deedDone string

func (c deedDone) String() string      { return string(c) }
func (c deedDone) MetBy(a Action) bool { return a.String() == string(c) }
func (c deedDone) MetIn(*Session) bool { return false }

type reached int

func (c reached) String() string        { return "step" }
func (c reached) MetBy(Action) bool     { return false }
func (c reached) MetIn(s *Session) bool { return s.Training.Shown().Step >= int(c) }

// lines are actions by their lines.
func lines(t *testing.T, texts ...string) (actions []Action) {
	t.Helper()
	for _, text := range texts {
		a, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, a)
	}
	return actions
}

// lessonOf is options of a session that has one lesson, whatever its name.
func lessonOf(steps ...LessonStep) Options {
	for i := range steps {
		steps[i].Text = said("text")
	}
	return Options{ReadLesson: func(name string) (*Lesson, error) {
		if name == "none" {
			return nil, errors.New("no such lesson")
		}
		return &Lesson{Name: name, Title: name, Minutes: 1, Steps: steps}, nil
	}}
}

// ownExperiment lays something out that is no first start's.
func ownExperiment(t *testing.T, s *Session) {
	t.Helper()
	perform(t, s, "survey held-out 100", "reset 7", "batch 8", "train 12", "picture 9", "paint 20 14 7 noise", "shift 1 2", "room probe", "select conv2:5", "show conv1 kernels", "range fixed", "scrub 10")
}

// wholeState is all that a person has set out.
func wholeState(s *Session) (desk, Selection, undoStack, Shown) {
	shown := s.Training.Shown()
	shown.Version = 0 // which only rises
	return s.desk, s.Selection(), s.undo.copy(), shown
}

func TestLessonBringsTheExperimentBack(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "network toy48", "batch 4", "train 3", "room inspect", "picture 3")}, LessonStep{Do: lines(t, "train 2")}))
	ownExperiment(t, s)
	desk, selection, undo, shown := wholeState(s)
	s.Units.Responses(s.Training.Shown(), false, s.desk.source)
	wait(t, s)
	drivers := s.Units.kept(desk.run).Responses
	perform(t, s, "lesson any", "lesson next", "select conv1:2", "paint 5 5 9 grey", "task colour")
	if s.desk.run == desk.run || s.Selection().Room != Inspect || s.CanRedo() {
		t.Fatalf("the lesson has no bench of its own: %+v", s.Selection())
	}
	s.Units.Responses(s.Training.Shown(), false, s.desk.source) // which takes the place of the person's
	perform(t, s, "lesson close")
	gotDesk, gotSelection, gotUndo, gotShown := wholeState(s)
	if !reflect.DeepEqual(gotDesk, desk) || !reflect.DeepEqual(gotSelection, selection) || !reflect.DeepEqual(gotUndo, undo) {
		t.Errorf("the experiment came back as\n%+v\n%+v\nit was\n%+v\n%+v", gotDesk, gotSelection, desk, selection)
	}
	if gotShown.Step != 10 || !gotShown.Scrubbed || !equalParams(gotShown.Net, shown.Net) || s.desk.run.Step() != 12 {
		t.Errorf("step %d of %d is shown, scrubbed: %v", gotShown.Step, s.desk.run.Step(), gotShown.Scrubbed)
	}
	if s.Lesson() != nil {
		t.Error("the lesson is still open")
	}
	if got := s.Units.kept(desk.run).Responses; got != drivers || drivers == nil {
		t.Errorf("what drives the units has to be found out again: %v, was %v", got != nil, drivers != nil)
	}
	perform(t, s, "undo")
	if s.desk.shift != [2]int{} {
		t.Errorf("undo took back %+v", s.desk.shift)
	}
}

// A program that is killed during a lesson, or closed, starts with the person's own experiment, and offers the lesson, once, at its step.
func TestLessonIsNotKept(t *testing.T) {
	o := lessonOf(LessonStep{Do: lines(t, "picture 3", "batch 4", "train 3")}, LessonStep{Do: lines(t, "picture 4")})
	o.StateDir = t.TempDir()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ownExperiment(t, s)
	desk, selection, _, shown := wholeState(s)
	perform(t, s, "lesson any", "lesson next", "paint 5 5 9 grey")
	s.options.saveEvery = 0
	wait(t, s) // but for the experiment that was put aside there is nothing to keep
	saved, err := os.ReadFile(filepath.Join(o.StateDir, autosaveFile))
	if err != nil {
		t.Fatal(err)
	}
	place, err := os.ReadFile(filepath.Join(o.StateDir, lessonFile))
	if err != nil {
		t.Fatal(err)
	}
	killed := t.TempDir()
	for name, contents := range map[string][]byte{autosaveFile: saved, lessonFile: place, runningFile: nil} {
		if err := os.WriteFile(filepath.Join(killed, name), contents, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"killed": killed, "closed": o.StateDir} {
		o.StateDir = dir
		again := open(t, o)
		got, gotShown := again.desk, again.Training.Shown()
		if got.picture.Index != 9 || got.shift != desk.shift || !reflect.DeepEqual(got.marks, desk.marks) || got.batch != 8 || got.run.Step() != 12 || got.run.Seed != 7 {
			t.Errorf("%s: picture %d, shift %v, %d strokes, batch %d, step %d", name, got.picture.Index, got.shift, len(got.marks), got.batch, got.run.Step())
		}
		if !reflect.DeepEqual(again.Selection(), selection) {
			t.Errorf("%s: %+v is looked at, it was %+v", name, again.Selection(), selection)
		}
		if gotShown.Step != shown.Step || !equalParams(gotShown.Net, shown.Net) {
			t.Errorf("%s: another network is shown, of step %d", name, gotShown.Step)
		}
		offered := again.Notice()
		if offered == nil || !strings.Contains(offered.Text, `"any" was open, at step 2`) || strings.Contains(offered.Text, "without closing") != (name == "killed") {
			t.Fatalf("%s: the notice is %+v", name, offered)
		}
		perform(t, again, offered.Leads.String())
		if l := again.Lesson(); l == nil || l.At != 1 || again.desk.picture.Index != 4 {
			t.Errorf("%s: the lesson does not go on at its second step: %+v", name, l)
		}
		perform(t, again, "lesson close")
		if again.desk.picture.Index != 9 {
			t.Errorf("%s: the experiment does not come back after the lesson", name)
		}
		if _, err := os.Stat(filepath.Join(dir, lessonFile)); err == nil {
			t.Errorf("%s: a lesson that was closed would be offered again", name)
		}
	}
}

// The actions of a step are done in order, each when the one before has come to rest: the network that learns has learned.
func TestLessonDoesStepsInOrder(t *testing.T) {
	s := open(t, lessonOf(
		LessonStep{Do: lines(t, "network toy48", "batch 4", "train 5", "select conv3:4")},
		LessonStep{Do: lines(t, "select conv1:1", "train 4")},
		LessonStep{Do: lines(t, "picture 8")},
	))
	at := func(when string, step, trained int, unit string) {
		t.Helper()
		l, shown := s.Lesson(), s.Training.Shown()
		if l.At != step || l.SettingUp || shown.Step != trained || s.Selection().Unit.String() != unit {
			t.Errorf("%s: at step %d, trained %d, unit %s; want %d, %d, %s", when, l.At, shown.Step, s.Selection().Unit, step, trained, unit)
		}
	}
	perform(t, s, "lesson any")
	at("opened", 0, 5, "conv3:4")
	perform(t, s, "lesson next")
	at("next", 1, 9, "conv1:1")
	perform(t, s, "select conv2:9", "train 2", "picture 5", "lesson again")
	at("again", 1, 9, "conv1:1")
	if s.Stimulus().Picture.Index != 0 {
		t.Errorf("picture %d is left from what was done at the step", s.Stimulus().Picture.Index)
	}
	perform(t, s, "lesson back")
	at("back", 0, 5, "conv3:4")
	perform(t, s, "lesson step 3")
	at("to a step that was not there yet", 2, 9, "conv1:1")
	if s.Stimulus().Picture.Index != 8 {
		t.Errorf("picture %d, want 8", s.Stimulus().Picture.Index)
	}
	perform(t, s, "lesson close", "lesson any", "lesson step 3")
	at("at once to the last step", 2, 9, "conv1:1")
	for _, line := range []string{"lesson next", "lesson step 4", "lesson step 0", "lesson guess 1", "lesson answer", "lesson none"} {
		refused(t, s, line)
	}
	at("after what cannot be done", 2, 9, "conv1:1")
}

func TestLessonWaitsForTheStudent(t *testing.T) {
	s := open(t, lessonOf(
		LessonStep{Do: lines(t, "select conv2:3"), Done: []Condition{deedDone("select conv2:3"), deedDone("picture 4")}},
		LessonStep{Do: lines(t, "network toy48", "batch 2", "train 100000"), Done: []Condition{reached(3)}},
	))
	done := func() bool { _, state := s.Lesson().Step(); return state.Done }
	perform(t, s, "lesson any")
	if done() {
		t.Error("done by the lesson's own action")
	}
	perform(t, s, "picture 4")
	if done() {
		t.Error("done by one of two conditions")
	}
	perform(t, s, "select conv2:3")
	if !done() {
		t.Error("not done by the student")
	}
	// perform would wait for the training, which a lesson only does until its condition is met.
	if err := s.Do(TurnLesson{By: 1}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the step is set up", func() bool { s.Take(); return !s.Lesson().SettingUp })
	if !done() || !s.Training.Status().Running {
		t.Errorf("done: %v; learns on: %v", done(), s.Training.Status().Running)
	}
	perform(t, s, "lesson close")
}

// shows holds while the answers to a picture are shown.
type shows int

func (c shows) String() string        { return "seen" }
func (c shows) MetBy(Action) bool     { return false }
func (c shows) MetIn(s *Session) bool { return s.Analysis.View().Stimulus.Picture.Index == int(c) }

// A step is not done by what the step before left in sight, while that of its own is still being computed.
func TestLessonLooksAtItsOwnPicture(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "picture 0")}, LessonStep{Do: lines(t, "picture 8"), Done: []Condition{shows(0)}}))
	perform(t, s, "lesson any")
	wait(t, s)
	perform(t, s, "lesson next")
	wait(t, s)
	if _, state := s.Lesson().Step(); state.Done {
		t.Error("done by the picture of the step before")
	}
	perform(t, s, "picture 0")
	if _, state := s.Lesson().Step(); !state.Done {
		t.Error("not done by the student's picture")
	}
}

func TestLessonGuess(t *testing.T) {
	guess := &Guess{Question: said("which?"), Choices: []string{"a", "b"}, Reveal: lines(t, "picture 6")}
	s := open(t, lessonOf(LessonStep{Guess: guess, Answer: said("b")}, LessonStep{Ask: said("why?"), Answer: said("so")}))
	perform(t, s, "lesson any")
	if _, state := s.Lesson().Step(); state.Guessed != 0 || s.Stimulus().Picture.Index == 6 {
		t.Error("revealed before it was guessed")
	}
	refused(t, s, "lesson guess 3")
	perform(t, s, "lesson guess 2")
	if _, state := s.Lesson().Step(); state.Guessed != 2 || s.Stimulus().Picture.Index != 6 {
		t.Errorf("guessed %d, picture %d", state.Guessed, s.Stimulus().Picture.Index)
	}
	perform(t, s, "lesson again")
	if _, state := s.Lesson().Step(); state.Guessed != 0 || s.Stimulus().Picture.Index == 6 {
		t.Error("the guess stands when the step is set up again")
	}
	perform(t, s, "lesson next", "lesson answer")
	if _, state := s.Lesson().Step(); !state.Answered {
		t.Error("the answer is folded")
	}
}

// What was said at a step is of no use at the next.
func TestLessonTurnsFromWhatWasSaid(t *testing.T) {
	s := open(t, lessonOf(LessonStep{}, LessonStep{}))
	perform(t, s, "lesson any")
	refused(t, s, "lesson guess 2")
	if s.Take(); s.Notice() == nil {
		t.Fatal("a guess where there is nothing to guess, and nothing is said")
	}
	perform(t, s, "lesson next")
	if n := s.Notice(); n != nil {
		t.Errorf("the next step still says %q", n.Text)
	}
}

// What of a step cannot be done is told at the step, and the rest is done.
func TestLessonTroubles(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "select conv9:1", "open nowhere.onnx", "picture 5")}))
	refused(t, s, "lesson any")
	wait(t, s)
	_, state := s.Lesson().Step()
	if len(state.Troubles) != 2 || !strings.Contains(state.Troubles[0].Error(), "conv9") || !strings.Contains(state.Troubles[1].Error(), "nowhere.onnx") {
		t.Errorf("troubles %v", state.Troubles)
	}
	if s.Stimulus().Picture.Index != 5 {
		t.Errorf("picture %d", s.Stimulus().Picture.Index)
	}
}

// A file in which no step could be read is a lesson all the same, which tells its mistakes and can be closed.
func TestLessonWithoutSteps(t *testing.T) {
	s := open(t, lessonOf())
	perform(t, s, "lesson any", "picture 3")
	for _, line := range []string{"lesson next", "lesson back", "lesson again", "lesson guess 1", "lesson answer", "lesson step 1"} {
		refused(t, s, line)
	}
	perform(t, s, "lesson close")
	if s.Lesson() != nil || s.Stimulus().Picture.Index != 0 {
		t.Error("it does not close")
	}
	for _, line := range []string{"lesson next", "lesson again", "lesson guess 1", "lesson answer", "lesson close"} {
		refused(t, s, line)
	}
}
