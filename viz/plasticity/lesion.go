package plasticity

import (
	"context"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// LesionOptions are the settings of Lesions; the zero value is the default.
type LesionOptions struct {
	Pictures int // held out, at even distances; 0: 500

	// Progress, if set, is told how many units are done.
	Progress func(done, total int)
}

const lesionPictures = 500

// A LesionCost is what a network loses of a task with one unit.
type LesionCost struct {
	Correct float64 // share of the pictures that are answered right less, 0 to 1; below 0 if there are more
	Cost    float64 // mean cross-entropy that is added, in nats
}

// LayerLesions are what each of a layer's units costs, silenced alone.
type LayerLesions struct {
	Layer
	Of []LesionCost
}

// Lesions silences each unit of the hidden layers of a network with one head, one at a time, after its activation, and
// measures on held-out pictures what that costs the task which the network answers. Layers up to the unit's are
// computed once, and those after it again for every unit. It returns ctx's error if stopped.
func Lesions(ctx context.Context, net *cnn.Network, task Task, o LesionOptions) ([]LayerLesions, error) {
	if o.Pictures == 0 {
		o.Pictures = lesionPictures
	}
	task.Source = task.Source.Sound()
	s := &surgery{net: net, task: task, pictures: min(o.Pictures, task.Source.HeldOut.Len()), progress: o.Progress}
	layers := Layers(net)
	for _, l := range layers {
		s.total += l.Units
	}
	var all []LayerLesions
	for _, l := range layers {
		of, err := s.layer(ctx, l)
		if err != nil {
			return nil, err
		}
		all = append(all, LayerLesions{Layer: l, Of: of})
	}
	return all, nil
}

// surgery is Lesions at work.
type surgery struct {
	net         *cnn.Network
	task        Task
	pictures    int
	done, total int // units
	progress    func(done, total int)
}

func (s *surgery) layer(ctx context.Context, l Layer) ([]LesionCost, error) {
	at := follow(s.net, l.Answers, pools) // a silent map is a silent map after pooling, too, and a smaller one
	if after, ok := s.net.After(at); ok {
		return s.resume(ctx, l, at, after)
	}
	return s.repeat(ctx, l)
}

// pools tells whether a layer makes 0 of a map that is 0, and works on each map by itself.
func pools(layer cnn.Layer) bool {
	switch layer.(type) {
	case *cnn.MaxPool, *cnn.AvgPool, *cnn.GlobalAvgPool, *cnn.GlobalMaxPool:
		return true
	}
	return false
}

func (s *surgery) report() {
	s.done++
	if s.progress != nil {
		s.progress(s.done, s.total)
	}
}

// repeat runs the whole network for every unit, where something goes past the layer.
func (s *surgery) repeat(ctx context.Context, l Layer) ([]LesionCost, error) {
	score := func(net *cnn.Network) (data.Score, error) {
		return data.Evaluate(ctx, net, s.task.Source.HeldOut, s.task.Name, s.pictures)
	}
	whole, err := score(s.net)
	if err != nil {
		return nil, err
	}
	of := make([]LesionCost, l.Units)
	for u := range of {
		lesioned, err := s.net.WithLesions(map[string][]int{s.net.Nodes[l.Answers].Name: {u}})
		if err != nil {
			return nil, err
		}
		without, err := score(lesioned)
		if err != nil {
			return nil, err
		}
		of[u] = LesionCost{Correct: whole.Accuracy() - without.Accuracy(), Cost: without.Cost - whole.Cost}
		s.report()
	}
	return of, nil
}

// resume runs only what comes after a node, from what is there for all pictures.
func (s *surgery) resume(ctx context.Context, l Layer, at int, after *cnn.Network) ([]LesionCost, error) {
	set := s.task.Source.HeldOut
	values, err := features(ctx, s.net, at, set, s.pictures)
	if err != nil {
		return nil, err
	}
	labels := make([]int, s.pictures)
	for i := range labels {
		labels[i] = set.Label(i*set.Len()/s.pictures, s.task.Name)
	}
	rest := newRemainder(after, values, labels)
	whole, err := rest.score(ctx)
	if err != nil {
		return nil, err
	}
	of := make([]LesionCost, l.Units)
	for u := range of {
		if rest.cut(u, l.Units) {
			without, err := rest.score(ctx)
			if err != nil {
				return nil, err
			}
			rest.heal()
			of[u] = LesionCost{Correct: whole.Accuracy() - without.Accuracy(), Cost: without.Cost - whole.Cost}
		}
		s.report()
	}
	return of, nil
}

// A remainder is the rest of a network with what it reads for some pictures.
type remainder struct {
	pass   *cnn.Pass
	answer int // node
	soft   bool
	input  cnn.Shape
	values []float32 // pictures×input
	labels []int
	lifted []float32 // of the unit that is cut: pictures × cells
	unit   int
}

const remainderBatch = 64

func newRemainder(net *cnn.Network, values []float32, labels []int) *remainder {
	last := len(net.Nodes) - 1
	_, soft := net.Nodes[last].Layer.(*cnn.Softmax)
	return &remainder{pass: net.NewPass(min(remainderBatch, len(labels))), answer: last, soft: soft, input: net.Input, values: values, labels: labels}
}

// cut sets a unit to 0 for all pictures, or reports that it is 0 already.
func (r *remainder) cut(unit, units int) bool {
	size := r.input.Size()
	cells := size / units
	r.lifted, r.unit = r.lifted[:0], unit
	answered := false
	for i := range r.labels {
		cell := r.values[i*size+unit*cells:][:cells]
		r.lifted = append(r.lifted, cell...)
		for _, v := range cell {
			answered = answered || v != 0
		}
	}
	if answered {
		r.put(nil)
	}
	return answered
}

// heal gives the unit back what cut took.
func (r *remainder) heal() { r.put(r.lifted) }

// put sets the unit's values for all pictures; nil is 0.
func (r *remainder) put(values []float32) {
	size, cells := r.input.Size(), len(r.lifted)/len(r.labels)
	for i := range r.labels {
		cell := r.values[i*size+r.unit*cells:][:cells]
		if values == nil {
			clear(cell)
		} else {
			copy(cell, values[i*cells:])
		}
	}
}

// score tells how the pictures are answered.
func (r *remainder) score(ctx context.Context) (data.Score, error) {
	s := data.Score{Total: len(r.labels)}
	size := r.input.Size()
	for first := 0; first < len(r.labels); first += remainderBatch {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		labels := r.labels[first:min(first+remainderBatch, len(r.labels))]
		r.pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{len(labels)}, r.input...), Data: r.values[first*size:][:len(labels)*size]})
		answers := r.pass.Activation(r.answer).Data
		width := len(answers) / len(labels)
		for i, label := range labels {
			row := answers[i*width:][:width]
			if cnn.Strongest(row) == label {
				s.Correct++
			}
			s.Cost += data.CrossEntropy(row, label, r.soft) / float64(s.Total)
		}
	}
	return s, nil
}
