package onnx

import (
	"fmt"
	"maps"

	"unitscope/cnn"
)

// An operator says how one ONNX operator becomes layers and how its layer is written.
//
// Reading, alone, sees forms that are never written: constants in other places, defaults, older operator
// sets. What a read function does not understand it must refuse, naming it, with ErrUnsupported.
type operator struct {
	inputs     int  // how many of its first inputs are layers, the others being constants; 0: any of them
	moves      bool // its results are among its inputs' numbers, or as exact: it may work on integers
	places     bool // each of its results is one of its input's numbers, by its place
	perExample bool // it works on a batch's examples one by one, whose dimensions follow the batch's

	// read returns the node's layer, or nil where it has noted the outputs itself.
	read func(r *nodeReader) (cnn.Layer, error)
	// fold, if there is one, is tried first: it notes the outputs and returns true if they are constants.
	fold func(r *nodeReader) (bool, error)
	// write is nil where a layer of this kind does not exist.
	write func(w *nodeWriter, layer cnn.Layer)
}

// operators holds every operator that is read, by its name in the default domain, which is also the Kind of the
// layer that is written as it.
var operators = map[string]operator{}

// They are filled in here, as reading some of them looks others up.
func init() {
	for _, group := range []func() map[string]operator{windowOperators, numberOperators, functionOperators, placeOperators, shapeOperators} {
		maps.Copy(operators, group())
	}
}

// windowOperators move windows over maps, or normalise.
func windowOperators() map[string]operator {
	return map[string]operator{
		"Conv":               {inputs: 1, perExample: true, read: readConv, write: writeConv},
		"ConvTranspose":      {inputs: 1, perExample: true, read: readConvTranspose, write: writeConvTranspose},
		"MaxPool":            {inputs: 1, perExample: true, moves: true, read: readMaxPool, write: writeMaxPool},
		"AveragePool":        {inputs: 1, perExample: true, read: readAvgPool, write: writeAvgPool},
		"GlobalAveragePool":  {inputs: 1, perExample: true, read: onMaps(func(*nodeReader) (cnn.Layer, error) { return &cnn.GlobalAvgPool{}, nil }), write: writeNothing},
		"GlobalMaxPool":      {inputs: 1, perExample: true, read: onMaps(func(*nodeReader) (cnn.Layer, error) { return &cnn.GlobalMaxPool{}, nil }), write: writeNothing},
		"LRN":                {inputs: 1, perExample: true, read: onMaps(readLRN), write: writeLRN},
		"BatchNormalization": {inputs: 1, perExample: true, read: readBatchNorm, write: writeBatchNorm},

		"InstanceNormalization": {inputs: 1, perExample: true, read: readInstanceNorm, write: writeInstanceNorm},
		"LayerNormalization":    {inputs: 1, read: readLayerNorm, write: writeLayerNorm},
		"Softmax":               {inputs: 1, read: readSoftmax, write: writeSoftmax},
		"LogSoftmax":            {inputs: 1, read: readSoftmax, write: writeSoftmax},
	}
}

// numberOperators are products, sums and means.
func numberOperators() map[string]operator {
	return map[string]operator{
		"Gemm":   {read: readGemm, write: writeGemm},
		"MatMul": {read: readMatMul, write: writeMatMul},

		"Add": {read: readArithmetic, write: writeArithmetic},
		"Sub": {read: readArithmetic, write: writeArithmetic},
		"Mul": {read: readArithmetic, write: writeArithmetic},
		"Div": {read: readArithmetic, write: writeArithmetic},
		"Pow": {read: readArithmetic, write: writeArithmetic},
		"Sum": {read: readSum, write: writeNothing},

		"ReduceMean": {inputs: 1, read: readReduce, write: writeReduce},
		"ReduceSum":  {inputs: 1, read: readReduce, write: writeReduce},
		"ReduceMax":  {inputs: 1, moves: true, read: readReduce, write: writeReduce},
	}
}

// functionOperators are functions of one number.
func functionOperators() map[string]operator {
	return map[string]operator{
		"Relu":        {inputs: 1, moves: true, read: plain(func() cnn.Layer { return &cnn.ReLU{} }), write: writeNothing},
		"Sigmoid":     {inputs: 1, read: plain(func() cnn.Layer { return &cnn.Sigmoid{} }), write: writeNothing},
		"Tanh":        {inputs: 1, read: plain(func() cnn.Layer { return &cnn.Tanh{} }), write: writeNothing},
		"LeakyRelu":   {inputs: 1, read: readLeakyReLU, write: writeLeakyReLU},
		"PRelu":       {inputs: 1, read: readPReLU, write: writePReLU},
		"Elu":         function("Elu", constantOf{"alpha", 1}),
		"Selu":        function("Selu", constantOf{"alpha", 1.67326319217681884765625}, constantOf{"gamma", 1.05070102214813232421875}),
		"HardSigmoid": function("HardSigmoid", constantOf{"alpha", 0.2}, constantOf{"beta", 0.5}),
		"HardSwish":   function("HardSwish"),
		"Softplus":    function("Softplus"),
		"Softsign":    function("Softsign"),
		"Erf":         function("Erf"),
		"Exp":         function("Exp"),
		"Log":         function("Log"),
		"Sqrt":        function("Sqrt"),
		"Abs":         exactly(function("Abs")),
		"Neg":         exactly(function("Neg")),
		"Gelu":        {inputs: 1, read: readGelu, write: writeGelu},
		"Clip":        {inputs: 1, moves: true, read: readClip, write: writeClip},
	}
}

// placeOperators leave numbers as they are, most of them in other places.
func placeOperators() map[string]operator {
	return map[string]operator{
		"Dropout":  {inputs: 1, read: readDropout, write: writeDropout},
		"Identity": {inputs: 1, moves: true, read: (*nodeReader).alias, fold: foldAlias, write: writeNothing},
		"Cast":     {inputs: 1, moves: true, read: readCast, fold: foldCast},

		"Flatten":   {inputs: 1, moves: true, places: true, read: readFlatten, write: writeFlatten},
		"Reshape":   {inputs: 1, moves: true, places: true, read: readReshape, write: writeReshape},
		"Squeeze":   {inputs: 1, moves: true, places: true, read: readSqueeze, write: writeSqueeze},
		"Unsqueeze": {inputs: 1, moves: true, places: true, read: readUnsqueeze, write: writeUnsqueeze},
		"Transpose": {inputs: 1, moves: true, places: true, read: readTranspose, write: writeTranspose},
		"Slice":     {inputs: 1, moves: true, places: true, read: readSlice, write: writeSlice},
		"Split":     {inputs: 1, moves: true, places: true, read: readSplit, write: writeSplit},
		"Gather":    {inputs: 1, moves: true, places: true, read: readGather, write: writeGather},
		"Concat":    {moves: true, read: readConcat, write: writeConcat},
		"Pad":       {inputs: 1, moves: true, read: readPad, write: writePad},
		"Resize":    {inputs: 1, read: readResize, write: writeResize},
		"Upsample":  {inputs: 1, read: readUpsample},
	}
}

// shapeOperators are what graphs compute shapes with.
func shapeOperators() map[string]operator {
	return map[string]operator{
		"Shape":           {moves: true, fold: foldShape},
		"Constant":        {fold: foldConstant, write: writeConstant},
		"ConstantOfShape": {fold: foldConstantOfShape},
	}
}

// plain is the reading of an operator without settings.
func plain(layer func() cnn.Layer) func(*nodeReader) (cnn.Layer, error) {
	return func(r *nodeReader) (cnn.Layer, error) {
		if len(r.inputs) != 1 {
			return nil, fmt.Errorf("%d inputs, it needs 1", len(r.inputs))
		}
		return layer(), nil
	}
}

func writeNothing(*nodeWriter, cnn.Layer) {}

// exactly is an operator that gives integers for integers.
func exactly(op operator) operator {
	op.moves = true
	return op
}

// onMaps is the reading of an operator whose layer is for C×H×W only: maps with other axes are laid out as
// rows first, and brought back after.
func onMaps(read func(*nodeReader) (cnn.Layer, error)) func(*nodeReader) (cnn.Layer, error) {
	return func(r *nodeReader) (cnn.Layer, error) {
		in := r.shapes[0]
		layer, err := read(r)
		if err != nil || len(in) == 3 {
			return layer, err
		}
		if len(in) < 2 || !r.batched {
			return nil, fmt.Errorf("it reads %v, only maps are read: %w", in, ErrUnsupported)
		}
		if err := r.before("rows", &cnn.Reshape{As: "Reshape", To: cnn.Shape{in[0], 1, in[1:].Size()}}); err != nil {
			return nil, err
		}
		to, err := layer.OutShape(r.shapes[0])
		if err != nil {
			return nil, err
		}
		if err := r.before("maps", layer); err != nil {
			return nil, err
		}
		out := append(cnn.Shape{}, in...)
		if to[2] == 1 {
			for axis := range out[1:] {
				out[1+axis] = 1
			}
		}
		return &cnn.Reshape{As: "Reshape", To: out}, nil
	}
}
