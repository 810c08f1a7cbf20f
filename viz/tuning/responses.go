// Package tuning asks what drives a unit: its strongest pictures, and how it tells classes
// apart.
//
// Start with Record, which shows a network many pictures and keeps every unit's strongest
// answer to each; Top and Selectivity read from it. Memory grows with pictures × units, not
// with the size of maps or pictures.
package tuning

import (
	"context"
	"fmt"
	"runtime"
	"sort"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// Responses are every unit's strongest answers to a number of pictures.
type Responses struct {
	Pictures int
	units    []int       // per node
	strength [][]float32 // per node, pictures×units: the largest value of the unit's map
	cell     [][]int32   // per node, pictures×units: the cell that had it, row-major, the first on a tie
}

// batchSize is how many pictures go through the network at once.
const batchSize = 32

// Record shows the network the first n pictures of a set (all, if n is 0 or too many). It
// uses every core. progress, if not nil, is called from one goroutine at a time. It returns
// ctx's error if stopped, and the set's if a picture cannot be read.
func Record(ctx context.Context, net *cnn.Network, set data.Set, n int, progress func(done, total int)) (*Responses, error) {
	if n <= 0 || n > set.Len() {
		n = set.Len()
	}
	if !set.Shape().Equal(net.Input) {
		return nil, fmt.Errorf("tuning: the network reads %v, the pictures are %v", net.Input, set.Shape())
	}
	r := &Responses{Pictures: n}
	for _, node := range net.Nodes {
		r.units = append(r.units, node.Shape[0])
		r.strength = append(r.strength, make([]float32, n*node.Shape[0]))
		r.cell = append(r.cell, make([]int32, n*node.Shape[0]))
	}
	workers := min(runtime.GOMAXPROCS(0), (n+batchSize-1)/batchSize)
	errs := make(chan error, workers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	deal := dealer{total: n, progress: progress}
	for range workers {
		go func() { errs <- r.work(ctx, net, set, &deal) }()
	}
	var first error
	for range workers {
		if err := <-errs; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return r, first
}

// A dealer hands out batches of pictures and counts those that are done.
type dealer struct {
	mu         sync.Mutex
	next, done int
	total      int
	progress   func(done, total int)
}

func (d *dealer) take() (from, to int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	from, to = d.next, min(d.next+batchSize, d.total)
	d.next = to
	return from, to
}

func (d *dealer) finish(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done += n
	if d.progress != nil {
		d.progress(d.done, d.total)
	}
}

// work answers batches until none are left.
func (r *Responses) work(ctx context.Context, net *cnn.Network, set data.Set, deal *dealer) error {
	pass := net.NewPass(batchSize)
	size := net.Input.Size()
	x := cnn.NewTensor(append([]int{batchSize}, net.Input...)...)
	for {
		from, to := deal.take()
		if from == to {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := from; i < to; i++ {
			picture := x.Data[(i-from)*size : (i-from+1)*size]
			if err := set.Read(i, picture); err != nil {
				return fmt.Errorf("tuning: %s: %w", set.PictureName(i), err)
			}
			net.Meta.Prep.Apply(picture, picture, net.Input)
		}
		part := &cnn.Tensor{Shape: append(cnn.Shape{to - from}, net.Input...), Data: x.Data[:(to-from)*size]}
		pass.Forward(part)
		for node := range net.Nodes {
			r.note(node, from, pass.Activation(node))
		}
		deal.finish(to - from)
	}
}

// note keeps the largest cell of every map of a batch whose first picture is from.
func (r *Responses) note(node, from int, maps *cnn.Tensor) {
	units := r.units[node]
	size := len(maps.Data) / (maps.Shape[0] * units)
	for i := range maps.Shape[0] * units {
		cells := maps.Data[i*size : (i+1)*size]
		best := cnn.Strongest(cells)
		r.strength[node][from*units+i] = cells[best]
		r.cell[node][from*units+i] = int32(best)
	}
}

// Strength is the largest value of a unit's map for a picture.
func (r *Responses) Strength(node, unit, picture int) float32 {
	return r.strength[node][picture*r.units[node]+unit]
}

// Cell is where a unit answered most to a picture, row-major in its map.
func (r *Responses) Cell(node, unit, picture int) int {
	return int(r.cell[node][picture*r.units[node]+unit])
}

// Top returns the k pictures that drive a unit most, the strongest first; of equals, the
// earlier picture. Fewer where there are fewer pictures.
func (r *Responses) Top(node, unit, k int) []int {
	order := make([]int, r.Pictures)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		return r.Strength(node, unit, order[i]) > r.Strength(node, unit, order[j])
	})
	return order[:min(k, len(order))]
}

// Selectivity tells how much a unit prefers one class.
type Selectivity struct {
	Mean []float64 // per class: the mean of the unit's strongest answers; NaN for a class without pictures
	Best int       // the class with the largest mean; -1 where there is none
	// Index is (largest − mean of the others) / (largest + mean of the others), 0 for a unit
	// that answers all classes alike, 1 for one that answers a single class. It is 0 for a
	// unit that never answers above zero, and negative means count as 0.
	//
	// Morcos, Barrett, Rabinowitz, Botvinick 2018, "On the importance of single directions
	// for generalization", section 3.2.
	Index float64
}

// Selectivity computes a unit's class selectivity; label gives a picture's class, −1 where
// it has none.
func (r *Responses) Selectivity(node, unit, classes int, label func(picture int) int) Selectivity {
	s := Selectivity{Mean: make([]float64, classes), Best: -1}
	count := make([]int, classes)
	for i := range r.Pictures {
		if c := label(i); c >= 0 && c < classes {
			s.Mean[c] += float64(r.Strength(node, unit, i))
			count[c]++
		}
	}
	total, present := 0.0, 0
	for c := range s.Mean {
		s.Mean[c] /= float64(count[c]) // NaN without pictures
		if count[c] == 0 {
			continue
		}
		present++
		total += max(s.Mean[c], 0)
		if s.Best < 0 || s.Mean[c] > s.Mean[s.Best] {
			s.Best = c
		}
	}
	if present < 2 {
		return s
	}
	largest := max(s.Mean[s.Best], 0)
	others := (total - largest) / float64(present-1)
	if largest+others > 0 {
		s.Index = (largest - others) / (largest + others)
	}
	return s
}
