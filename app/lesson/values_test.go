package lesson

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// Every value can be read whatever lies on the bench: a picture without labels, a network without names, hidden layers or maps.
// What is asked of a layer, unit or class that is not there is said, not computed.
func TestValuesOfAnything(t *testing.T) {
	arguments := map[string][]string{"UNIT": {"conv1:3", "dense:0", "dense1:1", "nothing:0", "conv1:999"}, "LAYER": {"conv1", "dense", "dense1", "nothing"},
		"NAME": {"house", "object", "scene", "early", "nothing"}, "PIXELS": {"0", "99"}, "STEP": {"0", "9"}}
	for bench, actions := range map[string][]string{
		"first start": nil,
		"drawn":       {"blank black", "lesion conv1:3"},
		"one layer":   {"open " + oneLayer(t)},
		"relearning":  {"relearn task scene", "relearn", "pause", "room relearn"},
		"slow":        {"slow", "stage 2"},
	} {
		t.Run(bench, func(t *testing.T) {
			s, err := session.New(session.Options{Demo: assets.DemoNetwork()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			for _, line := range actions {
				if a, err := session.Parse(line); err == nil {
					_ = session.Play(context.Background(), s, []session.Action{a, session.Wait{Seconds: 0.2}}, func(f func()) { f() }) // as far as this bench has it
				}
			}
			for _, v := range Values() {
				for _, given := range choices(strings.Fields(v.Usage)[1:], arguments) {
					text := strings.Join(append(strings.Fields(v.Usage)[:1], given...), " ")
					c, err := parseCall(text)
					if err != nil {
						t.Fatal(err)
					}
					if got := c.read(s); got.text == "" && !v.Word {
						t.Errorf("%s reads as nothing", text)
					}
				}
			}
		})
	}
}

// choices are all that can stand in the place of what a value takes.
func choices(takes []string, of map[string][]string) [][]string {
	all := [][]string{nil}
	for _, take := range takes {
		var longer [][]string
		for _, given := range all {
			for _, choice := range of[take] {
				longer = append(longer, append(slices.Clone(given), choice))
			}
		}
		all = longer
	}
	return all
}

// oneLayer writes a network that is one dense layer without names for its answers, and returns its path.
func oneLayer(t *testing.T) string {
	t.Helper()
	net := cnn.NewNetwork(cnn.Shape{3, 8, 8})
	if err := errors.Join(net.Append("flatten", &cnn.Flatten{}), net.Append("dense", cnn.NewDense(3*8*8, 4))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "one.onnx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := onnx.Write(f, net); err != nil {
		t.Fatal(err)
	}
	return path
}
