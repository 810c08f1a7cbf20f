package session

import (
	"context"
	"sync"
	"time"

	"unitscope/cnn"
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

	// Of the goroutine alone: a network of its own whose weights are overwritten, so that
	// thirty copies a second need no new activations.
	net  *cnn.Network
	pass *cnn.Pass
	x    *cnn.Tensor
	of   Shown
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
		shown, stimulus := a.inputs()
		if !sameShape(stimulus.Original, shown.Net.Input) || a.upToDate() {
			continue
		}
		view := a.look(shown, stimulus)
		a.mu.Lock()
		a.view = view
		a.mu.Unlock()
		a.changed()
	}
}

// look runs the unpainted and the painted picture through the network, as one batch.
func (a *Analysis) look(shown Shown, stimulus Stimulus) *View {
	began := time.Now()
	a.adopt(shown)
	size := shown.Net.Input.Size()
	prep := shown.Net.Meta.Prep
	prep.Apply(a.x.Data[:size], stimulus.Original.Data, shown.Net.Input)
	prep.Apply(a.x.Data[size:], stimulus.Painted.Data, shown.Net.Input)
	a.pass.Forward(a.x)
	v := &View{Shown: shown, Stimulus: stimulus, Rows: Rows(shown.Net), nodes: make([]answers, len(shown.Net.Nodes))}
	for i := range shown.Net.Nodes {
		v.nodes[i] = newAnswers(a.pass.Activation(i))
	}
	v.input = newAnswers(a.pass.Activation(-1))
	v.Took = time.Since(began)
	return v
}

// adopt takes over a network's weights; a new pass is made where another run is shown.
func (a *Analysis) adopt(shown Shown) {
	switch {
	case a.of.Net == shown.Net:
	case a.of.Run == shown.Run:
		a.net.CopyParams(shown.Net)
	default:
		a.net = shown.Net.Clone()
		a.pass = a.net.NewPass(2)
		a.x = cnn.NewTensor(append([]int{2}, shown.Net.Input...)...)
	}
	a.of = shown
}
