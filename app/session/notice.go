package session

import (
	"errors"
	"fmt"
	"sync"

	"unitscope/cnn"
)

// A Notice tells of something that a person should know: what happened, and the action
// that leads on.
type Notice struct {
	Text  string
	Bad   bool
	Way   string // words of the button that leads on; empty: none
	Leads Action
}

// noticeOf words an error for the window and offers the way on where there is one.
func (s *Session) noticeOf(err error) *Notice {
	n := &Notice{Text: err.Error(), Bad: true}
	switch {
	case errors.Is(err, ErrClasses) && s.desk.classesFit():
		n.Way, n.Leads = classesWay, UseClasses{}
	case errors.Is(err, ErrClasses):
		n.Way, n.Leads = s.desk.run.wayOn()
	}
	return n
}

// wayOn offers a network like the run's with an output for other pictures: of its preset or of its layers; where it is no
// list of layers, of the default preset.
func (r *Run) wayOn() (way string, leads Action) {
	preset := r.Preset
	if preset == "" {
		if spec, err := cnn.SpecOf(r.net); err == nil {
			return "New network of these layers for these pictures", BuildNetwork{Draft{r.net.Input, spec.String()}}
		}
		preset = defaultPreset
	}
	return "New " + preset + " for these pictures", NewNetwork{preset}
}

// A reporter passes errors on, each only once in a row: what asks the same of one network again and
// again, in every frame, fails again and again.
type reporter struct {
	report func(error)

	mu   sync.Mutex
	told string
}

// once reports an error, unless it is the one that was reported before it.
func (r *reporter) once(err error) {
	r.mu.Lock()
	again := r.told == err.Error()
	r.told = err.Error()
	r.mu.Unlock()
	if !again {
		r.report(err)
	}
}

// forget lets the next error be reported, whatever it is: somebody asked for something.
func (r *reporter) forget() {
	r.mu.Lock()
	r.told = ""
	r.mu.Unlock()
}

// errNotFinite says that a network has weights that nothing can be measured with.
var errNotFinite = errors.New("has weights that are no finite numbers, so that nothing can be measured; reset the network, or go back to an earlier step")

// finite returns an error where a network's weights are not all numbers.
func finite(net *cnn.Network) error {
	for _, node := range net.Nodes {
		for _, p := range node.Layer.Params() {
			for _, v := range p.Value.Data {
				if v-v != 0 {
					return fmt.Errorf("%s %w", node.Name, errNotFinite)
				}
			}
		}
	}
	return nil
}
