package session

import "sync"

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
