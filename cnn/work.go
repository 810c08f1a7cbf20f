package cnn

// A computer is the part of a layer that computes. Its work on a batch falls into parts that any
// goroutine may do in any order: a part writes cells that no other part writes, and a cell's bits do not
// depend on how the work is cut. What is summed in parts is cut by shapes only, never by the number of
// processors. So results are the same bits everywhere.
type computer interface {
	// parts counts the parts of forward and of backward. Backward's may begin with those that
	// make parameters' gradients.
	parts(w *work) (forward, backward int)
	// forward does one part of computing w.out from w.in.
	forward(w *work, part int, d *desk)
	// backward does one part of computing w.gradIn and w.gradParams from w.gradOut. It sets
	// (does not add to) those that are not nil, and leaves out those that are.
	backward(w *work, part int, d *desk)
}

// A scratcher is a computer whose parts need working memory.
type scratcher interface {
	scratch(w *work) int // floats
}

// A planner is a computer that prepares for a batch of so many examples, before it is asked for parts
// or scratch.
type planner interface {
	plan(w *work)
}

// A collector is a computer whose parts make shares of the parameters' gradients, which a stage after them
// adds up.
type collector interface {
	collectParts(w *work) int
	collect(w *work, part int)
}

// A rememberer is a computer that keeps numbers of the forward computation for the backward one.
type rememberer interface {
	remembers(w *work) int // floats
}

// work is what one node computes on in a pass: the arrays of its neighbours and of itself.
// Tensors have the batch in front.
type work struct {
	layer       Layer
	batch       int  // examples in this batch
	training    bool // batch statistics and dropout
	in, gradIn  []*Tensor
	out         *Tensor
	gradOut     *Tensor
	gradParams  []*Tensor // as Layer.Params; nil outside training
	shape       Shape     // of one example of out
	silent      []int     // lesioned units of out
	memory      []float32
	conv        *convPlan // of a Conv2D
	plan        any       // what another planner prepared
	seed        uint64    // of this step, for dropout
	wantsParams bool      // gradParams are to be set in this backward pass
}

// inShape is the shape of one example of an input.
func (w *work) inShape(input int) Shape { return w.in[input].Shape[1:] }

// example is the part of t that belongs to one example.
func example(t *Tensor, i int) []float32 {
	size := t.Shape[1:].Size()
	return t.Data[i*size : (i+1)*size]
}

// chunk is how many elements a part of an element-wise layer has: some 10 µs of work.
const chunk = 1 << 16

// elementwise is the number of parts, forward and backward, for a layer that works on each
// element of its output by itself.
func elementwise(w *work) (forward, backward int) {
	parts := cut(len(w.out.Data), chunk)
	return parts, parts
}

// elements is one part's piece of the arrays of an element-wise layer.
func elements(part int, ts ...*Tensor) (piece [3][]float32) {
	for i, t := range ts {
		first, last := span(part, chunk, len(t.Data))
		piece[i] = t.Data[first:last]
	}
	return piece
}
