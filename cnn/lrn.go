package cnn

// LRN divides each cell by the strength of the Size maps around it, as AlexNet had it:
//
//	y[c] = x[c] / (Bias + Alpha/Size · Σ_j x[j]²)^Beta,  j from c − ⌊(Size−1)/2⌋ to c + ⌈(Size−1)/2⌉
//
// at every position of C×H×W. The constants follow ONNX.
type LRN struct {
	Size              int
	Alpha, Beta, Bias float32
}

// Kind is the ONNX operator type.
func (*LRN) Kind() string { return "LRN" }

// Params are none.
func (*LRN) Params() []*Param { return nil }

// Clone is a copy.
func (l *LRN) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*LRN) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }
