package cnn

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Shape lists the dimensions of an array, outermost first. One example is C,H,W (channels, rows,
// columns) or N (units of a dense layer); a batch has its number of examples in front.
type Shape []int

// maxSize bounds the elements of one array, so that sizes and byte counts cannot overflow.
const maxSize = math.MaxInt32

// Size is the number of elements: the product of the dimensions, 1 for no dimensions.
func (s Shape) Size() int {
	size := 1
	for _, d := range s {
		size *= d
	}
	return size
}

// Units is how many units a layer has whose examples have this shape: its channels, the outputs of a dense layer, or 1
// where it gives a single number.
func (s Shape) Units() int {
	if len(s) == 0 {
		return 1
	}
	return s[0]
}

// Equal reports whether both shapes have the same dimensions.
func (s Shape) Equal(t Shape) bool { return slices.Equal(s, t) }

// String joins the dimensions as people read them: "16×44×44".
func (s Shape) String() string {
	words := make([]string, len(s))
	for i, d := range s {
		words[i] = strconv.Itoa(d)
	}
	return strings.Join(words, "×")
}

// Check returns an error unless every dimension is positive and their product fits an array.
func (s Shape) Check() error {
	size := 1
	for _, d := range s {
		if d < 1 {
			return fmt.Errorf("shape %v has a dimension below 1", s)
		}
		if d > maxSize/size {
			return fmt.Errorf("shape %v has more than %d elements", s, maxSize)
		}
		size *= d
	}
	return nil
}

// A Tensor is a dense float32 array in row-major order.
type Tensor struct {
	Shape Shape
	Data  []float32 // Shape.Size() elements
}

// NewTensor returns zeros of the given dimensions. It panics if a dimension is below 1.
func NewTensor(dims ...int) *Tensor {
	shape := slices.Clone(Shape(dims))
	if err := shape.Check(); err != nil {
		panic("cnn: new tensor: " + err.Error())
	}
	return &Tensor{Shape: shape, Data: make([]float32, shape.Size())}
}

// Clone returns a copy that shares nothing with t. The clone of nil is nil.
func (t *Tensor) Clone() *Tensor {
	if t == nil {
		return nil
	}
	return &Tensor{Shape: slices.Clone(t.Shape), Data: slices.Clone(t.Data)}
}

// check returns an error unless t has the wanted shape and as many elements as it says.
func (t *Tensor) check(name string, want ...int) error {
	if t == nil {
		return fmt.Errorf("%s is missing, wants %v", name, Shape(want))
	}
	if !t.Shape.Equal(want) {
		return fmt.Errorf("%s is %v, wants %v", name, t.Shape, Shape(want))
	}
	if len(t.Data) != t.Shape.Size() {
		return fmt.Errorf("%s is %v with %d elements", name, t.Shape, len(t.Data))
	}
	return nil
}

func fill(dst []float32, v float32) {
	for i := range dst {
		dst[i] = v
	}
}
