package session

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"unitscope/cnn"
)

// Stage is where the learning of one picture stands.
type Stage int

const (
	StageForward Stage = 1 + iota // the picture goes through the layers
	StageCompare                  // answers beside what was wanted
	StageError                    // the error goes back, layer by layer
	StageUpdate                   // the weights move against it
)

// Slow is one picture learned in slow motion: everything that one step computes, to be
// looked at stage by stage. Reaching StageUpdate changes the learning network.
type Slow struct {
	Stage   Stage
	Answers []float32 // before the update, 0 to 1
	Wanted  []float32 // 1 for the picture's class, 0 for the others
	After   []float32 // the answers after the update
	Cost    float64   // of this picture, by the loss that is set
	Layers  []SlowLayer
}

// SquaredError is Σ(answer − wanted)² before the update and after it.
func (s *Slow) SquaredError() (before, after float64) {
	for i, wanted := range s.Wanted {
		before += squaredDifference(s.Answers[i], wanted)
		after += squaredDifference(s.After[i], wanted)
	}
	return before, after
}

func squaredDifference(a, b float32) float64 {
	d := float64(a - b)
	return d * d
}

// SlowLayer is what the picture did in one row's layer.
type SlowLayer struct {
	Name   string
	Maps   *cnn.Tensor // units×h×w (or units): what its units answered
	Error  *cnn.Tensor // same shape: how the cost changes with each of them
	Size   float64     // Euclidean size of the gradient of the layer's weights
	Update float64     // Euclidean size of the change of its weights
}

// slowly computes one step on one picture, x (1×C×H×W, preprocessed) of the class label,
// on a copy of the network; the live one changes when StageUpdate is reached.
func (t *Training) slowly(x *cnn.Tensor, label int) {
	t.running(false)
	t.mail.post(func() {
		t.left = 0
		t.running(false) // what was posted before may have let it run
		t.resumeShown()
		if err := t.startSlow(x, label); err != nil {
			t.report(err)
		}
		t.changed()
	})
}

func (t *Training) startSlow(x *cnn.Tensor, label int) error {
	if t.run == nil {
		return errors.New("there is no network to teach")
	}
	if labels := t.run.net.Meta.Labels; label < 0 || label >= len(labels) {
		return fmt.Errorf("%w: this picture's class is not among %s", ErrClasses, list(labels))
	}
	after := t.learning().Clone()
	trainer := cnn.NewTrainer(after, t.hyper, 1, t.run.Seed)
	stats := trainer.Step(x, []int{label})
	answers := len(after.Nodes) - 1

	s := &Slow{Stage: StageForward, Cost: stats.Cost}
	s.Answers = cloneData(trainer.Pass().Activation(answers))
	s.Wanted = make([]float32, len(s.Answers))
	s.Wanted[label] = 1
	for _, row := range Rows(after) {
		head := row.Parts[0]
		if len(after.Nodes[head].Layer.Params()) == 0 {
			continue
		}
		s.Layers = append(s.Layers, SlowLayer{
			Name: row.Name, Maps: single(trainer.Pass().Activation(row.Main)), Error: single(trainer.Pass().Gradient(head)),
			Size: stats.GradientNorm[head], Update: distance(t.run.live.Nodes[head].Layer, after.Nodes[head].Layer),
		})
	}
	pass := after.NewPass(1)
	pass.Forward(x)
	s.After = cloneData(pass.Activation(answers))

	t.mu.Lock()
	t.slow = s
	t.mu.Unlock()
	t.pending = func() {
		t.run.own()
		t.run.live.CopyParams(after)
		t.run.record(stats, 1, t.run.place)
		t.publish()
	}
	return nil
}

// Slow returns how one picture is learned, nil when none is. Nobody changes it.
func (t *Training) Slow() *Slow {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.slow
}

// stage moves to a stage. StageUpdate is made once; going back shows the
// numbers again and takes nothing back.
func (t *Training) stage(to Stage) {
	t.mail.post(func() {
		t.mu.Lock()
		if t.slow == nil {
			t.mu.Unlock()
			return
		}
		moved := *t.slow
		moved.Stage = to
		t.slow = &moved
		t.mu.Unlock()
		if to == StageUpdate && t.pending != nil {
			t.pending()
			t.pending = nil
		}
		t.changed()
	})
}

// endSlow leaves the slow picture.
func (t *Training) endSlow() {
	t.mail.post(func() {
		t.forgetSlow()
		t.changed()
	})
}

func (t *Training) forgetSlow() {
	t.mu.Lock()
	t.slow = nil
	t.mu.Unlock()
	t.pending = nil
}

func cloneData(t *cnn.Tensor) []float32 { return slices.Clone(t.Data) }

// single copies a batch of one without its batch axis.
func single(t *cnn.Tensor) *cnn.Tensor {
	c := t.Clone()
	c.Shape = c.Shape[1:]
	return c
}

// distance is the Euclidean distance between the parameters of two layers of one kind.
func distance(a, b cnn.Layer) float64 {
	sum := 0.0
	theirs := b.Params()
	for i, p := range a.Params() {
		for j, v := range p.Value.Data {
			d := float64(v - theirs[i].Value.Data[j])
			sum += d * d
		}
	}
	return math.Sqrt(sum)
}
