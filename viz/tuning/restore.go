package tuning

import (
	"errors"
	"fmt"
	"io"
	"math"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
)

// RestoreGratings makes GratingResponses of answers that were measured with default options and kept: per node what
// Responses returns, nil for those that were not asked for. It returns an error for what does not fit the network.
func RestoreGratings(net *cnn.Network, answers [][]float32) (*GratingResponses, error) {
	o, err := GratingOptions{}.complete()
	if err == nil {
		err = checkPicture(pictureShape(net))
	}
	if err != nil {
		return nil, err
	}
	g := newGratingResponses(net, o)
	if len(answers) != len(net.Nodes) {
		return nil, fmt.Errorf("tuning: answers of %d layers to gratings, the network has %d", len(answers), len(net.Nodes))
	}
	for node, of := range answers {
		total := len(g.Orientations) * len(g.Frequencies) * len(g.Phases)
		if of != nil && len(of) != units(net, node)*total {
			return nil, fmt.Errorf("tuning: %s: %d answers of %d units to %d gratings", net.Nodes[node].Name, len(of), units(net, node), total)
		}
	}
	g.units = answers
	return g, nil
}

// units is how many units a node has.
func units(net *cnn.Network, node int) int { return net.Nodes[node].Shape.Units() }

// Bytes is about how much Write writes.
func (r *Responses) Bytes() int {
	bytes := 0
	for _, a := range r.nodes {
		bytes += 20*len(a.top) + 4*(len(a.least)+r.sampled*a.units)
		for _, sums := range a.sums {
			bytes += 8 * len(sums)
		}
	}
	return bytes
}

// Write writes everything that was recorded of a network as a NumPy .npz file: pictures is how many were shown, and of each
// layer there are LAYER/picture, cell and strength, units×strongest; LAYER/least, one a unit; LAYER/sums/TASK, units×classes;
// and LAYER/sample, pictures×units, the answers to a random sample, whose pictures sampled names. counts/TASK is how many pictures each class has.
func (r *Responses) Write(w io.Writer, net *cnn.Network) error {
	z := npy.NewArchive(w)
	errs := []error{npy.Add(z, "pictures", []int{1}, []float64{float64(r.Pictures)}), npy.Add(z, "sampled", []int{r.sampled}, asFloats(r.sample[:r.sampled]))}
	tasks := r.set.Tasks()
	for t, count := range r.counts {
		errs = append(errs, npy.Add(z, "counts/"+tasks[t], []int{len(count)}, asFloats(count)))
	}
	for node, a := range r.nodes {
		prefix, shape := net.Nodes[node].Name+"/", []int{a.units, r.top}
		pictures, cells, strengths := make([]float64, len(a.top)), make([]float64, len(a.top)), make([]float32, len(a.top))
		for i, s := range a.top {
			pictures[i], cells[i], strengths[i] = float64(s.Picture), float64(s.Cell), s.Strength
		}
		errs = append(errs, npy.Add(z, prefix+"picture", shape, pictures), npy.Add(z, prefix+"cell", shape, cells), npy.Add(z, prefix+"strength", shape, strengths),
			npy.Add(z, prefix+"least", []int{a.units}, a.least), npy.Add(z, prefix+"sample", []int{r.sampled, a.units}, a.sample[:r.sampled*a.units]))
		for t, sums := range a.sums {
			errs = append(errs, npy.Add(z, prefix+"sums/"+tasks[t], []int{a.units, len(r.counts[t])}, sums))
		}
	}
	return errors.Join(append(errs, z.Close())...)
}

func asFloats(whole []int) []float64 {
	f := make([]float64, len(whole))
	for i, n := range whole {
		f[i] = float64(n)
	}
	return f
}

// ReadResponses reads what Write wrote of a network that was shown pictures of a set. It returns an error for what does not fit
// these.
func ReadResponses(f io.ReaderAt, size int64, net *cnn.Network, set data.Set) (*Responses, error) {
	archive, err := npy.OpenArchive(f, size)
	if err != nil {
		return nil, err
	}
	z := &restoring{ArchiveReader: archive}
	shown := wholes(z, "pictures", 1, set.Len()+1)
	top := z.length(net.Nodes[0].Name + "/picture")
	r := &Responses{set: set, sample: wholes(z, "sampled", min(z.length("sampled"), set.Len()), set.Len())}
	if z.err != nil {
		return nil, z.err
	}
	r.Pictures, r.sampled = shown[0], len(r.sample)
	r.allocate(net, top/max(units(net, 0), 1))
	for t, task := range set.Tasks() {
		copy(r.counts[t], wholes(z, "counts/"+task, len(r.counts[t]), math.MaxInt32))
	}
	for node := range r.nodes {
		r.restore(z, node, net.Nodes[node])
	}
	if z.err != nil {
		return nil, z.err
	}
	return r, nil
}

// restore reads the answers of a node.
func (r *Responses) restore(z *restoring, node int, of *cnn.Node) {
	a, prefix := &r.nodes[node], of.Name+"/"
	pictures, cells := wholes(z, prefix+"picture", len(a.top), r.set.Len()), wholes(z, prefix+"cell", len(a.top), max(of.Shape.Size()/max(a.units, 1), 1))
	strengths := values[float32](z, prefix+"strength", len(a.top))
	if z.err != nil {
		return
	}
	for i := range a.top {
		a.top[i] = Strongest{pictures[i], cells[i], strengths[i]}
	}
	a.least = values[float32](z, prefix+"least", a.units)
	a.sample = values[float32](z, prefix+"sample", len(a.sample))
	for t, task := range r.set.Tasks() {
		a.sums[t] = values[float64](z, prefix+"sums/"+task, len(a.sums[t]))
	}
}

// restoring reads an archive; the first fault is kept and everything after it reads as nothing.
type restoring struct {
	*npy.ArchiveReader
	err error
}

// values reads so many numbers.
func values[T npy.Float](z *restoring, name string, n int) []T {
	if z.err != nil {
		return nil
	}
	_, v, err := npy.Get[T](z.ArchiveReader, name)
	if err == nil && len(v) != n {
		err = fmt.Errorf("tuning: %s has %d values, not %d", name, len(v), n)
	}
	if err != nil {
		z.err = err
		return nil
	}
	return v
}

// wholes reads so many whole numbers from 0 up to below a limit.
func wholes(z *restoring, name string, n, limit int) []int {
	v := values[float64](z, name, n)
	whole := make([]int, len(v))
	for i, x := range v {
		if !(x >= 0 && x < float64(limit)) || x != math.Trunc(x) {
			z.err = fmt.Errorf("tuning: %s: %g is no whole number below %d", name, x, limit)
			return whole
		}
		whole[i] = int(x)
	}
	return whole
}

// length is how many values an array has.
func (z *restoring) length(name string) int {
	if z.err != nil {
		return 0
	}
	_, v, err := npy.Get[float32](z.ArchiveReader, name)
	z.err = err
	return len(v)
}
