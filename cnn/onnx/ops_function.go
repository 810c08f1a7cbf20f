package onnx

import (
	"fmt"
	"math"

	"unitscope/cnn"
)

// A constantOf a function is a float attribute with its default.
type constantOf struct {
	name      string
	otherwise float32
}

// function is an operator on single numbers whose constants, at most two, are attributes.
func function(op cnn.Function, constants ...constantOf) operator {
	read := func(r *nodeReader) (cnn.Layer, error) {
		l := &cnn.Elementwise{Op: op}
		for i, to := range [2]*float32{&l.A, &l.B} {
			if i < len(constants) {
				*to = r.float(constants[i].name, constants[i].otherwise)
			}
		}
		return l, nil
	}
	write := func(w *nodeWriter, layer cnn.Layer) {
		l := layer.(*cnn.Elementwise)
		for i, v := range [2]float32{l.A, l.B} {
			if i < len(constants) {
				w.float(constants[i].name, v)
			}
		}
	}
	return operator{inputs: 1, read: read, write: write}
}

func readLeakyReLU(r *nodeReader) (cnn.Layer, error) {
	return &cnn.LeakyReLU{Slope: r.float("alpha", 0.01)}, nil
}

func writeLeakyReLU(w *nodeWriter, layer cnn.Layer) {
	w.float("alpha", layer.(*cnn.LeakyReLU).Slope)
}

// readPReLU finds one slope a map in operator sets before 7, and since then slopes that are put above the last
// dimensions.
func readPReLU(r *nodeReader) (cnn.Layer, error) {
	slope, err := r.constant(1)
	if err != nil || slope == nil {
		return nil, lacking(err, "it has no slopes")
	}
	in := r.shapes[0]
	if r.opset < 7 && len(slope.Shape) == 1 && len(in) > 1 {
		shape := cnn.Shape{len(slope.Data)}
		for range in[1:] {
			shape = append(shape, 1)
		}
		return &cnn.PReLU{Slope: &cnn.Tensor{Shape: shape, Data: slope.Data}}, nil
	}
	slope, err = r.over(slope, len(in)+r.lead())
	return &cnn.PReLU{Slope: slope}, err
}

func writePReLU(w *nodeWriter, layer cnn.Layer) { w.tensor("slope", layer.(*cnn.PReLU).Slope) }

// lacking is err, or where that is nil an error that says what is wrong.
func lacking(err error, wrong string) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s", wrong)
}

func readGelu(r *nodeReader) (cnn.Layer, error) {
	switch approximate := r.text("approximate", "none"); approximate {
	case "none":
		return &cnn.Elementwise{Op: "Gelu"}, nil
	case "tanh":
		return &cnn.Elementwise{Op: "Gelu", A: 1}, nil
	default:
		return nil, fmt.Errorf("approximate %q: %w", approximate, ErrUnsupported)
	}
}

func writeGelu(w *nodeWriter, layer cnn.Layer) {
	w.since(20)
	if layer.(*cnn.Elementwise).A != 0 {
		w.text("approximate", "tanh")
	}
}

// readClip finds the bounds in attributes before operator set 11, in inputs since.
func readClip(r *nodeReader) (cnn.Layer, error) {
	l := &cnn.Elementwise{Op: "Clip", A: r.float("min", -math.MaxFloat32), B: r.float("max", math.MaxFloat32)}
	var err error
	if l.A, err = r.number(1, l.A); err != nil {
		return nil, err
	}
	l.B, err = r.number(2, l.B)
	return l, err
}

func writeClip(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Elementwise)
	w.scalar("min", l.A)
	w.scalar("max", l.B)
}

// readDropout finds the rate in the attribute of operator sets before 12, or in the input since.
func readDropout(r *nodeReader) (cnn.Layer, error) {
	rate, err := r.number(1, r.float("ratio", 0.5))
	if err != nil {
		return nil, err
	}
	training, err := r.number(2, 0)
	if err != nil {
		return nil, err
	}
	if training != 0 {
		return nil, fmt.Errorf("training mode: %w", ErrUnsupported)
	}
	if !(rate >= 0 && rate < 1) {
		return nil, fmt.Errorf("ratio is %v", rate)
	}
	return &cnn.Dropout{Rate: rate}, nil
}

func writeDropout(w *nodeWriter, layer cnn.Layer) { w.scalar("ratio", layer.(*cnn.Dropout).Rate) }

// readCast takes numbers as they are: all are float32 here, and integers among them exact.
func readCast(r *nodeReader) (cnn.Layer, error) {
	from, to := r.values[r.inputs[0]], r.int("to", 0)
	if !isFloat(to) && (width[to] == 0 || to == typeBool || !from.integer) {
		return nil, fmt.Errorf("to data type %d: %w", to, ErrUnsupported)
	}
	from.integer = !isFloat(to)
	r.values[r.outputs[0]] = from
	return nil, nil
}
