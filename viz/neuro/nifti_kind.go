package neuro

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A niftiKind is a type of value in a file.
type niftiKind struct {
	size int                                                                     // bytes
	read func(dst []float64, src []byte, order binary.ByteOrder) (out []float64) // appends whole values
}

// kindOf returns the type of a NIfTI datatype code.
func kindOf(code int16) (niftiKind, error) {
	if kind, ok := niftiKinds[code]; ok {
		return kind, nil
	}
	name, known := otherKinds[code]
	if !known {
		return niftiKind{}, fmt.Errorf("%w: datatype %d does not exist", ErrNIfTI, code)
	}
	return niftiKind{}, fmt.Errorf("%w: its values are %s, not real numbers of at most 64 bits", ErrNIfTI, name)
}

var niftiKinds = map[int16]niftiKind{
	2:    {1, values1(func(b byte) float64 { return float64(b) })},
	256:  {1, values1(func(b byte) float64 { return float64(int8(b)) })},
	4:    {2, values2(func(b uint16) float64 { return float64(int16(b)) })},
	512:  {2, values2(func(b uint16) float64 { return float64(b) })},
	8:    {4, values4(func(b uint32) float64 { return float64(int32(b)) })},
	768:  {4, values4(func(b uint32) float64 { return float64(b) })},
	16:   {4, values4(func(b uint32) float64 { return float64(math.Float32frombits(b)) })},
	1024: {8, values8(func(b uint64) float64 { return float64(int64(b)) })},
	1280: {8, values8(func(b uint64) float64 { return float64(b) })},
	64:   {8, values8(math.Float64frombits)},
}

// otherKinds are the datatypes that are refused by name.
var otherKinds = map[int16]string{
	0: "of no known type", 1: "single bits", 32: "complex (64 bits)", 128: "colours (RGB)", 1536: "128-bit floats", 1792: "complex (128 bits)",
	2048: "complex (256 bits)", 2304: "colours (RGBA)",
}

type readValues = func(dst []float64, src []byte, order binary.ByteOrder) []float64

func values1(value func(byte) float64) readValues {
	return func(dst []float64, src []byte, _ binary.ByteOrder) []float64 {
		for _, b := range src {
			dst = append(dst, value(b))
		}
		return dst
	}
}

func values2(value func(uint16) float64) readValues {
	return func(dst []float64, src []byte, order binary.ByteOrder) []float64 {
		for ; len(src) > 0; src = src[2:] {
			dst = append(dst, value(order.Uint16(src)))
		}
		return dst
	}
}

func values4(value func(uint32) float64) readValues {
	return func(dst []float64, src []byte, order binary.ByteOrder) []float64 {
		for ; len(src) > 0; src = src[4:] {
			dst = append(dst, value(order.Uint32(src)))
		}
		return dst
	}
}

func values8(value func(uint64) float64) readValues {
	return func(dst []float64, src []byte, order binary.ByteOrder) []float64 {
		for ; len(src) > 0; src = src[8:] {
			dst = append(dst, value(order.Uint64(src)))
		}
		return dst
	}
}
