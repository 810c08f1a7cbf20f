package cnn

// GlobalAvgPool averages each whole map: input C×H×W, output C×1×1.
type GlobalAvgPool struct{}

// GlobalMaxPool keeps the largest cell of each map: input C×H×W, output C×1×1. The first maximum
// takes the whole gradient.
type GlobalMaxPool struct{}

// Kind is the ONNX operator type.
func (*GlobalAvgPool) Kind() string { return "GlobalAveragePool" }

// Kind is the ONNX operator type.
func (*GlobalMaxPool) Kind() string { return "GlobalMaxPool" }

// Params are none.
func (*GlobalAvgPool) Params() []*Param { return nil }

// Params are none.
func (*GlobalMaxPool) Params() []*Param { return nil }

// Clone is a new layer.
func (*GlobalAvgPool) Clone() Layer { return &GlobalAvgPool{} }

// Clone is a new layer.
func (*GlobalMaxPool) Clone() Layer { return &GlobalMaxPool{} }

// OutShape wants one input of maps.
func (*GlobalAvgPool) OutShape(in ...Shape) (Shape, error) { return wholeMaps(in) }

// OutShape wants one input of maps.
func (*GlobalMaxPool) OutShape(in ...Shape) (Shape, error) { return wholeMaps(in) }

func wholeMaps(in []Shape) (Shape, error) {
	s, err := one(in, 3)
	if err != nil {
		return nil, err
	}
	return Shape{s[0], 1, 1}, nil
}
