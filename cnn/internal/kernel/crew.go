package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A Task is work in parts that may run in any order and at once.
type Task interface {
	// Do does part i. The workspace is its own until it returns.
	Do(i int, w *Workspace)
}

// Share runs parts 0 to n-1 of a task and returns when all are done. The caller does parts itself;
// goroutines that wait for work, at most GOMAXPROCS with the caller, do the others. Tasks may be
// shared by several goroutines at once, and by parts of other tasks.
func Share(n int, t Task) {
	w := workspaces.get()
	defer workspaces.put(w)
	if n < 2 || runtime.GOMAXPROCS(0) < 2 {
		for i := range n {
			t.Do(i, w)
		}
		return
	}
	j := jobs.get()
	j.task, j.parts = t, int32(n)
	j.next.Store(0)
	j.hands.Store(1)
	crew.post(j)
	j.work(w)
	crew.withdraw(j)
	j.wait()
	j.task = nil
	jobs.put(j)
}

var (
	workspaces = newPool(NewWorkspace)
	jobs       = newPool(func() *job { return &job{done: make(chan struct{}, 1)} })
	crew       = newGang()
)

// A job is a task being shared.
type job struct {
	task  Task
	parts int32
	next  atomic.Int32  // the first part that nobody has taken
	hands atomic.Int32  // goroutines at work on it, the caller included until it has nothing left but to sleep
	done  chan struct{} // told by the last hand when the caller sleeps
}

// work does parts until none is left.
func (j *job) work(w *Workspace) {
	for {
		i := j.next.Add(1) - 1
		if i >= j.parts {
			return
		}
		j.task.Do(int(i), w)
	}
}

// wait returns when only the caller's hand is left. It looks for a while before it sleeps.
func (j *job) wait() {
	for start := time.Now(); ; runtime.Gosched() {
		for range spins {
			if j.hands.Load() == 1 {
				return
			}
		}
		if time.Since(start) > patience {
			break
		}
	}
	if j.hands.Add(-1) != 0 {
		<-j.done
	}
}

// leave takes a helper's hand away.
func (j *job) leave() {
	if j.hands.Add(-1) == 0 {
		j.done <- struct{}{}
	}
}

// A goroutine without work looks for it this long before it sleeps, since waking takes longer than
// a small product; spins is how often it looks between offers of its processor to others.
const (
	patience = 50 * time.Microsecond
	spins    = 200
)

// A gang is the goroutines that help with jobs.
type gang struct {
	mu      sync.Mutex
	wake    sync.Cond
	jobs    []*job
	members int
	asleep  int
	posted  atomic.Uint32 // counts jobs, so that helpers can look for new ones without the lock
}

func newGang() *gang {
	g := new(gang)
	g.wake.L = &g.mu
	return g
}

// post offers a job to the helpers, and starts those that are missing.
func (g *gang) post(j *job) {
	g.mu.Lock()
	for g.members < runtime.GOMAXPROCS(0)-1 {
		g.members++
		go g.help()
	}
	g.jobs = append(g.jobs, j)
	g.posted.Add(1)
	for range min(g.asleep, int(j.parts)-1) {
		g.wake.Signal()
	}
	g.mu.Unlock()
}

// withdraw ends the offer of a job.
func (g *gang) withdraw(j *job) {
	g.mu.Lock()
	for i, other := range g.jobs {
		if other == j {
			last := len(g.jobs) - 1
			g.jobs[i], g.jobs[last] = g.jobs[last], nil
			g.jobs = g.jobs[:last]
			break
		}
	}
	g.mu.Unlock()
}

// help does parts of jobs for ever.
func (g *gang) help() {
	w := NewWorkspace()
	for {
		j := g.take()
		j.work(w)
		j.leave()
	}
}

// take returns a job with parts left, having lent it a hand; it waits for one if there is none.
func (g *gang) take() *job {
	g.mu.Lock()
	defer g.mu.Unlock()
	for {
		for _, j := range g.jobs {
			if j.next.Load() < j.parts {
				j.hands.Add(1)
				return j
			}
		}
		seen := g.posted.Load()
		g.mu.Unlock()
		posted := g.await(seen)
		g.mu.Lock()
		if !posted && g.posted.Load() == seen {
			g.asleep++
			g.wake.Wait()
			g.asleep--
		}
	}
}

// await looks for a new job for a while and reports whether there is one.
func (g *gang) await(seen uint32) bool {
	for start := time.Now(); time.Since(start) < patience; runtime.Gosched() {
		for range spins {
			if g.posted.Load() != seen {
				return true
			}
		}
	}
	return false
}
