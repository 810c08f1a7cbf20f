package cnn

import (
	"fmt"
	"slices"
)

// A State is an optimizer's memory, to go on training later as if it had never stopped.
type State struct {
	Steps   int                // taken by the trainer
	Updates int                // taken by the optimizer since it was chosen
	Tensors map[string]*Tensor // by "layer.parameter.slot", such as "conv1.weight.momentum"
}

// State copies the optimizer's memory.
func (t *Trainer) State() State {
	s := State{Steps: t.steps, Updates: t.updates, Tensors: map[string]*Tensor{}}
	for _, p := range t.params {
		for i, slot := range rules[t.hyper.Optimizer].slots {
			s.Tensors[p.name+"."+slot] = &Tensor{Shape: slices.Clone(p.shape), Data: slices.Clone(p.slots[i])}
		}
	}
	return s
}

// Restore sets the optimizer's memory to a copy of s. If s does not fit the trainer's network and
// optimizer it returns an error and changes nothing.
func (t *Trainer) Restore(s State) error {
	if err := s.Check(t.net, t.hyper.Optimizer); err != nil {
		return err
	}
	slots := rules[t.hyper.Optimizer].slots
	for _, p := range t.params {
		for i, slot := range slots {
			copy(p.slots[i], s.Tensors[p.name+"."+slot].Data)
		}
	}
	t.steps, t.updates, t.schedule = s.Steps, s.Updates, 1
	if t.hyper.Optimizer == NAdam {
		for i := range s.Updates {
			t.schedule *= nadamMomentum(t.hyper.Beta1, i+1)
		}
	}
	return nil
}

// Check returns an error if s is not a memory that o has of training net.
func (s State) Check(net *Network, o Optimizer) error {
	if s.Steps < 0 || s.Updates < 0 {
		return fmt.Errorf("cnn: restore training after %d steps and %d updates", s.Steps, s.Updates)
	}
	for _, node := range net.Nodes {
		for _, p := range node.Layer.Params() {
			for _, slot := range rules[o].slots {
				name := node.Name + "." + p.Name + "." + slot
				if err := s.Tensors[name].check(name, p.Value.Shape...); err != nil {
					return fmt.Errorf("cnn: restore training: %w", err)
				}
			}
		}
	}
	return nil
}
