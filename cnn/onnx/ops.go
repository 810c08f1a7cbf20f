package onnx

import (
	"fmt"

	"unitscope/cnn"
)

// An operator says how one ONNX operator becomes a layer and how that layer is written.
//
// Reading, alone, sees forms that are never written: constants in other places, defaults, older operator
// sets. What a read function does not understand it must refuse, naming it, with ErrUnsupported.
type operator struct {
	maps  int // how many of its first inputs are layers; 0 is all of them, one or more
	read  func(r *nodeReader) (cnn.Layer, error)
	write func(w *nodeWriter, layer cnn.Layer)
}

// operators holds every operator that stands for a layer, by its name in the default domain. The name is also
// the layer's Kind.
var operators = map[string]operator{
	"Conv":               {1, readConv, writeConv},
	"MaxPool":            {1, readMaxPool, writeMaxPool},
	"AveragePool":        {1, readAvgPool, writeAvgPool},
	"GlobalAveragePool":  plain(1, func() cnn.Layer { return &cnn.GlobalAvgPool{} }),
	"GlobalMaxPool":      plain(1, func() cnn.Layer { return &cnn.GlobalMaxPool{} }),
	"Relu":               plain(1, func() cnn.Layer { return &cnn.ReLU{} }),
	"LeakyRelu":          {1, readLeakyReLU, writeLeakyReLU},
	"Sigmoid":            plain(1, func() cnn.Layer { return &cnn.Sigmoid{} }),
	"Tanh":               plain(1, func() cnn.Layer { return &cnn.Tanh{} }),
	"BatchNormalization": {1, readBatchNorm, writeBatchNorm},
	"LRN":                {1, readLRN, writeLRN},
	"Dropout":            {1, readDropout, writeDropout},
	"Flatten":            {1, readFlatten, writeAxis1},
	"Gemm":               {1, readGemm, writeGemm},
	"Add":                plain(2, func() cnn.Layer { return &cnn.Add{} }),
	"Mul":                plain(2, func() cnn.Layer { return &cnn.Mul{} }),
	"Concat":             {0, readConcat, writeAxis1},
	"Softmax":            {1, readSoftmax, writeAxis1},
}

// readOnly holds operators that become a layer of another kind.
var readOnly = map[string]operator{
	"MatMul": {maps: 1, read: readMatMul},
}

// lookup finds the operator of that name.
func lookup(name string) (operator, bool) {
	op, ok := operators[name]
	if !ok {
		op, ok = readOnly[name]
	}
	return op, ok
}

// plain is an operator without settings.
func plain(maps int, layer func() cnn.Layer) operator {
	read := func(r *nodeReader) (cnn.Layer, error) {
		if len(r.inputs) != maps {
			return nil, fmt.Errorf("%d inputs, it needs %d", len(r.inputs), maps)
		}
		return layer(), nil
	}
	return operator{maps, read, func(*nodeWriter, cnn.Layer) {}}
}

func readLeakyReLU(r *nodeReader) (cnn.Layer, error) {
	return &cnn.LeakyReLU{Slope: r.float("alpha", 0.01)}, nil
}

func writeLeakyReLU(w *nodeWriter, layer cnn.Layer) {
	w.float("alpha", layer.(*cnn.LeakyReLU).Slope)
}

// readBatchNorm leaves the momentum to readMeta where the file has it: ONNX keeps 1 − momentum, which does not
// always give back the same float32.
func readBatchNorm(r *nodeReader) (cnn.Layer, error) {
	if r.int("training_mode", 0) != 0 || r.int("spatial", 1) != 1 {
		return nil, fmt.Errorf("training_mode or spatial: %w", ErrUnsupported)
	}
	l := &cnn.BatchNorm{Epsilon: r.float("epsilon", 1e-5), Momentum: 1 - r.float("momentum", 0.9)}
	for i, t := range []**cnn.Tensor{&l.Scale, &l.Shift, &l.Mean, &l.Variance} {
		var err error
		if *t, err = r.vector(i+1, r.shapes[0][0]); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func writeBatchNorm(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.BatchNorm)
	w.tensor("scale", l.Scale)
	w.tensor("shift", l.Shift)
	w.tensor("mean", l.Mean)
	w.tensor("variance", l.Variance)
	w.float("epsilon", l.Epsilon)
	w.float("momentum", 1-l.Momentum)
}

func readLRN(r *nodeReader) (cnn.Layer, error) {
	size, err := r.positive("size", 0)
	if err != nil {
		return nil, err
	}
	return &cnn.LRN{Size: size, Alpha: r.float("alpha", 1e-4), Beta: r.float("beta", 0.75), Bias: r.float("bias", 1)}, nil
}

func writeLRN(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.LRN)
	w.int("size", int64(l.Size))
	w.float("alpha", l.Alpha)
	w.float("beta", l.Beta)
	w.float("bias", l.Bias)
}

// readDropout finds the rate in the attribute of operator sets before 12, or in the input since.
func readDropout(r *nodeReader) (cnn.Layer, error) {
	rate := r.float("ratio", 0.5)
	t, err := r.constant(1)
	if err != nil {
		return nil, err
	}
	if t != nil {
		rate = t.Data[0]
	}
	if !(rate >= 0 && rate < 1) {
		return nil, fmt.Errorf("ratio is %v", rate)
	}
	return &cnn.Dropout{Rate: rate}, nil
}

func writeDropout(w *nodeWriter, layer cnn.Layer) {
	w.tensor("ratio", &cnn.Tensor{Data: []float32{layer.(*cnn.Dropout).Rate}}) // no dimensions: a scalar
}

// readFlatten takes the one form that keeps examples apart.
func readFlatten(r *nodeReader) (cnn.Layer, error) {
	if axis := r.axis(1); axis != 1 {
		return nil, fmt.Errorf("axis %d, only the batch may stay: %w", axis, ErrUnsupported)
	}
	return &cnn.Flatten{}, nil
}

func readConcat(r *nodeReader) (cnn.Layer, error) {
	if axis := r.axis(1); axis != 1 {
		return nil, fmt.Errorf("axis %d, only maps are put together: %w", axis, ErrUnsupported)
	}
	return &cnn.Concat{}, nil
}

// readSoftmax takes softmax over units or maps. Before operator set 13 the axes after axis were taken
// together, which is the same for units only.
func readSoftmax(r *nodeReader) (cnn.Layer, error) {
	axis, units := r.axis(-1), r.shapes[0].Size() == r.shapes[0][0]
	if r.opset < 13 {
		axis = r.axis(1)
	}
	if axis != 1 || r.opset < 13 && !units {
		return nil, fmt.Errorf("axis %d of %v: %w", axis, r.shapes[0], ErrUnsupported)
	}
	return &cnn.Softmax{}, nil
}

// writeAxis1 writes a layer that works along the first axis after the batch.
func writeAxis1(w *nodeWriter, _ cnn.Layer) { w.int("axis", 1) }

// readGemm reads Y = alpha·A·B + beta·C with the weights as B and the bias, of one value or one a unit, as C.
func readGemm(r *nodeReader) (cnn.Layer, error) {
	if r.int("transA", 0) != 0 {
		return nil, fmt.Errorf("transA: %w", ErrUnsupported)
	}
	weight, err := r.matrix(r.int("transB", 0) != 0)
	if err != nil {
		return nil, err
	}
	scale(weight, r.float("alpha", 1))
	bias, err := r.constant(2)
	if err != nil {
		return nil, err
	}
	if bias != nil {
		if bias, err = spread(bias, weight.Shape[0]); err != nil {
			return nil, err
		}
		scale(bias, r.float("beta", 1))
	}
	return &cnn.Dense{Weight: weight, Bias: bias}, nil
}

func readMatMul(r *nodeReader) (cnn.Layer, error) {
	weight, err := r.matrix(false)
	if err != nil {
		return nil, err
	}
	return &cnn.Dense{Weight: weight}, nil
}

func writeGemm(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Dense)
	w.tensor("weight", l.Weight)
	if l.Bias != nil {
		w.tensor("bias", l.Bias)
	}
	w.int("transB", 1)
}

// matrix is the node's second input as the weights of a dense layer, out×in. In the file they are in×out
// unless transposed.
func (r *nodeReader) matrix(transposed bool) (*cnn.Tensor, error) {
	if len(r.shapes[0]) != 1 {
		return nil, fmt.Errorf("it reads %v, only units are read: %w", r.shapes[0], ErrUnsupported)
	}
	m, err := r.constant(1)
	if err != nil {
		return nil, err
	}
	if m == nil || len(m.Shape) != 2 {
		return nil, fmt.Errorf("its second input is no matrix: %w", ErrUnsupported)
	}
	if transposed {
		return m, nil
	}
	rows, columns := m.Shape[0], m.Shape[1]
	t := cnn.NewTensor(columns, rows)
	for i, v := range m.Data {
		t.Data[i%columns*rows+i/columns] = v
	}
	return t, nil
}

// spread gives every one of n units its bias out of one value for all or one for each.
func spread(bias *cnn.Tensor, n int) (*cnn.Tensor, error) {
	last := 1
	if len(bias.Shape) > 0 {
		last = bias.Shape[len(bias.Shape)-1]
	}
	if last != len(bias.Data) || last != 1 && last != n {
		return nil, fmt.Errorf("a bias of shape %v for %d units: %w", []int(bias.Shape), n, ErrUnsupported)
	}
	t := cnn.NewTensor(n)
	for i := range t.Data {
		t.Data[i] = bias.Data[i%last]
	}
	return t, nil
}

// scale multiplies by a factor, in place; by one it leaves every bit.
func scale(t *cnn.Tensor, factor float32) {
	if factor == 1 {
		return
	}
	for i := range t.Data {
		t.Data[i] *= factor
	}
}
