package npy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrFormat is wrapped by Read's errors about what a file holds.
var ErrFormat = errors.New("not a .npy file of numbers")

// longestHeader bounds what a file may ask to be read as its header; NumPy itself stops at 10 000.
const longestHeader = 64 << 10

// The three entries of the header's dictionary, in whatever order and spacing.
var (
	descrEntry   = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([<>|=]?)([a-zA-Z])(\d+)['"]`)
	fortranEntry = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	shapeEntry   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([\d,\sL]*)\)`)
)

// Read reads one array of real numbers of any kind (booleans become 0 and 1), row-major.
//
// Errors wrap ErrFormat, or io.ErrUnexpectedEOF where the file ends early.
func Read[T Float](r io.Reader) (shape []int, data []T, err error) {
	buffered := bufio.NewReaderSize(r, block)
	l, err := readLayout(buffered)
	if err != nil {
		return nil, nil, fmt.Errorf("npy: %w", err)
	}
	n, ok := count(l.shape)
	if !ok {
		return nil, nil, fmt.Errorf("npy: %w: shape %v is too large", ErrFormat, l.shape)
	}
	data = make([]T, 0, min(n, block)) // grows with what is really there
	buffer := make([]byte, block)
	for len(data) < n {
		part := buffer[:min(block, (n-len(data))*l.size)]
		if _, err := io.ReadFull(buffered, part); err != nil {
			return nil, nil, fmt.Errorf("npy: the file ends before the %d values of shape %v: %w", n, l.shape, io.ErrUnexpectedEOF)
		}
		for ; len(part) > 0; part = part[l.size:] {
			data = append(data, T(l.value(part)))
		}
	}
	if l.fortran {
		data = rowMajor(l.shape, data)
	}
	return l.shape, data, nil
}

// A layout is how the bytes that follow a header are to be read.
type layout struct {
	size    int                  // bytes a value
	value   func([]byte) float64 // of the value that begins a slice
	fortran bool                 // column-major
	shape   []int
}

// readLayout reads everything before the values of an array of numbers.
func readLayout(r io.Reader) (l layout, err error) {
	h, err := readHeader(r)
	if err != nil {
		return l, err
	}
	l.fortran, l.shape = h.fortran, h.shape
	l.size, l.value, err = values(h.order, h.kind+strconv.Itoa(h.width))
	return l, err
}

// A preface is what a header says.
type preface struct {
	order   string // of bytes: < or >, or nothing that matters
	kind    string // NumPy's letter
	width   int    // bytes, or characters of a text
	fortran bool
	shape   []int
}

// readHeader reads everything before the values.
func readHeader(r io.Reader) (preface, error) {
	var start [len(magic) + 2]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:len(magic)]) != magic {
		return preface{}, ErrFormat
	}
	lengthBytes := 4
	if start[len(magic)] == 1 {
		lengthBytes = 2
	}
	var length [4]byte
	if _, err := io.ReadFull(r, length[:lengthBytes]); err != nil {
		return preface{}, io.ErrUnexpectedEOF
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n > longestHeader {
		return preface{}, fmt.Errorf("%w: a header of %d bytes", ErrFormat, n)
	}
	dictionary := make([]byte, n)
	if _, err := io.ReadFull(r, dictionary); err != nil {
		return preface{}, io.ErrUnexpectedEOF
	}
	return parseHeader(string(dictionary))
}

// parseHeader reads the header's dictionary.
func parseHeader(dictionary string) (h preface, err error) {
	descr := descrEntry.FindStringSubmatch(dictionary)
	fortran := fortranEntry.FindStringSubmatch(dictionary)
	shape := shapeEntry.FindStringSubmatch(dictionary)
	if descr == nil || fortran == nil || shape == nil {
		return h, fmt.Errorf("%w: header %.100q", ErrFormat, strings.TrimSpace(dictionary))
	}
	h.order, h.kind, h.fortran = descr[1], descr[2], fortran[1] == "True"
	if h.width, err = strconv.Atoi(descr[3]); err != nil {
		return h, fmt.Errorf("%w: values of %s bytes", ErrFormat, descr[3])
	}
	for axis := range strings.SplitSeq(shape[1], ",") {
		if axis = strings.Trim(axis, "L \t\n"); axis == "" { // Python 2 wrote 3L
			continue
		}
		n, err := strconv.Atoi(axis)
		if err != nil {
			return h, fmt.Errorf("%w: axis %q", ErrFormat, axis)
		}
		h.shape = append(h.shape, n)
	}
	return h, nil
}

// values returns the size of a value in bytes and how to read it, for NumPy's byte order and kind with size.
func values(order, kind string) (size int, value func([]byte) float64, err error) {
	var o binary.ByteOrder = binary.LittleEndian
	if order == ">" {
		o = binary.BigEndian
	}
	switch kind {
	case "f2":
		return 2, func(b []byte) float64 { return float64(Half(o.Uint16(b))) }, nil
	case "f4":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(o.Uint32(b))) }, nil
	case "f8":
		return 8, func(b []byte) float64 { return math.Float64frombits(o.Uint64(b)) }, nil
	case "b1", "u1":
		return 1, func(b []byte) float64 { return float64(b[0]) }, nil
	case "i1":
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }, nil
	case "u2":
		return 2, func(b []byte) float64 { return float64(o.Uint16(b)) }, nil
	case "i2":
		return 2, func(b []byte) float64 { return float64(int16(o.Uint16(b))) }, nil
	case "u4":
		return 4, func(b []byte) float64 { return float64(o.Uint32(b)) }, nil
	case "i4":
		return 4, func(b []byte) float64 { return float64(int32(o.Uint32(b))) }, nil
	case "u8":
		return 8, func(b []byte) float64 { return float64(o.Uint64(b)) }, nil
	case "i8":
		return 8, func(b []byte) float64 { return float64(int64(o.Uint64(b))) }, nil
	}
	return 0, nil, fmt.Errorf("%w: values of type %s (convert it to float32 first)", ErrFormat, kind)
}

// rowMajor returns column-major data in row-major order.
func rowMajor[T Float](shape []int, data []T) []T {
	ordered := make([]T, len(data))
	at := make([]int, len(shape)) // index along each axis of the next value in row-major order
	strides := make([]int, len(shape))
	stride := 1
	for i, n := range shape {
		strides[i] = stride
		stride *= n
	}
	from := 0
	for i := range ordered {
		ordered[i] = data[from]
		for axis := range slices.Backward(shape) {
			at[axis]++
			from += strides[axis]
			if at[axis] < shape[axis] {
				break
			}
			from -= at[axis] * strides[axis]
			at[axis] = 0
		}
	}
	return ordered
}
