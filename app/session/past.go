package session

import (
	"context"
	"sync"
)

// Past answers what earlier networks said to the picture under the microscope: views of
// snapshots, computed in the background when somebody wants to see them, and kept until
// the picture or the run changes.
type Past struct {
	ctx     context.Context
	changed func()

	mu      sync.Mutex
	run     *Run   // whose networks the views are of, and
	picture uint64 // the version of the stimulus
	surgeon surgeon
	views   map[Snapshot]*View
	wanted  []pastWork // in the order in which they were asked for
	working bool
}

type pastWork struct {
	snapshot Snapshot
	run      *Run
	stimulus Stimulus
}

func newPast(ctx context.Context, changed func()) *Past {
	return &Past{ctx: ctx, changed: changed, views: map[Snapshot]*View{}, surgeon: surgeon{most: 2 * mostSnapshots}}
}

// View returns what a run's network, as it was at a snapshot, answers to a picture; nil
// while that is being computed. Units that are silenced now are silenced in it.
func (p *Past) View(run *Run, snapshot Snapshot, stimulus Stimulus) *View {
	p.mu.Lock()
	snapshot.Net = p.surgeon.cut(snapshot.Net)
	p.mu.Unlock()
	return p.whole(run, snapshot, stimulus)
}

// silence has units silenced in views from now on.
func (p *Past) silence(units []Address) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.surgeon.use(units)
}

// whole is View of a network as it is.
func (p *Past) whole(run *Run, snapshot Snapshot, stimulus Stimulus) *View {
	if stimulus.Original == nil || !stimulus.Original.Shape.Equal(snapshot.Net.Input) {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.picture != stimulus.Version || p.run != run {
		p.run, p.picture, p.views, p.wanted = run, stimulus.Version, map[Snapshot]*View{}, nil
	}
	view, known := p.views[snapshot]
	if !known {
		p.views[snapshot] = nil
		p.wanted = append(p.wanted, pastWork{snapshot, run, stimulus})
		if !p.working {
			p.working = true
			go p.work()
		}
	}
	return view
}

// work computes what is wanted, one after another, and ends when nothing is.
func (p *Past) work() {
	looker := &looker{}
	for {
		p.mu.Lock()
		if len(p.wanted) == 0 || p.ctx.Err() != nil {
			p.working = false
			p.mu.Unlock()
			return
		}
		next := p.wanted[0]
		p.wanted = p.wanted[1:]
		p.mu.Unlock()
		view := looker.look(p.ctx, Shown{Net: next.snapshot.Net, Run: next.run, Step: next.snapshot.Step, Scrubbed: true}, next.stimulus)
		p.mu.Lock()
		if p.picture == next.stimulus.Version && p.run == next.run {
			p.views[next.snapshot] = view
		}
		p.mu.Unlock()
		p.changed()
	}
}

func (p *Past) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.working
}
