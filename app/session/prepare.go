package session

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
)

// Prepare says how pictures are prepared for the network: as a preset has it, "prepare imagenet", or
// one setting of it, "prepare fit stretch", "prepare range 0 255", "prepare mean 0.5,0.4,0.3",
// "prepare deviation none", "prepare order bgr". "prepare keep" says that it is right as it is.
type Prepare struct {
	Setting string // empty: the preset Value
	Value   string
}

// keepPreparation is the Value that leaves everything as it is.
const keepPreparation = "keep"

// preparations reads a setting's value.
var preparations = map[string]func(p *cnn.Preprocessing, value string) error{
	"fit":       func(p *cnn.Preprocessing, value string) error { p.Fit = cnn.Fit(value); return nil },
	"order":     func(p *cnn.Preprocessing, value string) error { p.Order = cnn.ChannelOrder(value); return nil },
	"mean":      func(p *cnn.Preprocessing, value string) (err error) { p.Mean, err = channelNumbers(value); return },
	"deviation": func(p *cnn.Preprocessing, value string) (err error) { p.Deviation, err = channelNumbers(value); return },
	"range": func(p *cnn.Preprocessing, value string) error {
		both, err := channelNumbers(value)
		if err == nil && (len(both) != 2 || both[0] == both[1]) {
			err = fmt.Errorf("a range is two different numbers, as in 0,255; not %q", value)
		}
		if err == nil {
			p.Low, p.High = both[0], both[1]
		}
		return err
	},
}

// channelNumbers reads one number a channel, or one for all; "none" are none.
func channelNumbers(text string) ([]float32, error) {
	if text == "none" {
		return nil, nil
	}
	var numbers []float32
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		x, err := strconv.ParseFloat(word, 32)
		if err != nil || x-x != 0 {
			return nil, fmt.Errorf("%q is not a number", word)
		}
		numbers = append(numbers, float32(x))
	}
	return numbers, nil
}

func (a Prepare) String() string {
	return strings.Join(strings.Fields("prepare "+a.Setting+" "+a.Value), " ")
}

func (a Prepare) perform(s *Session) error {
	meta := s.desk.run.net.Meta
	prep, err := a.applied(s.desk.run.net)
	if err != nil {
		return err
	}
	if s.selection.Page == PagePrepare && a.Value == keepPreparation {
		s.selection.Page = NoPage
	}
	if !meta.PrepUnknown && prep.String() == meta.Prep.String() && len(s.alterations) == 0 {
		return nil
	}
	s.describe(a, func(net *cnn.Network) (err error) { // once more: other settings may have been made meanwhile
		net.Meta.Prep, err = a.applied(net)
		net.Meta.PrepUnknown = false
		return err
	})
	return nil
}

// Check returns an error where a run's pictures cannot be prepared so.
func (a Prepare) Check(run *Run) error {
	_, err := a.applied(run.net)
	return err
}

// applied returns a network's preprocessing as the action makes it.
func (a Prepare) applied(net *cnn.Network) (cnn.Preprocessing, error) {
	prep, channels := net.Meta.Prep, net.Input[0]
	switch {
	case a.Setting != "":
		if err := preparations[a.Setting](&prep, a.Value); err != nil {
			return prep, fmt.Errorf("%s: %w", a.Setting, err)
		}
	case a.Value != keepPreparation:
		presets := cnn.PreprocessingPresets(channels)
		i := slices.IndexFunc(presets, func(c cnn.PreprocessingChoice) bool { return c.Name == a.Value })
		if i < 0 {
			return prep, fmt.Errorf("%q is no way to prepare pictures of %d channels that has a name", a.Value, channels)
		}
		presets[i].Prep.Fit, presets[i].Prep.Layout = prep.Fit, prep.Layout // a preset is about values
		prep = presets[i].Prep
	}
	return prep, prep.Check(channels)
}

// describe has change say what the network on the bench knows about itself, its Meta. Its weights, its record and its
// timeline stay; it goes on as a run of its own, so that undo brings back the one before.
func (s *Session) describe(a Action, change func(net *cnn.Network) error) {
	s.useNetwork(a, func(now desk) (*Run, error) {
		e := &experiment{about: about{Hyper: now.hyper}}
		ready := make(chan struct{})
		s.Training.capture(e, func() { close(ready) })
		select {
		case <-ready:
		case <-s.ctx.Done():
			return nil, s.ctx.Err()
		}
		described := make(map[*cnn.Network]*cnn.Network) // the weights, which nobody changes, are shared
		var err error
		describe := func(net *cnn.Network) *cnn.Network {
			if described[net] == nil {
				d := *net
				err = errors.Join(err, change(&d))
				described[net] = &d
			}
			return described[net]
		}
		if e.net = describe(e.net); err != nil {
			return nil, err
		}
		e.snapshots = slices.Clone(e.snapshots)
		for i, snapshot := range e.snapshots {
			e.snapshots[i].Net = describe(snapshot.Net)
		}
		run := e.run()
		run.told = true
		return run, nil
	})
}

// readable returns a network as pictures are prepared for it here: with its channels first and, where its
// file does not say how, in the likeliest way, which is asked about.
func readable(net *cnn.Network) *cnn.Network {
	if choices := cnn.GuessPreprocessing(net); net.Meta.PrepUnknown && len(choices) > 0 {
		net.Meta.Prep.Layout = choices[0].Prep.Layout
		if choices[0].Reason != "" {
			net.Meta.Prep = choices[0].Prep
		}
	}
	if first := net.ChannelsFirst(); first != net {
		first.Meta.Notes = append(slices.Clip(first.Meta.Notes), "it reads pictures with their channels last, and is shown and saved as one that reads them first")
		return first
	}
	return net
}

// introduce tells what opening a run's network has to say, and asks how pictures are prepared where
// nobody has said it, once.
func (s *Session) introduce(run *Run) {
	if run.told {
		return
	}
	run.told = true
	meta := run.net.Meta
	if meta.PrepUnknown {
		s.selection.Page = PagePrepare
	}
	if said := introduction(meta); said != "" {
		s.tell(&Notice{Text: said})
	}
}

// introduction is what opening a network's file has to say, in a few sentences.
func introduction(meta cnn.Meta) string {
	said := some(meta.Notes)
	if n := len(meta.Beyond); n > 0 {
		missing := slices.DeleteFunc(slices.Clone(meta.Beyond), func(m cnn.Missing) bool { return m.Reason == "" })
		var kinds []string
		for _, m := range missing {
			if !slices.Contains(kinds, m.Kind) {
				kinds = append(kinds, m.Kind)
			}
		}
		said = append(said, fmt.Sprintf("%s is not understood: the network is opened up to there, without %d layers of the file", strings.Join(some(kinds), ", "), n))
	}
	if len(said) == 0 {
		return ""
	}
	return "Opened " + meta.Name + ": " + strings.Join(said, "; ")
}

func init() {
	register("prepare", "PRESET|keep|fit crop,pad,stretch|order rgb,bgr|range LOW,HIGH|mean NUMBER,...|deviation NUMBER,...", func(w *words) Action {
		first := w.word()
		if _, ok := preparations[first]; ok {
			return Prepare{first, strings.Join(strings.FieldsFunc(w.all(), func(r rune) bool { return r == ' ' || r == ',' }), ",")}
		}
		return Prepare{"", first}
	})
}
