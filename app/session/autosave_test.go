package session

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Two windows may share one state: that the other has removed the mark is no error.
func TestMarkGone(t *testing.T) {
	dir := t.TempDir()
	s, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, runningFile)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A save that cannot be written says so once, leaves no file, and leaves nothing running.
func TestSaveFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(dir, nil, 0o644); err != nil { // a file in the folder's place
		t.Fatal(err)
	}
	s := open(t, Options{})
	before := runtime.NumGoroutine()
	const saves = 50
	for range saves {
		s.options.StateDir = dir
		err := s.save(<-s.capture())
		if err == nil || strings.Count(err.Error(), "not saved") != 1 {
			t.Errorf("error %v", err)
		}
		s.options.StateDir = filepath.Join(t.TempDir(), "gone")
		if err := os.MkdirAll(filepath.Join(s.options.StateDir, autosaveFile, "in the way"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := s.save(<-s.capture()); err == nil {
			t.Error("saved over a folder")
		}
		if left, _ := filepath.Glob(filepath.Join(s.options.StateDir, autosaveFile+"?*")); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	}
	s.options.StateDir = ""
	if after := runtime.NumGoroutine(); after > before+saves/2 { // some that have nothing to do with it come and go
		t.Errorf("%d goroutines after failed saves, %d before", after, before)
	}
}
