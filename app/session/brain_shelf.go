package session

import (
	"slices"
	"sync"
)

// A shelf keeps the last few values that were made, by what they were made of. Any goroutine may use it.
type shelf[T any] struct {
	most   int
	gone   func(T)    // is told, if set, what is kept no longer
	making sync.Mutex // one is made at a time, since others may want the same

	mu sync.Mutex
	of []shelved[T] // the latest last
}

type shelved[T any] struct {
	key   any
	value T
}

// find returns a value that was made already, and whether there is one. It never waits.
func (s *shelf[T]) find(key any) (value T, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.of {
		if v.key == key {
			return v.value, true
		}
	}
	return value, false
}

// get returns a value, made where it was not yet.
func (s *shelf[T]) get(key any, make func() (T, error)) (T, error) {
	s.making.Lock()
	defer s.making.Unlock()
	if value, found := s.find(key); found {
		return value, nil
	}
	value, err := make()
	if err != nil {
		return value, err
	}
	s.mu.Lock()
	all := append(s.of, shelved[T]{key, value})
	kept := all[max(0, len(all)-s.most):]
	s.of = slices.Clone(kept)
	s.mu.Unlock()
	if s.gone != nil {
		for _, old := range all[:len(all)-len(kept)] {
			s.gone(old.value)
		}
	}
	return value, nil
}
