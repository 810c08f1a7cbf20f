package cnn

// anyRankCases are the gradient checks of layers on arrays of any rank, and of functions of single numbers.
func anyRankCases() []gradientCase {
	cases := []gradientCase{
		{"elu", Shape{2, 3, 3}, &Elementwise{Op: "Elu", A: 1.5}, nil, false},
		{"selu", Shape{2, 3, 3}, &Elementwise{Op: "Selu", A: 1.67, B: 1.05}, nil, false},
		{"hard sigmoid", Shape{2, 3, 3}, &Elementwise{Op: "HardSigmoid", A: 0.55, B: 0.47}, nil, false},
		{"hard swish", Shape{60}, &Elementwise{Op: "HardSwish"}, nil, false},
		{"gelu by tanh", Shape{60}, &Elementwise{Op: "Gelu", A: 1}, nil, false},
		{"clip", Shape{2, 3, 3}, &Elementwise{Op: "Clip", A: -0.5, B: 0.65}, nil, false},
		{"log", Shape{2, 3, 3}, &Elementwise{Op: "Log"}, []string{"b"}, false},
		{"square root", Shape{2, 3, 3}, &Elementwise{Op: "Sqrt"}, []string{"b"}, false},
	}
	for _, op := range []Function{"Identity", "Abs", "Neg", "Exp", "Erf", "Softplus", "Softsign", "Gelu"} {
		cases = append(cases, gradientCase{string(op), Shape{2, 3, 3}, &Elementwise{Op: op}, nil, false})
	}
	constant := filled(Shape{2, 1, 1}, 0.7, -1.3)
	for _, op := range []Operation{"Add", "Sub", "Mul", "Div"} {
		cases = append(cases,
			gradientCase{string(op) + " of a constant a map", Shape{2, 3, 3}, &Arithmetic{Op: op, Constant: constant}, nil, false},
			gradientCase{string(op) + " with a larger one", Shape{3, 1}, &Arithmetic{Op: op, Constant: filled(Shape{2, 1, 2}, 0.7, -1.3, 2, 0.5)}, nil, false},
			gradientCase{string(op) + " of two", Shape{2, 2, 3}, &Arithmetic{Op: op}, []string{"a", "b"}, false})
	}
	pow := filled(Shape{1}, 3)
	return append(cases, []gradientCase{
		{"a constant over it", Shape{2, 3}, &Arithmetic{Op: "Div", Constant: filled(Shape{1}, 2), First: true}, []string{"b"}, false},
		{"to the third", Shape{2, 3}, &Arithmetic{Op: "Pow", Constant: pow}, []string{"b"}, false},
		{"three to it", Shape{2, 3}, &Arithmetic{Op: "Pow", Constant: pow, First: true}, nil, false},
		{"sum of three", Shape{2, 3}, &Sum{}, []string{"a", "b", "a"}, false},
		{"sum of one", Shape{2, 3}, &Sum{}, nil, false},
		{"constant", Shape{2, 3}, &Constant{Value: constant}, nil, false},
		{"reshape", Shape{2, 3, 2}, &Reshape{"Reshape", Shape{4, 3}}, nil, false},
		{"transpose", Shape{2, 3, 4}, &Transpose{[]int{2, 0, 1}}, nil, false},
		{"slice backwards", Shape{2, 7, 5}, &Slice{"Slice", []int{1, 6, 0}, []int{1, -2, 3}, []int{1, 3, 2}}, nil, false},
		{"split", Shape{4, 3}, &Slice{"Split", []int{2, 0}, []int{1, 1}, []int{2, 3}}, nil, false},
		{"border", Shape{2, 3, 4}, &Border{ConstantBorder, []int{1, 0, 2}, []int{0, 2, -1}, 0.3}, nil, false},
		{"border reflected", Shape{3, 4}, &Border{ReflectBorder, []int{2, 3}, []int{1, 1}, 0}, nil, false},
		{"border of the edge", Shape{3, 4}, &Border{EdgeBorder, []int{2, 0}, []int{1, 3}, 0}, nil, false},
		{"border wrapped", Shape{3, 4}, &Border{WrapBorder, []int{2, 5}, []int{1, 1}, 0}, nil, false},
		{"gather, some twice", Shape{3, 4, 2}, &Gather{1, []int{3, 0, 3, 1}, Shape{2, 2}}, nil, false},
		{"gather one", Shape{3, 4}, &Gather{0, []int{2}, Shape{}}, nil, false},
		{"mean", Shape{2, 3, 4}, &Reduce{ReduceMean, []int{0, 2}, true}, nil, false},
		{"sum", Shape{2, 3, 4}, &Reduce{ReduceSum, []int{1}, false}, nil, false},
		{"sum of all", Shape{2, 3}, &Reduce{ReduceSum, []int{0, 1}, false}, nil, false},
		{"largest", Shape{2, 3, 4}, &Reduce{ReduceMax, []int{1, 2}, false}, nil, false},
		{"log softmax", Shape{4, 2, 3}, &LogSoftmax{Axis: 1}, nil, false},
		{"product with weights", Shape{2, 3, 4}, &MatMul{Weight: NewTensor(4, 5)}, nil, false},
		{"product with weights on the left, a matrix each", Shape{3, 4}, &MatMul{Weight: NewTensor(2, 5, 3), Left: true}, nil, false},
		{"product with a vector", Shape{2, 3, 4}, &MatMul{Weight: NewTensor(4)}, nil, false},
		{"product of two", Shape{2, 3, 3}, &MatMul{}, []string{"a", "b"}, false},
		{"layer norm", Shape{2, 3, 4}, &LayerNorm{Axis: 1, Scale: NewTensor(3, 4), Shift: NewTensor(3, 4), Epsilon: 1e-3}, nil, false},
		{"layer norm without a shift", Shape{5, 4}, &LayerNorm{Axis: 1, Scale: NewTensor(4), Epsilon: 1e-3}, nil, false},
		{"instance norm", Shape{2, 3, 4}, &InstanceNorm{NewTensor(2), NewTensor(2), 1e-3}, nil, false},
		{"parametric relu", Shape{2, 3, 4}, &PReLU{NewTensor(2, 1, 1)}, nil, false},
		{"parametric relu, a slope each", Shape{3, 4}, &PReLU{NewTensor(3, 4)}, nil, false},
		{"conv of one axis, groups", Shape{4, 9}, &ConvN{grid([]int{3}, []int{2}, []int{2}, []int{1}, []int{2}), 2, NewTensor(6, 2, 3), NewTensor(6)}, nil, false},
		{"conv of three axes", Shape{2, 3, 4, 3}, &ConvN{grid([]int{2, 2, 3}, []int{1, 2, 1}, []int{1, 1, 1}, []int{0, 1, 1}, []int{1, 0, 1}), 1, NewTensor(2, 2, 2, 2, 3), nil}, nil, false},
		{"transposed conv", Shape{4, 3, 4}, &ConvTranspose{grid([]int{3, 2}, []int{2, 1}, []int{1, 2}, []int{1, 0}, []int{0, 1}), []int{1, 0}, 2, NewTensor(4, 3, 3, 2), NewTensor(6)}, nil, false},
		{"transposed conv of one axis", Shape{3, 5}, &ConvTranspose{grid([]int{4}, []int{3}, []int{1}, []int{0}, []int{2}), []int{0}, 1, NewTensor(3, 2, 4), nil}, nil, false},
		{"max pool of three axes", Shape{2, 3, 4, 4}, &PoolN{Grid: grid([]int{2, 2, 2}, []int{1, 2, 1}, []int{1, 1, 2}, []int{0, 1, 0}, []int{1, 0, 0})}, nil, false},
		{"average pool with gaps", Shape{2, 6, 5}, &PoolN{Grid: grid([]int{2, 2}, []int{2, 1}, []int{2, 3}, []int{1, 0}, []int{0, 1}), Average: true, Ceil: true, CountPad: true}, nil, false},
		{"resize by nearest", Shape{2, 3, 4}, &Resize{Scales: []float32{1, 2, 0.5}, Interpolation: NearestResize, Coordinates: HalfPixel, Rounding: RoundPreferFloor}, nil, false},
		{"resize by lines", Shape{2, 3, 5}, &Resize{Scales: []float32{1, 2.4, 0.6}, Interpolation: LinearResize, Coordinates: AlignCorners, Rounding: RoundDown}, nil, false},
		{"resize by cubics, without the outside", Shape{4, 5}, &Resize{Scales: []float32{1.5, 0.8}, Interpolation: CubicResize, Coordinates: HalfPixel, Rounding: RoundDown, Cubic: -0.5, ExcludeOutside: true}, nil, false},
		{"resize smaller, then larger", Shape{6, 2}, &Resize{Scales: []float32{0.5, 1.5}, Interpolation: LinearResize, Coordinates: HalfPixel, Rounding: RoundDown, Antialias: true}, nil, false},
		{"resize a part", Shape{4, 5}, &Resize{Scales: []float32{1, 1.2}, Interpolation: LinearResize, Coordinates: CropAndResize, Rounding: RoundDown, Start: []float32{0.2, -0.3}, End: []float32{0.9, 0.8}, Extrapolation: 7}, nil, false},
		{"each slice", Shape{3, 2, 4, 4}, &Each{NewConv2D(2, 3, [2]int{3, 3}, ConvOptions{Pad: Padding{1, 1, 1, 1}})}, nil, false},
		{"each slice, normalised over all", Shape{3, 2, 4, 2}, &Each{NewBatchNorm(2)}, nil, true},
	}...)
}

func grid(kernel, stride, dilation, before, after []int) Grid {
	return Grid{kernel, stride, dilation, before, after}
}

func filled(shape Shape, values ...float32) *Tensor { return &Tensor{Shape: shape, Data: values} }
