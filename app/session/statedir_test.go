package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A second window says that there is one already and keeps an experiment of its own; both are as they were left at
// the next start, whichever comes first.
func TestTwoWindows(t *testing.T) {
	dir := t.TempDir()
	start := func() *Session {
		t.Helper()
		s, err := New(Options{StateDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		wait(t, s)
		return s
	}
	first, second := start(), start()
	if n := second.Notice(); n == nil || n.Bad || !strings.Contains(n.Text, filepath.Join(dir, "window-2")) || first.Notice() != nil {
		t.Errorf("notices %+v and %+v", first.Notice(), n)
	}
	perform(t, first, "picture 3", "paint 10 10 5 grey")
	perform(t, second, "picture 7")
	for _, s := range []*Session{first, second} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	again := start()
	defer again.Close()
	sameDesk(t, first, again)
	if again.Notice() != nil {
		t.Errorf("notice %+v", again.Notice())
	}
	other := start()
	defer other.Close()
	sameDesk(t, second, other)
}

// A lock is another's for as long as that lives, and no longer.
func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	held, err := lock(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(name); err != errLocked {
		t.Errorf("locked twice: %v", err)
	}
	held.Close()
	again, err := lock(name)
	if err != nil {
		t.Errorf("after it was let go: %v", err)
	}
	again.Close()
	if _, err := lock(filepath.Join(name, "below a file")); err == nil || err == errLocked {
		t.Errorf("where there can be none: %v", err)
	}
	if _, err := os.Stat(name); err != nil {
		t.Errorf("the file is gone: %v", err)
	}
}
