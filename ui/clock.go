package ui

import "time"

// A clock runs something later on the window's goroutine, unless it is stopped before.
type clock struct {
	post func(func()) // has a function run on the window's goroutine
	turn int          // of the latest wait or stop
	on   bool
}

func (c *clock) after(wait time.Duration, f func()) {
	c.stop()
	c.on = true
	turn := c.turn
	time.AfterFunc(wait, func() {
		c.post(func() {
			if c.turn == turn {
				c.on = false
				f()
			}
		})
	})
}

func (c *clock) stop() { c.turn, c.on = c.turn+1, false }

func (c *clock) running() bool { return c.on }
