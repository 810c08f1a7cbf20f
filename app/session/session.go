package session

import (
	"context"
	"io"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/colormap"
)

// Options say how a session starts. The zero value is a session that keeps nothing.
type Options struct {
	// Changed is called, from any goroutine, when there may be something new to show. It
	// must return at once; the window then calls Take and draws.
	Changed func()
	// Trace receives what happened as JSON lines.
	Trace io.Writer
	// StateDir is where the experiment is kept between starts; empty: nowhere.
	StateDir string
	// Demo is the ONNX file of the network that a first start shows.
	Demo []byte
	// ReadLesson reads a lesson by the name of an embedded one, its number, or a path; nil: there are none.
	ReadLesson func(name string) (*Lesson, error)
	// Toys is the size of the Toy World; the zero value is that of the lecture's.
	Toys Toys

	saveEvery   time.Duration // how often what has changed is kept; 0: every 30 seconds,
	savingShare time.Duration // but no more than one part in so many of the time; 0: 20
}

// A Session is the experiment on the bench.
//
// Do, Take and the fields they change belong to one goroutine, the window's. Training,
// Analysis and Pictures may be read from any.
type Session struct {
	Training *Training
	Analysis *Analysis
	Pictures *Pictures
	Units    *Units
	Probe    *Probe
	Compare  *Comparison
	Brain    *Brain
	Past     *Past
	Trace    *Trace
	Settings Settings

	options     Options
	ctx         context.Context
	cancel      context.CancelFunc
	inbox       *mailbox
	jobs        atomic.Int32
	desk        desk
	undo        undoStack
	alterations []alteration // of the desk, that wait or are being made; the first is
	painting    painting
	selection   Selection
	fixed       map[string]colormap.Range // by layer, while the range is fixed
	notice      *Notice
	told        told
	failed      error // why the work of an action came to nothing, for Play; nil once it is taken
	quitting    bool
	lesson      *lessonPlay // nil: none is given
	autosave    autosave
	locked      *os.File // while the folder of the state is this window's

	mu       sync.Mutex // guards what other goroutines read of the desk
	stimulus Stimulus
}

// Settings are what a person set of the window itself. They are kept between starts.
type Settings struct {
	Theme  string           `json:"theme"` // "dark" or "light"
	Width  float32          `json:"width"` // of the window; 0: never set
	Height float32          `json:"height"`
	Splits map[string]Split `json:"splits"` // the side panels, by name

	Contrast   bool `json:"contrast,omitempty"`  // colours of higher contrast
	Presenting bool `json:"-"`                   // to a class; no start begins so
	HideKeys   bool `json:"hide_keys,omitempty"` // that are pressed, while presenting
}

// Split is how wide a side panel was dragged, and whether it is folded away.
type Split struct {
	Size   float32 `json:"size"`
	Folded bool    `json:"folded"`
}

// New starts a session with what was on the bench when the last one ended, else with the
// demo network and the Toy World. Close ends it.
func New(o Options) (*Session, error) {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.saveEvery == 0 {
		o.saveEvery = saveEvery
	}
	if o.savingShare == 0 {
		o.savingShare = savingShare
	}
	s := &Session{options: o, inbox: newMailbox(), selection: newSelection(), Trace: newTrace(o.Trace),
		Settings: Settings{Theme: "dark", Splits: map[string]Split{}}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.Training = newTraining(s.ctx, s.moved, s.report)
	s.Pictures = newPictures(s.ctx, o.Changed, s.report)
	s.Analysis = newAnalysis(s.ctx, o.Changed, func() (Shown, Stimulus) { return s.Training.Shown(), s.Stimulus() })
	s.Units = newUnits(s.ctx, o.Changed, &reporter{report: s.report})
	s.Past = newPast(s.ctx, o.Changed)
	s.Probe = newProbe(s)
	s.Compare = newComparison(s)
	s.Brain = newBrain(s)
	first, err := s.first()
	if err != nil {
		s.cancel()
		return nil, err
	}
	s.lay(first)
	s.occupy()
	s.restore()
	return s, nil
}

// first is the desk of a first start: the demo network and the Toy World.
func (s *Session) first() (desk, error) {
	toys := s.options.Toys
	d := desk{ref: toyWorld, source: data.ToyWorld(toys.options()), toys: toys, batch: defaultBatch}
	d.task = d.source.HeldOut.Tasks()[0]
	run, err := demoRun(s.options.Demo, d.task, d.source.HeldOut.Classes(d.task))
	if err != nil {
		return d, err
	}
	source, err := d.sourceFor(run)
	if err != nil {
		return d, err
	}
	d.place(run, source)
	return d, nil
}

// Close saves what is kept between starts and stops everything that runs. It waits for what
// learns and what looks, but for no file that is being opened.
func (s *Session) Close() error {
	err := s.depart()
	s.release()
	s.cancel()
	<-s.Training.done
	<-s.Analysis.done
	return err
}

// Do performs an action, notes it in the trace, and remembers the desk if it can be
// undone. An error leaves everything as it was; it is also shown as a notice.
func (s *Session) Do(a Action) error {
	s.Take()
	before := s.desk
	err := a.perform(s)
	s.Trace.action(a, err)
	if err != nil {
		s.desk = before
		s.report(err)
		return err
	}
	if _, ok := a.(undoable); ok {
		s.undo.push(before, a)
	}
	s.autosave.changes++
	s.arrange(before)
	s.watchStudent(a)
	s.options.Changed()
	return nil
}

// Take accepts the results of finished jobs. The window calls it before it draws.
func (s *Session) Take() {
	s.inbox.drain()
	s.tellLeftOut()
	s.Brain.attend()
	s.keep()
	s.teach()
}

// lay puts a whole desk on the bench.
func (s *Session) lay(d desk) {
	before := s.desk
	s.desk = d
	s.arrange(before)
}

// arrange brings everything that is computed from the desk in line with it: there is one
// way from what a person set out to what is shown, whether by an action, an undo, or a
// file.
func (s *Session) arrange(before desk) {
	now := &s.desk
	if now.source != before.source || now.task != before.task {
		s.Pictures.use(now.source, now.task)
		s.selection.Class = -1
	}
	if now.run != before.run || now.source != before.source || now.task != before.task {
		s.Probe.leave()
		limitGarbage(now.run.net)
		s.Training.attach(now.run, now.source, now.task)
		s.selection.settle(now.run.net, Rows(now.run.net))
		fresh := !now.run.told || now.source != before.source || now.task != before.task
		s.introduce(now.run)
		if s.notice != nil && s.notice.Bad {
			s.notice = nil // it was about what was there before
		}
		s.offerClasses(fresh)
	}
	now.hyper.Frozen = stillThere(now.run.net, now.hyper.Frozen)
	if !reflect.DeepEqual(now.hyper, before.hyper) || now.batch != before.batch {
		s.Training.setHyper(now.hyper, now.batch)
	}
	if sameShape(now.picture.Pixels, now.run.net.Input) {
		s.compose()
	} else {
		s.fetch(now.picture)
	}
	s.Training.silence(now.lesioned())
	s.Past.silence(now.lesioned())
	s.Units.use(now.probe.survey())
	s.Analysis.ask()
}

// moved is called by the training goroutine when there is a new network to look at.
func (s *Session) moved() {
	s.Analysis.ask() // which says that something changed when there is a view of it
}

// job does what an action asked for off the window's goroutine; what work returns runs on it, in Take.
// An error is why it was not done.
func (s *Session) job(work func(ctx context.Context) (func(), error)) {
	s.jobs.Add(1)
	go func() {
		finish, err := work(s.ctx)
		s.later(func() {
			s.jobs.Add(-1)
			if err != nil && s.ctx.Err() == nil {
				s.fail(err)
			}
			if finish != nil {
				finish()
			}
		})
	}()
}

// later has f run by Take.
func (s *Session) later(f func()) {
	s.inbox.post(f)
	s.options.Changed()
}

// report shows an error as a notice. Any goroutine may call it.
func (s *Session) report(err error) {
	s.later(func() { s.tell(s.noticeOf(err)) })
}

// fail shows as a notice why something that an action asked for was not done. Play stops at it.
func (s *Session) fail(err error) {
	s.failed = err
	s.tell(s.noticeOf(err))
}

// tell shows a notice.
func (s *Session) tell(n *Notice) {
	s.notice = n
	s.Trace.Event("notice", map[string]any{"text": n.Text})
}

// Notice returns what a person should know, nil when there is nothing.
func (s *Session) Notice() *Notice { return s.notice }

// Selection returns what is looked at and how.
func (s *Session) Selection() Selection { return s.selection.clone() }

// Stimulus returns the picture as the network gets to see it.
func (s *Session) Stimulus() Stimulus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stimulus
}

// CanUndo and CanRedo tell whether there is something to take back or do again.
func (s *Session) CanUndo() bool { return len(s.undo.past) > 0 }
func (s *Session) CanRedo() bool { return len(s.undo.future) > 0 }

// Idle tells whether nothing is on its way: no step, no job, no view older than what it
// shows. It is for the window's goroutine.
func (s *Session) Idle() bool {
	s.Take()
	return s.still() && !s.lesson.busy()
}

// still is Idle but for the lesson.
func (s *Session) still() bool {
	// The inbox comes last, since the others post to it what came of their work.
	return s.Training.idle() && s.Units.idle() && s.Probe.idle() && s.Past.idle() && s.Pictures.idle() && s.Analysis.upToDate() && s.jobs.Load() == 0 && !s.untold() && s.inbox.done()
}

// Label returns the class of the picture under the microscope, -1 where nobody knows it.
func (s *Session) Label() int { return s.desk.label() }

// Task returns the task that is learned, and those that the pictures have.
func (s *Session) Task() (task string, all []string) {
	return s.desk.task, s.desk.source.HeldOut.Tasks()
}

// HeldOutSeed is the seed by which pictures without a split of their own are dealt.
func (s *Session) HeldOutSeed() uint64 { return s.desk.seed }

// network returns the network that is shown, with its rows.
func (s *Session) network() (*cnn.Network, []Row) {
	net := s.Training.Shown().Net
	return net, Rows(net)
}
