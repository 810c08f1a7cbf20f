package cnn

import (
	"fmt"
	"slices"
)

// Add sums two or more inputs of one shape, element by element.
type Add struct{}

// Mul multiplies two or more inputs of one shape, element by element.
type Mul struct{}

// Kind is the ONNX operator type.
func (*Add) Kind() string { return "Add" }

// Kind is the ONNX operator type.
func (*Mul) Kind() string { return "Mul" }

// Params are none.
func (*Add) Params() []*Param { return nil }

// Params are none.
func (*Mul) Params() []*Param { return nil }

// Clone is a copy.
func (*Add) Clone() Layer { return &Add{} }

// Clone is a copy.
func (*Mul) Clone() Layer { return &Mul{} }

// OutShape is that of all inputs.
func (*Add) OutShape(in ...Shape) (Shape, error) { return same(in) }

// OutShape is that of all inputs.
func (*Mul) OutShape(in ...Shape) (Shape, error) { return same(in) }

func same(in []Shape) (Shape, error) {
	if len(in) < 2 {
		return nil, fmt.Errorf("wants 2 inputs or more, gets %d", len(in))
	}
	for _, s := range in[1:] {
		if !s.Equal(in[0]) {
			return nil, fmt.Errorf("wants inputs of one shape, gets %v and %v", in[0], s)
		}
	}
	return slices.Clone(in[0]), nil
}
