package session

import (
	"errors"
	"fmt"
	"time"
)

// Scope is what Measure measures.
type Scope string

const (
	MeasureLayer Scope = "layer" // the fields of the selected layer's units
	MeasureAll   Scope = "all"   // those of all convolutions
	// Of the networks that are compared: see Comparison.
	MeasureLesions  Scope = "lesions"  // what silencing each unit costs both tasks
	MeasureChanges  Scope = "changes"  // of the selected layer's fields, and of the tuning to gratings
	MeasureLikeness Scope = "likeness" // where the networks are so large that nobody asks by themselves

	// MeasureBrain has the brain's pictures shown to a network that is so large that nobody asks by themselves.
	MeasureBrain Scope = "brain"

	MeasureTuning Scope = "tuning" // every unit's answers to gratings, where a network is so large that nobody asks by themselves
)

// Measure starts what takes long: "measure", "measure layer", "measure all", "measure tuning",
// "measure lesions", "measure changes", "measure likeness", "measure brain".
type Measure struct{ Scope Scope }

func (a Measure) String() string { return "measure " + string(a.Scope) }
func (a Measure) perform(s *Session) error {
	b := s.bench()
	s.Probe.retry()
	switch a.Scope {
	case MeasureLesions, MeasureChanges, MeasureLikeness:
		return s.Compare.measure(a.Scope)
	case MeasureBrain:
		return s.Brain.measure()
	case MeasureTuning:
		s.Probe.measureGratings()
	case MeasureAll:
		rows := b.convolutions()
		if len(rows) == 0 {
			return errors.New("this network has no convolutions whose fields could be measured")
		}
		s.Probe.measureFields(rows)
	default:
		s.Probe.measureFields([]Row{b.row})
	}
	return nil
}

// StopProbe ends the probe's work, keeping up too; what has come of it so far is kept: "stop".
type StopProbe struct{}

func (StopProbe) String() string { return "stop" }
func (StopProbe) perform(s *Session) error {
	s.Probe.stop()
	s.selection.Probe.KeepUp = false
	return nil
}

// stop ends all work, and has none of it begin again by itself.
func (p *Probe) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range p.queues() {
		for _, t := range q.tasks {
			t.stop()
			if q == &p.quick || q == &p.heavy {
				p.halted[t.topic] = t.asked
			}
		}
	}
}

// Work is what takes long and is being done, the first of it where there is more.
type Work struct {
	Name        string // "fields of conv2"
	Running     bool
	Done, Total int
	Left        time.Duration // about; 0: unknown
	Waiting     int           // how much more is to be done after it
	Anywhere    bool          // every room has it done, and not only those that measure
}

func (w Work) String() string { return fmt.Sprintf("%s, %d of %d", w.Name, w.Done, w.Total) }

// Work returns what takes long and is being done.
func (p *Probe) Work() Work {
	p.mu.Lock()
	defer p.mu.Unlock()
	var w Work
	for _, t := range p.long.tasks {
		switch {
		case t.over:
		case w.Running:
			w.Waiting++
		default:
			w = Work{Name: t.name, Running: true, Done: t.done, Total: t.total, Left: t.left(), Anywhere: t.topic == kernelFilmTopic}
		}
	}
	return w
}

func init() {
	register("measure", "[layer|all|tuning|lesions|changes|likeness|brain]", func(w *words) Action {
		if !w.more() {
			return Measure{MeasureLayer}
		}
		return Measure{oneOf(w, MeasureLayer, MeasureAll, MeasureTuning, MeasureLesions, MeasureChanges, MeasureLikeness, MeasureBrain)}
	})
	register("stop", "", func(*words) Action { return StopProbe{} })
}
