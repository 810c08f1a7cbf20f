package cnn

// Softmax makes answers of 0..1 that sum to one out of an example's units:
//
//	y[i] = e^x[i] / Σ_j e^x[j]
//
// over the first dimension; where there are maps, cell by cell.
type Softmax struct{}

// Kind is the ONNX operator type.
func (*Softmax) Kind() string { return "Softmax" }

// Params are none.
func (*Softmax) Params() []*Param { return nil }

// Clone is a copy.
func (l *Softmax) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*Softmax) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }
