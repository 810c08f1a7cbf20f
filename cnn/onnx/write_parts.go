package onnx

import (
	"encoding/binary"
	"io"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// A part of a file is bytes, and numbers after them that are still to be encoded.
type part struct {
	bytes  []byte
	floats []float32
}

// pieceFloats numbers are encoded at a time.
const pieceFloats = 1 << 14

func writeParts(w io.Writer, parts []part) error {
	var piece []byte
	for _, p := range parts {
		if _, err := w.Write(p.bytes); err != nil {
			return err
		}
		for floats := range slices.Chunk(p.floats, pieceFloats) {
			piece = encodeFloats(piece[:0], floats)
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
	}
	return nil
}

// initializer adds a tensor, encoded but for the numbers that end it, to the graph's and returns its name: LAYER.name,
// if that is free. The numbers are read when the file is written.
func (w *nodeWriter) initializer(name string, tensor []byte, floats []float32) string {
	name = w.graph.free(w.layer + "." + name)
	b := appendString(nil, 8, name)
	b = append(b, tensor...)
	field := protowire.AppendTag(nil, 5, protowire.BytesType)
	field = append(protowire.AppendVarint(field, uint64(len(b)+4*len(floats))), b...)
	w.graph.tensors = append(w.graph.tensors, part{field, floats})
	w.graph.tensorBytes += len(field) + 4*len(floats)
	return name
}

// floatsHead is a tensor of so many numbers without its name, up to where the numbers come.
func floatsHead(shape []int, numbers int) []byte {
	b := appendInt(encodeDims(shape), 2, typeFloat)
	b = protowire.AppendTag(b, 9, protowire.BytesType)
	return protowire.AppendVarint(b, uint64(4*numbers))
}

func encodeFloats(b []byte, floats []float32) []byte {
	for _, v := range floats {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}
