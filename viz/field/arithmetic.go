package field

import "unitscope/cnn"

// Arithmetic is the sum that gives one cell of a map: patch × kernel, added up over all the
// maps that the unit reads, plus the bias.
//
// Patch, Kernel and Products are len(Maps)×Height×Width, row-major. Where the window sticks
// out of the map, the patch holds the padding's zeros.
type Arithmetic struct {
	Maps                    []int // channels of the input that the unit reads
	Height, Width           int   // of the window
	Patch, Kernel, Products []float32
	Sums                    []float32 // per map
	Bias                    float32
	Total                   float32 // Σ Sums + Bias: the cell before its activation
}

// ArithmeticOf computes a cell of a layer whose input is given, C×H×W or N units, without
// its batch axis. For a dense layer the window is the whole of each map that lies before
// its Flatten: before is that shape. ok is false for a layer without weights.
func ArithmeticOf(layer cnn.Layer, input *cnn.Tensor, before cnn.Shape, unit, row, col int) (a Arithmetic, ok bool) {
	switch l := layer.(type) {
	case *cnn.Conv2D:
		return convolution(l, input, unit, row, col), true
	case *cnn.Dense:
		return dense(l, input, before, unit), true
	}
	return Arithmetic{}, false
}

func convolution(l *cnn.Conv2D, input *cnn.Tensor, unit, row, col int) Arithmetic {
	h, w := input.Shape[1], input.Shape[2]
	perGroup := l.Weight.Shape[1]
	first := unit / (l.Weight.Shape[0] / max(l.Groups, 1)) * perGroup
	a := newArithmetic(first, perGroup, l.Kernel[0], l.Kernel[1])
	copy(a.Kernel, l.Weight.Data[unit*len(a.Kernel):])
	for i := range a.Patch {
		channel, ky, kx := i/(a.Height*a.Width), i/a.Width%a.Height, i%a.Width
		y := row*l.Stride[0] - l.Pad.Top + ky*l.Dilation[0]
		x := col*l.Stride[1] - l.Pad.Left + kx*l.Dilation[1]
		if y >= 0 && y < h && x >= 0 && x < w {
			a.Patch[i] = input.Data[((first+channel)*h+y)*w+x]
		}
	}
	a.sum(l.Bias, unit)
	return a
}

func dense(l *cnn.Dense, input *cnn.Tensor, before cnn.Shape, unit int) Arithmetic {
	maps, h, w := len(input.Data), 1, 1
	if len(before) == 3 && before.Size() == len(input.Data) {
		maps, h, w = before[0], before[1], before[2]
	}
	a := newArithmetic(0, maps, h, w)
	copy(a.Kernel, l.Weight.Data[unit*len(input.Data):])
	copy(a.Patch, input.Data)
	a.sum(l.Bias, unit)
	return a
}

func newArithmetic(first, maps, h, w int) Arithmetic {
	a := Arithmetic{Height: h, Width: w, Patch: make([]float32, maps*h*w), Kernel: make([]float32, maps*h*w),
		Products: make([]float32, maps*h*w), Sums: make([]float32, maps)}
	for m := range maps {
		a.Maps = append(a.Maps, first+m)
	}
	return a
}

// sum multiplies and adds up, in float64: these numbers are read, not trained with.
func (a *Arithmetic) sum(bias *cnn.Tensor, unit int) {
	total := 0.0
	for m := range a.Sums {
		sum := 0.0
		for i := m * a.Height * a.Width; i < (m+1)*a.Height*a.Width; i++ {
			a.Products[i] = a.Patch[i] * a.Kernel[i]
			sum += float64(a.Patch[i]) * float64(a.Kernel[i])
		}
		a.Sums[m] = float32(sum)
		total += sum
	}
	if bias != nil {
		a.Bias = bias.Data[unit]
	}
	a.Total = float32(total + float64(a.Bias))
}

// Strongest is the index into Maps of the map that contributes most, by absolute value.
func (a Arithmetic) Strongest() int {
	best := 0
	for m, s := range a.Sums {
		if max(s, -s) > max(a.Sums[best], -a.Sums[best]) {
			best = m
		}
	}
	return best
}

// Part returns one map's patch, kernel and products, Height×Width each.
func (a Arithmetic) Part(m int) (patch, kernel, products []float32) {
	from, to := m*a.Height*a.Width, (m+1)*a.Height*a.Width
	return a.Patch[from:to], a.Kernel[from:to], a.Products[from:to]
}
