package kernel

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/blas"
)

// tally counts how often each part is done; each part of a tally with an inner one shares that too.
type tally struct {
	done  []atomic.Int32
	inner int
}

func (c *tally) Do(i int, w *Workspace) {
	w.edge[0] = float32(i) // a race if another part has the workspace
	c.done[i].Add(1)
	if c.inner > 0 {
		Share(c.inner, &tally{done: make([]atomic.Int32, c.inner)})
	}
}

// TestShare has several goroutines share tasks, some within others' parts: each part is done once.
func TestShare(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var callers sync.WaitGroup
	for caller := range 6 {
		callers.Go(func() {
			for n := range 200 {
				c := &tally{done: make([]atomic.Int32, n%17), inner: caller % 3}
				Share(len(c.done), c)
				for i := range c.done {
					if times := c.done[i].Load(); times != 1 {
						t.Errorf("part %d of %d was done %d times", i, len(c.done), times)
					}
				}
			}
		})
	}
	callers.Wait()
}

func TestWarmSgemmAllocatesNothing(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		const n = 90
		a, b, c := random(rng, n*n), random(rng, n*n), make([]float32, n*n)
		for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			for _, m := range []int{1, n} {
				allocated := testing.AllocsPerRun(20, func() {
					Implementation{}.Sgemm(blas.NoTrans, trans, m, n, n, 1, a, n, b, n, 0, c, n)
				})
				if allocated > 0 {
					t.Errorf("%d×%d×%d allocates %v times", m, n, n, allocated)
				}
			}
		}
	})
}

func TestChoosingAPathTheProcessorLacksPanics(t *testing.T) {
	if got := choose("generic", available()); got != generic {
		t.Errorf("chose %s", got.name)
	}
	if got := choose("", available()); got != available()[0] {
		t.Errorf("chose %s, not the first", got.name)
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown path did not panic")
		}
	}()
	choose("mmx", available())
}
