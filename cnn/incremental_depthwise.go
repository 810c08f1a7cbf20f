package cnn

// depthwiseStage is a Conv2D in which every map has a kernel of its own: in cell order, sums of products element by
// element.
type depthwiseStage struct {
	layer *Conv2D
	window
	weights []float32 // taps × maps
}

func (s *depthwiseStage) prepare() {
	s.weights = resized(s.weights, len(s.layer.Weight.Data))
	toCells(s.weights, s.layer.Weight.Data, s.layer.Groups)
}

func (s *depthwiseStage) compute(out *zones, in []*zones, b *workbench) {
	x, _ := b.begin(out, in[0], s.layer.Bias, 0)
	out.eachRow(func(p, row, first, last int, values []float32) {
		for column := first; column < last; column++ {
			s.sum(values[(column-first)*out.channels:][:out.channels], x, p, row, column)
		}
	})
}

// sum adds the products of one output cell's patch.
func (s *depthwiseStage) sum(cell []float32, x terms, position, row, column int) {
	for tap := range s.kernel[0] * s.kernel[1] {
		y := row*s.stride[0] - s.before[0] + tap/s.kernel[1]*s.dilation[0]
		at := column*s.stride[1] - s.before[1] + tap%s.kernel[1]*s.dilation[1]
		if y < 0 || y >= x.rows || at < 0 || at >= x.columns {
			continue
		}
		values, _ := x.run(position, y, at)
		if values == nil {
			continue
		}
		weights := s.weights[tap*len(cell):][:len(cell)]
		values = values[:len(cell)]
		for c := range cell {
			cell[c] += weights[c] * values[c]
		}
	}
}
