package onnx

import (
	"fmt"

	"unitscope/cnn"
)

// readBatchNorm leaves the momentum to readMeta where the file has it: ONNX keeps 1 − momentum, which does not
// always give back the same float32.
func readBatchNorm(r *nodeReader) (cnn.Layer, error) {
	if r.int("training_mode", 0) != 0 || r.int("spatial", 1) != 1 {
		return nil, fmt.Errorf("training_mode or spatial: %w", ErrUnsupported)
	}
	l := &cnn.BatchNorm{Epsilon: r.float("epsilon", 1e-5), Momentum: 1 - r.float("momentum", 0.9)}
	if len(r.shapes[0]) == 0 {
		return nil, fmt.Errorf("it reads no maps: %w", ErrUnsupported)
	}
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

func readInstanceNorm(r *nodeReader) (cnn.Layer, error) {
	l := &cnn.InstanceNorm{Epsilon: r.float("epsilon", 1e-5)}
	if len(r.shapes[0]) == 0 {
		return nil, fmt.Errorf("it reads no maps: %w", ErrUnsupported)
	}
	var err error
	if l.Scale, err = r.vector(1, r.shapes[0][0]); err != nil {
		return nil, err
	}
	l.Shift, err = r.vector(2, r.shapes[0][0])
	return l, err
}

func writeInstanceNorm(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.InstanceNorm)
	w.tensor("scale", l.Scale)
	w.tensor("shift", l.Shift)
	w.float("epsilon", l.Epsilon)
}

func readLayerNorm(r *nodeReader) (cnn.Layer, error) {
	axis, err := r.axisOf(-1)
	if err != nil {
		return nil, err
	}
	l := &cnn.LayerNorm{Axis: axis, Epsilon: r.float("epsilon", 1e-5)}
	if l.Scale, err = r.constant(1); err != nil || l.Scale == nil {
		return nil, lacking(err, "it has no scale")
	}
	l.Shift, err = r.constant(2)
	return l, err
}

func writeLayerNorm(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.LayerNorm)
	w.tensor("scale", l.Scale)
	if l.Shift != nil {
		w.tensor("shift", l.Shift)
	}
	w.axis(l.Axis)
	w.float("epsilon", l.Epsilon)
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

// readSoftmax reads Softmax and LogSoftmax. Before operator set 13 the axes from axis on were taken together.
func readSoftmax(r *nodeReader) (cnn.Layer, error) {
	layer := func(axis int) cnn.Layer {
		if r.op == "Softmax" {
			return &cnn.Softmax{Axis: axis}
		}
		return &cnn.LogSoftmax{Axis: axis}
	}
	in := r.shapes[0]
	if r.opset >= 13 {
		axis, err := r.axisOf(-1)
		return layer(axis), err
	}
	axis, err := r.axisOf(1)
	if err != nil || in[axis:].Size() == in[axis] {
		return layer(axis), err
	}
	flat := &cnn.Reshape{As: "Reshape", To: cnn.Shape{in[:axis].Size(), in[axis:].Size()}}
	if err := r.before("flat", flat); err != nil {
		return nil, err
	}
	if err := r.before("flat/softmax", layer(1)); err != nil {
		return nil, err
	}
	return &cnn.Reshape{As: "Reshape", To: in}, nil
}

func writeSoftmax(w *nodeWriter, layer cnn.Layer) {
	switch l := layer.(type) {
	case *cnn.Softmax:
		w.axis(l.Axis)
	case *cnn.LogSoftmax:
		w.axis(l.Axis)
	}
}
