package session

import (
	"context"
	"sync"
	"time"
)

// A mailbox passes work to the goroutine that owns something. Posting never waits and
// never fails; the owner drains it when it suits.
type mailbox struct {
	mu    sync.Mutex
	queue []func()
	busy  bool // something taken is being performed
	wake  chan struct{}
}

func newMailbox() *mailbox { return &mailbox{wake: make(chan struct{}, 1)} }

func (m *mailbox) post(f func()) {
	m.mu.Lock()
	m.queue = append(m.queue, f)
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// drain performs what was posted, in order, and returns when nothing is left.
func (m *mailbox) drain() {
	for {
		m.mu.Lock()
		queue := m.queue
		m.queue, m.busy = nil, len(queue) > 0
		m.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

// patience is how long what was posted waits for the owner to come to an end by itself. Ending sooner would
// not be noticed, and would have short work done again and again while much is posted.
const patience = 50 * time.Millisecond

// interrupt returns a context that ends when something that was posted has waited for patience. release ends it as
// well, and comes before the mailbox is waited for again.
func (m *mailbox) interrupt(ctx context.Context) (interrupted context.Context, release func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			select {
			case <-m.wake:
			case <-ctx.Done():
				return
			}
			select {
			case <-time.After(patience):
			case <-ctx.Done():
			}
			if m.waiting() { // else it was taken before, and its signal was not
				cancel()
			}
		}
	}()
	return ctx, func() {
		cancel()
		<-done
	}
}

// waiting tells whether something was posted that has not been taken.
func (m *mailbox) waiting() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue) > 0
}

// done tells whether everything posted has been performed.
func (m *mailbox) done() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue) == 0 && !m.busy
}
