//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unitscope/app/lesson"
	"unitscope/app/lesson/student"
	"unitscope/app/session"
)

// lessonShots names the environment variable with which the lessons leave a picture of every step, as it is set up and as the
// student leaves it, in shots/lessons: of the window at 1440×900, and, played once more, presented at 1280×720 in the light theme.
//
//	UNITSCOPE_LESSON_SHOTS=1 go test -tags migrated_fynedo,e2e -run TestEndToEndLessons/5 ./app/e2e
const lessonShots = "UNITSCOPE_LESSON_SHOTS"

// Every embedded lesson is played from its start to its end in a window by its student, with nothing but the keyboard, and the
// person's own experiment comes back. That what the lessons say is true is for the tests of package lesson.
func TestEndToEndLessons(t *testing.T) {
	binary := build(t)
	for _, name := range lesson.Names() {
		t.Run(name, func(t *testing.T) {
			p := startLessons(t, binary)
			p.lesson(name, "")
			p.quit()
		})
		if os.Getenv(lessonShots) == "" {
			continue
		}
		t.Run(name+" presented", func(t *testing.T) {
			p := startLessons(t, binary)
			p.xdotool("windowsize", "--sync", p.window, "1280", "720")
			p.key("ctrl+l")
			p.key("F5")
			p.visible("the light theme", func(e event) bool { return !e.Dark })
			p.lesson(name, "-presented")
			p.quit()
		})
	}
}

// startLessons starts the program with a home of its own, the mouse out of the way.
func startLessons(t *testing.T, binary string) *pupil {
	t.Helper()
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".cache"), 0o755); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("xdotool", "mousemove", "1910", "1070").CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v\n%s", err, output)
	}
	return &pupil{start(t, binary, home)}
}

// A pupil plays lessons.
type pupil struct{ *program }

// lesson plays a lesson from its start to its end. Pictures of its steps are kept under its name and the suffix.
func (p *pupil) lesson(name, suffix string) {
	p.t.Helper()
	read, err := lesson.Read(name)
	if err != nil {
		p.t.Fatal(err)
	}
	does, err := student.Read(filepath.Join("..", "lesson", "testdata", "students", name+".txt"))
	if err != nil {
		p.t.Fatal(err)
	}
	began := time.Now()
	p.tell("picture 9; paint 20 14 7 noise; shift 1 2; select conv2:3; train 5; room probe")
	p.idle()
	own := p.own()
	p.tell("lesson " + name)
	for i, step := range read.Steps {
		if i > 0 {
			p.key("n")
		}
		p.setUp(i+1, len(step.Done) > 0)
		p.keep(fmt.Sprintf("%s%s-%d", name, suffix, i+1))
		for _, line := range does[i+1] {
			p.deed(line)
		}
		if len(step.Done) > 0 {
			p.until(fmt.Sprintf("step %d is done", i+1), func(e event) bool { return e.LessonDone })
		}
		p.keep(fmt.Sprintf("%s%s-%d-left", name, suffix, i+1))
	}
	p.key("n") // which is "Finish" at the last step
	p.visible("the lesson's end", func(e event) bool { return e.LessonStep == 0 && e.upToDate() })
	p.idle()
	if back := p.own(); back != own {
		p.t.Errorf("the own experiment was\n%+v\nand came back as\n%+v", own, back)
	}
	p.t.Logf("%d steps in %.0f s", len(read.Steps), time.Since(began).Seconds())
}

// own is what is to be seen of the person's experiment, without the counters of what happened since.
func (p *pupil) own() (o struct {
	room, tab, unit         string
	picture, strokes, steps int
	shift                   [2]int
}) {
	p.t.Helper()
	e, _ := p.last(event.shows)
	o.room, o.tab, o.unit, o.picture, o.strokes, o.steps, o.shift = e.Room, e.Tab, e.Unit, e.Picture, e.Strokes, e.Step, e.Shift
	return o
}

// setUp waits until a step is set up and all that it shows is computed. One that waits for the student must not be done yet.
func (p *pupil) setUp(step int, waits bool) {
	p.t.Helper()
	p.visible(fmt.Sprintf("step %d", step), func(e event) bool { return e.LessonStep == step && !e.LessonBusy })
	p.idle()
	if e, _ := p.last(event.shows); waits && e.LessonDone {
		p.t.Errorf("step %d is done before the student acts", step)
	}
}

// until waits for what the latest frame shows to be so, however much was shown before.
func (p *pupil) until(what string, is func(event) bool) {
	p.t.Helper()
	if e, _ := p.last(event.shows); !is(e) {
		p.visible(what, is)
	}
}

// keys are the actions that have keys of their own.
var keys = map[string]string{
	"room inspect": "1", "room train": "2", "room probe": "3", "room relearn": "4", "room brain": "5",
	"tool paint": "b", "tool erase": "e", "tool flashlight": "f",
	"lesson answer": "a", "lesson again": "r", "lesson back": "p", "undo": "ctrl+z", "train": "space",
}

// deed does what a line says of the student, and waits for what it sets going. An action without a key is typed after /.
func (p *pupil) deed(line student.Line) {
	p.t.Helper()
	switch key, has := keys[line.Text]; {
	case line.Kind == student.Guess:
		p.key("shift+" + line.Text)
		p.acted("lesson guess " + line.Text)
		p.visible("what is guessed", func(e event) bool { return !e.LessonBusy })
	case line.Kind != student.Act:
		return
	case line.Text == "train":
		p.learn()
	case has:
		p.key(key)
		p.acted(line.Text)
	default:
		a, err := session.Parse(line.Text)
		if err != nil {
			p.t.Fatalf("line %d: %v", line.Number, err)
		}
		p.tell(line.Text)
		p.acted(a.String())
	}
	p.idle()
}

// learn has the network learn until that is what the step waited for.
func (p *pupil) learn() {
	p.t.Helper()
	p.key(keys["train"])
	p.acted("train")
	p.visible("what is to be learned", func(e event) bool { return e.LessonDone })
	p.key("space")
	p.acted("pause")
}

// idle waits until nothing is on its way any more, and what is there then is seen: the second "wait" is done when the first is
// over, and no frame is drawn as long as the prompt is open.
func (p *pupil) idle() {
	p.t.Helper()
	p.tell("wait; wait")
	first, second := 0.0, 0.0
	p.expect("rest", func(e event) bool {
		switch waits := e.Event == "action" && e.Action == "wait"; {
		case waits && (first == 0 || e.MS == first):
			first = e.MS
		case waits:
			second = e.MS
		}
		return second > 0 && e.MS > second && e.shows()
	})
}

// keep leaves a picture of the window as shots/lessons/NAME.png, if pictures are asked for.
func (p *pupil) keep(name string) {
	p.t.Helper()
	if os.Getenv(lessonShots) == "" {
		return
	}
	folder := filepath.Join(shots, "lessons")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		p.t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // the ring follows what moved
	if output, err := exec.Command("import", "-window", strings.TrimSpace(p.window), filepath.Join(folder, name+".png")).CombinedOutput(); err != nil {
		p.t.Fatalf("import: %v\n%s", err, output)
	}
}
