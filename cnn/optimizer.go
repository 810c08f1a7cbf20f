package cnn

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// An Optimizer says how gradients change parameters. All follow PyTorch's definitions.
type Optimizer string

// The optimizers.
const (
	SGD      Optimizer = "sgd"      // with momentum, Nesterov's if asked for
	Adam     Optimizer = "adam"     // Kingma and Ba 2015
	AdamW    Optimizer = "adamw"    // Loshchilov and Hutter 2019: decay apart from the gradient
	NAdam    Optimizer = "nadam"    // Dozat 2016
	RMSprop  Optimizer = "rmsprop"  // Hinton 2012, with momentum if asked for
	Adagrad  Optimizer = "adagrad"  // Duchi, Hazan and Singer 2011
	Adadelta Optimizer = "adadelta" // Zeiler 2012
)

// Optimizers lists what Hyper may name.
func Optimizers() []Optimizer {
	return []Optimizer{SGD, Adam, AdamW, NAdam, RMSprop, Adagrad, Adadelta}
}

// A rule is an optimizer's arithmetic: the arrays it keeps beside each parameter, what settings
// are when they are not given, and how it moves a parameter p with gradient g.
type rule struct {
	slots                        []string
	rate, momentum, beta1, beta2 float32
	update                       func(c *coefficients, p, g []float32, slots [][]float32)
}

// rules by name; the names are checked by Hyper.Check.
var rules = map[Optimizer]rule{
	SGD:      {[]string{"momentum"}, 0.01, 0.9, 0, 0, updateSGD},
	Adam:     {[]string{"mean", "square"}, 0.001, 0, 0.9, 0.999, updateAdam},
	AdamW:    {[]string{"mean", "square"}, 0.001, 0, 0.9, 0.999, updateAdamW},
	NAdam:    {[]string{"mean", "square"}, 0.002, 0, 0.9, 0.999, updateNAdam},
	RMSprop:  {[]string{"square", "momentum"}, 0.001, 0, 0, 0.99, updateRMSprop},
	Adagrad:  {[]string{"sum"}, 0.01, 0, 0, 0, updateAdagrad},
	Adadelta: {[]string{"square", "change"}, 1, 0, 0, 0.9, updateAdadelta},
}

// coefficients are a step's numbers, the same for every parameter.
type coefficients struct {
	rate, momentum, decay, beta1, beta2 float32
	nesterov                            bool
	unbias1, unbias2                    float32 // 1 − beta^t: what an average of t values lacks
	nadamMean, nadamGrad                float32 // NAdam's weights of the mean and of the gradient
}

// newCoefficients are those of the t-th update, t from 1. schedule is NAdam's product of the
// momenta of all updates before.
func newCoefficients(h Hyper, t int, schedule *float64) coefficients {
	c := coefficients{rate: h.Rate, momentum: h.Momentum, decay: h.Decay, beta1: h.Beta1, beta2: h.Beta2, nesterov: h.Nesterov}
	c.unbias1 = float32(1 - math.Pow(float64(h.Beta1), float64(t)))
	c.unbias2 = float32(1 - math.Pow(float64(h.Beta2), float64(t)))
	if h.Optimizer == NAdam {
		now, next := nadamMomentum(h.Beta1, t), nadamMomentum(h.Beta1, t+1)
		*schedule *= now
		c.nadamGrad = float32((1 - now) / (1 - *schedule))
		// PyTorch 1.13, which the optimizer is held against, counts this update's momentum twice
		// here; Dozat and PyTorch 2 do not. The difference fades within the first updates.
		c.nadamMean = float32(next / (1 - *schedule*now*next))
	}
	return c
}

// nadamMomentum is the momentum of NAdam's t-th update.
func nadamMomentum(beta1 float32, t int) float64 {
	return float64(beta1) * (1 - 0.5*math.Pow(0.96, float64(t)*0.004))
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }

func updateSGD(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.SGD{Rate: c.rate, Momentum: c.momentum, Decay: c.decay, Nesterov: c.nesterov}
	step.Step(p, slots[0], g)
}

func updateAdam(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.Adam{Rate: c.rate / c.unbias1, Blend1: 1 - c.beta1, Blend2: 1 - c.beta2, Scale: 1 / root(c.unbias2),
		Epsilon: 1e-8, Decay: c.decay}
	step.Step(p, slots[0], slots[1], g)
}

func updateAdamW(c *coefficients, p, g []float32, slots [][]float32) {
	kernel.Scale(p, 1-c.rate*c.decay)
	apart := *c
	apart.decay = 0
	updateAdam(&apart, p, g, slots)
}

func updateNAdam(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.NAdam{Rate: c.rate, Blend1: 1 - c.beta1, Blend2: 1 - c.beta2, Scale: 1 / root(c.unbias2),
		Epsilon: 1e-8, Decay: c.decay, Mean: c.nadamMean, Grad: c.nadamGrad}
	step.Step(p, slots[0], slots[1], g)
}

func updateRMSprop(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.RMSprop{Rate: c.rate, Momentum: c.momentum, Blend: 1 - c.beta2, Epsilon: 1e-8, Decay: c.decay}
	step.Step(p, slots[0], slots[1], g)
}

func updateAdagrad(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.Adagrad{Rate: c.rate, Epsilon: 1e-10, Decay: c.decay}
	step.Step(p, slots[0], g)
}

func updateAdadelta(c *coefficients, p, g []float32, slots [][]float32) {
	step := kernel.Adadelta{Rate: c.rate, Blend: 1 - c.beta2, Epsilon: 1e-6, Decay: c.decay}
	step.Step(p, slots[0], slots[1], g)
}

// Hyper are the settings of training; they may change between steps. The zero value is
// CrossEntropy and SGD with default rate and momentum.
type Hyper struct {
	Loss      Loss
	Optimizer Optimizer
	Rate      float32  // 0 takes the optimizer's default
	Momentum  float32  // SGD's and RMSprop's; 0 takes the default (0.9 for SGD), less is none
	Decay     float32  // of weights: Decay·parameter is added to the gradient
	Nesterov  bool     // SGD looks ahead along its momentum
	Beta1     float32  // decay of Adam's mean gradient; 0 takes the default
	Beta2     float32  // decay of the mean squared gradient (RMSprop's α, Adadelta's ρ); 0 takes the default
	Smoothing float32  // share of the wanted answer that is spread over all answers
	Frozen    []string // layers that keep their parameters and running statistics

	Rates map[string]float32 `json:",omitempty"` // by layer: a learning rate of its own in place of Rate
}

// Filled returns the settings with every default in its place; Momentum is 0 for none.
func (h Hyper) Filled() Hyper {
	if h.Loss == "" {
		h.Loss = CrossEntropy
	}
	if h.Optimizer == "" {
		h.Optimizer = SGD
	}
	r := rules[h.Optimizer]
	for _, v := range []struct {
		value    *float32
		standard float32
	}{{&h.Rate, r.rate}, {&h.Momentum, r.momentum}, {&h.Beta1, r.beta1}, {&h.Beta2, r.beta2}} {
		if *v.value == 0 {
			*v.value = v.standard
		}
	}
	h.Momentum = max(h.Momentum, 0)
	h.Frozen, h.Rates = slices.Clone(h.Frozen), maps.Clone(h.Rates)
	return h
}

// Check returns an error if a setting is unknown or outside its range, or if a frozen layer is
// not in the network.
func (h Hyper) Check(net *Network) error {
	f := h.Filled()
	if _, ok := rules[f.Optimizer]; !ok {
		return fmt.Errorf("cnn: no optimizer is named %q; there are %q", f.Optimizer, Optimizers())
	}
	if f.Loss != CrossEntropy && f.Loss != Squared {
		return fmt.Errorf("cnn: no loss is named %q; there are %q and %q", f.Loss, CrossEntropy, Squared)
	}
	for _, v := range []struct {
		name         string
		value, limit float32
	}{{"learning rate", f.Rate, math.MaxFloat32}, {"momentum", f.Momentum, 1}, {"decay", f.Decay, math.MaxFloat32},
		{"beta1", f.Beta1, 1}, {"beta2", f.Beta2, 1}, {"smoothing", f.Smoothing, 1}} {
		if !(v.value >= 0 && v.value <= v.limit) {
			return fmt.Errorf("cnn: %s %g is not within 0 to %g", v.name, v.value, v.limit)
		}
	}
	for _, name := range f.Frozen {
		if net.Index(name) < 0 {
			return fmt.Errorf("cnn: no layer is named %q, so it cannot be frozen", name)
		}
	}
	for name, rate := range f.Rates {
		if net.Index(name) < 0 {
			return fmt.Errorf("cnn: no layer is named %q, so it has no learning rate", name)
		}
		if !(rate >= 0 && rate <= math.MaxFloat32) {
			return fmt.Errorf("cnn: learning rate %g of layer %q is not 0 or more", rate, name)
		}
	}
	return nil
}
