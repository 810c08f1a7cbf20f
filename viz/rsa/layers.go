package rsa

import (
	"context"
	"fmt"

	"unitscope/cnn"
)

// Examples are what a network is shown, prepared as it reads them.
type Examples interface {
	Len() int
	// Read fills dst, as long as the network's input, with example i. It is called from one goroutine at a time.
	Read(i int, dst []float32) error
}

// Layers computes the RDM of each of the given nodes: of all its units, every cell of a map being one.
//
// It is computed in float64, or where there is much to multiply in float32 with sums in float64 (see gram). Memory is bounded, but for the
// matrices themselves: where patterns do not fit in 256 MB, the network sees the examples again for every such part of
// them. progress, which may be nil, is told how many examples of how many were shown. It returns the error of an example
// that cannot be read, and ctx's if stopped.
func Layers(ctx context.Context, net *cnn.Network, x Examples, nodes []int, d Distance, progress func(done, total int)) ([]RDM, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	n := x.Len()
	if n < 2 {
		return nil, fmt.Errorf("rsa: %d pictures: at least two", n)
	}
	parts := cut(net, nodes, max(heldBytes/4/n, unitsAtOnce))
	rdms := make([]RDM, len(nodes))
	g := newGram(n)
	var report func(done int)
	for k, p := range parts {
		if progress != nil {
			report = func(done int) { progress(k*n+done, len(parts)*n) }
		}
		patterns, err := p.record(ctx, net, x, nodes, report)
		if err != nil {
			return nil, err
		}
		for s, slice := range p {
			if slice.from == 0 {
				g.begin(size(net, nodes[slice.layer]))
			}
			if err := g.add(ctx, patterns[s]); err != nil {
				return nil, err
			}
			if slice.to == size(net, nodes[slice.layer]) {
				rdms[slice.layer] = g.rdm(d)
			}
		}
	}
	return rdms, nil
}

// A slice is some units of one layer.
type slice struct {
	layer    int // index into the nodes that are asked for
	from, to int // units
}

func (s slice) units() int { return s.to - s.from }

// A part is what is held of the patterns at a time: slices of layers, in order.
type part []slice

// size is how many units a node has, every cell counted.
func size(net *cnn.Network, node int) int { return net.Nodes[node].Shape.Size() }

// cut lays the nodes' units behind each other and cuts them into parts of at most so many, which are whole blocks of a gram
// where a layer is cut.
func cut(net *cnn.Network, nodes []int, most int) []part {
	most -= most % unitsAtOnce
	var parts []part
	room := 0
	for layer, node := range nodes {
		for from, all := 0, size(net, node); from < all; {
			if room < min(unitsAtOnce, all-from) {
				parts = append(parts, nil)
				room = most
			}
			to := all
			if all-from > room {
				to = from + room - room%unitsAtOnce
			}
			last := &parts[len(parts)-1]
			*last = append(*last, slice{layer, from, to})
			room -= to - from
			from = to
		}
	}
	return parts
}

// record shows the network all examples and returns, slice by slice, what its units answered: examples×units.
func (p part) record(ctx context.Context, net *cnn.Network, x Examples, nodes []int, report func(done int)) ([][]float32, error) {
	n := x.Len()
	patterns := make([][]float32, len(p))
	last := 0
	for s, slice := range p {
		patterns[s] = make([]float32, n*slice.units())
		last = max(last, nodes[slice.layer])
	}
	shown := &cnn.Network{Input: net.Input, Nodes: net.Nodes[:last+1], Meta: net.Meta, Batchless: net.Batchless}
	return patterns, show(ctx, shown, x, func(pass *cnn.Pass, first, count int) {
		for s, slice := range p {
			answers := pass.Activation(nodes[slice.layer]).Data
			all := len(answers) / count
			for i := range count {
				copy(patterns[s][(first+i)*slice.units():], answers[i*all+slice.from:i*all+slice.to])
			}
		}
		if report != nil {
			report(first + count)
		}
	})
}

// Examples of one pass: as many as keep matrix products efficient, fewer where they would take a moment to stop or much
// memory.
const (
	mostAtOnce      = 32
	batchOperations = 3e9 // multiplications
)

// show puts all examples through a network, some at a time, and hands each pass on.
func show(ctx context.Context, net *cnn.Network, x Examples, look func(pass *cnn.Pass, first, count int)) error {
	units := net.Input.Size()
	for node := range net.Nodes {
		units += size(net, node)
	}
	n, input := x.Len(), net.Input.Size()
	batch := min(n, mostAtOnce, max(batchOperations/max(net.Multiplications(), 1), 1), max(heldBytes/4/units, 1))
	pass := net.NewPass(batch)
	shown := make([]float32, batch*input)
	for first := 0; first < n; first += batch {
		count := min(batch, n-first)
		for i := range count {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := x.Read(first+i, shown[i*input:][:input]); err != nil {
				return err
			}
		}
		pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{count}, net.Input...), Data: shown[:count*input]})
		look(pass, first, count)
	}
	return ctx.Err()
}
