package session

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

// What cannot be measured brings one notice, changes nothing, and is said in the answer's place.
func TestProbeBadInput(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	before := s.desk
	for line, want := range map[string]string{
		"occlude 49 1 noise":     "does not fit a picture of 48×48",
		"occlude 5 49 noise":     "1 to 48",
		"strongest 0":            "1 to 200",
		"strongest 201":          "1 to 200", // fewToys' held-out ones
		"survey training 100000": "192",
		"prefer conv9:1":         `"conv9"`,
	} {
		trace.Reset()
		a, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(a); err == nil {
			t.Errorf("%q: no error", line)
		}
		wait(t, s)
		if said := notices(t, &trace); len(said) != 1 || !strings.Contains(said[0], want) {
			t.Errorf("%q: notices %q, want one with %q", line, said, want)
		}
		if s.desk.probe != before.probe || s.CanUndo() {
			t.Errorf("%q changed the desk", line)
		}
	}
}

// Weights that are no numbers are said once, in the place of what cannot be known.
func TestProbeWithoutNumbers(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	net := s.Training.Shown().Net.Clone()
	for i := range net.Nodes[0].Layer.Params()[0].Value.Data {
		net.Nodes[0].Layer.Params()[0].Value.Data[i] = float32(math.NaN())
	}
	d := s.desk
	d.run = newRun(net, "", 1)
	s.lay(d)
	wait(t, s)
	trace.Reset()
	ask := func() map[string]error {
		return map[string]error{"field": s.Probe.Field().Err, "occlusion": s.Probe.Occlusion().Err, "gratings": s.Probe.Gratings().Err, "shift": s.Probe.Shift().Err}
	}
	for range 5 {
		ask()
		wait(t, s)
	}
	for name, err := range ask() {
		if !errors.Is(err, errNotFinite) || !strings.Contains(err.Error(), "conv1") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if said := notices(t, &trace); len(said) != 1 {
		t.Errorf("notices %q, want one", said)
	}
}

// What is set for the probe is in the experiment that is kept.
func TestProbeSettingsAreKept(t *testing.T) {
	dir := t.TempDir()
	s, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, s, "occlude 7 auto value=0.5", "signed on", "strongest 9", "survey training 500", "probe tuning", "sort size", "keepup on", "noise-seed 4")
	settings, view := s.ProbeSettings(), s.Selection().Probe
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{StateDir: dir})
	if s.ProbeSettings() != settings || s.Selection().Probe != view {
		t.Errorf("restored %+v, %+v; want %+v, %+v", s.ProbeSettings(), s.Selection().Probe, settings, view)
	}
	if resolved := settings.Resolved(s.Training.Shown().Net); resolved.Patch != 7 || resolved.Stride != 2 || resolved.Strongest != 9 {
		t.Errorf("resolved %+v", resolved)
	}
}
