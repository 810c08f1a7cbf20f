package cnn

import (
	"math"

	"unitscope/cnn/internal/kernel"
)

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

func (p *MaxPool) parts(w *work) (forward, backward int) { return pooling(w) }

// scratch holds a row of column maxima.
func (p *MaxPool) scratch(w *work) int { return w.inShape(0)[2] }

func (p *MaxPool) forward(w *work, part int, d *desk) {
	win, in, out := p.window(), w.inShape(0), w.shape
	size, outSize := in[1]*in[2], out[1]*out[2]
	first, last := span(part, planes(w), w.batch*out[0])
	for plane := first; plane < last; plane++ {
		x, y := w.in[0].Data[plane*size:(plane+1)*size], w.out.Data[plane*outSize:(plane+1)*outSize]
		if win.halves() {
			kernel.MaxPool2(y, x, out[1], out[2], in[2])
			continue
		}
		for r := range out[1] {
			win.maxRow(y[r*out[2]:][:out[2]], x, d.scratch[:in[2]], r, in[1])
		}
	}
}

// maxRow sets y to row r of the maxima over a map x of so many rows; columns, as long as one of them, is working memory.
func (w window) maxRow(y, x, columns []float32, r, rows int) {
	fill(columns, float32(math.Inf(-1)))
	top, bottom := w.reach(0, r, rows)
	for i := top; i < bottom; i += w.dilation[0] {
		kernel.Max(columns, x[i*len(columns):][:len(columns)])
	}
	for c := range y {
		left, right := w.reach(1, c, len(columns))
		best := float32(math.Inf(-1))
		for j := left; j < right; j += w.dilation[1] {
			best = max(best, columns[j])
		}
		y[c] = best
	}
}

// halves reports the commonest window, which needs no look at borders: 2×2 with stride 2.
func (w window) halves() bool {
	two, none := [2]int{2, 2}, [2]int{}
	return w.kernel == two && w.stride == two && w.dilation == [2]int{1, 1} && w.before == none && w.after == none && !w.ceil
}

// backward gives each window's gradient to the first cell that equals the window's maximum.
func (p *MaxPool) backward(w *work, part int, _ *desk) {
	if w.gradIn[0] == nil {
		return
	}
	win, in, out := p.window(), w.inShape(0), w.shape
	size, outSize := in[1]*in[2], out[1]*out[2]
	first, last := span(part, planes(w), w.batch*out[0])
	for plane := first; plane < last; plane++ {
		x, gx := w.in[0].Data[plane*size:(plane+1)*size], w.gradIn[0].Data[plane*size:(plane+1)*size]
		y, gy := w.out.Data[plane*outSize:(plane+1)*outSize], w.gradOut.Data[plane*outSize:(plane+1)*outSize]
		if win.halves() {
			if 2*out[1] < in[1] || 2*out[2] < in[2] {
				clear(gx) // what no window covers
			}
			kernel.MaxPool2Backward(gx, x, y, gy, out[1], out[2], in[2])
			continue
		}
		clear(gx)
		for r := range out[1] {
			top, bottom := win.reach(0, r, in[1])
			for c := range out[2] {
				left, right := win.reach(1, c, in[2])
				cell := r*out[2] + c
				if at := p.winner(x, y[cell], in[2], top, bottom, left, right); at >= 0 {
					gx[at] += gy[cell]
				}
			}
		}
	}
}

// winner is the first cell of a window that equals its maximum best (the first of all if that is
// NaN), -1 in a window that lies in the border altogether.
func (p *MaxPool) winner(x []float32, best float32, width, top, bottom, left, right int) int {
	for i := top; i < bottom; i += p.Dilation[0] {
		for j := left; j < right; j += p.Dilation[1] {
			if !(x[i*width+j] < best) {
				return i*width + j
			}
		}
	}
	return -1
}
