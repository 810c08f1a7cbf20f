package session

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/natefinch/atomic"

	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

const (
	saveEvery = 30 * time.Second
	// savingShare bounds the time that saving takes, where a network is large: one part in so
	// many.
	savingShare  = 20
	autosaveFile = "autosave.unitscope"
	// asideFile is where an experiment goes that cannot be opened now: perhaps it can be when
	// the folder of its pictures is back.
	asideFile = "set-aside.unitscope"
	// runningFile lies beside it while a session is open: found at a start, the one before
	// did not end by itself.
	runningFile = "running"
)

// autosave keeps the experiment between starts.
type autosave struct {
	changes int       // actions done
	saved   state     // what the file holds
	at      time.Time // of the last save; zero: never
	tried   time.Time // when the last save began
	took    time.Duration
	saving  bool
	writing sync.WaitGroup // for the file

	captured int // experiments that were to be saved
	file     sync.Mutex
	holds    int // which of them the file holds; behind the mutex
}

// A state of the bench is all that decides whether it has to be saved.
type state struct {
	changes int
	run     *Run
	step    int
	found   int               // results about units
	survey  *tuning.Responses // of them
}

func (s *Session) state() state {
	return state{s.autosave.changes, s.desk.run, s.desk.run.Step(), s.Probe.foundCount(), s.Units.kept(s.desk.run).Responses}
}

// keep saves the experiment when it has changed and the last save is long enough ago. What a lesson does with the bench is not
// kept: the file holds the experiment that was put aside for it.
func (s *Session) keep() {
	a := &s.autosave
	if s.lesson == nil && !a.saving && time.Since(a.tried) >= max(s.options.saveEvery, s.options.savingShare*a.took) {
		s.keepNow()
	}
}

// keepNow saves the experiment if it has changed.
func (s *Session) keepNow() {
	a, now := &s.autosave, s.state()
	if s.options.StateDir == "" || a.saved == now {
		return
	}
	began := time.Now()
	a.saving, a.tried = true, began
	a.writing.Add(1)
	e := s.capture()
	s.job(func(context.Context) (func(), error) {
		defer a.writing.Done()
		err := s.save(<-e)
		took := time.Since(began)
		return func() {
			a.saving, a.took = false, took
			if err != nil {
				s.report(err)
				return
			}
			a.saved, a.at = now, time.Now()
		}, nil
	})
}

// SavedAt returns when the experiment was last kept, zero if never.
func (s *Session) SavedAt() time.Time { return s.autosave.at }

// capture takes the experiment as it stands; the network comes between two steps, so the
// result arrives a moment later.
func (s *Session) capture() <-chan *experiment {
	s.autosave.captured++
	e := &experiment{number: s.autosave.captured, about: s.about(), own: s.desk.picture.Own, found: s.findings()}
	ready := make(chan *experiment, 1)
	s.Training.capture(e, func() { ready <- e })
	return ready
}

// about describes what lies on the desk.
func (s *Session) about() about {
	d := s.desk
	a := about{Format: experimentFormat, Images: d.ref, Split: d.seed, Task: d.task, Hyper: d.hyper, Batch: d.batch, Picture: d.picture.Index, Path: d.picture.Path,
		Blank: d.picture.Blank, Shift: d.shift, Strokes: d.marks, Selection: s.Selection(), Probe: d.probe, Draft: d.draft, Settings: s.Settings}
	if d.absent != nil {
		a.Images, a.Task = d.absent.ref, d.absent.task
	}
	if shown := s.Training.Shown(); shown.Scrubbed {
		a.Scrubbed = &shown.Step
	}
	a.Lesions, a.Relearn = d.lesioned(), d.plan.settings
	a.Brain, a.BrainPicture = d.brain, d.picture.Brain
	return a
}

// capture fills in what the training goroutine owns, then calls done.
func (t *Training) capture(e *experiment, done func()) {
	t.mail.post(func() {
		r := t.run
		e.net, e.optimizer = t.present(), r.memory.state
		if r.trainer != nil {
			e.optimizer = r.trainer.State()
		}
		r.mu.Lock()
		e.snapshots, e.history = r.timeline.snapshots, r.history.upTo(r.step)
		e.about.Preset, e.about.Seed, e.about.Step, e.about.Place, e.about.Gap = r.Preset, r.Seed, r.step, r.place, r.timeline.gap
		e.watched, e.about.Watched = r.watched, r.watched.about()
		r.mu.Unlock()
		if r.relearning != nil {
			e.captureRelearning(r.relearning)
		}
		e.about.Optimizer, e.about.Updates, e.about.Confusion = e.optimizer.Steps, e.optimizer.Updates, e.history.Confusion
		done()
	})
}

// save writes the experiment beside the old one and puts it in its place when it is whole. An older one that comes late is left.
func (s *Session) save(e *experiment) error {
	a := &s.autosave
	a.file.Lock()
	defer a.file.Unlock()
	if e.number < a.holds {
		return nil
	}
	if err := os.MkdirAll(s.options.StateDir, 0o755); err != nil {
		return fmt.Errorf("the experiment was not saved: %w", err)
	}
	if err := atomic.WriteFile(filepath.Join(s.options.StateDir, autosaveFile), contents(e.write)); err != nil {
		return fmt.Errorf("the experiment was not saved: %w", err)
	}
	a.holds = e.number
	return nil
}

// restore puts the experiment of the last start back on the bench. It tells when that start
// did not end by itself; a file that cannot be read is set aside and told of.
func (s *Session) restore() {
	dir := s.options.StateDir
	if dir == "" {
		return
	}
	running := filepath.Join(dir, runningFile)
	_, err := os.Stat(running)
	crashed := err == nil
	if crashed {
		removeUnfinished(dir)
	}
	// Without the mark a crash goes unnoticed, which is no reason not to start.
	if os.MkdirAll(dir, 0o755) == nil {
		_ = os.WriteFile(running, nil, 0o644)
	}
	name := filepath.Join(dir, autosaveFile)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	d, e, err := loadExperiment(name, s.options.Toys)
	if err != nil {
		aside := filepath.Join(dir, asideFile)
		if os.Rename(name, aside) == nil {
			err = fmt.Errorf("%w; it was set aside as %s", err, aside)
		}
		s.report(fmt.Errorf("the last experiment could not be opened: %w", err))
		return
	}
	s.lay(d)
	s.resume(e)
	s.autosave.at, s.autosave.tried = info.ModTime(), info.ModTime()
	ended := ""
	if crashed {
		ended = "The last session ended without closing. This is the experiment as it was saved at " + info.ModTime().Format("15:04") + "."
		s.tell(&Notice{Text: ended, Way: "Start afresh", Leads: Fresh{}})
		ended += " "
	}
	if crashed || s.notice == nil {
		s.offerLesson(ended)
	}
}

// removeUnfinished removes what saves that never ended have left.
func removeUnfinished(dir string) {
	unfinished, _ := filepath.Glob(filepath.Join(dir, autosaveFile+"[0-9]*"))
	for _, name := range unfinished {
		_ = os.Remove(name) // it only takes room
	}
}

// depart saves what has changed, when the program ends by itself. A save on its way ends first,
// so that it cannot put itself in the place of the newer one.
func (s *Session) depart() error {
	if s.options.StateDir == "" {
		return nil
	}
	s.endLesson()
	s.Training.settle()
	s.autosave.writing.Wait()
	var err error
	if s.autosave.saved != s.state() {
		err = s.save(<-s.capture())
	}
	// Another window with the same state may have removed the mark, or none could be made.
	if gone := os.Remove(filepath.Join(s.options.StateDir, runningFile)); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// loadExperiment reads an experiment and lays out its desk.
func loadExperiment(name string, toys Toys) (desk, *experiment, error) {
	file, err := os.Open(name)
	if err != nil {
		return desk{}, nil, Reason(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return desk{}, nil, err
	}
	e, err := readExperiment(file, info.Size())
	if err != nil {
		return desk{}, nil, err
	}
	d, err := e.desk(toys)
	return d, e, err
}

// desk lays out what an experiment holds. Where its pictures cannot be opened, the Toy World stands in for
// them, and the rest is as it was.
func (e *experiment) desk(toys Toys) (desk, error) {
	a := &e.about
	d := desk{ref: a.Images, toys: toys, seed: a.Split, hyper: a.Hyper, picture: Picture{Index: a.Picture, Path: a.Path, Own: e.own, Brain: a.BrainPicture, Blank: a.Blank}}
	run := e.run()
	source, err := d.sourceFor(run)
	if err != nil {
		e.missing, d.absent = err, &absent{d.ref, a.Task}
		d.ref = toyWorld
		if source, err = d.sourceFor(run); err != nil {
			return desk{}, err
		}
	}
	d.place(run, source)
	d.shift, d.marks = a.Shift, a.Strokes
	d.probe = a.Probe.settled()
	d.brain = a.Brain.settled()
	if data.CheckInput(a.Draft.Input) == nil {
		d.draft = a.Draft
	}
	d.task = taskFor(source, a.Task)
	e.match(source)
	d.takePlan(a)
	if e.missing == nil {
		e.ordinary = e.resumeRelearning(&d)
	}
	d.batch = min(max(a.Batch, 1), int(settingLimits["batch"][1]))
	return d, nil
}

// run takes up the experiment's run where it stopped.
func (e *experiment) run() *Run {
	r := newRun(e.net, e.about.Preset, e.about.Seed)
	r.timeline.snapshots, r.timeline.gap = e.snapshots, max(e.about.Gap, firstGap)
	r.step, r.place, r.history = e.about.Step, e.about.Place, e.history
	r.watched = e.watched
	r.memory = memory{e.about.Hyper.Filled().Optimizer, e.optimizer}
	return r
}

// resume shows what was looked at in an experiment whose desk lies on the bench.
func (s *Session) resume(e *experiment) {
	s.selection = e.about.Selection.clone()
	s.selection.settle(s.desk.run.net, Rows(s.desk.run.net))
	if s.selection.Class >= len(s.Pictures.Classes()) { // the folder has others by now
		s.selection.Class = -1
	}
	s.Settings = e.about.Settings
	if s.Settings.Splits == nil {
		s.Settings.Splits = map[string]Split{}
	}
	if step := e.about.Scrubbed; step != nil {
		s.Training.scrub(*step)
	}
	if e.missing != nil {
		s.tell(&Notice{Text: e.missing.Error() + "; the Toy World stands in for these pictures, everything else is as it was", Bad: true,
			Way: "Look again", Leads: UseImages{e.about.Images}})
	}
	if e.ordinary != nil {
		s.tell(&Notice{Text: "The relearning cannot be gone on with, and its network is trained like any other: " + e.ordinary.Error(), Bad: true})
	}
	s.recall(e)
	s.options.Changed()
}

// openExperiment reads an experiment from a file to lay it on the desk.
func openExperiment(path string, toys Toys) (change func(*desk), e *experiment, err error) {
	d, e, err := loadExperiment(path, toys)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	return func(now *desk) { *now = d }, e, nil
}

// Fresh clears the bench: demo network, Toy World, nothing painted: "fresh". What was there is told of,
// and undo brings it back.
type Fresh struct{}

func (Fresh) String() string { return "fresh" }
func (Fresh) undoable()      {}
func (Fresh) perform(s *Session) error {
	d, err := s.first()
	if err != nil {
		return err
	}
	left := s.desk.run.net.Meta.Name
	s.desk = d
	s.selection.Page = NoPage // it asked about the network that has gone
	s.tell(&Notice{Text: "Begun afresh, without " + left + " and what was done with it", Way: "Bring it back", Leads: Undo{}})
	return nil
}

func init() { register("fresh", "", func(*words) Action { return Fresh{} }) }
