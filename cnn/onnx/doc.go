// Package onnx reads networks from .onnx files and writes them.
//
// A saved Unitscope network is an ONNX file, opset 17 or what a layer needs: weights, shapes and names are where any
// other tool looks for them, and what ONNX has no place for (labels, preprocessing, task, source of the pictures, seed)
// stands in metadata_props under keys that begin with "unitscope.". Reading a written file gives back the
// same network, bit for bit, and writing it again gives the same bytes.
//
// Start with ReadBeside and Write. stream.go and wire.go know the encoding, tensor.go what numbers look like in it;
// ops.go has one table entry an operator, and the files beside it how each is read and written. read.go
// orders the graph, builder.go goes through it, reader.go gives an operator what the file says of its node,
// and fold.go computes at once what does not depend on the input.
//
// A network of the engine works on examples, of which a file knows nothing but a first dimension. So the graph is
// first read with that dimension as the batch, of which layers see nothing; where an operator would mix examples, the
// whole input is taken for one (cnn.Network.Batchless).
//
// Read trusts no size that a file claims: memory stays within a small multiple of the file's length, and a
// truncated or hostile file gives an error. Weights are read from the file to where they stay, and kept once.
//
// The format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto and docs/Operators.md beside it.
package onnx
