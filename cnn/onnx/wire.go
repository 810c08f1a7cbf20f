package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages below hold those fields of onnx.proto that a network needs; others are skipped.

type model struct {
	irVersion int64
	producer  string
	opset     int64 // of the default operator domain
	graph     *graph
	metadata  map[string]string
}

type graph struct {
	name         string
	nodes        []*node
	initializers []*tensor
	inputs       []valueInfo
	outputs      []valueInfo
}

type node struct {
	name, op, domain string
	inputs, outputs  []string
	attributes       map[string]attribute
}

type attribute struct {
	f      float32
	i      int64
	s      string
	ints   []int64
	floats []float32
	t      *tensor
}

// A tensor's values stay encoded, and alias the file, until a layer asks for them.
type tensor struct {
	name     string
	dataType int64
	dims     []int64
	raw      []byte // little-endian, whatever the type
	packed   []byte // float_data, packed
	external bool   // the values are in another file
}

// A valueInfo declares a graph's input or output. A dimension that is not fixed is -1.
type valueInfo struct {
	name     string
	elemType int64
	hasShape bool
	dims     []int64
}

// typeFloat is TensorProto.DataType's float32.
const typeFloat = 1

// A field is one record of an encoded message; which of the last two holds its value depends on the type.
type field struct {
	number protowire.Number
	typ    protowire.Type
	word   uint64 // varint, fixed32 or fixed64
	bytes  []byte // length-delimited
}

func (f field) float() float32 { return math.Float32frombits(uint32(f.word)) }

// eachField calls visit for every record of an encoded message, in order.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		number, typ, n := protowire.ConsumeTag(message)
		if n < 0 {
			return fmt.Errorf("%w (%v)", ErrFormat, protowire.ParseError(n))
		}
		message = message[n:]
		f := field{number: number, typ: typ}
		var narrow uint32
		switch typ {
		case protowire.VarintType:
			f.word, n = protowire.ConsumeVarint(message)
		case protowire.Fixed32Type:
			narrow, n = protowire.ConsumeFixed32(message)
			f.word = uint64(narrow)
		case protowire.Fixed64Type:
			f.word, n = protowire.ConsumeFixed64(message)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(message)
		default: // groups, which ONNX does not use
			n = protowire.ConsumeFieldValue(number, typ, message)
		}
		if n < 0 {
			return fmt.Errorf("%w (%v)", ErrFormat, protowire.ParseError(n))
		}
		message = message[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// appendInts adds a repeated integer field's values, which may be packed into one record or not.
func appendInts(list []int64, f field) ([]int64, error) {
	if f.typ != protowire.BytesType {
		return append(list, int64(f.word)), nil
	}
	for b := f.bytes; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, fmt.Errorf("%w (%v)", ErrFormat, protowire.ParseError(n))
		}
		list, b = append(list, int64(v)), b[n:]
	}
	return list, nil
}

// appendFloats adds a repeated float field's values, packed or not.
func appendFloats(list []float32, f field) ([]float32, error) {
	if f.typ != protowire.BytesType {
		return append(list, f.float()), nil
	}
	if len(f.bytes)%4 != 0 {
		return nil, fmt.Errorf("%w (a list of floats of %d bytes)", ErrFormat, len(f.bytes))
	}
	for b := f.bytes; len(b) > 0; b = b[4:] {
		list = append(list, math.Float32frombits(binary.LittleEndian.Uint32(b)))
	}
	return list, nil
}

// maxRecords bounds the nodes, attributes, tensors and declarations of a file together. An empty one takes
// two bytes in a file and a hundred in memory; the largest networks have some ten thousand.
const maxRecords = 1 << 20

// A decoder counts what it has met, so that memory stays bounded whatever the file says.
type decoder struct{ records int }

func (d *decoder) count() error {
	if d.records++; d.records > maxRecords {
		return fmt.Errorf("%w (more than %d nodes, attributes and tensors)", ErrFormat, maxRecords)
	}
	return nil
}

func decodeModel(message []byte) (*model, error) {
	d := &decoder{}
	m := &model{metadata: map[string]string{}}
	err := eachField(message, func(f field) (err error) {
		switch f.number {
		case 1:
			m.irVersion = int64(f.word)
		case 2:
			m.producer = string(f.bytes)
		case 7:
			m.graph, err = d.graph(f.bytes)
		case 8:
			err = decodeOpset(m, f.bytes)
		case 14:
			var key, value string
			key, value, err = decodeEntry(f.bytes)
			m.metadata[key] = value
			err = errors.Join(err, d.count())
		}
		return err
	})
	return m, err
}

// decodeOpset notes the version of the default operator domain; others' operators are not supported anyway.
func decodeOpset(m *model, message []byte) error {
	var domain string
	var version int64
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			domain = string(f.bytes)
		case 2:
			version = int64(f.word)
		}
		return nil
	})
	if domain == "" || domain == "ai.onnx" {
		m.opset = version
	}
	return err
}

func decodeEntry(message []byte) (key, value string, err error) {
	err = eachField(message, func(f field) error {
		switch f.number {
		case 1:
			key = string(f.bytes)
		case 2:
			value = string(f.bytes)
		}
		return nil
	})
	return key, value, err
}

func (d *decoder) graph(message []byte) (*graph, error) {
	g := &graph{}
	err := eachField(message, func(f field) (err error) {
		switch f.number {
		case 1:
			var n *node
			n, err = d.node(f.bytes)
			g.nodes = append(g.nodes, n)
		case 2:
			g.name = string(f.bytes)
		case 5:
			var t *tensor
			t, err = d.tensor(f.bytes)
			g.initializers = append(g.initializers, t)
		case 11:
			g.inputs, err = d.appendValueInfo(g.inputs, f.bytes)
		case 12:
			g.outputs, err = d.appendValueInfo(g.outputs, f.bytes)
		}
		return err
	})
	return g, err
}

func (d *decoder) node(message []byte) (*node, error) {
	n := &node{}
	if err := d.count(); err != nil {
		return nil, err
	}
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			n.inputs = append(n.inputs, string(f.bytes))
		case 2:
			n.outputs = append(n.outputs, string(f.bytes))
		case 3:
			n.name = string(f.bytes)
		case 4:
			n.op = string(f.bytes)
		case 5:
			name, a, err := d.attribute(f.bytes)
			if err != nil {
				return err
			}
			if n.attributes == nil {
				n.attributes = map[string]attribute{}
			}
			n.attributes[name] = a
		case 7:
			n.domain = string(f.bytes)
		}
		return nil
	})
	return n, err
}

func (d *decoder) attribute(message []byte) (name string, a attribute, err error) {
	if err := d.count(); err != nil {
		return "", a, err
	}
	err = eachField(message, func(f field) (err error) {
		switch f.number {
		case 1:
			name = string(f.bytes)
		case 2:
			a.f = f.float()
		case 3:
			a.i = int64(f.word)
		case 4:
			a.s = string(f.bytes)
		case 5:
			a.t, err = d.tensor(f.bytes)
		case 7:
			a.floats, err = appendFloats(a.floats, f)
		case 8:
			a.ints, err = appendInts(a.ints, f)
		}
		return err
	})
	return name, a, err
}

func (d *decoder) tensor(message []byte) (*tensor, error) {
	t := &tensor{}
	if err := d.count(); err != nil {
		return nil, err
	}
	err := eachField(message, func(f field) (err error) {
		switch f.number {
		case 1:
			t.dims, err = appendInts(t.dims, f)
		case 2:
			t.dataType = int64(f.word)
		case 4:
			t.packed, err = appendPacked(t.packed, f)
		case 8:
			t.name = string(f.bytes)
		case 9:
			t.raw = f.bytes
		case 13:
			t.external = true
		case 14:
			t.external = t.external || f.word == 1
		}
		return err
	})
	return t, err
}

// appendPacked joins the records of a repeated number into what one packed record would hold.
func appendPacked(packed []byte, f field) ([]byte, error) {
	switch f.typ {
	case protowire.BytesType:
		if packed == nil { // the one record of the usual case is not copied, and never appended to in place
			return f.bytes[:len(f.bytes):len(f.bytes)], nil
		}
		return append(packed, f.bytes...), nil
	case protowire.Fixed32Type:
		return protowire.AppendFixed32(packed, uint32(f.word)), nil
	}
	return nil, fmt.Errorf("%w (a tensor's values have wire type %d)", ErrFormat, f.typ)
}

func (d *decoder) appendValueInfo(list []valueInfo, message []byte) ([]valueInfo, error) {
	if err := d.count(); err != nil {
		return nil, err
	}
	var v valueInfo
	err := eachField(message, func(f field) error {
		switch f.number {
		case 1:
			v.name = string(f.bytes)
		case 2: // TypeProto, whose field 1 is the tensor type
			return eachField(f.bytes, func(f field) error {
				if f.number == 1 {
					return v.decodeTensorType(f.bytes)
				}
				return nil
			})
		}
		return nil
	})
	return append(list, v), err
}

func (v *valueInfo) decodeTensorType(message []byte) error {
	return eachField(message, func(f field) error {
		switch f.number {
		case 1:
			v.elemType = int64(f.word)
		case 2: // TensorShapeProto, whose field 1 is a dimension
			v.hasShape = true
			return eachField(f.bytes, func(f field) error {
				dim := int64(-1)
				err := eachField(f.bytes, func(f field) error {
					if f.number == 1 {
						dim = int64(f.word)
					}
					return nil
				})
				v.dims = append(v.dims, dim)
				return err
			})
		}
		return nil
	})
}
