package data

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// counted is a Set that counts how often its pictures are read.
type counted struct {
	Set
	reads *atomic.Int64
}

func (c counted) Read(i int, dst []float32) error {
	c.reads.Add(1)
	return c.Set.Read(i, dst)
}

// TestKeep: what is kept reads as it was read first, bit for bit, from any number of goroutines, and is
// not read again.
func TestKeep(t *testing.T) {
	source := counted{ToyWorld(Options{Seed: 1, Pictures: 40}).Train.(*kept).Set, new(atomic.Int64)}
	set := Keep(source)
	var readers sync.WaitGroup
	for start := range 4 {
		readers.Go(func() {
			want, got := make([]float32, set.Shape().Size()), make([]float32, set.Shape().Size())
			for k := range set.Len() {
				i := (k + 10*start) % set.Len()
				if err := set.Read(i, got); err != nil {
					t.Error(err)
				}
				if err := source.Set.Read(i, want); err != nil {
					t.Error(err)
				}
				if !slices.Equal(got, want) {
					t.Errorf("picture %d differs once kept", i)
				}
			}
		})
	}
	readers.Wait()
	before := source.reads.Load()
	picture := make([]float32, set.Shape().Size())
	if allocations := testing.AllocsPerRun(20, func() { _ = set.Read(7, picture) }); allocations != 0 {
		t.Errorf("%v allocations to read a kept picture", allocations)
	}
	if after := source.reads.Load(); after != before {
		t.Errorf("read %d more times", after-before)
	}
}
