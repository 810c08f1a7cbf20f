package command

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// How often progress is shown: on a terminal, where a line is drawn over, and elsewhere, where lines add up.
const (
	terminalInterval = 100 * time.Millisecond
	plainInterval    = time.Second
)

// progressWanted marks a context of someone who asked for progress where there is no terminal.
type progressWanted struct{}

func withProgress(ctx context.Context) context.Context {
	return context.WithValue(ctx, progressWanted{}, true)
}

// progress reports how far a command is. The nil *progress reports nothing.
type progress struct {
	w        io.Writer
	terminal bool
	what     string
	started  time.Time
	shown    time.Time
}

// startProgress begins a report on what is being done; it is nil where nobody wants one.
func (p *Program) startProgress(ctx context.Context, what string) *progress {
	if !p.Terminal && ctx.Value(progressWanted{}) == nil {
		return nil
	}
	return &progress{w: p.Errors, terminal: p.Terminal, what: what, started: time.Now()}
}

// update says that so many of total parts are done, with a remark that may be empty.
func (r *progress) update(done, total int, remark string) {
	if r == nil {
		return
	}
	interval := plainInterval
	if r.terminal {
		interval = terminalInterval
	}
	now := time.Now()
	if now.Sub(r.shown) < interval && done < total {
		return
	}
	r.shown = now
	line := fmt.Sprintf("%s %d of %d", r.what, done, total)
	if done > 0 && done < total {
		left := time.Duration(float64(now.Sub(r.started)) * float64(total-done) / float64(done))
		line += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	if remark != "" {
		line += ", " + remark
	}
	if r.terminal {
		fmt.Fprintf(r.w, "\r\x1b[K%s", line)
	} else {
		fmt.Fprintln(r.w, line)
	}
}

// shared is update for work that several goroutines do; nil where nobody wants a report.
func (r *progress) shared() func(done, total int) {
	if r == nil {
		return nil
	}
	var mu sync.Mutex
	return func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		r.update(done, total, "")
	}
}

// end clears the line that was drawn over.
func (r *progress) end() {
	if r != nil && r.terminal {
		fmt.Fprint(r.w, "\r\x1b[K")
	}
}
