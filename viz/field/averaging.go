package field

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// averaging is Average at work.
type averaging struct {
	net      *cnn.Network
	set      data.Set
	options  AverageOptions
	averages *Averages
	jobs     []*job // in the order in which they are done and added up

	mu    sync.Mutex
	taken int       // jobs that someone does or has done
	added int       // jobs whose maps are in the averages
	sums  []float32 // units×h×w, of so few pictures that rounding is of no matter
	field []float32 // of one picture, as large as an average
}

// A job is one picture with the units to be measured in it.
type job struct {
	picture int
	rank    int      // the best that it has for any of the units
	asked   []asking // in ascending order of unit
	maps    *Maps    // once it is done
}

// asking is a unit that wants a picture.
type asking struct{ unit, rank int }

func newAveraging(net *cnn.Network, layer string, set data.Set, top [][]int, o AverageOptions) (*averaging, error) {
	node := net.Index(layer)
	switch {
	case node < 0:
		return nil, fmt.Errorf("field: layer %q: %w", layer, ErrLayer)
	case len(net.Input) != 3 || !set.Shape().Equal(net.Input):
		return nil, fmt.Errorf("field: pictures of %v for a network that reads %v: %w", set.Shape(), net.Input, ErrInput)
	}
	units, err := o.units(net.Nodes[node].Shape.Units())
	if err != nil {
		return nil, err
	}
	if len(top) != len(units) {
		return nil, fmt.Errorf("field: %d lists of pictures for %d units: %w", len(top), len(units), ErrUnit)
	}
	if o.Options, err = o.Complete(net.Input[1], net.Input[2]); err != nil {
		return nil, err
	}
	o.Options.Progress, o.Options.Watch = nil, nil
	jobs, err := jobsOf(top, set.Len())
	if err != nil {
		return nil, err
	}
	a, err := newAverages(net, node, units, o)
	if err != nil {
		return nil, err
	}
	if o.Keep > 0 {
		a.Maps = make([][]Discrepancy, len(units))
		for k, pictures := range top {
			a.Maps[k] = make([]Discrepancy, min(o.Keep, len(pictures)))
		}
	}
	return &averaging{net: net, set: set, options: o, averages: a, jobs: jobs,
		sums: make([]float32, len(a.Mean)), field: make([]float32, a.Height*a.Width)}, nil
}

// jobsOf groups units by picture: those that are anyone's strongest first, so that all fields take shape together.
func jobsOf(top [][]int, pictures int) ([]*job, error) {
	of := make(map[int]*job)
	var jobs []*job
	for unit, list := range top {
		for rank, picture := range list {
			if picture < 0 || picture >= pictures {
				return nil, fmt.Errorf("field: picture %d of %d: %w", picture, pictures, ErrPictures)
			}
			j := of[picture]
			if j == nil {
				j = &job{picture: picture, rank: rank}
				of[picture] = j
				jobs = append(jobs, j)
			}
			j.rank = min(j.rank, rank)
			j.asked = append(j.asked, asking{unit, rank})
		}
	}
	slices.SortFunc(jobs, func(a, b *job) int { return cmp.Or(a.rank-b.rank, a.picture-b.picture) })
	return jobs, nil
}

// sweepAll does all jobs, as many at a time as there are processors.
func (a *averaging) sweepAll(ctx context.Context) error {
	workers, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), len(a.jobs)) {
		workers.Go(func() error { return a.work(ctx) })
	}
	return workers.Wait()
}

// work does one job after the other until none is left.
func (a *averaging) work(ctx context.Context) error {
	picture := cnn.NewTensor(a.net.Input...)
	var activations *cnn.Incremental
	for {
		j := a.take()
		if j == nil {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.set.Read(j.picture, picture.Data); err != nil {
			return fmt.Errorf("%s: %w", a.set.PictureName(j.picture), err)
		}
		a.net.Meta.Prep.Apply(picture.Data, picture.Data, picture.Shape)
		s, err := newSweep(a.net, picture, a.averages.Layer, a.sweepOf(j))
		if err != nil {
			return err
		}
		if activations == nil {
			activations = a.net.NewIncremental(picture, len(s.net.Nodes)-1)
		} else {
			activations.Reset(picture)
		}
		if err := s.measure(ctx, activations); err != nil {
			return fmt.Errorf("%s: %w", a.set.PictureName(j.picture), err)
		}
		a.finish(j, s.maps)
	}
}

// take returns the next job, or nil.
func (a *averaging) take() *job {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.taken == len(a.jobs) {
		return nil
	}
	a.taken++
	return a.jobs[a.taken-1]
}

// sweepOf is the sweep that a job takes.
func (a *averaging) sweepOf(j *job) Options {
	o := a.options.Options
	o.Units = make([]int, len(j.asked))
	for i, asked := range j.asked {
		o.Units[i] = a.averages.Units[asked.unit]
	}
	return o
}

// finish takes a job's maps and adds up those of all jobs whose turn it is: always in the same order, so that the sums are the same
// to the last bit.
func (a *averaging) finish(j *job, maps *Maps) {
	a.mu.Lock()
	defer a.mu.Unlock()
	j.maps = maps
	for ; a.added < len(a.jobs) && a.jobs[a.added].maps != nil; a.added++ {
		a.add(a.jobs[a.added])
		a.jobs[a.added].maps = nil
		if a.options.Watch != nil {
			a.options.Watch(a.averages)
		}
		if a.options.Progress != nil {
			a.options.Progress(a.added+1, len(a.jobs))
		}
	}
}

// add adds a picture's maps to the fields of its units.
func (a *averaging) add(j *job) {
	for i, asked := range j.asked {
		k, cell := asked.unit, j.maps.Cells[i]
		if asked.rank < a.options.Keep {
			a.averages.Maps[k][asked.rank] = Discrepancy{Picture: j.picture, Cell: cell, Original: j.maps.Original[i],
				Map: j.maps.Pixels(i, a.net.Input[1], a.net.Input[2])}
		}
		if j.maps.Original[i] == 0 {
			continue
		}
		values := j.maps.Unit(i)
		if !a.averages.Signed {
			for p, v := range values {
				values[p] = max(v, -v)
			}
		}
		j.maps.grid().interpolate(a.field, values, a.averages.Window(cell))
		_, count := a.averages.Unit(k)
		sums := a.sums[k*len(a.field):]
		for p, v := range a.field {
			if v == v { // defined
				sums[p] += v
				count[p]++
			}
		}
		a.averages.settle(k, sums[:len(a.field)])
	}
}
