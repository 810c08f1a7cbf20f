package ui

import (
	"sync"
	"time"
)

// pullEvery is the least time between two updates of the window.
const pullEvery = 33 * time.Millisecond

// A Pull turns signals, however many, into updates on the window's goroutine: at most one
// is pending, and two are at least pullEvery apart. Fyne's own queue has no bound and would
// fill up behind a slow screen.
//
// Once the window is closed nothing runs any more: Fyne would run it beside what saves the experiment, on the caller's
// goroutine, or never.
type Pull struct {
	queue  func(func()) // has a function run on the window's goroutine, soon
	update func()
	closed chan struct{}
	ending sync.Once
	gate   sync.RWMutex // held by who queues: a queue that ends meanwhile panics

	mu      sync.Mutex
	pending bool
	last    time.Time
}

// NewPull returns a pull that runs its updates through do; fyne.Do in a real window.
func NewPull(do func(func())) *Pull {
	return &Pull{queue: do, update: func() {}, closed: make(chan struct{})}
}

// Close ends the window's work, before its loop ends or when it has.
func (p *Pull) Close() {
	p.gate.Lock()
	defer p.gate.Unlock()
	p.ending.Do(func() { close(p.closed) })
}

// End has a last function run on the window's goroutine and ends the work; it may run where the loop has ended.
func (p *Pull) End(last func()) {
	if !p.isClosed() {
		p.queue(last)
	}
	p.Close()
}

// do has a function run on the window's goroutine, soon, unless the window closes before.
func (p *Pull) do(f func()) {
	if !p.gate.TryRLock() {
		return // it is being closed
	}
	defer p.gate.RUnlock()
	if p.isClosed() {
		return
	}
	p.queue(func() {
		if !p.isClosed() {
			f()
		}
	})
}

func (p *Pull) isClosed() bool {
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

// DoAndWait has a function run on the window's goroutine and returns when it has, or when the window is closed. It is for other
// goroutines than that one.
func (p *Pull) DoAndWait(f func()) {
	done := make(chan struct{})
	p.do(func() { f(); close(done) })
	select {
	case <-done:
	case <-p.closed:
	}
}

// Signal asks for an update. Any goroutine may call it; it returns at once.
func (p *Pull) Signal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending {
		return
	}
	p.pending = true
	// Through a timer even when no wait is due: where do runs inline, as in tests, an update
	// must not begin inside of what signalled it.
	time.AfterFunc(max(pullEvery-time.Since(p.last), 0), func() { p.do(p.run) })
}

func (p *Pull) run() {
	p.mu.Lock()
	p.pending, p.last = false, time.Now()
	p.mu.Unlock()
	p.update()
}
