package data

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"unitscope/cnn"
)

// A Batch is what a network learns from in one step.
type Batch struct {
	X       *cnn.Tensor // N×C×H×W, preprocessed as the network wants it
	Labels  []int       // N classes of the task
	Indexes []int       // N pictures of the Set
	Epoch   int         // 0 up
	Start   int         // pictures of the epoch that came before it
	Dealt   int         // pictures of the epoch that it takes: N, and those that cannot be read and are left out
}

// After is where the next batch begins.
func (b Batch) After() Place { return Place{b.Epoch, b.Start + b.Dealt} }

// A Place is a point in the order in which a Feed deals: so many pictures of an epoch are dealt.
type Place struct{ Epoch, Dealt int }

// Feed deals a Set out in epochs: every picture once an epoch, in an order that the seed and the
// epoch's number decide. While a batch is used, the next one is being prepared on all cores; nothing
// is allocated once that is warm (as far as the Set does not allocate in Read).
//
// An epoch's last batch is no stump: what is left of an epoch is dealt out in as few batches as the
// wanted size allows, of sizes that differ by one at most. 10 000 pictures in batches of 64 are 157
// batches of 63 or 64. A picture that cannot be read is missing from its batch; the others are dealt as they would be
// with it.
//
// A Feed is for one goroutine. Close it when it is no longer needed.
type Feed struct {
	set   Set
	task  string
	prep  cnn.Preprocessing
	input cnn.Shape
	seed  uint64
	err   error // why nothing more is dealt out

	batch       int   // the wanted size
	epoch, done int   // where the next batch to plan starts: so many pictures of this epoch are planned
	order       []int // of this epoch
	random      rand.PCG

	used, planned *deal      // what Next gave last; what is being prepared
	work          chan *deal // each deal goes in once a worker, so that all of them take part
	workers       int
}

// A deal is a batch in the making.
type deal struct {
	Batch
	next    atomic.Int64 // the next picture of it that nobody prepares yet
	waiting sync.WaitGroup
	left    []bool  // of each picture: it cannot be read
	unread  failure // the first of these
	failed  failure // of the set, about more than one picture
}

// leaveOut closes the gaps of pictures that cannot be read.
func (d *deal) leaveOut() {
	n, size := 0, len(d.X.Data)/len(d.left)
	for i, left := range d.left {
		if left {
			continue
		}
		if n < i {
			d.Indexes[n], d.Labels[n] = d.Indexes[i], d.Labels[i]
			copy(d.X.Data[n*size:(n+1)*size], d.X.Data[i*size:])
		}
		n++
	}
	d.Indexes, d.Labels = d.Indexes[:n], d.Labels[:n]
	d.X.Shape[0], d.X.Data = n, d.X.Data[:n*size]
}

// failure keeps the error of the first picture, by place, that could not be read.
type failure struct {
	lock sync.Mutex
	at   int
	err  error
}

func (f *failure) report(at int, err error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.err == nil || at < f.at {
		f.at, f.err = at, err
	}
}

// errClosed is what Next says after Close.
var errClosed = errors.New("data: the feed is closed")

// NewFeed starts to deal out s for net, by net's input shape and preprocessing, in batches of the
// given size. Pictures of another shape are fitted on the way. A task that s does not have, an empty
// set, an input that no picture fits and a batch under 1 are reported by the first Next.
func NewFeed(s Set, task string, net *cnn.Network, batch int, seed uint64) *Feed {
	return NewFeedFrom(Place{}, s, task, net, batch, seed)
}

// NewFeedFrom is NewFeed for a training that goes on: from a place on it deals what an earlier feed of
// the same seed and batch would have dealt.
func NewFeedFrom(from Place, s Set, task string, net *cnn.Network, batch int, seed uint64) *Feed {
	f := &Feed{task: task, prep: net.Meta.Prep, input: net.Input, seed: seed, batch: batch}
	switch {
	case s.Len() == 0:
		f.err = fmt.Errorf("%s: no pictures to learn from", s.Name())
	case s.Classes(task) == nil:
		f.err = fmt.Errorf("%s: no task %q, only %q", s.Name(), task, s.Tasks())
	case batch < 1:
		f.err = fmt.Errorf("%s: a batch of %d pictures", s.Name(), batch)
	}
	if f.err == nil {
		f.set, f.err = forInput(s, net)
	}
	if f.err != nil {
		return f
	}
	f.order = make([]int, s.Len())
	f.epoch, f.done = from.Epoch, min(from.Dealt, s.Len())
	f.shuffle()
	f.used, f.planned = &deal{}, &deal{}
	f.workers = runtime.GOMAXPROCS(0)
	f.work = make(chan *deal, f.workers)
	for range f.workers {
		go f.prepare()
	}
	f.plan()
	return f
}

// Next returns the next batch, valid until Next is called again. It returns an error, after which the Feed is at its
// end, if none of an epoch's pictures can be read, or the set has another one to give.
func (f *Feed) Next() (Batch, error) {
	for missed := 0; f.err == nil; {
		f.planned.waiting.Wait()
		f.used, f.planned = f.planned, f.used
		err := f.used.failed.err
		f.used.leaveOut()
		if missed += f.used.Dealt; err == nil && len(f.used.Indexes) == 0 && missed >= len(f.order) {
			err = f.used.unread.err
		}
		if err != nil {
			f.Close()
			f.err = fmt.Errorf("%s: %w", f.set.Name(), err)
			break
		}
		if f.plan(); len(f.used.Indexes) > 0 {
			return f.used.Batch, nil
		}
	}
	return Batch{}, f.err
}

// SetBatch changes how many pictures a batch has, from the next one on. No picture of the epoch is
// left out or dealt twice by it.
func (f *Feed) SetBatch(n int) {
	if n < 1 {
		panic(fmt.Sprintf("data: a batch of %d pictures", n))
	}
	if f.err != nil || n == f.batch {
		return
	}
	f.batch = n
	f.planned.waiting.Wait()
	f.done = f.planned.Start // the order is still that of the planned batch's epoch
	f.plan()
}

// Close stops the preparing of further batches; Next then returns an error.
func (f *Feed) Close() {
	if f.err != nil {
		return
	}
	f.err = errClosed
	f.planned.waiting.Wait()
	close(f.work)
}

// shuffle puts the set into the order of the current epoch, whatever the epochs before it were.
func (f *Feed) shuffle() {
	for i := range f.order {
		f.order[i] = i
	}
	f.random.Seed(f.seed, uint64(f.epoch))
	rand.New(&f.random).Shuffle(len(f.order), func(i, j int) {
		f.order[i], f.order[j] = f.order[j], f.order[i]
	})
}

// plan decides which pictures the next batch holds and has the workers prepare it.
func (f *Feed) plan() {
	if f.done == len(f.order) {
		f.epoch, f.done = f.epoch+1, 0
		f.shuffle()
	}
	left := len(f.order) - f.done
	batches := (left + f.batch - 1) / f.batch
	n := (left + batches - 1) / batches
	d := f.planned
	d.Epoch, d.Start, d.Dealt = f.epoch, f.done, n
	d.Indexes = append(d.Indexes[:0], f.order[f.done:f.done+n]...)
	d.Labels = slices.Grow(d.Labels[:0], n)[:n]
	d.left = slices.Grow(d.left[:0], n)[:n]
	d.unread.err, d.failed.err = nil, nil
	if size := f.input.Size(); d.X == nil || cap(d.X.Data) < n*size {
		d.X = cnn.NewTensor(append(cnn.Shape{n}, f.input...)...)
	} else {
		d.X.Shape[0], d.X.Data = n, d.X.Data[:n*size]
	}
	f.done += n
	d.next.Store(0)
	d.waiting.Add(f.workers)
	for range f.workers {
		f.work <- d
	}
}

// prepare is one worker: it fills pictures into the deals that come until the Feed is closed.
func (f *Feed) prepare() {
	size, shape := f.input.Size(), f.set.Shape()
	picture := make([]float32, size)
	for d := range f.work {
		for i := int(d.next.Add(1)) - 1; i < len(d.Indexes); i = int(d.next.Add(1)) - 1 {
			index := d.Indexes[i]
			d.Labels[i] = f.set.Label(index, f.task)
			err := f.set.Read(index, picture)
			if d.left[i] = errors.Is(err, ErrUnreadable); d.left[i] {
				d.unread.report(i, err)
				continue
			}
			if err != nil {
				d.failed.report(i, err)
				continue
			}
			f.prep.Apply(d.X.Data[i*size:(i+1)*size], picture, shape)
			cnn.Breathe()
		}
		d.waiting.Done()
	}
}
