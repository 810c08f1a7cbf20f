package neuro

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrMAT is wrapped by errors about what a MATLAB file holds.
var ErrMAT = errors.New("not a MATLAB 5 file")

// ErrMAT73 is returned for a file that MATLAB 7.3 or later wrote, which is HDF5.
var ErrMAT73 = errors.New("a MATLAB 7.3 file, which is HDF5: in MATLAB, load it and save(name, '-v7'); in Python, read it with h5py and write it with numpy.savez or scipy.io.savemat")

// deepest is how deep structs and cells may lie in each other.
const deepest = 32

// Data types of elements, and classes of arrays, by MATLAB's numbers.
const (
	miInt8       = 1
	miUint8      = 2
	miUint16     = 4
	miInt32      = 5
	miMatrix     = 14
	miCompressed = 15
	miUTF8       = 16
	miUTF16      = 17
	miUTF32      = 18

	mxCell   = 1
	mxStruct = 2
	mxObject = 3
	mxChar   = 4
	mxSparse = 5
	mxDouble = 6 // the first of the numbers,
	mxUint64 = 15
	mxOpaque = 17

	flagComplex = 0x0800
)

// classNames are the classes that are refused by name.
var classNames = map[byte]string{mxObject: "an object", mxSparse: "a sparse matrix", 16: "a function handle", mxOpaque: "an object"}

// A matArray is one array of a file.
type matArray struct {
	name     string
	class    byte
	complex  bool
	dims     []int
	order    binary.ByteOrder
	dataType uint32     // of data
	data     []byte     // numbers, characters: column-major, in the file's own type
	fields   []string   // of a struct
	elements []matArray // of a cell; of a struct: all fields of the first element, then of the next
}

// count is how many elements there are.
func (m *matArray) count() int {
	n := 1
	for _, d := range m.dims {
		n *= d
	}
	return n
}

// openMAT reads a MATLAB 5 file, compressed or not, of either byte order. Errors wrap ErrMAT, ErrMAT73, or io.ErrUnexpectedEOF
// where the file ends early.
//
// https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
func openMAT(r io.Reader, _ string) (source, error) {
	file, err := readBounded(r)
	if err != nil {
		return nil, err
	}
	const header = 128
	if signature := []byte("\x89HDF\r\n\x1a\n"); bytes.HasPrefix(file, signature) || len(file) > 512 && bytes.HasPrefix(file[512:], signature) {
		return nil, ErrMAT73
	}
	if len(file) < header {
		return nil, fmt.Errorf("%w: %d bytes", ErrMAT, len(file))
	}
	p := &matReader{left: mostBytes}
	switch string(file[126:header]) {
	case "IM":
		p.order = binary.LittleEndian
	case "MI":
		p.order = binary.BigEndian
	default:
		if bytes.IndexByte(file[:4], 0) >= 0 {
			return nil, fmt.Errorf("%w: one of version 4, or none at all; in MATLAB, load it and save(name, '-v7')", ErrMAT)
		}
		return nil, fmt.Errorf("%w: it names no byte order", ErrMAT)
	}
	switch version := p.order.Uint16(file[124:]); version {
	case 0x0100:
	case 0x0200:
		return nil, ErrMAT73
	default:
		return nil, fmt.Errorf("%w: its version is %#x", ErrMAT, version)
	}
	variables, err := p.file(file[header:])
	if err != nil {
		return nil, fmt.Errorf("neuro: MATLAB file: %w", err)
	}
	return newMATFile(variables), nil
}

// A matReader takes a file apart. What it returns lies in the file's own bytes, or in those unpacked from it.
type matReader struct {
	order binary.ByteOrder
	left  int64 // how many bytes may still be unpacked
}

// file reads all variables.
func (p *matReader) file(b []byte) (variables []matArray, err error) {
	for len(b) > 0 {
		var e matElement
		if e, b, err = p.element(b); err != nil {
			return nil, err
		}
		switch e.dataType {
		case miCompressed:
			inner, err := p.unpack(e.data)
			if err != nil {
				return nil, err
			}
			if e, _, err = p.element(inner); err != nil {
				return nil, err
			}
			if e.dataType != miMatrix {
				continue
			}
		case miMatrix:
		default:
			continue
		}
		v, err := p.array(e.data, 0)
		if err != nil {
			return nil, err
		}
		if v.name != "" { // what MATLAB keeps of objects has none
			variables = append(variables, v)
		}
	}
	return variables, nil
}

// unpack inflates an element.
func (p *matReader) unpack(b []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMAT, err)
	}
	unpacked, err := io.ReadAll(io.LimitReader(z, p.left+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMAT, readError(err))
	}
	if p.left -= int64(len(unpacked)); p.left < 0 {
		return nil, fmt.Errorf("%w: it unpacks to more than %d MB", ErrMAT, mostBytes>>20)
	}
	return unpacked, nil
}

// A matElement is what all of a file is made of.
type matElement struct {
	dataType uint32
	data     []byte
}

// element reads one element and returns what lies behind it and its padding.
func (p *matReader) element(b []byte) (e matElement, rest []byte, err error) {
	if len(b) < 8 {
		return e, nil, io.ErrUnexpectedEOF
	}
	first := p.order.Uint32(b)
	if small := first >> 16; small != 0 { // type and size in one word, the data in the next
		if small > 4 {
			return e, nil, fmt.Errorf("%w: a small element of %d bytes", ErrMAT, small)
		}
		return matElement{first & 0xffff, b[4 : 4+small]}, b[8:], nil
	}
	size := uint64(p.order.Uint32(b[4:]))
	if size > uint64(len(b)-8) {
		return e, nil, fmt.Errorf("an element of %d bytes where %d are left: %w", size, len(b)-8, io.ErrUnexpectedEOF)
	}
	end := 8 + size
	if first != miCompressed {
		end = min((end+7)/8*8, uint64(len(b)))
	}
	return matElement{first, b[8 : 8+size]}, b[end:], nil
}

// array reads what is in a miMATRIX element.
func (p *matReader) array(b []byte, depth int) (m matArray, err error) {
	m.order = p.order
	if len(b) == 0 { // an element of a cell or struct that was never set
		m.class, m.dims, m.dataType = mxDouble, []int{0, 0}, 9
		return m, nil
	}
	if depth > deepest {
		return m, fmt.Errorf("%w: more than %d structs and cells in each other", ErrMAT, deepest)
	}
	flags, b, err := p.element(b)
	if err != nil || len(flags.data) < 4 {
		return m, fmt.Errorf("%w: an array without flags", ErrMAT)
	}
	word := p.order.Uint32(flags.data)
	m.class, m.complex = byte(word), word&flagComplex != 0
	if m.class == mxOpaque { // has no dimensions
		name, _, err := p.element(b)
		m.name = string(name.data)
		return m, err
	}
	dims, b, err := p.element(b)
	if err != nil {
		return m, err
	}
	name, b, err := p.element(b)
	if err != nil {
		return m, err
	}
	m.name = string(name.data)
	if m.dims, err = p.dims(dims); err != nil {
		return m, fmt.Errorf("%s: %w", m.name, err)
	}
	if err := p.contents(&m, b, depth); err != nil {
		return m, fmt.Errorf("%s: %w", m.name, err)
	}
	return m, nil
}

// dims reads the lengths of axes, whose product is at most mostValues.
func (p *matReader) dims(e matElement) (dims []int, err error) {
	n := 1
	for b := e.data; len(b) >= 4; b = b[4:] {
		d := int(int32(p.order.Uint32(b)))
		if d < 0 || d > mostValues || n*d > mostValues {
			return nil, fmt.Errorf("%w: axes %v, %d, …", ErrMAT, dims, d)
		}
		n = max(1, n) * d
		dims = append(dims, d)
	}
	if len(dims) < 2 {
		return nil, fmt.Errorf("%w: an array of %d axes", ErrMAT, len(dims))
	}
	return dims, nil
}

// contents reads what lies behind an array's name.
func (p *matReader) contents(m *matArray, b []byte, depth int) (err error) {
	switch {
	case m.class == mxCell:
		return p.elements(m, b, m.count(), depth)
	case m.class == mxStruct:
		if b, err = p.fields(m, b); err != nil {
			return err
		}
		return p.elements(m, b, m.count()*len(m.fields), depth)
	case m.class == mxChar || m.class >= mxDouble && m.class <= mxUint64:
		e, _, err := p.element(b)
		if err != nil {
			return err
		}
		m.dataType, m.data = e.dataType, e.data
		if size := matSize(e.dataType); size == 0 {
			return fmt.Errorf("%w: values of type %d", ErrMAT, e.dataType)
		} else if m.class != mxChar && len(e.data)/size < m.count() {
			return fmt.Errorf("%d values for axes %v: %w", len(e.data)/size, m.dims, io.ErrUnexpectedEOF)
		}
	}
	return nil // what is refused by name is refused where it is asked for
}

// fields reads a struct's field names, each in as many bytes.
func (p *matReader) fields(m *matArray, b []byte) (rest []byte, err error) {
	length, b, err := p.element(b)
	if err != nil {
		return nil, err
	}
	names, b, err := p.element(b)
	if err != nil {
		return nil, err
	}
	if len(length.data) < 4 {
		return nil, fmt.Errorf("%w: a struct without the length of its fields' names", ErrMAT)
	}
	n := int(int32(p.order.Uint32(length.data)))
	if n < 1 && len(names.data) > 0 {
		return nil, fmt.Errorf("%w: field names of %d bytes", ErrMAT, n)
	}
	for at := 0; at+n <= len(names.data) && n > 0; at += n {
		name, _, _ := bytes.Cut(names.data[at:at+n], []byte{0})
		m.fields = append(m.fields, string(name))
	}
	return b, nil
}

// elements reads the arrays that a struct or cell is made of.
func (p *matReader) elements(m *matArray, b []byte, n, depth int) (err error) {
	if n > len(b)/8 {
		return fmt.Errorf("%d elements in %d bytes: %w", n, len(b), io.ErrUnexpectedEOF)
	}
	m.elements = make([]matArray, n)
	for i := range m.elements {
		var e matElement
		if e, b, err = p.element(b); err != nil {
			return err
		}
		if e.dataType != miMatrix {
			return fmt.Errorf("%w: an element of type %d in a struct or cell", ErrMAT, e.dataType)
		}
		if m.elements[i], err = p.array(e.data, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// matSize is the size of a value of a data type in bytes; 0 for what holds no values.
func matSize(dataType uint32) int {
	switch dataType {
	case miInt8, miUint8, miUTF8:
		return 1
	case 3, miUint16, miUTF16:
		return 2
	case miInt32, 6, 7, miUTF32:
		return 4
	case 9, 12, 13:
		return 8
	}
	return 0
}

// value is the number that begins b.
func (m *matArray) value(b []byte) float64 {
	switch m.dataType {
	case miInt8:
		return float64(int8(b[0]))
	case miUint8, miUTF8:
		return float64(b[0])
	case 3:
		return float64(int16(m.order.Uint16(b)))
	case miUint16, miUTF16:
		return float64(m.order.Uint16(b))
	case miInt32:
		return float64(int32(m.order.Uint32(b)))
	case 6, miUTF32:
		return float64(m.order.Uint32(b))
	case 7:
		return float64(math.Float32frombits(m.order.Uint32(b)))
	case 9:
		return math.Float64frombits(m.order.Uint64(b))
	case 12:
		return float64(int64(m.order.Uint64(b)))
	case 13:
		return float64(m.order.Uint64(b))
	}
	panic(fmt.Sprintf("neuro: values of type %d were let through", m.dataType))
}
