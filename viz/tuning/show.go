package tuning

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"unitscope/cnn"
)

// A viewer makes pictures for a network and reads what it answers to them. Every worker of a showing has its own.
type viewer interface {
	// draw fills dst with picture i as the network reads it.
	draw(i int, dst []float32) error
	// look reads the answers to n pictures from the first on. Several viewers look at once, each at other pictures.
	look(pass *cnn.Pass, first, n int) error
	// note keeps what was read. One viewer does at a time, in the pictures' order.
	note(pass *cnn.Pass, first, n int)
}

// A showing is pictures on their way through a network.
type showing struct {
	net      *cnn.Network
	total    int // pictures
	batch    int
	progress func(done, total int)

	mu    sync.Mutex
	turn  sync.Cond // told when noted or err changes
	dealt int
	noted int
	err   error
}

// show puts so many pictures through a network, on all processors. hire makes a worker's viewer; progress, if not nil,
// is called from one goroutine at a time. It returns ctx's error if stopped, else that of the first picture that has
// one.
func show(ctx context.Context, net *cnn.Network, total int, hire func() viewer, progress func(done, total int)) error {
	s := &showing{net: net, total: total, batch: min(batchSize(net), max(total, 1)), progress: progress}
	s.turn.L = &s.mu
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (total+s.batch-1)/s.batch) {
		workers.Go(func() { s.work(ctx, hire()) })
	}
	workers.Wait()
	return s.err
}

// Pictures of one pass: as many as keep matrix products efficient, fewer where they would take a moment to stop.
const (
	mostAtOnce      = 32
	batchOperations = 3e9 // multiplications
)

func batchSize(net *cnn.Network) int {
	return min(max(batchOperations/max(net.Multiplications(), 1), 1), mostAtOnce)
}

// work shows batches until none is left or something fails.
func (s *showing) work(ctx context.Context, v viewer) {
	pass := s.net.NewPass(s.batch)
	size := s.net.Input.Size()
	pictures := make([]float32, s.batch*size)
	for {
		first, n := s.deal()
		if n == 0 {
			return
		}
		err := ctx.Err()
		for i := 0; i < n && err == nil; i++ {
			if err = v.draw(first+i, pictures[i*size:][:size]); err == nil {
				err = ctx.Err()
			}
		}
		if err == nil {
			pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{n}, s.net.Input...), Data: pictures[:n*size]})
			err = v.look(pass, first, n)
		}
		if !s.finish(v, pass, first, n, err) {
			return
		}
	}
}

// deal hands out the next batch.
func (s *showing) deal() (first, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first = s.dealt
	s.dealt = min(first+s.batch, s.total)
	return first, s.dealt - first
}

// finish waits for the turn of a batch and notes it, or what stopped it; it reports whether to go on.
func (s *showing) finish(v viewer, pass *cnn.Pass, first, n int, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.noted != first && s.err == nil {
		s.turn.Wait()
	}
	if s.err != nil {
		return false
	}
	defer s.turn.Broadcast()
	if err != nil {
		s.err = err
		return false
	}
	v.note(pass, first, n)
	s.noted += n
	if s.progress != nil {
		s.progress(s.noted, s.total)
	}
	return true
}

// upTo is a network's part that nodes need.
func upTo(net *cnn.Network, nodes []int) *cnn.Network {
	last := -1
	for _, node := range nodes {
		last = max(last, node)
	}
	return &cnn.Network{Input: net.Input, Nodes: net.Nodes[:last+1], Meta: net.Meta}
}

// unitsOf checks a list of a node's units; nil is all of them.
func unitsOf(node *cnn.Node, units []int) ([]int, error) {
	if units == nil {
		for u := range node.Shape.Units() {
			units = append(units, u)
		}
	}
	for _, u := range units {
		if u < 0 || u >= node.Shape.Units() {
			return nil, fmt.Errorf("tuning: %s has no unit %d: it has %d", node.Name, u, node.Shape.Units())
		}
	}
	if len(units) == 0 {
		return nil, fmt.Errorf("tuning: no unit of %s is asked for", node.Name)
	}
	return units, nil
}

// pictureShape is C×H×W of the pictures that a network reads.
func pictureShape(net *cnn.Network) cnn.Shape { return net.Meta.Prep.Picture(net.Input) }

// prepare turns a picture of values 0..1, C×H×W, in place into what a network reads; raw keeps the values and changes
// their places only, where the network has its channels in another order or last.
func prepare(net *cnn.Network, raw bool, picture []float32) {
	prep := net.Meta.Prep
	if raw {
		prep = cnn.Preprocessing{Order: prep.Order, Layout: prep.Layout}
	}
	prep.Apply(picture, picture, pictureShape(net))
}

// isFinite tells numbers from infinities and NaN.
func isFinite(v float32) bool { return v-v == 0 }
