package onnx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// A decoder takes messages from a file as it is read, so that weights go from the file to where they stay. It
// counts what it has met, so that memory stays bounded whatever the file says.
type decoder struct {
	r       *bufio.Reader
	records int
	read    int64 // bytes so far
	size    int64 // of the file; -1 if it is not known
}

// maxRecords bounds the nodes, attributes, tensors and declarations of a file together. An empty one takes
// two bytes in a file and a hundred in memory; the largest networks have some ten thousand.
const maxRecords = 1 << 20

func (d *decoder) count() error {
	if d.records++; d.records > maxRecords {
		return fmt.Errorf("%w (more than %d nodes, attributes and tensors)", ErrFormat, maxRecords)
	}
	return nil
}

// newDecoder reads from r, whose size it asks for if r is a file or a buffer.
func newDecoder(r io.Reader) *decoder {
	d := &decoder{r: bufio.NewReaderSize(r, 1<<16), size: -1}
	switch sized := r.(type) {
	case interface{ Len() int }:
		d.size = int64(sized.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := sized.Stat(); err == nil && info.Mode().IsRegular() {
			d.size = info.Size()
		}
	}
	return d
}

// whole is the file as one message.
func (d *decoder) whole() *message { return &message{d, math.MaxInt64} }

// A message is what is left of an encoded message in the file.
type message struct {
	*decoder
	left int64
}

// A field is one record of a message. word holds its value, or body does, depending on the type.
type field struct {
	number protowire.Number
	typ    protowire.Type
	word   uint64   // varint, fixed32 or fixed64
	body   *message // length-delimited
}

func (f field) float() float32 { return math.Float32frombits(uint32(f.word)) }

// text is the field's bytes as a string.
func (f field) text() (string, error) {
	b, err := f.bytes()
	return string(b), err
}

// bytes are the field's bytes.
func (f field) bytes() ([]byte, error) {
	if f.body == nil {
		return nil, fmt.Errorf("%w (entry %d holds a number where such a file has text)", ErrFormat, f.number)
	}
	return f.body.rest()
}

// message is the field's message.
func (f field) message() (*message, error) {
	if f.body == nil {
		return nil, fmt.Errorf("%w (entry %d holds a number where such a file has a part)", ErrFormat, f.number)
	}
	return f.body, nil
}

// cutOff is the error of a file or message that ends too early; others are passed on.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w (it ends too early)", ErrFormat)
	}
	return err
}

// full fills b.
func (m *message) full(b []byte) error {
	if int64(len(b)) > m.left {
		return cutOff(io.EOF)
	}
	n, err := io.ReadFull(m.r, b)
	m.left, m.read = m.left-int64(n), m.read+int64(n)
	if err != nil {
		return cutOff(err)
	}
	return nil
}

// believable tells whether the file is known to have so many bytes more; else they must be seen first.
func (m *message) believable(bytes int64) bool { return m.size >= 0 && bytes <= m.size-m.read }

// rest is all bytes that are left.
func (m *message) rest() ([]byte, error) {
	if m.believable(m.left) {
		b := make([]byte, m.left)
		return b, m.full(b)
	}
	var all, piece []byte
	for m.left > 0 {
		piece = make([]byte, min(m.left, 1<<16))
		if err := m.full(piece); err != nil {
			return nil, err
		}
		all = append(all, piece...)
	}
	return all, nil
}

// skip passes over all that is left.
func (m *message) skip() error {
	for m.left > 0 {
		n, err := m.r.Discard(int(min(m.left, 1<<30)))
		m.left, m.read = m.left-int64(n), m.read+int64(n)
		if err != nil {
			return cutOff(err)
		}
	}
	return nil
}

// varint reads one; io.EOF, as it is, says that nothing was left.
func (m *message) varint() (uint64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		if m.left == 0 && shift == 0 {
			return 0, io.EOF
		}
		b, err := m.byte()
		if err != nil {
			if shift == 0 && m.left > math.MaxInt64/2 { // the file ends between two records
				return 0, err
			}
			return 0, cutOff(err)
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			if shift == 63 && b > 1 {
				break
			}
			return v, nil
		}
	}
	return 0, m.stray()
}

// stray is the error of bytes that no ONNX file has: one of another kind, or a damaged one.
func (m *message) stray() error {
	return fmt.Errorf("%w (no such file has what stands before byte %d)", ErrFormat, m.read)
}

func (m *message) byte() (byte, error) {
	if m.left == 0 {
		return 0, io.EOF
	}
	b, err := m.r.ReadByte()
	if err != nil {
		return 0, err
	}
	m.left--
	m.read++
	return b, nil
}

// fixed reads a little-endian number of so many bytes.
func (m *message) fixed(bytes int) (uint64, error) {
	var v uint64
	for i := range bytes {
		b, err := m.byte()
		if err != nil {
			return 0, cutOff(err)
		}
		v |= uint64(b) << (8 * i)
	}
	return v, nil
}

// each calls visit for every record, in order. What visit leaves of a record is passed over.
func (m *message) each(visit func(field) error) error {
	for {
		tag, err := m.varint()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f := field{}
		if f.number, f.typ = protowire.DecodeTag(tag); f.number < protowire.MinValidNumber {
			return m.stray()
		}
		if err := m.value(&f); err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
		if f.body != nil {
			if err := f.body.skip(); err != nil {
				return err
			}
		}
	}
}

// value reads a record's value, or what is needed to read it.
func (m *message) value(f *field) (err error) {
	switch f.typ {
	case protowire.VarintType:
		f.word, err = m.varint()
	case protowire.Fixed32Type:
		f.word, err = m.fixed(4)
	case protowire.Fixed64Type:
		f.word, err = m.fixed(8)
	case protowire.BytesType:
		if f.word, err = m.varint(); err != nil {
			break
		}
		if f.word > uint64(m.left) || m.size >= 0 && f.word > uint64(m.size-m.read) {
			return cutOff(io.EOF)
		}
		f.body = &message{m.decoder, int64(f.word)}
		m.left -= int64(f.word)
	default: // groups, which ONNX does not use
		err = m.stray()
	}
	if err == io.EOF {
		return cutOff(err)
	}
	return err
}
