package rsa

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"unitscope/cnn"
)

// each does n parts of a task on all processors, in any order. hire makes what one goroutine does them with. It returns
// ctx's error if stopped.
func each(ctx context.Context, n int, hire func() func(i int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			do := hire()
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
				cnn.Breathe()
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}

// plain is parts of a task that need no working memory.
func plain(do func(i int)) func() func(int) { return func() func(int) { return do } }
