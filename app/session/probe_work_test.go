package session

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// A queue's tasks are done once each and one at a time, also where one is asked for just when the last one ends.
func TestQueueDoesEveryTaskOnce(t *testing.T) {
	s := open(t, Options{})
	perform(t, s)
	p, net := s.Probe, s.Training.Shown().Net
	const tasks = 2000
	var done, working atomic.Int32
	for i := range tasks {
		p.mu.Lock()
		p.start(&p.long, &task{asked: asked{question: question{topic: curvesTopic, unit: i}, net: net}, name: "nothing", work: func(context.Context, *task) error {
			if working.Add(1) > 1 {
				t.Error("two tasks are worked on at once")
			}
			done.Add(1)
			working.Add(-1)
			return nil
		}})
		p.mu.Unlock()
		time.Sleep(time.Duration(i%7) * 10 * time.Microsecond) // so that some come when the queue is empty, some when it is about to be
	}
	eventually(t, "the queue is empty", func() bool { return p.idle() })
	if n := done.Load(); n != tasks {
		t.Errorf("%d tasks were done, want %d", n, tasks)
	}
}
