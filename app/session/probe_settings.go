package session

import (
	"fmt"
	"strings"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// ProbeSettings say how units are probed: they belong to the desk, so that undo takes a change
// of them back. The zero value is the default.
type ProbeSettings struct {
	Patch     int        `json:"patch,omitempty"`  // side of what hides, in pixels; 0: field.DefaultPatch
	Stride    int        `json:"stride,omitempty"` // pixels between its positions; 0: field.DefaultStride
	Fill      field.Fill `json:"fill,omitempty"`   // "": noise
	Value     float32    `json:"value,omitempty"`  // of field.Value
	Seed      uint64     `json:"seed,omitempty"`   // of the noise
	Signed    bool       `json:"signed,omitempty"` // fields tell apart what hiding lowers and what it raises
	Strongest int        `json:"strongest,omitempty"`
	// Training has the strongest pictures looked for among those that are learned, not
	// among those held out; Pictures is how many are looked at, 0: as many as take some seconds.
	Training bool `json:"training,omitempty"`
	Pictures int  `json:"pictures,omitempty"`
}

// Resolved puts numbers in the place of those that are left to default, for what a network reads.
func (o ProbeSettings) Resolved(net *cnn.Network) ProbeSettings {
	if o.Patch == 0 {
		o.Patch = field.DefaultPatch(MapSize(net.Input))
	}
	if o.Stride == 0 {
		o.Stride = field.DefaultStride(o.Patch)
	}
	if o.Fill == "" {
		o.Fill = field.Noise
	}
	if o.Strongest == 0 {
		o.Strongest = tuning.DefaultTop // as in Zhou et al. 2015
	}
	return o
}

// sweep is the part of the settings that decides what one occluded picture gives.
func (o ProbeSettings) sweep() ProbeSettings {
	return ProbeSettings{Patch: o.Patch, Stride: o.Stride, Fill: o.Fill, Value: o.Value, Seed: o.Seed}
}

// survey is the part of the settings that decides which pictures are a unit's strongest.
func (o ProbeSettings) survey() survey {
	return survey{o.Training, o.Pictures, max(o.Strongest, tuning.DefaultTop)}
}

// options are the sweep's.
func (o ProbeSettings) options() field.Options {
	return field.Options{Patch: o.Patch, Stride: o.Stride, Fill: o.Fill, Value: o.Value, Seed: o.Seed}
}

// settled puts the defaults in the place of what a file says that cannot be.
func (o ProbeSettings) settled() ProbeSettings {
	if _, _, err := field.ParseFill(fillText(o.Fill, o.Value)); o.Fill != "" && err != nil {
		o.Fill = ""
	}
	o.Patch, o.Stride = max(o.Patch, 0), max(o.Stride, 0)
	o.Strongest, o.Pictures = max(o.Strongest, 0), max(o.Pictures, 0)
	return o
}

// ProbeSettings returns how units are probed.
func (s *Session) ProbeSettings() ProbeSettings { return s.desk.probe }

// Occlude chooses what pictures are hidden with, patch by patch: "occlude 5 1 noise" is a square
// of 5 pixels moved by 1. Side and stride may be "auto", and the fill "value=0.5".
type Occlude struct {
	Side, Stride int // 0: auto
	Fill         field.Fill
	Value        float32
}

func (a Occlude) String() string {
	return fmt.Sprintf("occlude %s %s %s", orAuto(a.Side), orAuto(a.Stride), fillText(a.Fill, a.Value))
}
func (a Occlude) undoable() {}
func (a Occlude) perform(s *Session) error {
	h, w := MapSize(s.desk.run.net.Input)
	switch {
	case a.Side < 0 || a.Side > min(h, w):
		return fmt.Errorf("a patch of %d pixels does not fit a picture of %d×%d: 1 to %d do", a.Side, w, h, min(h, w))
	case a.Stride < 0 || a.Stride > min(h, w):
		return fmt.Errorf("a patch is moved by 1 to %d pixels, not %d", min(h, w), a.Stride)
	}
	p := &s.desk.probe
	p.Patch, p.Stride, p.Fill, p.Value = a.Side, a.Stride, a.Fill, a.Value
	return nil
}

// fillText is a fill as field.ParseFill reads it.
func fillText(fill field.Fill, value float32) string {
	if fill == field.Value {
		return string(fill) + "=" + number(float64(value))
	}
	return string(fill)
}

func orAuto(n int) string {
	if n == 0 {
		return "auto"
	}
	return fmt.Sprint(n)
}

// orAuto reads a number from 1, or "auto", which is 0.
func (w *words) orAuto() int {
	if first, _, _ := strings.Cut(w.rest, " "); first == "auto" {
		w.word()
		return 0
	}
	n := w.integer()
	if n < 1 {
		w.fail(fmt.Errorf("%d is not at least 1", n))
	}
	return n
}

// NoiseSeed chooses the noise that hides: "noise-seed 2".
type NoiseSeed struct{ Seed uint64 }

func (a NoiseSeed) String() string { return fmt.Sprintf("noise-seed %d", a.Seed) }
func (a NoiseSeed) undoable()      {}
func (a NoiseSeed) perform(s *Session) error {
	s.desk.probe.Seed = a.Seed
	return nil
}

// SignFields has averaged fields tell apart what hiding lowers and what it raises: "signed on".
type SignFields struct{ On bool }

func (a SignFields) String() string { return "signed " + onOff(a.On) }
func (a SignFields) undoable()      {}
func (a SignFields) perform(s *Session) error {
	s.desk.probe.Signed = a.On
	return nil
}

// TakeStrongest chooses how many of a unit's strongest pictures its field is averaged over:
// "strongest 25".
type TakeStrongest struct{ K int }

func (a TakeStrongest) String() string { return fmt.Sprintf("strongest %d", a.K) }
func (a TakeStrongest) undoable()      {}
func (a TakeStrongest) joins(before Action) bool {
	_, ok := before.(TakeStrongest)
	return ok
}
func (a TakeStrongest) perform(s *Session) error {
	most := s.desk.probe.survey().set(s.desk.source).Len()
	if a.K < 1 || a.K > most {
		return fmt.Errorf("a field is averaged over 1 to %d pictures, as many as there are, not %d", most, a.K)
	}
	s.desk.probe.Strongest = a.K
	return nil
}

// SurveyPictures chooses among which pictures the strongest are looked for: "survey held-out",
// "survey training 10000". Without a number it is as many as take some seconds.
type SurveyPictures struct {
	Training bool
	Pictures int // 0: as many as take some seconds
}

func (a SurveyPictures) String() string {
	text := "survey " + map[bool]string{false: "held-out", true: "training"}[a.Training]
	if a.Pictures > 0 {
		text += fmt.Sprintf(" %d", a.Pictures)
	}
	return text
}
func (a SurveyPictures) undoable() {}
func (a SurveyPictures) perform(s *Session) error {
	if most := (survey{training: a.Training}).set(s.desk.source).Len(); a.Pictures < 0 || a.Pictures > most {
		return fmt.Errorf("there are %d such pictures, not %d", most, a.Pictures)
	}
	s.desk.probe.Training, s.desk.probe.Pictures = a.Training, a.Pictures
	return nil
}

func onOff(on bool) string { return map[bool]string{false: "off", true: "on"}[on] }

func (w *words) onOff() bool { return oneOf(w, "on", "off") == "on" }

func init() {
	register("occlude", "SIDE|auto STRIDE|auto noise|grey|mean|zero|value=V", func(w *words) Action {
		a := Occlude{Side: w.orAuto(), Stride: w.orAuto()}
		var err error
		if a.Fill, a.Value, err = field.ParseFill(w.word()); err != nil {
			w.fail(err)
		}
		return a
	})
	register("noise-seed", "SEED", func(w *words) Action { return NoiseSeed{w.unsigned()} })
	register("signed", "on|off", func(w *words) Action { return SignFields{w.onOff()} })
	register("strongest", "K", func(w *words) Action { return TakeStrongest{w.integer()} })
	register("survey", "held-out|training [PICTURES]", func(w *words) Action {
		a := SurveyPictures{Training: oneOf(w, "held-out", "training") == "training"}
		if w.more() {
			a.Pictures = w.integer()
		}
		return a
	})
}
