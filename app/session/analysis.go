package session

import (
	"context"
	"sync"
)

// Analysis answers the question that is always asked: what do all units say to this
// picture, and what did they say before it was painted? Its goroutine takes the latest
// network and the latest stimulus; what came in between is skipped.
type Analysis struct {
	changed func()
	inputs  func() (Shown, Stimulus)
	wake    chan struct{}
	done    chan struct{}

	mu   sync.Mutex
	view *View

	looker looker // of the goroutine alone
}

func newAnalysis(ctx context.Context, changed func(), inputs func() (Shown, Stimulus)) *Analysis {
	a := &Analysis{changed: changed, inputs: inputs, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go a.loop(ctx)
	return a
}

// ask has the latest inputs looked at, soon.
func (a *Analysis) ask() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// View returns the latest answers, nil before the first. Nobody changes it.
func (a *Analysis) View() *View {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.view
}

// upToDate tells whether the view shows the latest inputs, where there is something to show: a
// picture of the size that the network reads may still be on its way.
func (a *Analysis) upToDate() bool {
	shown, stimulus := a.inputs()
	view := a.View()
	if shown.Net == nil || !sameShape(stimulus.Original, shown.Net.Input) {
		return true
	}
	return view != nil && view.Shown.Version == shown.Version && view.Stimulus.Version == stimulus.Version
}

func (a *Analysis) loop(ctx context.Context) {
	defer close(a.done)
	for {
		select {
		case <-a.wake:
		case <-ctx.Done():
			return
		}
		if shown, stimulus := a.inputs(); sameShape(stimulus.Original, shown.Net.Input) && !a.upToDate() {
			view := a.looker.look(ctx, shown, stimulus)
			if view == nil {
				return
			}
			a.mu.Lock()
			a.view = view
			a.mu.Unlock()
		}
		a.changed() // also without a new view: something moved, or nobody would have asked
	}
}
