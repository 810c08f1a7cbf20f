package cnn

import (
	"runtime"

	"unitscope/cnn/internal/kernel"
)

// A crew runs the parts of one stage after another on the goroutines that kernel.Share has.
type crew struct {
	work    func(part int, d *desk) // of the stage
	width   int                     // processors it was made for
	scratch int                     // floats at each desk
	desks   chan *desk              // that nobody is at
	stop    <-chan struct{}         // closed: parts are left undone; nil: never
}

// A desk is the memory a goroutine does a part with.
type desk struct {
	kernel  *kernel.Workspace
	scratch []float32
	product kernel.Product
	patches patches
	weights tapWeights
}

// newCrew returns a crew for the processors there are now, whose parts need at most so much
// scratch (floats).
func newCrew(scratch int) *crew {
	c := &crew{width: runtime.GOMAXPROCS(0), scratch: scratch}
	c.desks = make(chan *desk, c.width)
	for range c.width {
		c.desks <- &desk{scratch: make([]float32, scratch)}
	}
	return c
}

// run does all parts of a stage and returns when the last is done. Which goroutine does a part,
// and when, must not matter to its result.
func (c *crew) run(parts int, work func(part int, d *desk)) {
	c.work = work
	kernel.Share(parts, c)
}

// Do implements kernel.Task.
func (c *crew) Do(part int, w *kernel.Workspace) {
	select {
	case <-c.stop:
		return
	default:
	}
	d := <-c.desks
	d.kernel = w
	c.work(part, d)
	c.desks <- d
	Breathe()
}

// cut is the number of parts of at most size that total falls into.
func cut(total, size int) int { return (total + size - 1) / size }

// span is where a part of cut(total, size) begins and ends.
func span(part, size, total int) (first, last int) {
	return part * size, min((part+1)*size, total)
}

// even is the length of the pieces that total falls into when it is cut as evenly as possible into
// pieces of at most size.
func even(total, size int) int { return cut(total, cut(total, max(size, 1))) }
