package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"unitscope/cnn"
)

// ErrTooLarge is wrapped by NewLive's error where patterns are too large to be kept.
var ErrTooLarge = errors.New("patterns too large to be kept")

// liveBytes bounds the patterns that a Live keeps.
const liveBytes = 1 << 30

// A Live is the RDMs of layers whose patterns are kept, so that a picture that changes costs a row of each instead of all
// pictures anew. It is for one goroutine at a time.
type Live struct {
	d      Distance
	n      int
	layers []liveLayer
}

// liveLayer is one layer's patterns, pictures×units, what is known of each, and their matrix.
type liveLayer struct {
	units    int
	patterns []float32
	spread   []spread
	rdm      RDM
}

// A spread is what a distance needs of a pattern alone: its mean (0 for a cosine) and its length around that, NaN where it
// cannot be compared.
type spread struct{ mean, length float64 }

// NewLive shows a network all examples and computes the RDMs of nodes, as Layers does. It returns an error that wraps
// ErrTooLarge where patterns are more than 1 GB together: take Layers then.
func NewLive(ctx context.Context, net *cnn.Network, x Examples, nodes []int, d Distance, progress func(done, total int)) (*Live, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	n, units := x.Len(), 0
	var whole part
	for k, node := range nodes {
		whole = append(whole, slice{k, 0, size(net, node)})
		units += size(net, node)
	}
	if n < 2 || units > liveBytes/4/n {
		return nil, fmt.Errorf("rsa: %d pictures and %d units: %w", n, units, ErrTooLarge)
	}
	patterns, err := whole.record(ctx, net, x, nodes, func(done int) {
		if progress != nil {
			progress(done, n)
		}
	})
	if err != nil {
		return nil, err
	}
	l, g := &Live{d: d, n: n}, newGram(n)
	for k, s := range whole {
		g.begin(s.units())
		if err := g.add(ctx, patterns[k]); err != nil {
			return nil, err
		}
		layer := liveLayer{units: s.units(), patterns: patterns[k], rdm: g.rdm(d)}
		for i := range n {
			layer.spread = append(layer.spread, spreadOf(layer.pattern(i), d))
		}
		l.layers = append(l.layers, layer)
	}
	return l, nil
}

// RDMs are the matrices as they are now, in the nodes' order. They do not change once they are handed out.
func (l *Live) RDMs() []RDM {
	rdms := make([]RDM, len(l.layers))
	for k, layer := range l.layers {
		rdms[k] = slices.Clone(layer.rdm)
	}
	return rdms
}

// Patterns are copies of what every node's units answer to picture i.
func (l *Live) Patterns(i int) [][]float32 {
	patterns := make([][]float32, len(l.layers))
	for k := range l.layers {
		patterns[k] = slices.Clone(l.layers[k].pattern(i))
	}
	return patterns
}

// Replace gives picture i other patterns: answers(k) are those of the k-th node's units. It returns ctx's error if stopped,
// and has replaced some rows then; the next Replace of the picture makes it good.
func (l *Live) Replace(ctx context.Context, i int, answers func(k int) []float32) error {
	for k := range l.layers {
		layer := &l.layers[k]
		pattern := layer.pattern(i)
		if copy(pattern, answers(k)) != layer.units {
			panic(fmt.Sprintf("rsa: too few answers for %d units", layer.units))
		}
		layer.spread[i] = spreadOf(pattern, l.d)
		err := each(ctx, l.n, plain(func(j int) {
			if i != j {
				layer.rdm[PairIndex(l.n, i, j)] = layer.between(i, j, l.d)
			}
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *liveLayer) pattern(i int) []float32 { return l.patterns[i*l.units:][:l.units] }

// between is the dissimilarity of two pictures, in float64.
func (l *liveLayer) between(i, j int, d Distance) float64 {
	x, y := l.pattern(i), l.pattern(j)
	if d == EuclideanDistance || d == SquaredEuclideanDistance {
		sum := 0.0
		for k, v := range x {
			sum += (float64(v) - float64(y[k])) * (float64(v) - float64(y[k]))
		}
		return d.fromSquare(sum)
	}
	a, b, sum := l.spread[i], l.spread[j], 0.0
	for k, v := range x {
		sum += (float64(v) - a.mean) * (float64(y[k]) - b.mean)
	}
	return 1 - math.Max(-1, math.Min(1, sum/a.length/b.length))
}

// spreadOf is what a distance needs of a pattern.
func spreadOf(pattern []float32, d Distance) (s spread) {
	if d == PearsonDistance {
		s.mean = meanOf(pattern)
	}
	for _, v := range pattern {
		s.length += (float64(v) - s.mean) * (float64(v) - s.mean)
	}
	s.length = math.Sqrt(s.length)
	flat := d == PearsonDistance && slices.Min(pattern) == slices.Max(pattern)
	if flat || s.length == 0 || math.IsInf(s.length, 0) {
		s.length = math.NaN()
	}
	return s
}
