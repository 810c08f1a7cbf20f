package cnn

// MaxPool keeps the largest cell of each window, map by map; the border never wins. The first
// maximum in row-major order takes the whole gradient.
//
// Input C×H×W, output C×rows×columns.
type MaxPool struct {
	Kernel, Stride, Dilation [2]int // rows, columns
	Pad                      Padding
	Ceil                     bool // count a last window that is cut off by the border
}

// NewMaxPool returns a square pool without padding.
func NewMaxPool(kernel, stride int) *MaxPool {
	return &MaxPool{Kernel: [2]int{kernel, kernel}, Stride: [2]int{stride, stride}, Dilation: [2]int{1, 1}}
}

// Kind is the ONNX operator type.
func (p *MaxPool) Kind() string { return "MaxPool" }

// Params are none.
func (p *MaxPool) Params() []*Param { return nil }

// Clone is a deep copy.
func (p *MaxPool) Clone() Layer { q := *p; return &q }

func (p *MaxPool) window() window { return newWindow(p.Kernel, p.Stride, p.Dilation, p.Pad, p.Ceil) }

// OutShape wants one input of maps that the window fits on.
func (p *MaxPool) OutShape(in ...Shape) (Shape, error) { return p.window().pool(in) }
