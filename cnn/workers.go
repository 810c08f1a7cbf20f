package cnn

import (
	"runtime"
	"sync/atomic"
)

// A crew runs the parts of one stage after another on as many goroutines as there are processors.
// Its owner works along; helpers are goroutines that all crews of the program share, so a crew
// needs no closing. A helper that comes late finds nothing left or takes a part of a later stage:
// nobody waits for it to wake up.
type crew struct {
	work     func(part int, scratch []float32) // of the stage; read only by who has taken a part
	left     atomic.Int64                      // parts not taken; below 0 when all are
	undone   atomic.Int64                      // parts not finished
	finished chan struct{}                     // told by a helper that finished the last part

	width   int            // goroutines at most
	own     []float32      // the owner's scratch
	scratch chan []float32 // the helpers'
}

// calls is where crews ask for help.
var calls = make(chan *crew, 256)

// helpers counts the goroutines that listen to calls.
var helpers atomic.Int64

// newCrew returns a crew for the processors there are now, whose parts need at most so much
// scratch (floats).
func newCrew(scratch int) *crew {
	c := &crew{width: runtime.GOMAXPROCS(0), own: make([]float32, scratch), finished: make(chan struct{}, 1)}
	c.scratch = make(chan []float32, c.width)
	for range c.width - 1 {
		c.scratch <- make([]float32, scratch)
	}
	for n := helpers.Load(); n < int64(c.width-1); n = helpers.Load() {
		if helpers.CompareAndSwap(n, n+1) {
			go func() {
				for crew := range calls {
					crew.help()
				}
			}()
		}
	}
	return c
}

// run does all parts of a stage and returns when the last is done. Which goroutine does a part,
// and when, must not matter to its result.
func (c *crew) run(parts int, work func(part int, scratch []float32)) {
	if parts == 1 {
		work(0, c.own)
	}
	if parts <= 1 {
		return
	}
	c.work = work
	c.undone.Store(int64(parts))
	c.left.Store(int64(parts))
	for range min(c.width, parts) - 1 {
		select {
		case calls <- c:
		default: // every helper has plenty to do
		}
	}
	if !c.takeParts(c.own) {
		<-c.finished
	}
}

// help joins the stage that is running, if any.
func (c *crew) help() {
	select {
	case scratch := <-c.scratch:
		if c.takeParts(scratch) {
			c.finished <- struct{}{}
		}
		c.scratch <- scratch
	default: // as many are at it as there are processors
	}
}

// takeParts works until no part is left and reports whether it finished the stage's last one.
func (c *crew) takeParts(scratch []float32) (last bool) {
	for !last {
		part := c.left.Add(-1)
		if part < 0 {
			return false
		}
		c.work(int(part), scratch)
		runtime.Gosched() // or a window that shares the processors would wait 10 ms for its turn
		last = c.undone.Add(-1) == 0
	}
	return true
}

// cut is the number of parts of at most size that total falls into.
func cut(total, size int) int { return (total + size - 1) / size }

// span is where a part of cut(total, size) begins and ends.
func span(part, size, total int) (first, last int) {
	return part * size, min((part+1)*size, total)
}
