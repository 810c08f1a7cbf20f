package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// lessonPlace is how far a lesson is. It lies beside the experiment while one is given, so that the next start can offer it again.
type lessonPlace struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Step  int    `json:"step"` // counted from 1
}

const lessonFile = "lesson.json"

// keepLesson notes the step that is shown. Where that cannot be written the lesson is not offered again, which disturbs no class.
func (s *Session) keepLesson() {
	l := s.lesson
	if s.options.StateDir == "" || l.closing {
		return
	}
	place, err := json.Marshal(lessonPlace{l.lesson.Name, l.lesson.Title, l.at + 1})
	if err == nil {
		_ = atomic.WriteFile(filepath.Join(s.options.StateDir, lessonFile), bytes.NewReader(place))
	}
}

// forgetLesson has the next start offer no lesson.
func (s *Session) forgetLesson() {
	if s.options.StateDir != "" {
		_ = os.Remove(filepath.Join(s.options.StateDir, lessonFile)) // there may be none
	}
}

// offerLesson offers the lesson that was given when the program ended, once. before is what else is to be told.
func (s *Session) offerLesson(before string) {
	contents, err := os.ReadFile(filepath.Join(s.options.StateDir, lessonFile))
	var place lessonPlace
	if err != nil || json.Unmarshal(contents, &place) != nil || place.Name == "" || place.Step < 1 {
		return
	}
	s.forgetLesson()
	s.tell(&Notice{Text: fmt.Sprintf("%sThe lesson %q was open, at step %d.", before, place.Title, place.Step),
		Way: "Go on with it", Leads: ReturnToLesson{place.Step, place.Name}})
}

// ReturnToLesson opens a lesson at a step: "lesson-at 3 5-occlusion". One that it has no longer is its last.
type ReturnToLesson struct {
	Step int // counted from 1
	Name string
}

func (a ReturnToLesson) String() string { return fmt.Sprintf("lesson-at %d %s", a.Step, a.Name) }
func (a ReturnToLesson) perform(s *Session) error {
	if a.Step < 1 {
		return fmt.Errorf("steps of a lesson are counted from 1, there is no step %d", a.Step)
	}
	s.alterThen(a, func(now desk) (func(*desk), func(), error) {
		change, begin, err := s.openLesson(a.Name, now, nil)
		return change, func() {
			begin()
			if to := min(a.Step, len(s.lesson.steps)) - 1; to > 0 {
				s.turnLesson(to)
			}
		}, err
	})
	return nil
}

func init() {
	register("lesson-at", "STEP NAME|PATH", func(w *words) Action { return ReturnToLesson{w.integer(), w.all()} })
}
