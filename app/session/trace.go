package session

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

// A Trace writes what happened as JSON lines: every action, every notice, and what became
// visible when. "ms" counts from the start of the program.
type Trace struct {
	mu    sync.Mutex
	out   *json.Encoder
	began time.Time
}

var programStart = time.Now()

func newTrace(w io.Writer) *Trace {
	t := &Trace{began: programStart}
	if w != nil {
		t.out = json.NewEncoder(w)
	}
	return t
}

// On tells whether anybody reads the trace.
func (t *Trace) On() bool { return t.out != nil }

// Event notes that something happened. Fields must not use the names "ms" and "event".
func (t *Trace) Event(name string, fields map[string]any) {
	if !t.On() {
		return
	}
	line := map[string]any{"ms": float64(time.Since(t.began).Microseconds()) / 1000, "event": name}
	for k, v := range fields {
		line[k] = v
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	// A trace that cannot be written must not stop the experiment.
	_ = t.out.Encode(line)
}

func (t *Trace) action(a Action, err error) {
	fields := map[string]any{"action": a.String()}
	if err != nil {
		fields["error"] = err.Error()
	}
	t.Event("action", fields)
}
