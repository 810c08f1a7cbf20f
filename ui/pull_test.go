package ui

import "testing"

// Whoever waits for a window that closes goes on, and what had been queued does not run: its goroutine is no longer the window's.
func TestPullEndsWithItsWindow(t *testing.T) {
	var queued []func()
	pull, ran := NewPull(func(f func()) { queued = append(queued, f) }), 0
	pull.do(func() { ran++ })
	queued[0]()
	pull.do(func() { ran++ })
	pull.Close()
	pull.Close()
	pull.DoAndWait(func() { ran++ }) // which would wait for ever in a queue that has ended
	for _, f := range queued[1:] {
		f()
	}
	if len(queued) != 2 || ran != 1 {
		t.Errorf("of %d functions queued, %d ran; want the one before the window closed, of 2", len(queued), ran)
	}
}
