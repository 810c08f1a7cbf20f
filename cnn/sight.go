package cnn

// A Sight says which cells of its inputs' maps a cell of a layer's output depends on: on each axis (rows,
// columns) Size cells, from cell·Stride − Before on.
type Sight struct {
	Size, Stride, Before [2]int
	Whole                bool // any cell may depend on all of the input; the rest is then of no meaning
}

// Sighted is a layer that says how far its cells see. Layers that do not are Conv2D, pools and others whose
// fields say it.
type Sighted interface {
	Layer
	// Sight is for inputs of these shapes, the same for each of them.
	Sight(in ...Shape) Sight
}

// cellByCell is the sight of a layer whose cells each depend on the same cell of their inputs.
func cellByCell() Sight { return Sight{Size: [2]int{1, 1}, Stride: [2]int{1, 1}} }

// wholeSight is the sight of a layer of which nothing more is known.
func wholeSight() Sight { return Sight{Whole: true} }

// A cellwise layer may compute each cell of its input by itself, as an example of channels×1×1.
type cellwise interface {
	cellwise(in Shape) bool
}
