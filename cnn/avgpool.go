package cnn

// AvgPool averages the cells of each window, map by map:
//
//	y = Σ x / n
//
// n counts the cells inside the input or, with CountPad, also those of the border (but none
// beyond it, where Ceil lets the last window hang over).
//
// Input C×H×W, output C×rows×columns.
type AvgPool struct {
	Kernel, Stride [2]int // rows, columns
	Pad            Padding
	Ceil, CountPad bool
}

// Kind is the ONNX operator type.
func (p *AvgPool) Kind() string { return "AveragePool" }

// Params are none.
func (p *AvgPool) Params() []*Param { return nil }

// Clone is a deep copy.
func (p *AvgPool) Clone() Layer { q := *p; return &q }

func (p *AvgPool) window() window {
	return newWindow(p.Kernel, p.Stride, [2]int{1, 1}, p.Pad, p.Ceil)
}

// OutShape wants one input of maps that the window fits on.
func (p *AvgPool) OutShape(in ...Shape) (Shape, error) { return p.window().pool(in) }
