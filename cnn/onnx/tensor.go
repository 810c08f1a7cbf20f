package onnx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"

	"unitscope/cnn"
	"unitscope/cnn/npy"
)

// TensorProto.DataType.
const (
	typeFloat    = 1
	typeUint8    = 2
	typeInt8     = 3
	typeUint16   = 4
	typeInt16    = 5
	typeInt32    = 6
	typeInt64    = 7
	typeBool     = 9
	typeFloat16  = 10
	typeDouble   = 11
	typeUint32   = 12
	typeUint64   = 13
	typeBfloat16 = 16
)

// width is how many bytes a value of a type takes in raw data; 0 for types that are not read.
var width = map[int64]int{typeFloat: 4, typeUint8: 1, typeInt8: 1, typeUint16: 2, typeInt16: 2, typeInt32: 4, typeInt64: 8,
	typeBool: 1, typeFloat16: 2, typeDouble: 8, typeUint32: 4, typeUint64: 8, typeBfloat16: 2}

// isFloat tells whether values of a type become float32.
func isFloat(dataType int64) bool {
	return dataType == typeFloat || dataType == typeDouble || dataType == typeFloat16 || dataType == typeBfloat16
}

// A tensor is an array of the file. Its values are float32, whatever kind of float the file has, or integers
// (and truth values).
type tensor struct {
	name     string
	dataType int64
	dims     []int64
	floats   []float32
	ints     []int64

	raw      []byte            // values that came before their type
	external map[string]string // where the values are, in another file
	taken    bool              // a layer has the values as its own
}

func (d *decoder) tensor(f field) (*tensor, error) {
	t := &tensor{}
	if err := d.count(); err != nil {
		return nil, err
	}
	elsewhere := false
	err := within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			t.dims, err = appendInts(t.dims, f)
		case 2:
			t.dataType = int64(f.word)
		case 4:
			t.floats, err = appendFloats(t.floats, f)
		case 5, 7, 11:
			t.ints, err = appendInts(t.ints, f)
		case 8:
			t.name, err = f.text()
		case 9:
			err = t.decodeRaw(f)
		case 10:
			err = t.decodeDoubles(f)
		case 13:
			elsewhere = true
			err = t.decodeExternal(f)
		case 14:
			elsewhere = elsewhere || f.word == 1
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if elsewhere && t.external == nil {
		t.external = map[string]string{}
	}
	return t, t.finish()
}

func (t *tensor) decodeExternal(f field) error {
	key, value, err := decodeEntry(f)
	if t.external == nil {
		t.external = map[string]string{}
	}
	t.external[key] = value
	return err
}

func (t *tensor) decodeDoubles(f field) (err error) {
	if f.body == nil {
		t.floats = append(t.floats, float32(math.Float64frombits(f.word)))
		return nil
	}
	t.floats, err = readFloats(t.floats, f.body, typeDouble)
	return err
}

// decodeRaw reads values from little-endian bytes.
func (t *tensor) decodeRaw(f field) (err error) {
	m, err := f.message()
	if err != nil {
		return err
	}
	switch {
	case t.dataType == 0:
		t.raw, err = m.rest()
	case isFloat(t.dataType):
		t.floats, err = readFloats(t.floats, m, t.dataType)
	default:
		t.ints, err = readInts(t.ints, m, t.dataType)
	}
	return err
}

// finish makes values of what could not be decoded before their type was known.
func (t *tensor) finish() (err error) {
	if t.raw != nil {
		m := newDecoder(bytes.NewReader(t.raw)).whole()
		m.left = int64(len(t.raw))
		if isFloat(t.dataType) {
			t.floats, err = readFloats(nil, m, t.dataType)
		} else {
			t.ints, err = readInts(nil, m, t.dataType)
		}
		t.raw = nil
	}
	if t.dataType == typeFloat16 || t.dataType == typeBfloat16 { // int32_data holds their bits
		for _, v := range t.ints {
			t.floats = append(t.floats, fromBits(uint64(v), t.dataType))
		}
		t.ints = nil
	}
	if t.dataType == typeFloat || t.dataType == typeDouble {
		t.ints = nil
	}
	return err
}

// fromBits is a value of a type as a float32.
func fromBits(bits uint64, dataType int64) float32 {
	switch dataType {
	case typeDouble:
		return float32(math.Float64frombits(bits))
	case typeBfloat16:
		return math.Float32frombits(uint32(bits) << 16)
	case typeFloat16:
		return npy.Half(uint16(bits))
	}
	return math.Float32frombits(uint32(bits))
}

// readFloats appends the values of a type that a message's bytes hold. It makes room for them at once only
// where the file is known to have as many.
func readFloats(list []float32, m *message, dataType int64) ([]float32, error) {
	size := width[dataType]
	if m.left%int64(size) != 0 {
		return nil, fmt.Errorf("%w (a list of numbers of %d bytes)", ErrFormat, m.left)
	}
	if count := int(m.left) / size; m.believable(m.left) && list == nil {
		list = make([]float32, 0, count)
	} else if m.believable(m.left) {
		list = slices.Grow(list, count)
	}
	piece := make([]byte, min(m.left, 1<<16))
	for m.left > 0 {
		piece = piece[:min(m.left, int64(len(piece)))]
		if err := m.full(piece); err != nil {
			return nil, err
		}
		if dataType == typeFloat {
			for b := piece; len(b) > 0; b = b[4:] {
				list = append(list, math.Float32frombits(binary.LittleEndian.Uint32(b)))
			}
			continue
		}
		for b := piece; len(b) > 0; b = b[size:] {
			list = append(list, fromBits(littleEndian(b[:size]), dataType))
		}
	}
	return list, nil
}

func littleEndian(b []byte) (v uint64) {
	for i, x := range b {
		v |= uint64(x) << (8 * i)
	}
	return v
}

// readInts is readFloats for integers.
func readInts(list []int64, m *message, dataType int64) ([]int64, error) {
	size := width[dataType]
	if size == 0 { // a type that is not read
		return list, m.skip()
	}
	if m.left%int64(size) != 0 {
		return nil, fmt.Errorf("%w (a list of numbers of %d bytes)", ErrFormat, m.left)
	}
	if m.believable(m.left) {
		list = slices.Grow(list, int(m.left)/size)
	}
	for m.left > 0 {
		bits, err := m.fixed(size)
		if err != nil {
			return nil, err
		}
		v := int64(bits)
		if dataType == typeInt8 || dataType == typeInt16 || dataType == typeInt32 {
			v = v << (64 - 8*size) >> (64 - 8*size)
		}
		list = append(list, v)
	}
	return list, nil
}

// integer tells whether the values are integers.
func (t *tensor) integer() bool { return !isFloat(t.dataType) }

// shape is the tensor's dimensions, of which some may be 0. It returns an error unless there are as many values
// as they say.
func (t *tensor) shape() (cnn.Shape, error) {
	if width[t.dataType] == 0 {
		return nil, fmt.Errorf("data type %d: %w", t.dataType, ErrUnsupported)
	}
	count := max(len(t.floats), len(t.ints))
	size, shape := 1, make(cnn.Shape, len(t.dims))
	for i, d := range t.dims {
		if d < 0 || d > math.MaxInt32 || d > 0 && size > math.MaxInt32/int(d) {
			return nil, fmt.Errorf("%w (shape %v, %d values)", ErrFormat, t.dims, count)
		}
		shape[i] = int(d)
		size *= int(d)
	}
	if size != count {
		return nil, fmt.Errorf("%w (shape %v, %d values)", ErrFormat, t.dims, count)
	}
	return shape, nil
}

// load reads values that are in another file, in or below folder, which may be nil. It returns how many bytes
// they take there, of how many.
func (t *tensor) load(folder fs.FS) (length, size int64, err error) {
	location := t.external["location"]
	if folder == nil {
		return 0, 0, fmt.Errorf("its values are in another file, %q: %w", location, ErrUnsupported)
	}
	name := path.Clean(location)
	if location == "" || !fs.ValidPath(name) {
		return 0, 0, fmt.Errorf("its values are in %q, which is not in the network's folder: %w", location, ErrUnsupported)
	}
	f, err := folder.Open(name)
	if err != nil {
		if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
			err = pathError.Err
		}
		return 0, 0, fmt.Errorf("its values are in another file, %q: %w", location, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	var offset int64
	offset, length, err = t.extent(info)
	if err != nil {
		return 0, 0, fmt.Errorf("its values in %q: %w", location, err)
	}
	if err := skipTo(f, offset); err != nil {
		return 0, 0, err
	}
	m := newDecoder(f).whole()
	m.left, m.size = length, length
	if isFloat(t.dataType) {
		t.floats, err = readFloats(nil, m, t.dataType)
	} else {
		t.ints, err = readInts(nil, m, t.dataType)
	}
	t.external = nil
	return length, info.Size(), err
}

// extent is where in its file a tensor's values are.
func (t *tensor) extent(file fs.FileInfo) (offset, length int64, err error) {
	if !file.Mode().IsRegular() {
		return 0, 0, fmt.Errorf("not a file: %w", ErrUnsupported)
	}
	size := int64(width[t.dataType])
	for _, d := range t.dims {
		if d < 0 || d > 0 && size > maxFile/d {
			return 0, 0, fmt.Errorf("%w (shape %v)", ErrFormat, t.dims)
		}
		size *= d
	}
	length = size
	for key, v := range map[string]*int64{"offset": &offset, "length": &length} {
		if text, ok := t.external[key]; ok {
			if *v, err = strconv.ParseInt(text, 10, 64); err != nil {
				return 0, 0, fmt.Errorf("%w (%s %q)", ErrFormat, key, text)
			}
		}
	}
	if offset < 0 || length != size || offset > file.Size()-length {
		return 0, 0, fmt.Errorf("%w (%d bytes from %d on, for shape %v, in a file of %d)", ErrFormat, length, offset, t.dims, file.Size())
	}
	return offset, length, nil
}

func skipTo(f fs.File, offset int64) error {
	if s, ok := f.(io.Seeker); ok {
		_, err := s.Seek(offset, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, f, offset)
	return err
}
