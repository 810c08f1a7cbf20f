// Package npy reads and writes arrays as NumPy does: .npy files, and .npz archives of them.
//
// Start at Read and Write for one array, at AddText and GetText for names, at Archive and
// ArchiveReader for several. Arrays are flat slices with a shape, row-major (NumPy's C order); Read
// turns column-major files round and takes either byte order.
// Truncated and malformed files give an error, in memory bounded by what the file really holds.
//
// It is the project's own because github.com/sbinet/npyio 0.6.0 invents the values that a truncated
// file lacks, garbles data from readers that return less than asked for (as those of zip archives do),
// panics on malformed headers, and writes no array of several axes from a flat slice.
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package npy

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
)

// magic begins every .npy file.
const magic = "\x93NUMPY"

// alignment is what NumPy pads the header to, in bytes.
const alignment = 64

// block is how many bytes are converted at once.
const block = 64 << 10

// Float is what an array's values are in memory once they are read, Number what they may be where they are written.
type (
	Float  interface{ float32 | float64 }
	Number interface{ Float | int32 }
)

// Write writes one array, format version 1.0, in little-endian row-major order, under the type of data.
//
// It panics where data has not as many values as shape says.
func Write[T Number](w io.Writer, shape []int, data []T) error {
	if n, ok := count(shape); !ok || n != len(data) {
		panic(fmt.Sprintf("npy: %d values do not fill shape %v", len(data), shape))
	}
	if _, err := w.Write(header(shape, descr[T]())); err != nil {
		return err
	}
	buffer := make([]byte, 0, block)
	for part := range slices.Chunk(data, block/binary.Size(T(0))) {
		buffer, _ = binary.Append(buffer[:0], binary.LittleEndian, part) // never fails on numbers
		if _, err := w.Write(buffer); err != nil {
			return err
		}
	}
	return nil
}

// descr is NumPy's name of a type.
func descr[T Number]() string {
	kind := "f"
	if _, ok := any(T(0)).(int32); ok {
		kind = "i"
	}
	return fmt.Sprintf("<%s%d", kind, binary.Size(T(0)))
}

// header returns what stands before the values: magic, version, length and NumPy's dictionary, padded.
func header(shape []int, descr string) []byte {
	var axes strings.Builder
	for i, n := range shape {
		if i > 0 {
			axes.WriteByte(' ')
		}
		fmt.Fprintf(&axes, "%d,", n)
	}
	tuple := axes.String()
	if len(shape) > 1 {
		tuple = strings.TrimSuffix(tuple, ",") // a Python tuple keeps the comma only where it has one element
	}
	dictionary := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, tuple)
	const before = len(magic) + 4
	padding := alignment - 1 - (before+len(dictionary))%alignment
	dictionary += strings.Repeat(" ", padding) + "\n"
	b := append([]byte(magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(dictionary)))
	return append(b, dictionary...)
}

// count returns how many values an array of the given shape has; not ok where that overflows or an axis is negative.
func count(shape []int) (n int, ok bool) {
	const most = 1 << 48
	n = 1
	for _, axis := range shape {
		if axis < 0 || (axis > 0 && n > most/axis) {
			return 0, false
		}
		n *= axis
	}
	return n, true
}
