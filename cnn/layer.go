package cnn

import "fmt"

// A Layer is one operation of a network with its learned parameters. It holds nothing of a pass,
// so that many passes may read one layer at once.
//
// The set of layers is closed: the unexported methods are the contract between the layers and
// Pass, which work.go describes.
type Layer interface {
	// Kind is the layer's ONNX operator type, such as "Conv" or "Relu".
	Kind() string
	// OutShape is the shape of one example's output for inputs of these shapes, or an error that
	// says what the layer wants of them.
	OutShape(in ...Shape) (Shape, error)
	// Params lists what is learned, in a fixed order.
	Params() []*Param
	// Clone is a deep copy.
	Clone() Layer

	computer
}

// A Param is one learned array of a layer; Value is the layer's own tensor, not a copy.
type Param struct {
	Name  string // "weight", "bias", "scale" or "shift"
	Value *Tensor
}

// A keeper is a layer with arrays that training updates without a gradient, such as running
// statistics.
type keeper interface {
	statistics() []*Tensor
	// follow moves them towards those of the batch that was computed in training.
	follow(w *work)
}

// one returns the only input's shape, or an error if there is not exactly one input of rank
// dimensions (0: any rank).
func one(in []Shape, rank int) (Shape, error) {
	if len(in) != 1 {
		return nil, fmt.Errorf("wants 1 input, gets %d", len(in))
	}
	if rank != 0 && len(in[0]) != rank {
		return nil, fmt.Errorf("wants an input of %d dimensions, gets %v", rank, in[0])
	}
	return in[0], nil
}
