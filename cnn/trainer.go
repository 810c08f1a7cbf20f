package cnn

// A Loss says what a training step makes small.
type Loss string

// The losses.
const (
	CrossEntropy Loss = "cross-entropy"
	Squared      Loss = "squared"
)

// An Optimizer says how gradients change parameters.
type Optimizer string

// The optimizers.
const (
	SGD   Optimizer = "sgd"
	Adam  Optimizer = "adam"
	AdamW Optimizer = "adamw"
)

// Hyper are the settings of training; they may change between steps.
type Hyper struct {
	Loss                  Loss
	Optimizer             Optimizer
	Rate, Momentum, Decay float32
	Nesterov              bool
	Frozen                []string // layers whose parameters stay as they are
}

// StepStats is what one step found before it changed the parameters.
type StepStats struct {
	Cost         float64   // mean over the batch
	Correct      int       // examples whose strongest answer was the wanted one
	GradientNorm []float64 // per node, L2 over its parameters, 0 without; valid till the next Step
}

// A Trainer changes a network's parameters step by step.
type Trainer struct{ pass *Pass }

// NewTrainer returns a trainer of net for batches of up to so many examples.
func NewTrainer(net *Network, h Hyper, batch int, seed uint64) *Trainer {
	return &Trainer{net.NewPass(batch)}
}

// Step trains on one batch.
func (t *Trainer) Step(x *Tensor, labels []int) StepStats { return StepStats{} }

// SetHyper changes the settings from the next step on.
func (t *Trainer) SetHyper(h Hyper) {}

// Pass holds the last step's activations and gradients.
func (t *Trainer) Pass() *Pass { return t.pass }

// State is an optimizer's memory.
type State struct {
	Steps   int
	Tensors map[string]*Tensor // by "layer.parameter.slot", such as "conv1.weight.momentum"
}

// State copies the optimizer's memory.
func (t *Trainer) State() State { return State{} }

// Restore sets the optimizer's memory.
func (t *Trainer) Restore(s State) error { return nil }
