package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// ErrUnreadable is what the error of a picture is whose file is damaged, gone, or no picture at all. Such a picture is
// left out of whatever goes through its Set; it keeps its index, and the others theirs.
var ErrUnreadable = errors.New("a picture that cannot be read")

// unreadable is why a picture cannot be read.
type unreadable struct {
	picture string
	reason  error
}

func (u *unreadable) Error() string        { return u.picture + ": " + u.reason.Error() }
func (u *unreadable) Unwrap() error        { return u.reason }
func (u *unreadable) Is(target error) bool { return target == ErrUnreadable }

// faults are the pictures of a set that were found unreadable. Any goroutine may use them.
type faults struct {
	lock sync.Mutex
	of   map[int]*unreadable
}

// at is why picture i cannot be read, nil as long as nobody has found that.
func (f *faults) at(i int) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	if u := f.of[i]; u != nil {
		return u
	}
	return nil
}

// add notes why picture i, called so, cannot be read and returns that as an ErrUnreadable, or what was noted before.
func (f *faults) add(i int, picture string, reason error) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.of == nil {
		f.of = make(map[int]*unreadable)
	}
	if f.of[i] == nil {
		if path := (*fs.PathError)(nil); errors.As(reason, &path) {
			reason = path.Err // whose name is said already
		}
		f.of[i] = &unreadable{picture, reason}
	}
	return f.of[i]
}

func (f *faults) count() int {
	f.lock.Lock()
	defer f.lock.Unlock()
	return len(f.of)
}

// some returns the first few, in order of their indexes, and how many more there are.
func (f *faults) some(few int) (errs []*unreadable, more int) {
	f.lock.Lock()
	defer f.lock.Unlock()
	for k, i := range slices.Sorted(maps.Keys(f.of)) {
		if k == few {
			return errs, len(f.of) - few
		}
		errs = append(errs, f.of[i])
	}
	return errs, 0
}

// all is the error of a set of which nothing can be read.
func (f *faults) all() error {
	errs, more := f.some(1)
	if more == 0 {
		return errs[0]
	}
	return fmt.Errorf("%w (and %d more that cannot be read)", errs[0], more)
}

// sound is the part of a Set whose pictures can all be read.
type sound struct{}

func (sound) Fault(int) error { return nil }

// Sound returns the pictures of a Set that nobody has found unreadable so far, with indexes of their own: for what
// needs a picture in every place.
func Sound(s Set) Set {
	var indexes []int
	for i := range s.Len() {
		if s.Fault(i) == nil {
			indexes = append(indexes, i)
		}
	}
	if len(indexes) == s.Len() {
		return s
	}
	return subset{s, indexes}
}

// Sound returns the source with what Sound leaves of its sets.
func (s *Source) Sound() *Source {
	sound := *s
	sound.Train, sound.HeldOut = Sound(s.Train), Sound(s.HeldOut)
	return &sound
}

// Unreadable is how many pictures have been found so far that cannot be read; it only grows.
func (s *Source) Unreadable() int {
	if s.faults == nil {
		return 0
	}
	return s.faults.count()
}

// LeftOut says in one line how many pictures have been left out so far because they cannot be read, and names the first
// of them with the reasons; "" where there are none.
func (s *Source) LeftOut() string {
	const few = 3
	if s.Unreadable() == 0 {
		return ""
	}
	errs, more := s.faults.some(few)
	var texts []string
	for i, err := range errs {
		text := err.Error()
		if i+1 < len(errs) && errs[i+1].reason.Error() == err.reason.Error() {
			text = err.picture // the reason comes behind the next
		}
		if i > 0 && errs[i-1].reason.Error() == err.reason.Error() {
			texts[len(texts)-1] += ", " + text
			continue
		}
		texts = append(texts, text)
	}
	if more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	verb := "cannot be read and are left out"
	if len(errs)+more == 1 {
		verb = "cannot be read and is left out"
	}
	return fmt.Sprintf("%d of %d pictures %s: %s", len(errs)+more, s.files, verb, strings.Join(texts, "; "))
}

// Readable reads every picture of a Set once, on all processors, and returns those that can be read, as Sound does. It
// returns an error if none can or if the set has another one to give, and ctx's if stopped.
func Readable(ctx context.Context, s Set) (Set, error) {
	var next atomic.Int64
	var unread, failed failure
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			picture := make([]float32, s.Shape().Size())
			for i := int(next.Add(1)) - 1; i < s.Len() && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				switch err := s.Read(i, picture); {
				case errors.Is(err, ErrUnreadable):
					unread.report(i, err)
				case err != nil:
					failed.report(i, err)
				}
			}
		})
	}
	workers.Wait()
	if err := cmp.Or(ctx.Err(), failed.err); err != nil {
		return nil, err
	}
	sound := Sound(s)
	if sound.Len() == 0 && s.Len() > 0 {
		return nil, unread.err
	}
	return sound, nil
}
