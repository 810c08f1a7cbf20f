// Package onnx reads networks from .onnx files and writes them.
//
// A saved Unitscope network is an ONNX file, opset 17: weights, shapes and names are where any other tool
// looks for them, and what ONNX has no place for (labels, preprocessing, task, source of the pictures, seed)
// stands in metadata_props under keys that begin with "unitscope.". Reading a written file gives back the
// same network, bit for bit, and writing it again gives the same bytes.
//
// Start with Read and Write. wire.go knows the encoding, ops.go which operator is which layer (one table
// entry an operator), read.go and write.go put the two together.
//
// Read trusts no size that a file claims: memory stays within a small multiple of the file's length, and a
// truncated or hostile file gives an error.
//
// The format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto and docs/Operators.md beside it.
package onnx
