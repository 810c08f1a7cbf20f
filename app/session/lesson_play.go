package session

import (
	"fmt"
	"time"
)

// A lessonPlay is a lesson that is being given. What a step needs is done deed by deed, each when the one before has come to
// rest, whenever the session takes what has finished; the window goes on meanwhile.
type lessonPlay struct {
	lesson *Lesson
	at     int
	steps  []stepPlay
	aside  aside

	deeds  []deed
	doing  deed        // done last, and
	rested func() bool // whether it has come to rest; nil: it has
	trains bool        // it has the network learn
	inside bool        // a deed is being done
	failed error       // the first of those at hand that could not be done

	closing bool // it ends as soon as what it still opens is open
}

// stepPlay is what is known of one step.
type stepPlay struct {
	StepState
	met   []bool    // by condition
	found *aside    // the bench as it was before the step's own actions; nil: it was not entered yet
	run   *runState // then
}

// A deed is one action of a step, or the entering of it.
type deed struct {
	step   int
	action Action // nil: the step is entered
}

// lessonEvery is how often a lesson that waits looks whether it may go on.
const lessonEvery = 10 * time.Millisecond

// beginLesson puts the experiment aside, unless that was done for another lesson, and goes to the first step.
func (s *Session) beginLesson(lesson *Lesson, bench desk) {
	var kept aside
	if s.lesson != nil {
		kept = s.lesson.aside
	} else {
		s.keepNow()
		kept = s.putAside()
	}
	s.lesson = &lessonPlay{lesson: lesson, aside: kept, steps: make([]stepPlay, len(lesson.Steps))}
	for i, step := range lesson.Steps {
		s.lesson.steps[i].met = make([]bool, len(step.Done))
	}
	s.clear(bench)
	s.Trace.Event("lesson", map[string]any{"name": lesson.Name, "steps": len(lesson.Steps), "faults": len(lesson.Faults)})
	if len(lesson.Steps) > 0 {
		s.turnLesson(0)
	}
}

// turnLesson shows a step. One that was there before is set up from the bench as it was then; a later one after all before it
// that were not.
func (s *Session) turnLesson(to int) {
	l := s.lesson
	from := to
	for from > 0 && l.steps[from].found == nil {
		from--
	}
	if from == l.at && from < to && l.steps[from].found != nil {
		from++ // the bench is as that step, and whoever followed it, left it
	} else {
		l.drop()
	}
	l.at, s.notice = to, nil // which was about the step before
	s.keepLesson()
	for i := from; i <= to; i++ {
		l.enter(i)
	}
}

// repeatStep sets the step up again, as if nothing had been guessed or done there.
func (s *Session) repeatStep() {
	l := s.lesson
	l.drop()
	step := &l.steps[l.at]
	step.StepState = StepState{}
	clear(step.met)
	l.enter(l.at)
}

// enter plans a step's actions, and those that reveal an answer which is shown already.
func (l *lessonPlay) enter(step int) {
	l.steps[step].Troubles = nil
	l.deeds = append(l.deeds, deed{step: step})
	l.plan(step, l.lesson.Steps[step].Do)
	if l.steps[step].Revealed {
		l.plan(step, l.lesson.Steps[step].Guess.Reveal)
	}
}

// plan has actions done behind those that wait.
func (l *lessonPlay) plan(step int, actions []Action) {
	for _, a := range actions {
		l.deeds = append(l.deeds, deed{step, a})
	}
}

// drop forgets what waits.
func (l *lessonPlay) drop() { l.deeds, l.rested, l.trains = nil, nil, false }

// busy tells whether something is still to be done.
func (l *lessonPlay) busy() bool {
	return l != nil && (len(l.deeds) > 0 || l.rested != nil || l.inside)
}

// teach goes on with the lesson as far as it may, and looks whether what the step waits for holds.
func (s *Session) teach() {
	l := s.lesson
	if l == nil || l.inside {
		return
	}
	l.inside = true
	for s.lesson == l && s.goOn() {
	}
	l.inside = false
	if s.lesson != l {
		return
	}
	learns := l.trains && l.doing.step == l.at
	if learns || !l.busy() && (s.Analysis.upToDate() || s.Training.Status().Running) { // what is seen is of the step, not of the one before
		l.meet(func(c Condition) bool { return c.MetIn(s) })
	}
	switch {
	case l.busy():
		time.AfterFunc(lessonEvery, s.options.Changed)
	case l.failed != nil:
		s.failed, l.failed = l.failed, nil // of all that was at hand, for Play
	}
}

// goOn does the next deed, unless the one before has not come to rest, and tells whether there was something to do. What is being
// opened, be it for a step that was left, lands first.
func (s *Session) goOn() bool {
	l := s.lesson
	switch {
	case l.rested != nil && !l.rested():
		return false
	case l.rested != nil:
		l.rested, l.trains = nil, false
		s.blame(l.doing, s.failed)
	case len(l.deeds) == 0 || !s.arrived():
		return false
	default:
		l.doing, l.deeds = l.deeds[0], l.deeds[1:]
		s.failed = nil
		s.attempt(l.doing)
	}
	return true
}

// attempt begins a deed.
func (s *Session) attempt(d deed) {
	l := s.lesson
	l.rested = func() bool { return s.arrived() && s.Training.mail.done() }
	if d.action == nil {
		s.enterStep(d.step)
		return
	}
	before := s.desk
	err := d.action.perform(s)
	s.Trace.action(d.action, err)
	if err != nil {
		s.desk, l.rested = before, nil
		s.blame(d, err)
		return
	}
	if _, ok := d.action.(undoable); ok { // as a person's are
		s.undo.push(before, d.action)
	}
	s.arrange(before)
	switch a := d.action.(type) {
	case Wait:
		l.rested = a.over(s.still)
	case TrainSteps:
		l.trains = a.Steps > 0
	case StartRelearning:
		l.trains = true
	}
	if l.trains {
		l.rested = func() bool { return s.arrived() && (s.Training.idle() || l.steps[d.step].Done) }
	}
}

// blame notes that an action of a step could not be done.
func (s *Session) blame(d deed, err error) {
	if err == nil {
		return
	}
	l, step := s.lesson, &s.lesson.steps[d.step]
	err = fmt.Errorf("%q: %w", d.action, err)
	step.Troubles = append(step.Troubles, err)
	if l.failed == nil {
		l.failed = err
	}
}

// enterStep brings the bench back to how the step found it, if it was there before, else notes how it finds it.
func (s *Session) enterStep(at int) {
	step := &s.lesson.steps[at]
	step.Visited = true
	if step.found == nil {
		found := s.putAside()
		step.found, step.run = &found, s.Training.remember()
		return
	}
	s.bringBack(*step.found)
	s.Training.revisit(step.run)
}

// watchStudent marks the conditions that an action of the student meets.
func (s *Session) watchStudent(a Action) {
	if l := s.lesson; l != nil && !ofLesson(a) {
		l.meet(func(c Condition) bool { return c.MetBy(a) })
	}
}

// meet marks the conditions of the step that is shown which are met.
func (l *lessonPlay) meet(met func(Condition) bool) {
	if len(l.steps) == 0 || l.steps[l.at].Done || len(l.steps[l.at].met) == 0 {
		return
	}
	step := &l.steps[l.at]
	all := true
	for i, c := range l.lesson.Steps[l.at].Done {
		step.met[i] = step.met[i] || met(c)
		all = all && step.met[i]
	}
	step.Done = all
}
