package session

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Wait lets a file of actions wait: "wait" until nothing is on its way, "wait 0.5" for that
// many seconds. It is for files alone; a person simply waits.
type Wait struct{ Seconds float64 } // 0: until idle

func (a Wait) String() string {
	if a.Seconds == 0 {
		return "wait"
	}
	return "wait " + strconv.FormatFloat(a.Seconds, 'g', -1, 64)
}
func (a Wait) perform(*Session) error { return nil }

// over tells when the waiting, which begins now, is over: idle tells whether nothing is on its way.
func (a Wait) over(idle func() bool) func() bool {
	if a.Seconds == 0 {
		return idle
	}
	end := time.Now().Add(time.Duration(a.Seconds * float64(time.Second)))
	return func() bool { return !time.Now().Before(end) }
}

// Quit ends the program, with everything saved: "quit".
type Quit struct{}

func (Quit) String() string { return "quit" }
func (Quit) perform(s *Session) error {
	if !HasFiles {
		return errors.New("a browser's page ends when it is closed")
	}
	s.quitting = true
	return nil
}

// Quitting tells whether the program was asked to end.
func (s *Session) Quitting() bool { return s.quitting }

// Play performs actions one after another. An action is done once the files that it opens
// are open; steps that it started may go on. Each runs through on, which has it run on the
// goroutine that owns the session. It stops at the first error, of files that cannot be opened or written
// too.
func Play(ctx context.Context, s *Session, actions []Action, on func(func())) error {
	for i, a := range actions {
		var err error
		on(func() {
			s.failed = nil
			err = s.Do(a)
		})
		if err != nil {
			return fmt.Errorf("action %d, %q: %w", i+1, a, err)
		}
		settled := s.settled
		if w, ok := a.(Wait); ok {
			settled = w.over(s.Idle)
		}
		if err := until(ctx, on, settled); err != nil {
			return err
		}
		on(func() { err = s.failed })
		if err != nil {
			return fmt.Errorf("action %d, %q: %w", i+1, a, err)
		}
	}
	return nil
}

// settled tells whether no file is being opened, and a lesson's step is set up.
func (s *Session) settled() bool {
	s.Take()
	return s.arrived() && !s.lesson.busy()
}

// arrived tells whether no file is being opened.
func (s *Session) arrived() bool { return s.jobs.Load() == 0 && s.inbox.done() }

// until asks a question on the session's goroutine until the answer is yes.
func until(ctx context.Context, on func(func()), yes func() bool) error {
	for {
		done := false
		on(func() { done = yes() })
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func init() {
	register("wait", "[SECONDS]", func(w *words) Action {
		if w.more() {
			return Wait{w.number()}
		}
		return Wait{}
	})
	register("quit", "", func(*words) Action { return Quit{} })
}
