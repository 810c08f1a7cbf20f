package session

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// settled goes on until the lesson has set up what it was asked for.
func settled(t *testing.T, s *Session) {
	t.Helper()
	eventually(t, "the lesson is set up", s.settled)
	wait(t, s)
}

// now does actions without waiting for what they set going.
func now(t *testing.T, s *Session, lines ...string) {
	t.Helper()
	for _, line := range lines {
		a, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(a); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// What a step that is left still opens does not land on the step that is turned to.
func TestLessonLeavesWhatIsBeingOpened(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "picture 3")}, LessonStep{Do: lines(t, "network lenet28", "picture 5")}))
	perform(t, s, "lesson any")
	first := s.desk.run
	now(t, s, "lesson next")
	eventually(t, "a network is being opened", func() bool { s.Take(); return s.jobs.Load() > 0 })
	now(t, s, "lesson back")
	settled(t, s)
	if s.desk.run != first || s.desk.picture.Index != 3 {
		t.Errorf("the first step has the network %s and picture %d", s.desk.run.Preset, s.desk.picture.Index)
	}
	perform(t, s, "lesson next")
	if s.desk.run.Preset != "lenet28" || s.desk.picture.Index != 5 {
		t.Errorf("the second step has the network %s and picture %d", s.desk.run.Preset, s.desk.picture.Index)
	}
	now(t, s, "network vgg32", "lesson again") // the student's, meanwhile
	settled(t, s)
	if s.desk.run.Preset != "lenet28" || len(s.Lesson().Steps[1].Troubles) > 0 {
		t.Errorf("set up again, it has the network %s and the troubles %v", s.desk.run.Preset, s.Lesson().Steps[1].Troubles)
	}
}

// A step finds the network that it found before, even where the student went back in its training and had it learn otherwise.
func TestLessonFindsTheNetworkAgain(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "network toy48", "batch 4", "train 6")}, LessonStep{Do: lines(t, "picture 2")}))
	perform(t, s, "lesson any", "lesson next")
	found := s.Training.Shown()
	for name, does := range map[string][]string{
		"as many steps": {"scrub 0", "learning-rate 0.5", "train 6"},
		"fewer":         {"scrub 0", "train 2"},
		"more":          {"train 3"},
		"none":          nil,
	} {
		t.Run(name, func(t *testing.T) {
			perform(t, s, does...)
			perform(t, s, "lesson again")
			got := s.Training.Shown()
			if got.Step != 6 || got.Run != found.Run || !equalParams(got.Net, found.Net) {
				t.Errorf("step %d is shown, and another network: %v", got.Step, !equalParams(got.Net, found.Net))
			}
			perform(t, s, "lesson back", "lesson next")
			if got = s.Training.Shown(); got.Step != 6 || !equalParams(got.Net, found.Net) {
				t.Errorf("back and forth, step %d is shown, and another network: %v", got.Step, !equalParams(got.Net, found.Net))
			}
			if h := s.desk.run.History(); len(h.Cost) < 6 {
				t.Errorf("the costs of %d steps are known", len(h.Cost))
			}
		})
	}
	perform(t, s, "lesson back")
	if got := s.Training.Shown(); got.Step != 6 {
		t.Errorf("the first step shows training step %d", got.Step)
	}
}

// Who comes back to a step at which was guessed sees what the answer beside it speaks of.
func TestLessonComesBackToWhatWasRevealed(t *testing.T) {
	guess := &Guess{Question: said("which?"), Choices: []string{"a", "b"}, Reveal: lines(t, "picture 6")}
	s := open(t, lessonOf(LessonStep{Do: lines(t, "picture 1"), Guess: guess, Answer: said("b")}, LessonStep{Do: lines(t, "picture 2")}))
	perform(t, s, "lesson any", "lesson guess 2", "lesson next", "lesson back")
	if _, state := s.Lesson().Step(); state.Guessed != 2 || s.Stimulus().Picture.Index != 6 {
		t.Errorf("guessed %d, picture %d", state.Guessed, s.Stimulus().Picture.Index)
	}
	perform(t, s, "lesson again")
	if _, state := s.Lesson().Step(); state.Guessed != 0 || s.Stimulus().Picture.Index != 1 {
		t.Errorf("set up again: guessed %d, picture %d", state.Guessed, s.Stimulus().Picture.Index)
	}
}

// A lesson that was closed is not offered again, whatever was pressed while its end was on its way.
func TestLessonThatIsClosedIsForgotten(t *testing.T) {
	o := lessonOf(LessonStep{}, LessonStep{})
	o.StateDir = t.TempDir()
	s := open(t, o)
	perform(t, s, "lesson any")
	now(t, s, "lesson close")
	if s.Lesson() != nil {
		_ = s.Do(TurnLesson{By: 1})
	}
	wait(t, s)
	if _, err := os.Stat(filepath.Join(o.StateDir, lessonFile)); err == nil || s.Lesson() != nil {
		t.Error("it would be offered at the next start")
	}
}

// A lesson that is closed, or followed by another, while a network learns, relearns or is probed leaves nothing behind.
func TestLessonClosesAmidWork(t *testing.T) {
	for name, does := range map[string][]string{
		"training":   {"train"},
		"relearning": {"relearn task scene", "relearn"},
		"measuring":  {"room probe", "measure all"},
		"slow":       {"slow", "stage 2"},
		"opening":    {"network vgg32"},
		"watching":   {"room brain", "brain watch on", "train"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, lessonOf(LessonStep{Do: lines(t, "network toy48")}))
			ownExperiment(t, s)
			desk, selection, _, shown := wholeState(s)
			for _, end := range []string{"lesson close", "lesson other"} {
				perform(t, s, "lesson any")
				now(t, s, does...)
				time.Sleep(20 * time.Millisecond)
				s.Take()
				now(t, s, end)
				settled(t, s)
				if end != "lesson close" {
					perform(t, s, "lesson close")
				}
				if s.Training.Status().Running || s.desk.run != desk.run || s.Training.Shown().Step != shown.Step {
					t.Errorf("%s: running %v, another run %v, step %d", end, s.Training.Status().Running, s.desk.run != desk.run, s.Training.Shown().Step)
				}
				if got := s.Selection(); got.Room != selection.Room || got.Unit != selection.Unit || got.Brain != selection.Brain {
					t.Errorf("%s: %+v is looked at", end, got)
				}
			}
		})
	}
}

// Lessons opened and closed again and again leave neither goroutines nor memory behind.
func TestLessonsLeaveNothingBehind(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "survey held-out 20", "network toy48", "batch 2", "train 2", "paint 5 5 9 grey", "room probe")}, LessonStep{Do: lines(t, "train 1", "task scene")}))
	once := func() {
		perform(t, s, "lesson any", "lesson next", "lesson back")
		s.Units.Responses(s.Training.Shown(), false, s.desk.source)
		perform(t, s, "lesson close")
	}
	held := func() (goroutines int, bytes uint64) {
		var m runtime.MemStats
		time.Sleep(50 * time.Millisecond)
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	for range 3 { // what is kept once is there
		once()
	}
	goroutines, bytes := held()
	const times = 50
	for range times {
		once()
	}
	after, now := held()
	t.Logf("%d goroutines and %d kB, then %d and %d kB", goroutines, bytes>>10, after, now>>10)
	if after > goroutines+2 || now > bytes+times*100<<10 { // a network that stays is more; what tests before this one still hold is less
		t.Errorf("%d lessons leave %d goroutines and %d kB", times, after-goroutines, (int(now)-int(bytes))>>10)
	}
}

// Nothing is undone across a lesson's borders.
func TestUndoStaysWithinTheLesson(t *testing.T) {
	s := open(t, lessonOf(LessonStep{Do: lines(t, "picture 3")}))
	perform(t, s, "picture 9", "paint 5 5 9 grey", "lesson any", "paint 8 8 3 black", "undo", "undo")
	refused(t, s, "undo")
	if s.desk.picture.Index != 0 || s.desk.marks != nil {
		t.Errorf("undone as far as picture %d", s.desk.picture.Index)
	}
	perform(t, s, "lesson close", "undo")
	if s.desk.picture.Index != 9 || s.desk.marks != nil {
		t.Errorf("the experiment's stroke is not undone: picture %d, %d strokes", s.desk.picture.Index, len(s.desk.marks))
	}
	perform(t, s, "redo")
	if len(s.desk.marks) != 1 || s.CanRedo() {
		t.Error("it is not painted again")
	}
}

// An experiment that is opened within a lesson is told to be the lesson's, with what keeps it.
func TestExperimentWithinALesson(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.unitscope")
	s := open(t, lessonOf(LessonStep{}))
	perform(t, s, "picture 4", "save "+file, "picture 9", "lesson any", "open "+file)
	if n := s.Notice(); s.desk.picture.Index != 4 || n == nil || !strings.Contains(n.Text, "lesson") {
		t.Errorf("picture %d, and the notice is %+v", s.desk.picture.Index, n)
	}
	perform(t, s, "lesson close")
	if s.desk.picture.Index != 9 {
		t.Errorf("picture %d comes back", s.desk.picture.Index)
	}
}

// A relearning that is looked at as it was before is looked at so again after a lesson, and goes on from where it was.
func TestLessonBringsTheOldNetworkBack(t *testing.T) {
	s := smallBench(t, lessonOf(LessonStep{Do: lines(t, "network toy48")}))
	l := relearned(t, s)
	perform(t, s, "look before")
	before := s.Training.Shown()
	if before.Whole != before.Run.relearning.Before() {
		t.Fatal("the old network is not shown")
	}
	perform(t, s, "lesson any", "lesson close")
	if got := s.Training.Shown(); got.Whole != before.Whole || got.Run != before.Run {
		t.Errorf("step %d of another network is shown", got.Step)
	}
	perform(t, s, "look after")
	if got := s.Training.Shown(); got.Step != l.Steps {
		t.Errorf("it is at step %d of %d", got.Step, l.Steps)
	}
}

// A lesson that is dropped together with pictures and networks begins with its own bench, and tells what is left alone, by names.
func TestLessonDroppedWithOtherFiles(t *testing.T) {
	in := dropped(t)
	lesson := in("class.MD")
	must(t, os.WriteFile(lesson, nil, 0o600))
	s := open(t, lessonOf(LessonStep{Do: lines(t, "picture 3")}))
	perform(t, s, Drop{[]string{in("picture 0.png"), lesson, in("one.onnx")}}.String())
	if l := s.Lesson(); l == nil || l.Name != lesson || s.desk.picture.Index != 3 {
		t.Fatalf("the lesson is %+v", l)
	}
	if n := s.Notice(); n == nil || !strings.Contains(n.Text, "left alone") || !strings.Contains(n.Text, "picture 0.png, one.onnx") || strings.Contains(n.Text, in(".")) {
		t.Errorf("the notice is %+v", n)
	}
	perform(t, s, "lesson close")
	if s.CanUndo() {
		t.Error("the lesson is among what can be undone")
	}
}
