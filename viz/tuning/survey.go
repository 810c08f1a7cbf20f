package tuning

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// RecordOptions are the settings of Record; the zero value is the default one.
type RecordOptions struct {
	Pictures int // of the set, at even distances; 0: all
	Top      int // strongest pictures that are kept of every unit; 0: DefaultTop

	// Progress, if set, is told after every batch how many pictures are done. The survey waits for it.
	Progress func(done, total int)
	// Watch, if set, is given what is known so far, a few times a second. The survey waits for it.
	Watch func(partial *Responses)
}

// DefaultTop is how many pictures are kept of every unit.
const DefaultTop = 25

// watchEvery is how much time passes at least between partial results.
const watchEvery = 250 * time.Millisecond

// Strongest is one of the pictures that drive a unit most.
type Strongest struct {
	Picture  int     // index in the set
	Cell     int     // where the unit answered most, row-major in its map; the first on a tie
	Strength float32 // what it answered there
}

// Responses are what a set of pictures brought out of every unit. A unit's answer to a picture is the largest value of
// its map. It does not change once it is handed out.
type Responses struct {
	Pictures int // shown

	set     data.Set
	top     int   // kept of every unit
	sample  []int // pictures whose answers are all kept, rising
	sampled int   // of them: shown
	nodes   []answers
	counts  [][]int // per task: pictures of each class
}

// answers are those of one node's units.
type answers struct {
	units  int
	top    []Strongest // units×top, the strongest first
	least  []float32   // per unit: its weakest answer
	sums   [][]float64 // per task: units×classes
	sample []float32   // pictures of the sample × units
}

// The sample, from which distributions are estimated, has sampleSize pictures, or fewer where a network has so many units
// that their answers would be more than sampleAnswers.
const (
	sampleSize    = 4096
	sampleAnswers = 1 << 24
	sampleSeed    = 1
)

// Record shows a network a set of pictures and keeps of every unit of every node the strongest ones, and of every class
// of every task the mean and the distribution of answers. Memory does not grow with the set: distributions are those of
// a random sample of 4096 pictures, the same at every call, or of all if there are no more; fewer in networks with more
// than 4096 units.
//
// A picture that cannot be read is left out, and not in Responses.Pictures. Record returns an error if there are no
// others, if the set's pictures are not what the network reads or if a unit answers no finite number, and ctx's
// error if stopped.
func Record(ctx context.Context, net *cnn.Network, set data.Set, o RecordOptions) (*Responses, error) {
	if wanted := pictureShape(net); !set.Shape().Equal(wanted) {
		return nil, fmt.Errorf("tuning: the network reads %v, the pictures are %v", wanted, set.Shape())
	}
	total := set.Len()
	if o.Pictures > 0 {
		total = min(total, o.Pictures)
	}
	s := &survey{Responses: newResponses(net, set, total, o.Top), net: net, total: total, watch: o.Watch, watched: time.Now()}
	err := show(ctx, net, total, func() viewer { return newSurveyor(s) }, o.Progress)
	if err == nil && s.Pictures == 0 {
		err = s.unread
	}
	if err != nil {
		return nil, err
	}
	return s.Responses, nil
}

func newResponses(net *cnn.Network, set data.Set, total, top int) *Responses {
	if top <= 0 {
		top = DefaultTop
	}
	r := &Responses{set: set}
	units := 0
	for _, node := range net.Nodes {
		units += node.Shape.Units()
	}
	size := min(sampleSize, max(sampleAnswers/max(units, 1), 1), total)
	for _, i := range rand.New(rand.NewPCG(sampleSeed, 0)).Perm(total)[:size] {
		r.sample = append(r.sample, nth(i, total, set))
	}
	sort.Ints(r.sample)
	r.allocate(net, min(top, total))
	return r
}

// allocate makes room for the answers of a network's units, the sample's among them.
func (r *Responses) allocate(net *cnn.Network, top int) {
	r.top = top
	for _, task := range r.set.Tasks() {
		r.counts = append(r.counts, make([]int, len(r.set.Classes(task))))
	}
	for _, node := range net.Nodes {
		a := answers{units: node.Shape.Units(), top: make([]Strongest, node.Shape.Units()*r.top), sample: make([]float32, len(r.sample)*node.Shape.Units())}
		a.least = slices.Repeat([]float32{math.MaxFloat32}, a.units)
		for _, count := range r.counts {
			a.sums = append(a.sums, make([]float64, a.units*len(count)))
		}
		r.nodes = append(r.nodes, a)
	}
}

// nth is which picture of a set is the i-th of so many that are shown.
func nth(i, total int, set data.Set) int { return i * set.Len() / total }

// Top returns the pictures that drive a unit most, the strongest first; of equals, the earlier picture. There are as
// many as were asked for, or as were shown.
func (r *Responses) Top(node, unit int) []Strongest {
	return slices.Clone(r.nodes[node].top[unit*r.top:][:min(r.top, r.Pictures)])
}

// Active tells whether a unit ever answers: above zero, or to one picture more than to another.
func (r *Responses) Active(node, unit int) bool {
	if r.Pictures == 0 {
		return false
	}
	a := &r.nodes[node]
	most := a.top[unit*r.top].Strength
	return most > 0 || most > a.least[unit]
}

// survey is a Record under way.
type survey struct {
	*Responses
	net     *cnn.Network
	total   int
	watch   func(*Responses)
	watched time.Time // when watch was called last
	unread  error     // of a picture that was left out
}

// A surveyor shows the survey's pictures.
type surveyor struct {
	*survey
	strength [][]float32   // per node: pictures of the batch × units
	left     map[int]error // pictures of the batch, by their place in the set, that cannot be read
}

func newSurveyor(s *survey) *surveyor {
	return &surveyor{survey: s, strength: make([][]float32, len(s.nodes)), left: make(map[int]error)}
}

// draw leaves a picture black that cannot be read and is left out.
func (s *surveyor) draw(i int, dst []float32) error {
	picture := nth(i, s.total, s.set)
	switch err := s.set.Read(picture, dst); {
	case errors.Is(err, data.ErrUnreadable):
		s.left[picture] = fmt.Errorf("tuning: %w", err)
		clear(dst)
	case err != nil:
		return fmt.Errorf("tuning: %s: %w", s.set.PictureName(picture), err)
	}
	prepare(s.net, false, dst)
	return nil
}

// look finds the largest value of every map.
func (s *surveyor) look(pass *cnn.Pass, first, n int) error {
	for node := range s.nodes {
		units, values := s.nodes[node].units, pass.Activation(node).Data
		size := len(values) / (n * units)
		s.strength[node] = slices.Grow(s.strength[node][:0], n*units)[:n*units]
		for i := range s.strength[node] {
			v := cnn.Largest(values[i*size:][:size])
			if !isFinite(v) {
				return fmt.Errorf("tuning: %s:%d answers %v to %s", s.net.Nodes[node].Name, i%units, v, s.set.PictureName(nth(first+i/units, s.total, s.set)))
			}
			s.strength[node][i] = v
		}
	}
	return nil
}

// note takes in a batch's answers.
func (s *surveyor) note(pass *cnn.Pass, first, n int) {
	for i := range n {
		picture := nth(first+i, s.total, s.set)
		if s.left[picture] != nil {
			s.leaveOut(picture)
			continue
		}
		for node := range s.nodes {
			s.rank(node, pass, i, picture)
		}
		s.count(i, picture)
		if s.sampled < len(s.sample) && s.sample[s.sampled] == picture {
			for node := range s.nodes {
				a := &s.nodes[node]
				copy(a.sample[s.sampled*a.units:], s.answers(node, i))
			}
			s.sampled++
		}
		s.Pictures++
	}
	if s.watch != nil && s.Pictures < s.total && time.Since(s.watched) >= watchEvery {
		s.watch(s.snapshot())
		s.watched = time.Now()
	}
}

// leaveOut passes over a picture that cannot be read.
func (s *surveyor) leaveOut(picture int) {
	s.unread = s.left[picture]
	delete(s.left, picture)
	if at := s.sampled; at < len(s.sample) && s.sample[at] == picture {
		s.sample = slices.Concat(s.sample[:at], s.sample[at+1:]) // anew, since snapshots share it
	}
}

// answers are those of a node's units to the i-th picture of the batch.
func (s *surveyor) answers(node, i int) []float32 {
	units := s.nodes[node].units
	return s.strength[node][i*units:][:units]
}

// rank puts the i-th picture of the batch in its place among the strongest of every unit of a node.
func (s *surveyor) rank(node int, pass *cnn.Pass, i, picture int) {
	a := &s.nodes[node]
	kept := min(s.Pictures, s.top)
	for unit, v := range s.answers(node, i) {
		a.least[unit] = min(a.least[unit], v)
		top := a.top[unit*s.top:][:s.top]
		if kept == s.top && v <= top[kept-1].Strength {
			continue
		}
		at := sort.Search(kept, func(k int) bool { return top[k].Strength < v })
		copy(top[at+1:], top[at:])
		values := pass.Activation(node).Data
		size := s.net.Nodes[node].Shape.Size() / a.units
		top[at] = Strongest{picture, cnn.Strongest(values[(i*a.units+unit)*size:][:size]), v}
	}
}

// count adds the answers to the i-th picture of the batch to the sums of its classes.
func (s *surveyor) count(i, picture int) {
	for task, name := range s.set.Tasks() {
		class := s.set.Label(picture, name)
		classes := len(s.counts[task])
		if class < 0 || class >= classes {
			continue
		}
		s.counts[task][class]++
		for node := range s.nodes {
			sums := s.nodes[node].sums[task]
			for unit, v := range s.answers(node, i) {
				sums[unit*classes+class] += float64(v)
			}
		}
	}
}

// snapshot is a copy of what is known. The sample is shared: what comes goes behind what is there.
func (r *Responses) snapshot() *Responses {
	c := *r
	c.nodes, c.counts = slices.Clone(r.nodes), slices.Clone(r.counts)
	for task := range c.counts {
		c.counts[task] = slices.Clone(r.counts[task])
	}
	for node := range c.nodes {
		a := &c.nodes[node]
		a.top, a.least, a.sums = slices.Clone(a.top), slices.Clone(a.least), slices.Clone(a.sums)
		for task := range a.sums {
			a.sums[task] = slices.Clone(a.sums[task])
		}
	}
	return &c
}
