package ui

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unitscope/app/session"
)

// The gallery draws the window as it is after some actions, to be looked at. It is drawn
// into the folder that UNITSCOPE_GALLERY names.
func TestGallery(t *testing.T) {
	dir := os.Getenv("UNITSCOPE_GALLERY")
	if dir == "" {
		t.Skip("UNITSCOPE_GALLERY names no folder to draw the gallery into")
	}
	only := os.Getenv("UNITSCOPE_GALLERY_ONLY")
	learned := learnedState(t, dir)
	for _, g := range []struct {
		name, actions string
		size          image.Point
	}{
		{"inspect-map", "select conv2:5; paint 20 20 9 noise", image.Pt(1440, 900)},
		{"train", "select conv1:5; tab history; room train", image.Pt(1440, 900)},
		{"train-slow", "select conv1:5; tab kernel; room train; slow; stage 3", image.Pt(1440, 900)},
		{"train-update", "room train; slow; stage 4; select conv3:7; tab kernel", image.Pt(1440, 900)},
		{"train-light", "theme light; select conv1:3; tab history; room train; slow; stage 2", image.Pt(1440, 900)},
		{"train-wide", "select conv1:5; tab history; room train; slow; stage 2", image.Pt(1920, 1080)},
		{"train-narrow", "select conv2:5; tab history; room train", image.Pt(1024, 700)},
		{"train-narrow-slow", "select conv2:5; room train; slow; stage 3", image.Pt(1024, 700)},
		{"train-maps", "select conv2:5; tab kernel; room train; watch conv2 maps", image.Pt(1440, 900)},
		{"train-change", "select conv2:5; tab kernel; room train; watch conv2 change", image.Pt(1440, 900)},
		{"top", "select conv3:7; tab top; wait", image.Pt(1440, 900)},
		{"classes-light", "theme light; select conv3:7; tab classes; wait", image.Pt(1440, 900)},
		{"dense", "select dense1:7; tab kernel; wait", image.Pt(1440, 900)},
		{"output", "select output:6; wait", image.Pt(1440, 900)},
		{"scrubbed", "select conv2:5; tab history; scrub 40; wait", image.Pt(1024, 700)},
		{"alexnet", "network alexnet; room train; select conv2:100; tab kernel; batch 2; train 1; watch conv2 kernels; slow; stage 3", image.Pt(1440, 900)},
		{"lenet", "network lenet28; room train; select conv1:5; tab kernel; batch 8; train 60; wait; slow; stage 3", image.Pt(1440, 1200)},
		{"probe", "survey held-out 200; occlude 5 2 noise; room probe; select conv2:5; measure layer; wait; prefer; correlate white; wait", image.Pt(1440, 900)},
		{"probe-light", "theme light; survey held-out 200; occlude 5 2 noise; room probe; select conv1:5; measure layer; tab tuning; wait", image.Pt(1440, 900)},
		{"probe-wide", "survey held-out 200; occlude 5 2 noise; room probe; select conv3:7; probe tuning; curve polar; sort selectivity; tab field; wait", image.Pt(1920, 1080)},
		{"probe-narrow", "survey held-out 200; occlude 5 2 noise; room probe; select conv2:5; tab field; wait", image.Pt(1024, 700)},
		{"fresh", "tab history; room train", image.Pt(1440, 900)},
	} {
		if only != "" && !strings.Contains(","+only+",", ","+g.name+",") {
			continue
		}
		t.Run(g.name, func(t *testing.T) {
			actions, err := session.ReadActions(strings.NewReader(strings.ReplaceAll(g.actions, ";", "\n")))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			options := session.Options{}
			if g.name != "fresh" {
				options.StateDir = t.TempDir()
				if err := os.CopyFS(options.StateDir, os.DirFS(learned)); err != nil {
					t.Fatal(err)
				}
			}
			img, err := Snapshot(ctx, options, actions, g.size)
			if err != nil {
				t.Fatal(err)
			}
			file, err := os.Create(filepath.Join(dir, g.name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if err := png.Encode(file, img); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// learnedState is a folder with the state of a session that has learned a little; it is made
// once for a gallery.
func learnedState(t *testing.T, dir string) string {
	state := filepath.Join(dir, "state")
	if _, err := os.Stat(state); err == nil {
		return state
	}
	s, err := session.New(session.Options{StateDir: state})
	if err != nil {
		t.Fatal(err)
	}
	actions, err := session.ReadActions(strings.NewReader("train 150\nwait"))
	if err == nil {
		err = session.Play(context.Background(), s, actions, func(f func()) { f() })
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return state
}
