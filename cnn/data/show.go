package data

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"unitscope/cnn"
)

// So many pictures go through the network at once: enough for the matrix kernels, fewer where they would
// take a moment to stop, or much memory.
const (
	mostAtOnce      = 32
	batchOperations = 3e9     // multiplications
	batchCells      = 1 << 24 // activations: 64 MB
)

// batchFor is how many pictures go through a network at once.
func batchFor(net *cnn.Network) int {
	cells := net.Input.Size()
	for _, node := range net.Nodes {
		cells += node.Shape.Size()
	}
	return max(min(mostAtOnce, batchOperations/max(net.Multiplications(), 1), batchCells/cells), 1)
}

// Shown is a batch of pictures that have gone through a network.
type Shown struct {
	Pass     *cnn.Pass
	Pictures []int // indexes in the set of the batch's examples
	Places   []int // of the same among the pictures shown: 0 up to limit
}

// Show puts pictures of s, limit of them at even distances (0: all), through net, prepared as it wants them, on all
// processors. look reads what each batch brought out; several goroutines call it at once, with other pictures. It
// returns look's error, the set's if a picture cannot be read, and ctx's if stopped.
func Show(ctx context.Context, net *cnn.Network, s Set, limit int, look func(Shown) error) error {
	return show(ctx, net, s, limit, nil, look)
}

// show is Show; where unread is not nil, pictures that cannot be read are left out, and the first of them is noted there.
func show(ctx context.Context, net *cnn.Network, s Set, limit int, unread *failure, look func(Shown) error) error {
	s, err := forInput(s, net)
	if err != nil {
		return err
	}
	w := &showing{net: net, set: s, batch: batchFor(net), total: shownOf(s, limit), look: look, unread: unread}
	errs := make([]error, min(runtime.GOMAXPROCS(0), (w.total+w.batch-1)/w.batch))
	var workers sync.WaitGroup
	for k := range errs {
		workers.Go(func() { errs[k] = w.work(ctx) })
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// shownOf is how many pictures a limit leaves.
func shownOf(s Set, limit int) int {
	if limit > 0 {
		return min(s.Len(), limit)
	}
	return s.Len()
}

// A showing is pictures on their way through a network.
type showing struct {
	net   *cnn.Network
	set   Set // of the shape that the network reads
	batch int
	total int
	look  func(Shown) error
	next  atomic.Int64 // the first batch that no worker has taken

	unread *failure // the first picture that could not be read and was left out; nil: none is
}

// work shows batches until none is left.
func (w *showing) work(ctx context.Context) error {
	pass := w.net.NewPass(w.batch)
	x := cnn.NewTensor(append(cnn.Shape{w.batch}, w.net.Input...)...)
	for {
		first := int(w.next.Add(1)-1) * w.batch
		if first >= w.total {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		b := Shown{Pass: pass}
		if err := w.prepare(x, &b, first, min(first+w.batch, w.total)); err != nil {
			return err
		}
		if len(b.Pictures) == 0 {
			continue
		}
		if err := pass.ForwardContext(ctx, x); err != nil {
			return err
		}
		if err := w.look(b); err != nil {
			return err
		}
	}
}

// prepare reads the pictures in these places into x and notes in b which they are.
func (w *showing) prepare(x *cnn.Tensor, b *Shown, from, to int) error {
	size, shape := w.net.Input.Size(), w.set.Shape()
	x.Data = x.Data[:0]
	for place := from; place < to; place++ {
		p, at := place*w.set.Len()/w.total, len(x.Data)
		picture := x.Data[at : at+size]
		err := w.set.Read(p, picture)
		if w.unread != nil && errors.Is(err, ErrUnreadable) {
			w.unread.report(place, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", w.set.Name(), err)
		}
		w.net.Meta.Prep.Apply(picture, picture, shape)
		x.Data = x.Data[:at+size]
		b.Pictures, b.Places = append(b.Pictures, p), append(b.Places, place)
	}
	x.Shape[0] = len(b.Pictures)
	return nil
}
