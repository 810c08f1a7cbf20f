package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"

	"unitscope/viz/chart"
	"unitscope/viz/plasticity"
	"unitscope/viz/plasticity/report"
)

// Report writes what the relearning did up to the network that is shown into a folder, as the command line does: figures,
// tables, networks and report.html. "report monday".
type Report struct{ Dir string }

func (a Report) String() string { return "report " + a.Dir }
func (a Report) perform(s *Session) error {
	b := s.bench()
	l := b.shown.Run.relearning
	switch {
	case l == nil:
		return errors.New("there is nothing to report yet: have the network relearn first")
	case b.running:
		return errors.New("the network is relearning: stop it first, and the report is about it as it is then")
	}
	both, ok := l.known(b.shown.Whole)
	if !ok {
		return errors.New("the old network is shown, which relearned nothing: show the one after first (look after)")
	}
	if info, err := os.Stat(a.Dir); err == nil && !info.IsDir() {
		return fmt.Errorf("cannot write a report to %s: it is a file", a.Dir)
	}
	thresholds := s.desk.plan.settings.Thresholds
	s.Compare.long(&b, asked{question: question{topic: reportTopic, node: -1, unit: -1, source: a}, net: b.shown.Whole}, "report to "+a.Dir, func(ctx context.Context, t *task) error {
		err := l.report(ctx, a.Dir, both, plasticity.OutcomeOptions{Thresholds: thresholds, Fields: true, Progress: func(what string, done, total int) {
			t.call("report: " + what)
			t.progress(ctx, done, total)
		}})
		if err == nil {
			s.later(func() { s.tell(&Notice{Text: "The report is " + filepath.Join(a.Dir, "report.html")}) })
		}
		return err
	})
	return nil
}

// ReportFolder is a folder for a report that is not there yet, in another one: named after both tasks, and numbered if need be.
func (s *Session) ReportFolder(in string) string {
	name := "report"
	if l := s.desk.run.relearning; l != nil {
		name = chart.FileName("relearn-" + l.Old + "-" + l.New)
	}
	dir := filepath.Join(in, name)
	for i := 2; ; i++ {
		if _, err := os.Lstat(dir); err != nil {
			return dir
		}
		dir = filepath.Join(in, fmt.Sprintf("%s-%d", name, i))
	}
}

// report writes what the relearning did up to a snapshot.
func (r *Relearning) report(ctx context.Context, dir string, s plasticity.Snapshot, o plasticity.OutcomeOptions) error {
	outcome, err := r.plastic.Outcome(ctx, s, o)
	if err != nil {
		return err
	}
	before := r.Before()
	files, err := report.Render(ctx, report.Contents{Outcome: outcome, Before: before, After: r.plastic.After(s.Net), Settings: report.Settings(before.Meta.Name, r.plastic)})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("cannot write the report to %s: %w", dir, Reason(err))
	}
	for _, f := range files {
		if err := atomic.WriteFile(filepath.Join(dir, f.Name), bytes.NewReader(f.Bytes)); err != nil {
			return fmt.Errorf("cannot write the report to %s: %w", dir, Reason(err))
		}
	}
	return nil
}

// call names what a task does now.
func (t *task) call(name string) {
	t.probe.mu.Lock()
	defer t.probe.mu.Unlock()
	t.name = name
}

func init() { register("report", "DIR", func(w *words) Action { return Report{w.all()} }) }
