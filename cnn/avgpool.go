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

func (p *AvgPool) parts(w *work) (forward, backward int) { return pooling(w) }

// count is what a window's sum is divided by; 0 where there is nothing to average.
func (p *AvgPool) count(win window, in Shape, row, col int) float32 {
	n := 1
	for axis, out := range [2]int{row, col} {
		first, last := win.reach(axis, out, in[1+axis])
		if p.CountPad {
			first = out*win.stride[axis] - win.before[axis]
			last = min(first+win.kernel[axis], in[1+axis]+win.after[axis])
		}
		n *= max(last-first, 0)
	}
	return float32(n)
}

func (p *AvgPool) forward(w *work, part int, _ *desk) {
	win, in, out := p.window(), w.inShape(0), w.shape
	size, outSize := in[1]*in[2], out[1]*out[2]
	first, last := span(part, planes(w), w.batch*out[0])
	for r := range out[1] {
		top, bottom := win.reach(0, r, in[1])
		for c := range out[2] {
			left, right := win.reach(1, c, in[2])
			count := max(p.count(win, in, r, c), 1)
			for plane := first; plane < last; plane++ {
				sum, x := float32(0), w.in[0].Data[plane*size:(plane+1)*size]
				for i := top; i < bottom; i++ {
					for j := left; j < right; j++ {
						sum += x[i*in[2]+j]
					}
				}
				w.out.Data[plane*outSize+r*out[2]+c] = sum / count
			}
		}
	}
}

func (p *AvgPool) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	win, in, out := p.window(), w.inShape(0), w.shape
	size, outSize := in[1]*in[2], out[1]*out[2]
	first, last := span(part, planes(w), w.batch*out[0])
	clear(w.gradIn[0].Data[first*size : last*size])
	for r := range out[1] {
		top, bottom := win.reach(0, r, in[1])
		for c := range out[2] {
			left, right := win.reach(1, c, in[2])
			count := max(p.count(win, in, r, c), 1)
			for plane := first; plane < last; plane++ {
				gx := w.gradIn[0].Data[plane*size : (plane+1)*size]
				share := w.gradOut.Data[plane*outSize+r*out[2]+c] / count
				for i := top; i < bottom; i++ {
					for j := left; j < right; j++ {
						gx[i*in[2]+j] += share
					}
				}
			}
		}
	}
}
